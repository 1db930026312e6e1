"""Who was reminded of what: each matter of each person once, until it is forgotten."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.store import reminded, workspaces
from bot.store.engine import Engines
from bot.store.ledger import Ledger
from bot.store.reminded import Reminded
from tests.store.sample import NOW

ONE = Reminded("U1", "pending churn role:baker ana", NOW, 1)
OTHERS = (
    Reminded("U2", ONE.matter, NOW, 3),
    Reminded("U1", "unconfirmed churn role:baker ana", NOW, 1),
)


@pytest.fixture
def session(engines: Engines) -> Iterator[Session]:
    """A session in which two workspaces are there."""
    with Session(engines.write) as session:
        for workspace_id in ("W1", "W2"):
            workspaces.create(session, workspace_id, workspace_id, NOW)
        session.commit()
        yield session


def _all(session: Session, workspace_id: str = "W1") -> set[Reminded]:
    found = reminded.every(session, workspace_id)
    assert len(found) == len(set(found))
    return set(found)


def test_as_written(session: Session) -> None:
    """Each person's matter is read as it was written."""
    for one in (ONE, *OTHERS):
        reminded.put(session, "W1", one)
    assert _all(session) == {ONE, *OTHERS}


def test_again(session: Session) -> None:
    """Reminded once more, only the last time counts, and how often it was by then."""
    for one in (ONE, *OTHERS):
        reminded.put(session, "W1", one)
    again = Reminded(ONE.member, ONE.matter, NOW + timedelta(days=4), 2)
    reminded.put(session, "W1", again)
    assert _all(session) == {again, *OTHERS}


def test_forgotten(session: Session) -> None:
    """A settled matter is forgotten for everybody, others stay; of nothing, nothing is."""
    for one in (ONE, *OTHERS):
        reminded.put(session, "W1", one)
    reminded.forget(session, "W1", [])
    assert _all(session) == {ONE, *OTHERS}
    reminded.forget(session, "W1", [ONE.matter, "something else"])
    assert _all(session) == {OTHERS[1]}


def test_forgotten_by_the_thousand(session: Session) -> None:
    """However many matters are settled at once, all of them are forgotten."""
    matters = [f"pending team{n} role:baker ana" for n in range(5000)]
    for matter in (matters[0], matters[-1]):
        reminded.put(session, "W1", Reminded("U1", matter, NOW, 1))
    reminded.put(session, "W1", ONE)
    reminded.forget(session, "W1", matters)
    assert _all(session) == {ONE}


def test_workspaces_are_apart(session: Session) -> None:
    """The same matter in another workspace is another, and stays where this one is forgotten."""
    for workspace_id in ("W1", "W2"):
        reminded.put(session, workspace_id, ONE)
    reminded.forget(session, "W1", [ONE.matter])
    assert (_all(session), _all(session, "W2")) == (set(), {ONE})


@pytest.mark.usefixtures("session")
def test_kept_by_the_books(ledger: Ledger) -> None:
    """What is written with the books open is there once they commit, and not otherwise."""
    with ledger.open("W1", NOW, rehearse=True) as books:
        books.set_reminded(ONE)
    with ledger.open("W1", NOW) as books:
        assert books.reminded() == ()
        books.set_reminded(ONE)
    with ledger.open("W1", NOW) as books:
        assert books.reminded() == (ONE,)
        books.forget_reminded([ONE.matter])
        assert books.reminded() == ()
