"""What channels were told, once a slot, and which of these messages still change."""

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.domain.edition import Edition, EditionState, Matter
from bot.store.tables import EditionRow, WorkspaceRow
from bot.store.upsert import upsert

LONGER = timedelta(days=90)
"""So much longer than their messages in the queue editions are kept."""

_NAMES = tuple(one.name for one in fields(Edition))
_COLUMNS = tuple(getattr(EditionRow, name) for name in _NAMES)


def claim(session: Session, workspace_id: str, edition: Edition) -> bool:
    """Writes an edition down; False where that slot was dealt with before, by whomever."""
    row = {name: getattr(edition, name) for name in _NAMES}
    row["matters"] = [one.model_dump(mode="json") for one in edition.matters]
    adding = upsert(session, EditionRow).values(workspace_id=workspace_id, **row)
    ours = adding.on_conflict_do_nothing().returning(EditionRow.what)
    return session.execute(ours).scalar() is not None


def put(session: Session, workspace_id: str, edition: Edition, **values: Any) -> None:
    """Sets these of an edition's values."""
    statement = update(EditionRow).where(
        EditionRow.workspace_id == workspace_id,
        EditionRow.what == edition.what,
        EditionRow.slot == edition.slot,
    )
    session.execute(statement.values(**values).execution_options(synchronize_session=False))


def live(session: Session, workspace_id: str, what: str | None = None) -> tuple[Edition, ...]:
    """The editions that change in their place, of this or of all, oldest first."""
    query = select(*_COLUMNS).where(
        EditionRow.workspace_id == workspace_id, EditionRow.live.is_(True)
    )
    if what is not None:
        query = query.where(EditionRow.what == what)
    return _editions(session, query.order_by(EditionRow.at, EditionRow.what))


def rest(session: Session, workspace_id: str, what: str, slot: str) -> None:
    """Of something told again only the edition of this slot changes in its place from now on."""
    statement = update(EditionRow).where(
        EditionRow.workspace_id == workspace_id,
        EditionRow.what == what,
        EditionRow.slot != slot,
        EditionRow.live.is_(True),
    )
    session.execute(statement.values(live=False).execution_options(synchronize_session=False))


def last(session: Session, workspace_id: str, what: str, *states: EditionState) -> Edition | None:
    """The newest edition that ended in one of these ways; None where none did."""
    query = select(*_COLUMNS).where(
        EditionRow.workspace_id == workspace_id,
        EditionRow.what == what,
        EditionRow.state.in_(states),
    )
    newest = query.order_by(EditionRow.at.desc(), EditionRow.slot.desc())
    found = _editions(session, newest.limit(1))
    return found[0] if found else None


def find(session: Session, workspace_id: str, what: str, slot: str) -> Edition | None:
    """The edition of this slot; None where nobody dealt with it yet."""
    query = select(*_COLUMNS).where(
        EditionRow.workspace_id == workspace_id, EditionRow.what == what, EditionRow.slot == slot
    )
    found = _editions(session, query)
    return found[0] if found else None


def latest(session: Session, workspace_id: str, limit: int) -> tuple[Edition, ...]:
    """The newest editions, newest first."""
    query = select(*_COLUMNS).where(EditionRow.workspace_id == workspace_id)
    newest = query.order_by(EditionRow.at.desc(), EditionRow.what, EditionRow.slot.desc())
    return _editions(session, newest.limit(limit))


def forget(session: Session, before: datetime) -> None:
    """Drops what was dealt with before that moment, where something newer ended in the same way.

    What still changes stays, and of each the last message and the last look, which say what is new.
    """
    newer = aliased(EditionRow)
    again = exists().where(
        newer.workspace_id == EditionRow.workspace_id,
        newer.what == EditionRow.what,
        newer.at > EditionRow.at,
        or_(newer.state == EditionRow.state, newer.state == "sent"),
    )
    statement = delete(EditionRow).where(
        # So that the index of each workspace is used.
        EditionRow.workspace_id.in_(select(WorkspaceRow.id)),
        EditionRow.at < before,
        EditionRow.live.is_(False),
        again,
    )
    session.execute(statement.execution_options(synchronize_session=False))


def of_delivery(session: Session, workspace_id: str, delivery: str) -> Edition | None:
    """The edition that this message is; None where it is none."""
    query = select(*_COLUMNS).where(
        EditionRow.workspace_id == workspace_id, EditionRow.delivery == delivery
    )
    found = _editions(session, query)
    return found[0] if found else None


def _editions(session: Session, query: Any) -> tuple[Edition, ...]:
    return tuple(_edition(row._asdict()) for row in session.execute(query))


def _edition(row: dict[str, Any]) -> Edition:
    matters = tuple(Matter.model_validate(one) for one in row["matters"])
    return Edition(**row | {"matters": matters})
