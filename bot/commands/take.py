"""Take: somebody volunteers for a role; whoever leads the team agrees, a backup needs no one."""

from collections.abc import Sequence

from bot.domain.answer import notice
from bot.domain.catalog import Role
from bot.domain.organisation import Assignment, Person, Team
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.filling import filling, part_of
from bot.domain.ownership.needed import check_needed
from bot.domain.ownership.next_steps import seat
from bot.domain.ownership.notices import in_charge
from bot.domain.ownership.requests import may_ask
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.steps import accepted, assign, taken_over
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.ownership.who import entering, fit
from bot.domain.reply import Action
from bot.domain.wording import listed

_ANSWERED = {"asked": None, "asked_by": None}


def run(scene: Scene, given: Given) -> Deed:
    """Offers to fill a role; who leads the team has agreed, and so has its lonely backup."""
    team, role = given.one("team", Team), given.one("role", Role)
    me = fit(scene, scene.actor.person, "role")
    check_needed(team, role)
    held = part_of(scene, team, role, me)
    leads = scene.actor.looks_after(team.key)
    _check_new(scene, team, role, held, leads=leads)
    backup = held if held is not None and held.state == "accepted" else None
    first = _first(scene, team, role, me)
    if leads or (backup is not None and not first):
        return _at_once(scene, team, role, backup or _offer(scene, role, me))
    if backup is not None:
        raise _has_primary(team, role, first)
    changes = (*entering(scene, me), assign(scene, team.key, _offer(scene, role, me)))
    says = notice(_offered(scene, team, role, first))
    return Deed(says, changes, teams=(team.key,), own=me.key)


def _at_once(scene: Scene, team: Team, role: Role, mine: Assignment) -> Deed:
    """The actor is primary from today on, whatever they were."""
    mine = mine.model_copy(update={"standing": "primary", "since": None, **_ANSWERED})
    changes = [
        *entering(scene, scene.actor.person),
        *taken_over(scene, team, accepted(scene, mine)),
    ]
    says = notice(f"You are {role.name} in {team.name} from now on.")
    return Deed(says, tuple(changes), teams=(team.key,), own=mine.person)


def _offer(scene: Scene, role: Role, me: Person) -> Assignment:
    return Assignment(
        role=role.ref, person=me.key, state="pending", asked=scene.today, asked_by=me.key
    )


def _first(scene: Scene, team: Team, role: Role, me: Person) -> list[Person]:
    """Who else is primary and still there."""
    there = filling(scene, team, role.ref)
    return [
        one.person for one in there if one.held.standing == "primary" and one.person.key != me.key
    ]


def _check_new(
    scene: Scene, team: Team, role: Role, held: Assignment | None, *, leads: bool
) -> None:
    is_that = f"{role.name} in {team.name}"
    if held is None:
        return
    if (held.state, held.standing) == ("accepted", "primary"):
        raise Objection(f"You are {is_that} already.", field="role")
    if held.offered and not leads:
        names = listed(one.called for one in in_charge(scene.organisation, team))
        raise Objection(
            f"You offered to be {is_that} already; it waits for {names or 'a steward'}.",
            field="role",
        )
    if held.state == "pending" and not held.offered and may_ask(scene, team, held):
        accept = Action(label="Accept", verb="accept", given=seat(role, team), style="primary")
        raise Objection(
            f"You were asked already to be {is_that}; accept it and it is yours.",
            field="role",
            offers=[accept],
        )


def _has_primary(team: Team, role: Role, first: Sequence[Person]) -> Objection:
    names = listed(one.called for one in first)
    return Objection(
        f"You are the backup for {role.name} in {team.name}, and {names} is primary; once they "
        "or whoever leads the team say `/ownership vacate`, you can take over.",
        field="role",
    )


def _offered(scene: Scene, team: Team, role: Role, first: Sequence[Person]) -> str:
    names = listed(one.called for one in in_charge(scene.organisation, team) if one.slack)
    is_that = f"{role.name} in {team.name}"
    text = f"You offer to be {is_that}; "
    text += f"I asked {names} to agree." if names else "ask a steward of the workspace to agree."
    return text + (f" {listed(one.called for one in first)} stays until then." if first else "")


VERB = Verb(
    name="take",
    title="Take a role",
    help="Offers that you fill a role in a team; whoever leads the team agrees with one click.",
    who="members",
    run=run,
    arguments=(
        Argument("role", "role", "Role"),
        Argument("team", "team", "Team", after="in", here=True),
    ),
    examples=("take MLOps Engineer in Churn",),
)
