"""What is to be done once its time has come."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, literal, select
from sqlalchemy.orm import Session

from bot.domain.fact import Body, Change
from bot.domain.subscription import Subscription
from bot.store import homes
from bot.store.installations import is_over
from bot.store.statements import table_of
from bot.store.tables import DueRow, EditionRow
from bot.store.upsert import upsert

REMINDERS = "reminders"
"""A look at who is to be reminded of what."""

REFRESH = "refresh"
"""Messages that change in their place are shown as things stand now."""

REDRAW = "redraw"
"""Leads the name of what is due for a message that is looked at: `redraw digest 3`."""

DIGEST = "digest"
"""Leads the name of what is due for a subscription: `digest 3`."""

SEND = "send"
"""Leads the name of what is due for a subscription out of turn: `send 3`."""

HOMES = "homes"
"""Home tabs that are open are shown as things stand now; a user id is who was looked at last."""

OPEN = timedelta(hours=1)
"""So long after it was opened a Home tab is kept as things stand."""

CHECKLIST = "checklist"
"""Leads the name of what is due for a handoff's checklist that has no message yet."""

CHANNELS = "channels"
"""Channels may not be there any more, or not be ours."""

UNDELIVERED = "undelivered"
"""Leads the name of what is due for a message that was given up, and why."""

SETUP = "setup"
"""A steward is told of the first steps."""

JOINED = "joined"
"""Leads the name of what is due for a channel that we are in from now on: `joined C1`."""


@dataclass(frozen=True)
class Due:
    """Something whose time comes at that moment; `slot` is the local time that it is for."""

    what: str
    at: datetime
    slot: str | None = None


def workspaces(
    session: Session, now: datetime, limit: int, but: Collection[str] = ()
) -> tuple[str, ...]:
    """The workspaces in which something is due by now, the longest due first.

    In one that has removed us nothing is; those in `but` are left out.
    """
    query = select(DueRow.workspace_id).where(*_overdue(now, but)).order_by(DueRow.due_at)
    return tuple(dict.fromkeys(session.scalars(query.limit(limit))))


def oldest(session: Session, now: datetime, but: Collection[str] = ()) -> datetime | None:
    """Since when what is due the longest is due; None where nothing is."""
    query = select(DueRow.due_at).where(*_overdue(now, but)).order_by(DueRow.due_at)
    return session.scalar(query.limit(1))


def _overdue(now: datetime, but: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    everywhere = (DueRow.due_at <= now, ~is_over(table_of(DueRow).c.workspace_id))
    return (*everywhere, DueRow.workspace_id.not_in(but)) if but else everywhere


def by(session: Session, workspace_id: str, now: datetime, limit: int) -> tuple[Due, ...]:
    """What is due in a workspace by now, the longest due first."""
    query = select(DueRow.what, DueRow.due_at, DueRow.slot).where(
        DueRow.workspace_id == workspace_id, DueRow.due_at <= now
    )
    rows = session.execute(query.order_by(DueRow.due_at, DueRow.what).limit(limit))
    return tuple(Due(*row) for row in rows)


def every(session: Session, workspace_id: str) -> tuple[Due, ...]:
    """What will be due in a workspace, the next first."""
    query = select(DueRow.what, DueRow.due_at, DueRow.slot).where(
        DueRow.workspace_id == workspace_id
    )
    return tuple(Due(*row) for row in session.execute(query.order_by(DueRow.due_at, DueRow.what)))


def put(session: Session, workspace_id: str, due: Due) -> None:
    """It is due then, and not when it was before."""
    values = {"due_at": due.at, "slot": due.slot}
    adding = upsert(session, DueRow).values(workspace_id=workspace_id, what=due.what, **values)
    session.execute(
        adding.on_conflict_do_update(index_elements=["workspace_id", "what"], set_=values)
    )


def drop(session: Session, workspace_id: str, what: str) -> None:
    """It is due no more."""
    session.execute(delete(DueRow).where(DueRow.workspace_id == workspace_id, DueRow.what == what))


def follow(session: Session, workspace_id: str, changes: Iterable[Change], now: datetime) -> None:
    """Subscriptions that changed are due at their next slot from now on, paused ones never.

    One that comes at the same times as before stays due as it is, also where it is due by now.
    """
    for change in changes:
        if change.subject.kind != "digest" or change.before == change.after:
            continue
        what = f"{DIGEST} {change.subject.key[0]}"
        was, told = _heard(change.before), _heard(change.after)
        if told is None:
            drop(session, workspace_id, what)
            continue
        if was is not None and was.rhythm == told.rhythm:
            continue
        slot, moment = told.rhythm.next(now)
        put(session, workspace_id, Due(what, moment, slot.isoformat(timespec="minutes")))


def _heard(body: Body | None) -> Subscription | None:
    """The subscription of which a fact tells; None where there is none, or it is paused."""
    told = None if body is None else Subscription.model_validate(body)
    return None if told is None or told.paused is not None else told


def refresh(session: Session, workspace_id: str, now: datetime) -> None:
    """Messages that change in their place, and open Home tabs, are looked at soon, if any are."""
    live = select(EditionRow.what).where(
        EditionRow.workspace_id == workspace_id, EditionRow.live.is_(True)
    )
    if session.scalar(live.limit(1)) is not None:
        put(session, workspace_id, Due(REFRESH, now))
    if homes.any_since(session, workspace_id, now - OPEN):
        put(session, workspace_id, Due(HOMES, now))


def redraw(session: Session, workspace_id: str, now: datetime) -> None:
    """Each message that changes in its place is looked at by itself; one that waits for it does."""
    live = (
        select(
            EditionRow.workspace_id,
            literal(f"{REDRAW} ") + EditionRow.what,
            literal(now, DueRow.due_at.type),
        )
        .where(EditionRow.workspace_id == workspace_id, EditionRow.live.is_(True))
        .distinct()
    )
    adding = upsert(session, DueRow).from_select(["workspace_id", "what", "due_at"], live)
    session.execute(adding.on_conflict_do_nothing())
