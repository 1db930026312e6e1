"""Slack's word on a workspace, as one transaction sees it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.member import Channel, Member
from bot.store.engine import Engines
from bot.store.installations import Installation
from bot.store.ledger import Ledger
from bot.store.roster import Roster
from tests.store.sample import FACTS, NOW, added, take_in

PATIENCE = 30
LATER = NOW + timedelta(hours=1)
OURS = Installation("W1", "https://acme.slack.com/", "U0", "B0", None, ["chat:write"], NOW)
ZOE = Member(id="U1", name="Zoe in Slack", team="W1", email="other@example.org", as_of=10.0)
CHURN = Channel("C1", "churn", shared=False, as_of=10.0)


@pytest.fixture
def ready(ledger: Ledger) -> Ledger:
    """A ledger with an organisation in W1 and nothing in W2."""
    take_in(ledger, FACTS, "W1")
    take_in(ledger, {}, "W2")
    return ledger


def _save(ledger: Ledger, *told: Member, workspace_id: str = "W1") -> None:
    with ledger.open(workspace_id, NOW) as books:
        books.roster.save_members(told)


def _version(ledger: Ledger, workspace_id: str = "W1") -> int:
    with ledger.read(workspace_id) as books:
        return books.workspace.organisation_version


def test_comes_back_as_it_went_in(ready: Ledger) -> None:
    """Members, channels and who we are can be read by whoever comes later."""
    with ready.open("W1", NOW) as books:
        books.roster.set_installation(OURS)
        books.roster.save_members([ZOE])
        books.roster.save_channels([CHURN])
    with ready.read("W1") as books:
        assert books.roster.installation() == OURS
        assert books.roster.member("U1") == ZOE
        assert books.roster.members() == (ZOE,)
        assert books.roster.channel("C1") == CHURN
        assert books.roster.channels_called(["churn", "none"]) == {"churn": "C1"}
        assert books.roster.channel_names(["C1", "C9"]) == {"C1": "churn"}


def test_workspaces_are_apart(ready: Ledger) -> None:
    """Nothing of one workspace is seen or changed in another."""
    with ready.open("W1", NOW) as books:
        books.roster.set_installation(OURS)
        books.roster.save_members([ZOE])
        books.roster.save_channels([CHURN])
    with ready.open("W2", NOW) as books:
        assert books.roster.installation() is None
        assert books.roster.member("U1") is None
        assert books.roster.members() == ()
        assert books.roster.channel("C1") is None
        books.roster.mark_synced(began=NOW)
        books.roster.mark_missed()
        books.roster.drop_channels(before=100.0)
    with ready.read("W1") as books:
        assert books.roster.installation() == OURS
        assert books.roster.channel("C1") == CHURN


def test_marks(ready: Ledger) -> None:
    """When people were read is told by who read them, when events were missed by the time now."""
    with ready.open("W1", LATER) as books:
        books.roster.set_installation(OURS)
        books.roster.mark_synced(began=NOW)
        books.roster.mark_missed()
    with ready.read("W1") as books:
        assert books.roster.installation() == replace(OURS, synced_at=NOW, missed_at=LATER)


def test_dropped_channels(ready: Ledger) -> None:
    """A channel of which nothing was heard is gone, and isn't found by its name."""
    with ready.open("W1", NOW) as books:
        books.roster.save_channels([CHURN, replace(CHURN, id="C2", name="late", as_of=11.0)])
        books.roster.drop_channels(before=11.0)
    with ready.read("W1") as books:
        assert books.roster.channels_called(["churn", "late"]) == {"late": "C2"}
        assert books.roster.channel("C1") == replace(CHURN, gone=True, gone_as_of=11.0)


@pytest.mark.parametrize(
    ("told", "moves"),
    [
        (ZOE, False),
        (replace(ZOE, as_of=11.0), False),
        (replace(ZOE, as_of=11.0, zone="Asia/Tokyo", admin=True), False),
        (replace(ZOE, as_of=11.0, guest=True), True),
        (replace(ZOE, as_of=11.0, team="T2"), True),
        (replace(ZOE, as_of=9.0, name="Old", deleted=True), False),
        (replace(ZOE, as_of=11.0, deleted=True), True),
        (replace(ZOE, as_of=11.0, name="Zora"), True),
        (replace(ZOE, as_of=11.0, email=None), True),
        (replace(ZOE, id="U7"), False),
        (replace(ZOE, id="U7", email="zoe@example.org"), True),
        (replace(ZOE, id="U7", primary_owner=True), True),
        (replace(ZOE, id="U8"), True),
    ],
)
def test_version_moves_with_what_answers_say(
    told: Member,
    moves: bool,  # noqa: FBT001 - a column of the table
    ready: Ledger,
    engines: Engines,
) -> None:
    """The organisation's version moves only when answers may differ, and nowhere else."""
    ledger = Ledger(engines, ("U8",))
    _save(ledger, ZOE)
    before, elsewhere = _version(ready), _version(ready, "W2")
    with ledger.open("W1", NOW) as books:
        assert books.roster.save_members([told]) == moves
    assert _version(ready) - before == moves
    assert _version(ready, "W2") == elsewhere
    with ready.read("W1") as books:
        assert books.workspace.last_change == len(FACTS)


