"""Accept: who was asked to fill a role says yes, or who is in charge agrees to a volunteer."""

from collections.abc import Iterator

from bot.domain.answer import notice
from bot.domain.catalog import Role
from bot.domain.organisation import Person, Team
from bot.domain.ownership.deed import Deed, Forbidden, Objection
from bot.domain.ownership.filling import filling
from bot.domain.ownership.needed import check_needed
from bot.domain.ownership.notices import in_charge
from bot.domain.ownership.pending import Pending, answered
from bot.domain.ownership.requests import may_ask
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
    check_needed(one.team, role)
    _check_stands(scene, one)
    changes = entering(scene, scene.actor.person)
    held = accepted(scene, one.held)
    changes += taken_over(scene, one.team, held)
    is_that = f"{role.name} in {one.team.name}"
    you = person.key == scene.actor.person.key
    as_backup = " as backup" if held.standing == "backup" else ""
    text = f"{'You are' if you else f'{person.called} is'} {is_that}{as_backup} from now on."
    text = " ".join((text, *(_before(scene, one) if held.standing == "primary" else ())))
    own = None if one.held.offered else person.key
    teams = (one.team.key,) if one.held.offered else ()
    return Deed(notice(text), tuple(changes), teams=teams, own=own)


def _check_stands(scene: Scene, one: Pending) -> None:
    """Objection where whoever asked has no say in it any more, with who has."""
    if may_ask(scene, one.team, one.held):
        return
    asker = scene.organisation.person[one.held.asked_by or ""].called
    is_that = f"{scene.catalog.role(one.held.role).name} in {one.team.name}"
    names = listed((each.called for each in in_charge(scene.organisation, one.team)), "or")
    raise Objection(
        f"{asker} asked you, and has no say any more in who is {is_that}; ask "
        f"{names or 'a steward'} to ask you anew."
    )


def _before(scene: Scene, one: Pending) -> Iterator[str]:
    """What is said of whoever was primary before: who asked for it handed it over."""
    first = [
        each.person
        for each in filling(scene, one.team, one.held.role)
        if each.held.standing == "primary" and each.person.key != one.held.person
    ]
    for person in first:
        handed = person.key == one.held.asked_by
        yield f"{person.called} {'handed it over' if handed else 'no longer is'}."


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
