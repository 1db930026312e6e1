"""Teams that get another platform team, or none, because one comes or goes."""

from collections.abc import Collection

from bot.domain.fact import Change


def following(changes: Collection[Change]) -> tuple[Change, ...]:
    """The changes of teams by which they only follow a platform team that comes or goes."""
    moved = {
        change.subject.key[0]
        for change in changes
        if change.subject.kind == "team" and None in (change.before, change.after)
    }
    return tuple(change for change in changes if _follows(change, moved))


def platforms(change: Change) -> tuple[str, ...]:
    """The keys of the platform teams that serve a team before a change, and after it."""
    bodies = [body for body in (change.before, change.after) if body is not None]
    return tuple(dict.fromkeys(body["platform"] for body in bodies if body["platform"]))


def _follows(change: Change, moved: Collection[str]) -> bool:
    before, after = change.before, change.after
    if change.subject.kind != "team" or before is None or after is None:
        return False
    same = {**before, "platform": None} == {**after, "platform": None}
    return same and not {before["platform"], after["platform"]}.isdisjoint(moved)
