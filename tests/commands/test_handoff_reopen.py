"""Reopening a handoff that was done or cancelled."""

from tests.commands.counter import BO, CY, EVA, Counter, told
from tests.commands.going import all_ticked, begun, checklist, refused


def test_after_it_was_done(counter: Counter) -> None:
    """All that was ticked stays so, and both accept anew."""
    all_ticked(counter)
    for who in (CY, EVA):
        assert counter.says(who, "handoff accept 1").done
    heard = counter.says(EVA, "handoff reopen 1")
    assert "is open again, as it was." in heard.reply.headline
    assert told(heard) == {CY: "Eva Lund reopened handoff 1 “fraud v3”; it goes on."}
    now = checklist(counter)
    assert (now.state, now.complete, now.accepted, now.closed) == ("open", True, {}, None)
    refused(counter, EVA, "handoff reopen 1", "is open already")


def test_refused(counter: Counter) -> None:
    """Whoever has nothing to do with it doesn't reopen it."""
    begun(counter)
    assert counter.says(CY, "handoff cancel 1 because we stop").done
    refused(counter, BO, "handoff reopen 1", "is for Cy Mail, Eva Lund or Ana Ivanova")
    assert counter.says(CY, "handoff reopen 1").done
