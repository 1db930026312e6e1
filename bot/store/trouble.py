"""What a database says when it can't, in words for the person who can mend it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import exc

from bot.errors import Fleeting, Locked, RolecallError, SchemaBehind, StoreUnavailable
from bot.store.engine import Engines

_MISSING = ("no such table", "no such column", "has no column named")
_MISSING_STATES = {"42P01", "42703"}


@dataclass(frozen=True)
class _Trouble:
    """A kind of trouble: how it is known, and what is said of it."""

    sentence: str
    states: frozenset[str]
    words: tuple[str, ...] = ()
    kind: type[StoreUnavailable] = StoreUnavailable

    def fits(self, state: str | None, said: str) -> bool:
        """Whether it is this, by PostgreSQL's state or by words; a refused connection has none."""
        by_class = state is not None and state[:2] in self.states
        return by_class or state in self.states or any(words in said for words in self.words)


_LOCKED = "The database at {url} is locked: another process is writing, try again."
_CUT = _Trouble(
    "The connection to the database at {url} was cut: try again.",
    # By an operator, by a crash, or for having been idle.
    frozenset({"57P01", "57P02", "57P05", "25P03", "08"}),
    ("server closed the connection", "terminating connection"),
    Fleeting,
)
_TROUBLES = (
    _Trouble(
        "The disk is full under the database at {url}: what is stored is intact, make room and "
        "try again.",
        frozenset({"53100"}),
        ("database or disk is full", "No space left on device"),
    ),
    _Trouble(
        "The disk under the database at {url} can't be used ({cause}): see that it has room and "
        "is sound.",
        frozenset({"58030"}),
        ("disk I/O error",),
    ),
    _Trouble(
        "The database at {url} is damaged ({cause}): restore a backup.",
        frozenset({"XX001", "XX002"}),
        ("file is not a database", "database disk image is malformed"),
    ),
    _Trouble(
        "The server of the database at {url} is out of memory: give it more and try again.",
        frozenset({"53200"}),
    ),
    _Trouble(
        "The database at {url} takes no more connections: stop what needs none, or let its "
        "server take more.",
        frozenset({"53300"}),
        ("too many clients", "too many connections", "remaining connection slots"),
    ),
    _Trouble(
        "The database at {url} is starting or stopping: try again in a moment.",
        frozenset({"57P03"}),
        (
            "database system is starting up",
            "database system is shutting down",
            "database system is in recovery mode",
            "database system is not yet accepting connections",
        ),
    ),
    _Trouble(
        "Two writers met in the database at {url} and this one gave way: nothing was changed, "
        "try again.",
        # Deadlock, serialization failure.
        frozenset({"40P01", "40001"}),
        kind=Fleeting,
    ),
    _CUT,
    _Trouble(
        _LOCKED,
        frozenset({"55P03"}),
        ("database is locked", "database table is locked"),
        kind=Locked,
    ),
    _Trouble(
        "Something went wrong earlier in this transaction on the database at {url}: nothing was "
        "changed, try again.",
        frozenset({"25P02"}),
    ),
)
_ANY = _Trouble(
    "Can't open the database at {url}: {cause}; check DATABASE_URL and that the database is there.",
    frozenset(),
)


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


def schema_ahead(engines: Engines, revision: str) -> SchemaBehind:
    """The error for a database whose tables only another version knows, and no migration mends."""
    return SchemaBehind(
        f"The database at {engines.url} is at the revision {revision} of a newer version than "
        "this one: run that version."
    )


def locked(engines: Engines) -> Locked:
    """The error for a database in which somebody else writes for too long."""
    return Locked(_LOCKED.format(url=engines.url))


def _refusal(engines: Engines, error: exc.DBAPIError) -> RolecallError | None:
    said = str(error.orig)
    state = getattr(error.orig, "sqlstate", None)
    if state in _MISSING_STATES or any(words in said for words in _MISSING):
        return schema_behind(engines)
    if isinstance(error, exc.DataError | exc.NotSupportedError | exc.ProgrammingError):
        return None
    # Whatever a cut connection said last, it is cut.
    otherwise = _CUT if error.connection_invalidated else _ANY
    trouble = next((one for one in _TROUBLES if one.fits(state, said)), otherwise)
    return trouble.kind(trouble.sentence.format(url=engines.url, cause=_cause(engines, error)))


def _cause(engines: Engines, error: exc.DBAPIError) -> str:
    lines = str(error.orig).strip().splitlines() or ["no reason given"]
    password = engines.write.url.password
    return lines[0].replace(password, "***") if password else lines[0]
