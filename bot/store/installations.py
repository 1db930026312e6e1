"""Who we are in each Slack workspace, and when its people were last read."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.store.statements import finding
from bot.store.tables import InstallationRow
from bot.store.upsert import upsert


@dataclass(frozen=True)
class Installation:
    """Our app in one workspace: what Slack's `auth.test` says of our token."""

    workspace_id: str
    url: str | None
    bot_user: str
    bot_id: str | None
    enterprise: str | None
    scopes: list[str]
    connected_at: datetime
    synced_at: datetime | None = None
    missed_at: datetime | None = None


_FIND = finding(InstallationRow, tuple(Installation.__dataclass_fields__), "workspace_id")
_KEPT = ("workspace_id", "synced_at", "missed_at")


def find(session: Session, workspace_id: str) -> Installation | None:
    """Our installation in this workspace, None where we have none."""
    row = session.execute(_FIND, {"workspace_id": workspace_id}).one_or_none()
    return None if row is None else Installation(*row)


def everywhere(session: Session) -> tuple[str, ...]:
    """The ids of all workspaces that are Slack's, sorted."""
    query = select(InstallationRow.workspace_id).order_by(InstallationRow.workspace_id)
    return tuple(session.scalars(query))


def save(session: Session, found: Installation) -> None:
    """Stores who we are; when people were last read stays."""
    values = asdict(found)
    changed = {name: value for name, value in values.items() if name not in _KEPT}
    row = upsert(session, InstallationRow).values(values)
    session.execute(
        row.on_conflict_do_update(index_elements=[InstallationRow.workspace_id], set_=changed)
    )


def mark(session: Session, workspace_id: str, **moments: datetime | None) -> None:
    """Sets `synced_at` or `missed_at`."""
    statement = update(InstallationRow).where(InstallationRow.workspace_id == workspace_id)
    session.execute(statement.values(**moments).execution_options(synchronize_session=False))
