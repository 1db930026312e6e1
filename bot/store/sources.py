"""Files that say something in a workspace, by the source that their facts carry."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.source import Source
from bot.store.tables import SourceRow
from bot.store.upsert import upsert


def put(session: Session, workspace_id: str, source: Source) -> None:
    """Keeps what is known of a file, in the place of what was known before."""
    values = {
        "origin": source.origin,
        "managed": list(source.managed),
        "trouble": source.trouble,
    }
    row = {"workspace_id": workspace_id, "source": source.name, **values}
    adding = upsert(session, SourceRow).values(row)
    session.execute(
        adding.on_conflict_do_update(index_elements=["workspace_id", "source"], set_=values)
    )


def every(session: Session, workspace_id: str) -> tuple[Source, ...]:
    """All of them, by name."""
    query = select(SourceRow.source, SourceRow.origin, SourceRow.managed, SourceRow.trouble)
    rows = session.execute(
        query.where(SourceRow.workspace_id == workspace_id).order_by(SourceRow.source)
    )
    return tuple(Source(row[0], row[1], tuple(row[2]), row[3]) for row in rows)
