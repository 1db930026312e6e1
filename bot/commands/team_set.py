"""Set what a team is: what is said changes, the rest stays."""

from typing import Literal

from bot.domain.catalog import Structure
from bot.domain.member import Channel
from bot.domain.organisation import Person, Team
from bot.domain.ownership.codes import code
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.steps import team_fact
from bot.domain.ownership.team_card import team_card
from bot.domain.ownership.team_parts import led_by, own_channel, served, serving
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.ownership.who import entering, fit
from bot.domain.reply import Action, Reply, Section
from bot.domain.wording import lines, listed

STAYS = "Left empty, it stays as it is."
_PARTS = ("structure", "channel", "leads", "platform")


def run(scene: Scene, given: Given) -> Deed:
    """Changes a team's structure, channel, leads or platform."""
    team = given.one("team", Team)
    if not any(part in given.values for part in _PARTS):
        raise _nothing_said(team)
    after, leads = _after(scene, given, team), _leads(scene, given, team)
    changes = [
        *entering(scene, *leads),
        team_fact(scene, after),
        *led_by(scene, team.key, leads),
    ]
    changes = [change for change in changes if change.before != change.after]
    if not changes:
        raise Objection(f"{team.name} is like that already; say what shall be different.")
    return Deed(_says(scene, team, after, leads), tuple(changes), teams=(team.key,))


def _nothing_said(team: Team) -> Objection:
    form = Action(
        label="Fill in the form", verb=VERB.name, given={"team": (code(team),)}, form=True
    )
    return Objection(
        f"Say what of {team.name} shall be different: its structure, channel, leads or platform.",
        offers=[form],
    )


def _after(scene: Scene, given: Given, team: Team) -> Team:
    channel, platform = given.maybe("channel", Channel), given.maybe("platform", Team)
    kind = _kind(scene, given, team)
    if kind == "platform" and platform is not None:
        raise Objection(
            f"{team.name} is a platform team, and none serves it; leave out “served by”.",
            field="platform",
        )
    said: dict[str, object] = {"kind": kind}
    if channel is not None:
        said["channel"] = own_channel(scene, channel, team=team.key)
    if kind == "platform":
        return team.model_copy(update=said | {"structure": None, "platform": None})
    if "structure" in given.values:
        said["structure"] = given.one("structure", Structure).key
    if platform is not None:
        said["platform"] = _other(team, serving(scene, platform))
    return team.model_copy(update=said)


def _kind(scene: Scene, given: Given, team: Team) -> Literal["platform", "product"]:
    if given.nothing("structure"):
        return "platform"
    if "structure" not in given.values:
        return team.kind
    names = listed(one.name for one in served(scene.organisation, team))
    if names:
        raise Objection(
            f"{team.name} serves {names}, so it has to stay a platform team; let another one serve "
            "them first.",
            field="structure",
        )
    return "product"


def _other(team: Team, platform: str) -> str:
    if platform == team.key:
        raise Objection(f"{team.name} can't serve itself; choose another team.", field="platform")
    return platform


def _leads(scene: Scene, given: Given, team: Team) -> list[Person]:
    """Whoever leads it then."""
    if "leads" in given.values:
        return [fit(scene, one, "leads") for one in given.all("leads", Person)]
    return [scene.organisation.person[key] for key in team.leads]


def _says(scene: Scene, before: Team, after: Team, leads: list[Person]) -> Reply:
    me = scene.actor.person.key
    handed = me in before.leads and me not in {one.key for one in leads}
    told = lines("You don't lead it any more.") if handed else ()
    return Reply(
        outcome="notice",
        headline=f"{after.name} is changed. It is now:",
        sections=(Section(heading=None, lines=(*team_card(scene, after, leads), *told)),),
    )


VERB = Verb(
    name="team set",
    title="Change a team",
    help="Changes a team's structure, channel, leads or platform; what isn't said stays.",
    who="lead",
    run=run,
    arguments=(
        Argument("team", "team", "Team"),
        Argument(
            "structure",
            "structure",
            "Structure",
            after="as",
            optional=True,
            nothing="platform",
            hint=STAYS,
        ),
        Argument("channel", "channel", "Channel", after="in", optional=True, hint=STAYS),
        Argument(
            "leads",
            "person",
            "Led by",
            after="led by",
            optional=True,
            many=True,
            nothing="nobody",
            hint="They take the place of whoever leads it now. " + STAYS,
        ),
        Argument("platform", "team", "Served by", after="served by", optional=True, hint=STAYS),
    ),
    examples=("team set Churn led by @ada", "team set Churn in #churn served by ML Platform"),
)
