"""The steps of setting a workspace up that somebody skipped, or kept as they are."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.tables import FirstStepRow
from bot.store.upsert import upsert


def settled(session: Session, workspace_id: str) -> dict[str, bool]:
    """These steps; True where somebody keeps what was here from the start."""
    query = select(FirstStepRow.step, FirstStepRow.kept)
    found = session.execute(query.where(FirstStepRow.workspace_id == workspace_id))
    return {row.step: row.kept for row in found}


def settle(
    session: Session, workspace_id: str, step: str, by: tuple[str, datetime], *, kept: bool
) -> bool:
    """Writes down that somebody skipped or keeps a step, and when; False where that was so."""
    values = {"kept": kept, "settled_by": by[0], "settled_at": by[1]}
    row = upsert(session, FirstStepRow).values(workspace_id=workspace_id, step=step, **values)
    statement = row.on_conflict_do_update(
        index_elements=[FirstStepRow.workspace_id, FirstStepRow.step],
        set_=values,
        where=FirstStepRow.kept.is_(not kept),
    )
    return session.execute(statement.returning(FirstStepRow.step)).scalar() is not None
