"""From a database's URL to the engines that reach it."""

from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from time import monotonic

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from bot.errors import RolecallError, StoreUnavailable

# Slack wants an answer within 3 seconds; whoever waits for a lock longer is told instead.
LOCK_MS = 1500
LOCK_LEFT: ContextVar[int] = ContextVar("LOCK_LEFT", default=LOCK_MS)
"""What is left of that where somebody has waited already, before the database was asked."""

MIGRATION_LOCK_MS = 60_000
POOL = {"pool_size": 5, "max_overflow": 5, "pool_timeout": LOCK_MS / 1000}
TRUSTED = 1.0
"""Seconds for which a connection that was just used is taken to be there still."""

_RESTS_SINCE = "rests since"
POSTGRESQL = {"postgres", "postgresql", "postgresql+psycopg"}
SQLITE = {"sqlite", "sqlite+pysqlite"}
ACCEPTED = (
    "DATABASE_URL must be sqlite:///path/to/file.db or postgresql://user:password@host/database"
)


@dataclass(frozen=True)
class Engines:
    """The ways to one database; `url` can be shown, `root` is where migrations lie.

    `once` is for a single statement that reads, with no transaction around it.
    """

    write: Engine
    read: Engine
    once: Engine
    url: str
    root: Path

    @property
    def one_writer(self) -> bool:
        """Whether only one transaction may write at a time, in whichever process."""
        return self.write.dialect.name == "sqlite"

    def close(self) -> None:
        """No connection is left open."""
        self.write.dispose()
        self.read.dispose()


def make_engines(url: str, root: Path) -> Engines:
    """The engines for a URL; relative SQLite paths start at the root.

    Nothing is connected yet, but the folder of an SQLite file is there.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # The text may hold a password, so it is not repeated.
        raise RolecallError(f"{ACCEPTED}; what is there is no URL.") from None
    if parsed.drivername in SQLITE:
        return _sqlite(parsed, root)
    if parsed.drivername in POSTGRESQL:
        return _postgresql(parsed, root)
    raise RolecallError(f"{ACCEPTED}, not {parsed.drivername}://.")


def migration_engine(engines: Engines) -> Engine:
    """An engine that may rebuild tables, for one connection; to be disposed of."""
    if engines.write.dialect.name == "sqlite":
        return _sqlite_engine(engines.write.url, "BEGIN IMMEDIATE", "migrate")
    return create_engine(
        engines.write.url,
        poolclass=NullPool,
        hide_parameters=True,
        connect_args=_options(engines.write.url, MIGRATION_LOCK_MS),
    )


def _postgresql(url: URL, root: Path) -> Engines:
    url = url.set(drivername="postgresql+psycopg")
    _check_options(url)
    write = create_engine(
        url,
        **POOL,
        hide_parameters=True,
        connect_args=_options(url, LOCK_MS),
    )
    event.listen(write, "checkin", _rests)
    event.listen(write, "checkout", _proves_itself)
    # The same pool; a reader sees one moment from its first query to its last.
    read = write.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    once = write.execution_options(isolation_level="AUTOCOMMIT")
    return Engines(write, read, once, url.render_as_string(hide_password=True), root)


def _rests(_connection: object, entry: ConnectionPoolEntry) -> None:
    entry.info[_RESTS_SINCE] = monotonic()


def _proves_itself(
    connection: DBAPIConnection, entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection
) -> None:
    """A connection that rested may have been cut meanwhile, and is replaced; asking takes time.

    https://docs.sqlalchemy.org/en/21/core/pooling.html#custom-legacy-pessimistic-ping
    """
    if monotonic() - entry.info.get(_RESTS_SINCE, monotonic()) < TRUSTED:
        return
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT 1")
        cursor.close()
        connection.rollback()
    except Exception as error:
        raise DisconnectionError from error


def _check_options(url: URL) -> None:
    """Raises RolecallError for an option that is another program's; some hosts give such URLs.

    Without this it would be found at the first connection, and look like a fault of ours.
    """
    # Whoever works on SQLite doesn't wait for PostgreSQL's library.
    from psycopg import ProgrammingError  # noqa: PLC0415
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415

    try:
        make_conninfo(**dict.fromkeys(url.query, ""))
    except ProgrammingError as error:
        raise RolecallError(
            f"DATABASE_URL can't be used: {str(error).strip()}; take that out of what stands "
            "behind “?”, it is for another program."
        ) from None


def _options(url: URL, lock_ms: int) -> dict[str, str | int]:
    given = url.normalized_query.get("options", ())
    options = " ".join((*given, f"-c lock_timeout={lock_ms} -c timezone=utc"))
    return {"connect_timeout": 3, "options": options}


def _sqlite(url: URL, root: Path) -> Engines:
    name = url.database or ""
    if name in ("", ":memory:") or name.startswith("file:"):
        # Each connection would have an empty database of its own.
        raise RolecallError(f"{ACCEPTED}; SQLite needs a plain path to a file.")
    path = root / name
    shown = f"sqlite:///{path}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            f"Can't make the folder for the database at {shown}: {error.strerror}; "
            "check DATABASE_URL and who may write there."
        ) from error
    url = url.set(database=str(path))
    write, read = (
        _sqlite_engine(url, "BEGIN IMMEDIATE", "write"),
        _sqlite_engine(url, "BEGIN", "read"),
    )
    return Engines(write, read, read, shown, root)


def _sqlite_engine(url: URL, begin: str, purpose: str) -> Engine:
    if purpose == "migrate":
        engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    else:
        engine = create_engine(url, **POOL, hide_parameters=True)

    def connected(connection: SqliteConnection, _entry: ConnectionPoolEntry) -> None:
        # Python would begin transactions late and without the write lock: lost updates.
        connection.isolation_level = None
        for pragma in _pragmas(purpose):
            connection.execute(f"PRAGMA {pragma}").close()

    def begun(connection: Connection) -> None:
        if purpose == "write":
            connection.exec_driver_sql(f"PRAGMA busy_timeout={LOCK_LEFT.get()}")
        connection.exec_driver_sql(begin)

    def returned(connection: SqliteConnection | None, *_: object) -> None:
        # A commit that fails, as a deferred foreign key makes it, leaves SQLite's transaction open.
        if connection is not None and connection.in_transaction:
            connection.rollback()

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
    event.listen(engine, "reset", returned)
    return engine


def _pragmas(purpose: str) -> tuple[str, ...]:
    migrating = purpose == "migrate"
    return (
        f"busy_timeout={MIGRATION_LOCK_MS if migrating else LOCK_MS}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        # Rebuilding a table with foreign keys on would delete or refuse the rows that point to it.
        f"foreign_keys={'OFF' if migrating else 'ON'}",
        f"query_only={'ON' if purpose == 'read' else 'OFF'}",
    )
