"""Confirming: what is listed, what one click confirms, and whose word it is."""

import pytest

from tests.commands.counter import (
    ANA,
    BO,
    CY,
    DEE,
    EVA,
    INES,
    MLOPS,
    SCIENTIST,
    TODAY,
    Counter,
    button,
)

CLICKS = ("Still right", "Not any more")


def test_the_list_changes_nothing(counter: Counter) -> None:
    """A line for each person with two buttons, and one button for all."""
    heard = counter.says(ANA, "confirm", place="churn")

    assert heard.act == 0
    assert heard.reply.text.splitlines() == [
        "Is this still right in Churn?",
        "- Cy Mail: MLOps Engineer in Churn, primary; never confirmed",
        "- Dee Novak: MLOps Engineer in Churn, backup; never confirmed",
    ]
    labels = [tuple(one.label for one in section.actions) for section in heard.reply.sections]
    assert labels == [CLICKS, CLICKS]
    assert button(heard, "All still right").style == "primary"


def test_all_at_once(counter: Counter) -> None:
    """The one click confirms every line in the actor's name, and undoing takes that back."""
    before = counter.facts
    listed = counter.says(ANA, "confirm Churn")

    heard = counter.clicks(ANA, button(listed, "All still right"))

    held = counter.held("churn", MLOPS)
    assert {(one.confirmed, one.confirmed_by) for one in held.values()} == {(TODAY, "ana")}
    assert held["dee"].standing == "backup"
    assert heard.tells == ()
    after = counter.facts
    assert counter.clicks(ANA, button(heard, "Undo")).done
    assert counter.facts == before

    assert counter.says(ANA, "confirm Churn all").done
    assert counter.facts == after


def test_line_by_line(counter: Counter) -> None:
    """One line is right, the other isn't any more; the next list says who confirmed it."""
    listed = counter.says(ANA, "confirm Churn")
    cy, dee = listed.reply.sections

    assert counter.clicks(ANA, cy.actions[0]).done
    assert dee.actions[1].confirm == "Is Dee Novak no longer MLOps Engineer in Churn?"
    assert counter.clicks(ANA, dee.actions[1]).done

    assert set(counter.held("churn", MLOPS)) == {"cy"}
    assert "confirmed by Ana Ivanova today" in counter.says(ANA, "confirm Churn").reply.text


def test_a_member_confirms_their_own(counter: Counter) -> None:
    """They see and touch nothing else of the team's; without a team it is theirs everywhere."""
    counter.says(INES, f"assign <@{CY}> as Data Scientist in Search")
    counter.says(CY, "accept")
    counter.passes(days=3)

    assert "Dee Novak" not in counter.says(CY, "confirm Churn").reply.text
    assert len(counter.says(CY, "confirm").reply.sections) == 2
    assert counter.says(CY, "confirm all").done

    assert counter.held("churn", MLOPS)["cy"].confirmed_by == "cy"
    assert counter.held("churn", MLOPS)["dee"].confirmed is None
    assert counter.held("search", SCIENTIST)["cy"].confirmed == TODAY.replace(day=26)


@pytest.mark.parametrize("who", [CY, BO])
def test_not_somebody_elses(counter: Counter, who: str) -> None:
    """A colleague's role and another team's are not theirs to confirm; it is written down."""
    heard = counter.says(who, f"confirm Churn <@{DEE}>")

    assert not heard.done
    assert counter.held("churn", MLOPS)["dee"].confirmed is None
    assert [one.how.verb for one in counter.refusals] == ["confirm"]


def test_by_role_and_person(counter: Counter) -> None:
    """Only what is named, without a team too; a steward who is in no file yet is entered."""
    assert counter.says(INES, f"confirm <@{DEE}>").done
    assert counter.held("churn", MLOPS)["dee"].confirmed_by == INES
    assert counter.held("churn", MLOPS)["cy"].confirmed is None

    assert counter.says(ANA, "confirm Churn for MLOps Engineer").done
    assert counter.held("churn", MLOPS)["cy"].confirmed_by == "ana"


def test_people_who_left(counter: Counter) -> None:
    """They are listed as such, to be handed over, and nothing of theirs is confirmed."""
    counter.leaves(CY)
    listed = counter.says(ANA, "confirm Churn")
    hand_over = button(listed, "Hand over")
    assert "- Cy Mail left and is still MLOps Engineer in Churn" in listed.reply.text
    assert hand_over.form
    assert hand_over.given == {"role": (MLOPS,), "team": ("team:churn",)}

    heard = counter.says(ANA, "confirm Churn all")

    assert counter.held("churn", MLOPS)["cy"].confirmed is None
    assert counter.held("churn", MLOPS)["dee"].confirmed == TODAY
    assert button(heard, "Hand over") == hand_over
    assert "Cy Mail left" in counter.says(ANA, f"confirm Churn <@{CY}>").reply.headline


def test_once_a_day(counter: Counter) -> None:
    """The same word by the same person on the same day is said to be said."""
    counter.says(CY, "confirm all")

    assert "today already" in counter.says(CY, "confirm all").reply.headline
    assert counter.says(ANA, "confirm Churn all").done


def test_nothing_to_confirm(counter: Counter) -> None:
    """It says so; who leads teams is offered them."""
    assert "You don't fill a role in Churn" in counter.says(EVA, "confirm Churn").reply.headline
    assert "Nobody fills a role in Search" in counter.says(BO, "confirm Search").reply.headline
    heard = counter.says(ANA, "confirm")
    assert "You don't fill a role" in heard.reply.headline
    assert counter.clicks(ANA, button(heard, "Churn")).reply.sections


def test_a_big_team(counter: Counter) -> None:
    """Twenty lines have buttons, and the one click covers the rest."""
    roles = ("Data Scientist", "Data Engineer", "Product Manager", "Software Engineer")
    for role in roles:
        for who in (CY, DEE, EVA, ANA, INES):
            counter.says(ANA, f"assign <@{who}> as {role} in Churn as backup")
            counter.says(who, f"accept {role} in Churn")

    heard = counter.says(ANA, "confirm Churn")

    assert sum(bool(one.actions) for one in heard.reply.sections) == 20
    assert heard.reply.text.splitlines()[-1] == "- … and 2 more"
    counter.clicks(ANA, button(heard, "All still right"))
    assert all(one.confirmed_by == "ana" for one in counter.team("churn").assignments)
