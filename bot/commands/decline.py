"""Decline: who was asked says no, a volunteer isn't taken, or whoever asked withdraws it."""

from bot.domain.answer import notice
from bot.domain.catalog import Role
from bot.domain.organisation import Person, Team
from bot.domain.ownership.deed import Deed
from bot.domain.ownership.pending import Pending, answered
from bot.domain.ownership.reason import reason
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.steps import declined
from bot.domain.ownership.verb import Argument, Given, Verb


def run(scene: Scene, given: Given) -> Deed:
    """Ends a pending assignment."""
    one = answered(
        scene,
        "decline",
        role=given.maybe("role", Role),
        team=given.maybe("team", Team),
        person=given.maybe("person", Person),
    )
    actor = scene.actor.person.key
    return Deed(
        notice(_said(scene, one)),
        (declined(scene, one.team.key, one.held),),
        teams=(one.team.key,),
        own=actor if actor in (one.held.person, one.held.asked_by) else None,
        because=reason(scene, given),
    )


def _said(scene: Scene, one: Pending) -> str:
    person = scene.organisation.person[one.held.person]
    backup = "the backup for " if one.held.proposed == "backup" else ""
    is_that = f"{backup}{scene.catalog.role(one.held.role).name} in {one.team.name}"
    match (person.key == scene.actor.person.key, one.held.offered):
        case (True, True):
            return f"You no longer offer to be {is_that}."
        case (True, False):
            return f"You declined to be {is_that}."
        case (False, True):
            return f"You declined {person.called}, who offered to be {is_that}."
    return f"{person.called} is no longer asked to be {is_that}."


VERB = Verb(
    name="decline",
    title="Decline a role",
    help="Says no to a role that you were asked to fill, or to somebody who was asked or offers.",
    who="own or lead",
    run=run,
    arguments=(
        Argument("role", "role", "Role", optional=True),
        Argument("team", "team", "Team", after="in", optional=True),
        Argument("person", "person", "Who offered it or was asked", after="for", optional=True),
        Argument("because", "text", "Because", after="because", optional=True),
    ),
    examples=("decline", "decline MLOps Engineer in Churn because I move to Search"),
)
