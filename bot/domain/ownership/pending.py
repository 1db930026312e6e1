"""Which pending assignment somebody answers: their own, or a volunteer's in a team of theirs."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.catalog import Role
from bot.domain.organisation import Assignment, Person, Team
from bot.domain.ownership.codes import code
from bot.domain.ownership.deed import Objection
from bot.domain.ownership.filling import over
from bot.domain.ownership.scene import Scene
from bot.domain.reply import Action

MOST_OFFERED = 4


@dataclass(frozen=True)
class Pending:
    """An assignment that waits for an answer, and its team."""

    team: Team
    held: Assignment


def answered(
    scene: Scene,
    verb: str,
    *,
    role: Role | None,
    team: Team | None,
    person: Person | None,
) -> Pending:
    """The one that is meant: the actor's own where no person is named.

    Objection where there is none; where there are several it offers them.
    """
    whose = person or scene.actor.person
    found = [
        one
        for one in _pending(scene)
        if one.held.person == whose.key
        and (role is None or one.held.role == role.ref)
        and (team is None or one.team.key == team.key)
    ]
    if len(found) == 1:
        return found[0]
    who = "you were" if person is None else f"{person.called} was"
    if not found:
        what = f" to be {role.name}" if role else ""
        where = f" in {team.name}" if team else ""
        raise Objection(
            f"There is nothing to {verb}: {who} not asked{what}{where}, or it was answered or "
            "withdrawn already; `/ownership show` tells who fills what."
        )
    offers = [_offer(scene, verb, one, person) for one in found[:MOST_OFFERED]]
    raise Objection(f"Which one do you {verb}?", field="role", offers=offers)


def _pending(scene: Scene) -> Iterator[Pending]:
    for team in scene.organisation.teams:
        for held in team.assignments:
            if held.waits and not over(scene, held):
                yield Pending(team, held)


def _offer(scene: Scene, verb: str, one: Pending, person: Person | None) -> Action:
    role = scene.catalog.role(one.held.role)
    given = {"role": (role.ref,), "team": (code(one.team),)}
    given |= {"person": (code(person),)} if person else {}
    return Action(label=f"{role.name} in {one.team.name}", verb=verb, given=given)
