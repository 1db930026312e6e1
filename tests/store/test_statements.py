"""Statements that are made once."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.store import workspaces
from bot.store.engine import Engines
from bot.store.statements import adding, columns, finding, table_of
from bot.store.tables import ClaimRow
from tests.store.sample import NOW

FIND = finding(ClaimRow, ("key", "at"), "workspace_id", "key")
ADD = adding(ClaimRow)
ODD = "'; DROP TABLE claims; -- :key %s"


def test_found_by_all_that_is_named(engines: Engines) -> None:
    """A row is found where every column named equals its parameter, whatever the text."""
    with Session(engines.write) as session:
        for workspace_id in ("W1", "W2"):
            workspaces.create(session, workspace_id, workspace_id, NOW)
            row = {"workspace_id": workspace_id, "key": f"{workspace_id} {ODD}", "at": NOW}
            session.execute(ADD, row)
        found = session.execute(FIND, {"workspace_id": "W1", "key": f"W1 {ODD}"}).all()
        missed = session.execute(FIND, {"workspace_id": "W2", "key": f"W1 {ODD}"}).all()

        assert [tuple(row) for row in found] == [(f"W1 {ODD}", NOW)]
        assert missed == []
        assert session.scalar(text("SELECT count(*) FROM claims")) == 2


def test_columns_in_the_order_they_were_named() -> None:
    """A row comes back as its columns were named."""
    assert [column.name for column in columns(ClaimRow, "at", "key")] == ["at", "key"]
    assert table_of(ClaimRow).name == "claims"
