"""The RACI matrix: what its cells say, what of it is new, and what can't be read."""

from typing import Any

import pytest

from bot.domain.catalog import RACI, Catalog
from bot.domain.fact import (
    FILES,
    OWN,
    Body,
    Facts,
    Subject,
    applied,
    catalog_facts,
    catalog_of,
    plan,
)
from bot.domain.sheet import Known, Row, Sheet
from bot.domain.sheet_matrix import EXPECTED, matrix_facts, matrix_rows
from bot.errors import Flaws
from tests.example import KEEPER, MAKER, SMALL, small

BASE = catalog_facts(small())
MAKE, SHIP, GUESS = "activity:make", "activity:ship", "activity:guess"


def _sheet(*rows: tuple[str, ...], header: tuple[str, ...] = ("activity", "M", "K")) -> Sheet:
    cells = [Row(line, row) for line, row in enumerate(rows, start=2)]
    return Sheet("raci", "matrix", header, tuple(cells))


def _facts(sheet: Sheet, facts: Facts = BASE, said: Facts | None = None) -> Facts:
    return matrix_facts(sheet, catalog_of(facts), Known(facts, said or {}))


def _flaws(sheet: Sheet, facts: Facts = BASE) -> list[tuple[Any, ...]]:
    with pytest.raises(Flaws) as refused:
        _facts(sheet, facts)
    return [(flaw.where, flaw.found, flaw.expected) for flaw in refused.value.flaws]


def _filed(ref: str) -> Subject:
    return Subject("entry", (FILES, ref))


def _over(**parts: Any) -> Body:
    empty: Body = {part: [] for part in RACI}
    return {"over": True, "nobody_because": None} | empty | parts


def _after(facts: Facts, wanted: Facts, said: Facts | None = None) -> Facts:
    return applied(facts, plan(facts, wanted, said or {}))


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("✓", "R"),
        ("✔️", "R"),
        ("x", "R"),
        ("X", "R"),
        ("Yes", "R"),
        ("r", "R"),
        ("R/A", "RA"),
        ("A,R", "RA"),
        ("RA", "RA"),
        ("a / r", "RA"),
        ("R&C;i", "RCI"),
        ("raci", "RACI"),
        ("R/R", "R"),
    ],
)
def test_cells(cell: str, parts: str) -> None:
    """A tick is responsible, and letters are the parts they begin with, however they are put."""
    wanted = _facts(_sheet(("Guess", cell, "")))
    names = {"R": "responsible", "A": "accountable", "C": "consulted", "I": "informed"}
    said = {names[letter]: [MAKER] for letter in parts}
    assert wanted == {_filed(GUESS): _over(**said)}


@pytest.mark.parametrize("cell", ["maybe", "no", "-", "/", "1", "RX", "responsible", "✗", "=x"])
def test_unreadable_cells(cell: str) -> None:
    """A cell that says anything else is a flaw at its row and column."""
    sheet = _sheet(("Make things", "x", ""), ("Ship things", cell, "?"))
    assert _flaws(sheet) == [
        (("rows", 1, "M"), f"“{cell}”", EXPECTED),
        (("rows", 1, "K"), "“?”", EXPECTED),
    ]


@pytest.mark.parametrize("called", ["Ship things", "SHIP  things", "dispatch", SHIP])
@pytest.mark.parametrize("role", ["Keeper", "keeper", "K", KEEPER])
def test_known_by(called: str, role: str) -> None:
    """An activity is known by name, alias or ref, and a role by its column and titles as well."""
    sheet = _sheet((called, "✓", ""), header=("activity", "wright", role))
    assert _facts(sheet) == {_filed(SHIP): _over(responsible=[MAKER])}


def test_same_again() -> None:
    """What the catalog has already is no fact, in whatever order the sheet has it."""
    sheet = _sheet(
        ("Ship things", "R", "R"),
        ("Make things", "I", "R"),
        ("Guess", "", ""),
        header=("activity", "Keeper", "Maker"),
    )
    assert _facts(sheet) == {}


def test_written_and_read() -> None:
    """A catalog's own matrix says nothing that isn't there."""
    header, *rows = matrix_rows(small())
    assert header == ("activity", "M", "K")
    assert _facts(_sheet(*rows, header=header)) == {}


