"""What was asked, and whether an answer was found: what a catalog still lacks."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, func, literal_column, or_, select, update
from sqlalchemy.orm import Session

from bot.domain.asking import Asking
from bot.domain.call import Call
from bot.domain.reply import Reply
from bot.store import verdicts
from bot.store.statements import adding, finding, table_of
from bot.store.storable import storable
from bot.store.tables import MOST_TEXT, NotifiedRow, QuestionRow, VerdictRow
from bot.store.upsert import upsert

_ADD = adding(QuestionRow)
CHOICE = "team chosen"
"""The surface of a question that was asked again by choosing a team."""

CHOSEN = (
    finding(QuestionRow, ("team",), "workspace_id", "member")
    # In these words, for there is an index of just these questions.
    .where(table_of(QuestionRow).c.surface == literal_column(f"'{CHOICE}'"))
    .order_by(table_of(QuestionRow).c.asked_at.desc())
    .limit(1)
)
"""A SELECT of the team that a member chose last when asked which one."""

PICKED = "click"
"""The surface of a question that was asked again by choosing what was meant."""

MESSAGE = "shortcut"
"""The surface of what somebody wrote to others, about which somebody else asked."""


@dataclass(frozen=True)
class Question:
    """One question and its outcome; the asker and the team are keys, the ref what it was about.

    `member` and `channel` are Slack's ids of who asked where.
    """

    asker: str | None
    surface: str
    text: str
    team: str | None
    ref: str | None
    outcome: str
    score: float | None
    member: str | None = None
    channel: str | None = None


def asked(
    call: Call, reply: Reply, *, member: str | None = None, channel: str | None = None
) -> Question:
    """What somebody asked and got, as it is noted: with the one team that the answer is for."""
    first = reply.matches[0] if reply.matches else None
    return Question(
        asker=call.asker,
        surface=call.surface,
        text=call.text,
        team=reply.team or call.team,
        ref=first.ref if first else None,
        outcome=reply.outcome,
        score=first.score if first else None,
        member=member,
        channel=channel,
    )


@dataclass(frozen=True)
class Of:
    """Whose questions are meant: those for these teams, and those of these people, by key."""

    teams: frozenset[str]
    people: frozenset[str]


@dataclass(frozen=True)
class Asked:
    """A question that was noted; `shared` tells whether its answer was, with the channel."""

    id: str
    at: datetime
    question: Question
    shared: bool = False


def note(session: Session, workspace_id: str, question: Question, now: datetime) -> str:
    """Writes down a question, its text cut to what the column holds; gives its id."""
    key = uuid4().hex
    row = {"workspace_id": workspace_id, "id": key, "asked_at": now}
    session.execute(_ADD, row | vars(question) | {"text": storable(question.text, MOST_TEXT)})
    return key


def find(session: Session, workspace_id: str, key: str) -> Asked | None:
    """The question with this id."""
    query = select(QuestionRow).where(
        QuestionRow.workspace_id == workspace_id, QuestionRow.id == key
    )
    row = session.scalar(query)
    return None if row is None else _asked(row)


def last(
    session: Session, workspace_id: str, place: tuple[str, str], since: datetime
) -> Asked | None:
    """The newest question of a member in a channel (the pair) that wasn't unknown to us.

    None where there is none since then.
    """
    member, channel = place
    query = select(QuestionRow).where(
        QuestionRow.workspace_id == workspace_id,
        QuestionRow.member == member,
        QuestionRow.channel == channel,
        QuestionRow.asked_at >= since,
        QuestionRow.outcome != "unknown",
    )
    row = session.scalar(query.order_by(QuestionRow.asked_at.desc(), QuestionRow.id).limit(1))
    return None if row is None else _asked(row)


def share(session: Session, workspace_id: str, key: str) -> bool:
    """Marks the answer as shared; False where it was already."""
    statement = update(QuestionRow).where(
        QuestionRow.workspace_id == workspace_id,
        QuestionRow.id == key,
        QuestionRow.shared.is_(False),
    )
    marked = statement.values(shared=True).returning(QuestionRow.id)
    return session.execute(marked.execution_options(synchronize_session=False)).scalar() is not None


def notify(session: Session, workspace_id: str, key: str, member: str) -> bool:
    """Writes down that a member is notified of a question; False where they were before."""
    row = upsert(session, NotifiedRow).values(
        workspace_id=workspace_id, question=key, member=member
    )
    fresh = row.on_conflict_do_nothing().returning(NotifiedRow.member)
    return session.execute(fresh).scalar() is not None


def latest(session: Session, workspace_id: str, limit: int) -> tuple[Asked, ...]:
    """The newest questions, newest first."""
    query = (
        select(QuestionRow)
        .where(QuestionRow.workspace_id == workspace_id)
        .order_by(QuestionRow.asked_at.desc(), QuestionRow.id)
        .limit(limit)
    )
    return tuple(_asked(row) for row in session.scalars(query))


def of_member(session: Session, workspace_id: str, member: str, limit: int) -> tuple[Asked, ...]:
    """What a member asked last, newest first; not what others wrote, nor what they chose then."""
    query = select(QuestionRow).where(
        QuestionRow.workspace_id == workspace_id,
        QuestionRow.member == member,
        QuestionRow.surface.not_in((MESSAGE, PICKED, CHOICE)),
    )
    newest = query.order_by(QuestionRow.asked_at.desc(), QuestionRow.id).limit(limit)
    return tuple(_asked(row) for row in session.scalars(newest))


def counts(
    session: Session, workspace_id: str, since: datetime
) -> dict[tuple[str, str | None], int]:
    """How often something was asked about since then, by its ref and the team."""
    query = select(QuestionRow.ref, QuestionRow.team, func.count()).where(
        QuestionRow.workspace_id == workspace_id,
        QuestionRow.asked_at >= since,
        QuestionRow.ref.is_not(None),
        QuestionRow.surface != CHOICE,
    )
    rows = session.execute(query.group_by(QuestionRow.ref, QuestionRow.team))
    return {(ref, team): count for ref, team, count in rows if ref is not None}


def outcomes(
    session: Session, workspace_id: str, within: tuple[datetime, datetime], of: Of | None = None
) -> dict[tuple[str, bool], int]:
    """How many questions were asked from one moment until before another, by what came of them.

    That is the outcome, and whether somebody said that the answer is wrong. What was only asked
    again by choosing something isn't counted.
    """
    start, end = within
    # Not as EXISTS, for which PostgreSQL may read the verdicts of everybody.
    verdict = select(VerdictRow.member).where(
        VerdictRow.workspace_id == QuestionRow.workspace_id,
        VerdictRow.question == QuestionRow.id,
        VerdictRow.verdict == "wrong",
    )
    wrong = verdict.limit(1).scalar_subquery().is_not(None).label("wrong")
    query = select(QuestionRow.outcome, wrong, func.count()).where(
        QuestionRow.workspace_id == workspace_id,
        QuestionRow.asked_at >= start,
        QuestionRow.asked_at < end,
        QuestionRow.surface.not_in((CHOICE, PICKED)),
    )
    if of is not None:
        query = query.where(_theirs(of))
    rows = session.execute(query.group_by(QuestionRow.outcome, wrong))
    return {(outcome, bool(said)): count for outcome, said, count in rows}


def open_ones(
    session: Session, workspace_id: str, since: datetime, limit: int, of: Of | None = None
) -> tuple[Asking, ...]:
    """The newest questions since then that were not answered, or judged, and what was chosen.

    The oldest comes first. What was written to others and not to us is left out.
    """
    # Not as EXISTS, for which PostgreSQL may read the verdicts of everybody.
    verdict = select(VerdictRow.member).where(
        VerdictRow.workspace_id == QuestionRow.workspace_id, VerdictRow.question == QuestionRow.id
    )
    judged = verdict.limit(1).scalar_subquery().is_not(None)
    query = select(QuestionRow).where(
        QuestionRow.workspace_id == workspace_id,
        QuestionRow.asked_at >= since,
        QuestionRow.surface != MESSAGE,
        or_(
            QuestionRow.outcome.in_(("unknown", "choose")),
            QuestionRow.surface.in_((PICKED, CHOICE)),
            judged,
        ),
    )
    if of is not None:
        query = query.where(_theirs(of))
    newest = query.order_by(QuestionRow.asked_at.desc(), QuestionRow.id.desc()).limit(limit)
    rows = session.scalars(newest).all()
    said = verdicts.of_each(session, workspace_id, [row.id for row in rows])
    return tuple(
        Asking(
            at=row.asked_at,
            by=row.member or row.asker,
            asker=row.asker,
            channel=row.channel,
            surface=row.surface,
            text=row.text,
            team=row.team,
            ref=row.ref,
            outcome=row.outcome,
            chosen=row.surface == PICKED,
            again=row.surface == CHOICE,
            said=said.get(row.id, {}),
        )
        for row in reversed(rows)
    )


def _theirs(of: Of) -> ColumnElement[bool]:
    return or_(QuestionRow.team.in_(of.teams), QuestionRow.asker.in_(of.people))


def remembered_team(session: Session, workspace_id: str, member: str) -> str | None:
    """The key of the team that this member chose last when asked which one."""
    named = {"workspace_id": workspace_id, "member": member}
    team: str | None = session.execute(CHOSEN, named).scalar()
    return team


def _asked(row: QuestionRow) -> Asked:
    fields = (getattr(row, name) for name in Question.__dataclass_fields__)
    return Asked(row.id, row.asked_at, Question(*fields), row.shared)
