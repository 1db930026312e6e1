"""Coverage: each day told from what is stored now and what led to it."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.fact import Body, Change, Facts, Subject, organisation_facts, organisation_of
from bot.domain.organisation import Organisation
from bot.domain.ownership.coverage import READ, Share, Window, coverage
from bot.domain.ownership.gaps import needed
from bot.domain.ownership.how_filled import fresh
from bot.domain.routing import resolve
from tests.example import KEEPER, MAKER, TODAY, acme, held, platform, product, small

Step = tuple[date, Change]
DAYS = 10
FIRST = TODAY - timedelta(days=DAYS - 1)
WINDOW = Window(FIRST, TODAY, small(), 90)
OLD = (TODAY - timedelta(days=200)).isoformat()


def ago(days: int) -> date:
    """The day that was so many days ago."""
    return TODAY - timedelta(days=days)


def alone(*assignments: dict[str, object], **more: object) -> dict[str, object]:
    """The product team `one`, without a platform team."""
    return product(*assignments, platform=None, **more)


def stored(where: Organisation) -> Facts:
    """What is stored of an organisation, as far as coverage reads it."""
    return {s: body for s, body in organisation_facts(where).items() if s.kind in READ}


def told(where: Organisation, *steps: Step, window: Window = WINDOW) -> list[tuple[int, int, int]]:
    """What was needed, filled and confirmed on each day."""
    shares = coverage(window, stored(where), steps)
    assert [one.on for one in shares] == [ago(n) for n in range(DAYS - 1, -1, -1)]
    return [(one.needed, one.filled, one.confirmed) for one in shares]


def assigned(person: str, role: str = MAKER, team: str = "one") -> Subject:
    """What is kept of somebody in a role."""
    return Subject("assignment", (team, role, person))


def test_nothing_changed() -> None:
    """Without a change every day is like today, but for what grows old or ends meanwhile."""
    where = acme(
        platform(held("c", KEEPER, confirmed=(TODAY - timedelta(days=94)).isoformat())),
        product(held("a", until=ago(3).isoformat(), confirmed=TODAY.isoformat())),
    )
    assert told(where) == [(2, 2, 2)] * 6 + [(2, 2, 1)] + [(2, 1, 0)] * 3


def test_a_change_counts_from_its_day_on() -> None:
    """What somebody became on a day counts on that day, and what was before it until then."""
    where = acme(alone(held("a", confirmed=TODAY.isoformat())))
    body = stored(where)[assigned("a")]
    steps = [
        (ago(2), Change(assigned("a"), body | {"state": "pending"}, body)),
        (ago(5), Change(assigned("a"), None, body | {"state": "pending"})),
        (ago(7), Change(assigned("a"), body, None)),
    ]
    filled = [one for _, one, _ in told(where, *steps)]
    assert filled == [1, 1, 0, 0, 0, 0, 0, 1, 1, 1]


def test_several_on_one_day() -> None:
    """The last change of a day says how the day was."""
    where = acme(alone(held("a")))
    body = stored(where)[assigned("a")]
    steps = [
        (ago(4), Change(assigned("a"), None, body)),
        (ago(4), Change(assigned("a"), body, None)),
        (ago(4), Change(assigned("a"), None, body)),
    ]
    assert [one for _, one, _ in told(where, *steps)] == [0] * 5 + [1] * 5


def test_a_new_team() -> None:
    """Before a team was there nothing was needed."""
    where = acme(alone(held("a")))
    facts = stored(where)
    team = Subject("team", ("one",))
    steps = [
        (ago(3), Change(assigned("a"), None, facts[assigned("a")])),
        (ago(6), Change(team, None, facts[team])),
    ]
    assert told(where, *steps) == [(0, 0, 0)] * 3 + [(2, 0, 0)] * 3 + [(2, 1, 0)] * 4


def test_a_change_on_the_platform_team() -> None:
    """What changes in a platform team counts for all teams that look there."""
    where = acme(
        platform(held("c", KEEPER)), product(), product(key="two", name="Two", platform="base")
    )
    kept = assigned("c", KEEPER, "base")
    steps = [(ago(4), Change(kept, None, stored(where)[kept]))]
    assert told(where, *steps) == [(4, 0, 0)] * 5 + [(4, 2, 0)] * 5


def test_decisions_of_a_team() -> None:
    """Overrides and waivers count from the day on which they were made."""
    waiver = Subject("waiver", ("one", MAKER))
    override = Subject("override", ("one", "activity:ship"))
    where = acme(
        alone(
            waived=[{"role": MAKER, "because": "no"}],
            overrides=[{"activity": "activity:ship", "roles": [], "because": "bought"}],
        )
    )
    facts = stored(where)
    steps = [
        (ago(2), Change(waiver, None, facts[waiver])),
        (ago(5), Change(override, None, facts[override])),
    ]
    assert [need for need, _, _ in told(where, *steps)] == [2] * 7 + [1] * 3


def test_who_left() -> None:
    """Whoever left fills nothing from that day on, whether a file said so or Slack."""
    where = acme(alone(held("a"), held("b", KEEPER)), gone="a")
    person = Subject("person", ("a",))
    body = stored(where)[person]
    steps = [(ago(5), Change(person, body | {"active": True}, body))]
    window = replace(WINDOW, gone={"b": ago(1)})
    filled = [one for _, one, _ in told(where, *steps, window=window)]
    assert filled == [2, 2, 2, 2, 1, 1, 1, 1, 0, 0]


@pytest.mark.parametrize(
    ("team", "expected"), [(None, (4, 1, 0)), ("one", (2, 1, 0)), ("base", (2, 0, 0))]
)
def test_one_team(team: str | None, expected: tuple[int, int, int]) -> None:
    """Of one team counts what it needs; of a platform team what others look for in it first."""
    where = acme(
        platform(),
        product(held("a"), structure="near"),
        product(key="two", name="Two", structure="far"),
    )
    assert told(where, window=replace(WINDOW, team=team))[-1] == expected


def test_roles_that_are_gone() -> None:
    """Who had a role that the catalog has no more, and rules that name one, count for nothing."""
    where = acme(alone())
    old = Subject("override", ("one", "activity:ship"))
    before: Body = {"roles": ["role:gone"], "because": None}
    assert told(where, (ago(3), Change(old, before, None)))[0] == (2, 0, 0)


def test_only_platform_teams() -> None:
    """Where there is no product team, platform teams count what they need themselves."""
    assert told(acme(platform(held("a"))))[-1] == (2, 1, 0)
    assert told(acme())[-1] == (0, 0, 0)


@pytest.mark.parametrize("seed", range(12))
def test_any_history(seed: int) -> None:
    """Whatever happened, each day is what a look at the organisation of that day would count."""
    chance = random.Random(seed)  # noqa: S311 - a test's own dice
    facts = stored(_crowd(chance))
    known, steps = dict(facts), []
    days = sorted(chance.randrange(DAYS) for _ in range(25))
    ends = {ago(day): dict(facts) for day in range(days[0])} if days else {}
    for number, day in enumerate(days):
        ends.setdefault(ago(day), dict(known))
        change = _undoing(chance, known, facts)
        steps.append((ago(day), change))
        _apply(known, change)
        later = days[number + 1] if number + 1 < len(days) else DAYS
        for between in range(day + 1, later + 1):
            ends.setdefault(ago(between), dict(known))
    shares = coverage(WINDOW, facts, steps)
    assert list(shares) == [_looked(ends[one.on], one.on) for one in shares]


def _crowd(chance: random.Random) -> Organisation:
    def some(key: str) -> list[dict[str, object]]:
        return [
            held(
                person,
                role,
                standing=chance.choice(["primary", "backup"]),
                state=chance.choice(["accepted", "accepted", "pending"]),
                confirmed=chance.choice([OLD, ago(chance.randrange(85, 99)).isoformat(), None]),
                until=chance.choice([None, None, ago(chance.randrange(9)).isoformat()]),
            )
            for role in (MAKER, KEEPER)
            for person in chance.sample("abcdef", chance.randrange(3))
            if key
        ]

    return acme(
        platform(*some("base")),
        product(*some("one"), structure="near"),
        product(*some("two"), key="two", name="Two", structure="far"),
        product(*some("three"), key="three", name="Three", platform=None),
        gone=chance.choice("abc"),
    )


def _undoing(chance: random.Random, known: Facts, facts: Facts) -> Change:
    """A change that may have led to what is known: something else, or nothing, was before it."""
    kinds = ("assignment", "person", "team")
    subject = chance.choice([one for one in facts if one.kind in kinds])
    body = known.get(subject)
    match subject.kind:
        case "assignment":
            before = None if body is not None else facts[subject] | {"confirmed": None}
        case "person":
            before = None if body is None else body | {"active": not body["active"]}
        case _:
            others = [None] if subject.key == ("base",) else ["near", "far", None]
            before = None if body is None else body | {"structure": chance.choice(others)}
    return Change(subject, before, body)


def _apply(known: Facts, change: Change) -> None:
    if change.before is None:
        known.pop(change.subject, None)
    else:
        known[change.subject] = change.before


def _looked(facts: Facts, on: date) -> Share:
    """What a look at a whole organisation counts on a day."""
    where = organisation_of("Acme", facts)
    found: list[tuple[bool, bool]] = []
    for team in where.teams:
        for role in needed(small(), team) if team.kind == "product" else ():
            here = resolve(role, team, small(), where, on).roles[0]
            there = [one.held for one in here.holders if one.state == "accepted"]
            if here.status != "waived":
                found.append((bool(there), fresh(there, on, WINDOW.confirm_days)))
    return Share(on, len(found), _count(found, 0), _count(found, 1))


def _count(found: Sequence[tuple[bool, bool]], place: int) -> int:
    return sum(one[place] for one in found)
