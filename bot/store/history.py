"""What was changed: every step with who, when, from where, before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.fact import Change, Subject
from bot.store import bulk
from bot.store.tables import ChangeRow


@dataclass(frozen=True)
class Recorded:
    """A change that was made; those made in one go share their `act`."""

    number: int
    act: int
    at: datetime
    actor: str
    source: str
    change: Change


def append(session: Session, workspace_id: str, steps: Sequence[Recorded]) -> None:
    """Writes down steps."""
    rows = [
        {
            "workspace_id": workspace_id,
            "number": step.number,
            "act": step.act,
            "at": step.at,
            "actor": step.actor,
            "source": step.source,
            "kind": step.change.subject.kind,
            "key": list(step.change.subject.key),
            "before": step.change.before,
            "after": step.change.after,
        }
        for step in steps
    ]
    bulk.add(session, ChangeRow, rows)


def latest(session: Session, workspace_id: str, limit: int) -> tuple[Recorded, ...]:
    """The newest steps, newest first."""
    query = (
        select(ChangeRow)
        .where(ChangeRow.workspace_id == workspace_id)
        .order_by(ChangeRow.number.desc())
        .limit(limit)
    )
    return tuple(_recorded(row) for row in session.scalars(query))


def _recorded(row: ChangeRow) -> Recorded:
    # The column holds what a Subject's kind was when it was written.
    subject = Subject(row.kind, tuple(row.key))  # type: ignore[arg-type]
    change = Change(subject, row.before, row.after)
    return Recorded(row.number, row.act, row.at, row.actor, row.source, change)
