"""Steps from what is stored to what shall be, one fact each."""

from collections.abc import Collection
from datetime import date

from bot.domain.fact import Body, Change, Subject
from bot.domain.organisation import Assignment, Override, Team, Waiver
from bot.domain.ownership.requests import looks_after
from bot.domain.ownership.scene import Scene


def put(scene: Scene, subject: Subject, body: Body) -> Change:
    """The step after which a fact has this body."""
    return Change(subject, scene.past.fact(subject), body)


def drop(scene: Scene, subject: Subject) -> Change:
    """The step after which something is no fact any more."""
    return Change(subject, scene.past.fact(subject), None)


def held(team: str, assignment: Assignment) -> Subject:
    """What somebody filling a role in a team is about."""
    return Subject("assignment", (team, assignment.role, assignment.person))


def assign(scene: Scene, team: str, assignment: Assignment) -> Change:
    """Somebody fills a role in a team, or is asked to, as the assignment says."""
    body = assignment.model_dump(mode="json", exclude={"role", "person"})
    return put(scene, held(team, assignment), body)


def end(scene: Scene, team: str, assignment: Assignment) -> Change:
    """Somebody doesn't fill a role in a team any more."""
    return drop(scene, held(team, assignment))


def primaries(team: Team, role: str, *, but: str | None = None) -> tuple[Assignment, ...]:
    """Who fills a role in a team first, beside the person with that key."""
    return tuple(
        one
        for one in team.assignments
        if one.role == role
        and one.person != but
        and (one.standing, one.state) == ("primary", "accepted")
    )


def accepted(scene: Scene, held: Assignment) -> Assignment:
    """An assignment from the day on which it was accepted, which confirms it too.

    Who filled the role already changes between primary and backup.
    """
    word = {"confirmed": scene.today, "confirmed_by": scene.actor.person.key}
    answered = {"state": "accepted", "asked": None, "asked_by": None}
    if held.state == "accepted" and held.waits:
        return held.model_copy(update={**answered, **word, "standing": held.proposed})
    since = {"since": _since(held, scene.today)}
    return held.model_copy(update={**answered, **word, **since})


def declined(scene: Scene, team: str, held: Assignment) -> Change:
    """A request is over; who fills the role already goes on as before."""
    if held.state == "accepted":
        return assign(scene, team, held.model_copy(update={"asked": None, "asked_by": None}))
    return end(scene, team, held)


def taken_over(scene: Scene, team: Team, held: Assignment) -> list[Change]:
    """The steps with which somebody is primary or backup; a primary ends whoever was it before.

    What was asked by those who are primary no more is over, too.
    """
    first = held.standing == "primary"
    before = primaries(team, held.role, but=held.person) if first else ()
    gone = [one.person for one in before] if first else [held.person]
    return [
        assign(scene, team.key, held),
        *(end(scene, team.key, one) for one in before),
        *withdrawn(scene, team, held.role, gone, but=[held.person]),
    ]


def withdrawn(
    scene: Scene, team: Team, role: str, gone: Collection[str], *, but: Collection[str]
) -> list[Change]:
    """The steps that end what these people asked for as the role's primary, as they no longer are.

    Who is in charge of the team asked as that. The parts of `but` are changed by other steps.
    """
    known = scene.organisation.person
    askers = {key for key in gone if key in known and not looks_after(scene, team, known[key])}
    return [
        declined(scene, team.key, one)
        for one in team.assignments
        if one.role == role
        and one.asked_by in askers
        and one.person != one.asked_by
        and one.person not in but
    ]


def team_fact(scene: Scene, team: Team) -> Change:
    """The team is as this says, without what belongs to it."""
    parts = {"key", "leads", "assignments", "overrides", "waived"}
    return put(scene, Subject("team", (team.key,)), team.model_dump(mode="json", exclude=parts))


def override_fact(scene: Scene, team: str, override: Override) -> Change:
    """In this team other roles are responsible for an activity."""
    body = override.model_dump(mode="json", exclude={"activity"})
    return put(scene, Subject("override", (team, override.activity)), body)


def waiver_fact(scene: Scene, team: str, waiver: Waiver) -> Change:
    """This team doesn't need a role."""
    return put(scene, Subject("waiver", (team, waiver.role)), {"because": waiver.because})


def _since(held: Assignment, today: date) -> date:
    return today if held.since is None or held.since < today else held.since
