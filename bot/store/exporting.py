"""All that is stored of a workspace, a page at a time, so that nobody has to wait for it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Table, select, tuple_

from bot.store.erasing import of, tables
from bot.store.ledger import Ledger

MOST = 1000
SECRETS = {"installations": {"sealed"}}
"""Columns that nobody is given, by table."""

Row = tuple[str, dict[str, Any]]
"""The name of a table, and one of its rows."""


def rows(ledger: Ledger, workspace_id: str) -> Iterator[Row]:
    """Every row of a workspace, its own first; each page is of a moment of its own."""
    for name, table in reversed(tables().items()):
        secret = SECRETS.get(name, set())
        for page in pages(ledger, workspace_id, table):
            yield from ((name, _told(row, secret)) for row in page)


def pages(ledger: Ledger, workspace_id: str, table: Table) -> Iterator[list[dict[str, Any]]]:
    """The rows of a workspace in one table, in the order of their keys."""
    key = list(table.primary_key.columns)
    query = select(table).where(of(table, workspace_id)).order_by(*key).limit(MOST)
    page = query
    while True:
        with ledger.reading() as session:
            found = [dict(row) for row in session.execute(page).mappings()]
        yield found
        if len(found) < MOST:
            return
        last = tuple(found[-1][column.name] for column in key)
        page = query.where(tuple_(*key) > last)


def _told(row: dict[str, Any], secret: set[str]) -> dict[str, Any]:
    return {name: plain(value) for name, value in row.items() if name not in secret}


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    return value.isoformat() if isinstance(value, date) else value
