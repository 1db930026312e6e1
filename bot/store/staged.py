"""Changes made ready to be written, before anybody has to wait for them."""

from collections.abc import Iterable, Mapping, Sequence
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
    """The statements that make changes, as long as no change came after number `as_of`.

    `seal` is that of the newest change from then on.
    """

    as_of: int
    count: int
    kinds: frozenset[Kind]
    statements: tuple[bulk.Ready, ...]
    seal: str | None


def stage(
    session: Session,
    workspace_id: str,
    changes: Sequence[Change],
    newest: tuple[int, str | None],
    stamp: tuple[str, str, datetime, How],
) -> Staged:
    """The changes made ready; `stamp` is who makes them, their source, when and how.

    `newest` is the number of the newest change until now, and its seal.

    RolecallError where a fact isn't what its change says it was before.
    """
    actor, source, now, how = stamp
    steps = [change for change in changes if change.before != change.after]
    stored = facts.stored(session, workspace_id, {step.subject for step in steps})
    wanted = _followed({s: row.body for s, row in stored.items()}, steps)
    as_of, seal = newest
    first = as_of + 1
    recorded = [
        Recorded(first + i, first, now, actor, source, step, how) for i, step in enumerate(steps)
    ]

    written = facts.writing(session, workspace_id, wanted, stored, (source, now))
    appending = history.appending(session, workspace_id, recorded, seal)
    kinds = frozenset(step.subject.kind for step in steps)
    return Staged(as_of, len(steps), kinds, (*written, *appending.statements), appending.seal)


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
