"""Taking in: what a file changes, what it leaves alone, when it is refused; on each database."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st
from sqlalchemy import select, update

from bot.commands.take_in import apply, planned
from bot.domain.catalog import Catalog
from bot.domain.fact import (
    ORGANISATION_KINDS,
    Body,
    Change,
    Subject,
    needs,
    organisation_facts,
    plan,
)
from bot.domain.organisation import Organisation
from bot.errors import Flaws, RolecallError
from bot.formats.yaml import FORMAT, write
from bot.store.engine import Engines
from bot.store.ledger import Ledger
from bot.store.tables import ChangeRow
from bot.taking_in.organisation import plan_organisation
from bot.taking_in.plan import EXAMPLE, Plan

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


ACME: dict[str, Any] = {
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
        path.write_text(write(value), encoding="utf-8")
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
    ("kind", "others", "field", "found"),
    [
        ("people", [{"key": "kim", "slack": "U1"}], "slack", "“U1”, which person zoe"),
        (
            "people",
            [{"key": "kim", "email": "ZOE@acme.example"}],
            "email",
            "“zoe@acme.example”, which person zoe",
        ),
        ("teams", [_team("store") | {"name": "SHOP"}], "name", "“shop”, which team shop"),
        ("teams", [_team("store", channel="#shop")], "channel", "“#shop”, which team shop"),
    ],
)
def test_clash_with_another_source(
    kind: str, others: list[dict[str, Any]], field: str, found: str, ledger: Ledger
) -> None:
    """What another source has already is refused where this file says it, and nothing is there."""
    _take(ledger, _organisation(ACME), "yaml:Acme")
    with pytest.raises(Flaws) as refused:
        _take(ledger, _organisation({"organisation": "Other", kind: others}), "csv:other")
    first = refused.value.flaws[0]
    assert first.where == (kind, 0, field)
    assert first.found == f"{found} of yaml:Acme has"
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


BAKES = Subject("assignment", ("shop", BAKER, "ana"))
DRIVES = Subject("assignment", ("shop", DRIVER, "zoe"))
SHOP = Subject("team", ("shop",))
SOURCE = "yaml:Acme"


def _edit(ledger: Ledger, actor: str = "U1", **edits: object) -> int:
    """Changes the shop's baker in chat, as people do."""
    with ledger.open("W1", NOW) as books:
        before = books.fact(BAKES)
        usual = organisation_facts(_organisation(ACME))[BAKES]
        change = Change(BAKES, before, (before or usual) | edits)
        return books.record([change], actor=actor, source="slack")


def _retire(ledger: Ledger, *kinds: str) -> int:
    """Retires all that the shop has of these kinds in chat, in one act."""
    with ledger.open("W1", NOW) as books:
        stored = books.facts(ORGANISATION_KINDS)
        gone = [s for s in stored if s.kind in kinds and s.key[0] == "shop"]
        return books.record(plan(stored, {}, gone), actor="U1", source="slack")


def _shop(baker: dict[str, Any] | None = None, **fields: object) -> Organisation:
    """The file, with another word on the shop's baker, or on the shop."""
    shop, *others = ACME["teams"]
    driver, bakes = shop["assignments"]
    again = shop | {"assignments": [driver, bakes | (baker or {})]} | fields
    return _organisation({**ACME, "teams": [again, *others]})


def test_edits_are_kept(ledger: Ledger) -> None:
    """What was edited here stays when the same file is taken in again, and is counted."""
    _take(ledger, _organisation(ACME), SOURCE)
    _edit(ledger, state="accepted")
    for given in (_organisation(ACME), _shop(channel="#bread")):
        plan = _take(ledger, given, SOURCE)
        assert plan.lines()[-1].endswith(" retired, 1 edited here kept")
        assert not any(change.subject == BAKES for change in plan.changes)
        with ledger.read("W1") as books:
            assert (books.fact(BAKES) or {})["state"] == "accepted"
            assert books.owned("slack") == {BAKES}
    assert _now(ledger)[0].team["shop"].channel == "#bread"


def test_retired_here_stays_retired(ledger: Ledger) -> None:
    """What was retired here doesn't come back with the file, which still lists it."""
    _take(ledger, _organisation(ACME), SOURCE)
    _retire(ledger, "assignment", "lead")
    before = _now(ledger)
    plan = _take(ledger, _organisation(ACME), SOURCE)
    assert plan.lines() == ("0 added, 0 changed, 0 retired, 4 edited here kept",)
    assert _now(ledger) == before
    shop = before[0].team["shop"]
    assert (shop.assignments, shop.leads) == ((), ())


