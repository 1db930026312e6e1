"""The ledger: the one place that begins and ends transactions."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Lock

from sqlalchemy.orm import Session

from bot.store import installations, schema, workspaces
from bot.store.books import Books, Built
from bot.store.engine import LOCK_LEFT, LOCK_MS, Engines
from bot.store.queue import Queue
from bot.store.trouble import explained, locked, schema_behind


class Ledger:
    """Opens books; threads may share it."""

    def __init__(self, engines: Engines, stewards: tuple[str, ...] = ()) -> None:
        self._engines = engines
        self._built = Built(stewards)
        self._fits = False
        self._turn = Lock() if engines.one_writer else None

    @contextmanager
    def open(
        self, workspace_id: str, now: datetime, *, rehearse: bool = False, holds: bool = True
    ) -> Iterator[Books]:
        """Books to write in: committed at the end, and as if never opened after an exception.

        A rehearsal does all that and keeps nothing. Without `holds` others may change what is
        read here before this commits: for answers, which only say how things stood.
        """
        if now.utcoffset() is None:
            raise ValueError(f"{now} has no time zone: only moments can be stored")
        with self._written() as session:
            yield Books(session, workspace_id, self._built, now, holds=holds)
            if rehearse:
                session.rollback()
            else:
                session.commit()

    @contextmanager
    def queue(self) -> Iterator[Queue]:
        """The deliveries of all workspaces: committed at the end."""
        with self._written() as session:
            yield Queue(session)
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

    def slack_workspaces(self) -> tuple[str, ...]:
        """The ids of the workspaces that are Slack's, sorted."""
        with explained(self._engines), Session(self._engines.read) as session:
            self._check(session)
            return installations.everywhere(session)

    def close(self) -> None:
        """No connection is left open."""
        self._engines.close()

    @contextmanager
    def _written(self) -> Iterator[Session]:
        with (
            explained(self._engines),
            self._alone(),
            Session(self._engines.write) as session,
        ):
            self._check(session)
            yield session

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Our own threads queue for SQLite's one writer here, where they wake at once.

        SQLite itself would let them sleep and look again.
        """
        if self._turn is None:
            yield
            return
        began = time.monotonic()
        if not self._turn.acquire(timeout=LOCK_MS / 1000):
            raise locked(self._engines)
        left = LOCK_LEFT.set(LOCK_MS - int((time.monotonic() - began) * 1000))
        try:
            yield
        finally:
            LOCK_LEFT.reset(left)
            self._turn.release()

    def _check(self, session: Session) -> None:
        # Tables change when a person migrates, not while we run: once is enough.
        if not self._fits:
            if schema.revision(session.connection()) != schema.head(self._engines.root):
                raise schema_behind(self._engines)
            self._fits = True
