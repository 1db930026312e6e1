"""What is kept no longer: dropped with age, a few rows at a time, by any number of processes."""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from itertools import takewhile

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from bot.domain.operations import Retention
from bot.errors import RolecallError
from bot.store import chain, erasing, workspaces
from bot.store.ledger import Ledger
from bot.store.sortable import since
from bot.store.statements import table_of
from bot.store.tables import (
    ChangeRow,
    HomeRow,
    NotifiedRow,
    QuestionRow,
    RefusalRow,
    VerdictRow,
    WorkspaceRow,
)

log = logging.getLogger(__name__)

SOON = timedelta(minutes=30)
"""So long after a look that failed the next one comes, at the earliest."""

AGAIN = timedelta(days=1)
"""So long after a look at what is old in a workspace the next one comes."""

MOST, MOST_AT_ONCE = erasing.MOST, 100
_CHANGES, _WORKSPACES = table_of(ChangeRow).c, table_of(WorkspaceRow).c


def drop(ledger: Ledger, kept: Retention, now: datetime) -> None:
    """Drops what is kept no longer; where that fails in a workspace it is tried again later."""
    _ended(ledger, kept, now)
    while taken := _take(ledger, now):
        for workspace_id in taken:
            try:
                _old(ledger, workspace_id, kept, now)
            except RolecallError as error:
                log.warning("what is old in %s was not dropped: %s", workspace_id, error)
                with ledger.writing() as session:
                    _look_again(session, [workspace_id], now - AGAIN + SOON)


def _old(ledger: Ledger, workspace_id: str, kept: Retention, now: datetime) -> None:
    _homes(ledger, workspace_id, now - AGAIN)
    if kept.questions_days:
        _questions(ledger, workspace_id, now - timedelta(days=kept.questions_days))
    if kept.audit_days:
        before = now - timedelta(days=kept.audit_days)
        _refusals(ledger, workspace_id, before)
        _audit(ledger, workspace_id, before)


def _ended(ledger: Ledger, kept: Retention, now: datetime) -> None:
    """Erases what removed us longer ago than the grace, and ends what another process began."""
    if kept.grace is not None:
        with ledger.reading() as session:
            old = erasing.ended(session, now - kept.grace)
        for workspace_id in old:
            with ledger.writing() as session:
                erasing.begin_ended(session, workspace_id, now - kept.grace, now)
    with ledger.reading() as session:
        begun = erasing.begun(session)
    for workspace_id in begun:
        erasing.erase(ledger, workspace_id)


def _take(ledger: Ledger, now: datetime) -> tuple[str, ...]:
    """Some workspaces in which nobody has looked for what is old since yesterday, ours to do."""
    due = or_(_WORKSPACES.tidied_at.is_(None), _WORKSPACES.tidied_at <= now - AGAIN)
    query = select(_WORKSPACES.id).where(due, _WORKSPACES.erasing_at.is_(None)).limit(MOST_AT_ONCE)
    with ledger.writing() as session:
        # A workspace in which somebody writes just now comes later.
        found = tuple(session.scalars(query.with_for_update(skip_locked=True)))
        _look_again(session, found, now)
    return found


def _look_again(session: Session, workspaces: Iterable[str], looked: datetime) -> None:
    these = update(table_of(WorkspaceRow)).where(_WORKSPACES.id.in_(list(workspaces)))
    session.connection().execute(these.values(tidied_at=looked))


def _questions(ledger: Ledger, workspace_id: str, before: datetime) -> None:
    """Drops questions from before that moment, with what was said of their answers."""
    row = table_of(QuestionRow).c
    old = select(row.id).where(row.workspace_id == workspace_id, row.asked_at < before)
    while True:
        with ledger.writing() as session:
            ids = session.scalars(old.order_by(row.asked_at).limit(MOST)).all()
            drop_questions(session, workspace_id, ids)
        if len(ids) < MOST:
            return


def drop_questions(session: Session, workspace_id: str, ids: Iterable[str]) -> None:
    """Drops these questions, with what was said of their answers and who was notified."""
    listed = list(ids)
    for table, key in ((VerdictRow, "question"), (NotifiedRow, "question"), (QuestionRow, "id")):
        row = table_of(table)
        these = (row.c.workspace_id == workspace_id, row.c[key].in_(listed))
        session.connection().execute(delete(row).where(*these))


def _homes(ledger: Ledger, workspace_id: str, before: datetime) -> None:
    """Forgets who opened their Home tab before that moment."""
    row = table_of(HomeRow)
    with ledger.writing() as session:
        these = (row.c.workspace_id == workspace_id, row.c.opened_at < before)
        session.connection().execute(delete(row).where(*these))


def _refusals(ledger: Ledger, workspace_id: str, before: datetime) -> None:
    row = table_of(RefusalRow)
    old = select(row.c.id).where(row.c.workspace_id == workspace_id, row.c.id < since(before))
    while True:
        with ledger.writing() as session:
            ids = session.scalars(old.order_by(row.c.id).limit(MOST)).all()
            these = (row.c.workspace_id == workspace_id, row.c.id.in_(ids))
            session.connection().execute(delete(row).where(*these))
        if len(ids) < MOST:
            return


def _audit(ledger: Ledger, workspace_id: str, before: datetime) -> None:
    """Drops old acts that nothing needs: whole, and the last change first.

    An act stays as long as one of its changes is the last word of its source on something, and as
    long as the act that it undid is there.
    """
    with ledger.reading() as session:
        numbers = _superseded(session, workspace_id, before)
    for start in range(0, len(numbers), MOST):
        with ledger.writing() as session:
            drop_changes(session, workspace_id, numbers[start : start + MOST])


def _superseded(session: Session, workspace_id: str, before: datetime) -> list[int]:
    """The numbers of the changes of these acts, the newest first."""
    query = select(
        *(_CHANGES[name] for name in ("number", "act", "at", "source", "kind", "key", "undoes"))
    ).where(_CHANGES.workspace_id == workspace_id)
    last_words: dict[tuple[str, ...], int] = {}
    acts: dict[int, int | None] = {}
    numbers: dict[int, int] = {}
    ordered = query.order_by(_CHANGES.number).execution_options(yield_per=MOST)
    with session.execute(ordered) as rows:
        for row in takewhile(lambda row: row.at < before, rows):
            last_words[row.source, row.kind, *row.key] = row.act
            acts[row.act] = row.undoes
            numbers[row.number] = row.act
    needed = set(last_words.values())
    gone = set[int]()
    for act, undoes in acts.items():
        if act not in needed and (undoes in gone or undoes not in acts):
            gone.add(act)
    return [number for number, act in reversed(numbers.items()) if act in gone]


def drop_changes(session: Session, workspace_id: str, numbers: Collection[int]) -> None:
    """Drops changes; those that follow them carry on the chain of seals."""
    # Nobody may seal anew what follows in the meantime.
    workspaces.hold(session, workspace_id)
    here, gone = _CHANGES.workspace_id == workspace_id, set(numbers)
    following = {number + 1 for number in gone} - gone
    known = following | {number - 1 for number in following}
    query = select(_CHANGES.number, _CHANGES.seal).where(here, _CHANGES.number.in_(known))
    seals = {row.number: row.seal for row in session.execute(query)}
    table, run = table_of(ChangeRow), session.connection().execute
    for number in sorted(following & seals.keys()):
        seal = chain.carrying(seals[number], seals.get(number - 1))
        run(update(table).where(here, _CHANGES.number == number).values(seal=seal))
    run(delete(table).where(here, _CHANGES.number.in_(gone)))
