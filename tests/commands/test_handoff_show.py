"""Showing a handoff as it stands, or one of its lines in full."""

from tests.commands.counter import CY, EVA, GUS, Counter, button
from tests.commands.going import begun, checklist, refused


def test_a_line_in_full(counter: Counter) -> None:
    """However long it is, with its buttons, and why it doesn't apply."""
    begun(counter)
    long, why = "x" * 200, "y" * 1000
    assert counter.says(CY, f"handoff line 1 gives {long}").done
    heard = counter.says(GUS, "handoff show 1 line 11")
    assert heard.reply.headline == f"Handoff 1 “fraud v3”, for Cy Mail: ☐ 11. {long}"
    assert [one.label for one in heard.reply.actions] == ["Tick", "Not applicable", "Give to…"]
    assert counter.says(CY, f"handoff skip 1 line 11 because {why}").done
    again = counter.says(GUS, "handoff show 1 line 11")
    assert why in again.reply.headline
    assert counter.clicks(CY, button(again, "Open it again")).done
    assert checklist(counter).line(11) in checklist(counter).left


def test_nothing_to_show(counter: Counter) -> None:
    """A number that no handoff has, or a line that it hasn't."""
    refused(counter, CY, "handoff show 1", "Handoff 1 isn't here")
    begun(counter)
    refused(counter, EVA, "handoff show 1 line 40", "has no line 40")
    assert "Nothing is attached" in counter.says(EVA, "handoff show 1 links").reply.headline
