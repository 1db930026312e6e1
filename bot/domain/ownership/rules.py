"""`config/ownership.yaml`: from when on ownership counts as a gap, and what is told again when."""

from pydantic import Field

from bot.domain.value import Value


class Rules(Value):
    """After how many days something has to be looked at, and how much is too much for one.

    A person may have `most_roles`, a role a part in `most_percent` of the activities. What a
    channel is to hear is told up to `late_hours` late, what it knows already again after
    `again_days`, what is snoozed after `snooze_days`. When so many people `agreeing` meant the same
    by a question, that is proposed.
    """

    pending_days: int = Field(ge=1, le=365)
    confirm_days: int = Field(ge=1, le=3650)
    most_roles: int = Field(ge=1, le=100)
    most_percent: int = Field(default=60, ge=1, le=100)
    late_hours: int = Field(default=6, ge=1, le=23)
    again_days: int = Field(default=28, ge=1, le=365)
    snooze_days: int = Field(default=14, ge=1, le=365)
    agreeing: int = Field(default=3, ge=1, le=100)
