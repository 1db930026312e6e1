"""Slack's members and channels, as its lists and events told them last."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, case, select, update
from sqlalchemy.orm import Session

from bot.domain.member import Channel, Member
from bot.domain.organisation import Person
from bot.store.statements import finding, table_of
from bot.store.tables import ChannelRow, MemberRow, PersonRow
from bot.store.upsert import upsert

_MEMBER = tuple(getattr(MemberRow, name) for name in Member.__dataclass_fields__)
_FIND = finding(MemberRow, tuple(Member.__dataclass_fields__), "workspace_id", "id")
_CHANNEL = finding(ChannelRow, tuple(Channel.__dataclass_fields__), "workspace_id", "id")
_KEY = ["workspace_id", "id"]
_STAMPS = {
    "name": "as_of",
    "shared": "shared_as_of",
    "gone": "gone_as_of",
    "ours": "ours_as_of",
}
_TELLING = ("team", "name", "email", "guest", "bot", "deleted", "primary_owner")
_BATCH = 5000


def find(session: Session, workspace_id: str, member_id: str) -> Member | None:
    """The member with this user id."""
    row = session.execute(_FIND, {"workspace_id": workspace_id, "id": member_id}).one_or_none()
    return None if row is None else Member(*row)


def everybody(session: Session, workspace_id: str) -> tuple[Member, ...]:
    """All members, in the order of their ids."""
    query = select(*_MEMBER).where(MemberRow.workspace_id == workspace_id).order_by(MemberRow.id)
    return tuple(Member(*row) for row in session.execute(query))


def telling(
    session: Session, workspace_id: str, people: Iterable[Person], stewards: Iterable[str]
) -> tuple[Member, ...]:
    """The members of this workspace that say something of these people, or may look after it.

    `stewards` are user ids or addresses. Everybody else's accounts make no difference to an answer.
    """
    listed = list(people)
    ids = {person.slack for person in listed if person.slack} | set(stewards)
    addresses = {p.email.casefold() for p in listed if p.email} | {s.casefold() for s in stewards}
    found: dict[str, Member] = {}
    for column, values in ((MemberRow.id, ids), (MemberRow.email, addresses)):
        for some in _batches(sorted(values)):
            found |= _found(session, workspace_id, column.in_(some))
    found |= _found(session, workspace_id, MemberRow.primary_owner.is_(True))
    return tuple(found[key] for key in sorted(found))


def save(
    session: Session, workspace_id: str, members: Sequence[Member], stewards: Iterable[str]
) -> bool:
    """Stores members, each unless a newer word on it is stored; whether answers may differ now."""
    told: dict[str, Member] = {}
    for member in members:
        if member.id not in told or told[member.id].as_of <= member.as_of:
            told[member.id] = member
    before = _found(session, workspace_id, MemberRow.id.in_(list(told)))
    newer = [
        member
        for member in told.values()
        if member.id not in before or before[member.id].as_of <= member.as_of
    ]
    _save_members(session, workspace_id, newer)
    changed = [
        one
        for member in newer
        if (old := before.get(member.id)) is None or _tells(old) != _tells(member)
        for one in (member, old)
        if one is not None
    ]
    return _matters(session, workspace_id, changed, {one.casefold() for one in stewards})


def _tells(member: Member) -> tuple[object, ...]:
    return tuple(getattr(member, name) for name in _TELLING)


def _matters(
    session: Session, workspace_id: str, changed: Sequence[Member], stewards: set[str]
) -> bool:
    """Whether any of these is somebody in the organisation, or may look after it."""
    ids = {member.id for member in changed}
    addresses = {member.email.casefold() for member in changed if member.email}
    named = {key.casefold() for key in ids} | addresses
    if named & stewards or any(member.primary_owner for member in changed):
        return True
    if not changed:
        return False
    query = select(PersonRow.slack, PersonRow.email).where(PersonRow.workspace_id == workspace_id)
    people = session.execute(query).all()
    # SQLite's own way to ignore case knows ASCII alone.
    return any(slack in ids or (email or "").casefold() in addresses for slack, email in people)


def _found(session: Session, workspace_id: str, which: ColumnElement[bool]) -> dict[str, Member]:
    query = select(*_MEMBER).where(MemberRow.workspace_id == workspace_id, which)
    return {row.id: Member(*row) for row in session.execute(query)}


def _batches(values: list[str]) -> Iterator[list[str]]:
    # Databases take some ten thousand parameters at once.
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]


def channel(session: Session, workspace_id: str, channel_id: str) -> Channel | None:
    """The channel with this id."""
    named = {"workspace_id": workspace_id, "id": channel_id}
    row = session.execute(_CHANNEL, named).one_or_none()
    return None if row is None else Channel(*row)


def channel_names(session: Session, workspace_id: str, ids: Collection[str]) -> dict[str, str]:
    """The names of channels by id, of those that are known."""
    query = select(ChannelRow.id, ChannelRow.name).where(
        ChannelRow.workspace_id == workspace_id, ChannelRow.id.in_(ids)
    )
    return {row.id: row.name for row in session.execute(query)}


def channels_called(session: Session, workspace_id: str, names: Sequence[str]) -> dict[str, str]:
    """The ids of channels by name, of those that are there."""
    query = select(ChannelRow.name, ChannelRow.id).where(
        ChannelRow.workspace_id == workspace_id,
        ChannelRow.name.in_(names),
        ChannelRow.gone.is_(False),
    )
    return {row.name: row.id for row in session.execute(query)}


def save_channels(session: Session, workspace_id: str, channels: Sequence[Channel]) -> None:
    """Stores channels, each part of one unless a newer word on that part is stored."""
    rows = _rows(workspace_id, [asdict(one) for one in channels])
    if not rows:
        return
    made, kept = upsert(session, ChannelRow), table_of(ChannelRow).c
    parts = {}
    for name, stamp in _STAMPS.items():
        newer = made.excluded[stamp] >= kept[stamp]
        for part in (name, stamp):
            parts[part] = case((newer, made.excluded[part]), else_=kept[part])
    session.execute(made.on_conflict_do_update(index_elements=_KEY, set_=parts), rows)


def drop_channels(session: Session, workspace_id: str, before: float) -> None:
    """Marks as gone what no complete list since that stamp named."""
    statement = update(ChannelRow).where(
        ChannelRow.workspace_id == workspace_id,
        ChannelRow.as_of < before,
        ChannelRow.gone_as_of < before,
    )
    gone = statement.values(gone=True, gone_as_of=before)
    session.execute(gone.execution_options(synchronize_session=False))


def _save_members(session: Session, workspace_id: str, members: Iterable[Member]) -> None:
    rows = _rows(workspace_id, [asdict(member) for member in members])
    if not rows:
        return
    made, kept = upsert(session, MemberRow), table_of(MemberRow).c
    changed = {name: made.excluded[name] for name in rows[0] if name not in _KEY}
    newer = kept.as_of <= made.excluded.as_of
    session.execute(
        made.on_conflict_do_update(index_elements=_KEY, set_=changed, where=newer), rows
    )


def _rows(workspace_id: str, values: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows to insert, each id at most once."""
    return [{"workspace_id": workspace_id, **one} for one in {v["id"]: v for v in values}.values()]
