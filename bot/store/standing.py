"""How it stands with all workspaces together, for whoever looks whether all is well."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select, text

from bot.store.ledger import Ledger
from bot.store.statements import table_of
from bot.store.tables import InstallationRow

_OF = table_of(InstallationRow).c
_USED = text("SELECT count(*) FROM pg_stat_activity WHERE datname IS NOT NULL")


@dataclass(frozen=True)
class Installs:
    """The workspaces that have the app, with their tokens as they are sealed.

    Of those in `unread` people and channels were never read. `removed` is how many removed us, and
    aren't erased yet.
    """

    sealed: Mapping[str, str]
    unread: tuple[str, ...]
    removed: int


@dataclass(frozen=True)
class Connections:
    """How many connections the database's server has, and how many it takes."""

    used: int
    most: int


def installs(ledger: Ledger) -> Installs:
    """All workspaces that have the app or had it."""
    query = select(_OF.workspace_id, _OF.sealed, _OF.synced_at, _OF.ended_at)
    with ledger.reading() as session:
        rows = session.execute(query.order_by(_OF.workspace_id)).all()
    live = [row for row in rows if row.ended_at is None and row.sealed is not None]
    return Installs(
        sealed={row.workspace_id: row.sealed for row in live},
        unread=tuple(row.workspace_id for row in live if row.synced_at is None),
        removed=sum(row.ended_at is not None for row in rows),
    )


def connections(ledger: Ledger) -> Connections | None:
    """The connections of PostgreSQL's server; None for SQLite, which has none."""
    with ledger.reading() as session:
        if session.get_bind().dialect.name != "postgresql":
            return None
        most = session.execute(text("SHOW max_connections")).scalar_one()
        return Connections(session.execute(_USED).scalar_one(), int(most))
