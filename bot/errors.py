"""What can go wrong in a way that a person can mend; each text says what, and what to do next."""

from collections.abc import Iterable
from dataclasses import dataclass

MOST_LISTED = 20


class RolecallError(Exception):
    """The root of every error whose text is written for the person who meets it."""


class NotKnown(RolecallError):
    """Something was asked for by a name that nothing has."""


class StoreUnavailable(RolecallError):
    """The database can't be opened or reached."""


class Fleeting(StoreUnavailable):
    """Trying the same again soon may well work: two writers met, or a connection was cut.

    Where it was cut during COMMIT nobody knows whether that came through. The key that the unit
    of work claimed decides then: whoever claims it again learns whether it was committed. What
    claims no key must not be tried again by itself.
    """


class Locked(StoreUnavailable):
    """Somebody else writes for longer than we wait; nothing was changed."""


class SchemaBehind(RolecallError):
    """The database's tables are not those that this version works with."""


class PortTaken(RolecallError):
    """The address to listen on is in use or not ours."""


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong in a value.

    `where` leads to it: field names and positions, outermost first.
    """

    where: tuple[str | int, ...]
    found: str
    expected: str


class Flaws(ValueError):
    """A value whose parts are well-formed but don't make sense together.

    A ValueError, so that a pydantic validator may raise it; whoever read the value from a file
    adds the file and the lines.
    """

    def __init__(self, flaws: Iterable[Flaw]) -> None:
        self.flaws = tuple(flaws)
        super().__init__("; ".join(f"found {f.found}, expected {f.expected}" for f in self.flaws))


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a file, where a person finds it."""

    path: str
    line: int | None
    field: str
    found: str
    expected: str

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        field = f" {self.field}:" if self.field else ""
        return f"{place}:{field} found {self.found}, expected {self.expected}"


class FileRefused(RolecallError):
    """A file can't be used as it stands; nothing of it was taken."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        lines = [str(problem) for problem in self.problems[:MOST_LISTED]]
        if len(self.problems) > MOST_LISTED:
            lines.append(f"and {len(self.problems) - MOST_LISTED} more of this kind")
        super().__init__("\n".join(lines))


def reason_of(error: ValueError) -> str:
    """Why a value makes no sense; pydantic's own message has its reasons after the first line."""
    told = [line.strip() for line in str(error).splitlines() if line.strip()]
    inner = [line for line in told if line.startswith("Value error, ")]
    return (inner or told)[0].removeprefix("Value error, ").split(" [type=")[0]
