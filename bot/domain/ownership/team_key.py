"""The key of a new team: its name in plain letters, and nobody else's, now or before."""

from itertools import count

from bot.domain.fact import Subject
from bot.domain.ownership.naming import folded
from bot.domain.ownership.scene import Scene
from bot.domain.slug import slug

_NAMELESS = "team"


def free_key(scene: Scene, name: str) -> str:
    """A key for a new team of this name.

    A retired team keeps its key, so that its history stays its own; one that was called the same
    is the same team again.
    """
    stem = slug(name) or _NAMELESS
    taken = {folded(word) for team in scene.organisation.teams for word in (team.key, team.name)}
    keys = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    return next(
        key for key in keys if key not in taken and _last_name(scene, key) in (None, folded(name))
    )


def _last_name(scene: Scene, key: str) -> str | None:
    """What the team with this key was called last, folded; None where there never was one."""
    body = scene.past.last(Subject("team", (key,)))
    return folded(body["name"]) if body else None
