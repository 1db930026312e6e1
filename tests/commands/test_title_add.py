"""Adding a title: what people are called elsewhere means one of the roles here."""

from tests.commands.conftest import Asks
from tests.commands.counter import ANA, INES, MLOPS, Counter, button

TITLE = "title:staff-model-wrangler"
ADD = "title add Staff Model Wrangler for MLOps Engineer"


def test_it_means_the_role(counter: Counter, asks: Asks) -> None:
    """Who asks for the title gets who fills the role; undone, nobody knows it."""
    before = counter.facts
    heard = counter.says(INES, ADD)
    assert (
        heard.reply.headline == "The title Staff Model Wrangler means MLOps Engineer from now on."
    )
    assert counter.own(TITLE) == {"name": "Staff Model Wrangler", "aliases": [], "role": MLOPS}
    assert "Cy Mail" in asks("who is the staff model wrangler in Churn?").text
    told = counter.says(INES, "history").reply.text
    assert "+ title Staff Model Wrangler: role MLOps Engineer" in told

    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.facts == before
    codes = {"name": ("Staff Model Wrangler",), "role": (MLOPS,)}
    assert counter.submits(INES, "title add", codes).done
    assert TITLE in counter.catalog.by_ref


def test_not_twice(counter: Counter) -> None:
    """Neither as a title nor as a role that there is."""
    assert (
        "There is a title “Platform Engineer” already"
        in counter.says(INES, "title add Platform Engineer for DevOps Engineer").wrong["name"]
    )
    assert (
        "There is a role “Data Scientist” already"
        in counter.says(INES, "title add Data Scientist for Data Engineer").wrong["name"]
    )


def test_who_may(counter: Counter) -> None:
    """Stewards alone."""
    assert not counter.says(ANA, ADD).done
    assert counter.refusals[0].actor == ANA
