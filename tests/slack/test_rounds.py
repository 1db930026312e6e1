"""What is due is looked after: a few at a time, and what goes wrong holds nothing else up."""

import logging
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import config, wiring
from bot.desk.checklists import LEAVERS
from bot.desk.desk import Desk
from bot.desk.rounds import LOOK, NOT_OURS
from bot.domain.delivery import DIGEST, NOTICE
from bot.domain.member import Channel
from bot.errors import NotKnown, StoreUnavailable
from bot.slack.outgoing import DIGEST_LASTS
from bot.slack.rounds import AGAIN, AT_ONCE, ENOUGH, Watch
from bot.store.due import REMINDERS, Due
from bot.store.engine import Engines, make_engines
from bot.store.ledger import Ledger
from bot.store.tables import DeliveryRow
from tests.commands.counter import NOW, WORKSPACE, Counter
from tests.desk.hearing import HOUR, MINUTE, TEN, Chores, Hearing, reply_of

MANY = 2 * AT_ONCE + 5


@pytest.fixture(scope="module")
def desk(root: Path) -> Desk:
    """The desk with every verb."""
    return wiring.desk(root)


@pytest.fixture(scope="module")
def furnished(
    migrated_file: Path, desk: Desk, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A SQLite database with the organisation in it, to be copied."""
    path = Path(shutil.copy(migrated_file, tmp_path_factory.mktemp("rounds") / "counter.db"))
    engines = make_engines(f"sqlite:///{path}", root)
    Counter(Ledger(engines), desk).take_in(config.load_catalog(root))
    engines.close()
    return path


@pytest.fixture
def engines(furnished: Path, root: Path, tmp_path: Path) -> Iterator[Engines]:
    """The organisation's database."""
    engines = make_engines(f"sqlite:///{shutil.copy(furnished, tmp_path / 'counter.db')}", root)
    yield engines
    engines.close()


@pytest.fixture
def chores() -> Chores:
    """What goes well, by the plug-in `chores`."""
    return Chores()


@pytest.fixture
def broken() -> Chores:
    """What goes wrong, by the plug-in `broken`."""
    return Chores("broken", error=ZeroDivisionError("broken"))


@pytest.fixture
def here(engines: Engines, desk: Desk, chores: Chores, broken: Chores) -> Hearing:
    """A workspace whose channels can hear of both."""
    return Hearing(Ledger(engines), desk.rounds, chores, broken)


def channels(here: Hearing, *, until: timedelta = timedelta(0)) -> list[str]:
    """The channels that are told so long after ten, in the order of their ids."""
    return sorted(one.address["channel"] for one in here.ticks(TEN + until))


def ways(engines: Engines) -> list[tuple[int, datetime | None]]:
    """Which rank each message has, and until when it may be sent, in the order of writing."""
    with Session(engines.read) as session:
        query = select(DeliveryRow.rank, DeliveryRow.expires_at).order_by(DeliveryRow.id)
        return [(rank, expires) for rank, expires in session.execute(query)]


def test_posts(here: Hearing, engines: Engines) -> None:
    """A message for a channel leaves after answers, for some hours, and whoever sends is woken."""
    here.subscribes()
    assert channels(here) == ["C2"]
    assert here.woken == 1
    assert ways(engines) == [(DIGEST, TEN + DIGEST_LASTS)]
    assert here.ticks(TEN + MINUTE) == []
    assert here.woken == 1


def test_nothing_to_send_wakes_nobody(here: Hearing, chores: Chores) -> None:
    """Where there is nothing to tell, and where nothing is due, nobody is woken."""
    chores.open.clear()
    here.subscribes()
    here.ticks(TEN)
    here.ticks(TEN + MINUTE)
    assert (here.woken, here.states) == (0, ["quiet"])


def test_updates_and_direct_messages(here: Hearing, engines: Engines, chores: Chores) -> None:
    """A message is changed where it stands, and people are told in a direct message."""
    here.subscribes()
    [post] = here.ticks(TEN)
    here.arrives(post, "7.7")
    chores.open.clear()
    here.something_changes()
    [update] = here.ticks(TEN + MINUTE)
    assert (update.kind, update.address) == ("update", {"channel": "C2", "ts": "7.7"})
    gone = Channel("C2", "churn", shared=False, gone=True, gone_as_of=5.0)
    with here.ledger.open(WORKSPACE, here.now) as books:
        books.roster.save_channels([gone])
        books.set_due(Due("channels", here.now))
    [tell] = here.ticks()
    assert (tell.kind, tell.address) == ("post", {"channel": "U1"})
    assert "is paused" in reply_of(tell).text
    assert ways(engines)[1:] == [(NOTICE, None)] * 2


def test_what_only_a_newer_version_knows(here: Hearing) -> None:
    """It stays due, for that version to do it; whatever else is due is done."""
    here.subscribes()
    with here.ledger.open(WORKSPACE, NOW) as books:
        books.set_due(Due("parade 3", TEN, "2026-11-23T10:00"))
    assert len(here.ticks(TEN)) == 1
    assert here.coming["parade 3"] == Due("parade 3", TEN + NOT_OURS, "2026-11-23T10:00")


def test_silenced(here: Hearing) -> None:
    """In a workspace that is switched off nothing is done, and it is done once that is over."""
    here.subscribes()
    here.now = TEN
    woken: list[str] = []
    wake = partial(woken.append, "woken")
    Watch(here.ledger, here.rounds, lambda: here.now, wake, {WORKSPACE}).tick()
    assert (here.deliveries, woken) == ([], [])
    assert channels(here) == ["C2"]


def test_more_than_fits_in_one_transaction(here: Hearing) -> None:
    """All that is due is done at once, however much it is."""
    for n in range(MANY):
        here.subscribes(str(n), channel=f"C1{n:03}")
    assert channels(here) == [f"C1{n:03}" for n in range(MANY)]
    assert here.states == ["sent"] * MANY


def test_what_takes_long_has_a_transaction_of_its_own(here: Hearing) -> None:
    """Nobody waits for several things that take long: after each, others may write."""
    for n in range(3):
        here.subscribes(str(n), channel=f"C{n}")
    here.now, clock = TEN, count(step=ENOUGH)
    committed: list[int] = []
    wake = lambda: committed.append(len(here.deliveries))  # noqa: E731
    Watch(here.ledger, here.rounds, lambda: here.now, wake, seconds=lambda: next(clock)).tick()
    assert committed == [1, 2, 3]


def test_what_goes_wrong_is_put_off(here: Hearing, caplog: pytest.LogCaptureFixture) -> None:
    """It is tried again later, told in the log, and the others are done once, before and after."""
    here.subscribes("1", channel="C1")
    here.subscribes("2", channel="C2", digests=("broken",))
    here.subscribes("3", channel="C3")
    assert channels(here) == ["C1", "C3"]
    assert here.coming["digest 2"] == Due("digest 2", TEN + AGAIN, "2026-11-23T10:00")
    wrong = [one for one in caplog.records if one.exc_info and one.levelno == logging.ERROR]
    assert any("digest 2" in one.getMessage() for one in wrong)
    assert here.woken == 1
    assert channels(here, until=AGAIN / 2) == []


def test_all_of_many_go_wrong(here: Hearing) -> None:
    """However much goes wrong, each is put off once, and what comes after it is done."""
    for n in range(MANY):
        here.subscribes(f"0{n:03}", channel="C4", digests=("broken",))
    here.subscribes("9", channel="C9")
    assert channels(here) == ["C9"]
    put_off = [one for one in here.coming.values() if one.at == TEN + AGAIN]
    assert len(put_off) == MANY


def test_mended(here: Hearing, broken: Chores) -> None:
    """What goes well again is told, and says how late it is; it is due as ever after that."""
    here.subscribes("2", digests=("broken",))
    for n in range(4):
        assert here.ticks(TEN + n * AGAIN) == []
    broken.error = None
    [post] = here.ticks(TEN + 4 * AGAIN)
    assert "This comes late: it was due on 23 November at 10:00." in reply_of(post).text
    assert here.coming["digest 2"] == Due("digest 2", TEN + timedelta(days=1), "2026-11-24T10:00")


def test_mended_too_late(here: Hearing, broken: Chores) -> None:
    """What went wrong for longer than it may be late is skipped, though it was tried just now."""
    here.subscribes("2", digests=("broken",))
    here.ticks(TEN)
    here.ticks(TEN + 6 * HOUR)
    broken.error = None
    assert here.ticks(TEN + 6 * HOUR + AGAIN) == []
    assert here.states == ["skipped"]


def test_what_a_person_can_mend_holds_nobody_up(here: Hearing, broken: Chores) -> None:
    """An error with a sentence for people is put off like any other."""
    broken.error = NotKnown("There is no catalog.")
    here.subscribes("1", digests=("broken",))
    here.subscribes("2", channel="C3")
    assert channels(here) == ["C3"]
    assert here.coming["digest 1"].at == TEN + AGAIN


def test_a_workspace_that_goes_wrong(here: Hearing) -> None:
    """A workspace that has no catalog yet holds no other up, though it is looked at first."""
    with here.ledger.open("T0BARE", NOW) as books:
        books.create("Bare")
        books.set_due(Due(LEAVERS, NOW - HOUR))
    here.subscribes()
    assert channels(here) == ["C2"]
    with here.ledger.read("T0BARE") as books:
        assert {one.what: one.at for one in books.coming()} == {
            LEAVERS: TEN + AGAIN,
            REMINDERS: TEN + LOOK,
        }


def test_no_database(here: Hearing, broken: Chores, caplog: pytest.LogCaptureFixture) -> None:
    """Where the database can't be reached, nothing is put off, and a sentence is logged."""
    broken.error = StoreUnavailable("The database is locked.")
    here.subscribes("1", digests=("broken",))
    due = here.coming["digest 1"]
    assert channels(here) == []
    assert here.coming["digest 1"] == due
    [record] = [one for one in caplog.records if one.name == "bot.slack.rounds"]
    expected = "what is due can't be done: The database is locked.; trying again"
    assert (record.getMessage(), record.levelno) == (expected, logging.WARNING)
    broken.error = None
    assert channels(here, until=MINUTE) == ["C2"]


def test_half_done_is_undone(here: Hearing) -> None:
    """What a run did before it went wrong is as if it was never done, until it is done again."""
    here.subscribes("1", channel="C1")
    here.subscribes("2", channel="C2", digests=("broken",))
    assert channels(here) == ["C1"]
    assert [(one.what, one.state) for one in here.editions] == [("digest 1", "sent")]
