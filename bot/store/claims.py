"""What Slack sent and may send again: taken once."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.store.statements import table_of
from bot.store.tables import ClaimRow

MOST_KEY = 200
_KEY = table_of(ClaimRow).c.key
_CLAIM = {
    "sqlite": sqlite.insert(table_of(ClaimRow)).on_conflict_do_nothing().returning(_KEY),
    "postgresql": postgresql.insert(table_of(ClaimRow)).on_conflict_do_nothing().returning(_KEY),
}


def claim(session: Session, workspace_id: str, keys: Iterable[str], now: datetime) -> bool:
    """Takes these keys; False where any of them was taken before.

    Of two transactions that claim the same key the second waits for the first to end.
    """
    # Always in one order, or two transactions could wait for each other.
    wanted = sorted({key[:MOST_KEY] for key in keys})
    if not wanted:
        return True
    rows = [{"workspace_id": workspace_id, "key": key, "at": now} for key in wanted]
    taken = session.execute(_CLAIM[session.get_bind().dialect.name], rows)
    return len(taken.all()) == len(wanted)


def forget(session: Session, before: datetime) -> None:
    """Drops what was claimed so long ago that Slack sends it no more."""
    session.execute(delete(ClaimRow).where(ClaimRow.at < before))
