"""The queue of what must reach Slack: written by a decision, taken under a lease, settled."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, Update, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from bot.domain.delivery import REPEATABLE, Delivery, Settled, Taken
from bot.store.sortable import sortable
from bot.store.statements import adding, columns, table_of
from bot.store.storable import storable
from bot.store.tables import DeliveryRow

LEASE = timedelta(seconds=60)
"""Longer than any attempt takes; whoever holds a row longer than this has died."""

MOST_ATTEMPTS = 12
"""With the pauses between them, about half an hour."""

MOST_TOLD = 300
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


def take(
    session: Session, workspaces: Collection[str], resting: Collection[Pace], limit: int
) -> list[Taken]:
    """Deliveries whose turn it is, ours until the lease runs out, their attempts counted already.

    At most one of a lane, of these workspaces alone. `resting` are paces that may not be used now.
    The time is the database's own, so that processes whose clocks differ agree on leases.
    """
    now = clock(session)
    if not workspaces or limit <= 0:
        return []
    wanted = {
        "now": now,
        "workspaces": sorted(workspaces),
        "resting": sorted(_pace(*pace) for pace in resting),
        "most": limit,
    }
    rows = session.execute(_DUE, wanted).mappings().all()
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
    return state == "failed"


def release(session: Session) -> list[str]:
    """Ends what ran out: leases of processes that died, and what is too old to be sent.

    What was tried and not settled is unknown, and held, unless sending it again changes nothing.
    Gives the ids of what is unknown now.
    """
    now = clock(session)
    late = (DeliveryRow.state == "sending", DeliveryRow.leased_until < now)
    harmless = DeliveryRow.kind.in_(REPEATABLE)
    again = update(DeliveryRow).where(*late, harmless, DeliveryRow.attempts < MOST_ATTEMPTS)
    session.execute(_values(again, state="waiting", leased_until=None))
    told = "the process that was sending it ended, and whether it arrived can't be told"
    held = update(DeliveryRow).where(*late)
    ids = session.scalars(
        _values(held, state="unknown", settled_at=now, error=told).returning(DeliveryRow.id)
    ).all()
    old = update(DeliveryRow).where(DeliveryRow.state == "waiting", DeliveryRow.expires_at < now)
    session.execute(_values(old, state="expired", settled_at=now))
    return list(ids)


def forget(session: Session, before: datetime) -> None:
    """Drops deliveries that were settled long ago."""
    session.execute(
        delete(DeliveryRow).where(DeliveryRow.settled_at < before, DeliveryRow.state.not_in(_OPEN))
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


def _due() -> Select[Any]:
    row, earlier = table_of(DeliveryRow).c, table_of(DeliveryRow).alias("earlier").c
    first = ~exists().where(
        earlier.workspace_id == row.workspace_id,
        earlier.lane == row.lane,
        earlier.state.in_(_OPEN),
        earlier.id < row.id,
    )
    now = bindparam("now", type_=row.not_before.type)
    query = select(*columns(DeliveryRow, *_TAKEN)).where(
        row.state == "waiting",
        or_(row.not_before.is_(None), row.not_before <= now),
        or_(row.expires_at.is_(None), row.expires_at > now),
        row.workspace_id.in_(bindparam("workspaces", expanding=True)),
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
_DUE = _due()
_TAKE = _changing().values(
    state="sending",
    attempts=table_of(DeliveryRow).c.attempts + 1,
    leased_until=bindparam("until", type_=table_of(DeliveryRow).c.leased_until.type),
)
_SETTLE = _changing("state", "attempts", "leased_until", "not_before", "settled_at", "ts", "error")