def test_team_retired_here_with_all_it_has(ledger: Ledger) -> None:
    """A team that was retired here stays so with all of it, though the file changes the team."""
    _take(ledger, _organisation(ACME), SOURCE)
    act = _retire(ledger, "team", "lead", "assignment", "override", "waiver")
    before = _now(ledger)
    assert _take(ledger, _organisation(ACME), SOURCE).changes == ()
    line, counts = _take(ledger, _shop(channel="#bread"), SOURCE).lines()
    assert (
        line == f"! team shop: retired here (#{act} by U1), the file now says channel #bread; kept"
    )
    assert counts == "0 added, 0 changed, 0 retired, 7 edited here kept, 1 conflict"
    assert _now(ledger) == before


def test_conflicts_are_told_until_they_are_solved(ledger: Ledger) -> None:
    """Where file and people both changed a fact, the people's word stays, and each import tells."""
    _take(ledger, _organisation(ACME), SOURCE)
    _edit(ledger, "U7", state="accepted")
    act = _edit(ledger, "U8", standing="backup", until="2026-12-31")
    given = _shop({"until": "2027-12-31"})
    for _ in range(2):
        line, counts = _take(ledger, given, SOURCE).lines()
        assert line == (
            f"! assignment shop {BAKER} ana: edited here (#{act} by U8), the file now says "
            "standing primary, state pending, until 2027-12-31; kept"
        )
        assert counts == "0 added, 0 changed, 0 retired, 1 conflict"
    _edit(ledger, state="pending", standing="primary", until="2027-12-31")
    assert _take(ledger, given, SOURCE).lines() == ("0 added, 0 changed, 0 retired",)
    assert _now(ledger)[0] == given


def test_conflicts_without_a_body(ledger: Ledger) -> None:
    """A lead has nothing but a key: what the file took out and has again is told as that."""
    _take(ledger, _organisation(ACME), SOURCE)
    _take(ledger, _shop(leads=["zoe"]), SOURCE)
    lead = Subject("lead", ("shop", "ana"))
    with ledger.open("W1", NOW) as books:
        books.record([Change(lead, None, {})], actor="U1", source="slack")
        act = books.record([Change(lead, {}, None)], actor="U1", source="slack")
    line, counts = _take(ledger, _organisation(ACME), SOURCE).lines()
    assert line == f"! lead shop ana: retired here (#{act} by U1), the file now has it again; kept"
    assert counts == "0 added, 0 changed, 0 retired, 1 conflict"


def test_several_conflicts(ledger: Ledger) -> None:
    """Each conflict has its line, in the order of the file, and all are counted."""
    _take(ledger, _organisation(ACME), SOURCE)
    _retire(ledger, "assignment")
    shop = ACME["teams"][0]
    moved = [held | {"since": "2026-02-02"} for held in shop["assignments"]]
    first, second, counts = _take(ledger, _shop(assignments=moved), SOURCE).lines()
    assert (first.split(":")[0], second.split(":")[0]) == ("! assignment shop role",) * 2
    assert (DRIVER in first, BAKER in second) == (True, True)
    assert counts == "0 added, 0 changed, 0 retired, 2 conflicts"


def test_same_word_here_and_there(ledger: Ledger) -> None:
    """Where the file comes to say what was edited here, there is nothing to do and to tell."""
    _take(ledger, _organisation(ACME), SOURCE)
    _edit(ledger, state="accepted")
    assert _take(ledger, _shop({"state": "accepted"}), SOURCE).lines() == (
        "0 added, 0 changed, 0 retired",
    )


def test_new_word_of_a_file(ledger: Ledger) -> None:
    """What a file says for the first time comes in, whatever was said here before."""
    given = _organisation({**ACME, "teams": [_team("shop"), _team("base", kind="platform")]})
    _take(ledger, given, SOURCE)
    _edit(ledger, state="accepted")
    lines = _take(ledger, _organisation(ACME), SOURCE).lines()
    assert any(line.startswith(f"~ {BAKES}: state accepted → pending") for line in lines)
    assert _now(ledger)[0].team["shop"].assignments == _organisation(ACME).teams[0].assignments


def test_gone_from_the_file_and_edited_here(ledger: Ledger) -> None:
    """What was edited here stays though the file drops it, and so does what was added here."""
    _take(ledger, _organisation(ACME), SOURCE)
    _edit(ledger, state="accepted")
    with ledger.open("W1", NOW) as books:
        books.record(
            [Change(Subject("lead", ("base", "ana")), None, {})], actor="U1", source="slack"
        )
    plan = _take(ledger, _shop(assignments=[]), SOURCE)
    assert [str(change.subject) for change in plan.changes] == [str(DRIVES)]
    assert plan.lines()[-1] == "0 added, 0 changed, 1 retired, 2 from other sources left alone"
    [held] = _now(ledger)[0].team["shop"].assignments
    assert (held.person, held.state) == ("ana", "accepted")


