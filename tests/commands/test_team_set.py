"""Changing a team: what is said changes, and nothing else."""

import pytest

from tests.commands.counter import ANA, BO, CY, INES, Counter, button


def test_what_is_said(counter: Counter) -> None:
    """One part changes, the rest stays, and the reply shows the team as it is now."""
    before, facts = counter.team("churn"), counter.facts
    heard = counter.says(ANA, "team set Churn as embedded in #pricing")

    after = before.model_copy(update={"structure": "embedded", "channel": "#pricing"})
    assert counter.team("churn") == after
    assert "Embedded MLOps" in heard.reply.text
    assert "Led by Ana Ivanova" in heard.reply.text
    assert counter.clicks(ANA, button(heard, "Undo")).done
    assert counter.facts == facts


def test_handing_over(counter: Counter) -> None:
    """New leads take the place of the old ones, who are told that they don't lead it any more."""
    heard = counter.says(ANA, f"team set Churn led by <@{CY}>, <@U5>")

    assert counter.team("churn").leads == ("cy", "U5")
    assert "You don't lead it any more" in heard.reply.text
    assert not counter.says(ANA, "team set Churn led by me").done
    assert counter.says(CY, f"team set Churn led by <@{ANA}>, <@{CY}>").done
    assert set(counter.team("churn").leads) == {"ana", "cy"}


def test_nobody_leads(counter: Counter) -> None:
    """“Nobody” ends that anybody leads it."""
    assert counter.says(ANA, "team set Churn led by nobody").done
    assert counter.team("churn").leads == ()


def test_form_and_words_alike(counter: Counter) -> None:
    """What the form sends does the same as the words."""
    codes = {"team": ("team:churn",), "channel": ("C4",), "leads": (CY,)}
    heard = counter.submits(ANA, "team set", codes)

    assert heard.done
    sentence = counter.says(INES, f"team set Churn in #pricing led by <@{CY}>").reply.headline
    assert "is like that already" in sentence


def test_nothing_said(counter: Counter) -> None:
    """With nothing but the team's name, the form is offered."""
    heard = counter.says(ANA, "team set Churn")

    form = button(heard, "Fill in the form")
    assert (heard.done, form.form, form.given) == (False, True, {"team": ("team:churn",)})


def test_platform_and_product(counter: Counter) -> None:
    """A platform team that serves others stays one; a product team turned platform has none."""
    heard = counter.says(INES, "team set ML Platform as Hybrid")
    assert "serves Churn and Search" in heard.wrong["structure"]

    assert counter.says(INES, "team set Search as platform").done
    team = counter.team("search")
    assert (team.kind, team.structure, team.platform) == ("platform", None, None)
    assert counter.says(INES, "team set Churn served by Search").done
    assert counter.team("churn").platform == "search"
    assert counter.says(INES, "team set ML Platform as embedded").done
    assert counter.team("platform").kind == "product"


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Churn in #search", "channel"),
        ("Churn served by Search", "platform"),
        ("ML Platform served by ML Platform", "platform"),
        ("ML Platform as Hybrid served by ML Platform", "structure"),
        ("Churn led by <@U6>", "leads"),
    ],
)
def test_what_cannot_be(counter: Counter, text: str, field: str) -> None:
    """Another team's channel, a platform that is none, a guest as lead: said, and not done."""
    before = counter.version

    assert list(counter.says(INES, f"team set {text}").wrong) == [field]
    assert counter.version == before


def test_not_by_others(counter: Counter) -> None:
    """Another team's lead may not, and that is noted."""
    assert not counter.says(BO, "team set Churn led by me").done
    assert [refused.how.verb for refused in counter.refusals] == ["team set"]
