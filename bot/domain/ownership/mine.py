"""What one person owns, and what waits for their answer."""

from collections.abc import Iterator

from bot.domain.organisation import Assignment, Person, Team
from bot.domain.ownership.filling import Filling, over
from bot.domain.ownership.notices import in_charge
from bot.domain.ownership.pending import Pending
from bot.domain.ownership.requests import may_ask
from bot.domain.ownership.scene import Scene


def owned(scene: Scene) -> tuple[Filling, ...]:
    """The roles that the actor fills, in the order of the teams."""
    me = scene.actor.person
    return tuple(
        Filling(team, me, held)
        for team, held in scene.organisation.parts_of.get(me.key, ())
        if held.state == "accepted" and not over(scene, held)
    )


def asked(scene: Scene) -> Iterator[Pending]:
    """What others ask the actor to fill."""
    for team, held in scene.organisation.parts_of.get(scene.actor.person.key, ()):
        waits = held.waits and not held.offered and not over(scene, held)
        if waits and may_ask(scene, team, held):
            yield Pending(team, held)


def offered(scene: Scene) -> Iterator[tuple[Pending, Person]]:
    """What others offer to fill where the actor decides on it."""
    for team, held in scene.organisation.offers:
        person = scene.organisation.person[held.person]
        if person.active and not over(scene, held) and _decides(scene, team, held):
            yield Pending(team, held), person


def _decides(scene: Scene, team: Team, held: Assignment) -> bool:
    me = scene.actor.person.key
    charge = (one.key for one in in_charge(scene.organisation, team))
    return held.person != me and (me in team.leads or me in charge)
