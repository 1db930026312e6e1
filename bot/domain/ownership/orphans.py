"""What a team that goes would leave behind, and how another team takes it over."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.fact import Change, Subject
from bot.domain.organisation import Assignment, Organisation, Team
from bot.domain.ownership.filling import filling
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.steps import (
    assign,
    drop,
    end,
    override_fact,
    primaries,
    team_fact,
    waiver_fact,
)
from bot.domain.ownership.team_parts import served
from bot.domain.wording import listed


@dataclass(frozen=True)
class Orphans:
    """A team with what would have no home without it: all that it has, and whom it serves."""

    team: Team
    served: tuple[Team, ...]

    @property
    def any(self) -> bool:
        """Whether there are any."""
        team = self.team
        return bool(team.assignments or team.overrides or team.waived or self.served)


@dataclass(frozen=True)
class Taken:
    """What another team takes over: the steps, and in words what it has otherwise already."""

    changes: tuple[Change, ...] = ()
    differs: tuple[str, ...] = ()


def orphans_of(organisation: Organisation, team: Team) -> Orphans:
    """What this team would leave behind."""
    return Orphans(team, served(organisation, team))


def orphan_lines(scene: Scene, orphans: Orphans) -> list[str]:
    """Each of them in words."""
    team, name = orphans.team, scene.catalog
    names = listed(one.name for one in orphans.served)
    return [
        *([f"It serves {names}"] if names else []),
        *(_assignment(scene, one) for one in team.assignments),
        *(f"Who is responsible for {name.by_ref[one.activity].name}" for one in team.overrides),
        *(f"No need for a {name.role(one.role).name}" for one in team.waived),
    ]


def gone(scene: Scene, orphans: Orphans) -> tuple[Change, ...]:
    """The steps after which the team is no fact any more, nor anything that is said of it."""
    team = orphans.team
    of = [
        *(end(scene, team.key, one) for one in team.assignments),
        *(drop(scene, Subject("override", (team.key, one.activity))) for one in team.overrides),
        *(drop(scene, Subject("waiver", (team.key, one.role))) for one in team.waived),
        *(drop(scene, Subject("lead", (team.key, lead))) for lead in team.leads),
    ]
    return (*of, drop(scene, Subject("team", (team.key,))))


def served_by(scene: Scene, orphans: Orphans, platform: str | None) -> tuple[Change, ...]:
    """The steps after which the teams that it serves have another platform, or none."""
    return tuple(
        team_fact(scene, one.model_copy(update={"platform": platform})) for one in orphans.served
    )


def taken(scene: Scene, orphans: Orphans, to: Team) -> Taken:
    """What the other team takes over; what it has said for itself stays as it is there."""
    found = [
        *_assignments(scene, orphans.team, to),
        *_overrides(scene, orphans.team, to),
        *_waivers(scene, orphans.team, to),
    ]
    return Taken(
        tuple(change for change, _ in found if change is not None),
        tuple(words for _, words in found if words is not None),
    )


_Step = tuple[Change | None, str | None]


def _assignments(scene: Scene, team: Team, to: Team) -> Iterator[_Step]:
    there = {(one.role, one.person) for one in to.assignments}
    for held in team.assignments:
        if (held.role, held.person) in there:
            yield None, f"{_assignment(scene, held)}: has that role there already"
        elif held.standing == "primary" and primaries(to, held.role):
            backup = held.model_copy(update={"standing": "backup"})
            people = scene.organisation.person
            first = listed(people[one.person].called for one in primaries(to, held.role))
            said = f"{_assignment(scene, held)}: backup there, for {first} fills it first"
            yield assign(scene, to.key, backup), said
        else:
            yield assign(scene, to.key, held), None


def _overrides(scene: Scene, team: Team, to: Team) -> Iterator[_Step]:
    there = {one.activity for one in to.overrides}
    for one in team.overrides:
        if one.activity in there:
            name = scene.catalog.by_ref[one.activity].name
            yield None, f"Who is responsible for {name}: {to.name} has decided that for itself"
        else:
            yield override_fact(scene, to.key, one), None


def _waivers(scene: Scene, team: Team, to: Team) -> Iterator[_Step]:
    there = {one.role for one in to.waived}
    for one in team.waived:
        name = scene.catalog.role(one.role).name
        if one.role in there:
            yield None, f"No need for a {name}: {to.name} has said that for itself"
        elif filling(scene, to, one.role):
            yield None, f"No need for a {name}: somebody fills it in {to.name}"
        else:
            yield waiver_fact(scene, to.key, one), None


def _assignment(scene: Scene, held: Assignment) -> str:
    called = scene.organisation.person[held.person].called
    more = " as backup" if held.standing == "backup" else ""
    asked = ", asked and not accepted yet" if held.state == "pending" else ""
    return f"{called}, {scene.catalog.role(held.role).name}{more}{asked}"
