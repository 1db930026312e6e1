"""What is due: in which order, what follows from changes, and what a look at it costs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.orm import Session

from bot.domain.edition import Edition
from bot.domain.fact import HERE, Change, Subject
from bot.domain.member import Channel, Member
from bot.domain.rhythm import Days, Rhythm
from bot.domain.subscription import Subscription
from bot.store import due, workspaces
from bot.store.due import REFRESH, REMINDERS, Due
from bot.store.engine import Engines
from bot.store.ledger import Ledger
from bot.store.tables import DueRow, WorkspaceRow
from tests.store.sample import FACTS, NOW, added, take_in

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
RHYTHM = Rhythm(days=Days(every="day"), at=time(9), zone="Europe/Berlin")
TOLD = Subscription(channel="C1", digests=("unfilled",), rhythm=RHYTHM, by="U1")
PAUSED = TOLD.model_copy(update={"paused": "they asked"})
DIGEST = Subject("digest", ("3",))
EDITION = Edition("digest 3", "2026-03-01T09:00", NOW, "sent", "C1", live=True)
# At NOW it is half past one in Berlin.
TOMORROW = Due("digest 3", datetime(2026, 3, 2, 8, tzinfo=UTC), "2026-03-02T09:00")


@pytest.fixture
def session(engines: Engines) -> Iterator[Session]:
    """A session in which two workspaces are there."""
    with Session(engines.write) as session:
        for workspace_id in ("W1", "W2"):
            workspaces.create(session, workspace_id, workspace_id, NOW)
        yield session


@pytest.fixture
def ready(ledger: Ledger) -> Ledger:
    """A ledger with two workspaces, in which nothing is due."""
    for workspace_id in ("W1", "W2"):
        take_in(ledger, FACTS, workspace_id)
        with ledger.open(workspace_id, NOW) as books:
            books.drop_due(REMINDERS)
    return ledger


def body(told: Subscription | None) -> dict[str, Any] | None:
    """A subscription as a fact has it."""
    return told.model_dump(mode="json") if told else None


def changes(ledger: Ledger, before: Subscription | None, after: Subscription | None) -> None:
    """A subscription changes now."""
    with ledger.open("W1", NOW) as books:
        books.record([Change(DIGEST, body(before), body(after))], actor="U1", source=HERE)


def coming(ledger: Ledger, workspace_id: str = "W1") -> tuple[Due, ...]:
    """What will be due."""
    with ledger.read(workspace_id) as books:
        return books.coming()


def test_longest_due_first(session: Session) -> None:
    """What is due by now comes in the order of its time, then by name; later things don't."""
    found = [Due("b", NOW), Due("z", NOW - HOUR, "slot"), Due("a", NOW)]
    for one in (*found, later := Due("later", NOW + timedelta(microseconds=1))):
        due.put(session, "W1", one)
    z, a, b = found[1], found[2], found[0]
    assert due.by(session, "W1", NOW, 100) == (z, a, b)
    assert due.by(session, "W1", NOW, 2) == (z, a)
    assert due.by(session, "W1", NOW - HOUR - MINUTE, 100) == ()
    assert due.every(session, "W1") == (z, a, b, later)


def test_due_once(session: Session) -> None:
    """What is due at another time isn't due at the first any more."""
    due.put(session, "W1", Due("a", NOW, "slot"))
    due.put(session, "W1", moved := Due("a", NOW + HOUR))
    assert due.every(session, "W1") == (moved,)


def test_dropped(session: Session) -> None:
    """What is dropped is due no more, and nothing else is dropped; twice is once."""
    due.put(session, "W1", Due("a", NOW))
    due.put(session, "W1", kept := Due("a 1", NOW))
    due.drop(session, "W1", "a")
    due.drop(session, "W1", "a")
    assert due.every(session, "W1") == (kept,)


def test_workspaces_are_apart(session: Session) -> None:
    """The same in two workspaces is due in each at its own time."""
    due.put(session, "W1", one := Due("a", NOW))
    due.put(session, "W2", two := Due("a", NOW + HOUR))
    assert (due.every(session, "W1"), due.every(session, "W2")) == ((one,), (two,))
    assert due.by(session, "W2", NOW, 100) == ()
    due.drop(session, "W2", "a")
    assert due.every(session, "W1") == (one,)


def test_workspaces_with_something_due(session: Session) -> None:
    """Those are named in which something is due, each once, the longest due first."""
    workspaces.create(session, "W3", "W3", NOW)
    for workspace_id, *hours in (("W1", 1, 3), ("W2", 2, 2), ("W3", -1)):
        for n, ago in enumerate(hours):
            due.put(session, workspace_id, Due(f"a {n}", NOW - ago * HOUR))
    assert due.workspaces(session, NOW, 100) == ("W1", "W2")
    assert due.workspaces(session, NOW - 2 * HOUR, 100) == ("W1", "W2")
    assert due.workspaces(session, NOW - 3 * HOUR, 100) == ("W1",)
    assert due.workspaces(session, NOW, 1) == ("W1",)
    assert due.workspaces(session, NOW - 4 * HOUR, 100) == ()


def test_a_new_workspace_is_looked_at(ledger: Ledger) -> None:
    """From its creation on it is looked who is to be reminded; created again, that stays put."""
    with ledger.open("W1", NOW) as books:
        assert books.create("Test")
        books.set_due(later := Due(REMINDERS, NOW + HOUR))
        assert not books.create("Test")
    assert coming(ledger) == (later,)


def test_a_new_subscription(ready: Ledger) -> None:
    """It is due at its next slot."""
    changes(ready, None, TOLD)
    assert coming(ready) == (TOMORROW,)


