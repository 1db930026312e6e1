"""When something is due again and again: days of the calendar, at a time of a time zone."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator, model_validator

from bot.domain.value import Value
from bot.domain.wording import listed

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOST_WEEKS = 52
HOW = (
    "say “every day”, “every weekday”, “every Monday and Thursday”, “every 2 weeks on Monday”, "
    "“every first Monday”, “every last working day” or “every month on the 15th”"
)
_SATURDAY = 5
_WEEK = 7
_MOST_DAY = 31
_LAST = -1
_FIRST_MONDAY = date(2024, 1, 1)
_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", _LAST: "last"}
_EVERY_WEEKS = re.compile(r"(?:(\d{1,3}|other|second) weeks? on|weeks? on|week) ?(.*)")
_NTH_DAY = re.compile(r"(?:month on )?(?:the )?(\w+) (\w+)(?: of the month)?")
_MONTH_DAY = re.compile(r"(?:month on )?(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?: of the month)?")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))? ?(am|pm)?", re.IGNORECASE)
_NOON = 12
_WORKING = "(?:working day|workday|business day|weekday)"
_WORKING_DAY = re.compile(_WORKING)
_LAST_WORKING_DAY = re.compile(rf"(?:month on )?(?:the )?last {_WORKING}")
_NO_PLACE = ("posix", "right", "localtime", "Factory")
_COUNTRIES = ("US/", "Canada/", "Brazil/")
"""What is before a part of a country, and not a city."""


class Days(Value):
    """Which days: each, working days, days of some weeks, or one day of the month.

    `days` are weekdays, 0 is Monday. Every `weeks` weeks, counted from one in which it falls on
    `since`. Of a month it is the `nth` such weekday (-1 the last), or day `day`, or its last one
    where the month is shorter; without either the last working day.
    """

    every: Literal["day", "weekday", "week", "month"]
    days: tuple[Annotated[int, Field(ge=0, lt=_WEEK)], ...] = ()
    weeks: int = Field(1, ge=1, le=MOST_WEEKS)
    nth: Literal[-1, 1, 2, 3, 4] | None = None
    day: int | None = Field(None, ge=1, le=_MOST_DAY)
    since: date = _FIRST_MONDAY

    @model_validator(mode="after")
    def _comes(self) -> Self:
        if not self.days and (self.every == "week" or self.nth is not None):
            raise ValueError("days of the week")
        return self

    def on(self, day: date) -> bool:
        """Whether it falls on this day."""
        match self.every:
            case "day":
                return True
            case "weekday":
                return day.weekday() < _SATURDAY
            case "week":
                passed = (_monday(day) - _monday(self.since)).days // _WEEK
                return day.weekday() in self.days and passed % self.weeks == 0
        return self._in_month(day)

    def _in_month(self, day: date) -> bool:
        last = _last_of_month(day)
        if self.day is not None:
            return day.day == min(self.day, last.day)
        if self.nth is not None:
            nth = _LAST if (last - day).days < _WEEK and self.nth == _LAST else _nth(day)
            return day.weekday() in self.days and nth == self.nth
        later = (last - timedelta(days=back) for back in range((last - day).days))
        return day.weekday() < _SATURDAY and all(one.weekday() >= _SATURDAY for one in later)

    def __str__(self) -> str:
        names = listed(WEEKDAYS[one] for one in self.days)
        if self.every == "week":
            return f"every {self.weeks} weeks on {names}" if self.weeks > 1 else f"every {names}"
        if self.every != "month":
            return f"every {self.every}"
        if self.day is not None:
            return f"every month on the {ordinal(self.day)}"
        if self.nth is not None:
            return f"every {_ORDINALS[self.nth]} {names} of the month"
        return "every last working day of the month"


class Rhythm(Value):
    """Days, and the local time in an IANA time zone."""

    days: Days
    at: time
    zone: str

    @field_validator("zone")
    @classmethod
    def _known(cls, zone: str) -> str:
        return zone_called(zone)

    def slots(self, after: datetime) -> Iterator[datetime]:
        """The local times without a zone that come after this one, the next first; endless."""
        day = after.date()
        while True:
            slot = datetime.combine(day, self.at)
            if slot > after and self.days.on(day):
                yield slot
            day += timedelta(days=1)

    def moment(self, slot: datetime) -> datetime:
        """When a local time is, in UTC.

        Of an hour that comes twice it is the first; what falls into one that is left out comes as
        long after it as it would have been into it.
        """
        return slot.replace(tzinfo=ZoneInfo(self.zone), fold=0).astimezone(UTC)

    def next(self, after: datetime) -> tuple[datetime, datetime]:
        """The first slot whose moment comes after this one, and that moment."""
        here = after.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
        # A local time can be as far behind as the clocks were put back.
        slots = self.slots(here - timedelta(days=1))
        return next((slot, due) for slot in slots if (due := self.moment(slot)) > after)

    def __str__(self) -> str:
        return f"{self.days} at {self.at:%H:%M} ({self.zone})"


def days_in(text: str, today: date) -> Days:
    """The days that words after “every” name, counted from today; ValueError where they don't."""
    said = " ".join(text.casefold().replace(",", " and ").split())
    said = said.removeprefix("every ").removesuffix(" of the month")
    if said == "day":
        return Days(every="day")
    if _WORKING_DAY.fullmatch(said):
        return Days(every="weekday")
    if _LAST_WORKING_DAY.fullmatch(said):
        return Days(every="month")
    found = _weekly(said, today) or _monthly(said)
    if found is None:
        raise ValueError(f"“{text.strip()}” are no days that I know; {HOW}.")
    return found