def test_new_in_the_file_for_what_was_retired_here(ledger: Ledger) -> None:
    """A new fact on a team that was retired here is refused with what to do, and none is there."""
    _take(ledger, _organisation(ACME), SOURCE)
    act = _retire(ledger, "team", "lead", "assignment", "override", "waiver")
    before = _now(ledger)
    more = [*ACME["teams"][0]["assignments"], _held(BAKER, "zoe")]
    with pytest.raises(Flaws) as refused:
        _take(ledger, _shop(assignments=more), SOURCE)
    [flaw] = refused.value.flaws
    assert flaw.where == ("teams", 0, "assignments", len(more) - 1)
    assert flaw.found == (
        f"“assignment shop {BAKER} zoe”, which needs “team shop”, and that was retired "
        f"(#{act} by U1)"
    )
    assert flaw.expected == "that undone, or both taken out of the file"
    assert _now(ledger) == before


def test_edited_here_on_what_the_file_drops(ledger: Ledger) -> None:
    """A team whose parts were edited here isn't taken away under them."""
    _take(ledger, _organisation(ACME), SOURCE)
    _edit(ledger, state="accepted")
    before = _now(ledger)
    with pytest.raises(RolecallError) as refused:
        _take(ledger, _organisation({**ACME, "teams": ACME["teams"][1:]}), SOURCE)
    assert str(refused.value) == (
        f"It doesn't fit what other sources brought: “{BAKES}” needs “team shop”, which would be "
        "retired; retire the first as well, or keep the second in the file."
    )
    assert _now(ledger) == before


def test_what_the_example_said_is_the_files(ledger: Ledger) -> None:
    """What a file took over from the example in the same words is kept as people edited it."""
    _take(ledger, _organisation(ACME), EXAMPLE)
    _take(ledger, _organisation(ACME), SOURCE)
    _edit(ledger, state="accepted")
    plan = _take(ledger, _organisation(ACME), SOURCE)
    assert plan.lines() == ("0 added, 0 changed, 0 retired, 1 edited here kept",)


def test_older_changes_are_the_same_word(ledger: Ledger, engines: Engines) -> None:
    """What a file said before assignments told who asked is the same as what it says now."""
    _take(ledger, _organisation(ACME), SOURCE)
    with engines.write.begin() as connection:
        for row in connection.execute(select(ChangeRow.number, ChangeRow.after)).all():
            body = {key: row.after[key] for key in row.after if not key.startswith("asked")}
            older = update(ChangeRow).where(ChangeRow.number == row.number).values(after=body)
            connection.execute(older)
    _edit(ledger, state="accepted")
    assert _take(ledger, _organisation(ACME), SOURCE).lines() == (
        "0 added, 0 changed, 0 retired, 1 edited here kept",
    )


def test_two_files_on_one_fact(ledger: Ledger) -> None:
    """A file's new word comes over another file's; the same word again changes nothing."""

    def zoe(email: str) -> Organisation:
        return _organisation({"organisation": "X", "people": [{"key": "zoe", "email": email}]})

    for email, source in (("a@x.example", "csv:a"), ("b@x.example", "csv:b")):
        last = _take(ledger, zoe(email), source).lines()[0]
        assert _now(ledger)[0].person["zoe"].email == email
    assert last == "~ person zoe: email a@x.example → b@x.example (until now from csv:a)"
    assert _take(ledger, zoe("a@x.example"), "csv:a").lines() == (
        "0 added, 0 changed, 0 retired, 1 from other sources left alone",
    )
    back = _take(ledger, zoe("c@x.example"), "csv:a").lines()[0]
    assert back == "~ person zoe: email b@x.example → c@x.example (until now from csv:b)"
    assert _now(ledger)[0].person["zoe"].email == "c@x.example"


@pytest.mark.parametrize("kind", ["people", "teams"])
def test_one_key_for_two(ledger: Ledger, kind: str) -> None:
    """Whom, or what, two files call otherwise is two, and both can't have one key."""

    def called(name: str) -> Organisation:
        return _organisation({"organisation": "X", kind: [{"key": "k", "name": name}]})

    _take(ledger, called("Zora"), "yaml:one")
    with pytest.raises(Flaws, match=r"yaml:one has “.+ k” as “Zora”") as refused:
        _take(ledger, called("Zelda"), "yaml:two")
    assert [flaw.where for flaw in refused.value.flaws] == [(kind, 0, "name")]
    _take(ledger, called("Zora"), "yaml:two")
    _take(ledger, called("Zyta"), "yaml:one")


