"""Facts by the thousand."""

from bot.domain.fact import ORDER, Change
from bot.store.facts import MOST_NAMED
from bot.store.ledger import Ledger
from tests.store.sample import FACTS, FILE, NOW, ZOE, added, person, take_in


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


def test_elsewhere(ledger: Ledger) -> None:
    """What these sources didn't say last is found with who did, be it a fact or retired."""
    for workspace_id in ("W1", "W2"):
        take_in(ledger, FACTS, workspace_id)
    steward = next(subject for subject in FACTS if subject.kind == "steward")
    with ledger.open("W1", NOW) as books:
        edits = [
            Change(ZOE, FACTS[ZOE], FACTS[ZOE] | {"name": "Zora"}),
            Change(steward, FACTS[steward], None),
            added("eve"),
        ]
        books.record(edits, actor="U1", source="slack")
        spoken = {edit.subject: "slack" for edit in edits}
        assert books.elsewhere(ORDER, {FILE, "other"}) == spoken
        assert books.elsewhere(["steward"], {FILE}) == {steward: "slack"}
        assert books.elsewhere(ORDER, {"slack"}) == dict.fromkeys(FACTS.keys() - spoken, FILE)
        assert books.elsewhere(ORDER, {"slack", FILE}) == {}
    with ledger.read("W2") as books:
        assert books.elsewhere(ORDER, {FILE}) == {}


def test_one_fact(ledger: Ledger) -> None:
    """One fact can be read by itself, of each kind; nothing is none, nor is what was retired."""
    take_in(ledger, FACTS)
    take_in(ledger, {}, "W2")
    with ledger.open("W1", NOW) as books:
        assert {subject: books.fact(subject) for subject in FACTS} == FACTS
        assert books.fact(person("nobody")[0]) is None
        books.record([Change(ZOE, FACTS[ZOE], None)], actor="U1", source="slack")
        assert books.fact(ZOE) is None
    with ledger.read("W2") as books:
        assert books.fact(person("adam")[0]) is None
