"""What was changed: every step with who, when, from where, before and after."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, exists, func, or_, select
from sqlalchemy.orm import Session

from bot.domain.act import Act, How
from bot.domain.fact import Body, Change, Kind, Subject
from bot.domain.ownership.matter import belongs
from bot.store import bulk, chain
from bot.store.facts import MOST_NAMED
from bot.store.shapes import SHAPES
from bot.store.statements import table_of
from bot.store.storable import storable
from bot.store.tables import ChangeRow

MOST_SHOWN = 20
"""As many changes of an act are read where only a look at it is wanted."""

UNTOLD = How()
_MOST_NUMBER = 2**31 - 1
_AT_ONCE = 500
_CHANGES = table_of(ChangeRow)
_OF = _CHANGES.c
_HOW = tuple(How.__dataclass_fields__)


@dataclass(frozen=True)
class Recorded:
    """A change that was made; those made in one go share their `act`."""

    number: int
    act: int
    at: datetime
    actor: str
    source: str
    change: Change
    how: How = UNTOLD


@dataclass(frozen=True)
class Appending:
    """What writes down steps, and the seal of the newest change from then on."""

    statements: tuple[bulk.Ready, ...]
    seal: str | None


def appending(
    session: Session, workspace_id: str, steps: Sequence[Recorded], newest: str | None = None
) -> Appending:
    """What writes down steps behind the change that has the `newest` seal until then."""
    rows: list[dict[str, Any]] = [
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
        | vars(step.how)
        for step in steps
    ]
    seal = chain.sealed(rows, newest)
    return Appending(bulk.ready(session, "add", ChangeRow, rows), seal)


def latest(session: Session, workspace_id: str, limit: int) -> tuple[Recorded, ...]:
    """The newest steps, newest first."""
    query = _all(workspace_id).order_by(_OF.number.desc()).limit(limit)
    return tuple(_recorded(row) for row in session.execute(query))


def of(
    session: Session, workspace_id: str, subjects: Collection[Subject]
) -> dict[Subject, tuple[Recorded, ...]]:
    """All steps of each of these subjects, oldest first; one without any is left out."""
    if not subjects:
        return {}
    query = _all(workspace_id).where(_OF.kind.in_({subject.kind for subject in subjects}))
    firsts = {subject.key[0] for subject in subjects}
    if len(firsts) <= MOST_NAMED:
        query = query.where(_OF.key[0].as_string().in_(firsts))
    wanted = set(subjects)
    found: dict[Subject, list[Recorded]] = defaultdict(list)
    for row in session.execute(query.order_by(_OF.number)):
        if (subject := _subject(row)) in wanted:
            found[subject].append(_recorded(row))
    return {subject: tuple(steps) for subject, steps in found.items()}


def since(session: Session, workspace_id: str, at: datetime) -> Iterator[Recorded]:
    """All steps from this moment on, newest first, read as they are wanted."""
    newest = _all(workspace_id).order_by(_OF.number.desc())
    with session.execute(newest.execution_options(yield_per=_AT_ONCE)) as rows:
        # Numbers grow with time, so nothing older is read.
        yield from takewhile(lambda step: step.at >= at, map(_recorded, rows))


def former(session: Session, workspace_id: str, kind: Kind) -> tuple[tuple[Subject, Body], ...]:
    """What everything of a kind was before it changed or went, oldest first."""
    query = select(_OF.kind, _OF.key, _OF.before).where(
        _OF.workspace_id == workspace_id, _OF.kind == kind, _OF.before.is_not(None)
    )
    shape = SHAPES[kind]
    rows = session.execute(query.order_by(_OF.number))
    return tuple((_subject(row), body) for row in rows if (body := shape.whole(row.before)))


def gone(session: Session, workspace_id: str, kind: Kind) -> dict[Subject, Body]:
    """What everything of a kind was before it went last, be it there again or not."""
    query = select(_OF.kind, _OF.key, _OF.before).where(
        _OF.workspace_id == workspace_id,
        _OF.kind == kind,
        _OF.before.is_not(None),
        _OF.after.is_(None),
    )
    shape = SHAPES[kind]
    rows = session.execute(query.order_by(_OF.number))
    return {_subject(row): body for row in rows if (body := shape.whole(row.before)) is not None}


def acts(
    session: Session,
    workspace_id: str,
    limit: int,
    *,
    actor: str | None = None,
    of: Collection[str] = (),
    before: int | None = None,
    after: int | None = None,
) -> tuple[Act, ...]:
    """The newest acts, newest first, each with its first changes and their full count.

    Only those of this actor; those with a change in whose key one of `of` stands; and those with
    a smaller number than `before` and a greater one than `after`.
    """
    query = select(_OF.act).distinct().where(_OF.workspace_id == workspace_id)
    if actor is not None:
        query = query.where(_OF.actor == actor)
    if before is not None:
        query = query.where(_OF.act < _bounded(before))
    if after is not None:
        query = query.where(_OF.act > _bounded(after))
    if of:
        query = query.where(_names(session, of))
    found = session.scalars(query.order_by(_OF.act.desc()).limit(limit)).all()
    theirs = (_OF.workspace_id == workspace_id, _OF.act.in_(found))
    size = func.count().label("size")
    sized = session.execute(select(_OF.act, size).where(*theirs).group_by(_OF.act))
    counts = {row.act: row.size for row in sized}
    # Numbers have no gaps, so these are the first.
    first = _all(workspace_id).where(*theirs, _OF.number < _OF.act + MOST_SHOWN)
    return _gathered(session.execute(first.order_by(_OF.act.desc(), _OF.number)), counts)


def changes_about(
    session: Session, workspace_id: str, act: Act, of: Collection[str]
) -> tuple[Change, ...]:
    """The first changes of an act in whose key one of `of` stands."""
    # An act's numbers follow each other.
    within = _OF.number.between(act.number, act.number + act.count - 1)
    theirs = _all(workspace_id).where(within, _OF.act == act.number, _names(session, of))
    rows = session.execute(theirs.order_by(_OF.number).limit(MOST_SHOWN))
    return tuple(_recorded(row).change for row in rows)


def number_at(session: Session, workspace_id: str, moment: datetime) -> int:
    """The number of the first change at this moment or later, or that of the next one.

    Numbers go with time, and have an index that moments don't have.
    """
    last = session.scalar(
        select(_OF.number)
        .where(_OF.workspace_id == workspace_id)
        .order_by(_OF.number.desc())
        .limit(1)
    )
    low, high = 1, (last or 0) + 1
    while low < high:
        middle = (low + high) // 2
        later = select(_OF.number, _OF.at).where(
            _OF.workspace_id == workspace_id, _OF.number >= middle
        )
        found = session.execute(later.order_by(_OF.number).limit(1)).one()
        # Of numbers that retention dropped the next is looked at.
        low, high = (found.number + 1, high) if found.at < moment else (low, middle)
    return low


def act(session: Session, workspace_id: str, number: int) -> Act | None:
    """The whole act that has the change with this number."""
    its = select(_OF.act).where(_OF.workspace_id == workspace_id, _OF.number == _bounded(number))
    # In one query SQLite would look at all changes.
    whole = _all(workspace_id).where(_OF.act == session.scalar(its)).order_by(_OF.number)
    return next(iter(_gathered(session.execute(whole), {})), None)


def acts_since(session: Session, workspace_id: str, number: int, limit: int) -> tuple[Act, ...]:
    """Whole acts with changes after this one, oldest first."""
    here = _OF.workspace_id == workspace_id
    later = select(_OF.act).where(here, _OF.number > _bounded(number))
    first = session.scalar(later.order_by(_OF.number).limit(1))
    some = select(_OF.act).distinct().where(here, _OF.act >= (first or 0)).order_by(_OF.act)
    acts = [] if first is None else session.scalars(some.limit(limit)).all()
    if not acts:
        return ()
    end = select(func.max(_OF.number)).where(here, _OF.act == acts[-1])
    # Acts follow each other without gaps. In one query SQLite would look at all changes.
    within = _OF.number.between(acts[0], session.scalar(end))
    return _gathered(session.execute(_all(workspace_id).where(within).order_by(_OF.number)), {})


def touched_since(
    session: Session,
    workspace_id: str,
    number: int,
    matters: Collection[tuple[str, ...]],
    but: str | None,
) -> Act | None:
    """The newest act after this change that changed one of these matters, with that change alone.

    What this actor did doesn't count.
    """
    kinds = {one[0] for one in matters}
    # Who fills a role, and that nobody has to, is one matter.
    kinds |= {"waiver"} if "assignment" in kinds else set()
    query = select(_OF.number, _OF.kind, _OF.key).where(
        _OF.workspace_id == workspace_id, _OF.number > _bounded(number), _OF.kind.in_(kinds)
    )
    if but is not None:
        query = query.where(_OF.actor != but)
    newest = query.order_by(_OF.number.desc()).execution_options(yield_per=_AT_ONCE)
    with session.execute(newest) as rows:
        found = next((row.number for row in rows if belongs(_subject(row), matters)), None)
    if found is None:
        return None
    step = _recorded(session.execute(_all(workspace_id).where(_OF.number == found)).one())
    its = select(func.count()).where(_OF.workspace_id == workspace_id, _OF.act == step.act)
    count = session.scalar(its) or 1
    return Act(step.act, step.at, step.actor, step.source, step.how, (step.change,), count)


def undoings(session: Session, workspace_id: str) -> dict[int, int]:
    """Acts that are undone, each with the act that undid it.

    Where that was undone in turn, the first one stands again and is left out.
    """
    query = select(_OF.act, _OF.undoes).where(
        _OF.workspace_id == workspace_id, _OF.undoes.is_not(None), _OF.number == _OF.act
    )
    undone: dict[int, int] = {}
    # Whatever undid an act came after it, so the newest stands. SQLite would sort by reading all.
    for undoing, undoes in sorted(map(tuple, session.execute(query)), reverse=True):
        if undoing not in undone:
            undone.setdefault(undoes, undoing)
    return undone


def _all(workspace_id: str) -> Select[Any]:
    return select(_CHANGES).where(_OF.workspace_id == workspace_id)


def _bounded(number: int) -> int:
    """The number, or the nearest that databases know; no change is as far out as that."""
    return max(0, min(number, _MOST_NUMBER))


def _names(session: Session, of: Collection[str]) -> ColumnElement[bool]:
    """Whether one of these is a part of the key, letter for letter, or a role of an override."""
    elements = func.json_each
    if session.get_bind().dialect.name == "postgresql":
        elements = func.json_array_elements_text
    # What can't be stored is in no key.
    known = [one for one in of if storable(one, len(one)) == one]
    lists = (_OF.key, *(_roles(body) for body in (_OF.before, _OF.after)))
    parts = [elements(one).table_valued("value") for one in lists]
    return or_(*(exists(select(one.c.value).where(one.c.value.in_(known))) for one in parts))


def _roles(body: ColumnElement[Any]) -> ColumnElement[Any]:
    """The roles in the body of an override; None for every other fact."""
    return case((_OF.kind == "override", body["roles"]), else_=None)


def _gathered(rows: Iterable[Row[Any]], counts: Mapping[int, int]) -> tuple[Act, ...]:
    """Acts of their rows, in the order of these; all rows are there of an act without a count."""
    by_act: dict[int, list[Recorded]] = defaultdict(list)
    for row in rows:
        by_act[row.act].append(_recorded(row))
    return tuple(
        Act(
            number,
            steps[0].at,
            steps[0].actor,
            steps[0].source,
            steps[0].how,
            tuple(step.change for step in steps),
            counts.get(number, len(steps)),
        )
        for number, steps in by_act.items()
    )


def _subject(row: Any) -> Subject:
    return Subject(row.kind, tuple(row.key))


def _recorded(row: Row[Any]) -> Recorded:
    subject = _subject(row)
    shape = SHAPES[subject.kind]
    change = Change(subject, shape.whole(row.before), shape.whole(row.after))
    how = How(**{name: getattr(row, name) for name in _HOW})
    return Recorded(row.number, row.act, row.at, row.actor, row.source, change, how)
