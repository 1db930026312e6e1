"""People who left are told of once, as it is written down."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import config, wiring
from bot.desk import departures, renames
from bot.domain.fact import catalog_facts, organisation_facts
from bot.domain.member import Member
from bot.domain.ownership.deed import Tell
from bot.store.ledger import Ledger
from tests.commands.counter import (
    ANA,
    CY,
    DEE,
    EVA,
    INES,
    MEMBERS,
    MLOPS,
    ORGANISATION,
    WORKSPACE,
    Counter,
)
from tests.store.sample import take_in

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def here(ledger: Ledger, root: Path) -> Ledger:
    """A workspace with the counter's people and teams."""
    catalog = catalog_facts(config.load_catalog(root))
    take_in(ledger, catalog | organisation_facts(ORGANISATION), WORKSPACE)
    with ledger.open(WORKSPACE, NOW) as books:
        books.roster.save_members(MEMBERS)
    return ledger


def _changes(ledger: Ledger, user: str, *, deleted: bool, as_of: float) -> tuple[Tell, ...]:
    """What is told once Slack says that somebody left or is back."""
    with ledger.open(WORKSPACE, NOW) as books:
        member = Member(user, "Somebody", team=WORKSPACE, deleted=deleted, as_of=as_of)
        assert books.roster.save_members([member])
        return departures.told(books, NOW)


def _again(ledger: Ledger) -> tuple[Tell, ...]:
    with ledger.open(WORKSPACE, NOW) as books:
        return departures.told(books, NOW)


def test_told_once(here: Ledger) -> None:
    """Whoever is in charge is told once; after a return nobody is, after another departure anew."""
    assert _again(here) == ()
    [first] = _changes(here, CY, deleted=True, as_of=1.0)
    assert first.user == ANA
    assert first.reply.headline == "Cy Mail has left. To hand over:"
    assert _again(here) == ()
    with here.read(WORKSPACE) as books:
        assert books.departed() == {"cy"}
        held = books.organisation().team["churn"].assignments
        assert (MLOPS, "cy") in {(one.role, one.person) for one in held}
    assert _changes(here, CY, deleted=False, as_of=2.0) == ()
    with here.read(WORKSPACE) as books:
        assert books.departed() == frozenset()
    assert [tell.user for tell in _changes(here, CY, deleted=True, as_of=3.0)] == [ANA]


def test_not_told_is_told_later(here: Ledger) -> None:
    """Where what was to be sent isn't kept, nobody counts as told."""
    with here.open(WORKSPACE, NOW, rehearse=True) as books:
        books.roster.save_members([Member(CY, "Cy", team=WORKSPACE, deleted=True, as_of=1.0)])
        assert len(departures.told(books, NOW)) == 1
    assert [tell.user for tell in _changes(here, CY, deleted=True, as_of=1.0)] == [ANA]


def test_what_the_buttons_do(here: Ledger, root: Path) -> None:
    """One click asks the backup, who fills in until they answer; another hands it to somebody."""
    [tell] = _changes(here, CY, deleted=True, as_of=1.0)
    ask, hand_over = tell.reply.sections[0].actions
    counter = Counter(here, wiring.desk(root))
    asked = counter.submits(ANA, hand_over.verb, hand_over.given | {"person": (EVA,)})
    assert (asked.done, [one.user for one in asked.tells]) == (True, [EVA])
    asked = counter.clicks(ANA, ask)
    assert (asked.done, [one.user for one in asked.tells]) == (True, [DEE])
    held = counter.held("churn", MLOPS)
    assert {key: one.state for key, one in held.items()} == {"dee": "accepted", EVA: "pending"}
    assert _again(here) == ()
    with here.read(WORKSPACE) as books:
        assert books.departed() == frozenset()


def test_an_old_button_ends_nothing_new(here: Ledger, root: Path) -> None:
    """Who left, is back and has the role anew isn't taken off by a button of the old message."""
    counter = Counter(here, wiring.desk(root))
    counter.says(ANA, f"vacate MLOps Engineer in Churn <@{DEE}>")
    [tell] = _changes(here, CY, deleted=True, as_of=1.0)
    leave = tell.reply.sections[0].actions[-1]
    assert leave.label == "Leave it unfilled"
    _changes(here, CY, deleted=False, as_of=2.0)
    counter.says(CY, "vacate MLOps Engineer in Churn")
    counter.says(ANA, f"assign <@{CY}> as MLOps Engineer in Churn")
    assert counter.says(CY, "accept").done

    late = counter.clicks(ANA, leave)

    assert late.reply.headline.startswith("Changed meanwhile by Cy Mail (#")
    assert counter.held("churn", MLOPS)["cy"].state == "accepted"


def test_who_leads_leaves(here: Ledger) -> None:
    """Where whoever leads a team left, the stewards are told: here the primary owner."""
    [tell] = _changes(here, ANA, deleted=True, as_of=1.0)
    assert tell.user == INES
    assert "leads Churn" in tell.reply.text


def test_without_a_catalog(ledger: Ledger) -> None:
    """Where nobody left nothing is needed, not even a catalog or an organisation."""
    with ledger.open("W1", NOW) as books:
        books.create("Test")
        assert departures.told(books, NOW) == ()


def test_teams_follow_their_channels(here: Ledger) -> None:
    """A channel's new name is recorded as a change of its team that followed from Slack's word."""
    with here.open(WORKSPACE, NOW) as books:
        renames.follow(books, {"churn": "retention", "pricing": "prices"})
        assert books.organisation().team["churn"].channel == "#retention"
    with here.read(WORKSPACE) as books:
        [act] = books.acts(1)
        assert (act.actor, act.source, act.count) == ("slack", "slack", 1)
        before = books.workspace
    with here.open(WORKSPACE, NOW) as books:
        renames.follow(books, {"churn": "retention"})
        renames.follow(books, {})
    with here.read(WORKSPACE) as books:
        assert books.workspace == before
