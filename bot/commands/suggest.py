"""Suggest: a member names somebody for a role; whoever leads the team asks them with one click."""

from bot.domain.answer import notice
from bot.domain.catalog import Role
from bot.domain.organisation import Person, Team
from bot.domain.ownership.deed import Deed, Objection, Tell
from bot.domain.ownership.filling import part_of
from bot.domain.ownership.needed import check_needed
from bot.domain.ownership.next_steps import seat
from bot.domain.ownership.notices import in_charge
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.ownership.who import fit
from bot.domain.reply import Action
from bot.domain.wording import listed


def run(scene: Scene, given: Given) -> Deed:
    """Tells whoever leads the team; nothing changes until they ask that person."""
    team, role = given.one("team", Team), given.one("role", Role)
    person = fit(scene, given.one("person", Person), "person")
    check_needed(team, role)
    that = f"{role.name} in {team.name}"
    held = part_of(scene, team, role, person)
    if held is not None:
        state = "is" if held.state == "accepted" else "was asked, or offered, to be"
        raise Objection(f"{person.called} {state} {that} already.", field="person")
    ask = Action(
        label=f"Ask {person.called}",
        verb="assign",
        given=seat(role, team, person),
        style="primary",
    )
    if scene.actor.looks_after(team.key):
        says = notice(f"You can ask {person.called} to be {that} yourself.")
        return Deed(says.model_copy(update={"actions": (ask,)}))
    charge = [one for one in in_charge(scene.organisation, team) if one.slack]
    if not charge:
        raise Objection(
            f"Nobody leads {team.name} who could be told; ask an admin of the workspace."
        )
    text = f"{scene.actor.person.called} suggests {person.called} as {that}."
    told = notice(text).model_copy(update={"actions": (ask,)})
    names = listed(one.called for one in charge)
    says = notice(f"I told {names} that you suggest {person.called} as {that}.")
    return Deed(says, tells=tuple(Tell(one.slack, told) for one in charge if one.slack))


VERB = Verb(
    name="suggest",
    title="Suggest somebody",
    help="Tells whoever leads a team whom you would have fill a role; they ask them with a click.",
    who="members",
    run=run,
    arguments=(
        Argument("person", "person", "Person"),
        Argument("role", "role", "Role", after="as"),
        Argument("team", "team", "Team", after="in", here=True),
    ),
    examples=("suggest @ada as MLOps Engineer in Churn",),
)
