"""A sheet: rows under a header as somebody's table has them, before anything is looked up."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from pydantic import ValidationError

from bot.domain.fact import Body, Facts, Subject
from bot.domain.wording import listed, short
from bot.errors import Flaw

MOST_NAMED = 5

Kind = Literal["matrix", "assignments"]
MATRIX: Kind = "matrix"
ASSIGNMENTS: Kind = "assignments"
Where = tuple[str | int, ...]


@dataclass(frozen=True)
class Row:
    """One row; `line` is where it begins in the file."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A table whose rows have as many cells as its header.

    A matrix has an activity a row and a role a column; the first of its columns is the activity.
    """

    name: str
    kind: Kind
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each column stands."""
        return {column: i for i, column in enumerate(self.header)}

    def cell(self, row: Row, column: str) -> str:
        """What a row has in a column; empty where there is no such column."""
        place = self.place.get(column)
        return "" if place is None else row.cells[place]


@dataclass(frozen=True)
class Known:
    """What a workspace has; `said` is what the sheet's source said here last, of what it spoke of.

    What it said may have been changed or retired here since. `files` names the other files that
    said something of what is there.
    """

    facts: Facts
    said: Facts
    files: Mapping[Subject, str] = field(default_factory=dict)

    @cached_property
    def others(self) -> Facts:
        """What is there without the sheet's source."""
        return {subject: body for subject, body in self.facts.items() if subject not in self.said}


@dataclass(frozen=True)
class Listed:
    """What a sheet wants to be facts, and where in it each of them is said."""

    facts: Facts
    places: Mapping[Subject, Where]


class Names:
    """What something is called by, and its refs or keys: letter for letter, then in any case.

    Of several sorts of names the first that has one tells.
    """

    def __init__(self, *sorts: Iterable[tuple[str, str]], exact: Iterable[str] = ()) -> None:
        self._exact = set(exact)
        self._sorts: list[dict[str, dict[str, None]]] = [{} for _ in sorts]
        for n, pairs in enumerate(sorts):
            for name, of in pairs:
                self.add(n, name, of)

    def add(self, sort: int, name: str, of: str) -> None:
        """One more name; `sort` counts from 0."""
        self._sorts[sort].setdefault(folded(name), {})[of] = None

    def add_exact(self, of: str) -> None:
        """One more that is called what it is."""
        self._exact.add(of)

    def find(self, text: str) -> tuple[str, ...]:
        """What is called that: none, one, or several that can't be told apart by it."""
        if text in self._exact:
            return (text,)
        wanted = folded(text)
        return next((tuple(named[wanted]) for named in self._sorts if wanted in named), ())


def folded(name: str) -> str:
    """A name without regard to case and spaces."""
    return " ".join(name.casefold().split())


def quoted(text: str) -> str:
    """A cell's text as a problem shows it."""
    return f"“{short(text)}”" if text.strip() else "nothing"


def ambiguous(where: Where, text: str, found: tuple[str, ...]) -> Flaw:
    """The flaw of a name that several have."""
    return Flaw(where, f"{quoted(text)}, which several have", listed(found[:MOST_NAMED], "or"))


def names_in(entries: Iterable[Body], *fields: str) -> Iterator[tuple[str, str]]:
    """(name, ref) of what entries have in these fields, which hold a name or several."""
    for entry in entries:
        for part in fields:
            value = entry.get(part, ())
            for name in (value,) if isinstance(value, str) else value:
                yield name, entry["ref"]


def role_names(*layers: Mapping[str, Body]) -> Names:
    """What roles are called in entries by ref: the first layer tells, names before columns."""
    sorts: list[Iterable[tuple[str, str]]] = []
    exact: list[str] = []
    for entries in layers:
        roles = [entry for ref, entry in entries.items() if ref.startswith("role:")]
        titles = [entry for ref, entry in entries.items() if ref.startswith("title:")]
        meant = {title["ref"]: title["role"] for title in titles}
        badges = [(name, meant[ref]) for name, ref in names_in(titles, "name", "aliases")]
        sorts += [names_in(roles, "name", "aliases"), names_in(roles, "column"), badges]
        exact += [role["ref"] for role in roles]
    return Names(*sorts, exact=exact)


def reasons(error: ValidationError) -> Iterator[tuple[str, str]]:
    """(field, what was expected) of each thing that is wrong in a value."""
    for item in error.errors(include_url=False):
        field = str(item["loc"][0]) if item["loc"] else ""
        told = item["msg"].removeprefix("Value error, ").removeprefix("String should ")
        told = told.removeprefix("Input should be ").removeprefix("have ")
        if item["type"] == "string_pattern_mismatch":
            told = "letters, digits, . _ and -"
        yield field, told
