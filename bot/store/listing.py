"""The workspaces that are stored here, as whoever runs Rolecall sees them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.store.ledger import Ledger
from bot.store.tables import InstallationRow, QuestionRow, WorkspaceRow


@dataclass(frozen=True)
class Listed:
    """A workspace; `installed` is None where it isn't Slack's, `removed` where we are there.

    `questions` is how many were asked there lately.
    """

    id: str
    name: str
    created: datetime
    installed: datetime | None
    removed: datetime | None
    erasing: datetime | None
    questions: int

    def as_json(self) -> dict[str, object]:
        """The same as JSON has it."""
        moments = ("created", "installed", "removed", "erasing")
        told = {name: getattr(self, name) for name in moments}
        days = {name: at.isoformat() if at else None for name, at in told.items()}
        return {"id": self.id, "name": self.name, **days, "questions": self.questions}

    def __str__(self) -> str:
        if self.erasing is not None:
            since = f"being erased since {self.erasing:%Y-%m-%d}"
        elif self.removed is not None:
            since = f"removed the app on {self.removed:%Y-%m-%d}"
        elif self.installed is not None:
            since = f"connected on {self.installed:%Y-%m-%d}"
        else:
            since = f"here since {self.created:%Y-%m-%d}"
        asked = f"{self.questions:,} question{'' if self.questions == 1 else 's'}"
        return f"{self.id}  {self.name}  {since}  {asked} in 30 days"


def listed(ledger: Ledger, since: datetime) -> tuple[Listed, ...]:
    """Every workspace, in the order of their ids, with the questions since then."""
    here, there, asked = WorkspaceRow, InstallationRow, QuestionRow
    count = (
        select(func.count())
        .where(asked.workspace_id == here.id, asked.asked_at >= since)
        .scalar_subquery()
    )
    query = (
        select(
            here.id,
            here.name,
            here.created_at,
            there.connected_at,
            there.ended_at,
            here.erasing_at,
            count,
        )
        .outerjoin(there, there.workspace_id == here.id)
        .order_by(here.id)
    )
    with ledger.reading() as session:
        return tuple(Listed(*row) for row in session.execute(query))
