"""What the way to an answer needs of single rows, read at once."""

from dataclasses import replace

import pytest

from bot.domain.member import Channel, Member
from bot.errors import StoreUnavailable
from bot.store import erasing
from bot.store.installations import Installation
from bot.store.ledger import Ledger
from bot.store.questions import CHOICE, Question
from tests.store.sample import FACTS, NOW, take_in

OURS = Installation("W1", "https://acme.slack.com/", "U0", "B0", None, ["chat:write"], NOW)
ZOE = Member(id="U1", name="Zoe in Slack", team="W1", email="other@example.org", as_of=10.0)
CHURN = Channel("C1", "churn", shared=False, as_of=10.0)
CHOSEN = Question(None, CHOICE, "who?", "search", "x", "answered", 0.75, "U1", "C1")


@pytest.fixture
def ready(ledger: Ledger) -> Ledger:
    """A ledger with a member, a channel and a chosen team in W1, and none of that in W2."""
    for workspace in ("W1", "W2"):
        take_in(ledger, FACTS, workspace)
    with ledger.open("W1", NOW) as books:
        books.roster.set_installation(OURS)
        books.roster.save_members([ZOE])
        books.roster.save_channels([CHURN])
        books.note_question(CHOSEN)
    return ledger


@pytest.mark.parametrize(
    ("workspace", "member", "channel"),
    [
        ("W1", "U1", "C1"),
        ("W1", "U9", "C1"),
        ("W1", "U1", "C9"),
        ("W1", "", ""),
        ("W2", "U1", "C1"),
    ],
)
def test_same_as_one_by_one(workspace: str, member: str, channel: str, ready: Ledger) -> None:
    """It is what each row read by itself says: of this workspace, or nothing."""
    with ready.read(workspace) as books:
        alone = (
            books.workspace,
            books.roster.installation(),
            books.roster.member(member),
            books.roster.channel(channel),
            books.remembered_team(member),
        )
    with ready.read(workspace) as books:
        books.arrived(member, channel)
        assert alone == (
            books.workspace,
            books.roster.installation(),
            books.roster.member(member),
            books.roster.channel(channel),
            books.remembered_team(member),
        )


def test_others_are_read_for_themselves(ready: Ledger) -> None:
    """What was read of one member and channel is never taken for another's."""
    with ready.open("W1", NOW) as books:
        books.arrived("U9", "C9")
        assert books.roster.member("U1") == ZOE
        assert books.roster.channel("C1") == CHURN
        assert books.remembered_team("U1") == "search"


def test_what_is_written_is_read_anew(ready: Ledger) -> None:
    """Once something is written, what was read before it isn't told any more."""
    renamed, other = replace(ZOE, name="Zoë", as_of=20.0), replace(CHOSEN, team="fraud")
    with ready.open("W1", NOW) as books:
        books.arrived("U1", "C1")
        books.roster.save_members([renamed])
        assert books.roster.member("U1") == renamed
        books.note_question(other)
        assert books.remembered_team("U1") in ("search", "fraud")


def test_where_something_came_to(ready: Ledger) -> None:
    """Who we are in a workspace; nothing where there is no such workspace."""
    found = ready.arrival("W1")
    assert found is not None
    assert found.installation == OURS
    assert found.workspace.id == "W1"
    without = ready.arrival("W2")
    assert without is not None
    assert without.installation is None
    assert ready.arrival("W3") is None


def test_while_it_is_erased(ready: Ledger) -> None:
    """Nobody arrives where everything is being erased."""
    with ready.writing() as session:
        assert erasing.begin(session, "W1", NOW)
    with pytest.raises(StoreUnavailable, match="being erased"):
        ready.arrival("W1")
    with pytest.raises(StoreUnavailable, match="being erased"), ready.open("W1", NOW) as books:
        books.arrived("U1", "C1")
