"""The workspace's own word on entries: what it becomes, and where it makes no sense."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.domain.catalog import OWNER, OWNER_ROLE, Activity, Catalog
from bot.domain.fact import BASE, FILES, Body, Change, Facts, Subject, catalog_facts, catalog_of
from bot.domain.ownership.deed import Objection
from bot.domain.ownership.entries import (
    added,
    catalog_after,
    changed,
    homes_of,
    new_ref,
    own,
    own_body,
    retired,
)
from bot.domain.ownership.scene import Scene
from tests.domain.ownership.scenes import Written, scene_of
from tests.example import MAKER, acme, platform, product, small

MAKE, MOP = "activity:make", "activity:mop"
MOPPING: Body = {"name": "Mop up", "description": "Mopping.", "responsible": [MAKER]}
RETIRED: Body = {"over": True, "retired": True}


def _scene(own_words: Mapping[str, Body] | None = None, filed: Facts | None = None) -> Scene:
    """A scene with the small catalog, more that a file said, and the workspace's own words."""
    words = {own(ref): body for ref, body in (own_words or {}).items()}
    facts = catalog_facts(small()) | (filed or {}) | words
    scene = scene_of(acme(platform(), product()), catalog=catalog_of(facts))
    return replace(scene, past=Written(facts))


def test_what_is_new_here() -> None:
    """It is the workspace's own as a whole, and leaves nothing behind when it goes."""
    mop = Activity(ref=MOP, name="Mop up", description="Mopping.", responsible=(MAKER,))
    change = added(_scene(), mop)
    assert (change.subject, change.before) == (own(MOP), None)
    assert catalog_after(_scene(), [change]).by_ref[MOP] == mop
    assert retired(_scene({MOP: MOPPING}), MOP) == Change(own(MOP), MOPPING, None)


def test_what_a_file_has() -> None:
    """Only what differs is said over it; retired, it is hidden."""
    assert own_body(_scene(), MAKE) is None
    assert changed(_scene(), MAKE, name="Build").after == {"over": True, "name": "Build"}
    before: Body = {"over": True, "name": "Build"}
    assert changed(_scene({MAKE: before}), MAKE, aliases=["b"]).after == before | {"aliases": ["b"]}
    assert retired(_scene({MAKE: before}), MAKE) == Change(own(MAKE), before, RETIRED)
    assert MAKE not in catalog_after(_scene(), [retired(_scene(), MAKE)]).by_ref


def test_whom_files_name() -> None:
    """The role that stands for them is nobody's to change."""
    scene = _scene()
    catalog = Catalog.model_validate(
        scene.catalog.model_dump() | {"roles": [*scene.catalog.roles, OWNER_ROLE]}
    )
    with pytest.raises(Objection, match="stands for whomever files name"):
        changed(replace(scene, catalog=catalog), OWNER, name="Boss")


@pytest.mark.parametrize(
    ("words", "name", "ref"),
    [
        ({}, "Mop up", "activity:mop-up"),
        ({MOP: MOPPING}, "Mop", "activity:mop-2"),
        ({MAKE: RETIRED}, "Make", "activity:make-2"),
        ({MAKE: RETIRED}, "make  THINGS", "activity:make-things"),
    ],
)
def test_a_new_ref(words: Mapping[str, Body], name: str, ref: str) -> None:
    """It is one that nothing else has, or had under another name."""
    assert new_ref(_scene(words), "activity", name) == ref


def test_the_same_again() -> None:
    """What was retired gets its own ref again."""
    filed = {Subject("entry", (FILES, MOP)): MOPPING | {"name": "Mop"}}
    assert new_ref(_scene({MOP: RETIRED}, filed), "activity", "mop") == MOP


def test_never_the_role_of_files() -> None:
    """No role of the workspace's own is taken for the one that files speak of."""
    assert new_ref(_scene(), "role", "Öwner") == f"{OWNER}-2"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            MOPPING | {"name": "Make things"},
            "“Make things” is a name of the activity “Make things”",
        ),
        (MOPPING | {"aliases": ["Dispatch"]}, "“Dispatch” is a name of the activity “Ship things”"),
        (MOPPING | {"responsible": ["role:gone"]}, "doesn't fit with the rest of the catalog"),
    ],
)
def test_what_makes_no_sense(body: Body, told: str) -> None:
    """It is said which name is taken by now, or what else is wrong."""
    with pytest.raises(Objection, match=told):
        catalog_after(_scene(), [Change(own(MOP), None, body)])


def test_whose_it_is() -> None:
    """What a file gave to a team is that team's, also once it is retired here."""
    filed = {Subject("entry", (FILES, MOP)): MOPPING | {"homes": ["one"]}}
    assert homes_of(_scene(filed=filed), MOP) == ("one",)
    assert homes_of(_scene({MOP: RETIRED}, filed), MOP) == ("one",)
    assert homes_of(_scene(), MAKE) == homes_of(_scene(), "activity:nothing") == ()


def test_what_is_needed() -> None:
    """It doesn't go while something else speaks of it, which is named."""
    with pytest.raises(Objection, match=r"Maker is needed by the .*; change or retire these first"):
        catalog_after(_scene(), [Change(Subject("entry", (BASE, MAKER)), {}, None)])
