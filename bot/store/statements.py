"""Statements of the way to an answer, made once: making one takes longer than running it."""

from typing import Any

from sqlalchemy import Column, Insert, Select, Table, bindparam, select

from bot.store.tables import Tables


def table_of(row: type[Tables]) -> Table:
    """The table itself; as a mapped class it takes twice as long."""
    return Tables.metadata.tables[row.__tablename__]


def columns(row: type[Tables], *names: str) -> tuple[Column[Any], ...]:
    """The columns of these names."""
    table = table_of(row)
    return tuple(table.c[name] for name in names)


def finding(row: type[Tables], names: tuple[str, ...], *by: str) -> Select[Any]:
    """A SELECT of these columns where others equal the parameters of their names."""
    table = table_of(row)
    return select(*columns(row, *names)).where(*(table.c[key] == bindparam(key) for key in by))


def adding(row: type[Tables]) -> Insert:
    """An INSERT that takes its values as parameters."""
    return table_of(row).insert()
