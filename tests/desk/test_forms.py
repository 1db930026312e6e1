"""Any verb's arguments as fields, and what is offered for them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.desk.by import By
from bot.desk.forms import (
    MENU,
    MOST_OPTIONS,
    Field,
    Form,
    Option,
    field_of,
    form,
    menu,
    suggestions,
)
from bot.domain.answer import notice
from bot.domain.organisation import Organisation
from bot.domain.ownership.deed import Deed
from bot.domain.ownership.verb import Argument, Verb
from tests.domain.ownership.scenes import scene_of
from tests.example import MAKER, acme, platform, product, small

BY = By("Ua", "T1", "command", "ref1", datetime(2026, 12, 1, tzinfo=UTC), "C1", "one")
TEAM = Argument("team", "team", "Team", after="in", here=True)
ROLE = Argument("role", "role", "Role")
STRUCTURE = Argument("structure", "structure", "Structure", nothing="platform")
PERSON = Argument("person", "person", "Person")
VERB = Verb(
    name="do",
    title="Do it",
    help="Does it.",
    who="lead",
    run=lambda _scene, _given: Deed(notice("Done.")),
    arguments=(PERSON, ROLE, TEAM),
)
HERE = acme(platform(), product())
NAMED, NAMELESS, MEMBER = "Pat Paper", "pax", "Una"
PAPER = Organisation.model_validate(
    {
        "organisation": "Paper",
        "people": [
            {"key": "pat", "name": NAMED, "email": "pat@paper.example"},
            {"key": NAMELESS, "email": "somebody@paper.example"},
            {"key": "una", "name": MEMBER, "slack": "Uu"},
        ],
    }
)


def _fields(made: Form) -> Mapping[str, Field]:
    return {field.argument.name: field for field in made.fields}


def _crowd(count: int) -> Organisation:
    teams = [{"key": f"t{number}", "name": f"Team {number}"} for number in range(count)]
    return Organisation.model_validate({"organisation": "Crowd", "teams": teams})


def _offered(typed: str, where: Organisation = HERE, argument: Argument = TEAM) -> list[str]:
    return [one.label for one in suggestions(argument, small(), where, typed)]


def test_form() -> None:
    """A form has the verb's words, a field an argument, and what it was opened at and where."""
    made = form(VERB, scene_of(HERE), BY, {"role": (MAKER,)}, 7, "Look again.")
    assert (made.verb, made.title, made.help) == ("do", "Do it", "Does it.")
    assert (made.version, made.place, made.notice) == (7, "C1", "Look again.")
    assert list(_fields(made)) == ["person", "role", "team"]
    role = _fields(made)["role"]
    assert (role.codes, role.labels) == ((MAKER,), {MAKER: "Maker"})
    assert _fields(made)["person"].options == ()


def test_what_holds_now() -> None:
    """What a verb knows of what was chosen is filled in, under what was said."""
    verb = replace(VERB, holds=lambda _scene, codes: {"role": (MAKER,), **codes, "team": ("x",)})
    made = form(verb, scene_of(HERE), BY, {"team": ("team:base",)}, 7)
    assert _fields(made)["role"].codes == (MAKER,)
    assert _fields(made)["team"].codes == ("team:base",)


@pytest.mark.parametrize(
    ("said", "filled"), [({}, ("team:one",)), ({"team": ("team:base",)}, ("team:base",))]
)
def test_team_of_the_channel(said: dict[str, tuple[str, ...]], filled: tuple[str, ...]) -> None:
    """The channel's team is filled in where none was said."""
    scene = replace(scene_of(HERE), here=HERE.team["one"])
    assert _fields(form(VERB, scene, BY, said, 7))["team"].codes == filled
    elsewhere = form(VERB, scene_of(HERE), BY, {}, 7)
    assert _fields(elsewhere)["team"].codes == ()


def test_options() -> None:
    """Everything of a kind can be chosen once, under its first name; none of them first."""
    found = field_of(STRUCTURE, (), small(), HERE)
    assert found.options == (
        Option("none", "Platform"),
        Option("structure:near", "Near"),
        Option("structure:far", "Far"),
    )
    roles = field_of(ROLE, ("role:gone",), small(), HERE)
    assert [one.label for one in roles.options or ()] == ["Maker", "Keeper"]
    assert roles.labels == {}


