"""Days as people name them from today."""

from datetime import date

import pytest

from bot.domain.upcoming import day_from

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("today", date(2026, 11, 25)),
        ("Tomorrow", date(2026, 11, 26)),
        ("the day after tomorrow", date(2026, 11, 27)),
        ("friday", date(2026, 11, 27)),
        ("on  FRI", date(2026, 11, 27)),
        ("this thurs", date(2026, 11, 26)),
        ("tuesday", date(2026, 12, 1)),
        ("wednesday", date(2026, 12, 2)),
        ("next monday", date(2026, 11, 30)),
        ("next friday", date(2026, 12, 4)),
        ("next week", date(2026, 11, 30)),
        ("in 3 days", date(2026, 11, 28)),
        ("in a week", date(2026, 12, 2)),
        ("in two weeks", date(2026, 12, 9)),
    ],
)
def test_days(text: str, found: date) -> None:
    """A weekday is the next one after today, with “next” that of the coming week."""
    assert day_from(text, WEDNESDAY) == found


def test_on_a_sunday() -> None:
    """On a Sunday the coming week begins tomorrow."""
    assert day_from("next monday", date(2026, 11, 29)) == date(2026, 11, 30)


@pytest.mark.parametrize(
    "text", ["", "next", "f", "fr", "someday", "in 1000 days", "in days", "fridayy", "2026-11-25"]
)
def test_no_days(text: str) -> None:
    """What names no day from today is none here."""
    assert day_from(text, WEDNESDAY) is None
