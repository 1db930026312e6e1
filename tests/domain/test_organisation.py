"""What makes an organisation none, who fills a role on which day, and what a team is called."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.domain.catalog import Activity, Catalog, Role, Structure
from bot.domain.organisation import Assignment, Organisation, Override, Person
from bot.errors import FileRefused, Flaw, Flaws
from bot.files import read_model

MAKER = "role:maker"
KEEPER = "role:keeper"
NOWHERE = "the key of somebody under people"


def _organisation(**fields: object) -> Organisation:
    return Organisation.model_validate({"organisation": "Acme"} | fields)


def _flaws(**fields: object) -> list[Flaw]:
    """Every flaw that an organisation of these fields is refused for."""
    with pytest.raises(ValidationError) as caught:
        _organisation(**fields)
    found: list[Flaw] = []
    for error in caught.value.errors():
        cause = error["ctx"]["error"]
        assert isinstance(cause, Flaws)
        found += [Flaw((*error["loc"], *f.where), f.found, f.expected) for f in cause.flaws]
    return found


def _team(**fields: object) -> dict[str, Any]:
    return {"key": "churn", "name": "Churn Prediction"} | fields


def _held(**fields: object) -> dict[str, Any]:
    return {"role": MAKER, "person": "p1"} | fields


PEOPLE = [{"key": "p1"}, {"key": "p2"}]


def test_everything() -> None:
    """An organisation with all that one can hold is taken, and people and teams are looked up."""
    whole = _organisation(
        people=[{"key": "p1", "name": "Ana", "email": "a@x.org", "slack": "U1"}, {"key": "p2"}],
        stewards=["p1"],
        teams=[
            {"key": "base", "name": "Base", "kind": "platform"},
            _team(
                platform="base",
                structure="hybrid",
                channel="#churn",
                leads=["p2"],
                assignments=[_held(confirmed="2026-01-05", confirmed_by="p2"), _held(person="p2")],
                overrides=[{"activity": "activity:x", "roles": [MAKER]}],
                waived=[{"role": KEEPER, "because": "Too small."}],
            ),
        ],
    )
    assert whole.person["p2"] == Person(key="p2")
    assert whole.team["churn"].assignments[0].confirmed == date(2026, 1, 5)
    assert list(whole.team) == ["base", "churn"]
    assert whole.account == {"U1": whole.person["p1"]}


def test_nothing() -> None:
    """An organisation needs a name alone."""
    assert _organisation() == Organisation(organisation="Acme")


@pytest.mark.parametrize(
    ("person", "called"),
    [(Person(key="p1", name="Ana"), "Ana"), (Person(key="p1"), "p1")],
)
def test_called(person: Person, called: str) -> None:
    """A person is called by name, or by key where the file has no name."""
    assert person.called == called


@pytest.mark.parametrize(
    ("field", "values", "shown"),
    [
        ("key", ["p1", "p2", "p1"], "p1"),
        ("slack", ["U1", "U2", "U1"], "U1"),
        ("email", ["Ana@x.org", "b@x.org", "ana@X.org"], "ana@x.org"),
    ],
)
def test_repeated_people(field: str, values: list[str], shown: str) -> None:
    """A key, Slack account or mail address (in any case) that two people have is refused."""
    people = [{"key": f"k{n}"} | {field: value} for n, value in enumerate(values)]
    assert _flaws(people=people) == [
        Flaw(("people", n, field), f"“{shown}” more than once", f"every {field} once")
        for n in (0, 2)
    ]


@pytest.mark.parametrize(
    ("field", "values", "shown"),
    [
        ("key", ["a", "b", "a"], "a"),
        ("name", ["Search", "Churn", "SEARCH"], "search"),
        ("channel", ["#a", "#b", "#a"], "#a"),
    ],
)
def test_repeated_teams(field: str, values: list[str], shown: str) -> None:
    """A key, name (in any case) or channel that two teams have is refused."""
    teams = [{"key": f"k{n}", "name": f"N{n}"} | {field: v} for n, v in enumerate(values)]
    assert _flaws(teams=teams) == [
        Flaw(("teams", n, field), f"“{shown}” more than once", f"every {field} once")
        for n in (0, 2)
    ]


def test_unset_repeats_nothing() -> None:
    """Any number of people and teams may have no mail, Slack account or channel."""
    teams = [{"key": "a", "name": "A"}, {"key": "b", "name": "B"}]
    assert len(_organisation(people=PEOPLE, teams=teams).teams) == 2


@pytest.mark.parametrize(
    ("of", "field", "rows"),
    [
        ("assignments", "person", [_held(), _held(person="p2"), _held(standing="backup")]),
        (
            "overrides",
            "activity",
            [
                {"activity": "activity:x", "roles": [MAKER]},
                {"activity": "activity:y", "roles": [MAKER]},
                {"activity": "activity:x", "roles": [KEEPER]},
            ],
        ),
        (
            "waived",
            "role",
            [
                {"role": MAKER, "because": "One."},
                {"role": KEEPER, "because": "Two."},
                {"role": MAKER, "because": "Three."},
            ],
        ),
    ],
)
def test_repeated_in_a_team(of: str, field: str, rows: list[dict[str, Any]]) -> None:
    """A role's person, an activity and a waived role come once in a team."""
    teams = [{"key": "a", "name": "A"}, _team(**{of: rows})]
    where = ("teams", 1, of, 2, field)
    assert _flaws(people=PEOPLE, teams=teams) == [
        Flaw(where, "the same a second time", "it once a team")
    ]


