"""`config/ownership.yaml`: from when on ownership counts as a gap, and what is told again when."""

from pydantic import Field

from bot.domain.value import Value


class Rules(Value):
    """After how many days something has to be looked at, and how much is too much for one."""

    pending_days: int = Field(ge=1, le=365)
    """A request that nobody answered is a gap after so many days."""
    confirm_days: int = Field(ge=1, le=3650)
    """A part that nobody confirmed is a gap after so many days."""
    most_roles: int = Field(ge=1, le=100)
    """Somebody who fills more roles than this has too many."""
    most_percent: int = Field(default=60, ge=1, le=100)
    """A role with a part in more of the activities than this, in percent, has too many."""
    late_hours: int = Field(default=6, ge=1, le=23)
    """What a channel is to hear is told up to so many hours late, and left out after that."""
    again_days: int = Field(default=28, ge=1, le=365)
    """What a channel was told and nobody has seen to is told again after so many days."""
    snooze_days: int = Field(default=14, ge=1, le=365)
    """*Snooze* keeps a matter away for so many days."""
    agreeing: int = Field(default=3, ge=1, le=100)
    """When so many people meant the same by a question, that is proposed."""
