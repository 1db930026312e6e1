"""Facts in their tables: reading them, writing the rows of changes, keeping their order."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Session

from bot.domain.fact import ORDER, Body, Facts, Kind, Subject
from bot.store import bulk
from bot.store.shapes import SHAPES, Shape
from bot.store.tables import Tables

# With more keys than these, reading the whole kind is quicker than naming each.
MOST_NAMED = 500


@dataclass(frozen=True)
class Stored:
    """What the row of a subject holds; no body where it is retired."""

    body: Body | None


def live(session: Session, workspace_id: str, kinds: Collection[Kind]) -> Facts:
    """The facts of these kinds, in the order of kinds, then in their own."""
    facts: Facts = {}
    for kind in ORDER:
        if kind in kinds:
            shape = SHAPES[kind]
            query = _live(shape, workspace_id).with_only_columns(*shape.columns())
            rows = session.execute(query.order_by(shape.table.position, *shape.key_columns()))
            facts.update((shape.subject(row), shape.fact_body(row)) for row in rows)
    return facts


def owned(session: Session, workspace_id: str, source: str) -> frozenset[Subject]:
    """What is a fact because this source said so last."""
    subjects: set[Subject] = set()
    for shape in SHAPES.values():
        query = _live(shape, workspace_id).where(shape.table.source == source)
        subjects.update(shape.subject(row) for row in session.execute(query))
    return frozenset(subjects)


def elsewhere(
    session: Session, workspace_id: str, kinds: Collection[Kind], sources: Collection[str]
) -> dict[Subject, str]:
    """Which source spoke last of what none of these did, whether it is a fact or retired."""
    found: dict[Subject, str] = {}
    for kind in kinds:
        shape = SHAPES[kind]
        query = select(*shape.key_columns(), shape.table.source).where(
            shape.table.workspace_id == workspace_id,
            shape.table.source.not_in(sources),
            *shape.only,
        )
        found.update((shape.subject(row), row.source) for row in session.execute(query))
    return found


def stored(
    session: Session, workspace_id: str, subjects: Collection[Subject]
) -> dict[Subject, Stored]:
    """The rows of at least these subjects; a subject without a row is left out."""
    found: dict[Subject, Stored] = {}
    for shape, listed in _by_shape(subjects):
        query = select(*shape.columns("retired_at")).where(
            shape.table.workspace_id == workspace_id, *shape.only
        )
        if len(listed) <= MOST_NAMED:
            keys = [tuple(shape.place(subject).values()) for subject in listed]
            query = query.where(tuple_(*shape.key_columns()).in_(keys))
        for row in session.execute(query):
            body = shape.fact_body(row) if row.retired_at is None else None
            found[shape.subject(row)] = Stored(body)
    return found


def writing(
    session: Session,
    workspace_id: str,
    wanted: Mapping[Subject, Body | None],
    before: Mapping[Subject, Stored],
    stamp: tuple[str, datetime],
) -> Iterator[bulk.Ready]:
    """What brings the rows of these subjects to what is wanted; None retires.

    `before` is what `stored` found for them, `stamp` the source and the time.
    """
    source, now = stamp
    placed: dict[type[Tables], int] = {}
    for shape, listed in _by_shape(wanted):
        rows = {s: {"workspace_id": workspace_id, **shape.place(s)} for s in listed}
        leave = {"source": source, "retired_at": now}
        leaving = [rows[s] | leave for s in _leaving(shape, listed, wanted, before)]
        yield from bulk.ready(session, "change", shape.table, leaving)
        enter = {"source": source, "retired_at": None}
        full = {
            s: rows[s] | enter | shape.filled(s, body)
            for s in listed
            if (body := wanted[s]) is not None
        }
        known = [row for s, row in full.items() if s in before]
        yield from bulk.ready(session, "change", shape.table, known)
        new = [row for s, row in full.items() if s not in before]
        yield from _appending(session, shape, workspace_id, new, placed)


def arrange(session: Session, workspace_id: str, order: Sequence[Subject]) -> frozenset[Kind]:
    """Puts facts in this order; gives the kinds in which something moved.

    The listed ones change places among themselves, so what other sources said stays where it is.
    """
    moved: set[Kind] = set()
    for shape, listed in _by_shape(dict.fromkeys(order)):
        query = _live(shape, workspace_id).add_columns(shape.table.position)
        held = {shape.subject(row): row.position for row in session.execute(query)}
        present = [subject for subject in listed if subject in held]
        slots = sorted(held[subject] for subject in present)
        rows = [
            {"workspace_id": workspace_id, **shape.place(subject), "position": slot}
            for subject, slot in zip(present, slots, strict=True)
            if held[subject] != slot
        ]
        bulk.change(session, shape.table, rows)
        if rows:
            moved.add(shape.kind)
    return frozenset(moved)


def claim(session: Session, workspace_id: str, subjects: Collection[Subject], source: str) -> None:
    """Makes live facts the source's own; what they say stays."""
    for shape, listed in _by_shape(subjects):
        rows = [
            {"workspace_id": workspace_id, **shape.place(subject), "source": source}
            for subject in listed
        ]
        bulk.change(session, shape.table, rows)


def vacated(session: Session, workspace_id: str) -> dict[tuple[str, str], datetime]:
    """When the last of those who had a role in a team and haven't any more ended it."""
    row = SHAPES["assignment"].table
    team, role = (getattr(row, name) for name in ("team", "role"))
    last = func.max(row.retired_at).label("last")
    query = select(team, role, last).where(
        row.workspace_id == workspace_id, row.retired_at.is_not(None)
    )
    return {(one.team, one.role): one.last for one in session.execute(query.group_by(team, role))}


def _live(shape: Shape, workspace_id: str) -> Select[Any]:
    table = shape.table
    return select(*shape.key_columns()).where(
        table.workspace_id == workspace_id, table.retired_at.is_(None), *shape.only
    )


def _by_shape(subjects: Iterable[Subject]) -> Iterator[tuple[Shape, list[Subject]]]:
    by_kind: dict[Kind, list[Subject]] = defaultdict(list)
    for subject in subjects:
        by_kind[subject.kind].append(subject)
    for kind in ORDER:
        if kind in by_kind:
            yield SHAPES[kind], by_kind[kind]


def _leaving(
    shape: Shape,
    listed: Iterable[Subject],
    wanted: Mapping[Subject, Body | None],
    before: Mapping[Subject, Stored],
) -> list[Subject]:
    # Where something may be there only once, a Slack id or a channel, all that changes leaves
    # before it comes back: what goes from one row to another is never in two.
    once = bool(Tables.metadata.tables[shape.table.__tablename__].indexes)
    facts = (s for s in listed if s in before and before[s].body is not None)
    return [subject for subject in facts if once or wanted[subject] is None]


def _appending(
    session: Session,
    shape: Shape,
    workspace_id: str,
    rows: bulk.Rows,
    placed: dict[type[Tables], int],
) -> Iterator[bulk.Ready]:
    """What adds rows behind all others of their table; `placed` are the next places by then."""
    if not rows:
        return
    table = shape.table
    if table not in placed:
        last = select(func.max(table.position)).where(table.workspace_id == workspace_id)
        found = session.scalar(last)
        placed[table] = 0 if found is None else found + 1
    first = placed[table]
    placed[table] += len(rows)
    whole = [row | {"position": first + i} for i, row in enumerate(rows)]
    yield from bulk.ready(session, "add", table, whole)
