"""Days as people name them from today: “tomorrow”, “friday”, “next monday”, “in 2 weeks”."""

import re
from datetime import date, timedelta

from bot.domain.rhythm import WEEKDAYS

_NEAR = {"today": 0, "tomorrow": 1, "the day after tomorrow": 2}
_IN = re.compile(r"in (\d{1,3}|a|an|one|two|three) (day|week)s?")
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
_WEEK = 7
_SHORTEST = 3


def day_from(text: str, today: date) -> date | None:
    """The day that these words name, seen from today; None where they name none so.

    A weekday is the next one after today, with “next” that of the coming week.
    """
    said = " ".join(text.casefold().split()).removeprefix("on ")
    if said in _NEAR:
        return today + timedelta(days=_NEAR[said])
    if said == "next week":
        return _monday(today) + timedelta(days=_WEEK)
    if (found := _IN.fullmatch(said)) is not None:
        count = _NUMBERS.get(found[1]) or int(found[1])
        return today + timedelta(days=count * (_WEEK if found[2] == "week" else 1))
    following, name = said.startswith("next "), said.removeprefix("next ").removeprefix("this ")
    weekday = _weekday(name)
    if weekday is None:
        return None
    if following:
        return _monday(today) + timedelta(days=_WEEK + weekday)
    return today + timedelta(days=(weekday - today.weekday() - 1) % _WEEK + 1)


def _weekday(word: str) -> int | None:
    """The number of the weekday with this name, which may be cut to three letters; 0 is Monday."""
    names = [one.casefold() for one in WEEKDAYS]
    fits = [n for n, name in enumerate(names) if len(word) >= _SHORTEST and name.startswith(word)]
    return fits[0] if fits else None


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
