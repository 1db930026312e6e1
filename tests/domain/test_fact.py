"""Facts make what they were taken from, and a plan leads from what is stored to what is wanted."""

import json
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.catalog import Activity, Catalog
from bot.domain.fact import (
    ORDER,
    Body,
    Change,
    Facts,
    Kind,
    Subject,
    applied,
    body_of,
    catalog_facts,
    catalog_of,
    needs,
    organisation_facts,
    organisation_of,
    plan,
)
from bot.domain.organisation import Organisation
from bot.files import read_model

SHIPPED = Path(__file__).parents[2] / "config" / "catalog.yaml"

ACME: dict[str, Any] = {
    "organisation": "Acme",
    "people": [{"key": "p1", "name": "Ana", "slack": "U1"}, {"key": "p2", "active": "no"}],
    "stewards": ["p2"],
    "teams": [
        {"key": "base", "name": "Base", "kind": "platform"},
        {
            "key": "churn",
            "name": "Churn",
            "platform": "base",
            "leads": ["p1"],
            "assignments": [
                {"role": "role:ml-engineer", "person": "p1", "since": "2026-01-05"},
                {"role": "role:ml-engineer", "person": "p2", "standing": "backup"},
            ],
            "overrides": [{"activity": "activity:x", "roles": [], "because": "Bought."}],
            "waived": [{"role": "role:devops-engineer", "because": "Too small."}],
        },
    ],
}


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    """Read the catalog in config/."""
    return read_model(SHIPPED, Catalog)


def _some(rows: st.SearchStrategy[Any], by: str) -> st.SearchStrategy[list[Any]]:
    return st.lists(rows, max_size=4, unique_by=lambda row: row[by])


@st.composite
def _organisations(draw: st.DrawFn) -> Organisation:
    """Organisations with up to four people and teams; stewards and leads come once each."""
    text = st.sampled_from(["no", "1:30", "Zoë", "a  b", "null", "”"])
    role = st.sampled_from(["role:a", "role:b", "role:c/d"])
    day = st.none() | st.dates()
    keys = draw(st.lists(st.sampled_from(["p1", "P2", "012", "a.b"]), unique=True))
    who = st.sampled_from(keys or ["nobody"])
    some = len(keys) and 2
    people = [
        {"key": k, "name": draw(st.none() | text), "active": draw(st.booleans())} for k in keys
    ]
    held = st.fixed_dictionaries(
        {
            "role": role,
            "person": who,
            "standing": st.sampled_from(["primary", "backup"]),
            "state": st.sampled_from(["pending", "accepted"]),
            "since": st.none() | st.dates(max_value=date(2026, 1, 1)),
            "until": st.none() | st.dates(min_value=date(2026, 1, 1)),
            "confirmed": day,
            "confirmed_by": st.none() | who,
            "asked": day,
            "asked_by": st.none() | who,
        }
    )
    override = st.fixed_dictionaries(
        {
            "activity": st.sampled_from(["activity:x", "activity:y"]),
            "roles": st.lists(role, max_size=2, unique=True),
            "because": text,
        }
    )
    waiver = st.fixed_dictionaries({"role": role, "because": text})
    names = draw(st.lists(st.sampled_from(["base", "churn", "Search"]), unique=True))
    on = st.sampled_from([None, *(key for key in names if key == "base")])
    teams = [
        {
            "key": key,
            "name": f"Team {key}",
            "kind": "platform" if key == "base" else "product",
            "platform": None if key == "base" else draw(on),
            "structure": None if key == "base" else draw(st.sampled_from([None, "hybrid"])),
            "channel": draw(st.sampled_from([None, f"#{key}"])),
            "leads": draw(st.lists(who, max_size=some, unique=True)),
            "assignments": draw(
                st.lists(
                    held, max_size=2 * some, unique_by=lambda row: (row["role"], row["person"])
                )
            ),
            "overrides": draw(_some(override, "activity")),
            "waived": draw(_some(waiver, "role")),
        }
        for key in names
    ]
    return Organisation.model_validate(
        {
            "organisation": draw(text),
            "people": people,
            "teams": teams,
            "stewards": draw(st.lists(who, max_size=some, unique=True)),
        }
    )


