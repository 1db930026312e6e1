"""A file that says something here, and what of that only the file may change."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.fact import Change
from bot.domain.value import kind_of

SHIPPED = "file:config/catalog.yaml"
"""The source of the catalog that comes with Rolecall."""


@dataclass(frozen=True)
class Source:
    """A file by the name that its facts carry; `origin` is where it was read.

    `trouble` is what was wrong when it was read last, where that failed.
    """

    name: str
    origin: str | None = None
    managed: tuple[str, ...] = ()
    trouble: str | None = None

    def manages(self, change: Change) -> str | None:
        """What of a change only the file may do; None where people may do all of it."""
        kind = change.subject.kind
        called = kind_of(change.subject.key[-1]) if kind == "entry" else kind
        if called in self.managed:
            return called
        moved = _moved(change.before or {}, change.after or {})
        return next((one for one in self.managed if one in {f"{called}.{m}" for m in moved}), None)


def _moved(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    """The fields that a change touches, also within what lies over a file's word."""
    fields = _different(before, after)
    for part in ("more", "fewer"):
        fields |= _different(_inner(before, part), _inner(after, part))
    return fields


def _different(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    return {name for name in {**before, **after} if before.get(name) != after.get(name)}


def _inner(body: Mapping[str, object], part: str) -> Mapping[str, object]:
    inner = body.get(part)
    return inner if isinstance(inner, dict) else {}
