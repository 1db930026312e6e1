"""Whether whoever asked somebody to fill a role may ask for that now."""

from bot.domain.organisation import Assignment, Person, Team
from bot.domain.ownership.filling import over
from bot.domain.ownership.scene import Scene


def may_ask(scene: Scene, team: Team, held: Assignment) -> bool:
    """Whether whoever asked still decides on it: as the role's primary, or in charge there.

    An offer, and a request of which nobody knows who asked, hold.
    """
    if held.offered or held.asked_by is None:
        return True
    asker = scene.organisation.person[held.asked_by]
    return looks_after(scene, team, asker) or any(
        (one.role, one.person, one.state, one.standing)
        == (held.role, asker.key, "accepted", "primary")
        and not over(scene, one)
        for one in team.assignments
    )


def looks_after(scene: Scene, team: Team, person: Person) -> bool:
    """Whether somebody leads a team or may do everything, as things stand."""
    member = scene.member(person.slack) if person.slack else None
    admin = member is not None and member.admin and not member.deleted
    return admin or person.key in (*team.leads, *scene.organisation.stewards)
