"""Tokens that were sealed under an old key are sealed under the newest."""

import logging

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.store.ledger import Ledger
from bot.store.sealing import Seals, Unopened
from bot.store.statements import table_of
from bot.store.tables import InstallationRow

log = logging.getLogger(__name__)

MOST = 1000
_TABLE = table_of(InstallationRow)
_OF = _TABLE.c


def seal_anew(ledger: Ledger, seals: Seals) -> int:
    """Seals every such token with the newest key; gives how many there were.

    One that none of the keys opens stays as it is, with a warning.
    """
    done, last = 0, ""
    while True:
        with ledger.reading() as session:
            rows = _page(session, last)
        old = [(of, sealed) for of, sealed in rows if seals.is_old(sealed)]
        done += sum(_again(ledger, seals, *one) for one in old)
        if len(rows) < MOST:
            return done
        last = rows[-1][0]


def _page(session: Session, after: str) -> list[tuple[str, str]]:
    query = select(_OF.workspace_id, _OF.sealed).where(
        _OF.workspace_id > after, _OF.sealed.is_not(None)
    )
    rows = session.execute(query.order_by(_OF.workspace_id).limit(MOST))
    return [(row.workspace_id, row.sealed) for row in rows]


def _again(ledger: Ledger, seals: Seals, workspace_id: str, sealed: str) -> bool:
    try:
        anew = seals.seal(seals.open(sealed, workspace_id), workspace_id)
    except Unopened as error:
        log.warning("%s", error)
        return False
    # A token that came meanwhile stays.
    same = (_OF.workspace_id == workspace_id, _OF.sealed == sealed)
    with ledger.writing() as session:
        changed = session.connection().execute(update(_TABLE).where(*same).values(sealed=anew))
        return changed.rowcount == 1
