"""Starting a handoff: who is on which side, when it is due, and what it begins with."""

from datetime import date

import pytest

from bot.domain.fact import Subject
from tests.commands.counter import ANA, CHANNELS, CY, DEE, EVA, GUS, Counter, button, told
from tests.commands.going import START, begun, checklist, refused


def test_begun(counter: Counter) -> None:
    """It begins with the handoff's lines, both sides are told, its message is due at once."""
    before = counter.facts
    heard = counter.says(ANA, f"{START} due friday attach https://x.example/c the contract")
    now = checklist(counter)
    assert (now.giver, now.receiver, now.team, now.due) == ("cy", EVA, "churn", date(2026, 11, 27))
    assert [len(now.of("gives")), len(now.of("receives"))] == [6, 4]
    assert [(one.url, one.what) for one in now.links] == [("https://x.example/c", "the contract")]
    assert set(told(heard)) == {CY, EVA}
    with counter.ledger.read("T0HARBOUR") as books:
        assert [one.what for one in books.coming() if "checklist" in one.what] == ["checklist 1"]

    assert counter.clicks(ANA, button(heard, "Undo")).done
    assert counter.facts == before
    begun(counter)
    assert Subject("checklist", ("2",)) in counter.facts


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("handoff start model fraud v3 from @{cy} to @{eva}", "fraud v3"),
        ("handoff start The Model Handoff fraud v3 from @{cy} to @{eva}", "fraud v3"),
        ("handoff start model handoff fraud v3 to @{eva} from @{cy}", "fraud v3"),
        ("handoff start handoff:model “from a to b” from @{cy} to @{eva}", "from a to b"),
        ("handoff start model 2027 plan from @{cy} to @{eva}", "2027 plan"),
    ],
)
def test_ways_to_say_it(counter: Counter, words: str, name: str) -> None:
    """The handoff comes first, under any of its names, and what is handed over behind it."""
    said = words.replace("@{cy}", f"<@{CY}>").replace("@{eva}", f"<@{EVA}>")
    assert counter.says(ANA, said).done
    now = checklist(counter)
    assert (now.handoff, now.name, now.giver, now.receiver) == ("handoff:model", name, "cy", EVA)


def test_whoever_fills_the_role(counter: Counter) -> None:
    """A side that is left out is whoever alone fills its role in the team, the primary first."""
    assert counter.says(ANA, f"handoff start model x from <@{EVA}> for Churn").done
    assert checklist(counter).receiver == "cy"
    form = counter.form(ANA, "handoff start", place="churn", codes={"handoff": ("handoff:model",)})
    filled = {one.argument.name: one.codes for one in form.fields}
    assert (filled["receiver"], filled["giver"], filled["team"]) == ((CY,), (), ("team:churn",))


def test_nobody_fills_it(counter: Counter) -> None:
    """Otherwise it says which role nobody fills and how to name somebody, with the form."""
    heard = counter.says(ANA, f"handoff start model x to <@{EVA}> for Churn")
    why = "Say who gives: nobody fills Data Scientist in Churn; add “from @person”."
    assert heard.reply.headline == why
    given = button(heard, "Fill in the form").given
    assert given["receiver"] == (EVA,)
    refused(counter, ANA, f"handoff start model x to <@{EVA}>", "in no team I know who is Data")
    assert counter.says(ANA, f"assign <@{DEE}> as MLOps Engineer in Churn").done
    assert counter.says(DEE, "accept MLOps Engineer in Churn").done
    assert counter.says(ANA, f"handoff start model x from <@{EVA}> for Churn").done
    assert checklist(counter).receiver == "dee"


@pytest.mark.parametrize(
    ("more", "because"),
    [
        (" due yesterday", "“yesterday” is no date that I can read"),
        (" due 2026-11-22", "Sunday 22 November 2026 is past; say a day from today on."),
        (" in <#C5|attic>", "“#attic” is no channel that I know"),
        (" attach http://x.example", "Attach a link that begins with https://"),
    ],
)
def test_what_cannot_be(counter: Counter, more: str, because: str) -> None:
    """A day that is past, a channel that is gone, a link that is none."""
    assert any(one.id == "C5" and one.gone for one in CHANNELS)
    refused(counter, ANA, START + more, because)


def test_who_cannot_be_a_side(counter: Counter) -> None:
    """Nobody hands over to themselves, and guests and those who left are no side."""
    words = "handoff start model x from <@{}> to <@{}> for Churn"
    refused(counter, ANA, words.format(CY, CY), "Cy Mail can't be both sides of a handoff")
    refused(counter, ANA, words.format(GUS, CY), "Gus Ray is a guest")
    refused(counter, ANA, words.format("U7", CY), "has left")
    refused(counter, ANA, "handoff start model from <@U3> to <@U5>", "“What is handed over”")
