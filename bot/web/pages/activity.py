"""An activity: what it is, who does it in each team, what was decided, and what was changed."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from bot.domain.catalog import RACI, Activity, Catalog, Role
from bot.domain.concerns import concerning
from bot.domain.organisation import Organisation, Override, Team
from bot.domain.ownership.scene import Scene
from bot.web.absent import absent
from bot.web.filled import Filled, filled
from bot.web.page import Page, Visit
from bot.web.paging import Paged, paged
from bot.web.past import past
from bot.web.scenes import scene as scene_of


@dataclass(frozen=True)
class InTeam:
    """Who does an activity in one team, by its own rule where it has one."""

    team: Team
    override: Override | None
    roles: tuple[Filled, ...]


def view(visit: Visit, key: str) -> ResponseReturnValue:
    """The activity with this key; else where it is, or what became of it."""
    ref = f"activity:{key}"
    with visit.read() as books:
        scene = scene_of(visit, books)
        activity = scene.catalog.by_ref.get(ref)
        if not isinstance(activity, Activity):
            return absent(books, scene, "activity", key)
        here = scene.organisation
        return render_template(
            "activity.html",
            activity=activity,
            parts=[(part, _roles(scene.catalog, getattr(activity, part))) for part in RACI],
            homes=[here.team[one] for one in activity.homes if one in here.team],
            owners=[here.person[one] for one in activity.owners if one in here.person],
            spoken=list(_spoken(scene.catalog, ref)),
            in_teams=_in_teams(scene, activity),
            past=past(books, scene, (ref,)),
        )


def _roles(catalog: Catalog, refs: tuple[str, ...]) -> list[Role]:
    return [catalog.role(ref) for ref in refs]


def _spoken(catalog: Catalog, ref: str) -> Iterator[tuple[Role, str]]:
    """What duties and boundaries of roles say of it, each with its role."""
    for role in catalog.roles:
        for duty in role.duties:
            if duty.activity == ref:
                yield role, f"does: {duty.name}"
        for boundary in role.boundaries:
            if boundary.activity == ref:
                hedge = f" ({boundary.hedge})" if boundary.hedge else ""
                yield role, f"does not: {boundary.name}{hedge}"


def _in_teams(scene: Scene, activity: Activity) -> Paged[InTeam]:
    teams = _concerned(scene.catalog, scene.organisation, activity)
    return paged(teams).each(lambda team: _in_team(scene, activity, team))


def _concerned(catalog: Catalog, organisation: Organisation, activity: Activity) -> list[Team]:
    """The teams whose matter it is."""
    if activity.homes:
        return [organisation.team[one] for one in activity.homes if one in organisation.team]
    return [one for one in organisation.teams if activity in concerning(catalog, one)]


def _in_team(scene: Scene, activity: Activity, team: Team) -> InTeam:
    own = next((one for one in team.overrides if one.activity == activity.ref), None)
    return InTeam(team, own, filled(scene, team, activity.ref))


PAGE = Page("activity", "/activity/<path:key>", view)
