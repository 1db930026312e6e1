"""Whether the audit of a workspace is as it was written."""

from sqlalchemy import select

from bot.store import workspaces
from bot.store.chain import Verified, Walk
from bot.store.ledger import Ledger
from bot.store.statements import table_of
from bot.store.tables import ChangeRow

AT_ONCE = 1000


def verified(ledger: Ledger, workspace_id: str) -> Verified:
    """What walking all changes of a workspace finds, as they are at one moment."""
    table, walk = table_of(ChangeRow), Walk()
    query = select(table).where(table.c.workspace_id == workspace_id).order_by(table.c.number)
    with ledger.reading() as session:
        here = workspaces.find(session, workspace_id)
        with session.execute(query.execution_options(yield_per=AT_ONCE)) as rows:
            walk.over(rows.mappings())
    return walk.end(here.last_change if here else 0, here.seal if here else None)
