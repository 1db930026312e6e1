"""One `rolecall run` at a time on an SQLite file."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from bot.errors import RolecallError, StoreUnavailable
from bot.store.engine import Engines
from bot.store.sqlite_file import file_of


@contextmanager
def running(engines: Engines) -> Iterator[None]:
    """Inside, this process alone runs on its SQLite file; on PostgreSQL as many as there are.

    However the process ends, the lock ends with it. Raises RolecallError where another one runs.
    """
    path = file_of(engines)
    if path is None:
        yield
        return
    # SQLite's own locks work on every system. The database itself has to stay open to others.
    with closing(_held(engines, f"{path}.running")):
        yield


def _held(engines: Engines, beside: str) -> sqlite3.Connection:
    try:
        lock = sqlite3.connect(beside, timeout=0, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise _unusable(beside, error) from error
    try:
        lock.execute("BEGIN EXCLUSIVE").close()
    except sqlite3.Error as error:
        lock.close()
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise RolecallError(
                f"Another `rolecall run` works on the database at {engines.url}: stop it first, "
                "or use PostgreSQL, which serves several at once."
            ) from None
        raise _unusable(beside, error) from error
    return lock


def _unusable(beside: str, error: sqlite3.Error) -> StoreUnavailable:
    return StoreUnavailable(f"Can't lock {beside}: {error}; check who may write there.")