def test_same_in_two_teams() -> None:
    """What comes once in a team may come in another again, and one person fill several roles."""
    rows = [_held(), _held(role=KEEPER)]
    teams = [_team(assignments=rows), {"key": "b", "name": "B", "assignments": rows}]
    assert len(_organisation(people=PEOPLE, teams=teams).teams[1].assignments) == 2


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"stewards": ["p1", "p9"]}, ("stewards", 1)),
        ({"teams": [_team(leads=["p2", "p9"])]}, ("teams", 0, "leads", 1)),
        (
            {"teams": [_team(assignments=[_held(person="p9")])]},
            ("teams", 0, "assignments", 0, "person"),
        ),
        (
            {"teams": [_team(assignments=[_held(confirmed_by="p9")])]},
            ("teams", 0, "assignments", 0, "confirmed_by"),
        ),
    ],
)
def test_unknown_people(fields: dict[str, object], where: tuple[str | int, ...]) -> None:
    """Whoever is named anywhere must stand under people."""
    assert _flaws(people=PEOPLE, **fields) == [Flaw(where, "“p9”", NOWHERE)]


@pytest.mark.parametrize("platform", ["nowhere", "other", "churn"])
def test_no_platform(platform: str) -> None:
    """A team's platform must be the key of a platform team."""
    teams = [_team(platform=platform), {"key": "other", "name": "Other"}]
    assert _flaws(teams=teams) == [
        Flaw(("teams", 0, "platform"), f"“{platform}”", "a platform team's key")
    ]


@pytest.mark.parametrize("field", [{"platform": "base"}, {"structure": "hybrid"}])
def test_platform_of_a_platform(field: dict[str, str]) -> None:
    """A platform team has neither a platform nor a structure."""
    teams = [{"key": "base", "name": "Base", "kind": "platform"}, _team(kind="platform", **field)]
    found = "a platform team with a platform or structure"
    assert _flaws(teams=teams) == [Flaw(("teams", 1), found, "these on product teams alone")]


def test_ends_before_it_begins() -> None:
    """An assignment that ends before it begins is refused."""
    row = _held(since="2026-03-01", until="2026-02-28")
    where = ("teams", 0, "assignments", 0, "until")
    assert _flaws(people=PEOPLE, teams=[_team(assignments=[row])]) == [
        Flaw(where, "2026-02-28", "a day from 2026-03-01 on")
    ]


@pytest.mark.parametrize(
    "days", [{"since": "2026-03-01", "until": "2026-03-01"}, {"until": "2026-02-28"}]
)
def test_may_end(days: dict[str, str]) -> None:
    """An assignment may hold for one day, or have an end and no beginning."""
    rows = [_held(**days)]
    assert _organisation(people=PEOPLE, teams=[_team(assignments=rows)]).teams[0].assignments