SUBJECTS = [Subject(kind, (key,)) for kind in ORDER for key in ("a", "b")]
BODIES: list[Body] = [{}, {"name": "x"}, {"name": "y"}, {"name": None, "active": False}]
FACTS = st.dictionaries(st.sampled_from(SUBJECTS), st.sampled_from(BODIES))
OWNED = st.lists(st.sampled_from(SUBJECTS), unique=True)


def test_facts_of_an_organisation() -> None:
    """Each person, team, lead, steward, assignment, override and waiver is a fact of its own."""
    facts = organisation_facts(Organisation.model_validate(ACME))
    held = {"state": "accepted", "until": None, "confirmed": None, "confirmed_by": None}
    held |= {"asked": None, "asked_by": None}
    team = {"structure": None, "channel": None}
    assert facts == {
        Subject("person", ("p1",)): {
            "name": "Ana",
            "email": None,
            "slack": "U1",
            "active": True,
        },
        Subject("person", ("p2",)): {"name": None, "email": None, "slack": None, "active": False},
        Subject("steward", ("p2",)): {},
        Subject("team", ("base",)): {"name": "Base", "kind": "platform", "platform": None} | team,
        Subject("team", ("churn",)): {"name": "Churn", "kind": "product", "platform": "base"}
        | team,
        Subject("lead", ("churn", "p1")): {},
        Subject("assignment", ("churn", "role:ml-engineer", "p1")): {
            "standing": "primary",
            "since": "2026-01-05",
        }
        | held,
        Subject("assignment", ("churn", "role:ml-engineer", "p2")): {
            "standing": "backup",
            "since": None,
        }
        | held,
        Subject("override", ("churn", "activity:x")): {"roles": [], "because": "Bought."},
        Subject("waiver", ("churn", "role:devops-engineer")): {"because": "Too small."},
    }


@settings(deadline=None)
@given(organisation=_organisations())
@example(Organisation.model_validate(ACME))
def test_organisation_round_trip(organisation: Organisation) -> None:
    """The facts of an organisation, kept as JSON, make an equal organisation."""
    facts = organisation_facts(organisation)
    kept = {subject: json.loads(json.dumps(body)) for subject, body in facts.items()}
    assert kept == facts
    assert organisation_of(organisation.organisation, kept) == organisation


def test_organisation_from_facts_in_any_order() -> None:
    """A team's leads and assignments may be listed before the team itself."""
    acme = Organisation.model_validate(ACME)
    facts = organisation_facts(acme)
    backwards = organisation_of("Acme", dict(reversed(facts.items())))
    assert organisation_facts(backwards) == facts
    assert set(backwards.teams[0].assignments) == set(acme.team["churn"].assignments)


def test_nonsense_facts() -> None:
    """Facts that make no organisation are refused by the organisation's own rules."""
    facts: Facts = {Subject("steward", ("p9",)): {}}
    with pytest.raises(ValueError, match="found “p9”, expected the key of somebody under people"):
        organisation_of("Acme", facts)


def test_catalog_round_trip(shipped: Catalog) -> None:
    """The facts of the shipped catalog, kept as JSON, make an equal catalog."""
    facts = catalog_facts(shipped)
    kept = {subject: json.loads(json.dumps(body)) for subject, body in facts.items()}
    assert kept == facts
    assert catalog_of(kept) == shipped


