"""Previewing a structure: who would fill what, what would be open, and that nothing changes."""

import pytest

from bot.domain.reply import Section
from tests.commands.counter import ANA, BO, CY, DEE, EVA, GUS, INES, MLOPS, Counter, button

CENTRALIZED = "structure:centralized"


def told(counter: Counter, words: str, place: str | None = None) -> dict[str, list[str]]:
    """The lines of each section, by its heading."""
    sections = counter.says(GUS, words, place=place).reply.sections
    return {section.heading or "": _lines(section) for section in sections}


def _lines(section: Section) -> list[str]:
    return ["".join(span.text for span in line) for line in section.lines]


def test_who_would_fill_it(counter: Counter) -> None:
    """Where both teams have somebody, the structure decides who; activities follow."""
    counter.says(BO, "assign me as MLOps Engineer in ML Platform")
    shown = told(counter, "preview centralized in Churn")

    assert shown["Who would fill which role"] == [
        "MLOps Engineer: Cy Mail (backup: Dee Novak) → Bo Chen, from ML Platform"
    ]
    assert "Deploy models: Cy Mail → Bo Chen" in shown["Other people would be responsible"]
    assert (
        "Set up CI/CD: Cy Mail and Bo Chen → Bo Chen" in shown["Other people would be responsible"]
    )
    assert "DevOps Engineer / SRE: Bo Chen, from ML Platform" in shown["The same people as now"]
    assert told(counter, "preview centralized", "churn") == shown


def test_it_tells_what_comes_true(counter: Counter) -> None:
    """Once the structure is set, the role is filled as the preview had said."""
    counter.says(BO, "assign me as MLOps Engineer in ML Platform")
    heard = counter.says(ANA, "preview centralized in Churn")
    told_before = _lines(heard.reply.sections[0])[0].partition(" → ")[2]
    assert counter.clicks(ANA, button(heard, "Change the structure")).done

    after = counter.says(GUS, "show Churn").reply.text
    assert f"MLOps Engineer: {told_before}" in after


def test_what_would_be_open(counter: Counter) -> None:
    """A role that nobody fills where it would sit; whoever fills it elsewhere goes on."""
    shown = told(counter, "preview embedded in Churn")
    assert shown["Nobody would fill it where it sits"] == [
        "DevOps Engineer / SRE in Churn: Bo Chen from ML Platform goes on until then"
    ]
    counter.leaves(BO)
    assert "Nobody would fill it where it sits" not in told(counter, "preview embedded in Churn")


def test_what_would_be_open_no_more(counter: Counter) -> None:
    """A role that stands open now, and whose people would sit in the right place."""
    shown = told(counter, "preview hybrid in Search")
    assert shown["Somebody would fill it where it sits"] == [
        "DevOps Engineer / SRE: Bo Chen, from ML Platform"
    ]


def test_what_is_not_needed_is_not_open(counter: Counter) -> None:
    """A role that the team waived misses nobody, wherever it sits."""
    before = told(counter, "preview centralized in Churn")["Nobody would fill it where it sits"]
    assert before == [
        "MLOps Engineer in ML Platform: Cy Mail and Dee Novak from Churn go on until then"
    ]
    for who in (CY, DEE):
        assert counter.says(INES, f"vacate MLOps Engineer in Churn <@{who}>").done
    assert counter.says(ANA, "waive MLOps Engineer in Churn because models are bought").done
    assert "Nobody would fill it where it sits" not in told(counter, "preview centralized in Churn")


def test_too_many_roles(counter: Counter) -> None:
    """Who would take over for the team and has too much then is named with all of it."""
    for text in ("MLOps Engineer in ML Platform", "Data Engineer in Search"):
        assert counter.says(BO, f"assign me as {text}").done
    most = "More than 3 roles then"
    [shown] = told(counter, "preview centralized in Churn")[most]
    assert shown == (
        "Bo Chen: 4, DevOps Engineer / SRE in ML Platform, MLOps Engineer in ML Platform, "
        "Data Engineer in Search and MLOps Engineer in Churn"
    )
    assert most not in told(counter, "preview embedded in Churn")


def test_nobody_responsible(counter: Counter) -> None:
    """Activities without anybody are named; those that are nobody's by design are not."""
    counter.says(ANA, "override Explore data to nobody in Churn because nothing is explored")
    [shown] = told(counter, "preview centralized in Churn")["Nobody would be responsible"]
    assert shown.startswith("as now, Define requirements, Build data pipelines")
    assert "Explore data" not in shown


def test_each_team(counter: Counter) -> None:
    """Without a team, a line for each product team."""
    counter.says(BO, "assign me as MLOps Engineer in ML Platform")
    assert told(counter, "preview embedded")[""] == [
        "Churn: 1 role to fill",
        "Search: is so already",
    ]
    assert told(counter, "preview centralized")[""] == [
        "Churn: 1 role with other people, 5 activities with other people",
        "Search: 2 roles no longer to fill",
    ]


def test_without_a_platform_team(counter: Counter) -> None:
    """There is nowhere else to sit, which is said."""
    assert counter.says(INES, "team retire ML Platform anyway").done
    reply = counter.says(GUS, "preview centralized in Churn").reply
    assert reply.headline.endswith("nothing would change.")
    assert reply.trust[0] == "Churn has no platform team, so every role sits in Churn itself."


def test_so_already(counter: Counter) -> None:
    """The team's own structure changes nothing."""
    heard = counter.says(GUS, "preview hybrid in Churn")
    assert heard.done
    assert heard.reply.headline == "Churn is arranged as Hybrid already; nothing would change."
    assert heard.reply.actions == ()


def test_platform_team(counter: Counter) -> None:
    """Structures are for product teams; those that it serves are offered."""
    heard = counter.says(GUS, "preview hybrid in ML Platform")
    assert "structures are for product teams" in heard.wrong["team"]
    assert counter.clicks(GUS, button(heard, "Churn")).reply.headline.startswith("Churn is")


@pytest.mark.parametrize("who", [GUS, EVA, INES])
def test_changes_nothing(counter: Counter, who: str) -> None:
    """Everybody may look, by words or by a form; it is no act."""
    before = counter.facts
    codes = {"structure": (CENTRALIZED,), "team": ("team:churn",)}
    heard = counter.submits(who, "preview", codes)

    assert heard.reply == counter.says(who, "preview centralized in Churn").reply
    assert (heard.done, heard.act) == (True, 0)
    assert counter.facts == before


def test_how_to_do_it(counter: Counter) -> None:
    """The button opens the team's form with the structure filled in."""
    change = button(counter.says(GUS, "preview centralized in Churn"), "Change the structure")
    given = {"team": ("team:churn",), "structure": (CENTRALIZED,)}
    assert (change.verb, change.form, change.given) == ("team set", True, given)
    assert counter.held("churn", MLOPS)
