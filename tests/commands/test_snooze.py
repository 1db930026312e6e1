"""Snoozing: what is left out until when, of whose reminders or of what a channel hears."""

from datetime import timedelta

import pytest

from bot.domain.fact import Subject
from tests.commands.counter import ANA, CY, EVA, GUS, INES, SCIENTIST, TODAY, Counter, button

ASKS = f"assign <@{EVA}> as Data Scientist in Churn"
MATTER = f"pending churn {SCIENTIST} {EVA} {TODAY}"


@pytest.fixture
def waiting(counter: Counter) -> Counter:
    """Eva was asked three days ago to be Data Scientist in Churn."""
    counter.says(ANA, ASKS)
    counter.passes(days=3)
    return counter


def until(counter: Counter, whose: str, matter: str = MATTER) -> str | None:
    """The day before which somebody doesn't hear of a matter."""
    body = counter.facts.get(Subject("snooze", (whose, matter)))
    return None if body is None else str(body["until"])


@pytest.mark.parametrize("words", ["1", "#1", "data scientist", "IN CHURN", MATTER])
def test_ones_own(waiting: Counter, words: str) -> None:
    """By its number, by words of its line, or as a button has it; for as long as rules say."""
    heard = waiting.says(EVA, f"snooze {words}")
    day = TODAY + timedelta(days=3 + waiting.desk.rules.snooze_days)
    assert until(waiting, EVA) == day.isoformat()
    assert heard.reply.headline.startswith(
        f"I don't remind you of this before {day.day} {day:%B %Y}: Ana Ivanova asked you 3 days ago"
    )
    waiting.clicks(EVA, button(heard, "Undo"))
    assert until(waiting, EVA) is None


def test_until_a_day(waiting: Counter) -> None:
    """The day can be said, and said anew."""
    waiting.says(EVA, "snooze Data Scientist in Churn until 2026-12-24")
    assert until(waiting, EVA) == "2026-12-24"
    waiting.says(EVA, "snooze 1 until 2026-12-31")
    assert until(waiting, EVA) == "2026-12-31"


@pytest.mark.parametrize(
    ("words", "because"),
    [
        ("1 until 2026-11-26", "2026-11-26 is over by then; choose a day after today."),
        ("1 until 2020-01-01", "2020-01-01 is over by then; choose a day after today."),
        ("2", "I don't remind you of that, or it is settled by now"),
        ("zebras", "I don't remind you of that, or it is settled by now"),
        ("³", "I don't remind you of that, or it is settled by now"),
        ("zebras for #churn", "No channel hears of that; click “Snooze”"),
    ],
)
def test_what_cannot_be(waiting: Counter, words: str, because: str) -> None:
    """What isn't there, or a day that has passed, is refused with what to do instead."""
    before = waiting.facts
    heard = waiting.says(EVA, f"snooze {words}")
    assert heard.reply.headline.startswith(because)
    assert (heard.done, waiting.facts) == (False, before)


def test_of_somebody_else(waiting: Counter) -> None:
    """Nobody snoozes what somebody else is reminded of, whatever a button carries."""
    heard = waiting.submits(CY, "snooze", {"matter": (MATTER,)})
    assert "I don't remind you of that" in heard.reply.headline
    assert until(waiting, EVA) is until(waiting, CY) is None


def test_for_a_channel(waiting: Counter) -> None:
    """What a channel hears is left out for all there; other channels and people hear of it."""
    given = {"channel": ("C2",), "matter": (f"unfilled churn {SCIENTIST}",)}
    heard = waiting.submits(ANA, "snooze", given)
    assert "#churn hears nothing regularly." in heard.reply.headline
    added = waiting.says(ANA, "digest add unfilled for Churn in #churn every day")
    assert added.done, added.reply.headline
    heard = waiting.submits(EVA, "snooze", given)
    assert "Say that in #churn itself" in heard.reply.headline
    heard = waiting.submits(ANA, "snooze", given | {"until": ("2100-01-01",)})
    assert "Choose a day within a year from now." in heard.reply.headline
    heard = waiting.submits(ANA, "snooze", given)
    assert "#churn doesn't hear of that before 10 December 2026." in heard.reply.headline
    assert until(waiting, "C2", f"unfilled churn {SCIENTIST}") == "2026-12-10"
    again = waiting.submits(INES, "snooze", given)
    assert "#churn doesn't hear of that before 2026-12-10 already." in again.reply.headline


def test_guests(waiting: Counter) -> None:
    """Guests change nothing."""
    heard = waiting.says(GUS, f"snooze unfilled churn {SCIENTIST} for #churn")
    assert "Guests can look but change nothing" in heard.reply.headline
