"""`config/ownership.yaml`: from when on ownership counts as a gap."""

from pydantic import Field

from bot.domain.value import Value


class Rules(Value):
    """After how many days something has to be looked at, and how much is too much for one.

    A person may have `most_roles`, a role a part in `most_percent` of the activities.
    """

    pending_days: int = Field(ge=1, le=365)
    confirm_days: int = Field(ge=1, le=3650)
    most_roles: int = Field(ge=1, le=100)
    most_percent: int = Field(default=60, ge=1, le=100)
