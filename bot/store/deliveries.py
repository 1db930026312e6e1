"""The queue of what must reach Slack: written by a decision, taken under a lease, settled."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from sqlalchemy import Select, Update, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from bot.domain.delivery import MAYBE, REPEATABLE, Delivery, DeliveryKind, Settled, Taken
from bot.store.installations import is_live
from bot.store.sortable import sortable
from bot.store.statements import adding, columns, table_of
from bot.store.storable import storable
from bot.store.tables import DeliveryRow, EditionRow

LEASE = timedelta(seconds=60)
"""Longer than any attempt takes; whoever holds a row longer than this has died."""

MOST_ATTEMPTS = 12
"""With the pauses between them, about half an hour."""

MOST_TOLD = 300
STANDS_IN = "stands_in"
"""In an address, the conversation in which a message to a person stands."""

AGAIN = "sent again, though it may have arrived"
_WRITTEN = ("kind", "lane", "pace", "rank", "address", "body")
_ADD = adding(DeliveryRow)
_OPEN = ("waiting", "sending")
_TAKEN = tuple(Taken.__dataclass_fields__)

Pace = tuple[str, str]
"""A workspace, and what its messages are paced by there."""


@dataclass(frozen=True)
class Sent:
    """A delivery as it stands in the queue."""

    id: str
    kind: str
    state: str
    attempts: int
    address: dict[str, Any]
    body: dict[str, Any]
    ts: str | None
    error: str | None


@dataclass(frozen=True)
class Backlog:
    """How many deliveries are in a state, and when the oldest of them was written."""

    state: str
    count: int
    oldest: datetime


def put(session: Session, workspace_id: str, delivery: Delivery, now: datetime, place: int) -> str:
    """Writes a delivery; gives its id. `place` orders what one transaction writes."""
    key = sortable(now, place)
    row = {name: getattr(delivery, name) for name in _WRITTEN}
    expires = None if delivery.lasts is None else now + delivery.lasts
    own = {"workspace_id": workspace_id, "id": key, "created_at": now, "expires_at": expires}
    session.execute(_ADD, row | own | {"state": "waiting", "attempts": 0})
    return key


def latest(session: Session, workspace_id: str, limit: int) -> tuple[Sent, ...]:
    """The newest deliveries, newest first."""
    columns = (getattr(DeliveryRow, name) for name in Sent.__dataclass_fields__)
    query = select(*columns).where(DeliveryRow.workspace_id == workspace_id)
    rows = session.execute(query.order_by(DeliveryRow.id.desc()).limit(limit))
    return tuple(Sent(*row) for row in rows)


def under_way(session: Session, workspace_id: str, lane: str, since: datetime) -> bool:
    """Whether something of a lane is still to be sent, or is being sent and was written since."""
    row = DeliveryRow
    query = select(row.id).where(
        row.workspace_id == workspace_id,
        row.lane == lane,
        row.settled_at.is_(None),
        or_(row.state == "waiting", row.created_at >= since),
    )
    return session.scalar(query.limit(1)) is not None


def withdraw(session: Session, workspace_id: str, lane: str) -> None:
    """Nothing that waits in a lane is sent any more, for something newer takes its place."""
    row = DeliveryRow
    these = (row.workspace_id == workspace_id, row.lane == lane, row.settled_at.is_(None))
    values = {"state": "expired", "settled_at": clock(session), "error": "something newer was sent"}
    session.execute(_values(update(row).where(*these, row.state == "waiting"), **values))


def backlog(session: Session, but: Collection[str] = ()) -> tuple[Backlog, ...]:
    """What waits, is being sent, or is unknown, in all workspaces but these."""
    row = DeliveryRow
    query = select(row.state, func.count(), func.min(row.created_at))
    query = query.where(row.state.in_((*_OPEN, "unknown")), row.workspace_id.not_in(but))
    return tuple(Backlog(*found) for found in session.execute(query.group_by(row.state)))


def find(session: Session, workspace_id: str, key: str) -> Sent | None:
    """The delivery with this id."""
    columns = (getattr(DeliveryRow, name) for name in Sent.__dataclass_fields__)
    query = select(*columns).where(DeliveryRow.workspace_id == workspace_id, DeliveryRow.id == key)
    row = session.execute(query).one_or_none()
    return None if row is None else Sent(*row)


def take(
    session: Session,
    workspaces: Collection[str] | None,
    resting: Collection[Pace],
    limit: int,
    tired: Collection[str] = (),
) -> list[Taken]:
    """Deliveries whose turn it is, ours until the lease runs out, their attempts counted already.

    At most one of a lane, of these workspaces alone; None stands for all whose token is stored.
    `resting` are paces that may not be used now, `tired` workspaces in which nothing may.
    The time is the database's own, so that processes whose clocks differ agree on leases.
    """
    now = clock(session)
    if limit <= 0 or (workspaces is not None and not workspaces):
        return []
    wanted: dict[str, object] = {
        "now": now,
        "resting": sorted(_pace(*pace) for pace in resting),
        "tired": sorted(tired),
        "most": limit,
    }
    if workspaces is not None:
        wanted["workspaces"] = sorted(workspaces)
    rows = session.execute(_DUE if workspaces is not None else _ALL_DUE, wanted).mappings().all()
    if rows:
        until = now + LEASE
        session.execute(
            _TAKE, [_named(row["workspace_id"], row["id"], until=until) for row in rows]
        )
    return [Taken(**{**row, "attempts": row["attempts"] + 1}) for row in rows]


def settle(session: Session, taken: Taken, settled: Settled) -> bool:
    """Writes down how an attempt ended; whether it was given up, at once or after too many."""
    now = clock(session)
    state, attempts = settled.state, taken.attempts
    if state == "waiting" and not settled.counted:
        attempts -= 1
    if state == "waiting" and attempts >= MOST_ATTEMPTS:
        state = "failed"
    waits = state == "waiting"
    values = {
        "state": state,
        "attempts": attempts,
        "leased_until": None,
        "not_before": now + settled.after if waits else None,
        "settled_at": None if waits else now,
        "ts": settled.ts and storable(settled.ts, MOST_TOLD),
        "error": settled.error and storable(settled.error, MOST_TOLD),
    }
    session.execute(_SETTLE, _named(taken.workspace_id, taken.id) | values)
    if settled.channel is not None and settled.channel != taken.address.get("channel"):
        address = taken.address | {STANDS_IN: storable(settled.channel, MOST_TOLD)}
        session.execute(_MOVE, _named(taken.workspace_id, taken.id) | {"address": address})
    return state == "failed"


def release(session: Session, *, resend: bool = False) -> list[str]:
    """Ends what ran out: leases of processes that died, and what is too old to be sent.

    What was tried and not settled is looked for where it can be, before it is sent again; else it
    is unknown, and held, unless sending it again changes nothing, or it is to be sent again anyway
    (`resend`). Gives the ids of what is unknown now.
    """
    now = clock(session)
    late = (DeliveryRow.state == "sending", DeliveryRow.leased_until < now)
    more = DeliveryRow.attempts < MOST_ATTEMPTS
    harmless = update(DeliveryRow).where(*late, DeliveryRow.kind.in_(REPEATABLE), more)
    session.execute(_values(harmless, state="waiting", leased_until=None))
    findable = (
        DeliveryRow.kind == "post",
        DeliveryRow.address["thread_ts"].as_string().is_(None),
        or_(DeliveryRow.lane.startswith("C"), DeliveryRow.lane.startswith("G")),
    )
    looked_for = update(DeliveryRow).where(*late, *findable, more)
    maybe = f"{MAYBE}: the process that was sending it ended"
    session.execute(_values(looked_for, state="waiting", leased_until=None, error=maybe))
    if resend:
        again = update(DeliveryRow).where(*late, more)
        session.execute(_values(again, state="waiting", leased_until=None, error=AGAIN))
    told = "the process that was sending it ended, and whether it arrived can't be told"
    held = update(DeliveryRow).where(*late)
    ids = session.scalars(
        _values(held, state="unknown", settled_at=now, error=told).returning(DeliveryRow.id)
    ).all()
    old = update(DeliveryRow).where(DeliveryRow.state == "waiting", DeliveryRow.expires_at < now)
    session.execute(_values(old, state="expired", settled_at=now))
    return list(ids)


def end(session: Session, workspace_id: str) -> None:
    """Nothing that waits here is sent any more."""
    here = (DeliveryRow.workspace_id == workspace_id, DeliveryRow.state == "waiting")
    told = "the workspace removed the app"
    values = {"state": "expired", "settled_at": clock(session), "error": told}
    session.execute(_values(update(DeliveryRow).where(*here), **values))


def forget(session: Session, before: datetime) -> None:
    """Drops deliveries that were settled long ago; messages that still change stay."""
    changes = exists().where(
        EditionRow.workspace_id == DeliveryRow.workspace_id,
        EditionRow.delivery == DeliveryRow.id,
        EditionRow.live.is_(True),
    )
    session.execute(
        delete(DeliveryRow)
        .where(DeliveryRow.settled_at < before, DeliveryRow.state.not_in(_OPEN), ~changes)
        .execution_options(synchronize_session=False)
    )


def clock(session: Session) -> datetime:
    """The database's time."""
    if session.get_bind().dialect.name == "postgresql":
        moment: datetime = session.execute(_POSTGRESQL_NOW).scalar_one()
        return moment.astimezone(UTC)
    text: str = session.execute(_SQLITE_NOW).scalar_one()
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _pace(workspace_id: str, pace: str) -> str:
    return f"{workspace_id} {pace}"


