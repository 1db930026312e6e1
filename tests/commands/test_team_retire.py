"""Retiring a team: what it leaves behind, where that goes, and that nothing is lost."""

import pytest

from bot.domain.ownership.codes import YES
from tests.commands.counter import ANA, BO, CY, DEVOPS, EVA, INES, MLOPS, Counter, button, told


def test_asks_where_it_goes(counter: Counter) -> None:
    """A team that has something isn't retired yet: what it has is listed, with two ways on."""
    before = counter.version
    heard = counter.says(ANA, "team retire Churn")

    assert (heard.act, counter.version) == (0, before)
    assert "Cy Mail, MLOps Engineer" in heard.reply.text
    assert "Dee Novak, MLOps Engineer as backup" in heard.reply.text
    choose = button(heard, "Choose where it goes")
    assert (choose.form, choose.given) == (True, {"team": ("team:churn",)})
    anyway = button(heard, "Retire it with all of this")
    assert anyway.style == "danger"
    assert anyway.confirm


def test_anyway(counter: Counter) -> None:
    """All of it ends at once, who had a role is told, and one undo brings everything back."""
    asked, before = counter.says(ANA, "team retire Churn"), counter.facts
    heard = counter.clicks(ANA, button(asked, "Retire it with all of this"))

    assert "churn" not in counter.organisation.team
    assert not [subject for subject in counter.facts if "churn" in subject.key]
    assert "no longer MLOps Engineer in Churn" in told(heard)[CY]
    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.facts == before


def test_to_another_team(counter: Counter) -> None:
    """People and rules move; what the other team has said for itself stays its own."""
    for text in (
        "assign <@U3> as DevOps in Search",
        f"assign <@{EVA}> as MLOps Engineer in Search",
        "override Deploy models in Churn to DevOps because they have the keys",
        "waive Data Scientist in Churn because the models are bought",
        "waive Data Engineer in Churn because there is no data",
        "waive Data Engineer in Search because it is bought",
    ):
        assert counter.says(INES, text).done, text
    counter.says(EVA, "accept")
    before = counter.facts

    heard = counter.says(INES, "team retire Churn to Search")

    search = counter.team("search")
    held = {key: (one.standing, one.state) for key, one in counter.held("search", MLOPS).items()}
    assert held == {
        "U5": ("primary", "accepted"),
        "cy": ("backup", "accepted"),
        "dee": ("backup", "accepted"),
    }
    assert [one.because for one in search.overrides] == ["they have the keys"]
    assert [one.because for one in search.waived] == [
        "it is bought",
        "the models are bought",
    ]
    assert "Cy Mail, MLOps Engineer: backup there, for Eva Lund fills it first" in heard.reply.text
    assert "Search has said that for itself" in heard.reply.text
    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.facts == before


def test_who_has_it_there_already(counter: Counter) -> None:
    """Nobody has the same role twice."""
    counter.says(INES, f"assign <@{CY}> as MLOps Engineer in Search")
    heard = counter.says(INES, "team retire Churn to Search")

    assert counter.held("search", MLOPS)["cy"].state == "pending"
    assert "has that role there already" in heard.reply.text


def test_platform_team(counter: Counter) -> None:
    """Only a platform team takes over the teams that one serves; without one they have none."""
    wrong = counter.says(BO, "team retire ML Platform to Search").wrong
    assert "serves Churn and Search" in wrong["to"]
    counter.says(INES, "team add Base as platform")
    before = counter.facts

    heard = counter.says(INES, "team retire ML Platform to Base")
    assert {counter.team(key).platform for key in ("churn", "search")} == {"base"}
    assert set(counter.held("base", DEVOPS)) == {"bo"}
    counter.clicks(INES, button(heard, "Undo"))
    assert counter.facts == before

    codes = {"team": ("team:platform",), "anyway": (YES,)}
    assert counter.submits(BO, "team retire", codes).done
    assert {counter.team(key).platform for key in ("churn", "search")} == {None}


def test_nothing_left_over(counter: Counter) -> None:
    """A team that has nothing is retired at once, and its name is offered no more."""
    assert counter.says(BO, "team retire Search").act

    assert "There is no team “Search” here" in counter.says(BO, "team retire Search").reply.headline


@pytest.mark.parametrize(
    ("text", "field"),
    [("Churn to Churn", "to"), ("Churn to Search anyway", "anyway")],
)
def test_what_cannot_be(counter: Counter, text: str, field: str) -> None:
    """A team goes to another one, or ends; not both."""
    assert list(counter.says(INES, f"team retire {text}").wrong) == [field]


@pytest.mark.parametrize(
    ("who", "text"),
    [(BO, "Churn anyway"), (CY, "Churn"), (ANA, "Churn to Search")],
)
def test_not_by_others(counter: Counter, who: str, text: str) -> None:
    """Only who leads the team, and the one that takes it over, may; a refusal is noted."""
    assert not counter.says(who, f"team retire {text}").done
    assert "churn" in counter.organisation.team
    assert [refused.how.verb for refused in counter.refusals] == ["team retire"]
