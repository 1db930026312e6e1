"""Which requests to fill a role hold: those of whoever has, or had, the say in it."""

from bot.domain.fact import Subject
from bot.domain.organisation import Assignment, Organisation, Person, Team
from bot.domain.ownership.filling import over
from bot.domain.ownership.scene import Scene


def may_ask(scene: Scene, team: Team, held: Assignment) -> bool:
    """Whether a request holds: an owner's for as long as they are primary, others' in any case.

    Who led the team when they asked, as far as the facts tell, asked as that and not as an owner.
    An offer, and a request of which nobody knows who asked, hold.
    """
    if held.offered or held.asked_by is None:
        return True
    asker = scene.organisation.person[held.asked_by]
    if looks_after(scene, team, asker) or _led(scene, team, asker):
        return True
    had = scene.past.last(Subject("assignment", (team.key, held.role, asker.key)))
    return had is None or _is_primary(scene, team, held.role, asker)


def in_force(scene: Scene) -> Organisation:
    """The organisation without the requests that hold no longer."""
    here = scene.organisation
    teams = tuple(_without_old_requests(scene, team) for team in here.teams)
    if teams == here.teams:
        return here
    fields = {name: getattr(here, name) for name in Organisation.model_fields}
    return Organisation.model_validate(fields | {"teams": teams})


def looks_after(scene: Scene, team: Team, person: Person) -> bool:
    """Whether somebody leads a team or may do everything, as things stand."""
    if person.key in (*team.leads, *scene.organisation.stewards):
        return True
    member = scene.member(person.slack) if person.slack else None
    return member is not None and member.admin and not member.deleted


def _led(scene: Scene, team: Team, person: Person) -> bool:
    """Whether somebody was a lead of the team once, or a steward."""
    subjects = [Subject("lead", (team.key, person.key)), Subject("steward", (person.key,))]
    return any(scene.past.last(one) is not None for one in subjects)


def _is_primary(scene: Scene, team: Team, role: str, person: Person) -> bool:
    """Whether somebody fills a role first, and their last day hasn't passed."""
    return any(
        (one.role, one.person, one.state, one.standing) == (role, person.key, "accepted", "primary")
        and not over(scene, one)
        for one in team.assignments
    )


def _without_old_requests(scene: Scene, team: Team) -> Team:
    held = []
    for one in team.assignments:
        if not one.waits or may_ask(scene, team, one):
            held.append(one)
        elif one.state == "accepted":
            held.append(one.model_copy(update={"asked": None, "asked_by": None}))
    return team.model_copy(update={"assignments": tuple(held)})
