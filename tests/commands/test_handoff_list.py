"""Listing handoffs: those that are going on, and those that ended last."""

from bot.commands.handoff_list import MOST_ENDED, MOST_WITH_BUTTONS
from tests.commands.counter import ANA, CY, EVA, GUS, INES, Counter
from tests.commands.going import START, all_ticked, begun


def lines(counter: Counter, words: str = "handoff list") -> list[str]:
    """What is listed."""
    sections = counter.says(GUS, words).reply.sections
    return ["".join(span.text for span in line) for one in sections for line in one.lines]


def test_going_on_and_ended(counter: Counter) -> None:
    """Each has what is left and when it is due; what ended says how."""
    assert counter.says(GUS, "handoff list").reply.headline == "No handoff is going on."
    all_ticked(counter)
    assert counter.says(ANA, f"{START} due tomorrow").done
    begun(counter)
    assert counter.says(CY, "handoff cancel 3 because we stop").done
    counter.passes(days=2)
    left = "Cy Mail has 6 lines left, Eva Lund 4"
    assert lines(counter) == [
        "1. fraud v3 (The Model Handoff): all ticked, to be accepted",
        f"2. fraud v3 (The Model Handoff): {left}; due on Tuesday 24 November 2026 (overdue)",
        "3. fraud v3 (The Model Handoff): cancelled on Monday 23 November 2026",
    ]


def test_of_a_team(counter: Counter) -> None:
    """Only those of the team that was named."""
    begun(counter)
    assert counter.says(INES, f"handoff start data x from <@{CY}> to <@{EVA}>").done
    assert [one[:2] for one in lines(counter)] == ["1.", "2."]
    assert [one[:2] for one in lines(counter, "handoff list Churn")] == ["1."]
    assert "going on in Search." in counter.says(GUS, "handoff list Search").reply.headline


def test_many(counter: Counter) -> None:
    """The first ones have a button each; of those that ended only the last are listed."""
    for number in range(1, MOST_ENDED + 3):
        begun(counter)
        assert counter.says(CY, f"handoff cancel {number} because we stop").done
    for _ in range(MOST_WITH_BUTTONS + 2):
        begun(counter)
    reply = counter.says(GUS, "handoff list").reply
    assert [len(one.actions) for one in reply.sections] == [*([1] * MOST_WITH_BUTTONS), 0, 0]
    assert lines(counter)[-1] == "… and 2 more"