def test_facts_of_a_catalog(shipped: Catalog) -> None:
    """A catalog is one fact for its head and one for each entry that stands by itself."""
    facts = catalog_facts(shipped)
    refs = [role.ref for role in shipped.roles]
    refs += [activity.ref for activity in shipped.activities]
    refs += [handoff.ref for handoff in shipped.handoffs]
    refs += [structure.ref for structure in shipped.structures]
    refs += [title.ref for title in shipped.titles]
    head, *entries = facts
    assert head == Subject("catalog", ("base",))
    assert set(facts[head]) == {"catalog", "caveat", "shared_names"}
    assert entries == [Subject("entry", ("base", ref)) for ref in refs]


def test_examples_are_said_of_those_that_have_any(shipped: Catalog) -> None:
    """A catalog that knows none is the same facts as before there were examples."""
    deploy = shipped.by_ref["activity:deploy-models"]
    assert isinstance(deploy, Activity)
    assert "examples" not in body_of(deploy)
    with_one = deploy.model_copy(update={"examples": ("who ships",)})
    assert body_of(with_one)["examples"] == ["who ships"]


def test_own_entries_over_the_files(shipped: Catalog) -> None:
    """A workspace's own entry takes the place of the file's, and a new one comes last."""
    facts = catalog_facts(shipped)
    deploy = facts[Subject("entry", ("base", "activity:deploy-models"))]
    own: Facts = {
        Subject("entry", ("own", "activity:deploy-models")): deploy
        | {"responsible": ["role:data-scientist"]},
        Subject("entry", ("own", "title:tester")): {
            "name": "Tester",
            "role": "role:software-engineer",
        },
    }
    for merged in (catalog_of(facts | own), catalog_of(own | facts)):
        responsible = {a.ref: a.responsible for a in merged.activities}
        before = {a.ref: a.responsible for a in shipped.activities}
        changed = before | {"activity:deploy-models": ("role:data-scientist",)}
        assert list(responsible.items()) == list(changed.items())
        assert [t.ref for t in merged.titles] == [*(t.ref for t in shipped.titles), "title:tester"]


def test_order_has_every_kind() -> None:
    """Every kind of fact has its one place in the order of changes."""
    assert sorted(ORDER) == sorted(get_args(Kind))


@pytest.mark.parametrize(
    ("before", "after", "sign"),
    [(None, {}, "+"), ({}, None, "-"), ({}, {"name": "x"}, "~")],
)
def test_sign(before: Body | None, after: Body | None, sign: str) -> None:
    """A change is marked as an addition, a retirement or a change."""
    assert Change(Subject("person", ("p1",)), before, after).sign == sign


def test_subject_text() -> None:
    """A subject reads as its kind and key."""
    subject = Subject("assignment", ("churn", "role:ml-engineer", "p1"))
    assert str(subject) == "assignment churn role:ml-engineer p1"


P1, P2, P3 = (Subject("person", (key,)) for key in ("p1", "p2", "p3"))
LED = Subject("lead", ("churn", "p1"))


def test_additions_changes_retirements() -> None:
    """A plan adds what is new, changes what differs, retires what is gone, and keeps the rest."""
    stored: Facts = {P1: {"name": "Ana"}, P2: {"name": "Bo"}, P3: {"name": "Cy"}}
    wanted: Facts = {P1: {"name": "Ana"}, P2: {"name": "Bob"}, LED: {}}
    assert plan(stored, wanted, [P1, P2, P3]) == (
        Change(P3, {"name": "Cy"}, None),
        Change(P2, {"name": "Bo"}, {"name": "Bob"}),
        Change(LED, None, {}),
    )


@pytest.mark.parametrize(
    ("owned", "changes"),
    [([], ()), ([P2], (Change(P2, {}, None),)), ([P1, P3], (Change(P1, {}, None),))],
)
def test_only_owned_is_retired(owned: list[Subject], changes: tuple[Change, ...]) -> None:
    """What didn't come from the source before is left alone; what is gone already stays gone."""
    assert plan({P1: {}, P2: {}}, {}, owned) == changes


