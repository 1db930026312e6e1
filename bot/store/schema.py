"""The tables' revision: which one a database is at, and bringing it to this version's."""

import logging
import re
from collections.abc import Callable
from contextlib import closing
from itertools import takewhile
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from bot.errors import RolecallError, SchemaBehind
from bot.store.engine import Engines, migration_engine
from bot.store.sqlite_file import copy, file_of, free_name
from bot.store.tables import Tables
from bot.store.trouble import explained

log = logging.getLogger(__name__)

COPIES = 3
"""So many copies that were made before migrating are kept beside an SQLite file."""

# Any number will do, as long as it is the same in every version of this program.
_ADVISORY_LOCK = 7_268_331


def head(root: Path) -> str:
    """The revision that this version works with."""
    revision = ScriptDirectory.from_config(_config(root)).get_current_head()
    if revision is None:
        raise RolecallError(f"There are no migrations in {root / 'migrations'}.")
    return revision


def known(root: Path) -> tuple[str, ...]:
    """The revisions that this version knows, the newest first."""
    script = ScriptDirectory.from_config(_config(root))
    return tuple(one.revision for one in script.walk_revisions())


def revision(connection: Connection) -> str | None:
    """The revision of the database on this connection; None where it was never migrated."""
    return MigrationContext.configure(connection).get_current_revision()


def current(engines: Engines) -> str | None:
    """The revision of the database; None where it was never migrated."""
    with explained(engines), engines.read.connect() as connection:
        return revision(connection)


def migrate(
    engines: Engines, root: Path, to: str = "head", tell: Callable[[str], object] = log.info
) -> str:
    """Brings the database to this version's revision, all or nothing, and gives its name.

    An SQLite file that holds older tables is copied beside itself first; `tell` hears where to.
    """

    def upgrade(connection: Connection, config: Config) -> None:
        goal = head(root) if to == "head" else to
        if _is_older(revision(connection), goal, known(root)):
            _copy_before(engines, goal, tell)
        command.upgrade(config, to)

    _run(engines, root, upgrade)
    return current(engines) or ""


def revert(engines: Engines, root: Path, to: str = "base") -> None:
    """Takes the database back to an earlier revision, all or nothing."""
    _run(engines, root, lambda _, config: command.downgrade(config, to))


def differences(engines: Engines) -> list[str]:
    """Where the database's tables differ from `tables`, a line each."""
    with explained(engines), engines.read.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [str(difference) for difference in compare_metadata(context, Tables.metadata)]


def _run(engines: Engines, root: Path, change: Callable[[Connection, Config], object]) -> None:
    config = _config(root)
    engine = migration_engine(engines)
    try:
        with explained(engines), engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                lock = text("SELECT pg_advisory_xact_lock(:key)")
                connection.execute(lock, {"key": _ADVISORY_LOCK})
            config.attributes["connection"] = connection
            change(connection, config)
            _check_pointers(connection)
    except CommandError as error:
        raise SchemaBehind(
            f"The database at {engines.url} is at a revision that this version doesn't know "
            f"({error}): run the version that migrated it."
        ) from error
    finally:
        engine.dispose()


def _is_older(at: str | None, goal: str, newest_first: tuple[str, ...]) -> bool:
    return at in newest_first and goal in takewhile(lambda one: one != at, newest_first)


def _copy_before(engines: Engines, goal: str, tell: Callable[[str], object]) -> None:
    path = file_of(engines)
    if path is None:
        return
    # Nobody can write meanwhile: the caller's connection has SQLite's one write lock.
    target = free_name(path, f"before-{goal}")
    copy(path, target)
    tell(f"Before migrating, the database was copied to {target}.")
    for old in _copies(path)[COPIES:]:
        old.unlink(missing_ok=True)


def _copies(path: Path) -> list[Path]:
    """The copies that were made before migrating, the newest first."""
    name = re.compile(re.escape(path.name) + r"\.before-\d+(\.\d+)?")
    found = [one for one in path.parent.iterdir() if name.fullmatch(one.name)]
    return sorted(found, key=lambda one: (one.stat().st_mtime_ns, one.name), reverse=True)


def _check_pointers(connection: Connection) -> None:
    # Foreign keys are off while SQLite rebuilds tables, so nothing else would notice.
    if connection.dialect.name == "sqlite":
        with closing(connection.exec_driver_sql("PRAGMA foreign_key_check")) as rows:
            broken = sorted({str(row[0]) for row in rows})
        if broken:
            raise RolecallError(
                f"Migrating was given up and nothing was changed: rows of {', '.join(broken)} "
                "point to rows that aren't there."
            )


def _config(root: Path) -> Config:
    config = Config()
    # Alembic reads options through a parser to which a percent sign means something.
    location = str(root / "migrations").replace("%", "%%")
    config.set_main_option("script_location", location)
    return config
