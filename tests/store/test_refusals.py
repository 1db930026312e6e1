"""What was not done because whoever wanted it may not."""

from datetime import timedelta

from bot.domain.act import How, Refusal
from bot.store.ledger import Ledger
from bot.store.tables import MOST_TEXT
from tests.store.sample import NOW, take_in

HOW = How("assign", "command", "T1", "C1", "ab12")
BECAUSE = "Only a lead of Churn may do that."


def test_refusals_come_back_newest_first(ledger: Ledger) -> None:
    """Every part of a refusal survives, in the order in which they were, past the tenth too."""
    take_in(ledger, {})
    for minute in range(2):
        with ledger.open("W1", NOW + timedelta(minutes=minute)) as books:
            for n in range(12):
                books.refuse(f"U{n}", HOW, f"assign {n}", BECAUSE)
    with ledger.read("W1") as books:
        told = books.refusals()
        assert books.refusals(3) == told[:3]
    assert told == tuple(
        Refusal(NOW + timedelta(minutes=minute), f"U{n}", HOW, f"assign {n}", BECAUSE)
        for minute in (1, 0)
        for n in reversed(range(12))
    )


def test_little_may_be_known(ledger: Ledger) -> None:
    """From where it came needs not be known for a refusal to be written down."""
    take_in(ledger, {})
    with ledger.open("W1", NOW) as books:
        books.refuse("U1", How(), "", BECAUSE)
    with ledger.read("W1") as books:
        assert books.refusals() == (Refusal(NOW, "U1", How(), "", BECAUSE),)


def test_anybodys_words_are_kept(ledger: Ledger) -> None:
    """Words are cut to what is kept, and rid of what a database can't hold."""
    take_in(ledger, {})
    with ledger.open("W1", NOW) as books:
        books.refuse("U1", HOW, "assign \0\ud83d <!here> 🎉" + "x" * MOST_TEXT, BECAUSE)
    with ledger.read("W1") as books:
        [one] = books.refusals()
    assert one.words == ("assign ? <!here> 🎉" + "x" * MOST_TEXT)[:MOST_TEXT]


def test_another_workspace_sees_nothing(ledger: Ledger) -> None:
    """Refusals belong to one workspace."""
    for workspace_id in ("W1", "W2"):
        take_in(ledger, {}, workspace_id)
    with ledger.open("W1", NOW) as books:
        books.refuse("U1", HOW, "assign", BECAUSE)
    with ledger.read("W2") as books:
        assert books.refusals() == ()


def test_refusals_before_a_moment(ledger: Ledger) -> None:
    """Refusals are read further back from a moment on, which isn't counted itself."""
    take_in(ledger, {})
    for minute in range(6):
        with ledger.open("W1", NOW + timedelta(minutes=minute)) as books:
            books.refuse("U1", HOW, f"{minute}", BECAUSE)
    with ledger.read("W1") as books:
        earlier = books.refusals(2, NOW + timedelta(minutes=3))
        assert [one.words for one in earlier] == ["2", "1"]
        assert books.refusals(50, NOW) == ()
