"""Add a digest: a channel hears of something again and again, on the calendar of its people."""

from bot.domain.answer import notice
from bot.domain.member import Channel
from bot.domain.organisation import Team
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.rounds import Clock
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.subscriptions import (
    about,
    buttons,
    called,
    check_channel,
    check_new,
    free_number,
    hints,
    named,
    rhythm,
    stored,
    team_for,
    when,
)
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.rhythm import Days
from bot.domain.subscription import Subscription


def run(scene: Scene, given: Given) -> Deed:
    """Subscribes the channel."""
    channel = given.maybe("channel", Channel) or _here(scene)
    check_channel(channel)
    wanted = None if given.nothing("team") else given.maybe("team", Team)
    team = team_for(scene, channel, wanted, every_team=given.nothing("team"))
    told = Subscription(
        channel=channel.id,
        digests=given.all("digests", str),
        rhythm=rhythm(scene, given.one("days", Days), given.maybe("at", Clock)),
        by=scene.actor.user,
        team=team.key if team else None,
        well=given.flag("well"),
    )
    check_new(scene, told)
    key = free_number(scene)
    text = (
        f"{called(scene, channel.id)} hears of {named(scene, told)} {told.rhythm}, as digest {key}."
        f" The next time is {when(told, scene.now)}.{hints(told)}"
    )
    says = notice(text).model_copy(update={"actions": tuple(buttons(key, told))})
    deed = about(scene, told, says, stored(scene, key, told))
    return Deed(deed.says, deed.changes, teams=deed.teams)


def _here(scene: Scene) -> Channel:
    found = scene.rounds.channel(scene.place) if scene.place else None
    if found is None:
        raise Objection("Say in which channel: add “in #channel”.", field="channel")
    return found


VERB = Verb(
    name="digest add",
    title="Tell a channel regularly",
    help="Lets a channel hear of roles that nobody fills, open handoffs and the like, regularly.",
    who="lead",
    run=run,
    arguments=(
        Argument("digests", "digest", "What it hears of", many=True),
        Argument(
            "team",
            "team",
            "Team",
            after="for",
            optional=True,
            nothing="all",
            hint="Left out, it is the channel's team; “all” is every team.",
        ),
        Argument(
            "channel",
            "channel",
            "Channel",
            after="in",
            optional=True,
            hint="Left out, it is this channel.",
        ),
        Argument(
            "days",
            "days",
            "Every",
            after="every",
            hint="Such as: day, weekday, Monday and Thursday, 2 weeks on Monday, first Monday, "
            "last working day, month on the 15th.",
        ),
        Argument(
            "at",
            "clock",
            "At",
            after="at",
            optional=True,
            hint="Such as 09:00 or 17:30 Europe/Berlin; left out, 09:00 in your own time zone.",
        ),
        Argument(
            "well",
            "flag",
            "Also when all is well",
            after="even if all is well",
            optional=True,
            hint="Otherwise nothing is posted when there is nothing new.",
        ),
    ),
    examples=(
        "digest add unfilled, handoffs for Churn in #churn every Monday at 09:00",
        "digest add questions in #ml-leads every last working day at 16:00 Europe/Berlin",
    ),
)
