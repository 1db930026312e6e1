"""Arguments as buttons and forms carry them, and back as things stand by then."""

from datetime import date
from typing import Any

import pytest

from bot.domain.member import Channel, Member
from bot.domain.organisation import Organisation, Person
from bot.domain.ownership.codes import NONE, OF_KIND, YES, Codes, code, decoded, encoded
from bot.domain.ownership.deed import Objection
from bot.domain.ownership.verb import Argument, Given, Kind
from tests.domain.ownership.scenes import scene_of
from tests.example import KEEPER, MAKER, acme, platform, product, small

PAPER = {"key": "paper", "name": "Pat Paper"}
HERE = acme(platform(), product())
WITH_PAPER = Organisation.model_validate(
    HERE.model_dump() | {"people": [*HERE.model_dump()["people"], PAPER]}
)
PRICING = Channel("C4", "pricing", shared=False)
MEMBERS = (Member("UN", "New Here"),)


def _channel(which: str) -> Channel:
    return {"C4": PRICING}[which]


def _decoded(*arguments: Argument, codes: Codes) -> Given:
    return decoded(arguments, codes, scene_of(WITH_PAPER, members=MEMBERS), _channel)


def _it(kind: Kind, **more: Any) -> Argument:
    return Argument("it", kind, "The thing", **more)


@pytest.mark.parametrize(
    ("kind", "value", "coded"),
    [
        ("person", HERE.person["a"], "Ua"),
        ("person", Person(key="paper", name="Pat Paper"), "person:paper"),
        ("imported", Person(key="paper", name="Pat Paper"), "person:paper"),
        ("team", HERE.team["one"], "team:one"),
        ("role", small().role(MAKER), MAKER),
        ("activity", small().by_ref["activity:make"], "activity:make"),
        ("structure", small().structures[0], "structure:near"),
        ("handoff", small().handoffs[0], small().handoffs[0].ref),
        ("named", small().handoffs[0], small().handoffs[0].ref),
        ("named", small().structures[0], "structure:near"),
        ("entry", small().role(KEEPER), KEEPER),
        ("entry", small().by_ref["activity:make"], "activity:make"),
        ("thing", HERE.team["base"], "team:base"),
        ("thing", HERE.person["b"], "Ub"),
        ("channel", PRICING, "C4"),
        ("day", date(2026, 12, 31), "2026-12-31"),
        ("number", 57, "57"),
        ("flag", True, YES),
        ("text", "It's “late”, <@U1>", "It's “late”, <@U1>"),
        ("name", "team:one", "team:one"),
    ],
)
def test_there_and_back(kind: Kind, value: object, coded: str) -> None:
    """Every kind of value comes back as it was, also several of them."""
    assert code(value) == coded
    assert _decoded(_it(kind), codes={"it": (coded,)}).values == {"it": value}
    several = encoded(Given({"it": (value,)}))
    assert several == {"it": (coded,)}
    assert _decoded(_it(kind, many=True), codes=several).values == {"it": (value,)}


def test_left_out() -> None:
    """What was left out has no code, and comes back as left out; none of them has one."""
    given = Given({"gone": None, "no": False, "none": (), "n": 0})
    assert encoded(given) == {"none": (NONE,), "n": ("0",)}
    argument = _it("role", many=True, nothing="nobody")
    assert _decoded(argument, codes={}).values == {}
    assert _decoded(argument, codes={"it": ()}).values == {}
    assert _decoded(argument, codes={"it": (NONE,)}).values == {"it": ()}
    assert _decoded(argument, codes={"other": ("x",)}).values == {}


def test_somebody_new() -> None:
    """A member of the workspace who isn't in the organisation yet is somebody."""
    found = _decoded(_it("person"), codes={"it": ("UN",)}).one("it", Person)
    assert (found.slack, found.name) == ("UN", "New Here")


def test_nobody_known() -> None:
    """An account that nobody has here is said to be that."""
    with pytest.raises(Objection, match="don't know that person"):
        _decoded(_it("person"), codes={"it": ("U404",)})


@pytest.mark.parametrize(
    ("kind", "coded"),
    [
        ("role", "role:gone"),
        ("role", "activity:make"),
        ("role", "team:one"),
        ("role", "Ua"),
        ("role", ":"),
        ("team", "team:gone"),
        ("team", MAKER),
        ("activity", MAKER),
        ("structure", "structure:gone"),
        ("person", "person:gone"),
        ("person", "team:one"),
        ("thing", "structure:near"),
        ("entry", "team:one"),
        ("channel", "C404"),
        ("day", "tomorrow"),
        ("day", ""),
        ("number", "x"),
        ("number", "9" * 5_000),
        ("role", NONE + ":"),
    ],
)
def test_not_here_any_more(kind: Kind, coded: str) -> None:
    """What isn't there by now, or is something else, is to be chosen again, at its field."""
    with pytest.raises(Objection) as caught:
        _decoded(_it(kind), codes={"it": (coded,)})
    told = "What was chosen for “The thing” isn't here any more; choose again."
    assert (str(caught.value), caught.value.field) == (told, "it")


def test_kinds_that_exist() -> None:
    """A person is no team and a team no person, in every kind that is something that exists."""
    team, person = HERE.team["one"], HERE.person["a"]
    taking_teams = {kind for kind, types in OF_KIND.items() if isinstance(team, types)}
    taking_people = {kind for kind, types in OF_KIND.items() if isinstance(person, types)}
    assert taking_teams == {"team", "thing"}
    assert taking_people == {"person", "imported", "thing"}
