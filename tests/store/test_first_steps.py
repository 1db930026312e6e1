"""First steps that were skipped, or kept as they are: each workspace's own."""

from bot.store.due import REFRESH
from bot.store.ledger import Ledger
from tests.store.sample import NOW, take_in


def test_settled_once(ledger: Ledger) -> None:
    """A step is skipped or kept as it is, whichever was said last; saying it again is no news."""
    take_in(ledger, {})
    with ledger.open("W1", NOW) as books:
        assert books.settled_steps() == {}
        assert books.settle_step("teams", "U1")
        assert not books.settle_step("teams", "U2")
        assert books.settle_step("catalog", "U1")
        assert books.settle_step("catalog", "U1", kept=True)
        assert not books.settle_step("catalog", "U2", kept=True)
    with ledger.read("W1") as books:
        assert books.settled_steps() == {"teams": False, "catalog": True}


def test_another_workspace_sees_nothing(ledger: Ledger) -> None:
    """What one workspace skips is open in every other."""
    for workspace_id in ("W1", "W2"):
        take_in(ledger, {}, workspace_id)
    with ledger.open("W1", NOW) as books:
        books.settle_step("teams", "U1")
    with ledger.open("W2", NOW) as books:
        assert books.settled_steps() == {}
        assert books.settle_step("teams", "U1", kept=True)
    with ledger.read("W1") as books:
        assert books.settled_steps() == {"teams": False}


def test_nothing_to_show(ledger: Ledger) -> None:
    """Where no message changes in its place, nothing has to be looked at because of it."""
    take_in(ledger, {})
    with ledger.open("W1", NOW) as books:
        books.settle_step("teams", "U1")
        assert REFRESH not in [one.what for one in books.coming()]
