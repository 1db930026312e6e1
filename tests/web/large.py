"""A large organisation: 500 activities, 40 roles, 520 teams and 5,000 people."""

from collections.abc import Iterator
from datetime import date

from bot.domain.catalog import Activity, Catalog, Handoff, Role, Structure
from bot.domain.catalog import Checklist as Lines
from bot.domain.organisation import Assignment, Organisation, Override, Person, Team, Waiver

ACTIVITIES, ROLES, PLATFORMS, PRODUCTS, PEOPLE = 500, 40, 20, 500, 5_000
OLD, NEW = date(2025, 1, 6), date(2026, 11, 2)


def large_catalog() -> Catalog:
    """Three roles responsible for each activity, and duties, boundaries and handoffs."""
    return Catalog(
        catalog="Large",
        caveat="Made up.",
        roles=tuple(_role(n) for n in range(ROLES)),
        activities=tuple(_activity(n) for n in range(ACTIVITIES)),
        handoffs=tuple(_handoff(n) for n in range(20)),
        structures=tuple(_structure(name) for name in ("central", "embedded", "hybrid")),
    )


def large_organisation() -> Organisation:
    """Everybody fills a role somewhere; some have left, wait, or were never confirmed."""
    return Organisation(
        organisation="Large",
        people=tuple(
            Person(
                key=f"p{n}",
                name=f"Person Number {n}",
                email=f"p{n}@example.com",
                slack=f"U{n}",
                active=n % 50 != 7,
            )
            for n in range(PEOPLE)
        ),
        teams=(*_platforms(), *_products()),
        stewards=("p0", "p1"),
    )


def role(n: int) -> str:
    """The ref of a role."""
    return f"role:role-{n % ROLES}"


def activity(n: int) -> str:
    """The ref of an activity."""
    return f"activity:activity-{n % ACTIVITIES}"


def _role(n: int) -> Role:
    return Role.model_validate(
        {
            "ref": role(n),
            "name": f"Role Number {n}",
            "column": f"R{n}",
            "summary": f"Does the things of role {n}",
            "description": f"Whoever has role {n} does its things and leaves the others alone.",
            "duties": [
                {
                    "ref": f"duty:role-{n}/{m}",
                    "name": f"Duty {m} of role {n}",
                    "activity": activity(n * 7 + m),
                }
                for m in range(8)
            ],
            "boundaries": [
                {
                    "ref": f"boundary:role-{n}/{m}",
                    "name": f"Boundary {m} of role {n}",
                    "activity": activity(n * 11 + m),
                }
                for m in range(4)
            ],
        }
    )


def _activity(n: int) -> Activity:
    return Activity(
        ref=activity(n),
        name=f"Activity Number {n}",
        description=f"Everything that belongs to activity {n}, from its first day to its last.",
        aliases=(f"work package {n}",),
        responsible=(role(n), role(n + 13), role(n + 27)),
        accountable=(role(n),),
    )


def _handoff(n: int) -> Handoff:
    lines = Lines(gives=("It is written down",), receives=("It was read",))
    return Handoff(
        ref=f"handoff:handoff-{n}",
        name=f"Handoff Number {n}",
        gives=role(n),
        receives=role(n + 1),
        problem="Things get lost.",
        contract="They are written down.",
        checklist=lines,
    )


def _structure(name: str) -> Structure:
    places = {"central": ("platform",), "embedded": ("product",)}.get(name, ("product", "platform"))
    return Structure.model_validate(
        {
            "ref": f"structure:{name}",
            "name": name.title(),
            "description": f"Arranged as {name}.",
            "pros": ["It is simple."],
            "cons": ["It is simple."],
            "seats": {role(n): places if n % 2 else ("product",) for n in range(ROLES)},
        }
    )


def _platforms() -> Iterator[Team]:
    for n in range(PLATFORMS):
        held = tuple(
            Assignment(role=role(m), person=f"p{4_000 + n * 40 + m}", since=OLD, confirmed=NEW)
            for m in range(1, ROLES, 2)
        )
        yield Team(
            key=f"platform-{n}",
            name=f"Platform Number {n}",
            kind="platform",
            channel=f"#platform-{n}",
            leads=(f"p{4_000 + n * 40}",),
            assignments=held,
        )


def _products() -> Iterator[Team]:
    for n in range(PRODUCTS):
        yield Team(
            key=f"team-{n}",
            name=f"Team Number {n}",
            platform=f"platform-{n % PLATFORMS}",
            structure=("central", "embedded", "hybrid")[n % 3],
            channel=f"#team-{n}",
            leads=(f"p{n * 8}",),
            assignments=tuple(_held(n, m) for m in range(12)),
            overrides=(Override(activity=activity(n), roles=(role(n),), because="It is smaller."),),
            waived=(Waiver(role=role(n + 39), because="Nobody needs it."),),
        )


def _held(team: int, n: int) -> Assignment:
    return Assignment(
        role=role(team + n),
        person=f"p{(team * 8 + n) % 4_000}",
        standing="backup" if n == 11 else "primary",
        state="pending" if n == 9 else "accepted",
        asked=OLD if n == 9 else None,
        asked_by=f"p{team * 8}" if n == 9 else None,
        since=OLD,
        confirmed=NEW if n < 5 else None,
    )
