"""What verbs say of what channels hear: which digests, on which days, at what time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time

from bot.domain import rhythm
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Kind
from bot.domain.rhythm import Days
from bot.domain.wording import listed


class Wrong(ValueError):
    """Words that are no such thing; the sentence says how to write one."""


@dataclass(frozen=True)
class Clock:
    """A time of day, in a time zone if one was named."""

    at: time
    zone: str | None

    def __str__(self) -> str:
        return f"{self.at:%H:%M} {self.zone or ''}".strip()


def _digest(text: str, scene: Scene) -> str:
    said = text.strip().casefold()
    if said not in scene.rounds.names:
        names = listed(scene.rounds.names, "or")
        raise Wrong(f"There is nothing called “{text.strip()}” to hear; choose {names}.")
    return said


def _days(text: str, scene: Scene) -> Days:
    try:
        return rhythm.days_in(text, scene.today)
    except ValueError as error:
        raise Wrong(str(error)) from None


def _clock(text: str, _: Scene) -> Clock:
    try:
        return Clock(*rhythm.time_in(text))
    except ValueError as error:
        raise Wrong(str(error)) from None


READ: Mapping[Kind, Callable[[str, Scene], object]] = {
    "digest": _digest,
    "days": _days,
    "clock": _clock,
}
"""What words of these kinds stand for: a digest's name, Days, a Clock; Wrong where for none."""
