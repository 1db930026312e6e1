"""A verb as it is declared: how it is written, and what it was given."""

from datetime import date

import pytest

from bot.domain.answer import notice
from bot.domain.ownership.deed import Deed
from bot.domain.ownership.verb import WHO, Argument, Given, Verb

ARGUMENTS = (
    Argument("activity", "activity", "Activity"),
    Argument("roles", "role", "Roles", after="to", many=True, nothing="nobody"),
    Argument("team", "team", "Team", after="in", here=True),
    Argument("backup", "flag", "As backup", after="as backup", optional=True),
    Argument("until", "day", "Until", after="until", optional=True),
)
VERB = Verb(
    name="do it",
    title="Do it",
    help="Does it.",
    who="lead",
    run=lambda _scene, _given: Deed(notice("Done.")),
    arguments=ARGUMENTS,
)


def test_usage() -> None:
    """How a verb is written: what may be left out in brackets, what can be several twice."""
    assert VERB.usage == (
        "do it ACTIVITY to ROLES[, ROLES] | nobody [in TEAM] [as backup] [until DATE]"
    )
    assert Verb("x", "X", "X.", "lead", VERB.run).usage == "x"


@pytest.mark.parametrize(
    ("argument", "usage"),
    [
        (Argument("person", "person", "Person"), "@person"),
        (Argument("leads", "person", "Led by", after="led by", many=True), None),
        (Argument("of", "thing", "About", after="of"), "of TEAM / ROLE / @person / ACTIVITY"),
        (Argument("because", "text", "Because", after="because"), "because …"),
        (Argument("all", "flag", "All", after="all"), "all"),
        (Argument("number", "number", "Number", optional=True), "[N]"),
    ],
)
def test_usage_of_an_argument(argument: Argument, usage: str | None) -> None:
    """Each kind is shown as people write it."""
    assert argument.usage == (usage or "led by @person[, @person]")


def test_arguments_by_name() -> None:
    """An argument is found by its name."""
    assert VERB.argument["until"] is ARGUMENTS[-1]
    assert "person" not in VERB.argument


def test_given() -> None:
    """What was given comes as what it is; what was left out is nothing."""
    given = Given({"n": 7, "several": ("a", "b"), "none": (), "flag": True, "gone": None})
    assert (given.one("n", int), given.maybe("n", int)) == (7, 7)
    assert given.maybe("gone", int) is given.maybe("other", int) is None
    assert given.all("several", str) == ("a", "b")
    assert given.all("none", str) == given.all("other", str) == given.all("gone", str) == ()
    assert (given.flag("flag"), given.flag("n"), given.flag("other")) == (True, False, False)
    assert (given.nothing("none"), given.nothing("several"), given.nothing("other")) == (
        True,
        False,
        False,
    )


def test_given_of_another_kind() -> None:
    """A verb that takes one kind for another fails where it does, with the argument's name."""
    given = Given({"day": date(2026, 12, 1), "several": ("a", 7)})
    for ask, name in ((given.one, "day"), (given.maybe, "day"), (given.one, "other")):
        with pytest.raises(TypeError, match=rf"{name} is .*, not str"):
            ask(name, str)
    with pytest.raises(TypeError, match=r"day is .*, not several"):
        given.all("day", date)
    with pytest.raises(TypeError, match="several is 7, not str"):
        given.all("several", str)


def test_whoever_may_in_words() -> None:
    """Everybody who may is told in words."""
    assert list(WHO) == ["everybody", "members", "own or lead", "lead", "steward"]
    assert all(WHO.values())
