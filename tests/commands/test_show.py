"""Showing: a team, a role, a person, an activity, or every team."""

import pytest

from bot.domain.ownership.codes import code
from tests.commands.counter import ANA, BO, CY, EVA, GUS, INES, TODAY, Counter, button


def lines(counter: Counter, words: str, place: str | None = None) -> list[str]:
    """What is shown, line by line."""
    return counter.says(GUS, words, place=place).reply.text.splitlines()


def test_team(counter: Counter) -> None:
    """How it is arranged, who leads it, and who fills each role, also from the platform team."""
    counter.says(ANA, f"assign <@{EVA}> as Data Scientist in Churn")
    shown = lines(counter, "show Churn")

    assert (
        shown[0] == "Churn is a product team arranged as Hybrid; ML Platform is its platform team."
    )
    assert shown[1] == "- Led by Ana Ivanova"
    assert "  - MLOps Engineer: Cy Mail (backup: Dee Novak)" in shown
    assert "  - DevOps Engineer / SRE: Bo Chen, from ML Platform" in shown
    assert "  - Product Manager: nobody fills this role" in shown
    assert "  - Data Scientist: nobody yet; Eva Lund was asked and hasn't accepted yet" in shown
    assert shown[-1] == "Channel: #churn."
    assert lines(counter, "show", place="churn") == shown


def test_platform_team(counter: Counter) -> None:
    """It is said whom it serves."""
    assert lines(counter, "show ML Platform")[0] == (
        "ML Platform is the platform team of Churn and Search."
    )


def test_what_a_team_decided(counter: Counter) -> None:
    """Overrides and waivers stand with their reasons."""
    counter.says(ANA, "waive Product Manager in Churn because sales decides.")
    counter.says(ANA, "override Deploy models to nobody in Churn because nothing is deployed")
    shown = lines(counter, "show Churn")

    assert "  - Product Manager: not needed here, because sales decides" in shown
    start = shown.index("Decided for itself")
    assert shown[start + 1 : start + 3] == [
        "  - Deploy models: nobody, by design, because nothing is deployed",
        "  - Product Manager: not needed, because sales decides",
    ]


def test_what_to_do_from_a_team(counter: Counter) -> None:
    """A form to assign with the team filled in, confirming, and its history."""
    heard = counter.says(ANA, "show Churn")
    assign = button(heard, "Assign a role")
    assert (assign.form, assign.given) == (True, {"team": ("team:churn",)})
    assert counter.clicks(ANA, button(heard, "Confirm")).done
    assert "about Churn" in counter.clicks(ANA, button(heard, "History")).reply.headline


@pytest.mark.parametrize("words", ["show MLOps Engineer", "show mlops"])
def test_role(counter: Counter, words: str) -> None:
    """Who fills it in every team, also where it is asked in the channel of one."""
    shown = lines(counter, words, place="search")
    assert shown[0] == "Cy Mail is the MLOps Engineer for Churn."
    assert shown.index("Churn") < shown.index("Search")


def test_person(counter: Counter) -> None:
    """What somebody holds; somebody who has nothing yet is known too."""
    assert lines(counter, f"show <@{CY}>")[0] == "Cy Mail is MLOps Engineer in Churn."
    assert lines(counter, f"show <@{EVA}>")[0] == "Eva Lund fills no role that I know of."


def test_activity(counter: Counter) -> None:
    """Who owns it in each team, in a team's channel in that team alone."""
    assert "Search" in lines(counter, "show Deploy models")
    here = lines(counter, "show Deploy models", place="churn")
    assert "Churn" in here
    assert "Search" not in here


def test_nothing_to_judge(counter: Counter) -> None:
    """Nobody asked a question, so neither a match nor a next person is told."""
    for words in ("show MLOps", f"show <@{CY}>", "show Deploy models"):
        reply = counter.says(GUS, words).reply
        assert (reply.outcome, reply.matches, reply.next, reply.why) == ("notice", (), None, "")


def test_every_team(counter: Counter) -> None:
    """Without anything, and outside of a team's channel, the teams with who leads them."""
    counter.leaves(ANA)
    assert lines(counter, "show")[1:4] == [
        "- ML Platform: Bo Chen",
        "- Churn: Ana Ivanova (has left)",
        "- Search: Bo Chen",
    ]


def test_changes_nothing(counter: Counter) -> None:
    """Looking is no act, by words or by a form."""
    before = counter.version
    told = counter.submits(BO, "show", {"what": (code(counter.team("churn")),)})
    assert told.reply == counter.says(BO, "show Churn").reply
    assert (told.act, counter.version) == (0, before)


def test_what_is_over_is_not_shown(counter: Counter) -> None:
    """An assignment whose last day has passed counts no more."""
    counter.says(INES, f"assign <@{INES}> as Data Engineer in Churn until {TODAY}")
    assert "  - Data Engineer: Ines Prado" in lines(counter, "show Churn")
    counter.passes(days=1)
    assert "  - Data Engineer: nobody fills this role" in lines(counter, "show Churn")
