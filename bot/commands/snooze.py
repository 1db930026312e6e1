"""Snooze: a matter is left out for a while, of somebody's reminders or of what a channel hears."""

from datetime import date, timedelta

from bot.domain.answer import notice
from bot.domain.member import Channel
from bot.domain.ownership.deed import Deed, Forbidden, Objection
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.snoozes import meant, quiet, snooze
from bot.domain.ownership.subscriptions import every
from bot.domain.ownership.verb import Argument, Given, Verb

LONGEST = timedelta(days=365)
"""So long a channel hears nothing of a matter at most; somebody else may have to see to it."""


def run(scene: Scene, given: Given) -> Deed:
    """Nothing is said of a matter before a day: to the actor, or in the channel that is named."""
    words, channel = given.one("matter", str), given.maybe("channel", Channel)
    until = given.maybe("until", date) or scene.today + timedelta(days=scene.rules.snooze_days)
    if not scene.today < until < date.max:
        raise Objection(f"{until} is over by then; choose a day after today.", field="until")
    if channel is None:
        return quiet(scene, meant(scene, VERB.name, words), until)
    return _in_channel(scene, channel, words.strip(), until)


def _check_say(scene: Scene, channel: Channel) -> None:
    """Who isn't in the channel has no say in what it hears, but who looks after its teams."""
    told = [one for one in every(scene).values() if one.channel == channel.id]
    if not told:
        raise Objection(f"#{channel.name} hears nothing regularly.", field="channel")
    looks_after = any(scene.actor.looks_after(*([one.team] if one.team else [])) for one in told)
    if scene.place != channel.id and not looks_after:
        raise Forbidden(
            f"Say that in #{channel.name} itself, or ask whoever leads the team that it hears of."
        )


def _in_channel(scene: Scene, channel: Channel, matter: str, until: date) -> Deed:
    if matter.partition(" ")[0] not in scene.rounds.names:
        raise Objection(
            "No channel hears of that; click “Snooze” under what it was told instead.",
            field="matter",
        )
    if until > scene.today + LONGEST:
        raise Objection("Choose a day within a year from now.", field="until")
    _check_say(scene, channel)
    change = snooze(scene, channel.id, matter, until)
    if change.before == change.after:
        raise Objection(
            f"#{channel.name} doesn't hear of that before {until} already.", field="matter"
        )
    says = notice(f"#{channel.name} doesn't hear of that before {until.day} {until:%B %Y}.")
    return Deed(says, (change,))


VERB = Verb(
    name="snooze",
    title="Snooze a matter",
    help="Leaves a matter out of your reminders for a while, or of what a channel hears.",
    who="members",
    run=run,
    arguments=(
        Argument(
            "matter",
            "text",
            "What of",
            hint="Its number in `/ownership remind list`, or words of its line.",
        ),
        Argument(
            "channel",
            "channel",
            "In which channel",
            after="for",
            optional=True,
            hint="Left out, it is your own reminders.",
        ),
        Argument(
            "until",
            "day",
            "Until",
            after="until",
            optional=True,
            hint="Left out, it is as long as config/ownership.yaml says.",
        ),
    ),
    examples=("snooze 2", "snooze MLOps Engineer in Churn until 2026-12-24"),
)
