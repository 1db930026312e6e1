"""What one person owns, and what waits for them."""

from datetime import timedelta

import pytest

from bot.domain.organisation import Organisation
from bot.domain.ownership.mine import asked, offered, owned
from tests.domain.ownership.scenes import scene_of
from tests.example import KEEPER, MAKER, TODAY, acme, held, platform, product

YESTERDAY = (TODAY - timedelta(days=1)).isoformat()
ASKED = {"state": "pending", "asked_by": "b"}
OFFERED = {"state": "pending", "asked_by": "a"}


def with_one(*assignments: dict[str, object], gone: str = "", **more: object) -> Organisation:
    """The team One, with these assignments and what else is said of it."""
    return acme(platform(), product(*assignments, **more), gone=gone)


def roles(where: Organisation, user: str = "Ua") -> list[tuple[str, str]]:
    """What somebody owns, each with its team."""
    return [(one.held.role, one.team.key) for one in owned(scene_of(where, user))]


def waiting(where: Organisation, user: str = "Ua") -> list[str]:
    """What somebody is asked to fill."""
    return [one.held.role for one in asked(scene_of(where, user))]


def offers(where: Organisation, user: str, *, steward: bool = False) -> list[str]:
    """Who offers something that somebody decides on."""
    found = offered(scene_of(where, user, steward=steward))
    return [person.key for _, person in found]


def test_owned() -> None:
    """What they accepted, in every team, and that isn't over; nothing of others."""
    here = acme(
        platform(held("a", KEEPER)),
        product(held("a"), held("b", KEEPER), held("a", KEEPER, until=YESTERDAY)),
    )
    assert roles(here) == [(KEEPER, "base"), (MAKER, "one")]
    assert roles(here, "Ub") == [(KEEPER, "one")]
    assert roles(here, "Uzz") == []
    assert roles(with_one(held("a", **ASKED))) == []


@pytest.mark.parametrize(
    ("more", "waits"),
    [
        (ASKED, True),
        ({"asked_by": "b"}, True),
        (OFFERED, False),
        ({}, False),
        ({**ASKED, "until": YESTERDAY}, False),
    ],
)
def test_asked(more: dict[str, object], *, waits: bool) -> None:
    """A request waits for whom it asks, as long as its time isn't over; an offer for others."""
    here = with_one({**held("a"), **more}, leads=["b"])
    assert waiting(here) == [MAKER] * waits
    assert waiting(here, "Ub") == []


def test_offered() -> None:
    """An offer waits for whoever leads the team, where nobody does for stewards, else nobody."""
    led = with_one(held("a", **OFFERED), leads=["b"])
    assert [offers(led, user) for user in ("Ua", "Ub", "Uc")] == [[], ["a"], []]
    unled = acme(platform(), product(held("a", **OFFERED)), stewards=["c"])
    assert [offers(unled, user) for user in ("Ua", "Ub", "Uc")] == [[], [], ["a"]]
    own = with_one(held("a", **OFFERED), leads=["a"])
    assert offers(own, "Ua") == []


def test_offers_of_who_left() -> None:
    """Nobody has to answer what somebody offers who has left, or whose time is over."""
    assert offers(with_one(held("a", **OFFERED), leads=["b"], gone="a"), "Ub") == []
    late = held("a", until=YESTERDAY, **OFFERED)
    assert offers(with_one(late, leads=["b"]), "Ub") == []
