"""How much waits in all workspaces, found by index."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from bot.store.deliveries import Backlog
from bot.store.due import REMINDERS, Due
from bot.store.engine import Engines
from bot.store.ledger import Ledger, Waiting
from bot.store.tables import DeliveryRow
from tests.store.sample import NOW
from tests.store.test_due import plan, statements

MINUTE = timedelta(minutes=1)
HERE, THERE = "T1", "T2"


@pytest.fixture
def filled(engines: Engines) -> Ledger:
    """Two workspaces, with deliveries in every state and something due in one."""
    ledger = Ledger(engines)
    for workspace in (HERE, THERE):
        with ledger.open(workspace, NOW) as books:
            books.create(workspace)
            books.set_due(Due(REMINDERS, NOW + MINUTE))
            books.set_due(Due("digest 1", NOW - MINUTE if workspace == THERE else NOW + MINUTE))
    states = ("waiting", "sending", "sent", "failed", "expired", "unknown")
    with Session(engines.write) as session:
        for n, state in enumerate(states * 2):
            row: dict[str, Any] = {
                "kind": "post",
                "lane": "C1",
                "pace": "C1",
                "rank": 0,
                "attempts": 0,
            }
            row |= {"id": f"{n:03}", "workspace_id": HERE if n < len(states) else THERE}
            row |= {"address": {}, "body": {}, "state": state, "attempts": 0}
            row |= {"created_at": NOW + n * MINUTE}
            session.execute(insert(DeliveryRow).values(**row))
        session.commit()
    return ledger


def test_everywhere(filled: Ledger) -> None:
    """What isn't settled is counted by state, with the age of the oldest."""
    found = filled.backlog(NOW)
    assert sorted(found.deliveries, key=lambda one: one.state) == [
        Backlog("sending", 2, NOW + MINUTE),
        Backlog("unknown", 2, NOW + 5 * MINUTE),
        Backlog("waiting", 2, NOW),
    ]
    assert found.due_since == NOW - MINUTE


def test_left_out(filled: Ledger) -> None:
    """What rests in a workspace that is left out counts for nothing, nor is it looked for."""
    found = filled.backlog(NOW, {THERE})
    assert {one.count for one in found.deliveries} == {1}
    assert found.due_since is None
    assert filled.due(NOW) == (THERE,)
    assert filled.due(NOW, but={THERE}) == ()


def test_nothing(ledger: Ledger) -> None:
    """Where there is nothing, nothing waits."""
    assert ledger.backlog(NOW) == Waiting((), None)


def test_by_index(filled: Ledger, engines: Engines) -> None:
    """Both questions are answered by an index, however much was settled."""
    rows = [
        {"kind": "post", "lane": "C", "pace": "C", "rank": 0, "attempts": 1, "address": {}}
        | {"id": f"s{n:05}", "workspace_id": HERE, "body": {}, "state": "sent", "created_at": NOW}
        for n in range(3000)
    ]
    with Session(engines.write) as session:
        session.execute(insert(DeliveryRow), rows)
        session.commit()
        session.execute(text("ANALYZE"))
        session.commit()
    filled.backlog(NOW)
    with statements(engines) as asked:
        filled.backlog(NOW)
    assert len(asked) == 2
    told = [plan(engines, *one) for one in asked]
    assert "ix_deliveries_state" in told[0]
    assert "ix_due_due_at" in told[1]
