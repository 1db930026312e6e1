"""Who was reminded of what, when last and how often."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.store.tables import RemindedRow
from bot.store.upsert import upsert


@dataclass(frozen=True)
class Reminded:
    """A person, by their user id, was reminded of a matter so many times, then the last time."""

    member: str
    matter: str
    at: datetime
    times: int


def every(session: Session, workspace_id: str) -> tuple[Reminded, ...]:
    """All that people were reminded of and that still stands."""
    query = select(RemindedRow.member, RemindedRow.matter, RemindedRow.at, RemindedRow.times)
    rows = session.execute(query.where(RemindedRow.workspace_id == workspace_id))
    return tuple(Reminded(*row) for row in rows)


def put(session: Session, workspace_id: str, one: Reminded) -> None:
    """Writes down that somebody was reminded."""
    values = {"at": one.at, "times": one.times}
    adding = upsert(session, RemindedRow).values(
        workspace_id=workspace_id, member=one.member, matter=one.matter, **values
    )
    keys = ["workspace_id", "member", "matter"]
    session.execute(adding.on_conflict_do_update(index_elements=keys, set_=values))


def forget(session: Session, workspace_id: str, matters: Collection[str]) -> None:
    """Drops what nobody has to be reminded of any more."""
    statement = delete(RemindedRow).where(
        RemindedRow.workspace_id == workspace_id, RemindedRow.matter.in_(matters)
    )
    session.execute(statement)
