"""`config/operations.yaml`: what whoever runs Rolecall decides about load, memory and retention."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from bot.domain.value import Value

OnUnknown = Literal["hold", "resend"]
"""What becomes of a message of which nobody can tell whether it arrived."""


WorkspaceId = Annotated[str, Field(pattern=r"^[A-Z0-9]+$", max_length=50)]


class Limit(Value):
    """So much at once, and so much a minute from then on."""

    burst: int = Field(ge=1, le=100_000)
    """So much at once."""
    per_minute: float = Field(gt=0, le=100_000, allow_inf_nan=False)
    """So much a minute from then on."""


class Limits(Value):
    """How much one person, one channel and one workspace may ask of one process."""

    person: Limit
    """How much one person may ask."""
    channel: Limit
    """How much may be asked in one channel."""
    workspace: Limit
    """How much may be asked in one workspace."""


class Retention(Value):
    """How many days something is kept; 0 is for ever."""

    questions_days: int = Field(ge=0, le=36_500)
    """What people asked, and what they said of the answers."""
    audit_days: int = Field(ge=0, le=36_500)
    """Who changed what and when, and what was refused."""
    uninstalled_days: int = Field(ge=0, le=36_500)
    """All data of a workspace that removed the app."""

    @property
    def grace(self) -> timedelta | None:
        """How long the data of a workspace stays that removed the app; None for ever."""
        return timedelta(days=self.uninstalled_days) if self.uninstalled_days else None


class Operations(Value):
    """How much is taken at once, kept in memory, and kept at all."""

    limits: Limits
    """How much is taken from whom, by each process."""
    retention: Retention
    """How many days things are kept; 0 is for ever."""
    warm_workspaces: int = Field(ge=1, le=1_000_000)
    """How many workspaces a process keeps ready in memory."""
    on_unknown: OnUnknown
    """What becomes of a message of which nobody can tell whether it arrived: it waits, or is sent
    again.
    """
    silenced: tuple[WorkspaceId, ...] = ()
    """Ids of workspaces in which nobody is answered, and to which nothing is sent."""
