"""Ticking a line: by its own side, or whoever leads the team; once."""

from tests.commands.counter import ANA, BO, CY, DEE, EVA, Counter, button, told
from tests.commands.going import LINES, begun, checklist, refused


def test_ticked(counter: Counter) -> None:
    """It says who did and when, what is left on either side, and an undo opens it again."""
    begun(counter)
    heard = counter.says(CY, "handoff tick 1 2")
    assert heard.reply.headline == (
        "Line 2 of handoff 1 “fraud v3” is ticked. Cy Mail has 5 lines left, Eva Lund 4."
    )
    line = checklist(counter).line(2)
    assert line is not None
    assert line.word is not None
    assert (line.state, line.word.by) == ("done", "cy")
    refused(counter, ANA, "handoff tick 1 line 2", "was ticked by Cy Mail on Monday 23 November")
    assert counter.clicks(CY, button(heard, "Undo")).done
    assert len(checklist(counter).left) == LINES


def test_whose_line(counter: Counter) -> None:
    """The wrong side is told whose line it is, and who can help."""
    begun(counter)
    refused(counter, EVA, "handoff tick 1 line 1", "is for Cy Mail to tick, who gives; Ana Ivanova")
    refused(counter, CY, "handoff tick 1 line 7", "is for Eva Lund to tick, who takes over; Ana")
    refused(counter, BO, "handoff tick 1 line 1", "is for Cy Mail to tick")
    assert counter.says(ANA, "handoff tick 1 line 1").done
    assert counter.says(ANA, f"handoff give 1 line 7 to <@{DEE}>").done
    refused(counter, EVA, "handoff tick 1 line 7", "is for Dee Novak to tick; Ana Ivanova can do")
    assert counter.says(DEE, "handoff tick 1 line 7").done


def test_the_last_line(counter: Counter) -> None:
    """Once all is ticked both sides are asked to accept; a side that ticked has the button."""
    begun(counter)
    for line in range(1, LINES):
        assert "Accept" not in [
            one.label for one in counter.says(ANA, f"handoff tick 1 {line}").reply.actions
        ]
    heard = counter.says(EVA, "handoff tick 1 10")
    assert button(heard, "Accept").given == {"number": ("1",)}
    assert set(told(heard)) == {CY}
    assert "Accept it, and it is done once Eva Lund does too." in told(heard)[CY]


def test_no_such_line(counter: Counter) -> None:
    """A number that no line or handoff has is refused with those that there are."""
    begun(counter)
    refused(counter, CY, "handoff tick 1 line 11", "has no line 11; its lines go from 1 to 10.")
    refused(counter, CY, "handoff tick 1 line 0", "has no line 0")
    refused(counter, CY, "handoff tick 2 line 1", "Handoff 2 isn't here")
    refused(counter, CY, "handoff tick 1 line x", "“x” is no number")
