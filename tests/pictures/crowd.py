"""Catalogs and organisations of any size, the same each time."""

from typing import Any

from bot.domain.catalog import Catalog
from bot.domain.organisation import Organisation

LONG = "Operate, monitor and now and then repair everything that nobody else wants to touch"
MARKUP = 'a <b>bold</b> & $x^2_i$ \\frac{1}{2} "name" 李雷'


def crowded_catalog(activities: int, roles: int, handoffs: int = 0) -> Catalog:
    """So many activities, roles and handoffs, some with long names and names like markup."""
    return Catalog.model_validate(
        {
            "catalog": "Crowded",
            "caveat": "Change it.",
            "roles": [_role(n) for n in range(roles)],
            "activities": [_activity(n, roles) for n in range(activities)],
            "handoffs": [_handoff(n, roles) for n in range(handoffs)],
            "structures": [_structure(name, roles) for name in ("near", "far", "both")],
        }
    )


def crowded(teams: int, roles: int) -> Organisation:
    """So many product teams on one platform team, in which roles are filled, or not, by turns."""
    people = [
        {"key": f"p{n}", "name": f"{MARKUP if n == 1 else 'Person'} {n}", "active": n % 7 != 3}
        for n in range(40)
    ]
    platform = {"key": "base", "name": "Base", "kind": "platform"}
    return Organisation.model_validate(
        {
            "organisation": f"Crowd {MARKUP}",
            "people": people,
            "teams": [platform, *(_team(n, roles) for n in range(teams))],
        }
    )


def _role(number: int) -> dict[str, Any]:
    name = f"{LONG}: role {number}" if number % 5 == 1 else f"Role {number}"
    return {
        "ref": f"role:r{number}",
        "name": f"{MARKUP} role {number}" if number % 5 == 2 else name,
        "column": f"R{number}",
        "summary": "Does it.",
        "description": "Does it.",
    }


def _activity(number: int, roles: int) -> dict[str, Any]:
    name = f"{LONG} {number}" if number % 4 == 1 else f"Activity {number}"
    made: dict[str, Any] = {"ref": f"activity:a{number}", "name": name, "description": "Done."}
    if number % 11 == 5:
        return made | {"nobody_because": f"{LONG}, {MARKUP}"}
    chosen = {f"role:r{(number * 3 + n * 5) % roles}" for n in range(1 + number % 4)}
    return made | {"responsible": sorted(chosen)}


def _handoff(number: int, roles: int) -> dict[str, Any]:
    name = f"{LONG}: handoff {number}" if number % 3 == 1 else f"Handoff {number}"
    return {
        "ref": f"handoff:h{number}",
        "name": name,
        "gives": f"role:r{number % roles}",
        "receives": f"role:r{number * number % roles}",
        "problem": f"{LONG}. {LONG}.",
        "contract": "Agreed.",
        "checklist": {"gives": ["It is there"], "receives": ["It works"]},
    }


def _structure(name: str, roles: int) -> dict[str, Any]:
    places = {"near": ["product"], "far": ["platform"], "both": ["product", "platform"]}
    return {
        "ref": f"structure:{name}",
        "name": f"{name.title()} {LONG}",
        "description": f"{LONG}. {LONG}. {LONG}. {LONG}.",
        "pros": ["Good"],
        "cons": ["Bad"],
        "seats": {f"role:r{n}": places[name] for n in range(roles)},
    }


def _team(number: int, roles: int) -> dict[str, Any]:
    assignments = [
        {
            "role": f"role:r{n}",
            "person": f"p{(number + n) % 40}",
            "standing": "backup" if n % 6 == 4 else "primary",
            "state": "pending" if n % 6 == 5 else "accepted",
            "since": "2026-11-20" if n % 3 else "2026-01-05",
        }
        for n in range(roles)
        if (number + n) % 4
    ]
    return {
        "key": f"t{number}",
        "name": f"{LONG} {number}" if number % 4 == 1 else f"Team {number}",
        "platform": "base",
        "structure": ("near", "far", "both", None)[number % 4],
        "assignments": assignments,
        "overrides": [{"activity": "activity:a0", "roles": [], "because": MARKUP}],
        "waived": [{"role": "role:r0", "because": "No need"}] if number % 3 == 0 else [],
    }
