"""Changes of what channels hear, in words."""

from collections.abc import Callable, Iterator

from bot.domain.fact import Body, Change
from bot.domain.subscription import Subscription
from bot.domain.wording import listed


def digest_details(change: Change, team: Callable[[str], str]) -> Iterator[str]:
    """What a subscription says, or what of it is different now; channels aren't named."""
    before, after = _told(change.before), _told(change.after)
    if before is None or after is None:
        whole = before or after
        if whole is not None:
            yield _about(whole, team)
            yield str(whole.rhythm)
        return
    if _about(before, team) != _about(after, team):
        yield f"{_about(before, team)} → {_about(after, team)}"
    if before.rhythm != after.rhythm:
        yield f"{before.rhythm} → {after.rhythm}"
    if before.channel != after.channel:
        yield "in another channel"
    if before.well != after.well:
        yield "also when all is well" if after.well else "only when there is news"
    if before.paused != after.paused:
        yield f"paused: {after.paused}" if after.paused else "resumed"


def _told(body: Body | None) -> Subscription | None:
    return None if body is None else Subscription.model_validate(body)


def _about(told: Subscription, team: Callable[[str], str]) -> str:
    where = team(told.team) if told.team else "all teams"
    return f"{listed(told.digests)} in {where}"
