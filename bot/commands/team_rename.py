"""Rename a team: it stays the same team, with all that belongs to it."""

from bot.domain.answer import notice
from bot.domain.organisation import Team
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.new_name import new_name
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.steps import team_fact
from bot.domain.ownership.verb import Argument, Given, Verb


def run(scene: Scene, given: Given) -> Deed:
    """Gives a team another name."""
    team = given.one("team", Team)
    name = new_name(scene, "team", given.one("name", str), "name", but=team)
    if name == team.name:
        raise Objection(f"{name} is called that already; choose another name.", field="name")
    renamed = team.model_copy(update={"name": name})
    says = notice(
        f"{team.name} is called {name} from now on; its people, channel and rules stay as they are."
    )
    return Deed(says, (team_fact(scene, renamed),), teams=(team.key,))


VERB = Verb(
    name="team rename",
    title="Rename a team",
    help="Gives a team another name; everything else about it stays.",
    who="lead",
    run=run,
    arguments=(
        Argument("team", "team", "Team"),
        Argument("name", "name", "New name", after="to"),
    ),
    examples=("team rename Churn to Retention",),
)
