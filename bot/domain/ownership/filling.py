"""Who fills a role in a team: whoever accepted it, for as long as that isn't over."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.catalog import Role
from bot.domain.organisation import Assignment, Person, Team
from bot.domain.ownership.scene import Scene


@dataclass(frozen=True)
class Filling:
    """Somebody with a role in a team; they may have left since."""

    team: Team
    person: Person
    held: Assignment


def filled(scene: Scene, team: Team) -> Iterator[Filling]:
    """Every accepted assignment of a team that isn't over, also of people who left."""
    for held in team.assignments:
        if held.state == "accepted" and not over(scene, held):
            yield Filling(team, scene.organisation.person[held.person], held)


def filling(scene: Scene, team: Team, role: str) -> tuple[Filling, ...]:
    """Who fills one role in a team and is still there."""
    return tuple(one for one in filled(scene, team) if one.held.role == role and one.person.active)


def part_of(scene: Scene, team: Team, role: Role, person: Person) -> Assignment | None:
    """What a person has of a role in a team, or is asked to; what is over is nothing."""
    own = (role.ref, person.key)
    found = next((one for one in team.assignments if (one.role, one.person) == own), None)
    return None if found is not None and over(scene, found) else found


def over(scene: Scene, held: Assignment) -> bool:
    """Whether its last day has passed."""
    return held.until is not None and held.until < scene.today
