"""Adding an activity: for everybody, or for one team alone; it is found at once."""

import pytest

from bot.domain.catalog import Activity
from tests.commands.conftest import Asks
from tests.commands.counter import ANA, BO, CY, INES, MLOPS, SCIENTIST, Counter, button

LABEL = "activity:label-images"
ADD = "activity add Label images to Data Scientist, MLOps Engineer"


def test_for_everybody(counter: Counter, asks: Asks) -> None:
    """A question in its words leads to it, and to who fills its roles; undone, it is gone."""
    before, unknown = counter.facts, asks("who labels images?")
    assert LABEL not in [one.ref for one in unknown.matches]

    heard = counter.says(INES, ADD)
    assert heard.reply.headline == (
        "Label images is an activity from now on, for which Data Scientist and MLOps Engineer are "
        "responsible."
    )
    assert counter.catalog.by_ref[LABEL] == Activity(
        ref=LABEL,
        name="Label images",
        description="Label images, as added here.",
        responsible=(SCIENTIST, MLOPS),
    )
    reply = asks("who labels the images?")
    assert reply.matches[0].ref == LABEL
    assert "Cy Mail" in reply.text

    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.facts == before
    assert LABEL not in [one.ref for one in asks("who labels the images?").matches]


def test_codes_do_the_same(counter: Counter) -> None:
    """A form says the same as words."""
    codes = {"name": ("Label images",), "roles": (SCIENTIST, MLOPS)}
    assert counter.submits(INES, "activity add", codes).done
    by_form = counter.own(LABEL)
    assert counter.says(INES, "undo").done
    counter.says(INES, ADD)
    assert counter.own(LABEL) == by_form
    assert [one.argument.name for one in counter.form(INES, "activity add").fields] == [
        "name",
        "roles",
        "team",
        "anyway",
    ]


def test_of_one_team(counter: Counter, asks: Asks) -> None:
    """Whoever leads the team adds it and takes it back; whoever asks gets that team's answer."""
    heard = counter.says(ANA, "activity add Call customers back to MLOps Engineer in Churn")
    assert heard.reply.headline.startswith("Call customers back is an activity in Churn")

    reply = asks("who calls the customers back?")
    assert {(one.name, one.team) for one in reply.people} >= {("Cy Mail", "Churn")}
    assert {one.team for one in reply.people} == {"Churn"}
    assert counter.clicks(ANA, button(heard, "Undo")).done


@pytest.mark.parametrize(("who", "where"), [(CY, " in Churn"), (BO, " in Churn"), (ANA, "")])
def test_not_by_others(counter: Counter, who: str, where: str) -> None:
    """What holds for everybody is the stewards', and a team's own is that of who leads it."""
    before = counter.facts
    heard = counter.says(who, f"activity add Label images to MLOps Engineer{where}")
    assert heard.reply.headline.startswith("Only ")
    assert ("Ana Ivanova, who leads Churn" in heard.reply.headline) is bool(where)
    assert counter.facts == before
    assert counter.refusals[0].actor == who


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Deploy models", "There is an activity “Deploy models” already"),
        ("deploy  MODELS", "There is an activity “Deploy models” already"),
        ("Model deployment", "is a name of the activity Deploy models already"),
        ("PM", "is a name of the role Product Manager already"),
        ("The Data Handoff", "There is a handoff “The Data Handoff” already"),
        ("Hybrid team", "is a name of the structure Hybrid already"),
    ],
)
def test_not_as_something_else(counter: Counter, name: str, told: str) -> None:
    """What has the name already is said, whatever kind it is of."""
    heard = counter.says(INES, f"activity add {name} to MLOps Engineer")
    assert told in heard.wrong["name"]


def test_two_teams_may_call_theirs_alike(counter: Counter) -> None:
    """Each has its own; one for everybody beside them is told from neither."""
    for team in ("Churn", "Search"):
        assert counter.says(INES, f"activity add Feed the cat to MLOps Engineer in {team}").done
    homes = [one.homes for one in counter.catalog.activities if one.name == "Feed the cat"]
    assert homes == [("churn",), ("search",)]

    assert (
        "already" in counter.says(INES, "activity add Feed the cat to MLOps Engineer").wrong["name"]
    )


