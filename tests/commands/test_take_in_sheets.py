"""Taking in sheets: what they say beside what others and people here say of the same."""

from datetime import UTC, datetime

import pytest

from bot.commands.take_in import apply, planned
from bot.domain.catalog import OWNER, RACI, Activity, Catalog
from bot.domain.fact import FILES, OWN, Body, Change, Subject
from bot.domain.holdings import Holdings
from bot.domain.organisation import Organisation
from bot.domain.ownership.gaps import seated
from bot.domain.ownership.preview import preview
from bot.domain.sheet import ASSIGNMENTS, MATRIX, Row, Sheet
from bot.errors import Flaws, RolecallError
from bot.store.ledger import Ledger
from bot.taking_in.plan import EXAMPLE, Plan
from tests.domain.ownership import scenes
from tests.example import KEEPER, MAKER, SMALL, acme, held, platform, product, small

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MAKE, SHIP = "activity:make", "activity:ship"
NOTHING = "0 added, 0 changed, 0 retired"
Given = Organisation | Catalog | Holdings | Sheet


def _rows(*rows: str) -> tuple[Row, ...]:
    return tuple(Row(line, tuple(row.split(","))) for line, row in enumerate(rows, start=2))


def _matrix(*rows: str, header: str = "activity,Maker,Keeper") -> Sheet:
    return Sheet("raci", MATRIX, tuple(header.split(",")), _rows(*rows))


def _list(*rows: str, header: str = "team,role,person") -> Sheet:
    return Sheet("list", ASSIGNMENTS, tuple(header.split(",")), _rows(*rows))


ORGANISATION = acme(product(held("a"), held("b", standing="backup")), platform(held("c", KEEPER)))


@pytest.fixture
def books(ledger: Ledger) -> Ledger:
    """A workspace with a small catalog and organisation."""
    with ledger.open("W1", NOW) as books:
        books.create("Test")
        apply(books, planned(books, small(), "yaml:Small"), "U9")
        apply(books, planned(books, ORGANISATION, "yaml:Acme"), "U9")
    return ledger


def _take(ledger: Ledger, given: Given, source: str = "csv:raci") -> Plan:
    with ledger.open("W1", NOW) as books:
        plan = planned(books, given, source)
        apply(books, plan, "U9")
    return plan


def _now(ledger: Ledger) -> tuple[Organisation, Catalog]:
    with ledger.read("W1") as books:
        return books.organisation(), books.catalog()


def _said(ledger: Ledger, source: str) -> set[str]:
    with ledger.read("W1") as books:
        return {str(subject) for subject in books.owned(source)}


def _here(ledger: Ledger, subject: Subject, body: Body | None) -> int:
    """What people say in chat of one fact."""
    with ledger.open("W1", NOW) as books:
        change = Change(subject, books.fact(subject), body)
        return books.record([change], actor="U1", source="slack")


def _parts(catalog: Catalog, ref: str) -> dict[str, tuple[str, ...]]:
    return {part: roles for part in RACI if (roles := getattr(catalog.by_ref[ref], part))}


def test_matrix_over_the_catalog(books: Ledger) -> None:
    """A matrix changes what it says of activities, once, and leaves the rest as it was."""
    sheet = _matrix("Make things,A,R", "Ship things,R,R", "Bake bread,x,")
    assert _take(books, sheet).lines() == (
        "+ entry files activity:make",
        "+ entry files activity:bake-bread",
        "2 added, 0 changed, 0 retired",
    )
    organisation, catalog = _now(books)
    assert _parts(catalog, MAKE) == {"responsible": (KEEPER,), "accountable": (MAKER,)}
    assert _parts(catalog, "activity:bake-bread") == {"responsible": (MAKER,)}
    assert catalog.by_ref[SHIP] == small().by_ref[SHIP]
    assert organisation == ORGANISATION
    with books.read("W1") as now:
        before = now.workspace
    assert _take(books, sheet).lines() == (NOTHING,)
    with books.read("W1") as now:
        assert now.workspace == before


def test_gone_from_the_matrix(books: Ledger) -> None:
    """What a matrix no longer says is as it was without it; another file's word stays."""
    _take(books, _matrix("Make things,A,R", "Bake bread,x,"))
    _take(books, _matrix("Knead,x,"), "csv:other")
    plan = _take(books, _matrix("Make things,R,I"))
    assert plan.lines()[-1] == "0 added, 0 changed, 2 retired"
    catalog = _now(books)[1]
    assert catalog.by_ref[MAKE] == small().by_ref[MAKE]
    assert "activity:knead" in catalog.by_ref
    assert "activity:bake-bread" not in catalog.by_ref


