"""What was changed since the channel was told last."""

from bot.domain.fact import Change, Subject
from tests.commands.counter import ANA, BO, DEE, INES, NOW, SCIENTIST, WORKSPACE, Counter
from tests.digests.conftest import Channel

WAIVES = "waive Data Scientist in Churn because we buy it"
ASKED = "Dee Novak as Data Engineer in Search: primary, pending, asked by Bo Chen"


def people(count: int) -> list[Change]:
    """So many people who come with a file."""
    bodies = [{"name": f"P {number}", "email": f"p{number}@x.example"} for number in range(count)]
    rest = {"slack": None, "active": True}
    return [
        Change(Subject("person", (f"p{number}",)), None, body | rest)
        for number, body in enumerate(bodies)
    ]


def test_since_the_last_time(counter: Counter) -> None:
    """What the channel knows is left out; what is new says who, when and what, newest first."""
    channel = Channel(counter, "changes")
    counter.says(ANA, WAIVES)
    channel.was_told()
    assert channel.reads().lines == []

    counter.passes(days=1)
    first = counter.says(BO, f"assign <@{DEE}> as Data Engineer in Search").act
    second = counter.says(INES, "alias add zebra day for Deploy models").act
    assert channel.reads().lines == [
        f"#{second} · Ines Prado, 24 Nov: ~ activity Deploy models: + alias “zebra day”",
        f"#{first} · Bo Chen, 24 Nov: + {ASKED}",
    ]
    assert channel.reads().buttons == [[], []]


def test_of_one_team(counter: Counter) -> None:
    """A channel that hears of one team hears nothing of the others."""
    channel = Channel(counter, "changes")
    channel.was_told()
    mine = counter.says(ANA, WAIVES).act
    counter.says(BO, f"assign <@{DEE}> as Data Engineer in Search")
    [line] = channel.reads(team="churn").lines
    assert line.startswith(f"#{mine} · Ana Ivanova, 23 Nov: + no need for Data Scientist in Churn")
    assert counter.says(INES, "team retire Search to Churn").done
    long = counter.says(INES, "team rename Churn to Retention")
    assert channel.reads(team="churn").matters[0].about == (str(long.act),)


def test_of_a_long_act_what_is_about_the_team(counter: Counter) -> None:
    """What was done to several teams at once is told to each by what it did to that one."""
    channel = Channel(counter, "changes")
    channel.was_told()
    waivers = [
        Change(Subject("waiver", (team, SCIENTIST)), None, {"because": f"{team} buys it"})
        for team in ("platform", "search", "churn")
    ]
    with counter.ledger.open(WORKSPACE, NOW) as books:
        books.record(waivers, actor=INES, source="slack")
    [line] = channel.reads(team="churn").lines
    assert line.endswith(
        ": + no need for Data Scientist in Churn: because churn buys it; … and 2 more"
    )


def test_undone(counter: Counter) -> None:
    """What was undone before it was told is left out; later its line says so."""
    channel = Channel(counter, "changes")
    channel.was_told()
    act = counter.says(ANA, WAIVES).act
    before = channel.reads()
    undoing = counter.says(ANA, f"undo {act}").act

    assert channel.reads().matters == ()
    [line] = channel.reads(before.matters).lines
    assert line.startswith(f"✓ #{act} · Ana Ivanova")
    assert line.endswith(f"; undone by #{undoing}")

    counter.says(ANA, f"undo {undoing}")
    assert channel.reads(before.matters).lines == before.lines
    assert [one.about for one in channel.reads().matters] == [(str(act),)]


def test_undoing_what_was_told(counter: Counter) -> None:
    """That something is undone which the channel was told of is news."""
    channel = Channel(counter, "changes")
    act = counter.says(ANA, WAIVES).act
    channel.was_told()
    counter.passes(minutes=1)
    counter.says(ANA, f"undo {act}")
    [line] = channel.reads().lines
    assert f"Ana Ivanova, 23 Nov: undid #{act}: - no need for Data Scientist in Churn" in line


def test_what_channels_hear_is_no_news(counter: Counter) -> None:
    """That a channel hears something, or snoozes it, is left out; a question set aside isn't."""
    channel = Channel(counter, "changes")
    channel.was_told()
    assert counter.says(INES, "digest add changes in #general every day at 09:00 UTC").done
    snooze = Change(Subject("snooze", ("C1", "changes 3")), None, {"until": "2027-01-01"})
    with counter.ledger.open(WORKSPACE, NOW) as books:
        books.record([snooze], actor=INES, source="slack")
    assert channel.reads().lines == []
    assert counter.says(INES, "question dismiss the coffee machine").done
    [line] = channel.reads().lines
    assert line.endswith("+ “the coffee machine” as a question for nobody here")


def test_an_import_is_one_line(counter: Counter) -> None:
    """Thousands of changes from a file are a count; no address of anybody is told."""
    channel = Channel(counter, "changes")
    channel.was_told()
    with counter.ledger.open(WORKSPACE, NOW) as books:
        books.record(people(2000), actor="import", source="file:people.yaml")
    [line] = channel.reads().lines
    assert line.endswith(" · import, 23 Nov: 2,000 changes from a file")

    with counter.ledger.open(WORKSPACE, NOW) as books:
        [one] = [change for change in people(1) if change.after]
        moved = dict(one.after or {}, email="new@x.example")
        changed = Change(one.subject, one.after, moved)
        books.record([changed], actor="import", source="file:people.yaml")
    line, _ = channel.reads().lines
    assert line.endswith("~ person P 0: e-mail changed")


def test_many_acts(counter: Counter) -> None:
    """The newest are told one by one, of the others how many they are."""
    channel = Channel(counter, "changes")
    channel.was_told()
    with counter.ledger.open(WORKSPACE, NOW) as books:
        for change in people(30):
            books.record([change], actor=INES, source="slack")
    before = channel.reads()
    assert len(before.matters) == 26
    assert "person P 29" in before.lines[0]
    assert "… and 5 before that; `/ownership history` lists them" in before.lines

    with counter.ledger.open(WORKSPACE, NOW) as books:
        for change in people(230)[30:]:
            books.record([change], actor=INES, source="slack")
    lines = channel.reads().lines
    assert "… and over 175 before that; `/ownership history` lists them" in lines
