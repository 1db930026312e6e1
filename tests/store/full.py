"""A workspace with a long history, beside others, to see which rows a query looks at."""

from datetime import timedelta

from sqlalchemy.orm import Session

from bot.store import bulk
from bot.store.engine import Engines
from bot.store.ledger import Ledger
from bot.store.sortable import sortable
from bot.store.tables import (
    ChangeRow,
    ClaimRow,
    DeliveryRow,
    DueRow,
    EditionRow,
    HomeRow,
    QuestionRow,
    RefusalRow,
    SpentLinkRow,
    Tables,
    VerdictRow,
)
from tests.store.sample import FACTS, NOW, take_in

LONG, SHORT = 20_000, 4000
MEMBERS = 10
WAITING = 20
TOLD = 40
"""Of so many things there are editions."""

MINUTE = timedelta(minutes=1)
FIRST = NOW + 100 * MINUTE
"""When the oldest row was written; there is one a minute."""

LAST = FIRST + LONG * MINUTE
OURS = ("W1", "W2")
_CHANGES = 1000
"""The first number of the many changes."""


def fill(engines: Engines) -> None:
    """Two workspaces with the same history."""
    ledger = Ledger(engines)
    for workspace in OURS:
        take_in(ledger, FACTS, workspace)
        with Session(engines.write) as session:
            for table, rows in _rows().items():
                bulk.add(session, table, [{"workspace_id": workspace, **row} for row in rows])
            session.commit()
    with engines.write.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        if not engines.one_writer:  # SQLite is run as it comes
            connection.exec_driver_sql("ANALYZE")


def _rows() -> dict[type[Tables], list[dict[str, object]]]:
    times = [FIRST + n * MINUTE for n in range(LONG)]
    return {
        QuestionRow: [
            {
                "id": f"q{n}",
                "asked_at": at,
                "asker": "zoe",
                "member": f"U{n % MEMBERS}",
                "channel": "C1",
                # Most members were never asked back.
                "surface": "team chosen" if n % 1000 == 1 else "mention",
                "text": f"who owns the thing {n}?",
                "team": "churn",
                "ref": "activity:deploy-models",
                "outcome": "unknown" if n % 7 == 0 else "answered",
                "score": 0.5,
                "shared": False,
            }
            for n, at in enumerate(times)
        ],
        VerdictRow: [
            {"question": f"q{n}", "member": "U1", "verdict": "wrong", "at": times[n]}
            for n in range(SHORT)
        ],
        ChangeRow: [
            {
                "number": _CHANGES + n,
                "act": _CHANGES + n - n % 2,
                "at": at,
                "actor": f"U{n % MEMBERS}",
                "source": "slack",
                "kind": "assignment" if n % 5 else "person",
                "key": ["churn", "role:data-scientist", f"p{n}"] if n % 5 else [f"p{n}"],
                "before": {} if n % 3 else None,
                "after": None if n % 900 == 1 else {},
                "undoes": _CHANGES + n - 2 if n % 500 == 0 else None,
            }
            for n, at in enumerate(times)
        ],
        RefusalRow: [
            {
                "id": sortable(times[n], n),
                "at": times[n],
                "actor": "U1",
                "words": "x",
                "because": "y",
            }
            for n in range(SHORT)
        ],
        DeliveryRow: [
            {
                "id": f"{n:016}",
                "kind": "post",
                "lane": f"C{n % 3}",
                "pace": f"C{n % 3}",
                "rank": 10,
                "address": {"channel": "C1"},
                "body": {},
                "state": "waiting" if n >= LONG - WAITING else "sent",
                "attempts": 1,
                "created_at": at,
                "settled_at": None if n >= LONG - WAITING else at,
            }
            for n, at in enumerate(times)
        ],
        EditionRow: [
            {
                "what": f"digest {n % TOLD}",
                "slot": f"{n:06}",
                "at": times[n],
                "state": "sent",
                "channel": "C1",
                "late": False,
                "delivery": f"{n:016}",
                "matters": [],
                "as_of": 0,
                "live": n >= SHORT - 2,
            }
            for n in range(SHORT)
        ],
        DueRow: [{"what": f"digest {n}", "due_at": LAST + n * MINUTE} for n in range(SHORT)],
        SpentLinkRow: [{"digest": f"{n:064}", "expires_at": times[n]} for n in range(SHORT)],
        HomeRow: [{"member": f"U{n}", "opened_at": times[n]} for n in range(SHORT)],
        ClaimRow: [{"key": f"Ev{n}", "at": times[n]} for n in range(SHORT)],
    }
