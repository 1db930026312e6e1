"""Accept: who was asked to fill a role says yes, or who is in charge agrees to a volunteer."""

from bot.domain.answer import notice
from bot.domain.catalog import Role
from bot.domain.organisation import Person, Team
from bot.domain.ownership.deed import Deed, Forbidden
from bot.domain.ownership.filling import filling
from bot.domain.ownership.pending import answered
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.steps import accepted, taken_over
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.ownership.who import entering, fit
from bot.domain.wording import listed


def run(scene: Scene, given: Given) -> Deed:
    """Makes a pending assignment an accepted one; whoever was primary before ends."""
    one = answered(
        scene,
        "accept",
        role=given.maybe("role", Role),
        team=given.maybe("team", Team),
        person=given.maybe("person", Person),
    )
    person = fit(scene, scene.organisation.person[one.held.person], "person")
    if not one.held.offered and person.key != scene.actor.person.key:
        raise Forbidden(
            f"{person.called} was asked, so only {person.called} can say yes to that; "
            "to withdraw it, use `/ownership decline`."
        )
    role = scene.catalog.role(one.held.role)
    changes = entering(scene, scene.actor.person)
    held = accepted(scene, one.held)
    changes += taken_over(scene, one.team, held)
    is_that = f"{role.name} in {one.team.name}"
    you = person.key == scene.actor.person.key
    as_backup = " as backup" if held.standing == "backup" else ""
    text = f"{'You are' if you else f'{person.called} is'} {is_that}{as_backup} from now on."
    before = [
        other.person.called
        for other in filling(scene, one.team, role.ref)
        if other.held.standing == "primary" and other.person.key != person.key
    ]
    if before and held.standing == "primary":
        text += f" {listed(before)} handed it over."
    own = None if one.held.offered else person.key
    teams = (one.team.key,) if one.held.offered else ()
    return Deed(notice(text), tuple(changes), teams=teams, own=own)


VERB = Verb(
    name="accept",
    title="Accept a role",
    help="Says yes to a role that you were asked to fill, or to somebody who offers to fill one.",
    who="own or lead",
    run=run,
    arguments=(
        Argument("role", "role", "Role", optional=True),
        Argument("team", "team", "Team", after="in", optional=True),
        Argument("person", "person", "Who offered it", after="for", optional=True),
    ),
    examples=("accept", "accept MLOps Engineer in Churn"),
)
