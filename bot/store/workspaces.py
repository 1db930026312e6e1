"""The row of a workspace: its names, and the counters that move with every change."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.errors import StoreUnavailable
from bot.store.recent import Stamp
from bot.store.statements import finding
from bot.store.tables import WorkspaceRow
from bot.store.upsert import upsert


@dataclass(frozen=True)
class Workspace:
    """What is known of a workspace as a whole.

    `seal` is that of its newest change, `erasing_at` since when all of it is being erased.
    """

    id: str
    name: str
    organisation: str | None
    catalog_source: str | None
    catalog_digest: str | None
    catalog_version: int
    organisation_version: int
    last_change: int
    created_at: datetime
    seal: str | None = None
    erasing_at: datetime | None = None

    @property
    def catalog_stamp(self) -> Stamp:
        """What differs wherever the catalog may."""
        return self.created_at, self.catalog_version

    @property
    def organisation_stamp(self) -> Stamp:
        """What differs wherever the organisation may."""
        return self.created_at, self.organisation_version


_FIND = finding(WorkspaceRow, tuple(Workspace.__dataclass_fields__), "id")


def ids(session: Session) -> tuple[str, ...]:
    """The ids of all workspaces, sorted."""
    return tuple(session.scalars(select(WorkspaceRow.id).order_by(WorkspaceRow.id)))


def outdated(session: Session, source: str, digest: str, limit: int) -> tuple[str, ...]:
    """The ids of workspaces whose catalog came from this source, of another digest."""
    row = WorkspaceRow
    query = select(row.id).where(
        row.catalog_source == source, row.catalog_digest != digest, row.erasing_at.is_(None)
    )
    return tuple(session.scalars(query.order_by(row.id).limit(limit)))


def find(session: Session, workspace_id: str) -> Workspace | None:
    """The workspace with this id, None where there is none."""
    row = session.execute(_FIND, {"id": workspace_id}).one_or_none()
    return None if row is None else Workspace(*row)


def check_kept(found: Workspace) -> None:
    """Raises StoreUnavailable where all of this workspace is being erased."""
    if found.erasing_at is not None:
        raise StoreUnavailable(
            f"Everything of workspace {found.id} is being erased; try again in a minute."
        )


def create(session: Session, workspace_id: str, name: str, now: datetime) -> bool:
    """Adds a workspace that holds nothing yet; False where it is there already.

    Of two processes that start at once on a new database, one creates it and the other waits.
    """
    row = upsert(session, WorkspaceRow).values(id=workspace_id, name=name, created_at=now)
    made = row.on_conflict_do_nothing().returning(WorkspaceRow.id)
    return session.scalar(made) is not None


def hold(session: Session, workspace_id: str) -> bool:
    """Keeps other writers of this workspace waiting until the commit; False where there is none.

    On SQLite there is one writer anyway. Rows that only point to the workspace aren't held up.
    """
    query = select(WorkspaceRow.id).where(WorkspaceRow.id == workspace_id)
    return session.scalar(query.with_for_update(key_share=True)) is not None


def advance(
    session: Session, workspace_id: str, *, changes: int, catalog: bool, organisation: bool
) -> int:
    """Counts changes and moves the versions they touch; gives the last change's number."""
    statement = (
        update(WorkspaceRow)
        .where(WorkspaceRow.id == workspace_id)
        .values(
            last_change=WorkspaceRow.last_change + changes,
            catalog_version=WorkspaceRow.catalog_version + int(catalog),
            organisation_version=WorkspaceRow.organisation_version + int(organisation),
        )
        .returning(WorkspaceRow.last_change)
        .execution_options(synchronize_session=False)
    )
    return session.execute(statement).scalar_one()


def put(session: Session, workspace_id: str, **values: str | None) -> None:
    """Sets these columns."""
    statement = update(WorkspaceRow).where(WorkspaceRow.id == workspace_id).values(**values)
    session.execute(statement.execution_options(synchronize_session=False))
