"""Giving a line, or a whole side, to somebody else."""

from tests.commands.counter import ANA, BO, CY, DEE, EVA, GUS, Counter, button, told
from tests.commands.going import begun, checklist, refused


def test_a_line(counter: Counter) -> None:
    """Whoever it is given to is told, ticks it, and can give it back."""
    begun(counter)
    heard = counter.says(EVA, f"handoff give 1 line 7 to <@{DEE}>")
    assert "Eva Lund gives you line 7 of handoff 1 “fraud v3”" in told(heard)[DEE]
    line = checklist(counter).line(7)
    assert line is not None
    assert line.person == "dee"
    refused(counter, EVA, f"handoff give 1 7 to <@{BO}>", "is for Dee Novak to give away")
    refused(counter, DEE, f"handoff give 1 7 to <@{DEE}>", "is for Dee Novak already")
    assert counter.says(DEE, f"handoff give 1 7 to <@{EVA}>").done
    back = checklist(counter).line(7)
    assert back is not None
    assert back.person is None


def test_a_line_that_is_not_open(counter: Counter) -> None:
    """What is ticked is given to nobody."""
    begun(counter)
    assert counter.says(EVA, "handoff tick 1 7").done
    refused(counter, EVA, f"handoff give 1 line 7 to <@{DEE}>", "Line 7 is no longer open.")
    refused(counter, CY, f"handoff give 1 line 1 to <@{GUS}>", "Gus Ray is a guest")


def test_ones_own_side(counter: Counter) -> None:
    """A side hands its place on; whoever takes it is told, with what they take over."""
    begun(counter)
    heard = counter.says(CY, f"handoff give 1 to <@{DEE}>")
    assert "You give in handoff 1 “fraud v3” (The Model Handoff) from now on" in told(heard)[DEE]
    assert (checklist(counter).giver, checklist(counter).receiver) == ("dee", EVA)
    refused(counter, CY, f"handoff give 1 to <@{BO}>", "is for Dee Novak or Eva Lund.")
    refused(counter, DEE, f"handoff give 1 to <@{EVA}>", "Eva Lund is the other side")


def test_whose_side(counter: Counter) -> None:
    """Whoever leads the team says whose side, or chooses it; for who left that is clear."""
    begun(counter)
    heard = counter.says(ANA, f"handoff give 1 to <@{DEE}>")
    assert "Instead of whom?" in heard.reply.headline
    assert [one.label for one in heard.reply.actions] == [
        "Instead of Cy Mail",
        "Instead of Eva Lund",
    ]
    assert counter.clicks(ANA, button(heard, "Instead of Eva Lund")).done
    assert checklist(counter).receiver == "dee"
    refused(counter, ANA, f"handoff give 1 from <@{BO}> to <@{EVA}>", "Bo Chen is no side of")
    counter.leaves(CY)
    assert counter.says(ANA, f"handoff give 1 to <@{EVA}>").done
    assert (checklist(counter).giver, checklist(counter).receiver) == (EVA, "dee")
