"""The file that an SQLite database is: where it lies, whether it is sound, whole copies of it."""

import re
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

from bot.errors import RolecallError, StoreUnavailable
from bot.store.engine import LOCK_MS, Engines

_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BESIDE = ("", "-wal", "-shm", "-journal")
"""What the names of a database's files end in; each is worth nothing without the others."""


def file_of(engines: Engines) -> Path | None:
    """The file of an SQLite database, links followed as SQLite does; None on PostgreSQL."""
    return Path(engines.write.url.database or "").resolve() if engines.one_writer else None


def free_name(path: Path, reason: str) -> Path:
    """A name beside the file that says why it was kept, and that nothing has yet."""
    names = (f"{path.name}.{reason}{f'.{n}' if n > 1 else ''}" for n in count(1))
    return next(free for name in names if not _there(free := path.with_name(name)))


def copy(source: Path, target: Path) -> None:
    """A whole copy in a new file, as the database is at one moment, whoever writes to it.

    There is never half a copy under that name. Raises RolecallError where the file is there
    already, StoreUnavailable where the source isn't sound or there is no room.
    """
    if _there(target):
        raise _taken(target)
    part = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}")
    with _told(source, target):
        _clear(target)
        try:
            # What is in it may be secret: until it is as open as the source it is closed.
            part.touch(mode=0o600, exist_ok=False)
            _pour(source, part)
            _make_single(part)
            _check(source, part)
            shutil.copymode(source, part)
            target.touch(exist_ok=False)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)


def pour(source: Path, target: Path) -> None:
    """Makes a database hold what another one holds, in one transaction.

    Whoever reads the target goes on reading what was there. Raises StoreUnavailable where others
    write to it for too long.
    """
    with _told(source, target):
        _pour(source, target)


def move(source: Path, target: Path) -> None:
    """Gives a database another name, with the files that belong to it, as far as they are there."""
    for end in _BESIDE:
        part = source.with_name(source.name + end)
        if part.exists():
            part.replace(target.with_name(target.name + end))


def flaw(path: Path) -> str | None:
    """What is wrong inside a database's file; None where it is sound.

    Raises StoreUnavailable where that can't be found out.
    """
    try:
        with closing(_opened(path)) as connection:
            (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.Error as error:
        if _code(error) in _DAMAGED:
            return str(error)
        raise StoreUnavailable(
            f"Can't read the database at {path}: {error}; check that it is there and who may "
            "read it."
        ) from error
    return None if found == "ok" else str(found).splitlines()[-1]


def revision_in(path: Path) -> str | None:
    """The revision of the tables in a sound file; None where they are not Rolecall's."""
    with closing(_opened(path)) as connection:
        try:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError:
            return None
    return None if found is None else str(found[0])


def _there(path: Path) -> bool:
    # A log that is left of another database would be taken for this one's.
    return any(path.with_name(path.name + end).exists() for end in _BESIDE)


def _clear(target: Path) -> None:
    # Who is killed while copying leaves a file as large as the database, perhaps again and again.
    left = re.compile(re.escape(f".{target.name}.") + r"[0-9a-f]{8}(-wal|-shm|-journal)?")
    for one in target.parent.iterdir():
        if left.fullmatch(one.name):
            one.unlink(missing_ok=True)


def _opened(path: Path) -> sqlite3.Connection:
    # A plain path would make an empty database where there is none.
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=LOCK_MS / 1000, isolation_level=None
    )


def _pour(source: Path, target: Path) -> None:
    def look(status: int, *_: int) -> None:
        # Python would try again for ever.
        if status in _LOCKED:
            raise StoreUnavailable(
                f"The database at {target} is locked: another process is writing, try again."
            )

    with closing(_opened(source)) as whole, closing(_opened(target)) as other:
        whole.backup(other, progress=look)


def _make_single(path: Path) -> None:
    # A copy has no need of files beside it.
    with closing(_opened(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").close()


def _check(source: Path, part: Path) -> None:
    found = flaw(part)
    if found is not None:
        raise StoreUnavailable(f"The database at {source} is damaged ({found}): restore a backup.")


@contextmanager
def _told(source: Path, target: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise _taken(target) from None
    except (OSError, sqlite3.Error) as error:
        if _code(error) in _DAMAGED:
            raise StoreUnavailable(
                f"The database at {source} is damaged ({error}): restore a backup."
            ) from error
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise StoreUnavailable(
            f"Can't copy {source} to {target} ({why}): see that there is room, and who may "
            "read and write there."
        ) from error


def _taken(target: Path) -> RolecallError:
    return RolecallError(f"{target} is there already and stays as it is: name a new file.")


def _code(error: Exception) -> int:
    """SQLite's primary code of an error; 0 where it has none."""
    return int(getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
