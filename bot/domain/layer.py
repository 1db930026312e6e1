"""The workspace's own word on an entry of its catalog, over what a file says of it."""

from typing import Any

Body = dict[str, Any]

OVER, RETIRED, MORE, FEWER = "over", "retired", "more", "fewer"
"""A body with `over` speaks of an entry below it: of the fields that it has, and no others.

`more` and `fewer` are names by list, such as `{"aliases": [...]}`, that it adds and takes away;
`retired` says that there is no such entry here.
"""


def laid_over(below: Body | None, own: Body) -> Body | None:
    """The entry as the workspace has it; None where it has none."""
    if own.get(RETIRED):
        return None
    if not own.get(OVER):
        return own
    if below is None:
        # What this spoke of has left the file, and may be in it again one day.
        return None
    fields = {name: value for name, value in own.items() if name not in (OVER, MORE, FEWER)}
    told = {**{name: value for name, value in below.items() if name != "ref"}, **fields}
    for name in {**own.get(MORE, {}), **own.get(FEWER, {})}:
        told[name] = _changed(
            told.get(name, []), own.get(MORE, {}).get(name, []), own.get(FEWER, {}).get(name, [])
        )
    return told


def said_over(own: Body | None, **fields: Any) -> Body:
    """The workspace's word with these fields said as well; `own` is what it said before."""
    return {**(own if own is not None else {OVER: True}), **fields}


def with_word(own: Body | None, field: str, word: str) -> Body:
    """The workspace's word with one more in a list of words."""
    return _moved(own, field, word, to=MORE, away=FEWER)


def without_word(own: Body | None, field: str, word: str) -> Body:
    """The workspace's word with one fewer in a list of words."""
    return _moved(own, field, word, to=FEWER, away=MORE)


def _moved(own: Body | None, field: str, word: str, *, to: str, away: str) -> Body:
    body = said_over(own)
    if not body.get(OVER):
        kept = [one for one in body.get(field, []) if _folded(one) != _folded(word)]
        return {**body, field: [*kept, word] if to == MORE else kept}
    lists = {name: {**body.get(name, {})} for name in (to, away)}
    for name in (to, away):
        kept = [one for one in lists[name].get(field, []) if _folded(one) != _folded(word)]
        lists[name][field] = [*kept, word] if name == to else kept
    return {**body, **lists}


def _changed(words: list[str], more: list[str], fewer: list[str]) -> list[str]:
    gone = {_folded(word) for word in fewer}
    kept = [word for word in words if _folded(word) not in gone]
    known = {_folded(word) for word in kept}
    return [*kept, *(word for word in more if _folded(word) not in known)]


def _folded(word: str) -> str:
    return " ".join(word.casefold().split())
