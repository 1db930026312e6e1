"""A row of everything: what a test needs that a new table mustn't escape."""

import datetime as dt
import re
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Table, insert, select
from sqlalchemy.orm import Session

from bot.domain.traces import OTHERS
from bot.store.tables import UTC, Tables

AT = dt.datetime(2026, 3, 1, 12, 30, tzinfo=dt.UTC)
GLOBAL = {"install_states"}
"""Tables in which nothing is of a workspace."""

_VALUES: dict[type, Any] = {
    bool: True,
    int: 1,
    float: 1.0,
    dt.date: AT.date(),
}
_LISTS = {"roles", "managed", "scopes", "key"}
_BODIES = {("editions", "matters"): [{"digest": "x", "about": ["x"], "found": {}}]}


def fill(session: Session, workspace_id: str, word: str = "x") -> None:
    """One row of this workspace in each table, with something in every column: this word."""
    for table in Tables.metadata.sorted_tables:
        if table.name not in GLOBAL:
            of = "id" if table.name == "workspaces" else "workspace_id"
            row = {column.name: _value(table, column, word) for column in table.columns}
            session.execute(insert(table).values(row | {of: workspace_id}))


def everything(session: Session, workspace_id: str) -> dict[str, list[Any]]:
    """All rows of a workspace in the tables that have any."""
    found = {}
    for table in Tables.metadata.sorted_tables:
        if table.name not in GLOBAL:
            of = table.c.id if table.name == "workspaces" else table.c.workspace_id
            query = select(table).where(of == workspace_id).order_by(*table.primary_key)
            rows = [tuple(row) for row in session.execute(query)]
            if rows:
                found[table.name] = rows
    return found


def _value(table: Table, column: Column[Any], word: str) -> object:
    if (table.name, column.name) in _BODIES:
        return _BODIES[table.name, column.name]
    if column.name == "erasing_at":
        return None
    for check in table.constraints:
        allowed = re.match(rf"{column.name} IN \('([^']+)'", str(getattr(check, "sqltext", "")))
        if isinstance(check, CheckConstraint) and allowed:
            return allowed[1]
    if isinstance(column.type, UTC):
        return AT
    return _plain(table, column, word)


def _plain(table: Table, column: Column[Any], word: str) -> object:
    if isinstance(column.type, JSON):
        return [word] if column.name in _LISTS else {"x": word}
    if column.type.python_type is str:
        other = column.name in OTHERS and table.name != "members"
        return "x" if other or (table.name, column.name) == ("teams", "key") else word
    return _VALUES[column.type.python_type]
