"""Renaming a role: whoever fills it goes on, and it is found by its new name at once."""

from tests.commands.conftest import Asks
from tests.commands.counter import ANA, INES, MLOPS, Counter, button

RENAME = "role rename MLOps Engineer to Model Wrangler"


def test_another_name(counter: Counter, asks: Asks) -> None:
    """In answers and in the matrix; who fills it still does."""
    before = counter.facts
    heard = counter.says(INES, RENAME)
    role = counter.catalog.role(MLOPS)
    assert (role.name, role.column) == ("Model Wrangler", "Model Wrangler")
    assert set(counter.held("churn", MLOPS)) == {"cy", "dee"}
    assert "Cy Mail" in asks("who is the model wrangler in Churn?").text
    assert "Model Wrangler" in asks("who deploys models in Churn?").text

    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.facts == before


def test_not_as_another(counter: Counter) -> None:
    """What is called so is said."""
    heard = counter.says(INES, "role rename MLOps Engineer to Data Scientist")
    assert "There is a role “Data Scientist” already" in heard.wrong["name"]


def test_a_role_of_its_own(counter: Counter) -> None:
    """What was added here is said anew, and keeps its ref."""
    counter.says(INES, "role add Data Steward")
    assert counter.says(INES, "role rename Data Steward to Data Keeper").done
    assert counter.catalog.role("role:data-steward").name == "Data Keeper"


def test_who_may(counter: Counter) -> None:
    """Stewards alone."""
    assert not counter.says(ANA, RENAME).done
    assert counter.refusals[0].actor == ANA