def test_edit_of_another_files_word(ledger: Ledger) -> None:
    """What people edited of one file's word isn't lost to another file; it is a conflict."""
    team = {"organisation": "X", "teams": [_team("extra")]}
    _take(ledger, _organisation(team), "yaml:one")
    subject = Subject("team", ("extra",))
    with ledger.open("W1", NOW) as books:
        body = books.facts()[subject]
        edit = Change(subject, body, body | {"name": "Extraordinary"})
        books.record([edit], actor="U1", source="slack")
    plan = _take(ledger, _organisation(team), "yaml:two")
    assert plan.changes == ()
    assert [line for line in plan.lines() if line.startswith("! team extra")]
    assert _now(ledger)[0].team["extra"].name == "Extraordinary"


def test_edits_in_another_workspace(ledger: Ledger) -> None:
    """What people edited in one workspace keeps nothing in another."""
    _take(ledger, _organisation(ACME), SOURCE)
    _take(ledger, _organisation(ACME), SOURCE, workspace="W2")
    _edit(ledger, state="accepted")
    plan = _take(ledger, _shop({"state": "accepted"}), SOURCE, workspace="W2")
    assert [str(change.subject) for change in plan.changes] == [str(BAKES)]


def test_order_of_what_was_edited_here(ledger: Ledger) -> None:
    """What was edited here stands where the file has it, and taking that in moves nothing."""
    _take(ledger, _organisation(ACME), SOURCE)
    _edit(ledger, state="accepted")
    turned = _shop(assignments=ACME["teams"][0]["assignments"][::-1])
    assert _take(ledger, turned, SOURCE).changes == ()
    people = [held.person for held in _now(ledger)[0].team["shop"].assignments]
    assert people == ["ana", "zoe"]
    with ledger.read("W1") as books:
        before = books.workspace
    _take(ledger, turned, SOURCE)
    with ledger.read("W1") as books:
        assert books.workspace == before


def test_rehearsal_tells_the_same(ledger: Ledger) -> None:
    """A dry run tells the very lines that taking in tells, edits and conflicts too."""
    _take(ledger, _organisation(ACME), SOURCE)
    _edit(ledger, state="accepted")
    _retire(ledger, "lead")
    changed = _shop({"standing": "backup"}, channel="#bread")
    with ledger.open("W1", NOW, rehearse=True) as books:
        rehearsed = planned(books, changed, SOURCE)
        apply(books, rehearsed, "U9")
    assert rehearsed.lines() == _take(ledger, changed, SOURCE).lines()
    assert rehearsed.lines()[-1] == (
        "0 added, 1 changed, 0 retired, 2 edited here kept, 1 conflict"
    )


EDITS: dict[str, Body] = {
    "person": {"name": "Edited"},
    "team": {"channel": None},
    "assignment": {"standing": "backup", "until": "2030-01-01"},
    "override": {"because": "Edited."},
    "waiver": {"because": "Edited."},
}


@hypothesis.settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture],
)
@hypothesis.given(data=st.data())
def test_the_same_file_never_undoes_anything(data: st.DataObject, ledger: Ledger) -> None:
    """Whatever people edit and retire here, the file they edited it from changes none of it."""
    workspace = f"W{len(ledger.workspaces())}"
    _take(ledger, _organisation(ACME), SOURCE, workspace)
    facts = organisation_facts(_organisation(ACME))
    some = st.sets(st.sampled_from(sorted(facts)), max_size=4)
    gone = data.draw(some)
    while more := {s for s in facts.keys() - gone if gone.intersection(needs(s, facts[s]))}:
        gone |= more
    edited = {s: facts[s] | EDITS.get(s.kind, {}) for s in data.draw(some) - gone}
    with ledger.open(workspace, NOW) as books:
        books.record(plan(books.facts(), edited, gone), actor="U1", source="slack")
    with ledger.read(workspace) as books:
        before = books.workspace, books.facts()
    again = _take(ledger, _organisation(ACME), SOURCE, workspace)
    with ledger.read(workspace) as books:
        assert (books.workspace, books.facts()) == before
    assert again.changes == ()
    assert {one.last.change.subject for one in again.kept} == gone | {
        subject for subject, body in edited.items() if facts[subject] != body
    }
