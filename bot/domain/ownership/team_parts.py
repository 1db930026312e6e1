"""What a team is made of, each part checked: its channel, its platform, who leads it."""

from collections.abc import Sequence

from bot.domain.fact import Change, Subject
from bot.domain.member import Channel
from bot.domain.organisation import Organisation, Person, Team
from bot.domain.ownership.deed import Objection
from bot.domain.ownership.naming import folded
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.steps import drop, put
from bot.domain.wording import listed


def platforms(organisation: Organisation) -> tuple[Team, ...]:
    """The platform teams."""
    return tuple(team for team in organisation.teams if team.kind == "platform")


def served(organisation: Organisation, platform: Team) -> tuple[Team, ...]:
    """The product teams that a platform team serves."""
    return tuple(team for team in organisation.teams if team.platform == platform.key)


def own_channel(scene: Scene, channel: Channel, *, team: str | None = None) -> str:
    """The channel as a team has it; Objection where it is another team's."""
    name = f"#{channel.name}"
    for other in scene.organisation.teams:
        if other.key != team and folded(other.channel or "") in (folded(name), folded(channel.id)):
            raise Objection(
                f"{name} belongs to {other.name}, and a channel belongs to one team only; "
                "choose another one.",
                field="channel",
            )
    return name


def serving(scene: Scene, platform: Team, field: str = "platform") -> str:
    """The key of a platform team; Objection where it is none, with those that are."""
    if platform.kind == "platform":
        return platform.key
    names = [team.name for team in platforms(scene.organisation)]
    choose = (
        f"choose {listed(names, 'or')}."
        if names
        else "add one with `/ownership team add NAME as platform`."
    )
    raise Objection(
        f"{platform.name} is no platform team, so it can't serve another one; {choose}",
        field=field,
    )


def led_by(scene: Scene, team: str, leads: Sequence[Person]) -> list[Change]:
    """The steps after which these people lead the team, and nobody else."""
    known = scene.organisation.team.get(team)
    before, now = known.leads if known else (), [one.key for one in leads]
    gone = [drop(scene, Subject("lead", (team, key))) for key in before if key not in now]
    come = [put(scene, Subject("lead", (team, key)), {}) for key in now if key not in before]
    return [*gone, *come]
