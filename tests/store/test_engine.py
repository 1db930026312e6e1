"""Which databases are accepted, and how they are opened."""

from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import RolecallError, StoreUnavailable
from bot.store.engine import LOCK_LEFT, LOCK_MS, Engines, make_engines, migration_engine


def test_relative_sqlite_starts_at_the_root(tmp_path: Path) -> None:
    """A relative path is the project's, and its folder is made."""
    engines = make_engines("sqlite:///data/deep/rolecall.db", tmp_path)
    assert (tmp_path / "data" / "deep").is_dir()
    assert engines.url == f"sqlite:///{tmp_path}/data/deep/rolecall.db"
    with engines.write.begin() as connection:
        connection.execute(text("CREATE TABLE here (x int)"))
    engines.close()
    assert (tmp_path / "data" / "deep" / "rolecall.db").is_file()


def test_absolute_sqlite_stays(tmp_path: Path) -> None:
    """An absolute path is taken as it is."""
    engines = make_engines(f"sqlite:///{tmp_path}/x.db", Path("/nowhere"))
    assert engines.write.url.database == f"{tmp_path}/x.db"


def test_both_names_of_postgresql() -> None:
    """What hosts hand out and what people write mean the same driver, and hide the password."""
    for name in ("postgres", "postgresql", "postgresql+psycopg"):
        engines = make_engines(f"{name}://me:hunter2@db:5432/rolecall", Path())
        assert engines.write.url.drivername == "postgresql+psycopg"
        assert engines.url == "postgresql+psycopg://me:***@db:5432/rolecall"
        assert engines.write.pool is engines.read.pool


@pytest.mark.parametrize(
    "url",
    ["mysql://me:hunter2@db/x", "hunter2", "", "sqlite://", "sqlite:///:memory:", "mssql://x"],
)
def test_anything_else_is_refused(url: str) -> None:
    """The sentence says what is accepted and repeats no password."""
    with pytest.raises(RolecallError, match="DATABASE_URL must be sqlite:///") as caught:
        make_engines(url, Path())
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "query", ["sslmode=require&channel_binding=require", "host=/var/run/x", "host=a:1&host=b:2"]
)
def test_options_of_hosts(query: str) -> None:
    """What hosts put behind the address is passed on to PostgreSQL's library."""
    engines = make_engines(f"postgres://me:hunter2@/rolecall?{query}", Path())
    _, given = engines.write.dialect.create_connect_args(engines.write.url)
    assert all(given[name] for name in engines.write.url.query)


@pytest.mark.parametrize("option", ["schema=public", "ssl=true", "pgbouncer=true"])
def test_options_of_others(option: str) -> None:
    """An option that PostgreSQL's library doesn't know is named, and no password shown."""
    name = option.partition("=")[0]
    with pytest.raises(RolecallError, match=f'invalid connection option "{name}"') as caught:
        make_engines(f"postgres://me:hunter2@db/rolecall?{option}", Path())
    assert "hunter2" not in str(caught.value)


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A file where the folder should be is told at once."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match="Can't make the folder"):
        make_engines("sqlite:///file/rolecall.db", tmp_path)


def test_sqlite_is_set_up_on_every_connection(tmp_path: Path) -> None:
    """Readers don't block the writer, pointers are checked, and waiting is bounded."""
    engines = make_engines(f"sqlite:///{tmp_path}/x.db", tmp_path)
    wanted = {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 1500, "synchronous": 1}
    for engine in (engines.write, engines.read):
        with engine.connect() as connection:
            found = {n: connection.scalar(text(f"PRAGMA {n}")) for n in wanted}
        assert found == wanted
    engines.close()


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_sqlite_waits_for_what_is_left(engines: Engines) -> None:
    """Whoever waited already waits for the lock so much less; the next is given all of it."""
    query = text("PRAGMA busy_timeout")
    before = LOCK_LEFT.set(123)
    with engines.write.begin() as connection:
        assert connection.scalar(query) == 123
    LOCK_LEFT.reset(before)
    with engines.write.begin() as connection:
        assert connection.scalar(query) == LOCK_MS


def test_postgresql_waits_no_longer_than_it_may(engines: Engines, dialect: str) -> None:
    """Locks are waited for as long as on SQLite, and times are UTC."""
    if dialect == "postgresql":
        with engines.write.connect() as connection:
            assert connection.scalar(text("SHOW lock_timeout")) == "1500ms"
            assert connection.scalar(text("SHOW timezone")) == "UTC"


def test_migrations_may_rebuild_tables(engines: Engines, dialect: str) -> None:
    """While migrating, SQLite doesn't act on foreign keys; both wait longer for a lock."""
    engine = migration_engine(engines)
    query = "PRAGMA foreign_keys" if dialect == "sqlite" else "SHOW lock_timeout"
    with engine.connect() as connection:
        assert connection.scalar(text(query)) == (0 if dialect == "sqlite" else "1min")
    engine.dispose()
