"""Overriding: who is responsible in one team, against the catalog, and why."""

import pytest

from bot.domain.fact import Subject
from tests.commands.counter import ANA, BO, CY, EVA, MLOPS, SCIENTIST, Counter, button

TO_SCIENTIST = "override Deploy models to Data Scientist in Churn because they want to"
OVERRIDE = Subject("override", ("churn", "activity:deploy-models"))


def test_other_roles(counter: Counter) -> None:
    """The team's own word is kept with the reason, and the reply says what was before."""
    before = counter.facts

    heard = counter.says(ANA, TO_SCIENTIST)

    assert counter.facts[OVERRIDE] == {"roles": [SCIENTIST], "because": "they want to"}
    assert heard.reply.headline == (
        "Data Scientist is responsible for Deploy models in Churn from now on, because they want "
        "to. Before, it was Machine Learning Engineer and MLOps Engineer, as the catalog says."
    )
    assert counter.clicks(ANA, button(heard, "Undo")).done
    assert counter.facts == before


def test_several_and_by_codes(counter: Counter) -> None:
    """A list of roles; what a form submits is what the words say."""
    counter.says(ANA, "override Deploy models to MLOps Engineer, Data Scientist", place="churn")
    after = counter.facts[OVERRIDE]
    assert after == {"roles": [MLOPS, SCIENTIST], "because": None}

    counter.says(ANA, "restore Deploy models in Churn")
    codes = {
        "activity": ("activity:deploy-models",),
        "roles": (MLOPS, SCIENTIST),
        "team": ("team:churn",),
    }
    assert counter.submits(ANA, "override", codes).done
    assert counter.facts[OVERRIDE] == after


def test_nobody_needs_a_reason(counter: Counter) -> None:
    """Without one the form asks for it."""
    heard = counter.says(ANA, "override Deploy models to nobody in Churn")
    assert "because" in heard.wrong
    assert OVERRIDE not in counter.facts

    done = counter.says(ANA, "override Deploy models to nobody in Churn because nothing is live")
    assert done.reply.headline.startswith("Nobody is responsible for Deploy models in Churn")
    assert counter.facts[OVERRIDE]["roles"] == []


def test_another_one_in_its_place(counter: Counter) -> None:
    """The reply says what the team had decided before, and why."""
    counter.says(ANA, TO_SCIENTIST)

    heard = counter.says(ANA, "override Deploy models to MLOps Engineer in Churn")

    assert "Before, it was Data Scientist, because they want to." in heard.reply.headline


def test_so_already(counter: Counter) -> None:
    """What the catalog says anyway, and what the team has decided already."""
    as_catalog = "override Deploy models to MLOps Engineer, Machine Learning Engineer in Churn"
    assert "the catalog says" in counter.says(ANA, as_catalog).reply.headline
    assert OVERRIDE not in counter.facts

    counter.says(ANA, TO_SCIENTIST)
    assert "has decided that already" in counter.says(ANA, TO_SCIENTIST).reply.headline
    back = counter.says(ANA, as_catalog)
    assert counter.clicks(ANA, button(back, "Restore")).done
    assert OVERRIDE not in counter.facts


@pytest.mark.parametrize("who", [BO, CY, EVA])
def test_leads_alone(counter: Counter, who: str) -> None:
    """Neither another team's lead nor whoever fills a role there; it is written down."""
    heard = counter.says(who, TO_SCIENTIST)

    assert "Ana Ivanova, who leads Churn" in heard.reply.headline
    assert OVERRIDE not in counter.facts
    assert [one.how.verb for one in counter.refusals] == ["override"]


@pytest.mark.parametrize("reason", ["<!channel> knows", "x" * 2001])
def test_a_reason_that_cannot_be_kept(counter: Counter, reason: str) -> None:
    """It is said at the field, and nothing changes."""
    codes = {
        "activity": ("activity:deploy-models",),
        "roles": (SCIENTIST,),
        "team": ("team:churn",),
        "because": (reason,),
    }
    heard = counter.submits(ANA, "override", codes)

    assert list(heard.wrong) == ["because"]
    assert OVERRIDE not in counter.facts