@pytest.mark.parametrize("because", [{}, {"because": None}])
def test_override_without_reason(because: dict[str, None]) -> None:
    """That nobody is responsible needs a reason."""
    override = {"activity": "activity:x", "roles": []} | because
    where = ("teams", 0, "overrides", 0, "because")
    assert _flaws(teams=[_team(overrides=[override])]) == [
        Flaw(where, "no reason", "why nobody is responsible, by design")
    ]


def test_override_with_reason() -> None:
    """With a reason nobody may be responsible; with roles, a reason may be left out."""
    assert Override(activity="activity:x", roles=(), because="We buy it.").roles == ()
    assert Override(activity="activity:x", roles=(MAKER,)).because is None


def test_every_flaw_at_once() -> None:
    """All flaws are reported together, not just the first."""
    people = [{"key": "p1"}, {"key": "p1"}]
    flaws = _flaws(people=people, stewards=["p8"], teams=[_team(leads=["p9"], platform="x")])
    assert [flaw.where for flaw in flaws] == [
        ("people", 0, "key"),
        ("people", 1, "key"),
        ("stewards", 0),
        ("teams", 0, "leads", 0),
        ("teams", 0, "platform"),
    ]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"standing": "third"}, "literal_error"),
        ({"state": "maybe"}, "literal_error"),
        ({"role": "Data Scientist"}, "string_pattern_mismatch"),
        ({"person": "Ana María"}, "string_pattern_mismatch"),
        ({"since": "soon"}, "value_error"),
        ({"shift": "night"}, "extra_forbidden"),
    ],
)
def test_assignment_refused(row: dict[str, str], kind: str) -> None:
    """An assignment takes only what it documents."""
    with pytest.raises(ValidationError) as caught:
        Assignment.model_validate(_held(**row))
    assert [error["type"] for error in caught.value.errors()] == [kind]


def test_flaws_in_a_file(tmp_path: Path) -> None:
    """A flaw between parts of a file is reported with file, line and field."""
    path = tmp_path / "org.yaml"
    path.write_text(
        "organisation: Acme\npeople:\n  - key: p1\nteams:\n  - key: churn\n    name: Churn\n"
        "    assignments:\n      - role: role:maker\n        person: p9\n",
        encoding="utf-8",
    )
    with pytest.raises(FileRefused) as caught:
        read_model(path, Organisation)
    text = f"{path}:9: teams[1].assignments[1].person: found “p9”, expected {NOWHERE}"
    assert str(caught.value) == text


SINCE = date(2026, 3, 1)
UNTIL = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("since", "until", "today", "holds"),
    [
        (SINCE, UNTIL, date(2026, 2, 28), False),
        (SINCE, UNTIL, SINCE, True),
        (SINCE, UNTIL, date(2026, 3, 15), True),
        (SINCE, UNTIL, UNTIL, True),
        (SINCE, UNTIL, date(2026, 4, 1), False),
        (SINCE, SINCE, SINCE, True),
        (SINCE, None, date(2026, 2, 28), False),
        (SINCE, None, SINCE, True),
        (SINCE, None, date.max, True),
        (None, UNTIL, date.min, True),
        (None, UNTIL, UNTIL, True),
        (None, UNTIL, date(2026, 4, 1), False),
        (None, None, SINCE, True),
    ],
)
def test_current(since: date | None, until: date | None, today: date, holds: bool) -> None:  # noqa: FBT001 - a column of the table
    """An assignment holds from its first day to its last, both included, open ends being open."""
    assert Assignment(role=MAKER, person="p1", since=since, until=until).current(today) is holds


