"""Many rows of one table at once."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Column, Dialect, Table
from sqlalchemy.orm import Session

from bot.store.tables import Tables

Rows = Sequence[dict[str, Any]]
Kind = Literal["add", "change"]


@dataclass(frozen=True)
class Ready:
    """A statement for many rows with all that it takes, made before anybody has to wait for it."""

    statement: str
    parameters: Sequence[tuple[Any, ...]]


def add(session: Session, table: type[Tables], rows: Rows) -> None:
    """Adds rows, which all fill the same columns."""
    run(session, ready(session, "add", table, rows))


def change(session: Session, table: type[Tables], rows: Rows) -> None:
    """Changes rows, each found by its primary key; all fill the same columns."""
    run(session, ready(session, "change", table, rows))


def ready(session: Session, kind: Kind, table: type[Tables], rows: Rows) -> tuple[Ready, ...]:
    """What adds or changes these rows, to be run later; nothing where there are none."""
    if not rows:
        return ()
    target, dialect = Tables.metadata.tables[table.__tablename__], session.get_bind().dialect
    if dialect.name == "postgresql":
        # One parameter for all rows: five times as quick as a statement a row.
        return (Ready(_for_all(kind, target, rows[0]), [(json.dumps(rows, default=_plain),)]),)
    return (_for_each(kind, target, rows, dialect),)


def run(session: Session, statements: Sequence[Ready]) -> None:
    """Carries these out."""
    for one in statements:
        session.connection().exec_driver_sql(one.statement, list(one.parameters))


def _for_all(kind: Kind, target: Table, first: dict[str, Any]) -> str:
    """A statement of PostgreSQL for a JSON list of rows."""
    record = f"CAST(NULL AS {target.name})"
    given = f"FROM json_populate_recordset({record}, CAST(%s AS json)) AS given"
    names = list(first)
    if kind == "add":
        columns = _listed(names)
        return f"INSERT INTO {target.name} ({columns}) SELECT {columns} {given}"
    key = _key(target)
    sets = ", ".join(f'"{name}" = given."{name}"' for name in names if name not in key)
    same = " AND ".join(f'kept."{name}" = given."{name}"' for name in key)
    return f"UPDATE {target.name} kept SET {sets} {given} WHERE {same}"  # noqa: S608 as above


def _for_each(kind: Kind, target: Table, rows: Rows, dialect: Dialect) -> Ready:
    """A statement of SQLite with the values of each row, as the columns' types make them."""
    names, key = list(rows[0]), _key(target)
    if kind == "add":
        marks = ", ".join("?" for _ in names)
        statement = f"INSERT INTO {target.name} ({_listed(names)}) VALUES ({marks})"  # noqa: S608 as above
    else:
        names = [*(name for name in names if name not in key), *key]
        sets = ", ".join(f'"{name}" = ?' for name in names[: -len(key)])
        same = " AND ".join(f'"{name}" = ?' for name in key)
        statement = f"UPDATE {target.name} SET {sets} WHERE {same}"  # noqa: S608 as above
    makers = [_maker(target.c[name], dialect) for name in names]
    values = [
        tuple(make(row[name]) for name, make in zip(names, makers, strict=True)) for row in rows
    ]
    return Ready(statement, values)


def _maker(column: Column[Any], dialect: Dialect) -> Callable[[Any], Any]:
    """What makes a value one that the driver takes."""
    made = column.type.dialect_impl(dialect).bind_processor(dialect)
    return made or (lambda value: value)


def _key(target: Table) -> list[str]:
    return [column.name for column in target.primary_key]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _plain(value: date) -> str:
    """A day or a moment as PostgreSQL reads it."""
    return value.isoformat()
