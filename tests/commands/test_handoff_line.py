"""Adding lines to a checklist that is going on."""

import pytest

from bot.domain.checklist import MOST_LINES
from tests.commands.counter import ANA, CY, DEE, EVA, Counter
from tests.commands.going import LINES, all_ticked, begun, checklist, refused


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("The card is written", ["The card is written"]),
        ("One; two ; two", ["One", "two"]),
        ("- One; half\n☐ two", ["One; half", "two"]),
    ],
)
def test_added(counter: Counter, text: str, lines: list[str]) -> None:
    """One line each, or semicolons between them; either side may add to either."""
    begun(counter)
    assert counter.says(EVA, f"handoff line 1 gives {text}").done
    assert [one.text for one in checklist(counter).of("gives")][6:] == lines


def test_both_sides_by_form(counter: Counter) -> None:
    """In a form both sides get lines at once, with numbers that go on."""
    begun(counter)
    heard = counter.submits(
        CY, "handoff line", {"number": ("1",), "gives": ("One",), "receives": ("Two\nThree",)}
    )
    assert heard.reply.headline == "Lines 11 to 13 are added to handoff 1 “fraud v3”."
    assert [one.text for one in checklist(counter).lines[LINES:]] == ["One", "Two", "Three"]


def test_accepted_before(counter: Counter) -> None:
    """Who had accepted has to again, and is told once all is ticked anew."""
    all_ticked(counter)
    assert counter.says(CY, "handoff accept 1").done
    assert counter.says(EVA, "handoff line 1 receives One more").done
    assert checklist(counter).accepted == {}
    assert {one.user for one in counter.says(EVA, "handoff tick 1 11").tells} == {CY}


def test_refused(counter: Counter) -> None:
    """Too many lines, too long ones, none, and others than both sides: nothing is added."""
    begun(counter)
    many = "; ".join(f"line {n}" for n in range(MOST_LINES - LINES + 1))
    refused(counter, CY, f"handoff line 1 gives {many}", f"That would be {MOST_LINES + 1} lines")
    refused(counter, CY, f"handoff line 1 gives {'x' * 201}", "A line has at most 200 characters")
    refused(counter, CY, "handoff line 1 gives ;", "It needs a line to tick.")
    refused(counter, CY, "handoff line 1", "Say on which side, and what")
    refused(counter, DEE, "handoff line 1 gives One", "Adding a line is for Cy Mail or Eva Lund.")
    assert counter.says(ANA, "handoff line 1 gives One").done
