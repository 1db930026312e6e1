"""Restoring: the catalog holds again, for an activity or for a role."""

import pytest

from tests.commands.counter import ANA, BO, CY, SCIENTIST, Counter, button

OVERRIDE = "override Deploy models to Data Scientist in Churn"
WAIVE = "waive Data Scientist in Churn because the models are bought"


def test_an_activity(counter: Counter) -> None:
    """The override ends, and the reply says what holds; the button has it back."""
    start = counter.facts
    counter.says(ANA, OVERRIDE)
    overridden = counter.facts

    heard = counter.says(ANA, "restore Deploy models", place="churn")

    assert counter.facts == start
    assert heard.reply.headline == (
        "Deploy models in Churn is as the catalog says again: "
        "Machine Learning Engineer and MLOps Engineer."
    )
    assert counter.clicks(ANA, button(heard, "Undo")).done
    assert counter.facts == overridden


def test_a_role(counter: Counter) -> None:
    """The waiver ends; where nobody fills the role somebody can be chosen at once."""
    start = counter.facts
    counter.says(ANA, WAIVE)

    heard = counter.submits(ANA, "restore", {"what": (SCIENTIST,), "team": ("team:churn",)})

    assert counter.facts == start
    assert "nobody fills it yet" in heard.reply.headline
    assert button(heard, "Assign somebody").given["role"] == (SCIENTIST,)


def test_the_form_offers_roles_and_activities(counter: Counter) -> None:
    """One field for both, and for nothing else."""
    [what, _] = counter.form(ANA, "restore").fields

    kinds = {option.code.partition(":")[0] for option in what.options or ()}
    assert kinds == {"role", "activity"}


def test_nothing_to_restore(counter: Counter) -> None:
    """It lists what the team did decide, each to be restored with one click."""
    nothing = counter.says(ANA, "restore Monitor models in Churn")
    assert "nor for anything else" in nothing.reply.headline
    counter.says(ANA, OVERRIDE)
    counter.says(ANA, WAIVE)

    heard = counter.says(ANA, "restore Monitor models in Churn")

    assert "it has for Deploy models and Data Scientist" in heard.reply.headline
    for label in ("Deploy models", "Data Scientist"):
        assert counter.clicks(ANA, button(heard, label)).done
    assert (counter.team("churn").overrides, counter.team("churn").waived) == ((), ())


@pytest.mark.parametrize("who", [BO, CY])
def test_leads_alone(counter: Counter, who: str) -> None:
    """Nobody else ends what a team decided; it is written down."""
    counter.says(ANA, OVERRIDE)

    assert not counter.says(who, "restore Deploy models in Churn").done
    assert len(counter.team("churn").overrides) == 1
    assert [one.how.verb for one in counter.refusals] == ["restore"]


def test_what_is_neither(counter: Counter) -> None:
    """A team is no role or activity."""
    heard = counter.says(ANA, "restore Search in Churn")

    assert "There is no role or activity “Search” here." in heard.reply.headline
