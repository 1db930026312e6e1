"""Cancelling a handoff: with a reason, by a side, whoever began it, or whoever leads the team."""

from tests.commands.counter import ANA, BO, CY, EVA, Counter, button, told
from tests.commands.going import begun, checklist, refused


def test_cancelled(counter: Counter) -> None:
    """The other side is told why; what was ticked is kept, and an undo has it go on."""
    begun(counter)
    assert counter.says(CY, "handoff tick 1 1").done
    heard = counter.says(CY, "handoff cancel 1 because we stop")
    assert told(heard) == {EVA: "Cy Mail cancelled handoff 1 “fraud v3”, because we stop."}
    now = checklist(counter)
    assert (now.state, now.because, len(now.left)) == ("cancelled", "we stop", 9)
    for words in ("tick 1 2", "skip 1 2 because so it is", "accept 1", "line 1 gives x"):
        refused(counter, CY, f"handoff {words}", "was cancelled by Cy Mail on Monday 23 November")
    refused(counter, CY, "handoff cancel 1 because again", "Nothing was changed")
    assert counter.clicks(CY, button(heard, "Undo")).done
    assert checklist(counter).state == "open"


def test_refused(counter: Counter) -> None:
    """Others may not, and it needs a reason."""
    begun(counter)
    refused(counter, BO, "handoff cancel 1 because so it is", "is for Cy Mail, Eva Lund or Ana")
    refused(counter, CY, "handoff cancel 1", "“Because”")
    assert counter.says(ANA, "handoff cancel 1 because so it is").done
