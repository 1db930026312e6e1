"""Joining somebody from a file with their account: one person, with all that named either."""

import pytest

from tests.commands.counter import (
    ANA,
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

    heard = counter.says(INES, f"person join Pat Paper to <@{CY}>")

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


def test_form_and_words_alike(counter: Counter) -> None:
    """What the form sends joins them as the words do."""
    heard = counter.says(INES, f"person join Pat Paper to <@{DEE}>")
    said = counter.facts
    counter.clicks(INES, button(heard, "Undo"))
    assert counter.facts != said

    counter.submits(INES, "person join", {"name": ("person:paper",), "person": (DEE,)})
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


def test_not_by_a_lead(counter: Counter) -> None:
    """Only who looks after the workspace joins people; a refusal is noted."""
    assert not counter.says(ANA, f"person join Pat Paper to <@{EVA}>").done
    assert len(counter.refusals) == 1