def test_new_role_in_every_structure(books: Ledger) -> None:
    """A role that a matrix brings sits in the product team, whatever structure that has."""
    far = acme(product(held("a"), structure="far"), platform(held("c", KEEPER)))
    _take(books, far, "yaml:Acme")
    _take(books, _matrix("Bake bread,x", header="activity,Chief Baker"))
    _take(books, _list("One,Chief Baker,D"), "csv:list")
    organisation, catalog = _now(books)
    assert catalog.role("role:chief-baker").name == "Chief Baker"
    one = organisation.team["one"]
    assert one.assignments[-1].role == "role:chief-baker"
    assert seated("role:chief-baker", one, catalog, organisation) == one
    near = catalog.structure_of["near"]
    shown = preview(catalog, organisation, one, near, NOW.date(), scenes.RULES)
    assert shown.roles[-1].then.sits_in.key == "one"


def test_role_that_is_still_filled(books: Ledger) -> None:
    """A role that a matrix takes away while somebody fills it is refused, and it stays."""
    _take(books, _matrix("Bake bread,x", header="activity,Chief Baker"))
    _take(books, _list("One,Chief Baker,D"), "csv:list")
    with pytest.raises(RolecallError, match="role:chief-baker"):
        _take(books, _matrix("Make things,R,I"))
    assert "role:chief-baker" in _now(books)[1].by_ref


def test_base_without_what_the_matrix_names(books: Ledger) -> None:
    """A catalog that doesn't fit a matrix over it is refused in a sentence, and the old stays."""
    _take(books, _matrix("Make things,A,R"))
    fields = {"roles": [SMALL["roles"][0] | {"interactions": []}], "handoffs": [], "structures": []}
    activities = [{**SMALL["activities"][0], "informed": []}]
    smaller = Catalog.model_validate(SMALL | fields | {"activities": activities})
    with pytest.raises(RolecallError, match="It doesn't fit what other sources brought"):
        _take(books, smaller, "yaml:Small")
    assert _parts(_now(books)[1], MAKE)["responsible"] == (KEEPER,)


def test_edited_over_the_matrix(books: Ledger) -> None:
    """What people changed here since stays, and is a conflict once the matrix changes its word."""
    _take(books, _matrix("Make things,A,R"))
    own = Subject("entry", (OWN, MAKE))
    act = _here(books, own, {"over": True, "responsible": [MAKER, KEEPER]})
    assert _take(books, _matrix("Make things,A,R")).lines() == (f"{NOTHING}, 1 edited here kept",)
    for counts in ("0 added, 1 changed, 0 retired, 1 conflict", f"{NOTHING}, 1 conflict"):
        *_, line, last = _take(books, _matrix("Make things,R/A,")).lines()
        assert line == (
            f"! entry own activity:make: edited here (#{act} by U1), "
            "the file now says responsible ['role:maker']; kept"
        )
        assert last == counts
    assert _parts(_now(books)[1], MAKE)["responsible"] == (MAKER, KEEPER)


def test_retired_over_the_matrix(books: Ledger) -> None:
    """An activity that was retired here stays so, whatever a matrix says of it."""
    _take(books, _matrix("Bake bread,x,"))
    _here(books, Subject("entry", (OWN, "activity:bake-bread")), {"over": True, "retired": True})
    plan = _take(books, _matrix("Bake bread,x,"))
    assert plan.lines() == (f"{NOTHING}, 1 edited here kept",)
    [_, line, _] = _take(books, _matrix("Bake bread,,x")).lines()
    assert line.startswith("! entry own activity:bake-bread: retired here (#")
    assert line.endswith("the file now says responsible ['role:keeper']; kept")
    assert "activity:bake-bread" not in _now(books)[1].by_ref


def test_what_another_file_owns(books: Ledger) -> None:
    """A matrix that says otherwise than the file an activity comes from is refused."""
    fields = {"ref": "activity:p", "name": "Gate", "description": "d", "homes": ["gate"]}
    thing = Activity.model_validate(fields | {"responsible": [OWNER]})
    home = {"organisation": "P", "teams": [{"key": "gate", "name": "Gate"}]}
    _take(books, Holdings((thing,), Organisation.model_validate(home)), "codeowners:p")
    assert _take(books, _matrix("Gate,✓", header="activity,Owner")).changes == ()
    with pytest.raises(Flaws, match="other parts than codeowners:p has for it"):
        _take(books, _matrix("Gate,A", header="activity,Owner"))