def test_words_that_lead_elsewhere(counter: Counter, asks: Asks) -> None:
    """It says where they lead today; whoever insists gets it."""
    words = "activity add Get models live to Data Scientist"
    assert asks("who gets models live?").matches[0].ref == "activity:deploy-models"

    heard = counter.says(INES, words)
    assert "leads to Deploy models today" in heard.wrong["name"]
    assert counter.clicks(INES, button(heard, "Do it anyway")).done
    assert asks("who gets models live?").matches[0].ref == "activity:get-models-live"
    assert counter.says(INES, "undo").done
    assert counter.says(INES, f"{words} anyway").done


def test_the_same_name_again(counter: Counter) -> None:
    """What was retired and comes again is the same; another one gets a ref of its own."""
    counter.says(INES, ADD)
    counter.says(INES, "activity rename Label images to Annotate images")
    counter.says(INES, "activity retire Annotate images")
    counter.says(INES, ADD)
    assert [one.ref for one in counter.catalog.activities if one.name == "Label images"] == [
        "activity:label-images-2"
    ]
    counter.says(INES, "activity retire Label images")
    counter.says(INES, ADD)
    assert "activity:label-images-2" in counter.catalog.by_ref


@pytest.mark.parametrize("name", ["x" * 76, "*bold*", "@ana", "two\nlines", "\u202e"])
def test_names_that_none_can_have(counter: Counter, name: str) -> None:
    """The field says what is wrong, and nothing is changed."""
    before = counter.facts
    heard = counter.submits(INES, "activity add", {"name": (name,), "roles": (MLOPS,)})
    assert set(heard.wrong) == {"name"}
    assert counter.facts == before


def test_the_same_as_something(counter: Counter, asks: Asks) -> None:
    """Who may gets the words added to what they lead to; who may not is told who may."""
    words = "activity add Get models live to Data Scientist"
    heard = counter.says(INES, words)
    assert heard.wrong["name"] == (
        "“Get models live” leads to Deploy models today, and would be pulled away from there; if "
        "it is the same, add these words to it; if that is something else, choose other words, or "
        "say “anyway”."
    )
    assert counter.clicks(INES, button(heard, "Add the words to Deploy models")).done
    assert asks("who gets models live?").matches[0].ref == "activity:deploy-models"
    deploy = counter.catalog.by_ref["activity:deploy-models"]
    assert isinstance(deploy, Activity)
    assert deploy.aliases[-1] == "Get models live"
    counter.says(INES, "undo")

    of_a_team = counter.says(ANA, f"{words} in Churn")
    assert "ask a steward to add these words to it" in of_a_team.wrong["name"]
    assert [one.label for one in of_a_team.reply.actions] == ["Do it anyway"]
    assert counter.clicks(ANA, button(of_a_team, "Do it anyway")).done


def test_the_same_as_what_has_no_other_words(counter: Counter) -> None:
    """Where nothing can be added, only other words or “anyway” are left."""
    heard = counter.says(INES, "activity add Lake Boss to Data Scientist")
    assert "; choose" not in heard.wrong["name"]
    assert "if it is the same" not in heard.wrong["name"]
    assert [one.label for one in heard.reply.actions] == ["Do it anyway"]


def test_retired_and_another_in_its_place(counter: Counter, asks: Asks) -> None:
    """What was retired doesn't come back beside what is called so by now; that is said."""
    counter.says(INES, ADD)
    counter.says(INES, "activity rename Label images to Annotate images")
    gone = counter.says(INES, "activity retire Annotate images").act
    assert counter.says(INES, "activity add Annotate images to MLOps Engineer").done
    refused = counter.says(INES, f"undo {gone}").reply.headline
    assert refused == (
        "“Annotate images” is a name of the activity “Annotate images” by now; rename that, or "
        "retire it, first."
    )
    assert "Cy Mail" in asks("who annotates the images?").text
    assert counter.says(INES, "activity retire Annotate images").done
    assert counter.says(INES, f"undo {gone}").done
