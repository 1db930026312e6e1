"""People of whom somebody in charge was told that they left."""

from bot.store.ledger import Ledger
from tests.store.sample import NOW, take_in


def test_who_left_is_who_was_told_of_last(ledger: Ledger) -> None:
    """Exactly the people of the last time are known, whoever was before."""
    take_in(ledger, {})
    for keys in ({"zoe", "adam"}, {"adam", "Adam", "żółw"}, {"adam", "Adam", "żółw"}, set(), {"a"}):
        with ledger.open("W1", NOW) as books:
            books.set_departed(keys)
            assert books.departed() == keys
        with ledger.read("W1") as books:
            assert books.departed() == keys


def test_another_workspace_sees_nothing(ledger: Ledger) -> None:
    """Who left one workspace left no other, and the other's word changes nothing here."""
    for workspace_id in ("W1", "W2"):
        take_in(ledger, {}, workspace_id)
    with ledger.open("W1", NOW) as books:
        books.set_departed({"zoe", "adam"})
    with ledger.open("W2", NOW) as books:
        assert books.departed() == frozenset()
        books.set_departed({"zoe"})
        books.set_departed(())
    with ledger.read("W1") as books:
        assert books.departed() == {"zoe", "adam"}