def test_list_beside_others(books: Ledger) -> None:
    """A list adds what it has, leaves whom others brought, and takes back what it drops."""
    sheet = _list("One,Keeper,A,backup", "Two,K,Zoë,", header="team,role,person,standing")
    assert _take(books, sheet, "csv:list").lines() == (
        "+ person zoe",
        "+ team two",
        "+ assignment one role:keeper a",
        "+ assignment two role:keeper zoe",
        "4 added, 0 changed, 0 retired",
    )
    organisation = _now(books)[0]
    assert organisation.people[:-1] == ORGANISATION.people
    assert organisation.team["one"].assignments[-1].standing == "backup"
    assert _take(books, sheet, "csv:list").lines() == (NOTHING,)
    less = _list("One,Keeper,A", "Base,Keeper,C")
    assert _take(books, less, "csv:list").lines()[-1] == "0 added, 0 changed, 3 retired"
    again = _now(books)[0]
    assert again.people == ORGANISATION.people
    assert again.team["base"] == ORGANISATION.team["base"]
    assert _said(books, "csv:list") == {"assignment one role:keeper a"}


def test_edited_after_the_list(books: Ledger) -> None:
    """What people changed or retired here since stays, and is a conflict where the list changed."""
    about = "team,role,person,until"
    first = _list("Two,Keeper,Zoë,", "Two,Maker,Zoë,", header=about)
    _take(books, first, "csv:list")
    keeps, makes = (Subject("assignment", ("two", role, "zoe")) for role in (KEEPER, MAKER))
    with books.read("W1") as now:
        body = now.fact(keeps) or {}
        person = now.fact(Subject("person", ("zoe",))) or {}
    _here(books, keeps, body | {"standing": "backup"})
    _here(books, makes, None)
    _here(books, Subject("person", ("zoe",)), person | {"name": "Zoe Ott"})
    assert _take(books, first, "csv:list").lines() == (f"{NOTHING}, 3 edited here kept",)
    changed = _list("Two,Keeper,Zoë,2027-01-31", "Two,Maker,Zoë,", header=about)
    line, counts = _take(books, changed, "csv:list").lines()
    assert line.startswith(f"! {keeps}: edited here (#")
    assert line.endswith("the file now says standing primary, until 2027-01-31; kept")
    assert counts == f"{NOTHING}, 2 edited here kept, 1 conflict"
    organisation = _now(books)[0]
    assert organisation.person["zoe"].name == "Zoe Ott"
    [assignment] = organisation.team["two"].assignments
    assert (assignment.standing, assignment.until) == ("backup", None)


def test_new_word_of_the_list(books: Ledger) -> None:
    """A list's word on an assignment that another file brought comes over it."""
    sheet = _list("One,Maker,A,backup", header="team,role,person,standing")
    assert _take(books, sheet, "csv:list").lines()[0] == (
        f"~ assignment one {MAKER} a: standing primary → backup (until now from yaml:Acme)"
    )
    assert _now(books)[0].team["one"].assignments[0].standing == "backup"


def test_refused_list(books: Ledger) -> None:
    """A list that names what can't be found is refused, and none of it is there."""
    before = _now(books)
    with pytest.raises(Flaws) as refused:
        _take(books, _list("Two,Keeper,Zoë", "Two,Pilot,Zoë"), "csv:list")
    assert [flaw.where for flaw in refused.value.flaws] == [("rows", 1, "role")]
    assert _now(books) == before


def test_team_that_was_retired_here(books: Ledger) -> None:
    """A new row for a team that was retired here is refused with what to do."""
    _take(books, _list("Two,Keeper,Zoë"), "csv:list")
    for subject in (
        Subject("assignment", ("two", KEEPER, "zoe")),
        Subject("team", ("two",)),
    ):
        _here(books, subject, None)
    assert _take(books, _list("Two,Keeper,Zoë"), "csv:list").changes == ()
    with pytest.raises(Flaws, match="and that was retired") as refused:
        _take(books, _list("Two,Keeper,Zoë", "Two,Maker,Zoë"), "csv:list")
    assert [flaw.where for flaw in refused.value.flaws] == [("rows", 1)]


