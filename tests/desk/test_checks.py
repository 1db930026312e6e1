"""Whether a workspace still makes sense after a deed: what would not, is refused and said."""

import re
from collections.abc import Iterator

import pytest

from bot.desk.by import By
from bot.desk.checks import checked
from bot.desk.desk import Desk
from bot.domain.answer import notice
from bot.domain.fact import OWN, Body, Change, Subject
from bot.domain.organisation import Organisation
from bot.domain.ownership.deed import Deed, Objection
from bot.store.books import Books
from tests.commands.counter import INES, MLOPS, NOW, SCIENTIST, WORKSPACE, Counter

BY = By(INES, WORKSPACE, "command", "ref1", NOW)
CHURN = Subject("team", ("churn",))


@pytest.fixture
def books(counter: Counter) -> Iterator[Books]:
    """The books of a workspace with three teams."""
    with counter.ledger.read(WORKSPACE) as books:
        yield books


def _after(desk: Desk, books: Books, *steps: tuple[Subject, Body | None]) -> Organisation:
    """The organisation after these became so."""
    changes = tuple(Change(subject, books.fact(subject), body) for subject, body in steps)
    return checked(books, desk.scene(books, BY), Deed(notice("Done."), changes))


def test_what_makes_sense(desk: Desk, books: Books) -> None:
    """The organisation comes with the changes in it, and nothing is written down."""
    team = books.fact(CHURN)
    assert team is not None
    after = _after(desk, books, (CHURN, team | {"name": "Retention"}))
    assert after.team["churn"].name == "Retention"
    assert books.organisation().team["churn"].name == "Churn"


def test_a_team_of_which_is_spoken(desk: Desk, books: Books) -> None:
    """It doesn't go while somebody leads it or fills a role in it."""
    with pytest.raises(Objection, match="Something still belongs to the team 'churn'"):
        _after(desk, books, (CHURN, None))


def test_somebody_nobody_knows(desk: Desk, books: Books) -> None:
    """A team isn't led by who isn't there."""
    with pytest.raises(Objection, match=re.escape("That doesn't fit with what is there")):
        _after(desk, books, (Subject("lead", ("churn", "nobody")), {}))


@pytest.mark.parametrize("ref", [MLOPS, "role:gone"])
def test_a_role_that_nobody_has(desk: Desk, books: Books, ref: str) -> None:
    """What people fill, and what a team waives, has to be in the catalog."""
    waiver = Subject("waiver", ("churn", "role:gone")), {"because": "x"}
    hidden = Subject("entry", (OWN, MLOPS)), {"over": True, "retired": True}
    told = "MLOps Engineer is needed" if ref == MLOPS else "The catalog doesn't have “role:gone”"
    with pytest.raises(Objection, match=told):
        _after(desk, books, hidden if ref == MLOPS else waiver)


def test_an_activity_without_its_team(desk: Desk, counter: Counter) -> None:
    """What belongs to a team alone doesn't stay when the team goes."""
    assert counter.says(INES, "team add Pricing").done
    assert counter.says(INES, "activity add Feed the cat to Data Scientist in Pricing").done
    with counter.ledger.read(WORKSPACE) as books:
        key = books.organisation().teams[-1].key
        with pytest.raises(Objection, match="Feed the cat would belong to nobody"):
            _after(desk, books, (Subject("team", (key,)), None))
        own = Subject("entry", (OWN, "activity:feed-the-cat"))
        gone = _after(desk, books, (own, None), (Subject("team", (key,)), None))
    assert key not in gone.team


def test_what_a_team_decided(desk: Desk, books: Books) -> None:
    """A team can't speak of an activity that is gone."""
    override: Body = {"roles": [SCIENTIST], "because": None}
    says = Subject("override", ("churn", "activity:deploy-models")), override
    _after(desk, books, says)
    hidden = Subject("entry", (OWN, "activity:deploy-models")), {"over": True, "retired": True}
    with pytest.raises(Objection, match="Deploy models is needed in Churn"):
        _after(desk, books, says, hidden)
