"""Taking in: what a file changes, what it leaves alone, when it is refused; on each database."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.commands.take_in import EXAMPLE, Plan, apply, plan_organisation, planned
from bot.domain.catalog import Catalog
from bot.domain.fact import Subject
from bot.domain.organisation import Organisation
from bot.errors import Flaws, RolecallError
from bot.formats.yaml import FORMAT
from bot.store.ledger import Ledger

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BAKER, DRIVER = "role:baker", "role:driver"
PLACES = {"seats": {BAKER: ["product"], DRIVER: ["platform", "product"]}}


def _role(ref: str) -> dict[str, Any]:
    name = ref.partition(":")[2].title()
    return {"ref": ref, "name": name, "column": name[0], "summary": "s", "description": "d"}


def _activity(key: str, *roles: str) -> dict[str, Any]:
    name = f"Do {key}"
    return {"ref": f"activity:{key}", "name": name, "description": "d", "responsible": roles}


STRUCTURE = {"ref": "structure:flat", "name": "Flat", "description": "d", "pros": [], "cons": []}
CATALOG = Catalog.model_validate(
    {
        "catalog": "Bakery",
        "caveat": "Bakeries differ.",
        "roles": [_role(BAKER), _role(DRIVER)],
        "activities": [_activity("bread", BAKER), _activity("rounds", DRIVER)],
        "structures": [STRUCTURE | PLACES],
    }
)
WITHOUT_DRIVERS = Catalog.model_validate(
    {
        "catalog": "Small bakery",
        "caveat": "c",
        "roles": [_role(BAKER)],
        "activities": [_activity("cakes", BAKER)],
    }
)


def _held(role: str, person: str, **fields: object) -> dict[str, Any]:
    return {"role": role, "person": person} | fields


def _team(key: str, **fields: object) -> dict[str, Any]:
    return {"key": key, "name": key.title()} | fields


ACME = {
    "organisation": "Acme",
    "people": [
        {"key": "zoe", "name": "Zoë", "email": "zoe@acme.example", "slack": "U1"},
        {"key": "ana", "active": False},
    ],
    "stewards": ["zoe"],
    "teams": [
        _team(
            "shop",
            platform="base",
            structure="flat",
            channel="#shop",
            leads=["zoe", "ana"],
            assignments=[
                _held(DRIVER, "zoe", standing="backup", since="2026-01-05", until="2026-12-31"),
                _held(BAKER, "ana", state="pending", confirmed="2026-02-03", confirmed_by="zoe"),
            ],
            overrides=[
                {"activity": "activity:rounds", "roles": [BAKER]},
                {"activity": "activity:bread", "roles": [], "because": "It is bought."},
            ],
            waived=[{"role": DRIVER, "because": "Everybody walks."}],
        ),
        _team("base", kind="platform"),
    ],
}
WITHOUT_ANA = {
    "organisation": "Acme",
    "people": [{"key": "zoe", "name": "Zoe", "email": "zoe@acme.example", "slack": "U1"}],
    "stewards": ["zoe"],
    "teams": [_team("shop", platform="base", leads=["zoe"]), _team("base", kind="platform")],
}


def _organisation(fields: dict[str, Any]) -> Organisation:
    return Organisation.model_validate(fields)


def _take(
    ledger: Ledger, given: Organisation | Catalog, source: str, workspace: str = "W1"
) -> Plan:
    with ledger.open(workspace, NOW) as books:
        if not books.exists():
            books.create("Test")
            apply(books, planned(books, CATALOG, "yaml:Bakery"), "U9")
        plan = planned(books, given, source)
        apply(books, plan, "U9")
    return plan


def _now(ledger: Ledger, workspace: str = "W1") -> tuple[Organisation, Catalog]:
    with ledger.read(workspace) as books:
        return books.organisation(), books.catalog()


def _kinds(plan: Plan, sign: str) -> list[str]:
    return [str(change.subject) for change in plan.changes if change.sign == sign]


def test_round_trip(ledger: Ledger, tmp_path: Path) -> None:
    """What was taken in comes out equal, goes through a file, and is then nothing new."""
    given = _organisation(ACME)
    _take(ledger, given, "yaml:Acme")
    stored, catalog = _now(ledger)
    assert (stored, catalog) == (given, CATALOG)
    for value in (stored, catalog):
        path = tmp_path / "out.yaml"
        path.write_text(FORMAT.write(value), encoding="utf-8")
        intake = FORMAT.read(path)
        assert intake.holds == value
        assert _take(ledger, intake.holds, intake.source).changes == ()
    assert _now(ledger) == (given, CATALOG)


def test_twice_is_nothing(ledger: Ledger) -> None:
    """Taking the same in again records nothing and moves no version."""
    _take(ledger, _organisation(ACME), "yaml:Acme")
    with ledger.read("W1") as books:
        before = books.workspace
    assert _take(ledger, _organisation(ACME), "yaml:Acme").lines() == (
        "0 added, 0 changed, 0 retired",
    )
    with ledger.read("W1") as books:
        assert books.workspace == before


def test_gone_from_its_own_source(ledger: Ledger) -> None:
    """What its own source no longer has is retired, first of all what depends on it."""
    _take(ledger, _organisation(ACME), "yaml:Acme")
    plan = _take(ledger, _organisation(WITHOUT_ANA), "yaml:Acme")
    gone = _kinds(plan, "-")
    assert gone.index(f"assignment shop {BAKER} ana") < gone.index("person ana")
    assert _kinds(plan, "+") == []
    assert _kinds(plan, "~") == ["person zoe", "team shop"]
    assert plan.lines()[-1] == f"0 added, 2 changed, {len(gone)} retired"
    assert _now(ledger)[0] == _organisation(WITHOUT_ANA)


def test_back_again(ledger: Ledger) -> None:
    """What was retired comes back when its source has it again."""
    for fields in (ACME, WITHOUT_ANA, ACME):
        _take(ledger, _organisation(fields), "yaml:Acme")
    stored, _ = _now(ledger)
    assert set(stored.people) == set(_organisation(ACME).people)
    assert stored.team["shop"].assignments == _organisation(ACME).teams[0].assignments


def test_others_are_left_alone(ledger: Ledger) -> None:
    """What another source brought stays when this one says nothing of it."""
    _take(ledger, _organisation(ACME), "yaml:Acme")
    other = {"organisation": "Other", "people": [{"key": "kim"}], "teams": [_team("depot")]}
    _take(ledger, _organisation(other), "csv:other")
    stored, _ = _now(ledger)
    assert set(stored.person) == {"zoe", "ana", "kim"}
    assert set(stored.team) == {"shop", "base", "depot"}
    _take(ledger, _organisation({"organisation": "Other"}), "csv:other")
    assert set(_now(ledger)[0].team) == {"shop", "base"}


def test_workspaces_are_apart(ledger: Ledger) -> None:
    """What one workspace takes in, another neither has nor loses."""
    _take(ledger, _organisation(ACME), "yaml:Acme")
    _take(ledger, _organisation(WITHOUT_ANA), "yaml:Acme", workspace="W2")
    _take(ledger, _organisation({"organisation": "Acme"}), "yaml:Acme", workspace="W2")
    assert _now(ledger)[0] == _organisation(ACME)
    assert _now(ledger, "W2")[0] == _organisation({"organisation": "Acme"})


def test_example_leaves(ledger: Ledger) -> None:
    """The example makes room for any other organisation, whatever that one's source is."""
    _take(ledger, _organisation(ACME), EXAMPLE)
    _take(ledger, _organisation({"organisation": "Mine", "people": [{"key": "me"}]}), "csv:x")
    stored, _ = _now(ledger)
    assert stored == _organisation({"organisation": "Mine", "people": [{"key": "me"}]})


