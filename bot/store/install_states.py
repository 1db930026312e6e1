"""Installs that were finished in a browser: each of them once."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.store.tables import InstallStateRow
from bot.store.upsert import upsert


def consume(session: Session, state: str, expires_at: datetime) -> bool:
    """Whether an install may be finished: true once for each state; it is given as a digest.

    Of two transactions that finish the same one the second waits for the first to end.
    """
    row = upsert(session, InstallStateRow).values(state=state, expires_at=expires_at)
    made = row.on_conflict_do_nothing().returning(InstallStateRow.state)
    return session.scalar(made) is not None


def forget(session: Session, now: datetime) -> None:
    """Drops what couldn't be finished any more anyway."""
    row = InstallStateRow
    gone = delete(row).where(row.expires_at <= now)
    session.execute(gone.execution_options(synchronize_session=False))
