"""Add an activity: what it is called, and which roles are responsible for it."""

from bot.domain.answer import notice
from bot.domain.catalog import Activity, Role
from bot.domain.organisation import Team
from bot.domain.ownership.codes import code
from bot.domain.ownership.deed import Deed
from bot.domain.ownership.entries import added, catalog_after, new_ref
from bot.domain.ownership.new_name import plain_name
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.ownership.wordings import ANYWAY, Words, check_own, check_pull
from bot.domain.reply import Action
from bot.domain.wording import listed


def run(scene: Scene, given: Given) -> Deed:
    """Adds an activity for everybody, or for one team alone."""
    name = plain_name(given.one("name", str), "name")
    roles = tuple(dict.fromkeys(role.ref for role in given.all("roles", Role)))
    team = given.maybe("team", Team)
    homes = (team.key,) if team else ()
    check_own(scene, name, "name", homes=homes)
    activity = Activity(
        ref=new_ref(scene, "activity", name),
        name=name,
        description=f"{name}, as added here.",
        responsible=roles,
        homes=homes,
    )
    changes = (added(scene, activity),)
    words = Words(VERB.name, "name", name, activity.ref)
    check_pull(scene, given, words, catalog_after(scene, changes))
    who = listed(scene.catalog.role(role).name for role in roles)
    where = f" in {team.name}" if team else ""
    says = notice(
        f"{name} is an activity{where} from now on, for which {who} "
        f"{'are' if len(roles) > 1 else 'is'} responsible."
    )
    more = Action(
        label="Add other words for it",
        verb="alias add",
        given={"entry": (code(activity),)},
        form=True,
    )
    return Deed(says.model_copy(update={"actions": (more,)}), changes, teams=homes)


VERB = Verb(
    name="activity add",
    title="Add an activity",
    help="Adds an activity, with the roles that are responsible; in a team, it is that team's own.",
    who="lead",
    run=run,
    arguments=(
        Argument("name", "name", "Name"),
        Argument("roles", "role", "Responsible", after="to", many=True),
        Argument(
            "team",
            "team",
            "Team",
            after="in",
            optional=True,
            hint="Left out, every team does it.",
        ),
        ANYWAY,
    ),
    examples=(
        "activity add Label images to Data Engineer, Data Scientist",
        "activity add Call churned customers to Product Manager in Churn",
    ),
)