def _named(workspace_id: str, key: str, **more: object) -> dict[str, object]:
    return {"of": workspace_id, "this": key, **more}


def _values(statement: Update, **values: object) -> Update:
    return statement.values(**values).execution_options(synchronize_session=False)


def _due(*, everywhere: bool) -> Select[Any]:
    row, earlier = table_of(DeliveryRow).c, table_of(DeliveryRow).alias("earlier").c
    first = ~exists().where(
        earlier.workspace_id == row.workspace_id,
        earlier.lane == row.lane,
        earlier.settled_at.is_(None),
        earlier.id < row.id,
    )
    now = bindparam("now", type_=row.not_before.type)
    query = select(*columns(DeliveryRow, *_TAKEN)).where(
        row.state == "waiting",
        # What only a newer version can send is left to it.
        row.kind.in_(get_args(DeliveryKind)),
        or_(row.not_before.is_(None), row.not_before <= now),
        or_(row.expires_at.is_(None), row.expires_at > now),
        is_live(row.workspace_id)
        if everywhere
        else row.workspace_id.in_(bindparam("workspaces", expanding=True)),
        row.workspace_id.not_in(bindparam("tired", expanding=True)),
        (row.workspace_id + " " + row.pace).not_in(bindparam("resting", expanding=True)),
        first,
    )
    ordered = query.order_by(row.rank, row.id).limit(bindparam("most"))
    return ordered.with_for_update(skip_locked=True)


def _changing(*names: str) -> Update:
    table = table_of(DeliveryRow)
    this = (table.c.workspace_id == bindparam("of"), table.c.id == bindparam("this"))
    return table.update().where(*this).values({name: bindparam(name) for name in names})


_SQLITE_NOW = select(func.strftime("%Y-%m-%d %H:%M:%f", "now"))
_POSTGRESQL_NOW = select(func.clock_timestamp())
_DUE = _due(everywhere=False)
_ALL_DUE = _due(everywhere=True)
_TAKE = _changing().values(
    state="sending",
    attempts=table_of(DeliveryRow).c.attempts + 1,
    leased_until=bindparam("until", type_=table_of(DeliveryRow).c.leased_until.type),
)
_MOVE = _changing("address")
_SETTLE = _changing("state", "attempts", "leased_until", "not_before", "settled_at", "ts", "error")
