"""What nobody has confirmed for long, and what people who left still hold."""

from tests.commands.counter import ANA, BO, CY, INES, MLOPS, Counter
from tests.digests.conftest import Channel

CLICKS = ["Still right", "Not any more", "Snooze"]
LONG = 91
"""More days than may pass until somebody has to confirm."""


def test_what_is_confirmed_is_left_out(counter: Counter) -> None:
    """Each line is there until somebody confirms it, and again once that is too long ago."""
    channel = Channel(counter, "unconfirmed")
    paper = channel.reads(team="churn")
    assert paper.lines == [
        "Cy Mail: MLOps Engineer in Churn, primary; never confirmed",
        "Dee Novak: MLOps Engineer in Churn, backup; never confirmed",
        "All of these at once:",
    ]
    assert paper.buttons == [CLICKS, CLICKS, ["All still right"]]

    assert counter.clicks(ANA, paper.button("Still right")).done
    assert [line[:9] for line in channel.reads(team="churn").lines] == ["Dee Novak", "All of th"]
    counter.passes(days=LONG - 1)
    assert len(channel.reads(team="churn").matters) == 1
    counter.passes(days=1)
    assert len(channel.reads(team="churn").matters) == 2


def test_all_still_right(counter: Counter) -> None:
    """One click confirms all of a team, and the lines say by whom; no button is left."""
    channel = Channel(counter, "unconfirmed")
    before = channel.reads(team="churn")
    heard = counter.clicks(ANA, before.button("All still right"))

    after = channel.reads(before.matters, team="churn")
    assert after.lines == [
        "✓ Cy Mail: MLOps Engineer in Churn, primary; confirmed by Ana Ivanova today",
        "✓ Dee Novak: MLOps Engineer in Churn, backup; confirmed by Ana Ivanova today",
    ]
    assert (after.buttons, after.told.open) == ([[], []], frozenset())
    assert channel.reads(team="churn").matters == ()

    [undo] = [one for one in heard.reply.actions if one.label == "Undo"]
    assert counter.clicks(ANA, undo).done
    assert channel.reads(before.matters, team="churn").lines == before.lines


def test_a_button_for_each_team(counter: Counter) -> None:
    """Where a channel hears of all teams each has its own button, for whoever leads it."""
    paper = Channel(counter, "unconfirmed").reads()
    assert [one[:1] for one in paper.buttons[:3]] == [["Still right"]] * 3
    assert paper.buttons[-1] == ["All still right in ML Platform", "All still right in Churn"]
    assert counter.clicks(BO, paper.button("All still right in ML Platform")).done
    refused = counter.clicks(BO, paper.button("All still right in Churn"))
    assert not refused.done


def test_five_teams_at_most(counter: Counter) -> None:
    """More teams than fit have no button for all of them at once, but their lines."""
    for name in "ABCDE":
        counter.says(INES, f"team add Team {name} as hybrid led by <@{ANA}>")
        assert counter.says(ANA, f"take MLOps Engineer in Team {name}").done
    counter.passes(days=LONG)
    paper = Channel(counter, "unconfirmed").reads()
    assert len(paper.matters) == 8
    assert len(paper.buttons[-1]) == 5


def test_not_any_more(counter: Counter) -> None:
    """Whoever gives it up is told of as such, with who fills it instead."""
    channel = Channel(counter, "unconfirmed")
    before = channel.reads(team="churn")
    gone = before.button("Not any more")
    assert gone.confirm == "Is Cy Mail no longer MLOps Engineer in Churn?"
    assert counter.clicks(ANA, gone).done
    line, _, _ = channel.reads(before.matters, team="churn").lines
    assert line == "✓ Cy Mail isn't MLOps Engineer in Churn any more; that is Dee Novak now"

    assert counter.says(ANA, "vacate MLOps Engineer in Churn @Dee Novak").done
    first, second = channel.reads(before.matters, team="churn").lines
    assert first == "✓ Cy Mail isn't MLOps Engineer in Churn any more; nobody is for now"
    assert second.startswith("✓ Dee Novak")


def test_who_left(counter: Counter) -> None:
    """Whoever left comes first, is handed over and not confirmed, and is gone with that."""
    channel = Channel(counter, "unconfirmed")
    counter.leaves(CY)
    before = channel.reads(team="churn")
    assert before.lines[0] == "Cy Mail left and is still MLOps Engineer in Churn"
    assert before.buttons[0] == ["Hand over", "Snooze"]
    assert before.button("Hand over").form
    assert counter.clicks(ANA, before.button("All still right")).done
    assert counter.held("churn", MLOPS)["cy"].confirmed is None
    assert len(channel.reads(team="churn").matters) == 1

    assert counter.says(ANA, f"assign <@{BO}> as MLOps Engineer in Churn").done
    assert counter.says(BO, "accept").done
    line = channel.reads(before.matters, team="churn").lines[0]
    assert line == "✓ Cy Mail isn't MLOps Engineer in Churn any more; that is Bo Chen now"


def test_a_lead_who_left(counter: Counter) -> None:
    """A lead who left still leads until somebody says who does."""
    channel = Channel(counter, "unconfirmed")
    counter.leaves(ANA)
    before = channel.reads(team="churn")
    assert before.lines[0] == "Ana Ivanova left and still leads Churn"
    assert before.buttons[0] == ["Say who leads Churn", "Snooze"]

    assert counter.says(INES, f"team set Churn led by <@{BO}>").done
    assert channel.reads(before.matters, team="churn").lines[0] == (
        "✓ Ana Ivanova no longer leads Churn; that is Bo Chen now"
    )


def test_a_steward_who_left(counter: Counter) -> None:
    """Whoever looked after the workspace is told of where a channel hears of all teams."""
    channel = Channel(counter, "unconfirmed")
    assert counter.says(INES, f"steward add <@{CY}>").done
    counter.leaves(CY)
    before = channel.reads()
    assert before.lines[0] == "Cy Mail left and still looks after ownership here"
    assert counter.clicks(INES, before.button("Take Cy Mail off")).done
    assert channel.reads(before.matters).lines[0] == (
        "✓ Cy Mail no longer looks after ownership here"
    )
    counter.comes_back(CY)


def test_what_is_gone(counter: Counter) -> None:
    """A team that was retired since leaves no line without words."""
    channel = Channel(counter, "unconfirmed")
    before = channel.reads()
    assert counter.says(INES, "team retire Churn anyway").done
    told = channel.reads(before.matters).lines
    assert "✓ mlops-engineer in churn is gone" in told
