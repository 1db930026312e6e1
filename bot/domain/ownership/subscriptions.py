"""Subscriptions as verbs deal with them: found by their number, checked, and put into words."""

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.domain.fact import Change, Subject
from bot.domain.member import Channel
from bot.domain.organisation import Team
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.rounds import Clock
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.steps import drop, put
from bot.domain.reply import Action, Reply
from bot.domain.rhythm import Days, Rhythm
from bot.domain.subscription import Subscription
from bot.domain.wording import listed

NINE = time(9)
UTC_ZONE = "UTC"
_SHORTEST_MONTH = 28


def every(scene: Scene) -> dict[str, Subscription]:
    """All subscriptions by number, in the order in which they were made."""
    facts = scene.past.facts({"digest"})
    return {
        subject.key[0]: Subscription.model_validate(body)
        for subject, body in sorted(facts.items(), key=lambda one: int(one[0].key[0]))
    }


def numbered(scene: Scene, number: int) -> Subscription:
    """The subscription with this number; Objection where there is none."""
    found = every(scene).get(str(number))
    if found is None:
        offer = Action(label="List them", verb="digest list")
        raise Objection(
            f"There is no digest {number}; `/ownership digest list` has their numbers.",
            field="number",
            offers=[offer],
        )
    return found


def free_number(scene: Scene) -> str:
    """A number that no subscription ever had."""
    used = {int(subject.key[0]) for subject in scene.past.facts({"digest"})}
    used |= {int(subject.key[0]) for subject, _ in scene.past.former("digest")}
    return str(max(used, default=0) + 1)


def stored(scene: Scene, key: str, told: Subscription) -> Change:
    """The step after which a subscription is as this says."""
    return put(scene, Subject("digest", (key,)), told.model_dump(mode="json"))


def removed(scene: Scene, key: str) -> Change:
    """The step after which there is no such subscription."""
    return drop(scene, Subject("digest", (key,)))


def about(scene: Scene, told: Subscription, says: Reply, *changes: Change) -> Deed:
    """What comes of a verb on a subscription: the matter of its team, or of who set it up."""
    teams = (told.team,) if told.team is not None else ()
    own = scene.actor.person.key if told.by == scene.actor.user else None
    return Deed(says, changes, teams=teams, own=own)


def rhythm(scene: Scene, days: Days, clock: Clock | None) -> Rhythm:
    """The days at that time, in the zone that was named, else in that of whoever says it."""
    member = scene.member(scene.actor.user)
    zone = (clock.zone if clock else None) or (member.zone if member else None) or UTC_ZONE
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        zone = UTC_ZONE
    return Rhythm(days=days, at=clock.at if clock else NINE, zone=zone)


def check_channel(channel: Channel) -> None:
    """Objection for a channel in which nothing can be told, or others would hear it."""
    name = f"#{channel.name}"
    if channel.gone:
        raise Objection(f"{name} is archived; choose another channel.", field="channel")
    if channel.shared:
        raise Objection(
            f"People of other organisations read along in {name}, and who owns what is none of "
            "their business; choose a channel of your own.",
            field="channel",
        )
    if channel.ours_as_of and not channel.ours:
        raise Objection(
            f"I am not in {name}: type `/invite @Rolecall` there, then say this again.",
            field="channel",
        )


def check_new(scene: Scene, told: Subscription, but: str | None = None) -> None:
    """Objection where the channel hears some of this already, of that team."""
    for key, other in every(scene).items():
        both = [name for name in told.digests if name in other.digests]
        if key == but or not both or (other.channel, other.team) != (told.channel, told.team):
            continue
        change = Action(label="Change it", verb="digest change", given=number(key), form=True)
        raise Objection(
            f"{called(scene, told.channel)} hears of {listed(both)} already {other.rhythm}, as "
            f"digest {key}; change that one, or choose something else.",
            field="digests",
            offers=[change],
        )


def named(scene: Scene, told: Subscription) -> str:
    """“unfilled and handoffs in Churn”: what is told, of which team."""
    team = scene.organisation.team.get(told.team or "")
    where = team.name if team else "all teams" if told.team is None else told.team
    return f"{listed(told.digests)} in {where}"


def called(scene: Scene, channel: str) -> str:
    """A channel's name with its #; “that channel” where it isn't known."""
    known = scene.rounds.channel(channel)
    return f"#{known.name}" if known else "that channel"


def when(told: Subscription, now: datetime) -> str:
    """“Monday 30 November at 09:00”: the next time that it is told."""
    slot, _ = told.rhythm.next(now)
    return f"{day(slot.date())} at {slot:%H:%M}"


def day(one: date) -> str:
    """“Monday 30 November”."""
    return f"{one:%A} {one.day} {one:%B}"


def hints(told: Subscription) -> str:
    """What to know of days that not every month has."""
    if (told.rhythm.days.day or 0) > _SHORTEST_MONTH:
        return " In a shorter month it comes on the last day."
    return ""


def number(key: str) -> dict[str, tuple[str, ...]]:
    """A subscription's number as buttons carry it."""
    return {"number": (key,)}


def buttons(key: str, told: Subscription) -> Sequence[Action]:
    """What can be done with a subscription."""
    given = number(key)
    pause = Action(label="Pause", verb="digest pause", given=given)
    resume = Action(label="Resume", verb="digest resume", given=given, style="primary")
    return (
        Action(label="Preview", verb="digest preview", given=given),
        Action(label="Send now", verb="digest send", given=given),
        Action(label="Change", verb="digest change", given=given, form=True),
        pause if told.paused is None else resume,
        Action(
            label="Remove",
            verb="digest remove",
            given=given,
            confirm=f"Shall the channel not hear of {listed(told.digests)} any more?",
        ),
    )


def team_for(scene: Scene, channel: Channel, team: Team | None, *, every_team: bool) -> Team | None:
    """The team that was named, else that of the channel, else the only one that the actor leads.

    None for all teams, which only who looks after all of them can want.
    """
    if team is not None or every_team:
        return team
    of_channel = scene.organisation.team_called(f"#{channel.name}")
    leads = [one for one in scene.organisation.teams if one.key in scene.actor.leads]
    alone = leads[0] if len(leads) == 1 else None
    return of_channel or alone
