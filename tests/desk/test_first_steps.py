"""The message with the first steps: whom it goes to, once, and what it shows after that."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest

from bot.desk.desk import Desk
from bot.desk.first_steps import NOT_YET, WAIT, begin, steps, stewards
from bot.domain.delivery import Settled
from bot.domain.fact import Facts, organisation_facts, plan
from bot.domain.member import Member
from bot.domain.organisation import Organisation
from bot.store.due import SETUP, UNDELIVERED, Due
from bot.store.engine import Engines
from bot.store.ledger import Ledger
from tests.commands.counter import ANA, INES, NOW, ORGANISATION, WORKSPACE
from tests.desk.hearing import DAY, Hearing, reply_of
from tests.desk.installed import ELSEWHERE, HERE, installed

WORKERS = 8
TOGETHER = 60
ADAM = Member("U10", "Adam Admin", team=WORKSPACE, admin=True)


@pytest.fixture
def here(engines: Engines, desk: Desk, root: Path) -> Hearing:
    """A workspace that has just installed us."""
    return installed(Hearing(Ledger(engines), desk.rounds), root)


def _takes_in(here: Hearing, organisation: Organisation) -> None:
    facts: Facts = organisation_facts(organisation)
    with here.ledger.open(WORKSPACE, here.now) as books:
        books.record(plan({}, facts, ()), actor="import", source="file:x.yaml")


def _whom(here: Hearing) -> list[str]:
    """Whom the first steps were sent to."""
    sent = [one for one in here.deliveries if "1. Choose a catalog" in reply_of(one).text]
    return [str(one.address["channel"]) for one in sent if one.kind == "post"]


def test_once_whoever_looks(here: Hearing, engines: Engines, desk: Desk) -> None:
    """However many look at once, and however often it begins again, one message is sent."""
    workers = [Hearing(Ledger(engines), desk.rounds) for _ in range(WORKERS)]
    together = Barrier(WORKERS, timeout=TOGETHER)

    def work(worker: Hearing) -> None:
        together.wait()
        worker.watch().tick()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, workers))
    here.ticks()
    assert _whom(here) == [INES]
    with here.ledger.open(WORKSPACE, here.now) as books:
        begin(books, here.now)
    here.ticks(NOW + DAY)
    assert _whom(here) == [INES]
    assert SETUP not in here.coming


def test_until_people_are_known(engines: Engines, desk: Desk, root: Path) -> None:
    """Before members were read nobody is told, for nobody knows who may do what."""
    here = installed(Hearing(Ledger(engines), desk.rounds), root, known=False)
    for _ in range(2):
        assert here.ticks(here.now + WAIT) == []
        assert here.coming[SETUP] == Due(SETUP, here.now + WAIT)
    here.ticks(NOW + NOT_YET)
    assert here.coming[SETUP] == Due(SETUP, here.now + NOT_YET)
    with here.ledger.open(WORKSPACE, here.now) as books:
        books.roster.mark_synced(began=here.now)
    here.ticks(here.now + NOT_YET)
    assert _whom(here) == [INES]


def test_an_upgrade_surprises_nobody(here: Hearing) -> None:
    """Where there are teams nobody is told, be they from before or come until then."""
    _takes_in(here, ORGANISATION)
    here.ticks()
    assert _whom(here) == []
    with here.ledger.open(WORKSPACE, here.now) as books:
        begin(books, here.now)
    assert SETUP not in here.coming


def test_who_comes_first(here: Hearing) -> None:
    """Whoever installed us, if they may; then stewards, then the owner and admins; no strangers."""
    with here.ledger.open(WORKSPACE, NOW, rehearse=True) as books:
        books.roster.save_members([ADAM])
        assert stewards(books) == (INES, ADAM.id)
        books.roster.set_installation(replace(HERE, installer=ADAM.id))
        assert stewards(books) == (ADAM.id, INES)
        books.roster.set_installation(replace(HERE, installer=ELSEWHERE))
        assert ELSEWHERE not in stewards(books)


def test_the_next_one(here: Hearing) -> None:
    """Where Slack refuses the message the next one is told, until nobody is left; none twice."""
    with here.ledger.open(WORKSPACE, NOW) as books:
        books.roster.save_members([ADAM])
    for told in ([INES], [ADAM.id], []):
        posts = [one for one in here.ticks() if one.kind == "post"]
        assert [one.address["channel"] for one in posts] == told
        for one in posts:
            here.settles(one, Settled("failed", error="Slack refused it: user_not_found"))
            with here.ledger.open(WORKSPACE, NOW) as books:
                books.set_due(Due(f"{UNDELIVERED} {one.id} why", NOW))
    assert here.states == ["skipped", "skipped"]


def test_shown_where_it_stands(here: Hearing) -> None:
    """What is done shows in the message, in the conversation that Slack made for it."""
    [post] = here.ticks()
    here.settles(post, Settled("sent", ts="1.0", channel="D9"))
    _takes_in(here, ORGANISATION)
    [update] = here.ticks()
    assert (update.kind, update.address) == ("update", {"channel": "D9", "ts": "1.0"})
    assert "✓ 2. Name teams and their leads" in reply_of(update).text
    with here.ledger.open(WORKSPACE, here.now) as books:
        assert books.settle_step("digest", INES)
        assert not books.settle_step("digest", INES)
    [update] = here.ticks()
    assert "3. Tell a channel regularly (skipped)" in reply_of(update).text
    here.something_changes()
    assert here.ticks() == []


def test_how_they_stand(here: Hearing) -> None:
    """Each is done by what is stored: another catalog, a team with a lead, a subscription."""
    with here.ledger.open(WORKSPACE, NOW, rehearse=True) as books:
        assert [one.done for one in steps(books)] == [False, False, False]
        books.set_catalog_origin("file:ours.yaml", "x")
        assert [one.done for one in steps(books)] == [True, False, False]
        books.settle_step("teams", ANA)
        assert [one.skipped for one in steps(books)] == [False, True, False]
        facts = organisation_facts(ORGANISATION)
        books.record(plan({}, facts, ()), actor="import", source="file:x.yaml")
        assert [(one.done, one.skipped) for one in steps(books)][1] == (True, False)
