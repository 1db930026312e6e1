"""Links into the pages that were followed: each of them once."""

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from bot.store.tables import SpentLinkRow
from bot.store.upsert import upsert

LASTS = timedelta(hours=1)
"""So long after its time a link is still known: not every process's clock goes as ours does."""


def spend(session: Session, workspace_id: str, digest: str, expires_at: datetime) -> bool:
    """Whether a link may be followed: true once for each."""
    row = upsert(session, SpentLinkRow).values(
        workspace_id=workspace_id, digest=digest, expires_at=expires_at
    )
    made = row.on_conflict_do_nothing().returning(SpentLinkRow.digest)
    return session.scalar(made) is not None


def is_spent(session: Session, workspace_id: str, digest: str) -> bool:
    """Whether a link was followed."""
    row = SpentLinkRow
    found = exists().where(row.workspace_id == workspace_id, row.digest == digest)
    return session.scalar(select(found)) is True


def forget(session: Session, now: datetime) -> None:
    """Drops what couldn't be followed any more anyway."""
    row = SpentLinkRow
    gone = delete(row).where(row.expires_at <= now - LASTS)
    session.execute(gone.execution_options(synchronize_session=False))
