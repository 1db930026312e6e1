"""All rows of a database, for a comparison of before and after."""

from typing import Any

from sqlalchemy import select

from bot.store.engine import Engines
from bot.store.tables import Tables

Rows = dict[str, list[tuple[Any, ...]]]


def contents(engines: Engines, workspace: str | None = None) -> Rows:
    """Every row by its table, sorted; those of one workspace alone if it is named."""
    found = {}
    with engines.read.connect() as connection:
        for table in Tables.metadata.sorted_tables:
            query = select(table)
            if workspace is not None:
                owner = table.c.get("workspace_id")
                if owner is None and table.name != "workspaces":
                    continue
                query = query.where((table.c.id if owner is None else owner) == workspace)
            found[table.name] = sorted(map(tuple, connection.execute(query)), key=repr)
    return found
