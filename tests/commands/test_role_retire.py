"""Retiring a role: not while anything speaks of it, and what does is named."""

import pytest

from tests.commands.counter import ANA, CY, INES, Counter, button

STEWARD = "role:data-steward"
RETIRE = "role retire Data Steward"


def test_one_of_its_own(counter: Counter) -> None:
    """What nothing speaks of goes, and comes back with a click."""
    counter.says(INES, "role add Data Steward")
    before = counter.facts
    heard = counter.says(INES, RETIRE)
    assert STEWARD not in counter.catalog.by_ref
    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.facts == before
    assert STEWARD in counter.catalog.by_ref


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        ("activity add Keep the glossary to Data Steward", "the activity Keep the glossary"),
        ("title add Glossary Keeper for Data Steward", "the title Glossary Keeper"),
        (f"assign <@{CY}> as Data Steward in Churn", "the assignment Cy Mail in Churn"),
        ("waive Data Steward in Churn because we buy it", "the waiver in Churn"),
        ("override Deploy models to Data Steward in Churn", "the override Deploy models in Churn"),
    ],
)
def test_not_while_something_speaks_of_it(counter: Counter, words: str, needed: str) -> None:
    """Once that is undone, it can go."""
    counter.says(INES, "role add Data Steward")
    assert counter.says(INES, words).done
    heard = counter.says(INES, RETIRE)
    assert heard.wrong["role"] == (
        f"Data Steward is needed by {needed}. Retire or change these first."
    )
    assert counter.says(INES, "undo").done
    assert counter.says(INES, RETIRE).done


def test_one_of_the_file(counter: Counter) -> None:
    """All that speaks of it is named by kind, the first few of each."""
    told = counter.says(INES, "role retire MLOps Engineer").wrong["role"]
    assert "the handoffs The Data Handoff, The Model Handoff and The Deployment Handoff" in told
    assert "the titles MLOps Engineer, ML Engineer" in told
    assert "and 3 more" in told


def test_who_may(counter: Counter) -> None:
    """Stewards alone."""
    counter.says(INES, "role add Data Steward")
    assert not counter.says(ANA, RETIRE).done
    assert STEWARD in counter.catalog.by_ref
