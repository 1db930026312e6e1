"""What counts as a gap, from which day on, and in which team it is told."""

from datetime import date, timedelta

import pytest

from bot.domain.organisation import Organisation
from bot.domain.ownership.gaps import Gaps, Held, gaps, needed
from bot.domain.ownership.rules import Rules
from tests.example import KEEPER, MAKER, TODAY, acme, held, platform, product, small

RULES = Rules(pending_days=7, confirm_days=90, most_roles=2)
FRESH = {"confirmed": TODAY.isoformat()}


def found(where: Organisation, *teams: str) -> Gaps:
    """The gaps in the teams with these keys, in all where none is named."""
    asked = [where.team[key] for key in teams] or where.teams
    return gaps(small(), where, asked, TODAY, RULES)


def days_ago(days: int) -> str:
    """The day that was so many days ago, as a file has it."""
    return (TODAY - timedelta(days=days)).isoformat()


def unfilled(where: Organisation, *teams: str) -> list[tuple[str, str]]:
    """Unfilled roles, each with the key of its team."""
    return [(one.role.ref, one.team.key) for one in found(where, *teams).unfilled]


def who(of: tuple[Held, ...]) -> list[str]:
    """The keys of the people."""
    return [one.person.key for one in of]


@pytest.mark.parametrize(
    ("structure", "expected"),
    [
        (None, [(MAKER, "one"), (KEEPER, "one")]),
        ("near", [(MAKER, "one"), (KEEPER, "one")]),
        ("far", [(MAKER, "base"), (KEEPER, "base")]),
    ],
)
def test_unfilled_where_it_is_seated(
    structure: str | None, expected: list[tuple[str, str]]
) -> None:
    """The team where the structure seats the role has the gap, and no other."""
    where = acme(platform(), product(structure=structure))
    assert unfilled(where) == expected
    [team] = {team for _, team in expected}
    other = {"one": "base", "base": "one"}[team]
    assert unfilled(where, other) == []


def test_without_a_platform_team_it_is_the_teams_own() -> None:
    """A role that should sit in a platform team is a gap of the team that has none."""
    alone = acme(product(structure="far", platform=None))
    assert unfilled(alone) == [(MAKER, "one"), (KEEPER, "one")]


def test_no_gap_where_somebody_does_it() -> None:
    """Covered from elsewhere, asked, left or waived isn't unfilled; two teams are told once."""
    for team, base in (
        (product(held("a"), held("b", KEEPER)), platform()),
        (product(), platform(held("a"), held("b", KEEPER, state="pending"))),
        (product(waived=[{"role": MAKER, "because": "x"}]), platform(held("f", KEEPER))),
    ):
        assert unfilled(acme(base, team, gone="f")) == []
    other = product(structure="far") | {"key": "two", "name": "Two"}
    both = acme(platform(), product(structure="far"), other)
    assert unfilled(both) == [(MAKER, "base"), (KEEPER, "base")]
    refused = platform(waived=[{"role": MAKER, "because": "x"}])
    assert unfilled(acme(refused, product(structure="far"))) == [(KEEPER, "base")]


def test_only_roles_with_a_part() -> None:
    """A role that has no part in anything a team does isn't missing there."""
    nobody: list[dict[str, object]] = [
        {"activity": ref, "roles": [], "because": "x"} for ref in ("activity:make", "activity:ship")
    ]
    assert unfilled(acme(platform(), product(overrides=nobody))) == [(KEEPER, "one")]


@pytest.mark.parametrize(("days", "late"), [(7, False), (8, True)])
def test_pending(days: int, late: bool) -> None:  # noqa: FBT001 an expectation
    """Longer than the rules allow; offers too; not where it is over."""
    asked = {"state": "pending", "asked": days_ago(days)}
    offer = {**asked, "asked_by": "b"}
    over = {**asked, "until": days_ago(1)}
    where = acme(
        platform(), product(held("a", **asked), held("b", **offer), held("c", KEEPER, **over))
    )
    told = found(where).pending
    assert who(told) == (["a", "b"] if late else [])
    assert [one.held.offered for one in told] == ([False, True] if late else [])