def test_only_what_it_has_columns_for() -> None:
    """Roles without a column keep their parts, and activities without a row all of them."""
    wanted = _facts(_sheet(("Make things", "A"), header=("activity", "Maker")))
    parts = {"accountable": [MAKER], "informed": [KEEPER]}
    reason = "The matrix raci names nobody."
    assert wanted == {_filed(MAKE): _over(**parts, nobody_because=reason)}
    assert catalog_of(_after(BASE, wanted)).by_ref[MAKE].model_dump()["informed"] == (KEEPER,)


def test_order_of_parts() -> None:
    """Roles that stay in a part keep their order, and new ones come after them."""
    activities = [SMALL["activities"][1] | {"responsible": [KEEPER]}]
    roles = [*SMALL["roles"], SMALL["roles"][1] | {"ref": "role:new", "name": "New"}]
    roles[2] = {**roles[2], "boundaries": []}
    roles[1] = {**roles[1], "boundaries": []}
    roles[0] = {**roles[0], "duties": []}
    fields = {"roles": roles, "activities": activities, "structures": []}
    facts = catalog_facts(Catalog.model_validate(SMALL | fields))
    header = ("activity", "New", "Maker", "Keeper")
    wanted = _facts(_sheet(("Ship things", "x", "x", "x"), header=header), facts)
    assert wanted[_filed(SHIP)]["responsible"] == [KEEPER, "role:new", MAKER]


def test_nobody_by_design() -> None:
    """A row without anybody responsible keeps the reason that is there, or gets one."""
    assert _facts(_sheet(("Guess", "C", ""))) == {
        _filed(GUESS): _over(consulted=[MAKER], nobody_because="We measure instead.")
    }
    wanted = _facts(_sheet(("Ship things", "", "")))
    assert wanted == {_filed(SHIP): _over(nobody_because="The matrix raci names nobody.")}
    assert catalog_of(_after(BASE, wanted)).parts(SHIP) == ()


def test_twice_is_once() -> None:
    """What a sheet said before is wanted again in the same words, and dropped where it fits now."""
    sheet = _sheet(
        ("Ship things", "A", "R"),
        ("Bake bread", "x", ""),
        ("Make things", "R", "I"),
        header=("activity", "Maker", "Baker"),
    )
    first = _facts(sheet)
    assert _facts(sheet, _after(BASE, first), first) == first
    back = _sheet(("Ship things", "R", "R"))
    assert _facts(back, _after(BASE, first), first) == {}


def test_new_entries() -> None:
    """An activity or a role that nobody knows is a whole entry, with refs made of the names."""
    sheet = _sheet(
        ("Café bauen", "R/A", "I"),
        ("cafe bauen", "", "R"),
        ("Глаз", "", ""),
        header=("activity", "Chief Baker", "K"),
    )
    wanted = _facts(sheet)
    refs = [subject.key[1] for subject in wanted]
    assert refs[:2] == ["role:chief-baker", "activity:cafe-bauen"]
    assert refs[2].startswith("activity:cafe-bauen-")
    assert refs[3].startswith("activity:x-")
    made = catalog_of(_after(BASE, wanted))
    role = made.role("role:chief-baker")
    assert (role.name, role.column) == ("Chief Baker", "Chief Baker")
    assert role.summary == role.description == "A role in the matrix raci."
    first, _, nobody = (made.by_ref[ref].model_dump() for ref in refs[1:])
    assert (first["responsible"], first["informed"]) == (("role:chief-baker",), (KEEPER,))
    assert first["description"] == "An activity in the matrix raci."
    assert nobody["nobody_because"] == "The matrix raci names nobody."


def test_changed_row_of_its_own() -> None:
    """An activity that the sheet brought keeps its ref and name, and has the parts of today."""
    first = _facts(_sheet(("Bake bread", "x", "")))
    wanted = _facts(_sheet(("BAKE  bread", "", "R/C")), _after(BASE, first), first)
    [(subject, body)] = wanted.items()
    assert subject == _filed("activity:bake-bread")
    assert (body["name"], body["responsible"]) == ("Bake bread", [KEEPER])