def test_new_names_of_channels(ready: Ledger) -> None:
    """Who stores channels is told which of those that were known are called otherwise now."""
    later = replace(CHURN, name="retention", as_of=11.0)
    with ready.open("W1", NOW) as books:
        save = books.roster.save_channels
        assert save([CHURN, Channel("C2", "C2", shared=True)]) == {}
        assert save([CHURN, Channel("C2", "told-now", shared=True, as_of=1.0)]) == {}
        assert save([later, Channel("C3", "new", shared=False)]) == {"churn": "retention"}
        assert save([later]) == {}
        assert save([replace(CHURN, name="older", as_of=10.5)]) == {}


def test_channels_move_no_version(ready: Ledger) -> None:
    """No answer depends on what Slack says of channels, or of us."""
    before = _version(ready)
    with ready.open("W1", NOW) as books:
        books.roster.set_installation(OURS)
        books.roster.save_channels([CHURN])
        books.roster.drop_channels(before=100.0)
        books.roster.mark_missed()
    assert _version(ready) == before


def test_deactivated_at_once(ready: Ledger) -> None:
    """Who is deactivated is inactive in the next answer, and in this transaction already."""
    _save(ready, ZOE)
    with ready.read("W1") as books:
        assert books.organisation().person["zoe"].active
    with ready.open("W1", NOW, holds=False) as books:
        assert books.organisation().person["zoe"].active
        books.roster.save_members([replace(ZOE, deleted=True, as_of=11.0)])
        assert not books.organisation().person["zoe"].active
    with ready.read("W1") as books:
        assert not books.organisation().person["zoe"].active
    _save(ready, replace(ZOE, as_of=12.0))
    with ready.read("W1") as books:
        assert books.organisation().person["zoe"].active


def test_accounts_of_other_workspaces(ready: Ledger) -> None:
    """Somebody of another organisation with a person's address is nobody in ours."""
    with ready.open("W1", NOW) as books:
        books.record([added("bo", email="bo@example.org")], actor="U1", source="slack")
    stranger = Member(id="U9", name="Bo", team="T2", email="bo@example.org", primary_owner=True)
    _save(ready, stranger)
    with ready.read("W1") as books:
        assert books.organisation().person["bo"].slack is None
        assert "U9" not in books.organisation().account
    _save(ready, replace(stranger, team="W1"))
    with ready.read("W1") as books:
        assert books.organisation().person["bo"].slack == "U9"


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_members_saved_at_once(ready: Ledger) -> None:
    """Whoever stores a member waits for whoever does already, so no change is overlooked."""
    with ThreadPoolExecutor(1) as pool:
        with ready.open("W1", NOW) as books:
            books.roster.save_members([replace(ZOE, deleted=True, as_of=11.0)])
            second = pool.submit(_save, ready, replace(ZOE, as_of=12.0))
            assert not books.organisation().person["zoe"].active
        second.result(PATIENCE)
    with ready.read("W1") as books:
        assert books.organisation().person["zoe"].active


@pytest.mark.parametrize(
    "write",
    [
        lambda roster: roster.set_installation(OURS),
        lambda roster: roster.mark_synced(began=NOW),
        Roster.mark_missed,
        lambda roster: roster.save_members([ZOE]),
        lambda roster: roster.save_channels([CHURN]),
        lambda roster: roster.drop_channels(before=1.0),
    ],
)
@pytest.mark.parametrize("dialect", ["sqlite"])
def test_reading_refuses_to_write(write: Callable[[Roster], None], ready: Ledger) -> None:
    """What was opened for reading changes nothing of Slack's word."""
    with pytest.raises(RuntimeError, match="for reading"), ready.read("W1") as books:
        write(books.roster)
