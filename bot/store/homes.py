"""Who opened their Home tab when, and what it shows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.store.tables import HomeRow
from bot.store.upsert import upsert


@dataclass(frozen=True)
class Opened:
    """A member's Home tab; `shown` is the digest of what it shows, None where nobody knows."""

    member: str
    shown: str | None


def opened(session: Session, workspace_id: str, member: str, now: datetime) -> None:
    """Writes down that a member opened their tab now; what it shows is as it was."""
    row = upsert(session, HomeRow).values(
        workspace_id=workspace_id, member=member, opened_at=now, shown=None
    )
    session.execute(
        row.on_conflict_do_update(
            index_elements=["workspace_id", "member"], set_={"opened_at": now}
        )
    )


def since(
    session: Session, workspace_id: str, moment: datetime, after: str, limit: int
) -> tuple[Opened, ...]:
    """The tabs that were opened since then, of members whose ids come after that one."""
    query = select(HomeRow.member, HomeRow.shown).where(
        HomeRow.workspace_id == workspace_id, HomeRow.opened_at >= moment, HomeRow.member > after
    )
    rows = session.execute(query.order_by(HomeRow.member).limit(limit))
    return tuple(Opened(*row) for row in rows)


def any_since(session: Session, workspace_id: str, moment: datetime) -> bool:
    """Whether anybody opened their tab since then."""
    query = select(HomeRow.member).where(
        HomeRow.workspace_id == workspace_id, HomeRow.opened_at >= moment
    )
    return session.scalar(query.limit(1)) is not None


def shows(session: Session, workspace_id: str, member: str, shown: str | None) -> None:
    """What a member's tab shows from now on, if that is known; one that nobody opened is none."""
    this = update(HomeRow).where(HomeRow.workspace_id == workspace_id, HomeRow.member == member)
    session.execute(this.values(shown=shown).execution_options(synchronize_session=False))
