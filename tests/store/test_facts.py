"""Facts by the thousand."""

from bot.domain.fact import Change
from bot.store.facts import MOST_NAMED
from bot.store.ledger import Ledger
from tests.store.sample import NOW, added, person, take_in


def test_many_at_once_are_like_few(ledger: Ledger) -> None:
    """More facts than are asked for by name are added, changed, retired and revived alike."""
    facts = dict(person(f"p{n}", slack=f"U{n}") for n in range(MOST_NAMED + 1))
    take_in(ledger, facts)
    changed = {subject: body | {"name": "Ümit"} for subject, body in facts.items()}
    take_in(ledger, changed)
    with ledger.read("W1") as books:
        assert books.facts() == changed
    take_in(ledger, {})
    with ledger.open("W1", NOW) as books:
        assert books.facts() == {}
        revived = [Change(subject, None, body) for subject, body in facts.items()]
        books.record([*revived, added("new")], actor="U1", source="slack")
        assert list(books.facts()) == [*facts, added("new").subject]
