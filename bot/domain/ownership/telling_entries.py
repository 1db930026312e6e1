"""What the workspace changed of its catalog, in words."""

from collections.abc import Callable, Iterator
from typing import Any

from bot.domain.catalog import RACI
from bot.domain.fact import Body, Change
from bot.domain.layer import FEWER, MORE, OVER, RETIRED
from bot.domain.wording import listed, short

_PLAIN = (OVER, MORE, FEWER, RETIRED, "ref", "column", "summary", "description", "homes")
_OF_ROLES = ("role", "gives", "receives")
MOST_LINES = 3
_ONE_OF = {"aliases": "alias", "examples": "example"}


def entry_name(change: Change, name: str) -> str:
    """What an entry is called, by what was said of it where it is gone by now."""
    bodies = (change.after, change.before)
    return next((str(body["name"]) for body in bodies if body and body.get("name")), name)


def own_sign(change: Change) -> str:
    """`+` where there is such an entry from then on, `-` where there is none, else `~`.

    What only lies over a file's word comes and goes while the entry stays.
    """
    before, after = change.before, change.after
    was, now = _is_there(before, after), _is_there(after, before)
    return "~" if was is now else "+" if now else "-"


def _is_there(body: Body | None, other: Body | None) -> bool:
    return not body.get(RETIRED) if body else bool(other and other.get(OVER))


def own_details(
    change: Change, called: Callable[[str], str], team: Callable[[str], str]
) -> Iterator[str]:
    """What a change of the workspace's own word on an entry says, part by part."""
    before, after = change.before or {}, change.after or {}
    if after.get("homes") and after["homes"] != before.get("homes"):
        yield f"in {listed(map(team, after['homes']))}"
    if bool(before.get(RETIRED)) != bool(after.get(RETIRED)):
        yield "retired" if after.get(RETIRED) else "here again"
    if after.get(RETIRED):
        return
    yield from _fields(before, after, called)
    words = [
        *_words("+", before.get(MORE, {}), after.get(MORE, {})),
        *_words("-", before.get(FEWER, {}), after.get(FEWER, {})),
        *_words("-", after.get(MORE, {}), before.get(MORE, {})),
        *_words("+", after.get(FEWER, {}), before.get(FEWER, {})),
    ]
    yield from dict.fromkeys(words)


def _fields(before: Body, after: Body, called: Callable[[str], str]) -> Iterator[str]:
    """What is said of the entry otherwise; all that is said of a new one, but its name."""
    over = bool(before.get(OVER) or after.get(OVER))
    new, gone = not before and not over, not after and not over
    for field in {**before, **after}:
        was, now = before.get(field) or None, after.get(field) or None
        if field in _PLAIN or was == now or gone or (new and field == "name"):
            continue
        if field == "checklist":
            yield from _ticked(was or {}, now or {})
            continue
        told = "as in the file" if over and now is None else _value(field, now, called)
        if new:
            yield f"{field} {told}"
        else:
            # What the workspace says nothing of over a file is as the file has it.
            old = "" if over and was is None else f"{_value(field, was, called)} "
            yield f"{field} {old}→ {told}"


def _ticked(was: Body, now: Body) -> Iterator[str]:
    """The lines to tick that are new and gone; all of them where a file had those before."""
    if not now:
        yield "checklist as in the file"
    for side, new in now.items():
        old = was.get(side, [])
        lines = [f"+ “{short(one)}”" for one in new if one not in old]
        lines += [f"- “{short(one)}”" for one in old if one not in new]
        if not was:
            lines = [f"“{short(one)}”" for one in new]
        more = f" and {len(lines) - MOST_LINES:,} more" if len(lines) > MOST_LINES else ""
        if lines:
            yield f"{side} {'' if was else '→ '}{', '.join(lines[:MOST_LINES])}{more}"
        elif old != new:
            yield f"{side} in another order"


def _words(sign: str, was: Body, now: Body) -> Iterator[str]:
    """The words that are in the one and not in the other."""
    for field, words in now.items():
        for word in words:
            if word not in was.get(field, []):
                yield f"{sign} {_ONE_OF.get(field, field)} “{short(str(word))}”"


def _value(field: str, value: Any, called: Callable[[str], str]) -> str:
    if not value:
        return "–"
    if isinstance(value, list | tuple):
        return listed(called(str(one)) if field in RACI else short(str(one)) for one in value)
    return called(str(value)) if field in _OF_ROLES else short(str(value))
