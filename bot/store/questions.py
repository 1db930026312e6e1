"""What was asked, and whether an answer was found: what a catalog still lacks."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot.store.tables import MOST_TEXT, QuestionRow


@dataclass(frozen=True)
class Question:
    """One question and its outcome; the asker and the team are keys, the ref what it was about."""

    asker: str | None
    surface: str
    text: str
    team: str | None
    ref: str | None
    outcome: str
    score: float | None


@dataclass(frozen=True)
class Asked:
    """A question that was noted."""

    id: str
    at: datetime
    question: Question


def note(session: Session, workspace_id: str, question: Question, now: datetime) -> None:
    """Writes down a question, its text cut to what the column holds."""
    values = vars(question) | {"text": _storable(question.text)}
    session.execute(
        insert(QuestionRow).values(
            workspace_id=workspace_id, id=uuid4().hex, asked_at=now, **values
        )
    )


def latest(session: Session, workspace_id: str, limit: int) -> tuple[Asked, ...]:
    """The newest questions, newest first."""
    query = (
        select(QuestionRow)
        .where(QuestionRow.workspace_id == workspace_id)
        .order_by(QuestionRow.asked_at.desc(), QuestionRow.id)
        .limit(limit)
    )
    return tuple(_asked(row) for row in session.scalars(query))


def _storable(text: str) -> str:
    # PostgreSQL has no NUL in text, and half of a surrogate pair has no UTF-8.
    whole = text.encode("utf-8", "replace").decode()
    return whole.replace("\0", "")[:MOST_TEXT]


def _asked(row: QuestionRow) -> Asked:
    question = Question(row.asker, row.surface, row.text, row.team, row.ref, row.outcome, row.score)
    return Asked(row.id, row.asked_at, question)
