"""Which handoffs are going on, whose side is stuck, and what is overdue."""

from tests.commands.counter import ANA, CY, DEE, EVA, INES, Counter
from tests.digests.conftest import Channel

CALLED = "Handoff 1 “fraud v3” (The Model Handoff)"
START = f"handoff start model “fraud v3” from <@{CY}> to <@{EVA}> for Churn"


def test_whose_side_is_stuck(counter: Counter) -> None:
    """A line says who has how much to tick, then who has to accept, then that it is done."""
    channel = Channel(counter, "handoffs")
    assert channel.reads().matters == ()
    assert counter.says(ANA, f"{START} due friday").done
    paper = channel.reads()
    due = "due on Friday 27 November 2026"
    assert paper.lines == [
        f"{CALLED}: Cy Mail has 6 lines to tick, Eva Lund has 4 lines to tick; {due}"
    ]
    assert paper.buttons == [["Show it", "Snooze"]]
    assert "0 of 6 ticked" in counter.clicks(CY, paper.button("Show it")).reply.text

    for number in range(1, 10):
        assert counter.says(INES, f"handoff tick 1 line {number}").done
    assert counter.says(EVA, f"handoff give 1 line 10 to <@{DEE}>").done
    [line] = channel.reads().lines
    assert line.endswith(f": Dee Novak has 1 line to tick; {due}")
    assert counter.says(DEE, "handoff tick 1 line 10").done
    assert counter.says(EVA, "handoff accept 1").done
    [line] = channel.reads().lines
    assert line.endswith(f": all is ticked; it waits for Cy Mail; {due}")
    assert counter.says(CY, "handoff accept 1").done
    assert channel.reads(paper.matters).lines == [f"✓ {CALLED}: done"]
    assert channel.reads().matters == ()


def test_overdue_first(counter: Counter) -> None:
    """The longest overdue comes first, with for how many days it is."""
    for due in ("2026-11-30", "2026-11-25", "today"):
        assert counter.says(ANA, f"{START} due {due}").done
    assert counter.says(ANA, START).done
    channel = Channel(counter, "handoffs")
    ends = [line.rpartition("; ")[2] for line in channel.reads().lines[:3]]
    assert ends == [
        "due on Monday 30 November 2026",
        "due on Wednesday 25 November 2026",
        "due today",
    ]
    counter.passes(days=3)
    ends = [line.rpartition("; ")[2] for line in channel.reads().lines]
    last = CALLED.replace("1", "4")
    assert ends == [
        "overdue for 3 days",
        "overdue for 1 day",
        "due on Monday 30 November 2026",
        f"{last}: Cy Mail has 6 lines to tick, Eva Lund has 4 lines to tick",
    ]


def test_of_which_team(counter: Counter) -> None:
    """A channel hears of its team alone; whoever hears of all teams, also of those of none."""
    assert counter.says(ANA, START).done
    assert counter.says(INES, START.removesuffix(" for Churn")).done
    channel = Channel(counter, "handoffs")
    assert [one.about for one in channel.reads(team="churn").matters] == [("1",)]
    assert channel.reads(team="search").matters == ()
    assert [one.about for one in channel.reads().matters] == [("1",), ("2",)]


def test_who_left(counter: Counter) -> None:
    """A side whose person left is told of, with the form in which somebody is chosen."""
    assert counter.says(ANA, START).done
    counter.leaves(EVA)
    paper = Channel(counter, "handoffs").reads()
    assert paper.lines[0].endswith("; Eva Lund left")
    assert paper.buttons == [["Show it", "Choose somebody", "Snooze"]]
    choose = paper.button("Choose somebody")
    form = counter.form(ANA, choose.verb, codes=choose.given)
    assert {one.argument.name: one.codes for one in form.fields}["before"] == (EVA,)


def test_taken_back(counter: Counter) -> None:
    """A start that was undone is settled."""
    channel = Channel(counter, "handoffs")
    assert counter.says(ANA, START).done
    paper = channel.reads()
    assert counter.says(ANA, "undo").done
    assert channel.reads(paper.matters).lines == ["✓ Handoff 1 was taken back"]
    assert counter.says(ANA, START).reply.headline.startswith("Handoff 2 ")
