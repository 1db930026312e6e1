"""The reminders that people configure: what makes sense, and when people may be reminded."""

from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.config import load_reminders
from bot.domain.reminders import Reminder, Reminders, WorkingHours
from bot.errors import FileRefused

HOURS = {"days": ["Monday", "Friday"], "begin": "09:00", "end": "17:30"}
PENDING: dict[str, Any] = {"about": "pending", "after_days": 3, "to": "person", "every_days": 4}
ENDING: dict[str, Any] = {"about": "ending", "before_days": 14, "to": "person", "every_days": 7}


def refusal(*rules: dict[str, Any], hours: dict[str, Any] | None = None) -> str:
    """What is said of reminders that make no sense."""
    with pytest.raises(ValidationError) as refused:
        Reminders.model_validate({"working_hours": hours or HOURS, "reminders": list(rules)})
    return str(refused.value)


@pytest.mark.parametrize(
    ("local", "works"),
    [
        (datetime(2026, 11, 23, 8, 59), False),  # noqa: DTZ001 a clock on the wall
        (datetime(2026, 11, 23, 9, 0), True),  # noqa: DTZ001
        (datetime(2026, 11, 23, 17, 29, 59), True),  # noqa: DTZ001
        (datetime(2026, 11, 23, 17, 30), False),  # noqa: DTZ001
        (datetime(2026, 11, 24, 12, 0), False),  # noqa: DTZ001
        (datetime(2026, 11, 27, 12, 0), True),  # noqa: DTZ001
    ],
)
def test_hours(local: datetime, works: bool) -> None:  # noqa: FBT001
    """The first minute counts and the last doesn't; of the week only the days that are listed."""
    hours = WorkingHours.model_validate(HOURS)
    assert (hours.begin, hours.end) == (time(9), time(17, 30))
    assert hours.cover(local) is works


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ({"begin": "17:30"}, "found 17:30, expected a time after 17:30"),
        ({"end": "08:00"}, "found 08:00, expected a time after 09:00"),
        ({"begin": "early"}, "“early” is no time"),
        ({"begin": "09:00 UTC"}, "each person's own counts"),
        ({"days": ["Moonday"]}, "'Monday', 'Tuesday'"),
        ({"days": []}, "at least 1 item"),
    ],
)
def test_hours_that_make_no_sense(hours: dict[str, Any], said: str) -> None:
    """What is no time, day or span of time is refused with what belongs there."""
    assert said in refusal(hours=HOURS | hours)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (PENDING | {"about": "birthday"}, "'pending', 'unfilled'"),
        (PENDING | {"to": "everybody"}, "'person', 'lead' or 'steward'"),
        (PENDING | {"every_days": 0}, "greater than or equal to 1"),
        (PENDING | {"after_days": None}, "found nothing, expected the field “after_days”"),
        (PENDING | {"before_days": 3}, "found 3, expected after_days instead, for “pending”"),
        (ENDING | {"before_days": None}, "found nothing, expected the field “before_days”"),
        (ENDING | {"after_days": 3}, "found 3, expected before_days instead, for “ending”"),
        (PENDING | {"about": "unfilled"}, "“person”, whom there is none of, expected lead or"),
        (
            PENDING | {"escalate": {"after_days": 3, "to": "lead"}},
            "found 3, expected more than the 3 of the first reminder",
        ),
        (
            ENDING | {"escalate": {"before_days": 20, "to": "lead"}},
            "found 20, expected fewer than the 14 of the first reminder",
        ),
        (
            ENDING | {"escalate": {"after_days": 20, "to": "lead"}},
            "found 20, expected before_days instead",
        ),
        (
            PENDING | {"escalate": {"after_days": 9, "to": "person"}},
            "found “person”, expected lead or steward",
        ),
        (
            PENDING | {"to": "steward", "escalate": {"after_days": 9, "to": "lead"}},
            "found “lead”, expected nobody after a steward",
        ),
    ],
)
def test_rules_that_make_no_sense(rule: dict[str, Any], said: str) -> None:
    """A rule that could remind nobody, or too early of something else, is refused and says why."""
    assert said in refusal(rule)


def test_one_rule_a_kind() -> None:
    """A kind has one rule: of two nobody could tell which one counts."""
    assert "found “pending” a second time, expected it once" in refusal(PENDING, ENDING, PENDING)


def test_when_it_begins() -> None:
    """After so many days, or so many before the last one."""
    later = {"before_days": 2, "to": "steward"}
    ending = Reminder.model_validate(ENDING | {"escalate": later})
    assert ending.escalate is not None
    assert (Reminder.model_validate(PENDING).begins, ending.begins) == (3, -14)
    assert ending.escalate.begins == -2


def test_a_kind_without_rule() -> None:
    """Nobody is reminded of what no rule is about, and none may be there at all."""
    hours = {"working_hours": HOURS}
    assert Reminders.model_validate(hours).of("pending") is None
    one = Reminders.model_validate(hours | {"reminders": [ENDING]})
    assert one.of("ending") == Reminder.model_validate(ENDING)
    assert one.of("pending") is None


def test_a_flaw_has_its_line(tmp_path: Path) -> None:
    """In the file, what makes no sense is told with the line it stands on."""
    (tmp_path / "config").mkdir()
    path = tmp_path / "config" / "reminders.yaml"
    rule = "  - about: ending\n    before_days: 3\n    to: person\n    every_days: 2\n"
    hours = "working_hours:\n  days: [Monday]\n  begin: 09:00\n  end: 17:00\n"
    path.write_text(
        f"{hours}reminders:\n{rule}    escalate: {{before_days: 4, to: lead}}\n", "utf-8"
    )
    with pytest.raises(FileRefused) as refused:
        load_reminders(tmp_path)
    [problem] = refused.value.problems
    assert (problem.line, problem.field) == (10, "reminders[1].escalate.before_days")
    assert (problem.found, problem.expected) == ("4", "fewer than the 3 of the first reminder")
