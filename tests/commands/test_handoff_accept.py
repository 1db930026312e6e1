"""Accepting a handoff: each side for itself, once all is ticked."""

from tests.commands.counter import ANA, CY, EVA, INES, Counter, button, told
from tests.commands.going import all_ticked, begun, checklist, refused


def test_both_accept(counter: Counter) -> None:
    """The first waits for the other, who is asked; with both it is done, and both are told."""
    all_ticked(counter)
    first = counter.says(CY, "handoff accept 1")
    assert first.reply.headline == "You accepted handoff 1 “fraud v3”; it waits for Eva Lund."
    assert set(told(first)) == {EVA}
    refused(counter, CY, "handoff accept 1", "You accepted handoff 1 “fraud v3” already")
    [tell] = first.tells
    [accept] = [one for one in tell.reply.actions if one.label == "Accept"]
    last = counter.clicks(EVA, accept)
    assert last.reply.headline == "Handoff 1 “fraud v3” is done: both sides accepted it."
    assert (set(told(last)), checklist(counter).state) == ({CY}, "done")
    refused(counter, EVA, "handoff accept 1", "is done, accepted last by Eva Lund on Monday 23")

    assert counter.clicks(EVA, button(last, "Undo")).done
    assert checklist(counter).state == "open"


def test_too_early(counter: Counter) -> None:
    """As long as lines are open nobody accepts; it says which."""
    begun(counter)
    for line in range(1, 9):
        assert counter.says(ANA, f"handoff tick 1 line {line}").done
    refused(counter, EVA, "handoff accept 1", "isn't all ticked yet: 9 and 10 are left.")


def test_nobody_else(counter: Counter) -> None:
    """A yes is one's own: not even whoever leads the team, or a steward, accepts for a side."""
    all_ticked(counter)
    for who in (ANA, INES):
        refused(counter, who, "handoff accept 1", "only Cy Mail or Eva Lund can accept handoff 1")
