"""Restore: what a team decided for itself ends, and the catalog holds there again."""

from collections.abc import Iterator

from bot.domain.answer import notice
from bot.domain.catalog import Activity, Role
from bot.domain.fact import Subject
from bot.domain.organisation import Team
from bot.domain.ownership.codes import code
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.filling import filling
from bot.domain.ownership.next_steps import to_assign
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.steps import drop
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.reply import Action, Reply
from bot.domain.value import Value
from bot.domain.wording import listed

MOST_OFFERED = 4


def run(scene: Scene, given: Given) -> Deed:
    """Ends a team's override of an activity, or its waiver of a role."""
    team, what = given.one("team", Team), given.one("what", Value)
    ended = {ref: subject for ref, subject in _decided(team) if ref == getattr(what, "ref", None)}
    if isinstance(what, Activity) and what.ref in ended:
        says = _as_in_catalog(scene, team, what)
    elif isinstance(what, Role) and what.ref in ended:
        says = _needed_again(scene, team, what)
    else:
        raise _nothing(scene, team, what)
    return Deed(says, (drop(scene, ended[what.ref]),), teams=(team.key,))


def _decided(team: Team) -> Iterator[tuple[str, Subject]]:
    """What a team decided for itself, and the fact that says so."""
    for override in team.overrides:
        yield override.activity, Subject("override", (team.key, override.activity))
    for waiver in team.waived:
        yield waiver.role, Subject("waiver", (team.key, waiver.role))


def _as_in_catalog(scene: Scene, team: Team, activity: Activity) -> Reply:
    roles = listed(scene.catalog.role(role).name for role in activity.responsible) or "nobody"
    return notice(f"{activity.name} in {team.name} is as the catalog says again: {roles}.")


def _needed_again(scene: Scene, team: Team, role: Role) -> Reply:
    names = listed(one.person.called for one in filling(scene, team, role.ref))
    if names:
        return notice(f"{team.name} needs {role.name} again; {names} fills it.")
    says = notice(f"{team.name} needs {role.name} again, and nobody fills it yet.")
    return says.model_copy(update={"actions": (to_assign(role, team),)})


def _nothing(scene: Scene, team: Team, what: Value) -> Objection:
    said = f"{team.name} has decided nothing else for {getattr(what, 'name', what)}"
    entries = [scene.catalog.by_ref[ref] for ref, _ in _decided(team)]
    if not entries:
        return Objection(f"{said}, nor for anything else: the catalog holds there.", field="what")
    offers = [
        Action(
            label=entry.name,
            verb="restore",
            given={"what": (code(entry),), "team": (code(team),)},
            confirm=f"Shall the catalog hold for {entry.name} in {team.name} again?",
        )
        for entry in entries[:MOST_OFFERED]
    ]
    there_is = listed(entry.name for entry in entries)
    return Objection(f"{said}; it has for {there_is}.", field="what", offers=offers)


VERB = Verb(
    name="restore",
    title="Restore what the catalog says",
    help="Ends what a team decided for itself: an activity's other roles, or a waived role.",
    who="lead",
    run=run,
    arguments=(
        Argument("what", "entry", "Activity or role"),
        Argument("team", "team", "Team", after="in", here=True),
    ),
    examples=("restore Deploy models in Churn", "restore Data Scientist in Churn"),
)
