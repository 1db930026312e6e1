"""Saying that a line doesn't apply, and why."""

from tests.commands.counter import CY, EVA, Counter
from tests.commands.going import begun, checklist, refused


def test_not_applicable(counter: Counter) -> None:
    """The reason is kept and said, and can be said anew."""
    begun(counter)
    heard = counter.says(CY, "handoff skip 1 line 3 because <#C1|general> says so")
    assert heard.reply.headline == (
        "Line 3 of handoff 1 “fraud v3” doesn't apply, because #general says so."
    )
    line = checklist(counter).line(3)
    assert line is not None
    assert (line.state, line.because) == ("dropped", "#general says so")
    refused(counter, CY, "handoff skip 1 line 3 because #general says so", "is marked so already")
    assert counter.says(CY, "handoff skip 1 line 3 because it is").done


def test_refused(counter: Counter) -> None:
    """It needs a reason, one's own line, and one that isn't ticked."""
    begun(counter)
    refused(counter, CY, "handoff skip 1 line 3", "“Because”")
    refused(counter, EVA, "handoff skip 1 line 3 because so it is", "is for Cy Mail to see to")
    assert counter.says(CY, "handoff tick 1 3").done
    refused(
        counter, CY, "handoff skip 1 line 3 because so it is", "Line 3 is ticked; open it again"
    )
