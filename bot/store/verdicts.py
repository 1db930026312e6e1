"""What members said of answers."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.reply import Verdict
from bot.store.tables import VerdictRow
from bot.store.upsert import upsert


def record(
    session: Session, workspace_id: str, question: str, verdict: tuple[str, Verdict], now: datetime
) -> None:
    """Writes down what a member (the first of the pair) said; what they said before is replaced."""
    member, said = verdict
    row = upsert(session, VerdictRow).values(
        workspace_id=workspace_id, question=question, member=member, verdict=said, at=now
    )
    session.execute(
        row.on_conflict_do_update(
            index_elements=[VerdictRow.workspace_id, VerdictRow.question, VerdictRow.member],
            set_={"verdict": said, "at": now},
        )
    )


def of(session: Session, workspace_id: str, question: str) -> dict[str, Verdict]:
    """What was said of one answer, by member."""
    query = select(VerdictRow.member, VerdictRow.verdict).where(
        VerdictRow.workspace_id == workspace_id, VerdictRow.question == question
    )
    return {
        member: "right" if said == "right" else "wrong" for member, said in session.execute(query)
    }


def of_each(
    session: Session, workspace_id: str, questions: Collection[str]
) -> dict[str, dict[str, Verdict]]:
    """What was said of each of these answers, by member; one of which nothing was is left out."""
    query = select(VerdictRow.question, VerdictRow.member, VerdictRow.verdict).where(
        VerdictRow.workspace_id == workspace_id, VerdictRow.question.in_(questions)
    )
    found: dict[str, dict[str, Verdict]] = defaultdict(dict)
    for question, member, said in session.execute(query.order_by(VerdictRow.member)):
        found[question][member] = "right" if said == "right" else "wrong"
    return dict(found)
