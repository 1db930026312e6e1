"""The row of a workspace."""

import pytest
from sqlalchemy.orm import Session

from bot.store import workspaces
from bot.store.engine import Engines
from tests.store.sample import NOW


def test_found_as_created(engines: Engines) -> None:
    """A new workspace has its name, no catalog, and counters at nought."""
    with Session(engines.write) as session:
        workspaces.create(session, "W1", "One", NOW)
        found = workspaces.find(session, "W1")

        assert found is not None
        assert (found.id, found.name, found.created_at) == ("W1", "One", NOW)
        assert (found.catalog_version, found.organisation_version, found.last_change) == (0, 0, 0)
        assert workspaces.find(session, "W2") is None


def test_ids_are_sorted(engines: Engines) -> None:
    """Every workspace is listed, in order."""
    with Session(engines.write) as session:
        for workspace_id in ("W2", "W1"):
            workspaces.create(session, workspace_id, workspace_id, NOW)

        assert workspaces.ids(session) == ("W1", "W2")


@pytest.mark.parametrize(
    ("catalog", "organisation"), [(True, False), (False, True), (True, True), (False, False)]
)
def test_only_touched_versions_move(engines: Engines, *, catalog: bool, organisation: bool) -> None:
    """Changes are counted, and only the versions they touch go up, in this workspace alone."""
    with Session(engines.write) as session:
        for workspace_id in ("W1", "W2"):
            workspaces.create(session, workspace_id, workspace_id, NOW)
        last = workspaces.advance(
            session, "W1", changes=3, catalog=catalog, organisation=organisation
        )
        moved, other = workspaces.find(session, "W1"), workspaces.find(session, "W2")

        assert last == 3
        assert moved is not None
        assert (moved.catalog_version, moved.organisation_version) == (catalog, organisation)
        assert other is not None
        assert other.last_change == 0


def test_hold_tells_whether_it_is_there(engines: Engines) -> None:
    """Only a workspace that exists can be held."""
    with Session(engines.write) as session:
        workspaces.create(session, "W1", "One", NOW)

        assert workspaces.hold(session, "W1")
        assert not workspaces.hold(session, "W2")
