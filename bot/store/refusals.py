"""What was not done because whoever wanted it may not; only ever added to."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.act import How, Refusal
from bot.store.sortable import since, sortable
from bot.store.statements import adding
from bot.store.storable import storable
from bot.store.tables import MOST_TEXT, RefusalRow

_ADD = adding(RefusalRow)
_HOW = ("verb", "surface", "home", "place", "request")


def note(session: Session, workspace_id: str, refusal: Refusal, place: int) -> None:
    """Writes down a refusal, its words cut; `place` orders what one transaction writes."""
    row = {
        "workspace_id": workspace_id,
        "id": sortable(refusal.at, place),
        "at": refusal.at,
        "actor": refusal.actor,
        "words": storable(refusal.words, MOST_TEXT),
        "because": storable(refusal.because, MOST_TEXT),
    }
    session.execute(_ADD, row | {name: getattr(refusal.how, name) for name in _HOW})


def latest(
    session: Session, workspace_id: str, limit: int, before: datetime | None = None
) -> tuple[Refusal, ...]:
    """The newest refusals, newest first; only those from before that moment."""
    query = select(RefusalRow).where(RefusalRow.workspace_id == workspace_id)
    if before is not None:
        query = query.where(RefusalRow.id < since(before))
    newest = query.order_by(RefusalRow.id.desc()).limit(limit)
    return tuple(_refusal(row) for row in session.scalars(newest))


def _refusal(row: RefusalRow) -> Refusal:
    how = How(**{name: getattr(row, name) for name in _HOW})
    return Refusal(row.at, row.actor, how, row.words, row.because)
