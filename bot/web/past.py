"""What was changed, as pages list it: by whom, when, and whether it was taken back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.act import Act, How
from bot.domain.fact import Change
from bot.domain.organisation import Person
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.telling import Names, names_in, told_all
from bot.store.books import Books
from bot.store.history import Recorded
from bot.web.paging import address, asked_number

MOST_ACTS = 25
MOST_TOLD = 8
BEFORE = "before"


@dataclass(frozen=True)
class Entry:
    """One act; `by` is who did it where that is somebody of the organisation.

    `where` is on which surface, and in which channel, for those who may know.
    """

    number: int
    at: str
    by: Person | None
    actor: str
    what: str
    where: str
    lines: tuple[str, ...]
    undone: int | None
    undoes: int | None


@dataclass(frozen=True)
class Past:
    """The newest acts, and the address of earlier ones; `newest` is where these begin again."""

    entries: tuple[Entry, ...]
    earlier: str | None
    newest: str | None


def past(books: Books, scene: Scene, keys: Collection[str]) -> Past:
    """What was done about what has these keys, from where the address says."""
    acts = acts_about(books, keys, MOST_ACTS + 1, asked_number(BEFORE))
    return listed(acts, books.undoings(), scene, keys)


def acts_about(
    books: Books, keys: Collection[str], limit: int, before: int | None = None
) -> list[Act]:
    """The newest acts with a change about what has these keys, each with such changes in it."""
    return [
        # Of a large act only the first changes are there, and these may be about other things.
        replace(one, changes=books.changes_about(one, keys))
        if one.count > len(one.changes)
        else one
        for one in books.acts(limit, of=keys, before=before)
    ]


def listed(
    acts: Sequence[Act],
    undoings: Mapping[int, int],
    scene: Scene,
    keys: Collection[str] = (),
    channels: Mapping[str, str] | None = None,
) -> Past:
    """So many acts, the newest first, and where to find more; each tells first of these keys.

    With names of `channels` by id, it is told too from where each was done.
    """
    names, shown = names_in(scene), acts[:MOST_ACTS]
    more = address(**{BEFORE: shown[-1].number}) if len(acts) > MOST_ACTS else None
    newest = address(**{BEFORE: None}) if asked_number(BEFORE) else None
    entries = [_entry(one, undoings, names, keys) for one in shown]
    if channels is not None:
        at = {one.number: where(one.how, channels) for one in shown}
        entries = [replace(one, where=at[one.number]) for one in entries]
    return Past(tuple(entries), more, newest)


def of_steps(steps: Sequence[Recorded], undoings: Mapping[int, int], scene: Scene) -> Past:
    """The newest of these steps as what was done, the newest first; from where the address says."""
    before = asked_number(BEFORE)
    found = [one for one in reversed(steps) if before is None or one.act < before]
    acts = [
        Act(one.act, one.at, one.actor, one.source, one.how, (one.change,), 1)
        for one in found[: MOST_ACTS + 1]
    ]
    return listed(acts, undoings, scene)


def _lines(act: Act, about: Sequence[Change], names: Names) -> tuple[str, ...]:
    """The changes that are about something, and how many others were made with them."""
    lines = told_all(about or act.changes, 0, names, MOST_TOLD)
    more = act.count - len(lines)
    changes = "change" if more == 1 else "changes"
    return (*lines, f"… and {more:,} more {changes} at once") if more > 0 else lines


def where(how: How, channels: Mapping[str, str]) -> str:
    """On which surface something was done, and in which of these channels: “button in #churn”."""
    name = channels.get(how.place or "")
    return f"{how.surface or ''} in #{name}".strip() if name else how.surface or ""


def _entry(act: Act, undoings: Mapping[int, int], names: Names, keys: Collection[str]) -> Entry:
    about = [one for one in act.changes if not {*one.subject.key}.isdisjoint(keys)]
    return Entry(
        number=act.number,
        at=f"{act.at.day} {act.at:%b %Y, %H:%M} UTC",
        by=names.organisation.account.get(act.actor),
        actor=names.account(act.actor),
        what=act.how.verb or act.source,
        where="",
        lines=_lines(act, about, names),
        undone=undoings.get(act.number),
        undoes=act.how.undoes,
    )
