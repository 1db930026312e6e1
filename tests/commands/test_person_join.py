"""Joining somebody from a file with their account: one person, with all that named either."""

import pytest

from tests.commands.counter import (
    ANA,
    BO,
    CY,
    DEE,
    EVA,
    INES,
    MLOPS,
    Counter,
    button,
)


def test_an_account_of_nobody(counter: Counter) -> None:
    """What somebody has is theirs in Slack from now on, to hand over too; until it is undone."""
    counter.says(INES, "assign Pat Paper as Data Scientist in Churn")
    before, hand_over = counter.facts, f"assign <@{CY}> as Data Scientist in Churn"
    assert not counter.says(EVA, hand_over).done

    heard = counter.says(INES, f"person join Pat Paper to <@{EVA}>")

    assert "Pat Paper is Eva Lund in Slack" in heard.reply.headline
    assert counter.organisation.account[EVA].key == "paper"
    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.facts == before
    counter.says(INES, f"person join Pat Paper to <@{EVA}>")
    assert counter.says(EVA, hand_over).done


def test_two_become_one(counter: Counter) -> None:
    """All that named the account's other person names them; nobody is told, for it is the same."""
    counter.says(INES, "assign Pat Paper as MLOps Engineer in Churn as backup")
    counter.says(CY, f"assign <@{EVA}> as MLOps Engineer in Churn")
    counter.says(INES, f"steward add <@{CY}>")
    counter.says(INES, f"team set Churn led by <@{ANA}>, <@{CY}>")
    counter.says(CY, "confirm MLOps Engineer in Churn")
    before = counter.facts

    heard = counter.says(INES, f"person join Pat Paper to <@{CY}> anyway")

    held = counter.held("churn", MLOPS)
    assert "cy" not in counter.organisation.person
    assert counter.organisation.account[CY].key == "paper"
    assert (held["paper"].standing, held["paper"].state) == ("primary", "accepted")
    assert held["U5"].asked_by == "paper"
    assert set(counter.team("churn").leads) == {"ana", "paper"}
    assert "paper" in counter.organisation.stewards
    assert not [s for s in counter.facts if "cy" in s.key]
    assert "Both were MLOps Engineer in Churn" in heard.reply.text
    assert heard.tells == ()
    undone = counter.clicks(INES, button(heard, "Undo"))
    assert counter.facts == before
    assert undone.tells == ()


def test_two_who_are_here(counter: Counter) -> None:
    """Who is here beside the account's owner is asked about, with what would be theirs."""
    counter.says(INES, f"steward add <@{BO}>")
    facts, version = counter.facts, counter.version
    heard = counter.says(INES, f"person join Pat Paper to <@{BO}>")

    assert (heard.act, heard.tells, counter.facts, counter.version) == (0, (), facts, version)
    assert heard.reply.headline == (
        "They aren't joined yet: Bo Chen is here already, beside Pat Paper. Are they one person?"
    )
    [about] = heard.reply.sections
    assert about.heading == "What Bo Chen has would be Pat Paper's"
    assert {"".join(span.text for span in line) for line in about.lines} == {
        "steward",
        "lead of ML Platform",
        "lead of Search",
        "DevOps Engineer / SRE in ML Platform",
    }
    yes = button(heard, "Yes, they are one person")
    assert not counter.clicks(ANA, yes).done
    assert counter.facts == facts
    assert counter.clicks(INES, yes).done
    assert counter.organisation.account[BO].key == "paper"
    assert set(counter.team("search").leads) == {"paper"}


def test_the_past_of_both(counter: Counter) -> None:
    """What was done about somebody before they were joined is theirs, under the names of then."""
    asked = counter.says(INES, f"assign <@{BO}> as Data Scientist in Search").act
    done = counter.says(BO, "accept").act
    joined = counter.says(INES, f"person join Pat Paper to <@{BO}> anyway").act
    for words in (f"history of <@{BO}>", "history of Pat Paper"):
        sections = counter.says(ANA, words).reply.sections
        assert [int((one.heading or "").split()[0][1:]) for one in sections] == [
            joined,
            done,
            asked,
            1,
        ]

    undone = counter.says(INES, f"undo {joined}").reply.text
    assert "+ person Bo Chen" in undone
    assert "person bo" not in undone
    told = [one.heading for one in counter.says(ANA, "history of Pat Paper").reply.sections]
    assert not [one for one in told if f"#{done} " in str(one)]


