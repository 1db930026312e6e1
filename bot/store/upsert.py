"""Inserts that say what happens where the row is there already."""

from typing import cast

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.store.tables import Tables


def upsert(session: Session, table: type[Tables]) -> sqlite.Insert:
    """An INSERT with `on_conflict_do_nothing` and `on_conflict_do_update`, for either database."""
    if session.get_bind().dialect.name == "postgresql":
        # The two dialects spell it alike and share no type.
        return cast("sqlite.Insert", postgresql.insert(table))
    return sqlite.insert(table)