@pytest.mark.parametrize(
    ("sheet", "flaws"),
    [
        (
            _sheet(("Ship things", "x", ""), ("dispatch", "", "x")),
            [
                (
                    ("rows", 1, "activity"),
                    "“dispatch” a second time (first on line 2)",
                    "each activity once",
                )
            ],
        ),
        (
            _sheet(("Bake", "x", ""), ("bake", "x", "")),
            [
                (
                    ("rows", 1, "activity"),
                    "“bake” a second time (first on line 2)",
                    "each activity once",
                )
            ],
        ),
        (
            _sheet(header=("activity", "Maker", "wright")),
            [
                (
                    ("header", "wright"),
                    "“wright”, which is role:maker a second time",
                    "each role once",
                )
            ],
        ),
        (
            _sheet(header=("activity", "Make things")),
            [(("header", "Make things"), "“Make things”, which activity:make claims")],
        ),
        (
            _sheet(("Keeper", "x", "")),
            [(("rows", 0, "activity"), "“Keeper”, which role:keeper claims", "a name of its own")],
        ),
        (
            _sheet(("", "x", ""), ("<!channel>", "x", "")),
            [
                (("rows", 0, "activity"), "nothing", "the name of an activity"),
                (("rows", 1, "activity"), "“<!channel>”", "text without “<!” or “<@”"),
            ],
        ),
        (
            _sheet(header=("activity", "<@U1>", "x" * 201)),
            [
                (("header", "<@U1>"), "“<@U1>”", "text without “<!” or “<@”"),
                (("header", "x" * 201),),
            ],
        ),
    ],
)
def test_flaws(sheet: Sheet, flaws: list[tuple[Any, ...]]) -> None:
    """What a sheet says twice, can't be called so, or says of nothing is a flaw at its place."""
    found = _flaws(sheet)
    assert [one[: len(flaw)] for one, flaw in zip(found, flaws, strict=True)] == flaws


def _thing(name: str, **more: Any) -> Body:
    whole = {"description": "d", "aliases": [], "accountable": [], "consulted": [], "informed": []}
    homes = {"homes": ["t"], "owners": [], "nobody_because": None}
    return {"name": name, "responsible": ["role:owner"]} | whole | homes | more


THINGS: Facts = {_filed("activity:p/1"): _thing("Gate"), _filed("activity:p/2"): _thing("Gate")}


def test_several_of_a_name() -> None:
    """Where a name is several activities', only a ref tells them apart."""
    refs = "activity:p/1 or activity:p/2"
    assert _flaws(_sheet(("gate", "", "")), BASE | THINGS) == [
        (("rows", 0, "activity"), "“gate”, which several have", refs)
    ]
    sheet = _sheet(("activity:p/2", "✓"), header=("activity", "Owner"))
    assert _facts(sheet, BASE | THINGS) == {}


def test_what_another_file_has() -> None:
    """Other parts than another file has for its own entry are refused, for that file says them."""
    sheet = _sheet(("activity:p/1", "A"), header=("activity", "Owner"))
    [(where, found, expected)] = _flaws(sheet, BASE | THINGS)
    assert where == ("rows", 0, "activity")
    assert found == "other parts than another file has for it"
    assert expected == "the same, or its row taken out; change it in that file"


def _own(ref: str, **fields: Any) -> Facts:
    return {Subject("entry", (OWN, ref)): {"over": True} | fields}


def test_edited_here() -> None:
    """What people here say of an activity is the same word, and so is what the file had before."""
    here = BASE | _own(SHIP, responsible=[KEEPER])
    assert _facts(_sheet(("Ship things", "", "x")), here) == {}
    assert _facts(_sheet(("Ship things", "x", "x")), here) == {}
    assert _facts(_sheet(("Ship things", "x", "")), here) == {
        _filed(SHIP): _over(responsible=[MAKER])
    }


def test_renamed_and_retired_here() -> None:
    """What was renamed or retired here is still known by what its file calls it."""
    here = BASE | _own(SHIP, name="Send things") | _own(GUESS, retired=True)
    sheet = _sheet(("Ship things", "x", "x"), ("Guess", "", ""))
    assert _facts(sheet, here) == {}
    assert _facts(_sheet(("Send things", "x", "x")), here) == {}
    changed = _facts(_sheet(("Guess", "x", "")), here)
    assert changed == {_filed(GUESS): _over(responsible=[MAKER])}
    assert GUESS not in catalog_of(here | changed).by_ref


def test_role_that_was_retired_here() -> None:
    """A column of a role that was retired here may stay while it has no part."""
    new = {"name": "New", "column": "N", "aliases": [], "summary": "s", "description": "d"}
    facts = BASE | {_filed("role:new"): new} | _own("role:new", retired=True)
    header = ("activity", "Maker", "Keeper", "New")
    assert _facts(_sheet(("Ship things", "x", "x", ""), header=header), facts) == {}
    sheet = _sheet(("Ship things", "x", "x", "C"), header=header)
    assert _flaws(sheet, facts) == [
        (
            ("header", "New"),
            "“New”, a role that was retired here",
            "no part for it, or the role added again",
        )
    ]