def test_order_of_a_plan() -> None:
    """Retirements come first, the last kind first; then the rest, people before assignments."""
    facts = organisation_facts(Organisation.model_validate(ACME))
    build = plan({}, dict(reversed(facts.items())), [])
    clear = plan(facts, {}, list(facts))
    kinds = ["person"] * 2 + ["team"] * 2 + ["lead", "steward"]
    kinds += ["assignment"] * 2 + ["override", "waiver"]
    assert [change.subject.kind for change in build] == kinds
    assert [change.subject.kind for change in clear] == kinds[::-1]


def test_source_order_within_a_kind() -> None:
    """Facts of one kind are added in the order in which the source lists them."""
    wanted: Facts = {P3: {}, P1: {}, P2: {}}
    assert [change.subject for change in plan({}, wanted, [])] == [P3, P1, P2]


@given(facts=FACTS, owned=OWNED)
def test_nothing_for_equal(facts: Facts, owned: list[Subject]) -> None:
    """Where all that is wanted is stored and nothing else is, there is nothing to do."""
    assert plan(facts, dict(facts), owned) == ()


@given(stored=FACTS, wanted=FACTS)
def test_plan_leads_to_what_is_wanted(stored: Facts, wanted: Facts) -> None:
    """Where the source owns all that is stored, its plan makes exactly what it wants."""
    assert applied(stored, plan(stored, wanted, list(stored))) == wanted


@given(stored=FACTS, wanted=FACTS, owned=OWNED)
def test_plan_leaves_others_alone(stored: Facts, wanted: Facts, owned: list[Subject]) -> None:
    """A plan keeps what others stored, makes what is wanted, and is done after one time."""
    changes = plan(stored, wanted, owned)
    after = applied(stored, changes)
    assert after == {s: body for s, body in stored.items() if s not in owned} | wanted
    assert plan(after, wanted, owned) == ()
    assert len({change.subject for change in changes}) == len(changes)
    assert all(change.before == stored.get(change.subject) for change in changes)


@given(stored=FACTS, wanted=FACTS, owned=OWNED)
def test_plan_is_in_order(stored: Facts, wanted: Facts, owned: list[Subject]) -> None:
    """Retirements come in reverse of the order of kinds, all else after them and in it."""
    changes = plan(stored, wanted, owned)
    gone = [ORDER.index(c.subject.kind) for c in changes if c.after is None]
    rest = [ORDER.index(c.subject.kind) for c in changes if c.after is not None]
    assert [c.after is None for c in changes] == [True] * len(gone) + [False] * len(rest)
    assert gone == sorted(gone, reverse=True)
    assert rest == sorted(rest)


@settings(deadline=None)
@given(organisation=_organisations(), data=st.data())
@example(Organisation.model_validate(ACME), None)
def test_needs(organisation: Organisation, data: st.DataObject | None) -> None:
    """Facts make an organisation as long as all that any of them needs is there, and not else."""
    facts = organisation_facts(organisation)
    listed = sorted(facts)
    gone = data.draw(st.sets(st.sampled_from(listed), max_size=2)) if data and listed else set()
    left = {subject: body for subject, body in facts.items() if subject not in gone}
    if all(needed in left for subject, body in left.items() for needed in needs(subject, body)):
        assert organisation_facts(organisation_of("x", left)) == left
    else:
        with pytest.raises((KeyError, ValueError)):
            organisation_of("x", left)


def test_catalog_needs_nothing(shipped: Catalog) -> None:
    """An entry stands by itself; what it names is the catalog's own to check."""
    assert [
        n for subject, body in catalog_facts(shipped).items() for n in needs(subject, body)
    ] == []


def test_applied_takes_a_copy() -> None:
    """Changes leave the facts that they are applied to as they were."""
    stored: Facts = {P1: {}}
    assert applied(stored, [Change(P1, {}, None), Change(P2, None, {})]) == {P2: {}}
    assert stored == {P1: {}}