def test_a_changed_rhythm(ready: Ledger) -> None:
    """It is due by its new rhythm, and no more by the old one."""
    changes(ready, None, TOLD)
    noon = RHYTHM.model_copy(update={"at": time(18), "zone": "Asia/Tokyo"})
    changes(ready, TOLD, TOLD.model_copy(update={"rhythm": noon}))
    # In Tokyo it is half past nine in the evening.
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert coming(ready) == (Due("digest 3", at, "2026-03-02T18:00"),)


def test_paused_resumed_and_removed(ready: Ledger) -> None:
    """Paused it is due never, resumed at its next slot, and removed never again."""
    changes(ready, None, TOLD)
    changes(ready, TOLD, PAUSED)
    assert coming(ready) == ()
    changes(ready, PAUSED, TOLD)
    assert coming(ready) == (TOMORROW,)
    changes(ready, TOLD, None)
    assert coming(ready) == ()


def test_what_stays_as_it_is(ready: Ledger) -> None:
    """A subscription that doesn't change keeps its time, whatever else changes."""
    changes(ready, None, TOLD)
    with ready.open("W1", NOW) as books:
        books.set_due(late := Due("digest 3", NOW - HOUR, "2026-03-01T09:00"))
        same = Change(DIGEST, body(TOLD), body(TOLD))
        books.record([same, added("nia", slack="U7")], actor="U1", source=HERE)
    assert coming(ready) == (late,)


def test_of_the_other_workspace_nothing(ready: Ledger) -> None:
    """What is subscribed in one workspace is due there alone."""
    changes(ready, None, TOLD)
    assert coming(ready, "W2") == ()


def test_a_change_that_is_rolled_back(ready: Ledger) -> None:
    """What isn't committed makes nothing due."""
    with ready.open("W1", NOW, rehearse=True) as books:
        books.record([Change(DIGEST, None, body(TOLD))], actor="U1", source=HERE)
        assert books.coming() == (TOMORROW,)
    assert coming(ready) == ()


@pytest.mark.parametrize(
    ("edition", "looked"),
    [
        (None, False),
        (EDITION, True),
        (replace(EDITION, live=False), False),
        (replace(EDITION, state="quiet", live=False), False),
    ],
)
def test_messages_are_looked_at(
    edition: Edition | None,
    looked: bool,  # noqa: FBT001 - a column of the table
    ready: Ledger,
) -> None:
    """After any change messages are looked at once, where there is one that changes."""
    with ready.open("W1", NOW) as books:
        assert edition is None or books.claim_edition(edition)
    with ready.open("W2", NOW) as books:
        assert books.claim_edition(EDITION)
    with ready.open("W1", NOW + MINUTE) as books:
        books.record([added("nia", slack="U7")], actor="U1", source=HERE)
    with ready.open("W1", NOW + HOUR) as books:
        books.record([added("noa", slack="U8")], actor="U1", source=HERE)
    assert coming(ready) == ((Due(REFRESH, NOW + HOUR),) if looked else ())
    assert coming(ready, "W2") == ()


def test_no_change_no_look(ready: Ledger) -> None:
    """Where nothing changes no message is looked at."""
    with ready.open("W1", NOW) as books:
        books.claim_edition(EDITION)
        subject, fact = next(iter(FACTS.items()))
        books.record([Change(subject, fact, fact)], actor="U1", source=HERE)
    assert coming(ready) == ()


def test_the_roster_counts_too(ready: Ledger) -> None:
    """Messages are looked at as well where Slack's word on a person changes what they show."""
    with ready.open("W1", NOW) as books:
        books.claim_edition(EDITION)
        books.roster.save_channels([Channel("C1", "general", shared=False)])
        assert not books.roster.save_members([Member("U0", "Stranger", team="W1")])
    assert coming(ready) == ()
    with ready.open("W1", NOW) as books:
        assert books.roster.save_members([Member("U1", "Zoë", team="W1", deleted=True)])
    assert coming(ready) == (Due(REFRESH, NOW),)


@contextmanager
def statements(engines: Engines) -> Iterator[list[tuple[str, Any]]]:
    """What is asked of the database inside, other than to begin and to end."""
    asked: list[tuple[str, Any]] = []

    def before(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            asked.append((statement, parameters))

    event.listen(engines.read, "before_cursor_execute", before)
    try:
        yield asked
    finally:
        event.remove(engines.read, "before_cursor_execute", before)


def test_nothing_due_costs_one_question(engines: Engines) -> None:
    """Among thousands of things to come, a look finds by the index that none is due."""
    ledger = Ledger(engines)
    with Session(engines.write) as session:
        for n in range(50):
            later = {"due_at": NOW + HOUR, "slot": None}
            row = {"id": f"W{n}", "name": "Test", "created_at": NOW}
            session.execute(insert(WorkspaceRow).values(**row, last_change=0))
            rows = [{"workspace_id": f"W{n}", "what": f"digest {m}", **later} for m in range(100)]
            session.execute(insert(DueRow), rows)
        session.commit()
        session.execute(text("ANALYZE"))
        session.commit()
    assert ledger.due(NOW) == ()
    with statements(engines) as asked:
        assert ledger.due(NOW) == ()
    [(statement, parameters)] = asked
    assert "ix_due_due_at" in plan(engines, statement, parameters)
    assert len(ledger.due(NOW + HOUR)) == 10


def plan(engines: Engines, statement: str, parameters: Any) -> str:
    """How the database would answer."""
    with engines.read.connect() as connection:
        if engines.one_writer:
            told = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        else:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            told = connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
        return "\n".join(str(row) for row in told)
