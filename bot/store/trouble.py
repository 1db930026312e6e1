"""What a database says when it can't, in words for the person who can mend it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from bot.errors import RolecallError, SchemaBehind, StoreUnavailable
from bot.store.engine import Engines

_MISSING = ("no such table", "no such column", "has no column named")
_MISSING_STATES = {"42P01", "42703"}
_LOCKED = ("database is locked", "database table is locked")
# Lock not available, deadlock, serialization failure.
_LOCKED_STATES = {"55P03", "40P01", "40001"}


@contextmanager
def explained(engines: Engines) -> Iterator[None]:
    """Inside, the database's errors become those of `bot.errors`; mistakes of ours stay."""
    try:
        yield
    except exc.TimeoutError as error:
        raise StoreUnavailable(
            f"Every connection to the database at {engines.url} is in use; try again."
        ) from error
    except exc.IntegrityError as error:
        raise RolecallError(
            f"The change contradicts what is stored ({_cause(engines, error)}); "
            "nothing was changed."
        ) from error
    except exc.DBAPIError as error:
        refusal = _refusal(engines, error)
        if refusal is None:
            raise
        raise refusal from error


def schema_behind(engines: Engines) -> SchemaBehind:
    """The error for a database whose tables are not this version's."""
    return SchemaBehind(
        f"The database at {engines.url} isn't at this version's schema: run `rolecall migrate`."
    )


def locked(engines: Engines) -> StoreUnavailable:
    """The error for a database in which somebody else writes for too long."""
    return StoreUnavailable(
        f"The database at {engines.url} is locked: another process is writing, try again."
    )


def _refusal(engines: Engines, error: exc.DBAPIError) -> RolecallError | None:
    said = str(error.orig)
    state = getattr(error.orig, "sqlstate", None)
    if state in _MISSING_STATES or any(words in said for words in _MISSING):
        return schema_behind(engines)
    if isinstance(error, exc.DataError | exc.NotSupportedError | exc.ProgrammingError):
        return None
    if state in _LOCKED_STATES or any(words in said for words in _LOCKED):
        return locked(engines)
    return StoreUnavailable(
        f"Can't open the database at {engines.url}: {_cause(engines, error)}; "
        "check DATABASE_URL and that the database is there."
    )


def _cause(engines: Engines, error: exc.DBAPIError) -> str:
    lines = str(error.orig).strip().splitlines() or ["no reason given"]
    password = engines.write.url.password
    return lines[0].replace(password, "***") if password else lines[0]
