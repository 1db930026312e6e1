"""A role: what it does and leaves to others, who fills it where, and what was changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from bot.domain.catalog import Activity, Catalog, Role
from bot.domain.organisation import Team
from bot.domain.ownership.gaps import needed
from bot.domain.ownership.how_filled import How
from bot.domain.ownership.scene import Scene
from bot.web.absent import absent
from bot.web.filled import Filled, filled
from bot.web.page import Page, Visit
from bot.web.paging import paged
from bot.web.past import past
from bot.web.scenes import scene as scene_of

_MISSING: Collection[How] = ("unfilled", "left", "pending")


@dataclass(frozen=True)
class Count:
    """Of the teams that have something to do with a role, in how many it is how filled."""

    filled: int
    missing: int
    waived: int


def view(visit: Visit, key: str) -> ResponseReturnValue:
    """The role with this key; else where it is, or what became of it."""
    ref = f"role:{key}"
    with visit.read() as books:
        scene = scene_of(visit, books)
        role = scene.catalog.by_ref.get(ref)
        if not isinstance(role, Role):
            return absent(books, scene, "role", key)
        here = [filled(scene, team, ref)[0] for team in _teams(scene, role)]
        # What is missing is looked for; what is well comes after it.
        here.sort(key=lambda one: one.state not in _MISSING)
        return render_template(
            "role.html",
            role=role,
            catalog=scene.catalog,
            titles=[one for one in scene.catalog.titles if one.role == ref],
            activities=paged(_activities(scene.catalog, ref), "things"),
            handoffs=[one for one in scene.catalog.handoffs if ref in (one.gives, one.receives)],
            in_teams=paged(here),
            count=_count(here),
            past=past(books, scene, (ref,)),
        )


def _teams(scene: Scene, role: Role) -> list[Team]:
    """The teams that fill it, need it, or said that they don't."""
    shared = [
        one
        for one in scene.catalog.shared_activities
        if any(ref == role.ref for ref, _ in one.parts())
    ]
    return [
        team
        for team in scene.organisation.teams
        if role.ref in _named(team)
        or (team.kind == "product" and _needs(scene.catalog, team, role.ref, shared))
    ]


def _named(team: Team) -> Collection[str]:
    """The roles that somebody fills in a team, or that it said it doesn't need."""
    return {one.role for one in team.assignments} | {one.role for one in team.waived}


def _needs(catalog: Catalog, team: Team, ref: str, shared: Sequence[Activity]) -> bool:
    """Whether it has a part in anything that a team does; `shared` is what all do with its part."""
    if team.key in catalog.at_home:
        return ref in needed(catalog, team)
    own = {one.activity: one.roles for one in team.overrides}
    kept = (one.ref not in own or ref not in one.responsible for one in shared)
    return any(ref in roles for roles in own.values()) or any(kept)


def _activities(catalog: Catalog, ref: str) -> list[tuple[Activity, str]]:
    """What it has a part in, with that."""
    found: dict[str, list[str]] = {}
    for one in catalog.activities:
        for role, part in one.parts():
            if role == ref:
                found.setdefault(one.ref, []).append(part)
    entries = catalog.by_ref
    told = ((entries[one], ", ".join(parts)) for one, parts in found.items())
    return [(one, parts) for one, parts in told if isinstance(one, Activity)]


def _count(here: list[Filled]) -> Count:
    missing = sum(one.state in _MISSING for one in here)
    waived = sum(one.state == "waived" for one in here)
    return Count(len(here) - missing - waived, missing, waived)


PAGE = Page("role", "/role/<path:key>", view)
