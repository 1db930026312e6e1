"""Changes made ready to be written, before anybody has to wait for them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.act import How
from bot.domain.fact import Body, Change, Kind, Subject
from bot.errors import RolecallError
from bot.store import bulk, facts, history
from bot.store.history import Recorded


@dataclass(frozen=True)
class Staged:
    """The statements that make changes, as long as no change came after number `as_of`."""

    as_of: int
    count: int
    kinds: frozenset[Kind]
    statements: tuple[bulk.Ready, ...]


def stage(
    session: Session,
    workspace_id: str,
    changes: Sequence[Change],
    as_of: int,
    stamp: tuple[str, str, datetime, How],
) -> Staged:
    """The changes made ready; `stamp` is who makes them, their source, when and how.

    RolecallError where a fact isn't what its change says it was before.
    """
    actor, source, now, how = stamp
    steps = [change for change in changes if change.before != change.after]
    stored = facts.stored(session, workspace_id, {step.subject for step in steps})
    wanted = _followed({s: row.body for s, row in stored.items()}, steps)
    first = as_of + 1
    recorded = [
        Recorded(first + i, first, now, actor, source, step, how) for i, step in enumerate(steps)
    ]

    def statements() -> Iterator[bulk.Ready]:
        yield from facts.writing(session, workspace_id, wanted, stored, (source, now))
        yield from history.appending(session, workspace_id, recorded)

    kinds = frozenset(step.subject.kind for step in steps)
    return Staged(as_of, len(steps), kinds, tuple(statements()))


def _followed(
    before: Mapping[Subject, Body | None], steps: Iterable[Change]
) -> dict[Subject, Body | None]:
    """What the steps lead to, one after the other."""
    after: dict[Subject, Body | None] = {}
    for step in steps:
        current = after.get(step.subject, before.get(step.subject))
        if current != step.before:
            raise RolecallError(
                f"“{step.subject}” was changed meanwhile and nothing was done: "
                "look at it as it is now and try again."
            )
        after[step.subject] = step.after
    return after
