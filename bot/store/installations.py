"""Who we are in each Slack workspace, our token there, and when its people were last read."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import Session

from bot.store.statements import finding
from bot.store.tables import InstallationRow
from bot.store.upsert import upsert


@dataclass(frozen=True)
class Installation:
    """Our app in one workspace: what Slack says of our token, and whether we still are there.

    `app` is the app's id and `installer` who installed it, where Slack told us; `ended_at` is when
    the workspace removed us.
    """

    workspace_id: str
    url: str | None
    bot_user: str
    bot_id: str | None
    enterprise: str | None
    scopes: list[str]
    connected_at: datetime
    synced_at: datetime | None = None
    missed_at: datetime | None = None
    app: str | None = None
    installer: str | None = None
    ended_at: datetime | None = None


_FIND = finding(InstallationRow, tuple(Installation.__dataclass_fields__), "workspace_id")
_KEPT = ("workspace_id", "synced_at", "missed_at")

OFTEN, SELDOM = timedelta(hours=1), timedelta(hours=24)
"""People and channels are read again after a day; after an hour where events may be missing."""


def find(session: Session, workspace_id: str) -> Installation | None:
    """Our installation in this workspace, None where we have none."""
    row = session.execute(_FIND, {"workspace_id": workspace_id}).one_or_none()
    return None if row is None else Installation(*row)


def everywhere(session: Session) -> tuple[str, ...]:
    """The ids of all workspaces that are Slack's, sorted; those that removed us aren't there."""
    query = select(InstallationRow.workspace_id).where(InstallationRow.ended_at.is_(None))
    return tuple(session.scalars(query.order_by(InstallationRow.workspace_id)))


def save(session: Session, found: Installation) -> None:
    """Stores who we are; when people were last read stays."""
    values = asdict(found)
    changed = {name: value for name, value in values.items() if name not in _KEPT}
    row = upsert(session, InstallationRow).values(values)
    session.execute(
        row.on_conflict_do_update(index_elements=[InstallationRow.workspace_id], set_=changed)
    )


def sealed(session: Session, workspace_id: str) -> str | None:
    """Our token in this workspace as it is stored; None where we have none or were removed."""
    query = select(InstallationRow.sealed).where(
        InstallationRow.workspace_id == workspace_id, InstallationRow.ended_at.is_(None)
    )
    return session.scalar(query)


def is_live(workspace_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether we have a stored token in the workspace of a row, and weren't removed."""
    row = InstallationRow
    return exists().where(
        row.workspace_id == workspace_id, row.sealed.is_not(None), row.ended_at.is_(None)
    )


def is_over(workspace_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the workspace of a row has removed us."""
    row = InstallationRow
    return exists().where(row.workspace_id == workspace_id, row.ended_at.is_not(None))


def to_read(session: Session, now: datetime, lease: timedelta) -> str | None:
    """A workspace whose people and channels are to be read, ours to read for so long."""
    row = InstallationRow
    missed = and_(row.missed_at > row.synced_at, row.synced_at < now - OFTEN)
    query = select(row.workspace_id).where(
        row.sealed.is_not(None),
        row.ended_at.is_(None),
        or_(row.reading_until.is_(None), row.reading_until < now),
        or_(row.synced_at.is_(None), row.synced_at < now - SELDOM, missed),
    )
    found = session.scalar(query.limit(1).with_for_update(skip_locked=True))
    if found is not None:
        mark(session, found, reading_until=now + lease)
    return found


def mark(session: Session, workspace_id: str, **values: datetime | str | None) -> None:
    """Sets these columns."""
    statement = update(InstallationRow).where(InstallationRow.workspace_id == workspace_id)
    session.execute(statement.values(**values).execution_options(synchronize_session=False))
