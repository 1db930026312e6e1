"""Structures side by side: where each role sits in each, and what that means for one team."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from flask import render_template, request

from bot.domain.catalog import Place, Role, Structure
from bot.domain.organisation import Person, Team
from bot.domain.ownership.gaps import needed, seated
from bot.domain.ownership.scene import Scene
from bot.domain.routing import NEAREST_FIRST, resolve
from bot.web.page import Page, Visit
from bot.web.paging import Paged, paged
from bot.web.scenes import scene as scene_of

_PLACES: dict[Place, str] = {"product": "product team", "platform": "platform team"}


@dataclass(frozen=True)
class Column:
    """A structure with the teams that are arranged so."""

    structure: Structure
    teams: Paged[Team]


@dataclass(frozen=True)
class Cell:
    """Where a role sits in a structure; for a chosen team where that is, and who would fill it.

    `covering` are those who would fill it from elsewhere, for want of anybody there. `changed`
    says that it is otherwise than for the team as it is arranged now.
    """

    places: str
    seat: Team | None = None
    people: tuple[Person, ...] = ()
    covering: tuple[Person, ...] = ()
    changed: bool = False


def view(visit: Visit) -> str:
    """All structures, for the team that is asked for where there is one."""
    with visit.read() as books:
        scene = scene_of(visit, books)
        product = [one for one in scene.organisation.teams if one.kind == "product"]
        wanted = request.args.get("team", "")
        team = scene.organisation.team_called(wanted)
        team = team if team in product else None
        structures = scene.catalog.structures
        return render_template(
            "structures.html",
            team=team,
            unknown=bool(wanted and team is None),
            teams=product,
            columns=[_column(one, product) for one in structures],
            rows=[(role, _cells(scene, team, role)) for role in _roles(scene, team)],
            without=paged([one for one in product if one.structure is None], "without"),
        )


def _column(structure: Structure, teams: Sequence[Team]) -> Column:
    own = [one for one in teams if one.structure == structure.key]
    return Column(structure, paged(own, structure.key, size=20))


def _roles(scene: Scene, team: Team | None) -> Iterator[Role]:
    """The roles that structures seat; of a team those that it needs."""
    catalog = scene.catalog
    wanted = needed(catalog, team) if team else {ref for s in catalog.structures for ref in s.seats}
    return (one for one in catalog.roles if one.ref in wanted)


def _cells(scene: Scene, team: Team | None, role: Role) -> list[Cell]:
    cells = [_cell(scene, team, role, one) for one in scene.catalog.structures]
    now = _cell(scene, team, role, None)
    return [replace(one, changed=_differ(now, one)) for one in cells]


def _differ(now: Cell, then: Cell) -> bool:
    return (now.seat, now.people, now.covering) != (then.seat, then.people, then.covering)


def _cell(scene: Scene, team: Team | None, role: Role, structure: Structure | None) -> Cell:
    """As it would be in a structure; without one as it is now."""
    seats = structure.seats.get(role.ref, NEAREST_FIRST) if structure else ()
    places = ", then ".join(_PLACES[one] for one in seats)
    if team is None:
        return Cell(places)
    then = team.model_copy(update={"structure": structure.key}) if structure else team
    seat = seated(role.ref, then, scene.catalog, scene.organisation)
    here = resolve(role.ref, then, scene.catalog, scene.organisation, scene.today).roles[0]
    there = [one for one in here.holders if one.state == "accepted"]
    own = tuple(one.person for one in there if one.sits_in.key == seat.key)
    others = tuple(one.person for one in there if one.sits_in.key != seat.key)
    # The copy of the team is the team, wherever it is compared.
    return Cell(places, team if seat.key == team.key else seat, own, others)


PAGE = Page("structures", "/structures", view, nav="Structures", place=30)
