"""The ledger: the one place that begins and ends transactions."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from bot.store import schema, workspaces
from bot.store.books import Books, Built
from bot.store.engine import Engines
from bot.store.trouble import explained, schema_behind


class Ledger:
    """Opens books; threads may share it."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._built = Built()
        self._fits = False

    @contextmanager
    def open(self, workspace_id: str, now: datetime, *, rehearse: bool = False) -> Iterator[Books]:
        """Books to write in: committed at the end, and as if never opened after an exception.

        A rehearsal does all that and keeps nothing.
        """
        if now.utcoffset() is None:
            raise ValueError(f"{now} has no time zone: only moments can be stored")
        with explained(self._engines), Session(self._engines.write) as session:
            self._check(session)
            yield Books(session, workspace_id, self._built, now)
            if rehearse:
                session.rollback()
            else:
                session.commit()

    @contextmanager
    def read(self, workspace_id: str) -> Iterator[Books]:
        """Books to read in, as they are at one moment."""
        with explained(self._engines), Session(self._engines.read) as session:
            self._check(session)
            yield Books(session, workspace_id, self._built, None)

    def workspaces(self) -> tuple[str, ...]:
        """The ids of all workspaces, sorted."""
        with explained(self._engines), Session(self._engines.read) as session:
            self._check(session)
            return workspaces.ids(session)

    def close(self) -> None:
        """No connection is left open."""
        self._engines.close()

    def _check(self, session: Session) -> None:
        # Tables change when a person migrates, not while we run: once is enough.
        if not self._fits:
            if schema.revision(session.connection()) != schema.head(self._engines.root):
                raise schema_behind(self._engines)
            self._fits = True
