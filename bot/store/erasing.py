"""Everything of a workspace erased, a few rows at a time, so that nobody has to wait for it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    delete,
    exists,
    func,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import Session

from bot.store.ledger import Ledger
from bot.store.tables import InstallationRow, Tables, WorkspaceRow

MOST = 1000
"""So many rows go in one transaction."""

_WORKSPACES = Tables.metadata.tables[WorkspaceRow.__tablename__]
_INSTALLATIONS = Tables.metadata.tables[InstallationRow.__tablename__]
OF_WORKSPACE = tuple(
    table for table in Tables.metadata.sorted_tables if "workspace_id" in table.columns
)
"""The tables with rows of one workspace, none before those that its rows point to."""


def tables() -> dict[str, Table]:
    """Every table that has something of a workspace, by name; the workspaces' own comes last."""
    return {table.name: table for table in (*reversed(OF_WORKSPACE), _WORKSPACES)}


def of(table: Table, workspace_id: str) -> ColumnElement[bool]:
    """Which rows of a table are a workspace's."""
    column = table.c.id if table is _WORKSPACES else table.c.workspace_id
    return column == workspace_id


def counts(session: Session, workspace_id: str) -> dict[str, int]:
    """How many rows of a workspace there are in each table that has any."""
    found = {
        name: session.scalar(select(func.count()).select_from(table).where(of(table, workspace_id)))
        for name, table in tables().items()
    }
    return {name: count for name, count in found.items() if count}


def begin(session: Session, workspace_id: str, now: datetime) -> bool:
    """From now on nobody sees the workspace, and all of it goes; False where there is none."""
    session.connection().execute(
        update(_INSTALLATIONS)
        .where(of(_INSTALLATIONS, workspace_id), _INSTALLATIONS.c.ended_at.is_(None))
        .values(ended_at=now, sealed=None)
    )
    return _marked(session, now, _WORKSPACES.c.id == workspace_id)


def begin_ended(session: Session, workspace_id: str, before: datetime, now: datetime) -> bool:
    """As `begin`, where it removed us before that moment and hasn't come back."""
    # Whoever installs us holds the same row, so one of both comes first.
    _hold(session, workspace_id)
    return _marked(session, now, and_(_WORKSPACES.c.id == workspace_id, _ended(before)))


def ended(session: Session, before: datetime, limit: int = MOST) -> tuple[str, ...]:
    """The workspaces that removed us before that moment and still have their data."""
    query = select(_INSTALLATIONS.c.workspace_id).where(_INSTALLATIONS.c.ended_at < before)
    return tuple(session.scalars(query.order_by(_INSTALLATIONS.c.ended_at).limit(limit)))


def begun(session: Session) -> tuple[str, ...]:
    """The workspaces that are being erased, also by a process that died over it."""
    query = select(_WORKSPACES.c.id).where(_WORKSPACES.c.erasing_at.is_not(None))
    return tuple(session.scalars(query.order_by(_WORKSPACES.c.id)))


def erase(ledger: Ledger, workspace_id: str) -> None:
    """Drops every row of a workspace whose erasing was begun; several processes may at once."""
    gone = False
    while not gone:
        for _ in _batches(ledger, workspace_id):
            pass
        gone = _ends(ledger, workspace_id)


def _batches(ledger: Ledger, workspace_id: str) -> Iterator[int]:
    """Drops rows a batch a transaction; gives how many each had."""
    for table in reversed(OF_WORKSPACE):
        for change in _changes(table):
            while True:
                with ledger.writing() as session:
                    count = change(session, workspace_id)
                yield count
                if count < MOST:
                    break


def _changes(table: Table) -> Iterator[Callable[[Session, str], int]]:
    """What empties a table: rows that point to others of it must no longer, or they'd be held."""
    for key in table.foreign_key_constraints:
        if key.referred_table is table:
            pointer = table.c[key.column_keys[-1]]
            yield lambda session, of: _release(session, of, pointer)  # noqa: B023 used at once
    yield lambda session, of: _drop(session, of, table)


def _release(session: Session, workspace_id: str, pointer: Any) -> int:
    table: Table = pointer.table
    some = _some(table, workspace_id).where(pointer.is_not(None))
    return _done(session, update(table).where(_among(table, some)).values({pointer.name: None}))


def _drop(session: Session, workspace_id: str, table: Table) -> int:
    return _done(session, delete(table).where(_among(table, _some(table, workspace_id))))


def _ends(ledger: Ledger, workspace_id: str) -> bool:
    """Drops the workspace's own row; False where something was written of it meanwhile."""
    own = and_(_WORKSPACES.c.id == workspace_id, _WORKSPACES.c.erasing_at.is_not(None))
    with ledger.writing() as session:
        # From here on nothing can be written that points to it.
        _hold(session, workspace_id)
        if any(session.execute(_some(table, workspace_id)).first() for table in OF_WORKSPACE):
            return False
        session.connection().execute(delete(_WORKSPACES).where(own))
    return True


def _hold(session: Session, workspace_id: str) -> None:
    held = select(_WORKSPACES.c.id).where(_WORKSPACES.c.id == workspace_id)
    session.execute(held.with_for_update())


def _marked(session: Session, now: datetime, which: ColumnElement[bool]) -> bool:
    marked = update(_WORKSPACES).where(which).values(erasing_at=now).returning(_WORKSPACES.c.id)
    return session.execute(marked).scalar() is not None


def _ended(before: datetime) -> ColumnElement[bool]:
    return exists().where(
        _INSTALLATIONS.c.workspace_id == _WORKSPACES.c.id, _INSTALLATIONS.c.ended_at < before
    )


def _some(table: Table, workspace_id: str) -> Select[Any]:
    """The keys of so many rows as go at once."""
    return select(*table.primary_key.columns).where(of(table, workspace_id)).limit(MOST)


def _among(table: Table, some: Select[Any]) -> ColumnElement[bool]:
    return tuple_(*table.primary_key.columns).in_(some)


def _done(session: Session, statement: Any) -> int:
    found: int = session.connection().execute(statement).rowcount
    return found
