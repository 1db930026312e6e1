"""Yes or no to whether a role does something."""

from typing import Any

import pytest

from bot.domain.answer import Matter, answered
from bot.domain.reply import Reply
from bot.domain.whether import Whether
from tests.example import KEEPER, MAKER, TODAY, acme, held, match, product, small

MAKE, SHIP = "activity:make", "activity:ship"
NOT_MADE = "The Keeper does not make things (mostly)."
SELL = small().role(KEEPER).boundaries[1]


def _asked(role: str, ref: str, *teams: dict[str, Any], **more: Any) -> Reply:
    where = acme(*(teams or (product(held("a"), platform=None),)))
    matter = Matter(small(), where, where.teams, TODAY, "q")
    return answered(matter, [match(ref, small())], Whether(role, "about", **more))


@pytest.mark.parametrize(
    ("role", "ref", "headline"),
    [
        (MAKER, MAKE, "Yes: Make things belongs to the Maker."),
        (MAKER, SHIP, "Yes: Ship things is shared by Maker and Keeper."),
        (KEEPER, MAKE, f"No: Make things belongs to the Maker. {NOT_MADE}"),
        (KEEPER, "duty:maker/make", f"No: Make it well belongs to the Maker. {NOT_MADE}"),
        (KEEPER, "duty:maker/polish", "No: Polish it belongs to the Maker."),
        (MAKER, "duty:maker/polish", "Yes: Polish it belongs to the Maker."),
        (
            KEEPER,
            "deliverable:maker/thing",
            "No: Thing (finished): delivered by the Maker.",
        ),
        (KEEPER, "boundary:keeper/sell", "No: the Keeper does not sell things."),
        (
            KEEPER,
            "boundary:keeper/make",
            f"No: Make things belongs to the Maker. {NOT_MADE}",
        ),
        (MAKER, "activity:guess", "No: nobody owns Guess in One, by design: We measure instead."),
    ],
)
def test_verdict(role: str, ref: str, headline: str) -> None:
    """The matrix decides; a boundary explains a no and keeps its hedge."""
    assert _asked(role, ref).headline == headline


def test_override() -> None:
    """What the team decided for itself goes before the catalog, and before its boundary."""
    rule = {"activity": MAKE, "roles": [KEEPER]}
    own = product(held("a", KEEPER), overrides=[rule], platform=None)
    assert _asked(KEEPER, MAKE, own).headline == "Yes: in One, Make things belongs to the Keeper."
    assert _asked(MAKER, MAKE, own).headline == "No: in One, Make things belongs to the Keeper."


def test_teams_differ() -> None:
    """Where teams would be told differently there is neither yes nor no, but each team."""
    rule = {"activity": MAKE, "roles": [KEEPER]}
    teams = [
        product(held("a"), platform=None),
        product(held("b", KEEPER), key="two", name="Two", platform=None, overrides=[rule]),
    ]
    for role in (MAKER, KEEPER):
        found = _asked(role, MAKE, *teams)
        assert found.headline == "Make things is shared by Maker and Keeper."
        assert [section.heading for section in found.sections] == ["One", "Two"]


def test_many_teams() -> None:
    """However many teams, no team has to be chosen for what is true of all; its source is said."""
    rule = {"activity": MAKE, "roles": [MAKER], "because": "so"}
    teams = [
        product(held(one), key=f"t{one}", name=f"T{one}", platform=None, overrides=[rule])
        for one in "abcdef"
    ]
    found = _asked(MAKER, MAKE, *teams)
    assert (found.outcome, found.headline) == ("answered", "Yes: Make things belongs to the Maker.")
    assert (found.people, found.teams) == ((), ())
    assert "each decided this for itself" in found.trust[0]


def test_outcome() -> None:
    """Yes or no, the outcome is that of the matter."""
    found = _asked(MAKER, MAKE, product(platform=None))
    assert found.outcome == "unfilled"
    assert found.headline == (
        "Yes: Make things belongs to the Maker, but nobody fills that in One yet."
    )


def test_boundary_in_other_words() -> None:
    """A boundary that was found by its words explains where none is linked."""
    found = _asked(KEEPER, "duty:maker/polish", boundary=SELL)
    assert found.headline == "No: Polish it belongs to the Maker. The Keeper does not sell things."
    linked = _asked(KEEPER, MAKE, boundary=SELL)
    assert linked.headline == f"No: Make things belongs to the Maker. {NOT_MADE}"


@pytest.mark.parametrize("ref", [MAKER, "title:wright", "handoff:ship", "structure:near"])
def test_cards(ref: str) -> None:
    """What a role or a handoff is can't be answered with yes or no."""
    assert _asked(MAKER, ref).headline == _plain(ref).headline


def _plain(ref: str) -> Reply:
    where = acme(product(held("a"), platform=None))
    return answered(Matter(small(), where, where.teams, TODAY, "q"), [match(ref, small())])