def test_planning_changes_nothing(ledger: Ledger) -> None:
    """A plan that isn't applied leaves everything as it was, history included."""
    _take(ledger, _organisation(ACME), "yaml:Acme")
    with ledger.read("W1") as books:
        before = books.workspace, books.facts(), books.history()
    with ledger.open("W1", NOW) as books:
        assert planned(books, _organisation(WITHOUT_ANA), "yaml:Acme").changes
        assert planned(books, CATALOG.model_copy(update={"caveat": "x"}), "yaml:Bakery").changes
    with ledger.read("W1") as books:
        assert (books.workspace, books.facts(), books.history()) == before


def test_every_change_is_recorded(ledger: Ledger) -> None:
    """Each change is in the history with who made it, where it came from, before and after."""
    _take(ledger, _organisation(ACME), "yaml:Acme")
    plan = _take(ledger, _organisation(WITHOUT_ANA), "yaml:Acme")
    with ledger.read("W1") as books:
        newest = books.history(len(plan.changes))
    assert {one.change.subject: one.change for one in newest} == {
        change.subject: change for change in plan.changes
    }
    assert {(one.actor, one.source, one.act) for one in newest} == {
        ("U9", "yaml:Acme", newest[0].act)
    }


@pytest.mark.parametrize(
    ("team", "where"),
    [
        ({"structure": "tall"}, ("teams", 0, "structure")),
        ({"assignments": [_held("role:pilot", "zoe")]}, ("teams", 0, "assignments", 0, "role")),
        (
            {"waived": [{"role": "role:pilot", "because": "b"}]},
            ("teams", 0, "waived", 0, "role"),
        ),
        (
            {"overrides": [{"activity": "activity:fly", "roles": [BAKER]}]},
            ("teams", 0, "overrides", 0, "activity"),
        ),
        (
            {"overrides": [{"activity": "activity:bread", "roles": [BAKER, "role:pilot"]}]},
            ("teams", 0, "overrides", 0, "roles", 1),
        ),
    ],
)
def test_what_the_catalog_lacks(
    team: dict[str, Any], where: tuple[str | int, ...], ledger: Ledger
) -> None:
    """An organisation that names what the catalog lacks is refused, and none of it is there."""
    _take(ledger, _organisation(WITHOUT_ANA), "yaml:Acme")
    given = _organisation({**ACME, "teams": [_team("shop", **team)]})
    with pytest.raises(Flaws) as refused:
        _take(ledger, given, "yaml:Acme")
    assert [flaw.where for flaw in refused.value.flaws] == [where]
    assert _now(ledger)[0] == _organisation(WITHOUT_ANA)


