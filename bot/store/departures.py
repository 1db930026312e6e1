"""People of whom somebody in charge was told that they left."""

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.store import bulk
from bot.store.tables import DepartureRow


def told(session: Session, workspace_id: str) -> frozenset[str]:
    """The keys of these people."""
    query = select(DepartureRow.person).where(DepartureRow.workspace_id == workspace_id)
    return frozenset(session.scalars(query))


def put(session: Session, workspace_id: str, people: Collection[str]) -> None:
    """Makes it these people and nobody else."""
    before = told(session, workspace_id)
    back = before.difference(people)
    if back:
        session.execute(
            delete(DepartureRow).where(
                DepartureRow.workspace_id == workspace_id, DepartureRow.person.in_(back)
            )
        )
    new = sorted(set(people) - before)
    bulk.add(session, DepartureRow, [{"workspace_id": workspace_id, "person": key} for key in new])
