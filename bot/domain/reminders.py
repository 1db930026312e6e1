"""`config/reminders.yaml`: who is reminded of what, after how long, how often, in which hours."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from bot.domain.rhythm import WEEKDAYS, time_in
from bot.domain.value import Value
from bot.errors import Flaw, Flaws

About = Literal["pending", "unfilled", "unconfirmed", "checklist", "ending"]
"""A request that nobody answered, a role that nobody fills, one that nobody confirmed, a line of a
checklist that is overdue, a part in a role that is about to end.
"""

To = Literal["person", "lead", "steward"]
"""Whoever has to act, whoever leads the team, whoever looks after the workspace."""

_FURTHER: tuple[To, ...] = ("person", "lead", "steward")
_MOST_DAYS = 3650

Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def _clock(value: object) -> object:
    if not isinstance(value, str):
        return value
    at, zone = time_in(value)
    if zone is not None:
        raise ValueError("a time without a zone: each person's own counts")
    return at


Clock = Annotated[time, BeforeValidator(_clock)]


class WorkingHours(Value):
    """When people may be reminded, by the calendar and the clock where they are."""

    days: tuple[Weekday, ...] = Field(min_length=1)
    """The days on which people are reminded."""
    begin: Clock
    """From when on."""
    end: Clock
    """Until when."""

    @model_validator(mode="after")
    def _in_order(self) -> "WorkingHours":
        if self.end <= self.begin:
            expected = f"a time after {self.begin:%H:%M}"
            raise Flaws([Flaw(("end",), f"{self.end:%H:%M}", expected)])
        return self

    def cover(self, local: datetime) -> bool:
        """Whether somebody works at this moment of their own calendar and clock."""
        return WEEKDAYS[local.weekday()] in self.days and self.begin <= local.time() < self.end


class Escalation(Value):
    """Who is told as well, and from when on."""

    to: To
    """Who is told."""
    after_days: int | None = Field(None, ge=1, le=_MOST_DAYS)
    """From so many days after it began on."""
    before_days: int | None = Field(None, ge=1, le=_MOST_DAYS)
    """From so many days before its last day on; for `ending` alone."""

    @property
    def begins(self) -> int:
        """From which day on, counted from the day that the matter has."""
        return self.after_days if self.after_days is not None else -(self.before_days or 0)


class Reminder(Escalation):
    """Who is reminded of matters of one kind, from when on, and at most how often.

    What is about to end is told so many days before its last day, all else after its first one.
    """

    about: About
    """What is open."""
    every_days: int = Field(ge=1, le=365)
    """Of one matter nobody is told again before so many days have passed."""
    escalate: Escalation | None = None
    """Who is told as well, if it stays open."""

    @model_validator(mode="after")
    def _makes_sense(self) -> "Reminder":
        flaws = [*_misplaced(self, self.about, ()), *self._unfit()]
        if self.escalate is not None:
            flaws += _misplaced(self.escalate, self.about, ("escalate",))
        # Which of two comes later can't be said of one that isn't there.
        flaws = flaws or [*self._out_of_order()]
        if flaws:
            raise Flaws(flaws)
        return self

    def _unfit(self) -> Iterator[Flaw]:
        if self.about == "unfilled" and self.to == "person":
            yield Flaw(("to",), "“person”, whom there is none of", "lead or steward")

    def _out_of_order(self) -> Iterator[Flaw]:
        further = self.escalate
        if further is None:
            return
        if _FURTHER.index(further.to) <= _FURTHER.index(self.to):
            later = " or ".join(_FURTHER[_FURTHER.index(self.to) + 1 :]) or "nobody after a steward"
            yield Flaw(("escalate", "to"), f"“{further.to}”", later)
        if further.begins <= self.begins:
            ends = self.about == "ending"
            days = self.before_days if ends else self.after_days
            expected = f"{'fewer' if ends else 'more'} than the {days} of the first reminder"
            field = "before_days" if ends else "after_days"
            yield Flaw(("escalate", field), f"{abs(further.begins)}", expected)


class Reminders(Value):
    """The reminders of a workspace, at most one of a kind, and when people may be reminded."""

    working_hours: WorkingHours
    """When people may be reminded, by their own calendar and clock."""
    reminders: tuple[Reminder, ...] = ()
    """Who is reminded of what, each kind once at most."""

    @model_validator(mode="after")
    def _once(self) -> "Reminders":
        kinds = [one.about for one in self.reminders]
        again = [at for at, kind in enumerate(kinds) if kind in kinds[:at]]
        if again:
            where = [("reminders", at, "about") for at in again]
            flaws = (Flaw(one, f"“{kinds[one[1]]}” a second time", "it once") for one in where)
            raise Flaws(flaws)
        return self

    def of(self, about: About) -> Reminder | None:
        """The reminder of this kind; None where nobody is reminded of it."""
        return next((one for one in self.reminders if one.about == about), None)


def _misplaced(one: Escalation, about: About, where: tuple[str, ...]) -> Iterator[Flaw]:
    """What is counted from the wrong end, or not at all."""
    fields = {"after_days": one.after_days, "before_days": one.before_days}
    wanted = "before_days" if about == "ending" else "after_days"
    for name, days in fields.items():
        if name == wanted and days is None:
            yield Flaw(where, "nothing", f"the field “{name}”")
        elif name != wanted and days is not None:
            yield Flaw((*where, name), f"{days}", f"{wanted} instead, for “{about}”")