@pytest.mark.parametrize(
    ("said", "late"),
    [
        ({"confirmed": days_ago(90)}, False),
        ({"confirmed": days_ago(91)}, True),
        ({"since": days_ago(90)}, False),
        ({"since": days_ago(91)}, True),
        ({"since": days_ago(500), "confirmed": days_ago(2)}, False),
        ({}, True),
    ],
)
def test_unconfirmed(said: dict[str, str], late: bool) -> None:  # noqa: FBT001 an expectation
    """Since it was confirmed, else since it began; what nobody dated counts."""
    told = found(acme(platform(), product(held("a", **said)))).unconfirmed
    assert [one.since for one in told] == ([_day(said)] if late else [])


def _day(said: dict[str, str]) -> date | None:
    days = [said[field] for field in ("confirmed", "since") if field in said]
    return date.fromisoformat(days[0]) if days else None


def test_left() -> None:
    """Whoever left, be they accepted or asked, is that and nothing else."""
    waits = held("b", state="pending", asked=days_ago(50))
    where = acme(platform(), product(held("a"), waits), gone="ab")
    told = found(where)
    assert who(told.left) == ["a", "b"]
    assert (told.pending, told.unconfirmed) == ((), ())


@pytest.mark.parametrize(
    ("leads", "gone", "unled", "left"),
    [
        ("ab", "", [], []),
        ("ab", "a", [], ["a"]),
        ("ab", "ab", ["one"], ["a", "b"]),
        ("", "", ["one"], []),
    ],
)
def test_leads(leads: str, gone: str, unled: list[str], left: list[str]) -> None:
    """A lead who left is told; the team is a gap where no other lead is there, or never was one."""
    where = acme(platform(leads=["c"]), product(leads=[*leads]), gone=gone)
    told = found(where)
    assert [team.key for team in told.unled] == unled
    assert [(one.person.key, one.team and one.team.key) for one in told.gone] == [
        (key, "one") for key in left
    ]
    assert (found(where, "base").unled, found(where, "base").gone) == ((), ())


def test_stewards_who_left() -> None:
    """They are told where all teams are looked at, for they belong to none."""
    where = acme(platform(), product(), stewards=["a", "b"], gone="a")
    [one] = found(where).gone
    assert (one.person.key, one.team) == ("a", None)
    assert found(where, "one").gone == ()


def test_unowned() -> None:
    """All roles that would be responsible are waived; by design, and filled, is no gap."""
    waived = [{"role": role, "because": "x"} for role in (MAKER, KEEPER)]
    team = product(held("a", KEEPER, **FRESH), waived=waived)
    assert [one.activity.ref for one in found(acme(platform(), team)).unowned] == ["activity:make"]
    rule = {"activity": "activity:make", "roles": [], "because": "we don't"}
    assert found(acme(platform(), team | {"overrides": [rule]})).unowned == ()


def test_overloaded() -> None:
    """More roles than the rules allow, counted over all teams, told in each of theirs."""
    two = product(held("a")) | {"key": "two", "name": "Two"}
    three = product(held("b")) | {"key": "three", "name": "Three"}
    where = acme(platform(), product(held("a"), held("a", KEEPER)), two, three)
    [load] = found(where).overloaded
    assert (load.person.key, len(load.seats)) == ("a", 3)
    assert found(where, "two").overloaded == (load,)
    assert found(where, "three").overloaded == ()
    assert found(acme(platform(), product(held("a"), held("a", KEEPER)))).overloaded == ()


def test_nothing() -> None:
    """Where everything is filled and confirmed there is nothing to tell."""
    whole = product(held("a", **FRESH), held("b", KEEPER, **FRESH), leads=["c"])
    assert not found(acme(platform(leads=["c"]), whole))


@pytest.mark.parametrize(
    ("overrides", "roles"),
    [
        ({}, {MAKER, KEEPER}),
        ({"activity:make": []}, {MAKER, KEEPER}),
        ({"activity:make": [], "activity:ship": []}, {KEEPER}),
        ({"activity:make": [], "activity:ship": [MAKER]}, {MAKER, KEEPER}),
        ({"activity:guess": [MAKER], "activity:make": [], "activity:ship": []}, {MAKER, KEEPER}),
    ],
)
def test_needed(overrides: dict[str, list[str]], roles: set[str]) -> None:
    """A team needs the roles with a part in what it does, by its own rules where it has some."""
    own = [
        {"activity": activity, "roles": decided, "because": "It is so."}
        for activity, decided in overrides.items()
    ]
    where = acme(product(overrides=own), platform())
    # The keeper has a say in making, whoever does it.
    assert needed(small(), where.team["one"]) == roles
