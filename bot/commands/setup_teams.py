"""Name teams from the channels that they have, with who leads them."""

from collections.abc import Iterator, Sequence

from bot.domain.fact import Change
from bot.domain.member import Channel
from bot.domain.organisation import Person, Team
from bot.domain.ownership.codes import code
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.naming import folded
from bot.domain.ownership.new_name import plain_name
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.setting_up import SETUP
from bot.domain.ownership.steps import team_fact
from bot.domain.ownership.team_key import free_key
from bot.domain.ownership.team_parts import led_by, own_channel, platforms
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.ownership.who import entering, fit
from bot.domain.reply import Action, Reply, Section
from bot.domain.wording import bullets, listed

MOST = 50
"""So many teams at once are still looked through by somebody."""

_TOLD = 20
_ASKED = 4
_SHORT = 2
"""Words of so few letters are taken for an abbreviation, as in “ml-platform”."""

_AFTER = (
    "Another name, structure or lead: `/ownership team rename` and `/ownership team set`. "
    "I answer in a channel once I am in it: `/invite @Rolecall`."
)


def run(scene: Scene, given: Given) -> Deed:
    """Adds a team for each channel, in one act."""
    channels = given.all("channels", Channel)
    if len(channels) > MOST:
        raise Objection(
            f"That is {len(channels):,} channels; choose {MOST} at most at once.", field="channels"
        )
    leads = [fit(scene, one, "leads") for one in given.all("leads", Person)]
    teams = [_team(scene, channel) for channel in channels]
    _check_apart(teams)
    changes = (*entering(scene, *leads), *_changes(scene, teams, leads))
    return Deed(_says(teams, leads), changes, teams=tuple(team.key for team in teams))


def name_of(channel: str) -> str:
    """What a team is called by its channel: “ML Platform” for “team-ml-platform”."""
    words = [word for word in channel.replace("_", "-").split("-") if word]
    said = [word for word in words if word != "team"] or words
    return " ".join(one.upper() if len(one) <= _SHORT else one.capitalize() for one in said)


def _team(scene: Scene, channel: Channel) -> Team:
    where = own_channel(scene, channel)
    name = plain_name(name_of(channel.name), "channels")
    for other in scene.organisation.teams:
        if folded(other.name) == folded(name):
            raise Objection(
                f"{where} would be the team {name}, and there is one already: leave that channel "
                f"out, or say `/ownership team add NAME in {where}`.",
                field="channels",
            )
    known = platforms(scene.organisation)
    platform = known[0].key if len(known) == 1 else None
    return Team(key=free_key(scene, name), name=name, channel=where, platform=platform)


def _check_apart(teams: Sequence[Team]) -> None:
    """Objection where two channels would be the same team."""
    seen: dict[str, Team] = {}
    for team in teams:
        other = seen.setdefault(team.key, team)
        if other is not team:
            raise Objection(
                f"{other.channel} and {team.channel} would both be the team {team.name}; choose "
                "one of them.",
                field="channels",
            )


def _changes(scene: Scene, teams: Sequence[Team], leads: Sequence[Person]) -> Iterator[Change]:
    for team in teams:
        yield team_fact(scene, team)
        yield from led_by(scene, team.key, leads)


def _says(teams: Sequence[Team], leads: Sequence[Person]) -> Reply:
    names = [team.name for team in teams]
    more = [f"{len(names) - _TOLD:,} more"] if len(names) > _TOLD else []
    are = "is a team" if len(names) == 1 else "are teams"
    by = f", led by {listed(one.called for one in leads)}" if leads else ""
    told = bullets(f"{team.name} in {team.channel}" for team in teams[:_TOLD])
    lead = tuple(
        Action(
            label=f"Say who leads {team.name}",
            verb="team set",
            given={"team": (code(team),)},
            form=True,
        )
        for team in teams[: 0 if leads else _ASKED]
    )
    return Reply(
        outcome="notice",
        headline=f"{listed([*names[:_TOLD], *more])} {are} from now on{by}.",
        sections=(Section(heading=None, lines=told),),
        trust=(_AFTER,),
        actions=lead,
    )


VERB = Verb(
    name="setup teams",
    title="Name teams",
    help="Adds a team for each of several channels, with who leads them.",
    who="steward",
    run=run,
    arguments=(
        Argument(
            "channels",
            "channel",
            "Channels",
            many=True,
            hint="Each becomes a team that is called after it.",
        ),
        Argument(
            "leads",
            "person",
            "Led by",
            after="led by",
            optional=True,
            many=True,
            hint="They lead each of these teams. For another lead, send this once for each.",
        ),
    ),
    examples=("setup teams #churn, #ml-platform led by @ada",),
    shows=SETUP,
)
