"""The list of reminders: what concerns whoever asks, as it stands, with its numbers and buttons."""

import pytest

from bot.commands import remind_list
from bot.desk.desk import Heard
from tests.commands.counter import ANA, CY, EVA, GUS, Counter

QUIETING = ["Snooze", "Stop reminding me of this"]


@pytest.fixture
def waiting(counter: Counter) -> Counter:
    """Eva was asked three days ago to fill two roles in Churn."""
    for role in ("Data Scientist", "Data Engineer"):
        counter.says(ANA, f"assign <@{EVA}> as {role} in Churn")
    counter.passes(days=3)
    return counter


def lines(heard: Heard) -> list[str]:
    """What is listed, a line each."""
    found = [line for section in heard.reply.sections for line in section.lines]
    return ["".join(span.text for span in line) for line in found]


def test_what_there_is(waiting: Counter) -> None:
    """Each matter stands under its number, with what can be done and how not to hear of it."""
    heard = waiting.says(EVA, "remind list")
    assert heard.reply.headline == "I remind you of 2 matters, as long as it isn't settled:"
    first, second = lines(heard)
    assert first.startswith("1. Ana Ivanova asked you 3 days ago to be Data ")
    assert second.startswith("2. Ana Ivanova asked you 3 days ago to be Data ")
    for section in heard.reply.sections:
        assert [one.label for one in section.actions] == ["Accept", "Decline", *QUIETING]


def test_what_is_quiet(waiting: Counter) -> None:
    """What was snoozed or stopped says so, and can be had again."""
    waiting.says(EVA, "snooze 1 until 2026-12-24")
    waiting.says(EVA, "remind stop 2")
    heard = waiting.says(EVA, "remind list")
    first, second = lines(heard)
    assert first.endswith(" Not before 24 December 2026.")
    assert second.endswith(" Not any more.")
    for section in heard.reply.sections:
        assert [one.label for one in section.actions] == ["Accept", "Decline", "Remind me again"]
        again = section.actions[-1]
        assert "I remind you of this again" in waiting.clicks(EVA, again).reply.headline
    assert [line[-1] for line in lines(waiting.says(EVA, "remind list"))] == [".", "."]
    assert "Not " not in waiting.says(EVA, "remind list").reply.text


@pytest.mark.parametrize("who", [ANA, CY, GUS])
def test_nothing(waiting: Counter, who: str) -> None:
    """Who has nothing to see to is told so, guests too."""
    heard = waiting.says(who, "remind list")
    assert heard.reply.headline == "There is nothing to remind you of."


def test_many(waiting: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those without room for buttons keep their numbers, and how many more there are is said."""
    monkeypatch.setattr(remind_list, "MOST_WITH_BUTTONS", 1)
    monkeypatch.setattr(remind_list, "MOST_LISTED", 2)
    waiting.says(ANA, f"assign <@{EVA}> as Product Manager in Churn")
    waiting.passes(days=3)
    first, also = waiting.says(EVA, "remind list").reply.sections
    assert (first.heading, also.heading, also.actions) == (None, "Also", ())
    told = ["".join(span.text for span in line) for line in also.lines]
    assert told[0].startswith("2. ")
    assert told[1:] == ["… and 1 more"]


def test_settled(waiting: Counter) -> None:
    """What was answered stands there no more."""
    waiting.says(EVA, "decline Data Scientist in Churn")
    [line] = lines(waiting.says(EVA, "remind list"))
    assert "Data Engineer in Churn" in line
