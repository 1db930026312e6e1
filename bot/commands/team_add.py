"""Add a team: what it is, where it is reached, who leads it, and which platform serves it."""

from bot.domain.catalog import Structure
from bot.domain.member import Channel
from bot.domain.organisation import Person, Team
from bot.domain.ownership.codes import code
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.new_name import new_name
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.steps import team_fact
from bot.domain.ownership.team_card import team_card
from bot.domain.ownership.team_key import free_key
from bot.domain.ownership.team_parts import led_by, own_channel, platforms, serving
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.ownership.who import entering, fit
from bot.domain.reply import Action, Reply, Section
from bot.domain.wording import lines

PLATFORM = "platform"


def run(scene: Scene, given: Given) -> Deed:
    """Adds a team; where there is one platform team alone, that one serves it."""
    name = new_name(scene, "team", given.one("name", str), "name")
    leads = [fit(scene, one, "leads") for one in given.all("leads", Person)]
    channel = given.maybe("channel", Channel)
    is_platform = given.nothing("structure")
    structure = None if is_platform else given.maybe("structure", Structure)
    team = Team(
        key=free_key(scene, name),
        name=name,
        kind="platform" if is_platform else "product",
        platform=_platform(scene, given.maybe("platform", Team), is_platform=is_platform),
        structure=structure.key if structure else None,
        channel=own_channel(scene, channel) if channel else None,
    )
    changes = [
        *entering(scene, *leads),
        team_fact(scene, team),
        *led_by(scene, team.key, leads),
    ]
    return Deed(_says(scene, team, leads), tuple(changes), teams=(team.key,))


def _platform(scene: Scene, said: Team | None, *, is_platform: bool) -> str | None:
    if is_platform and said is not None:
        raise Objection(
            "A platform team serves others and none serves it; leave out “served by”.",
            field="platform",
        )
    if is_platform:
        return None
    if said is not None:
        return serving(scene, said)
    known = platforms(scene.organisation)
    return known[0].key if len(known) == 1 else None


def _says(scene: Scene, team: Team, leads: list[Person]) -> Reply:
    about = Section(heading=None, lines=team_card(scene, team, leads))
    after = Section(heading=None, lines=lines("Next: say who fills which role in it."))
    codes = {"team": (code(team),)}
    assign = Action(label="Assign a role", verb="assign", given=codes, style="primary", form=True)
    lead = Action(label="Say who leads it", verb="team set", given=codes, form=True)
    return Reply(
        outcome="notice",
        headline=f"{team.name} is a team from now on.",
        sections=(about, after),
        actions=(assign,) if leads else (assign, lead),
    )


VERB = Verb(
    name="team add",
    title="Add a team",
    help="Adds a team, with its structure, its channel, who leads it and what serves it.",
    who="steward",
    run=run,
    arguments=(
        Argument("name", "name", "Name"),
        Argument(
            "structure", "structure", "Structure", after="as", optional=True, nothing=PLATFORM
        ),
        Argument("channel", "channel", "Channel", after="in", optional=True),
        Argument("leads", "person", "Led by", after="led by", optional=True, many=True),
        Argument("platform", "team", "Served by", after="served by", optional=True),
    ),
    examples=(
        "team add Pricing as Hybrid in #pricing led by @ada, @bo",
        "team add ML Platform as platform",
    ),
)