@pytest.mark.parametrize(("count", "listed"), [(MOST_OPTIONS, True), (MOST_OPTIONS + 1, False)])
def test_too_many_options(count: int, *, listed: bool) -> None:
    """More than Slack lists are looked for as somebody types; what is filled in keeps its name."""
    found = field_of(TEAM, (f"team:t{count - 1}",), small(), _crowd(count))
    assert (found.options is not None) is listed
    assert found.labels == {f"team:t{count - 1}": f"Team {count - 1}"}
    assert len(_offered("", _crowd(count))) == MOST_OPTIONS
    assert len(_offered("team", _crowd(count))) == MOST_OPTIONS


def test_menu() -> None:
    """The menu offers each verb by its title, and brings back its name."""
    made = menu({"do": VERB}, BY, 7)
    [field] = made.fields
    assert (made.verb, made.place, made.version) == (MENU, "C1", 7)
    assert field.options == (Option("do", "Do it"),)


def test_suggestions() -> None:
    """What begins with what was typed comes before what holds it, in any case."""
    teams = [{"key": f"k{n}", "name": name} for n, name in enumerate(["New Ads", "Ads", "Search"])]
    here = Organisation.model_validate({"organisation": "Acme", "teams": teams})
    assert _offered("", here) == _offered(" \n", here) == ["New Ads", "Ads", "Search"]
    assert _offered("ADS", here) == ["Ads", "New Ads"]
    assert _offered("serch", here) == ["Search"]
    assert _offered("zzzz", here) == []


@pytest.mark.parametrize("typed", [".*", "(", "\\", "[a", "%", "_", "x" * 5_000, "\0", "<@U1>"])
def test_what_is_typed_is_no_pattern(typed: str) -> None:
    """Signs that mean something to a machine find nothing but themselves."""
    assert _offered(typed) == []
    team = {"key": "odd", "name": "C++ (.*)"}
    odd = Organisation.model_validate({"organisation": "Acme", "teams": [team]})
    assert _offered("c++ (.", odd) == ["C++ (.*)"]


@pytest.mark.parametrize(
    ("codes", "named"),
    [
        (("person:pat",), NAMED),
        (("person:pax",), NAMELESS),
        (("Uu", "person:pat", "person:pax"), f"{NAMED} and {NAMELESS}"),
    ],
)
def test_who_has_no_account(codes: tuple[str, ...], named: str) -> None:
    """A form for whom Slack's picker can't show says who that is, and how to write it instead."""
    made = form(VERB, scene_of(PAPER), BY, {"person": codes}, 7)
    assert made.notice == (
        f"{named} can't be chosen here without a Slack account; "
        "write it as `/ownership do @person ROLE [in TEAM]`, or choose somebody else."
    )


@pytest.mark.parametrize("codes", [(), ("Uu",), ("person:gone",)])
def test_who_has_an_account(codes: tuple[str, ...]) -> None:
    """Nothing is said where everybody can be chosen, or isn't there any more."""
    assert form(VERB, scene_of(PAPER), BY, {"person": codes}, 7).notice is None


def test_what_is_said_anyway_comes_first() -> None:
    """What has to be known before the form is filled in again stands in it."""
    made = form(VERB, scene_of(PAPER), BY, {"person": ("person:pat",)}, 7, "Look again.")
    assert made.notice == "Look again."


@pytest.mark.parametrize(
    ("argument", "labels"),
    [
        (Argument("name", "imported", "Name"), [NAMED, NAMELESS]),
        (Argument("of", "thing", "About"), [NAMED, NAMELESS, MEMBER]),
    ],
)
def test_people_are_labelled_without_addresses(argument: Argument, labels: list[str]) -> None:
    """A person without a name is shown by their key; nobody's address is shown, or found by."""
    people = {one.key for one in PAPER.people}
    found = field_of(argument, ("person:pax",), small(), PAPER)
    shown = {one.code: one.label for one in found.options or ()}
    of_people = [one for code, one in shown.items() if code.removeprefix("person:") in people]
    assert [*of_people, *(one for code, one in shown.items() if code == "Uu")] == labels
    assert found.labels == {"person:pax": NAMELESS}
    assert not [one for one in shown.values() if "@" in one]
    assert _offered("pa", PAPER, argument)[:2] == [NAMED, NAMELESS]
    for address in ("somebody@paper.example", "@paper.example", "somebody"):
        assert _offered(address, PAPER, argument) == []
