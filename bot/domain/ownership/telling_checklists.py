"""What was changed of a handoff's checklist, in words."""

from collections.abc import Callable, Iterator

from bot.domain.checklist import SIDES, Checklist, Tick
from bot.domain.fact import Body, Change
from bot.domain.wording import short

Person = Callable[[str], str]
_STATE = {"open": "open again", "done": "ticked", "dropped": "not applicable"}
_ENDED = {"open": "reopened", "done": "done", "cancelled": "cancelled"}


def checklist_name(change: Change) -> str:
    """“handoff 4 “fraud v3””."""
    body = change.after or change.before or {}
    return f"handoff {change.subject.key[0]} “{short(str(body.get('name', '')))}”"


def checklist_details(change: Change, person: Person) -> Iterator[str]:
    """What is different, part by part; `person` gives what somebody is called."""
    before, after = _read(change.before), _read(change.after)
    one = after or before
    if one is None:
        return
    if before is None or after is None:
        yield f"from {person(one.giver)} to {person(one.receiver)}"
        return
    yield from _ended(before, after)
    for side in SIDES:
        was, now = before.person[side], after.person[side]
        if was != now:
            yield f"{side} {person(was)} → {person(now)}"
    known = {line.number: line for line in before.lines}
    for line in after.lines:
        yield from _line(known.get(line.number), line, person)
    urls = {link.url: link for link in before.links}
    for link in after.links:
        if urls.get(link.url) != link:
            yield f"link {short(link.what or link.url)}"
    kept = {link.url for link in after.links}
    yield from (
        f"no link {short(one.what or one.url)}" for one in before.links if one.url not in kept
    )


def _ended(before: Checklist, after: Checklist) -> Iterator[str]:
    if before.state != after.state:
        why = f" because {short(after.because)}" if after.because else ""
        yield f"{_ENDED[after.state]}{why}"
    for side in SIDES:
        if (side in before.accepted) != (side in after.accepted):
            yield f"{side}: {'accepted' if side in after.accepted else 'not accepted any more'}"
    for side in SIDES:
        if side in after.orphaned and side not in before.orphaned:
            yield f"nobody left who {side}"


def _line(before: Tick | None, after: Tick, person: Person) -> Iterator[str]:
    which = f"line {after.number}"
    if before is None:
        yield f"{which} “{short(after.text)}”"
        return
    if before.state != after.state:
        yield f"{which} {_STATE[after.state]}"
    if before.person != after.person:
        yield f"{which} for {person(after.person) if after.person else 'its own side'}"


def _read(body: Body | None) -> Checklist | None:
    return None if body is None else Checklist.model_validate(body)
