"""The rest of a catalog, fitted to what the workspace added to it and retired for itself."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from bot.domain.layer import OVER, RETIRED

Body = dict[str, Any]

_PARTS = ("duties", "boundaries", "deliverables", "interactions")
_NEW_SEAT = ["product"]


def fitted(
    head: Body, entries: Mapping[str, Body], own: Mapping[str, Body]
) -> tuple[Body, dict[str, Body]]:
    """A catalog's head and its entries by ref; `own` is the workspace's word on some of these.

    A structure seats a role that is new here in the product team. What was retired here is spoken
    of no more, and what was a part of it is gone with it.
    """
    new = [ref for ref, body in own.items() if ref.startswith("role:") and not body.get(OVER)]
    gone = {ref for ref, body in own.items() if body.get(RETIRED)}
    if not new and not gone:
        return head, dict(entries)
    found = {ref: _without(body, gone) for ref, body in entries.items()}
    for body in found.values():
        if "seats" in body:
            seats = {ref: body["seats"].get(ref, _NEW_SEAT) for ref in new if ref in found}
            body["seats"] = seats | body["seats"]
    return _claimed(head, frozenset(_refs(found))) if gone else head, found


def _without(entry: Body, gone: Collection[str]) -> Body:
    """An entry that doesn't speak of these."""
    left = dict(entry)
    if "seats" in entry:
        left["seats"] = {ref: places for ref, places in entry["seats"].items() if ref not in gone}
    if "duties" in entry:
        left["duties"] = [one for one in entry["duties"] if one.get("activity") not in gone]
    if "boundaries" in entry:
        left["boundaries"] = [
            one | {"activity": None} if one.get("activity") in gone else one
            for one in entry["boundaries"]
        ]
    if "interactions" in entry:
        answered = (
            one | {"answered_by": [ref for ref in one["answered_by"] if ref not in gone]}
            for one in entry["interactions"]
        )
        left["interactions"] = [one for one in answered if one["answered_by"]]
    return left


def _claimed(head: Body, known: Collection[str]) -> Body:
    """The head, whose shared names nothing claims that isn't there any more."""
    names = [
        one | {"claimed_by": [ref for ref in one["claimed_by"] if ref in known]}
        for one in head.get("shared_names", [])
    ]
    return head | {"shared_names": [one for one in names if one["claimed_by"]]}


def _refs(entries: Mapping[str, Body]) -> Iterator[str]:
    for ref, entry in entries.items():
        yield ref
        yield from (part["ref"] for field in _PARTS for part in entry.get(field, ()))
