"""Starting with an empty catalog: all of it or nothing, and back again."""

from bot.domain.fact import Subject
from tests.commands.conftest import Asks
from tests.commands.counter import INES, WORKSPACE, Counter, button

NEEDED = " is needed in "


def _alone(counter: Counter) -> None:
    """No team needs anything of the catalog any more."""
    for team in ("Churn", "Search", "ML Platform"):
        assert counter.says(INES, f"team retire {team} anyway").act


def test_empty_and_back(counter: Counter, asks: Asks) -> None:
    """Everything is retired in one act; undo has it all again, as it was."""
    _alone(counter)
    before = counter.facts
    heard = counter.says(INES, "setup empty")
    assert "The catalog is empty" in heard.reply.text
    with counter.ledger.read(WORKSPACE) as books:
        catalog = books.catalog()
    assert (catalog.roles, catalog.activities, catalog.handoffs) == ((), (), ())
    assert (catalog.structures, catalog.titles) == ((), ())
    assert asks("who deploys models?").outcome == "unknown"
    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.facts == before
    assert asks("who deploys models?").matches[0].ref == "activity:deploy-models"


def test_on_with_one_s_own(counter: Counter, asks: Asks) -> None:
    """What is added after that is all that there is."""
    _alone(counter)
    counter.says(INES, "setup empty")
    assert counter.says(INES, "role add Baker").act
    assert counter.says(INES, "activity add Bake bread to Baker").act
    assert asks("who bakes bread?").matches[0].name == "Bake bread"
    with counter.ledger.read(WORKSPACE) as books:
        assert [one.name for one in books.catalog().roles] == ["Baker"]


def test_not_what_is_needed(counter: Counter) -> None:
    """As long as a team needs anything of it nothing is retired."""
    before = counter.facts
    heard = counter.says(INES, "setup empty")
    assert NEEDED in heard.reply.text
    assert counter.facts == before


def test_not_what_people_changed(counter: Counter) -> None:
    """What people here said of it isn't thrown away with the rest."""
    _alone(counter)
    counter.says(INES, "alias add ship it for Deploy models")
    heard = counter.says(INES, "setup empty")
    assert "People here have changed the catalog already" in heard.reply.text
    assert not any(one.key[-1] == "role:baker" for one in counter.facts)
    assert Subject("entry", ("own", "activity:deploy-models")) in counter.facts
