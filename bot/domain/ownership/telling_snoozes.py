"""Changes of what somebody, or a channel, doesn't want to hear of, in words."""

from collections.abc import Callable, Iterator

from bot.domain.fact import Body, Change
from bot.domain.ownership.snooze import Snooze
from bot.domain.wording import listed

OWN = "a reminder of their own"


def snooze_subject(change: Change, called: Callable[[str], str], *, own: bool) -> str:
    """What it is about; of which matter somebody isn't reminded is nobody else's business."""
    if own:
        return OWN
    kind, *parts = change.subject.key[1].split(" ")
    about = listed(called(part) for part in parts)
    return f"a line of what a channel hears ({kind}{f': {about}' if about else ''})"


def snooze_details(change: Change) -> Iterator[str]:
    """How long nothing is said of it; or that it comes again."""
    before, after = _until(change.before), _until(change.after)
    if after is None:
        yield "comes again"
    else:
        yield f"not {before} → not {after}" if before else f"not {after}"


def _until(body: Body | None) -> str | None:
    if body is None:
        return None
    told = Snooze.model_validate(body)
    return "any more" if told.stops else f"before {told.until}"
