"""Operations under which nobody asks too much, as in tests where one person asks at length."""

from pathlib import Path

from bot import config
from bot.domain.operations import Limit, Limits, Operations

PLENTY = Limit(burst=10_000, per_minute=10_000)


def lift_limits() -> None:
    """From now on this process reads operations without limits."""
    shipped = config.load_operations

    def unlimited(root: Path) -> Operations:
        limits = Limits(person=PLENTY, channel=PLENTY, workspace=PLENTY)
        return shipped(root).model_copy(update={"limits": limits})

    config.load_operations = unlimited
