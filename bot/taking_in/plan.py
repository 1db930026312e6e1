"""The plan of an import: what changes, what stays as others have it, and both as a diff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.fact import HERE, Body, Change, Kind, Subject
from bot.domain.layer import RETIRED
from bot.errors import MOST_LISTED
from bot.store.history import Recorded

SHARED: tuple[Kind, ...] = ("person", "team")
"""What several files may speak of; it stays as long as one of them does."""

EXAMPLE = "example"
"""The source of the example organisation; it makes room for any other that is taken in."""


@dataclass(frozen=True)
class Kept:
    """What stays as somebody else left it, though the file has it otherwise.

    `last` is the step that left it so; `said` is what the file said before that, and `says` now.
    """

    last: Recorded
    said: Body | None
    says: Body

    @property
    def here(self) -> bool:
        """Whether people left it so here, and not another file."""
        return self.last.source == HERE

    @property
    def conflict(self) -> bool:
        """Whether the file has changed its word as well."""
        return self.said != self.says

    def __str__(self) -> str:
        now = self.last.change.after
        gone = now is None or RETIRED in now
        done = "retired" if gone else "edited"
        old = (self.said if gone else now) or {}
        told = (f"{key} {new!s:.60}" for key, new in self.says.items() if old.get(key) != new)
        moved = ", ".join(told)
        return (
            f"! {self.last.change.subject}: {done} here ({by_whom(self.last)}), "
            f"the file now {f'says {moved}' if moved else 'has it again'}; kept"
        )


@dataclass(frozen=True)
class Plan:
    """What taking a file in would change, and in which order its facts then stand.

    `until_now` names the other file whose word a change comes over. `known` is a line on each
    thing of the file that others told of. The plan holds as long as no change came after number
    `as_of`.
    """

    source: str
    changes: tuple[Change, ...]
    order: tuple[Subject, ...]
    organisation: str | None = None
    digest: str | None = None
    others: int = 0
    as_of: int = 0
    kept: tuple[Kept, ...] = ()
    known: tuple[str, ...] = ()
    until_now: Mapping[Subject, str] = field(default_factory=dict)

    def lines(self) -> tuple[str, ...]:
        """The plan as a diff for a person: a line a change, a line a conflict, and a summary."""
        signs = [change.sign for change in self.changes]
        counts = f"{signs.count('+')} added, {signs.count('~')} changed, {signs.count('-')} retired"
        conflicts = [str(one) for one in self.kept if one.conflict]
        edited = sum(one.here and not one.conflict for one in self.kept)
        if edited:
            counts += f", {edited} edited here kept"
        if conflicts:
            counts += f", {len(conflicts)} conflict{'s' if len(conflicts) > 1 else ''}"
        others = self.others + sum(not one.here for one in self.kept)
        if others:
            counts += f", {others} from other sources left alone"
        changes = (self._line(change) for change in self.changes)
        return (*self.known, *changes, *conflicts, counts)

    def _line(self, change: Change) -> str:
        line = f"{change.sign} {change.subject}"
        if change.before is not None and change.after is not None:
            line += f": {_difference(change.before, change.after)}"
            if change.subject in self.until_now:
                line += f" (until now from {self.until_now[change.subject]})"
        return line


def by_whom(step: Recorded) -> str:
    """The number of a step's act, and who did it."""
    return f"#{step.act} by {step.actor}"


def moved(before: Body, after: Body) -> list[str]:
    """The fields that two bodies have otherwise."""
    return [key for key in {**before, **after} if before.get(key) != after.get(key)]


def some(names: Sequence[str]) -> str:
    """The first of these, and how many more there are."""
    more = f" and {len(names) - MOST_LISTED:,} more" if len(names) > MOST_LISTED else ""
    return f"{', '.join(names[:MOST_LISTED])}{more}"


def _difference(before: Body, after: Body) -> str:
    shown = (
        f"{key} {before.get(key)!s:.60} → {after.get(key)!s:.60}" for key in moved(before, after)
    )
    return ", ".join(shown)