def time_in(text: str) -> tuple[time, str | None]:
    """A time of day and the zone after it, if one is named; ValueError where it is none."""
    said, _, zone = " ".join(text.split()).partition(" ")
    if zone[:2].casefold() in ("am", "pm") and len(zone.split()[0]) == len("am"):
        said, zone = said + zone[:2], zone[2:]
    found = _CLOCK.fullmatch(said)
    if found is None:
        raise ValueError(f"“{text.strip()}” is no time; write it as 09:00 or 17:30 Europe/Berlin.")
    hour, half = int(found[1]), (found[3] or "").casefold()
    if half and not 1 <= hour <= _NOON:
        raise ValueError(f"“{said}” is no time; write it as 09:00 or 5 pm.")
    hour = hour % _NOON + (_NOON if half == "pm" else 0) if half else hour
    try:
        at = time(hour, int(found[2] or 0))
    except ValueError:
        raise ValueError(f"“{said}” is no time; write it as 09:00.") from None
    return at, zone_called(zone) if zone.strip() else None


def zone_called(text: str) -> str:
    """The IANA name of a time zone, written in any case or by its city; ValueError for none."""
    said = "_".join(text.strip().strip("()").split()).casefold()
    known = _zones()
    if said not in known:
        raise ValueError(
            f"There is no time zone “{text.strip()}”; write it as Europe/Berlin, "
            "America/New_York or UTC."
        )
    return known[said]


@cache
def _zones() -> dict[str, str]:
    """Zones by their names, and by cities; of a city's several names it is the first."""
    names = sorted(one for one in available_timezones() if not one.startswith(_NO_PLACE))
    cities: dict[str, list[str]] = {}
    for name in names:
        # Etc/GMT+1 is an hour behind, and not what somebody means who writes GMT+1.
        if not name.startswith("Etc/"):
            cities.setdefault(name.rpartition("/")[2].casefold(), []).append(name)
    found = {
        city: called[0]
        for city, called in cities.items()
        if len(called) == 1 or not any(one.startswith(_COUNTRIES) for one in called)
    }
    return found | {name.casefold(): name for name in names}


def ordinal(number: int) -> str:
    """“1st”, “22nd”, “13th”."""
    teens = 10 < number % 100 < 14  # noqa: PLR2004 eleventh to thirteenth
    ending = {} if teens else {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{ending.get(number % 10, 'th')}"


def _weekly(said: str, today: date) -> Days | None:
    weeks = 1
    found = _EVERY_WEEKS.fullmatch(said)
    if found is not None:
        weeks = 2 if found[1] in ("other", "second") else int(found[1] or 1)
        said = found[2]
    days = [_weekday(one) for one in said.removeprefix("on ").split() if one != "and"]
    known = tuple(sorted({one for one in days if one is not None}))
    if not days or None in days or not 1 <= weeks <= MOST_WEEKS:
        return None
    return Days(every="week", days=known, weeks=weeks, since=_first(today, known))


def _monthly(said: str) -> Days | None:
    found = _NTH_DAY.fullmatch(said)
    if found is not None:
        nth = _LAST if found[1] == "last" else _NTH.get(found[1])
        day = _weekday(found[2])
        if nth is not None and day is not None:
            return Days(every="month", nth=nth, days=(day,))
        if nth == _LAST and found[2] == "day":
            return Days(every="month", day=_MOST_DAY)
    found = _MONTH_DAY.fullmatch(said)
    if found is not None and 1 <= int(found[1]) <= _MOST_DAY:
        return Days(every="month", day=int(found[1]))
    return None


def _weekday(word: str) -> int | None:
    short = 3
    fits = [
        number
        for number, name in enumerate(WEEKDAYS)
        if len(word) >= short and name.casefold().startswith(word.removesuffix("s"))
    ]
    return fits[0] if fits else None


def _first(today: date, days: tuple[int, ...]) -> date:
    """The next of these weekdays, today included."""
    return min(today + timedelta(days=(one - today.weekday()) % _WEEK) for one in days)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _nth(day: date) -> int:
    return (day.day - 1) // _WEEK + 1


def _last_of_month(day: date) -> date:
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following - timedelta(days=1)
