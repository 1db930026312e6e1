"""The ledger: the one place that begins and ends transactions."""

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy.orm import Session

from bot.store import (
    arrival,
    deliveries,
    due,
    install_states,
    installations,
    schema,
    spent_links,
    workspaces,
)
from bot.store.arrival import Arrival
from bot.store.books import Books, Built
from bot.store.deliveries import Backlog
from bot.store.engine import LOCK_LEFT, LOCK_MS, Engines
from bot.store.queue import Queue
from bot.store.recent import WARM
from bot.store.trouble import explained, locked, schema_ahead, schema_behind
from bot.store.workspaces import check_kept


@dataclass(frozen=True)
class Waiting:
    """Deliveries that aren't settled, by state, and since when the oldest thing due is due."""

    deliveries: tuple[Backlog, ...]
    due_since: datetime | None


class Ledger:
    """Opens books; threads may share it. Catalogs of so many `warm` workspaces stay in memory."""

    def __init__(
        self, engines: Engines, stewards: tuple[str, ...] = (), *, warm: int = WARM
    ) -> None:
        self._engines = engines
        self._built = Built(stewards, warm)
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

    def arrival(self, workspace_id: str) -> Arrival | None:
        """What is known of where something came to; None where there is no such workspace."""
        with explained(self._engines), Session(self._engines.once) as session:
            self._check(session)
            found = arrival.find(session, workspace_id, "", "")
        if found is not None:
            check_kept(found.workspace)
        return found

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

    def token(self, workspace_id: str) -> str | None:
        """Our token in a workspace as it is sealed; None where we have none, or were removed."""
        with explained(self._engines), Session(self._engines.read) as session:
            self._check(session)
            return installations.sealed(session, workspace_id)

    def to_read(self, now: datetime, lease: timedelta) -> str | None:
        """A workspace whose people and channels are to be read, ours to read for so long."""
        with self._written() as session:
            found = installations.to_read(session, now, lease)
            session.commit()
        return found

    def finish_install(self, state: str, expires_at: datetime) -> bool:
        """Whether this install may be finished: true once; the state is given as a digest."""
        with self._written() as session:
            found = install_states.consume(session, state, expires_at)
            session.commit()
        return found

    def forget_expired(self, now: datetime) -> None:
        """Drops what can't be used any more: installs that nobody finished, links into pages."""
        with self._written() as session:
            install_states.forget(session, now)
            spent_links.forget(session, now)
            session.commit()

    def outdated(self, source: str, digest: str, limit: int = 1000) -> tuple[str, ...]:
        """The ids of workspaces whose catalog came from this source, of another digest."""
        with explained(self._engines), Session(self._engines.read) as session:
            self._check(session)
            return workspaces.outdated(session, source, digest, limit)

    def due(
        self, now: datetime, limit: int = 1000, *, but: Collection[str] = ()
    ) -> tuple[str, ...]:
        """The ids of the workspaces in which something is due by now, the longest due first.

        Those that are named in `but` are left out.
        """
        with explained(self._engines), Session(self._engines.read) as session:
            self._check(session)
            return due.workspaces(session, now, limit, but)

    def backlog(self, now: datetime, but: Collection[str] = ()) -> Waiting:
        """What waits in all workspaces but these."""
        with explained(self._engines), Session(self._engines.read) as session:
            self._check(session)
            return Waiting(deliveries.backlog(session, but), due.oldest(session, now, but))

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction over all workspaces, for the store's own upkeep: committed at the end."""
        with self._written() as session:
            yield session
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """All workspaces as they are at one moment, for the store's own upkeep."""
        with explained(self._engines), Session(self._engines.read) as session:
            self._check(session)
            yield session

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
            found, root = schema.revision(session.connection()), self._engines.root
            if found is not None and found not in schema.known(root):
                raise schema_ahead(self._engines, found)
            if found != schema.head(root):
                raise schema_behind(self._engines)
            self._fits = True
