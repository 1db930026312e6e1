"""A team: how it is arranged, who fills what, what it decided, what goes on, and its history."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from bot.domain.catalog import Activity, Catalog, Role
from bot.domain.organisation import Override, Team
from bot.domain.ownership.checklists import Going, ongoing
from bot.domain.ownership.gaps import needed
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.subscriptions import every, when
from bot.domain.subscription import Subscription
from bot.domain.wording import listed
from bot.web.absent import absent
from bot.web.filled import filled
from bot.web.page import Page, Visit
from bot.web.paging import paged
from bot.web.past import past
from bot.web.scenes import scene as scene_of


@dataclass(frozen=True)
class Decided:
    """A rule of the team's own: who is responsible for an activity here; nobody, by design."""

    activity: Activity
    roles: tuple[Role, ...]
    because: str | None


def view(visit: Visit, key: str) -> ResponseReturnValue:
    """The team with this key; else where it is, or what became of it."""
    with visit.read() as books:
        scene = scene_of(visit, books)
        team = scene.organisation.team.get(key)
        if team is None:
            return absent(books, scene, "team", key)
        catalog, here = scene.catalog, scene.organisation
        return render_template(
            "team.html",
            team=team,
            structure=catalog.structure_of.get(team.structure or ""),
            platform=here.team.get(team.platform or ""),
            served=paged([one for one in here.teams if one.platform == key], "serves"),
            leads=[here.person[one] for one in team.leads],
            roles=[filled(scene, team, ref)[0] for ref in _roles(catalog, team)],
            decided=[_decided(catalog, one) for one in team.overrides],
            waived=[(catalog.role(one.role), one.because) for one in team.waived],
            own=paged(catalog.at_home.get(key, ()), "things"),
            heard=list(_heard(scene, team)),
            going=[one for one in _going(scene) if one.now.team == key],
            past=past(books, scene, (key,)),
        )


def _roles(catalog: Catalog, team: Team) -> Iterator[str]:
    """The roles that it needs or somebody fills, in the catalog's order."""
    wanted = {one.role for one in team.assignments}
    if team.kind == "product":
        wanted.update(needed(catalog, team))
    return (one.ref for one in catalog.roles if one.ref in wanted)


def _decided(catalog: Catalog, one: Override) -> Decided | None:
    activity = catalog.by_ref[one.activity]
    if not isinstance(activity, Activity):
        return None
    return Decided(activity, tuple(catalog.role(ref) for ref in one.roles), one.because)


def _heard(scene: Scene, team: Team) -> Iterator[str]:
    """What the team's channel hears regularly."""
    for told in every(scene).values():
        channel = scene.rounds.channel(told.channel)
        if channel is None or f"#{channel.name}".casefold() != (team.channel or "").casefold():
            continue
        yield _told(scene, told)


def _told(scene: Scene, told: Subscription) -> str:
    what = f"{listed(told.digests)} {told.rhythm}"
    return f"{what}; paused" if told.paused else f"{what}; next on {when(told, scene.now)}"


def _going(scene: Scene) -> Iterator[Going]:
    return (Going(scene, number, now) for number, now in ongoing(scene).items())


PAGE = Page("team", "/team/<key>", view)
