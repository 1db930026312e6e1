"""Declining: saying no, not taking a volunteer, withdrawing; and who hears of it, and why."""

import pytest

from tests.commands.counter import ANA, BO, CY, DEE, EVA, MLOPS, SCIENTIST, Counter, button, told

ASK_EVA = f"assign <@{EVA}> as Data Scientist in Churn"


def test_saying_no(counter: Counter) -> None:
    """The request ends, and whoever asked is told the reason; the button gives it back."""
    counter.says(ANA, ASK_EVA)
    before = counter.facts

    heard = counter.says(EVA, "decline because I move to Search.")

    assert counter.held("churn", SCIENTIST) == {}
    assert heard.reply.headline == "You declined to be Data Scientist in Churn."
    assert told(heard) == {
        ANA: "Eva Lund declined to be Data Scientist in Churn, because I move to Search."
    }
    assert counter.clicks(EVA, button(heard, "Undo")).done
    assert counter.facts == before


def test_the_button_of_the_request(counter: Counter) -> None:
    """What the message carries does the same as the words; a second click says that it is over."""
    asked = counter.says(ANA, ASK_EVA)
    [decline] = [one for one in asked.tells[0].reply.actions if one.label == "Decline"]

    assert counter.clicks(EVA, decline).done
    assert counter.held("churn", SCIENTIST) == {}
    again = counter.clicks(EVA, decline)
    assert not again.done
    assert "There is nothing to decline" in again.reply.headline


def test_a_volunteer(counter: Counter) -> None:
    """Whoever leads the team declines an offer, and the volunteer is told; nobody else may."""
    counter.says(EVA, "take Data Scientist in Churn")

    assert "Ana Ivanova, who leads Churn" in counter.says(CY, "decline for @Eva Lund").reply.text
    [refused] = counter.refusals
    assert (refused.actor, refused.how.verb) == (CY, "decline")

    heard = counter.says(ANA, "decline for @Eva Lund because Dee starts in May")
    assert counter.held("churn", SCIENTIST) == {}
    assert told(heard) == {
        EVA: "Declined: your offer to be Data Scientist in Churn, because Dee starts in May "
        "(Ana Ivanova)."
    }


@pytest.mark.parametrize("who", [ANA, CY])
def test_withdrawing(counter: Counter, who: str) -> None:
    """Who leads the team, and who asked while handing over, may take a request back."""
    counter.says(CY, f"assign <@{EVA}> as MLOps Engineer in Churn")

    heard = counter.says(who, f"decline MLOps Engineer in Churn for <@{EVA}>")

    assert set(counter.held("churn", MLOPS)) == {"cy", "dee"}
    assert heard.reply.headline == "Eva Lund is no longer asked to be MLOps Engineer in Churn."
    assert "no longer asked" in told(heard)[EVA]


def test_not_what_others_asked(counter: Counter) -> None:
    """Another team's lead may not withdraw it."""
    counter.says(ANA, ASK_EVA)

    assert not counter.says(BO, f"decline for <@{EVA}>").done
    assert counter.held("churn", SCIENTIST)["U5"].state == "pending"


def test_ones_own_offer(counter: Counter) -> None:
    """Who offered may think again, and whoever was to agree is told."""
    counter.says(EVA, "take Data Scientist in Churn")

    heard = counter.says(EVA, "decline Data Scientist")

    assert told(heard) == {ANA: "Eva Lund no longer offers to be Data Scientist in Churn."}


def test_a_reason_that_mentions_somebody(counter: Counter) -> None:
    """A mention becomes the name, so nobody is called by it."""
    counter.says(ANA, ASK_EVA)

    heard = counter.says(EVA, f"decline because <@{DEE}|dee> &amp; <#C3|search> want it")

    assert "because Dee Novak & #search want it" in told(heard)[ANA]


@pytest.mark.parametrize(
    ("who", "as_backup", "what"),
    [
        (DEE, "", "MLOps Engineer in Churn"),
        (CY, " as backup", "the backup for MLOps Engineer in Churn"),
    ],
)
def test_what_they_are_stays(counter: Counter, who: str, as_backup: str, what: str) -> None:
    """Who says no to change between primary and backup declined that, not what they are."""
    before = counter.held("churn", MLOPS)
    counter.says(ANA, f"assign <@{who}> as MLOps Engineer in Churn{as_backup}")

    heard = counter.says(who, "decline")

    assert heard.reply.headline == f"You declined to be {what}."
    assert [one.rstrip(".").partition(" declined to be ")[2] for one in told(heard).values()] == [
        what
    ]
    assert counter.held("churn", MLOPS) == before
