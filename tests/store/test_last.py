"""What something is, or was last where it is gone."""

from datetime import timedelta

import pytest

from bot.domain.fact import HERE, Body, Change, Subject
from bot.store.ledger import Ledger
from tests.store.sample import NOW, take_in

NIA = Subject("person", ("nia",))
BARE: Body = {"name": None, "email": None, "slack": None, "active": True}
NAMED: Body = BARE | {"name": "Nia"}
RENAMED: Body = BARE | {"name": "Nia Novak"}


@pytest.fixture
def ready(ledger: Ledger) -> Ledger:
    """A ledger with two workspaces."""
    for workspace_id in ("W1", "W2"):
        take_in(ledger, {}, workspace_id)
    return ledger


def test_last(ready: Ledger) -> None:
    """It is what is stored; once it is gone, what it was then, in this workspace alone."""
    steps = (BARE, NAMED, None, RENAMED, None, BARE)
    was = (None, *steps)
    known: list[Body | None] = []
    for number, (before, after) in enumerate(zip(was, steps, strict=False)):
        with ready.open("W1", NOW + number * timedelta(minutes=1)) as books:
            assert books.last(NIA) == (known[-1] if known else None)
            books.record([Change(NIA, before, after)], actor="U1", source=HERE)
            known.append(books.last(NIA))
    assert known == [BARE, NAMED, NAMED, RENAMED, RENAMED, BARE]
    with ready.read("W2") as books:
        assert books.last(NIA) is None


def test_last_of_what_says_nothing(ready: Ledger) -> None:
    """A fact that says no more than that it is there was there once it is gone, too."""
    lead, team = Subject("lead", ("bread", "nia")), Subject("team", ("bread",))
    with ready.open("W1", NOW) as books:
        place: Body = dict.fromkeys(("platform", "structure", "channel"))
        place |= {"name": "Bread", "kind": "product"}
        there = {NIA: BARE, team: place, lead: {}}
        books.record(
            [Change(one, None, body) for one, body in there.items()], actor="U1", source=HERE
        )
        assert books.last(lead) is not None
        stored = books.fact(lead)
        books.record([Change(lead, stored, None)], actor="U1", source=HERE)
        assert books.last(lead) is not None
        assert books.last(Subject("lead", ("bread", "noa"))) is None
