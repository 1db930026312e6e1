"""Copies of a whole database for whoever runs it, and the way back."""

from pathlib import Path

from bot.errors import RolecallError, StoreUnavailable
from bot.store import schema
from bot.store.engine import Engines
from bot.store.running import running
from bot.store.sqlite_file import copy, file_of, flaw, free_name, move, pour, revision_in

DUMP = 'pg_dump --format=custom --file=rolecall.dump "$DATABASE_URL"'
LOAD = (
    "pg_restore --no-owner --no-privileges --exit-on-error --single-transaction "
    '--dbname="$DATABASE_URL" rolecall.dump'
)


def backup(engines: Engines, target: Path) -> None:
    """A copy of a live SQLite database in a new file, checked: it is sound, and Rolecall's.

    Raises RolecallError where the file is there already, there is nothing to copy, or the
    database is PostgreSQL's.
    """
    path = file_of(engines)
    if path is None:
        raise RolecallError(f"PostgreSQL makes the backup itself; run: {DUMP}")
    nothing = RolecallError(f"There is nothing to back up at {engines.url}.")
    if not path.exists():
        raise nothing
    copy(path, target)
    if revision_in(target) is None:
        target.unlink()
        raise nothing


def restore(engines: Engines, source: Path) -> Path | None:
    """Makes an SQLite database what it was in the copy; gives where what was there is kept.

    Nothing is changed where the copy isn't sound, comes from a newer version, or somebody runs on
    the database. Raises RolecallError for these, and for PostgreSQL.
    """
    path = file_of(engines)
    if path is None:
        raise RolecallError(f"PostgreSQL restores itself; run on a new, empty database: {LOAD}")
    _check(source, schema.known(engines.root))
    with running(engines):
        if path.exists() and source.samefile(path):
            raise RolecallError(f"{source} is the database itself: name a copy of it.")
        # A connection that is open would go on with the file that is moved away.
        engines.close()
        return _restored(source, path)


def _check(source: Path, known: tuple[str, ...]) -> None:
    if not source.is_file():
        raise RolecallError(f"There is no file {source}.")
    found = flaw(source)
    if found is not None:
        raise RolecallError(f"{source} is no sound copy ({found}): take an older one.")
    revision = revision_in(source)
    if revision is None:
        raise RolecallError(f"{source} holds no database of Rolecall's.")
    if revision not in known:
        raise RolecallError(
            f"{source} is at revision {revision}, which this version doesn't know: restore it "
            "with the version that made it, or a newer one."
        )


def _restored(source: Path, path: Path) -> Path | None:
    kept = free_name(path, "before-restore")
    if path.exists() and flaw(path) is None:
        copy(path, kept)
        try:
            pour(source, path)
        except StoreUnavailable:
            kept.unlink()
            raise
        return kept
    # Something may be left of what is damaged or gone, and must not mix with what comes.
    fresh = free_name(path, "restoring")
    copy(source, fresh)
    held = path.exists()
    move(path, kept)
    fresh.replace(path)
    return kept if held else None