@pytest.fixture
def trial(ledger: Ledger) -> Ledger:
    """A workspace with the example in it."""
    with ledger.open("W1", NOW) as books:
        books.create("Test")
        apply(books, planned(books, small(), "yaml:Small"), "U9")
        apply(books, planned(books, ORGANISATION, EXAMPLE), "U9")
    return ledger


def test_example_leaves_for_a_list(trial: Ledger) -> None:
    """The example makes room for a list of one's own, and none of its words are in that."""
    plan = _take(trial, _list("One,Keeper,A", "Mine,Maker,Me"), "csv:list")
    assert plan.organisation == "list"
    organisation = _now(trial)[0]
    assert organisation.organisation == "list"
    assert {one.key: one.platform for one in organisation.teams} == {"one": None, "mine": None}
    assert {one.key: one.slack for one in organisation.people} == {"a": None, "me": None}
    assert _take(trial, _list("One,Keeper,A", "Mine,Maker,Me"), "csv:list").lines() == (NOTHING,)


def test_example_stays(trial: Ledger) -> None:
    """The example's own list and a matrix leave it where it is, and whose it is."""
    for sheet in (_list("One,Maker,A"), _matrix("Make things,A,R")):
        _take(trial, sheet, "csv:x")
        assert _now(trial)[0] == ORGANISATION
    assert "assignment one role:maker a" in _said(trial, EXAMPLE)


def test_order_of_others_stays(books: Ledger) -> None:
    """A list doesn't put what other files brought in another order."""
    _take(books, _list("One,Maker,B", "One,Maker,A"), "csv:list")
    assert _now(books)[0] == ORGANISATION


def _of(ledger: Ledger) -> Catalog:
    return _now(ledger)[1]


def test_whole_catalog_again(books: Ledger) -> None:
    """A catalog written here with what others say of it says nothing new, nor claims theirs."""
    _take(books, _matrix("Make things,A,R", "Bake bread,x,"))
    _here(books, Subject("entry", (OWN, SHIP)), {"over": True, "retired": True})
    more = {"over": True, "more": {"aliases": ["cook up"]}}
    _here(books, Subject("entry", (OWN, MAKE)), more)
    before = _of(books)
    assert _take(books, before, "yaml:Small").changes == ()
    assert _said(books, "csv:raci") == {f"entry files {MAKE}", "entry files activity:bake-bread"}
    changed = before.model_copy(update={"caveat": "Else."})
    assert [str(one.subject) for one in _take(books, changed, "yaml:Small").changes] == [
        "catalog base"
    ]
    _here(books, Subject("entry", (OWN, SHIP)), None)
    assert SHIP in _of(books).by_ref


def test_another_catalog(books: Ledger) -> None:
    """A catalog of another name leaves nothing of the old one behind, retired here or not."""
    _here(books, Subject("entry", (OWN, SHIP)), {"over": True, "retired": True})
    other = _of(books).model_copy(update={"catalog": "Other"})
    _take(books, other, "yaml:Other")
    with books.read("W1") as now:
        assert Subject("entry", ("base", SHIP)) not in now.facts()


def test_what_a_file_restored_by_people_says(books: Ledger) -> None:
    """An entry of a file that people here brought back by an undo is that file's still."""
    _take(books, _matrix("Bake bread,x,"))
    bread = Subject("entry", (FILES, "activity:bake-bread"))
    _take(books, _matrix("Bake bread,,x"))
    with books.read("W1") as now:
        body = now.fact(bread) or {}
    _here(books, bread, body | {"responsible": [MAKER]})
    assert _take(books, _matrix("Bake bread,,x")).lines() == (f"{NOTHING}, 1 edited here kept",)
    assert _parts(_of(books), "activity:bake-bread") == {"responsible": (MAKER,)}


def test_rehearsal_tells_the_same(books: Ledger) -> None:
    """A dry run tells the very lines that taking in tells."""
    _take(books, _matrix("Make things,A,R"))
    _here(books, Subject("entry", (OWN, MAKE)), {"over": True, "responsible": [MAKER]})
    sheet = _matrix("Make things,R/A,R", "Bake,x,")
    with books.open("W1", NOW, rehearse=True) as rehearsed:
        plan = planned(rehearsed, sheet, "csv:raci")
        apply(rehearsed, plan, "U9")
    assert plan.lines() == _take(books, sheet).lines()
    assert len(plan.lines()) == 4
