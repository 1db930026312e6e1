"""Change a digest: what a channel hears, where, on which days and when."""

from bot.domain.answer import notice
from bot.domain.member import Channel
from bot.domain.ownership.codes import YES, Codes
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.rounds import Clock
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.subscriptions import (
    about,
    buttons,
    called,
    check_channel,
    check_new,
    every,
    hints,
    named,
    numbered,
    rhythm,
    stored,
    when,
)
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.rhythm import Days, Rhythm
from bot.domain.subscription import Subscription

_STAYS = "Left out, it stays as it is."


def run(scene: Scene, given: Given) -> Deed:
    """Changes what was said, and leaves the rest as it is."""
    number = given.one("number", int)
    before = numbered(scene, number)
    channel = given.maybe("channel", Channel)
    if channel is not None and channel.id != before.channel:
        check_channel(channel)
    changed = {
        "digests": given.all("digests", str) or before.digests,
        "channel": channel.id if channel else before.channel,
        "rhythm": _rhythm(scene, given, before.rhythm),
        "well": (given.flag("well") or before.well) and not given.flag("quiet"),
    }
    after = before.model_copy(update=changed)
    if after == before:
        raise Objection(f"Digest {number} is like that already.", field="digests")
    check_new(scene, after, but=str(number))
    text = (
        f"{called(scene, after.channel)} hears of {named(scene, after)} {after.rhythm} from now "
        f"on. The next time is {when(after, scene.now)}.{hints(after)}"
    )
    says = notice(text).model_copy(update={"actions": tuple(buttons(str(number), after))})
    return about(scene, before, says, stored(scene, str(number), after))


def _rhythm(scene: Scene, given: Given, before: Rhythm) -> Rhythm:
    days, clock = given.maybe("days", Days), given.maybe("at", Clock)
    if days is not None and str(days) == str(before.days):
        days = before.days  # weeks go on being counted as they were
    if clock is not None and clock.zone is None:
        clock = Clock(clock.at, before.zone)
    return rhythm(scene, days or before.days, clock or Clock(before.at, before.zone))


def holds(scene: Scene, codes: Codes) -> Codes:
    """What a form is filled in with, where a number was chosen."""
    key = next(iter(codes.get("number", ())), "")
    told: Subscription | None = every(scene).get(key)
    if told is None:
        return {}
    well = {"well": (YES,)} if told.well else {}
    clock = str(Clock(told.rhythm.at, told.rhythm.zone))
    return {
        "digests": told.digests,
        "channel": (told.channel,),
        "days": (str(told.rhythm.days),),
        "at": (clock,),
        **well,
    }


VERB = Verb(
    name="digest change",
    title="Change what a channel hears",
    help="Changes what a channel hears regularly, where, on which days and at what time.",
    who="own or lead",
    run=run,
    arguments=(
        Argument("number", "number", "Number"),
        Argument(
            "digests",
            "digest",
            "What it hears of",
            after="to",
            optional=True,
            many=True,
            hint=_STAYS,
        ),
        Argument("channel", "channel", "Channel", after="in", optional=True, hint=_STAYS),
        Argument("days", "days", "Every", after="every", optional=True, hint=_STAYS),
        Argument("at", "clock", "At", after="at", optional=True, hint=_STAYS),
        Argument(
            "well", "flag", "Also when all is well", after="even if all is well", optional=True
        ),
        Argument("quiet", "flag", "Only when there is news", after="only news", optional=True),
    ),
    examples=("digest change 3 to unfilled, changes every weekday at 10:00", "digest change 3"),
    holds=holds,
)
