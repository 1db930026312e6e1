"""Inserts that say what happens where the row is there already."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store import workspaces
from bot.store.engine import Engines
from bot.store.tables import ClaimRow, WorkspaceRow
from bot.store.upsert import upsert
from tests.store.sample import NOW


def _names(session: Session) -> dict[str, str]:
    query = select(WorkspaceRow.id, WorkspaceRow.name)
    return {row.id: row.name for row in session.execute(query)}


def _rows(*names: str) -> list[dict[str, Any]]:
    return [{"id": f"W{n}", "name": name, "created_at": NOW} for n, name in enumerate(names)]


def test_nothing_happens(engines: Engines) -> None:
    """A row that is there can stay as it is, and only what was added is given back."""
    with Session(engines.write) as session:
        workspaces.create(session, "W0", "Zero", NOW)
        insert = upsert(session, WorkspaceRow).values(_rows("Other", "One"))
        made = session.scalars(insert.on_conflict_do_nothing().returning(WorkspaceRow.id))

        assert list(made) == ["W1"]
        assert _names(session) == {"W0": "Zero", "W1": "One"}


def test_updated(engines: Engines) -> None:
    """A row that is there can take what was given, the columns that are named and no others."""
    with Session(engines.write) as session:
        workspaces.create(session, "W0", "Zero", NOW)
        workspaces.put(session, "W0", organisation="Acme")
        insert = upsert(session, WorkspaceRow)
        update = insert.on_conflict_do_update(
            index_elements=[WorkspaceRow.id], set_={"name": insert.excluded.name}
        )
        session.execute(update, _rows("Other", "One"))
        kept = workspaces.find(session, "W0")

        assert _names(session) == {"W0": "Other", "W1": "One"}
        assert kept
        assert kept.organisation == "Acme"


def test_updated_under_a_condition(engines: Engines) -> None:
    """A row that is there stays as it is where the condition doesn't hold."""
    with Session(engines.write) as session:
        workspaces.create(session, "W0", "m", NOW)
        for given, kept in (("a", "m"), ("z", "z")):
            insert = upsert(session, WorkspaceRow)
            update = insert.on_conflict_do_update(
                index_elements=[WorkspaceRow.id],
                set_={"name": insert.excluded.name},
                where=WorkspaceRow.name <= insert.excluded.name,
            )
            session.execute(update, _rows(given))

            assert _names(session) == {"W0": kept}


def test_spoken_as_the_database_does(engines: Engines, dialect: str) -> None:
    """The statement is of the dialect that the session's database speaks."""
    with Session(engines.write) as session:
        made = upsert(session, ClaimRow)
        assert type(made).__module__.startswith(f"sqlalchemy.dialects.{dialect}.")
