"""Retire an activity: nobody does it here any more."""

from bot.domain.answer import notice
from bot.domain.catalog import Activity
from bot.domain.ownership.codes import code
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.entries import retired
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.reply import Action
from bot.domain.wording import listed

MOST_OFFERED = 4


def run(scene: Scene, given: Given) -> Deed:
    """Ends an activity, with the duties that are a part of it; no team may speak of it."""
    activity = given.one("activity", Activity)
    _check_unspoken(scene, activity)
    duties = [
        duty.name
        for role in scene.catalog.roles
        for duty in role.duties
        if duty.activity == activity.ref
    ]
    with_it = f", with its parts: {listed(duties)}" if duties else ""
    says = notice(f"{activity.name} is retired{with_it}.")
    return Deed(says, (retired(scene, activity.ref),), teams=activity.homes)


def _check_unspoken(scene: Scene, activity: Activity) -> None:
    """Objection where a team decides for itself who is responsible for it."""
    teams = [
        team
        for team in scene.organisation.teams
        if any(one.activity == activity.ref for one in team.overrides)
    ]
    if not teams:
        return
    names = listed(team.name for team in teams)
    offers = [
        Action(
            label=f"Restore it in {team.name}",
            verb="restore",
            given={"what": (code(activity),), "team": (code(team),)},
        )
        for team in teams[:MOST_OFFERED]
    ]
    raise Objection(
        f"{names} {'decide' if len(teams) > 1 else 'decides'} who is responsible for "
        f"{activity.name}; restore what the catalog says there first.",
        field="activity",
        offers=offers,
    )


VERB = Verb(
    name="activity retire",
    title="Retire an activity",
    help="Ends an activity, so that nothing leads to it any more.",
    who="lead",
    run=run,
    arguments=(Argument("activity", "activity", "Activity"),),
    examples=("activity retire Track experiments",),
)