@pytest.mark.parametrize(
    ("said", "waits", "offered"),
    [
        ({}, False, False),
        ({"confirmed_by": "p1"}, False, False),
        ({"state": "pending"}, True, False),
        ({"state": "pending", "asked_by": "p2"}, True, False),
        ({"state": "pending", "asked_by": "p1"}, True, True),
        ({"asked_by": "p2"}, True, False),
        ({"asked_by": "p1"}, True, True),
        ({"asked": "2026-12-01"}, False, False),
    ],
)
def test_waits(said: dict[str, str], waits: bool, offered: bool) -> None:  # noqa: FBT001 - columns of the table
    """Who was asked something hasn't answered yet, also in a role that they fill; or offers."""
    held = Assignment.model_validate(_held(**said))
    assert (held.waits, held.offered) == (waits, offered)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("churn", "churn"),
        ("CHURN", "churn"),
        ("  churn\n", "churn"),
        ("team:churn", "churn"),
        ("Team:Churn", "churn"),
        ("churn prediction", "churn"),
        ("Churn PREDICTION", "churn"),
        ("#churn-ml", "churn"),
        ("#CHURN-ML", "churn"),
        ("straße", "s2"),
        ("STRASSE", "s2"),
        ("S2", "s2"),
        ("churn-ml", "churn"),
        ("the s2 team", "s2"),
        ("chur", None),
        ("prediction", None),
        ("", None),
        ("  ", None),
        ("team:", None),
        ("person:churn", None),
    ],
)
def test_team_called(words: str, key: str | None) -> None:
    """A team is found by its key, ref, name or channel, whole and in any case, and no other way."""
    teams = [_team(channel="#Churn-ML"), {"key": "s2", "name": "Straße"}]
    team = _organisation(teams=teams).team_called(words)
    assert (team.key if team else None) == key


def _role(ref: str) -> Role:
    return Role(ref=ref, name=ref, column="X", summary="Does.", description="Does things.")


CATALOG = Catalog(
    catalog="Small",
    caveat="Change it.",
    roles=(_role(MAKER), _role(KEEPER)),
    activities=(Activity(ref="activity:x", name="X", description="X.", responsible=(MAKER,)),),
    structures=(
        Structure(
            ref="structure:flat",
            name="Flat",
            description="One place.",
            pros=(),
            cons=(),
            seats={MAKER: ("product",), KEEPER: ("product",)},
        ),
        Structure(
            ref="structure:tall",
            name="Tall",
            description="Two places.",
            pros=(),
            cons=(),
            seats={MAKER: ("product",), KEEPER: ("platform",)},
        ),
    ),
)


@pytest.mark.parametrize(
    ("fields", "flaw"),
    [
        (
            {"structure": "round"},
            Flaw(("teams", 1, "structure"), "“round”", "one of flat, tall"),
        ),
        (
            {"assignments": [_held(), _held(role="role:odd")]},
            Flaw(("teams", 1, "assignments", 1, "role"), "“role:odd”", "a ref in the catalog"),
        ),
        (
            {"overrides": [{"activity": "activity:odd", "roles": [MAKER]}]},
            Flaw(
                ("teams", 1, "overrides", 0, "activity"),
                "“activity:odd”",
                "a ref in the catalog",
            ),
        ),
        (
            {"overrides": [{"activity": "activity:x", "roles": [MAKER, "role:odd"]}]},
            Flaw(
                ("teams", 1, "overrides", 0, "roles", 1),
                "“role:odd”",
                "a ref in the catalog",
            ),
        ),
        (
            {"waived": [{"role": "role:odd", "because": "No."}]},
            Flaw(("teams", 1, "waived", 0, "role"), "“role:odd”", "a ref in the catalog"),
        ),
    ],
)
def test_misfits(fields: dict[str, object], flaw: Flaw) -> None:
    """A structure, role or activity that the catalog doesn't have is found wherever it is named."""
    teams = [{"key": "a", "name": "A"}, _team(**fields)]
    assert list(_organisation(people=PEOPLE, teams=teams).misfits(CATALOG)) == [flaw]


def test_no_misfits() -> None:
    """An organisation that speaks of what the catalog has alone fits it."""
    team = _team(
        structure="tall",
        assignments=[_held(), _held(role=KEEPER)],
        overrides=[{"activity": "activity:x", "roles": [KEEPER]}],
        waived=[{"role": MAKER, "because": "No."}],
    )
    assert list(_organisation(people=PEOPLE, teams=[team]).misfits(CATALOG)) == []
