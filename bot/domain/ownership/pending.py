"""Which pending assignment somebody answers: their own, or a volunteer's in a team of theirs."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.catalog import Role
from bot.domain.organisation import Assignment, Person, Team
from bot.domain.ownership.codes import code
from bot.domain.ownership.deed import Objection
from bot.domain.ownership.filling import over
from bot.domain.ownership.notices import in_charge
from bot.domain.ownership.scene import Scene
from bot.domain.reply import Action
from bot.domain.wording import listed

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
    meant = [
        one
        for one in _pending(scene)
        if one.held.person == whose.key
        and (role is None or one.held.role == role.ref)
        and (team is None or one.team.key == team.key)
    ]
    found = [one for one in meant if not over(scene, one.held)]
    if len(found) == 1:
        return found[0]
    if meant and not found:
        raise _too_late(scene, verb, meant[-1], whose)
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
            if held.waits:
                yield Pending(team, held)


def _too_late(scene: Scene, verb: str, one: Pending, whose: Person) -> Objection:
    """Says that the time is over for which it was asked for, and who may ask anew."""
    who = "you were" if whose.key == scene.actor.person.key else f"{whose.called} was"
    is_that = f"{scene.catalog.role(one.held.role).name} in {one.team.name}"
    names = listed((each.called for each in in_charge(scene.organisation, one.team)), "or")
    return Objection(
        f"There is nothing to {verb}: {who} asked to be {is_that} until {one.held.until}, and that "
        f"day has passed; {names or 'a steward'} can ask anew."
    )


def _offer(scene: Scene, verb: str, one: Pending, person: Person | None) -> Action:
    role = scene.catalog.role(one.held.role)
    given = {"role": (role.ref,), "team": (code(one.team),)}
    given |= {"person": (code(person),)} if person else {}
    return Action(label=f"{role.name} in {one.team.name}", verb=verb, given=given)