def test_form_and_words_alike(counter: Counter) -> None:
    """What the form sends joins them as the words do."""
    heard = counter.says(INES, f"person join Pat Paper to <@{DEE}> anyway")
    said = counter.facts
    counter.clicks(INES, button(heard, "Undo"))
    assert counter.facts != said

    codes = {"name": ("person:paper",), "person": (DEE,), "anyway": ("yes",)}
    counter.submits(INES, "person join", codes)
    assert counter.facts == said
    assert set(counter.held("churn", MLOPS)) == {"cy", "paper"}


def test_a_name_nearly_right(counter: Counter) -> None:
    """A slip of the pen is put right with one click; who has an account can't get another."""
    heard = counter.says(INES, f"person join Pat Papper to <@{EVA}>")
    assert counter.clicks(INES, button(heard, "Pat Paper")).done
    assert counter.organisation.account[EVA].key == "paper"

    assert not counter.says(INES, f"person join Pat Paper to <@{DEE}>").done


@pytest.mark.parametrize("who", ["<@U6>", "<@U0BOT>", "<@U7>", "<@U8>", "Pat Paper"])
def test_who_cannot(counter: Counter, who: str) -> None:
    """Guests, bots, leavers, outsiders and people without an account are nobody's account."""
    before = counter.version

    assert "person" in counter.says(INES, f"person join Pat Paper to {who}").wrong
    assert counter.version == before


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("U6", "Gus Ray is a guest, and guests can't own anything; choose a full member."),
        ("U0BOT", "Rolecall is a bot, and only people can own something."),
    ],
)
def test_why_they_cannot(counter: Counter, who: str, why: str) -> None:
    """By words and by the form it is said why somebody is nobody's account."""
    codes = {"name": ("person:paper",), "person": (who,)}
    for heard in (
        counter.says(INES, f"person join Pat Paper to <@{who}>"),
        counter.submits(INES, "person join", codes),
    ):
        assert (heard.done, heard.wrong) == (False, {"person": why})
    assert counter.organisation.person["paper"].slack is None


@pytest.mark.parametrize("whom", [DEE, EVA, ANA])
def test_who_has_an_account_already(counter: Counter, whom: str) -> None:
    """They can't get another one, nor the one that they have: not named, nor in an older form."""
    before = counter.version

    heard = counter.says(INES, f"person join Ana Ivanova to <@{whom}>")
    assert heard.wrong["name"].startswith("There is nobody “Ana Ivanova” here who has no Slack")

    heard = counter.submits(INES, "person join", {"name": ("person:ana",), "person": (whom,)})
    assert heard.wrong == {
        "name": "Ana Ivanova has a Slack account by now; look at it with "
        "`/ownership history of Ana Ivanova`."
    }
    assert counter.version == before


def test_a_form_of_before(counter: Counter) -> None:
    """Who got an account since the form was opened isn't joined once more, which is said."""
    opened = counter.form(INES, "person join").version
    first = counter.says(INES, f"person join Pat Paper to <@{EVA}>")
    facts = counter.facts

    codes = {"name": ("person:paper",), "person": (DEE,), "anyway": ("yes",)}
    heard = counter.submits(INES, "person join", codes, opened)

    assert (heard.done, counter.facts) == (False, facts)
    assert "Pat Paper has a Slack account by now" in heard.wrong["name"]
    assert counter.clicks(INES, button(first, "Undo")).done
    assert counter.submits(INES, "person join", codes).done


def test_an_account_of_somebody(counter: Counter) -> None:
    """Whose account it was isn't there any more, which is said with what both of them were."""
    counter.says(INES, "assign Pat Paper as MLOps Engineer in Churn")
    heard = counter.says(INES, f"person join Pat Paper to <@{DEE}> anyway")

    assert heard.reply.text.splitlines()[1:3] == [
        "- Dee Novak was here as somebody else: what was theirs is Pat Paper's now.",
        "- Both were MLOps Engineer in Churn; that is once now.",
    ]
    assert "dee" not in counter.organisation.person
    assert set(counter.held("churn", MLOPS)) == {"paper"}


def test_not_by_a_lead(counter: Counter) -> None:
    """Only who looks after the workspace joins people; a refusal is noted."""
    assert not counter.says(ANA, f"person join Pat Paper to <@{EVA}>").done
    assert len(counter.refusals) == 1