@pytest.mark.parametrize(
    "other",
    [
        {"people": [{"key": "kim", "slack": "U1"}]},
        {"people": [{"key": "kim", "email": "ZOE@acme.example"}]},
        {"teams": [_team("store") | {"name": "SHOP"}]},
        {"teams": [_team("store", channel="#shop")]},
    ],
)
def test_clash_with_another_source(other: dict[str, Any], ledger: Ledger) -> None:
    """What can't stand beside what another source brought is refused, and none of it is there."""
    _take(ledger, _organisation(ACME), "yaml:Acme")
    with pytest.raises(RolecallError, match="doesn't fit what other sources brought"):
        _take(ledger, _organisation({"organisation": "Other"} | other), "csv:other")
    assert _now(ledger)[0] == _organisation(ACME)


def test_person_whom_another_source_needs(ledger: Ledger) -> None:
    """A person whom another source's team names can't be taken away."""
    _take(ledger, _organisation(ACME), "yaml:Acme")
    with ledger.open("W1", NOW) as books:
        other = {"organisation": "Other", "people": [{"key": "kim"}]}
        lent = _organisation(other | {"teams": [_team("depot", leads=["kim"])]})
        plan = plan_organisation(books, lent, "csv:other")
        apply(books, plan, "U9")
    mine = {**ACME, "people": [*ACME["people"], {"key": "kim", "name": "Kim"}]}
    _take(ledger, _organisation(mine), "yaml:Acme")
    with pytest.raises(RolecallError, match="doesn't fit what other sources brought"):
        _take(ledger, _organisation(ACME), "yaml:Acme")
    assert "kim" in _now(ledger)[0].person


def test_catalog_replaces_the_base(ledger: Ledger) -> None:
    """Another catalog takes the place of the base, whatever its source is."""
    _take(ledger, _organisation({"organisation": "Acme"}), "yaml:Acme")
    plan = _take(ledger, WITHOUT_DRIVERS, "yaml:Small bakery")
    assert f"entry base {DRIVER}" in _kinds(plan, "-")
    assert _now(ledger)[1] == WITHOUT_DRIVERS
    with ledger.read("W1") as books:
        assert Subject("entry", ("base", "activity:bread")) not in books.facts()
        assert books.workspace.catalog_source == "yaml:Small bakery"


@pytest.mark.parametrize(
    "team",
    [
        {"assignments": [_held(DRIVER, "zoe")]},
        {"waived": [{"role": DRIVER, "because": "b"}]},
        {"overrides": [{"activity": "activity:bread", "roles": [BAKER]}]},
        {"structure": "flat"},
    ],
)
def test_catalog_that_lacks_what_is_used(team: dict[str, Any], ledger: Ledger) -> None:
    """A catalog without what the organisation uses is refused, and the old one stays."""
    given = _organisation({**WITHOUT_ANA, "teams": [_team("shop", **team)]})
    _take(ledger, given, "yaml:Acme")
    with pytest.raises(RolecallError, match="which this catalog lacks"):
        _take(ledger, WITHOUT_DRIVERS, "yaml:Small bakery")
    assert _now(ledger) == (given, CATALOG)


def test_example_leaves_with_its_catalog(ledger: Ledger) -> None:
    """The example speaks of the catalog it came with, so another catalog sends it away."""
    _take(ledger, _organisation(ACME), EXAMPLE)
    _take(ledger, WITHOUT_DRIVERS, "yaml:Small bakery")
    stored, catalog = _now(ledger)
    assert (stored.people, stored.teams, stored.stewards) == ((), (), ())
    assert catalog == WITHOUT_DRIVERS


def test_example_stays_with_what_fits(ledger: Ledger) -> None:
    """A catalog that has all that the example speaks of leaves the example where it is."""
    _take(ledger, _organisation(ACME), EXAMPLE)
    more = CATALOG.model_copy(update={"caveat": "Every bakery is different."})
    assert _take(ledger, more, "yaml:Bakery").lines()[-1] == "0 added, 1 changed, 0 retired"
    assert _now(ledger) == (_organisation(ACME), more)


def test_order_of_the_file(ledger: Ledger) -> None:
    """A file that only puts things in another order is no change, and the order is kept."""
    _take(ledger, _organisation(ACME), "yaml:Acme")
    turned = {**ACME, "people": ACME["people"][::-1], "teams": ACME["teams"][::-1]}
    assert _take(ledger, _organisation(turned), "yaml:Acme").changes == ()
    assert _now(ledger)[0] == _organisation(turned)
