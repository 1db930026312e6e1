"""The RACI matrix: what a sheet of activities by roles says, and what a catalog says as one."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal

from pydantic import ValidationError

from bot.domain.catalog import RACI, Activity, Boundary, Catalog, Interaction, Role
from bot.domain.fact import (
    FILES,
    OWN,
    Body,
    Facts,
    Subject,
    body_of,
    catalog_facts,
    entries_of,
)
from bot.domain.layer import OVER
from bot.domain.sheet import (
    Known,
    Names,
    Row,
    Sheet,
    Where,
    ambiguous,
    folded,
    names_in,
    quoted,
    reasons,
    role_names,
)
from bot.domain.slug import own_slug
from bot.domain.value import kind_of
from bot.errors import Flaw, Flaws

ACTIVITY = "activity"
TICK = "✓"
TICKS = frozenset((TICK, "✔", "x", "yes"))
EXPECTED = f"{TICK}, x, yes, one or several of R, A, C, I such as R/A, or nothing"

_Parts = Mapping[str, Sequence[str]]
_LETTERS = {part[0]: part for part in RACI}
_BETWEEN = re.compile(r"[\s/,;+&|]+")
_SAYS_NOTHING = "\ufe0f"


def matrix_facts(sheet: Sheet, catalog: Catalog, known: Known) -> Facts:
    """What a matrix wants to be a fact: only what the workspace wouldn't have without it.

    `catalog` is the workspace's as it stands. Raises Flaws at ("rows", i, column) and
    ("header", column).
    """
    reading = _Reading(sheet, catalog, known)
    for n, column in enumerate(sheet.header[1:], start=1):
        reading.column(n, column)
    for i, row in enumerate(sheet.rows):
        reading.row(i, row)
    if reading.flaws:
        raise Flaws(reading.flaws)
    return reading.wanted


def matrix_rows(catalog: Catalog) -> Iterator[tuple[str, ...]]:
    """A catalog as a matrix: the header, then an activity a row."""
    entries = entries_of(catalog_facts(catalog))
    roles, activities = role_names(entries), _activity_names(entries)
    yield ACTIVITY, *(_told(roles, role.ref, role.column, role.name) for role in catalog.roles)
    ticks = not any(getattr(one, part) for one in catalog.activities for part in RACI[1:])
    for one in catalog.activities:
        cells = (_cell(one, role.ref, ticks=ticks) for role in catalog.roles)
        yield _told(activities, one.ref, one.name), *cells


class _Reading:
    """One matrix being read: what it wants, and what is wrong with it."""

    def __init__(self, sheet: Sheet, catalog: Catalog, known: Known) -> None:
        self.wanted: Facts = {}
        self.flaws: list[Flaw] = []
        self._sheet, self._known = sheet, known
        here, filed = entries_of(known.facts), entries_of(_filed(known.facts))
        self._here = here
        self._without, self._below = entries_of(known.others), entries_of(_filed(known.others))
        # What was renamed or retired here is still known by what its file calls it.
        said = entries_of(known.said)
        self._roles = role_names(here, filed, said)
        self._activities = _activity_names(here, filed, said)
        self._taken: dict[str, set[str]] = {"role": set(), "activity": set()}
        for ref in (*here, *filed, *said):
            self._taken.setdefault(kind_of(ref), set()).add(ref.partition(":")[2])
        self._claims = dict(_claimed(catalog))
        self._columns: dict[int, str] = {}
        self._lines: dict[str, int] = {}

    def column(self, n: int, column: str) -> None:
        """Reads the head of a column."""
        where = ("header", column)
        found = self._roles.find(column)
        if len(found) > 1:
            self.flaws.append(ambiguous(where, column, found))
            return
        ref = found[0] if found else self._new_role(column, where)
        if ref is None:
            return
        if ref in self._columns.values():
            self._flaw(where, f"{quoted(column)}, which is {ref} a second time", "each role once")
        elif found and ref not in self._here and any(row.cells[n] for row in self._rows):
            expected = "no part for it, or the role added again"
            self._flaw(where, f"{quoted(column)}, a role that was retired here", expected)
        else:
            self._columns[n] = ref
            self._say_again(ref)

    def row(self, i: int, row: Row) -> None:
        """Reads what is said of one activity."""
        where = ("rows", i, self._sheet.header[0])
        called = row.cells[0]
        found = self._activities.find(called)
        if len(found) > 1:
            self.flaws.append(ambiguous(where, called, found))
            return
        parts = self._parts(i, row)
        if not called:
            self._flaw(where, "nothing", "the name of an activity")
        elif not found:
            self._new_activity(called, parts, where, row)
        elif (line := self._lines.setdefault(found[0], row.line)) != row.line:
            again = f"{quoted(called)} a second time (first on line {line})"
            self._flaw(where, again, "each activity once")
        else:
            self._known_activity(found[0], parts, where)

    @property
    def _rows(self) -> tuple[Row, ...]:
        return self._sheet.rows

    def _parts(self, i: int, row: Row) -> _Parts:
        parts: dict[str, list[str]] = {part: [] for part in RACI}
        for n, ref in self._columns.items():
            read = _read_cell(row.cells[n])
            if read is None:
                where = ("rows", i, self._sheet.header[n])
                self._flaw(where, quoted(row.cells[n]), EXPECTED)
            for part in read or ():
                parts[part].append(ref)
        return parts

    def _known_activity(self, ref: str, parts: _Parts, where: Where) -> None:
        subject = Subject("entry", (FILES, ref))
        said = self._known.said.get(subject)
        if said is not None and not said.get(OVER):
            self.wanted[subject] = said | self._merged(said, parts)
        elif self._agrees(self._without.get(ref), parts) or self._agrees(
            self._below.get(ref), parts
        ):
            return
        elif subject in self._known.others:
            file = self._known.files.get(subject, "another file")
            found = f"other parts than {file} has for it"
            self._flaw(where, found, "the same, or its row taken out; change it in that file")
        else:
            below = self._below.get(ref) or self._without.get(ref, {})
            self.wanted[subject] = {OVER: True, **self._merged(below, parts)}

    def _agrees(self, entry: Body | None, parts: _Parts) -> bool:
        """Whether an entry has this already, as far as there are columns."""
        if entry is None:
            return False
        asked = set(self._columns.values())
        return all(asked & set(entry.get(part, ())) == set(parts[part]) for part in RACI)

    def _merged(self, below: Body, parts: _Parts) -> Body:
        """The parts with those of roles that the sheet has no column for, in the usual order."""
        asked = set(self._columns.values())
        merged: Body = {}
        for part in RACI:
            had = below.get(part, ())
            stay = [role for role in had if role not in asked or role in parts[part]]
            merged[part] = stay + [role for role in parts[part] if role not in had]
        nobody = below.get("nobody_because") or f"The matrix {self._sheet.name} names nobody."
        return merged | {"nobody_because": None if merged["responsible"] else nobody}

    def _new_role(self, name: str, where: Where) -> str | None:
        if not self._free(name, where):
            return None
        ref = self._new_ref("role", name)
        text = f"A role in the matrix {self._sheet.name}."
        try:
            role = Role(ref=ref, name=name, column=name, summary=text, description=text)
        except ValidationError as error:
            self._wrong(where, name, error)
            return None
        self._add(ref, name, body_of(role))
        return ref

    def _new_activity(self, name: str, parts: _Parts, where: Where, row: Row) -> None:
        if not self._free(name, where):
            return
        ref = self._new_ref("activity", name)
        text = f"An activity in the matrix {self._sheet.name}."
        fields = self._merged({}, parts)
        try:
            activity = Activity.model_validate(
                {"ref": ref, "name": name, "description": text, **fields}
            )
        except ValidationError as error:
            self._wrong(where, name, error)
            return
        self._activities.add(0, name, ref)
        self._lines[ref] = row.line
        self._add(ref, name, body_of(activity))

    def _new_ref(self, kind: Literal["role", "activity"], name: str) -> str:
        stem = own_slug(name, self._taken[kind])
        self._taken[kind].add(stem)
        return f"{kind}:{stem}"

    def _add(self, ref: str, name: str, body: Body) -> None:
        self._claims[folded(name)] = ref
        self.wanted[Subject("entry", (FILES, ref))] = body

    def _say_again(self, ref: str) -> None:
        subject = Subject("entry", (FILES, ref))
        if subject in self._known.said:
            self.wanted[subject] = self._known.said[subject]

    def _free(self, name: str, where: Where) -> bool:
        other = self._claims.get(folded(name))
        if other is not None:
            self._flaw(where, f"{quoted(name)}, which {other} claims", "a name of its own")
        return other is None

    def _wrong(self, where: Where, name: str, error: ValidationError) -> None:
        self.flaws += [Flaw(where, quoted(name), told) for _, told in reasons(error)][:1]

    def _flaw(self, where: Where, found: str, expected: str) -> None:
        self.flaws.append(Flaw(where, found, expected))


def _filed(facts: Facts) -> Facts:
    """What files say, without what lies over them here."""
    return {s: body for s, body in facts.items() if s.kind == "entry" and s.key[0] != OWN}


def _activity_names(*layers: Mapping[str, Body]) -> Names:
    """What activities are called: the first layer tells, and names before aliases."""
    sorts: list[Iterable[tuple[str, str]]] = []
    exact: list[str] = []
    for entries in layers:
        activities = [entry for ref, entry in entries.items() if ref.startswith("activity:")]
        sorts += [names_in(activities, "name"), names_in(activities, "aliases")]
        exact += [activity["ref"] for activity in activities]
    return Names(*sorts, exact=exact)


def _claimed(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """(name, ref) of what no other entry may be called."""
    for ref, entry in catalog.by_ref.items():
        if not isinstance(entry, Boundary | Interaction) and not catalog.homes(ref):
            for name in (entry.name, *getattr(entry, "aliases", ())):
                yield folded(name), ref


def _told(names: Names, ref: str, *called: str) -> str:
    """The first of what it is called that means it alone; its ref where none does."""
    return next((name for name in called if names.find(name) == (ref,)), ref)


def _cell(activity: Activity, role: str, *, ticks: bool) -> str:
    letters = [part[0].upper() for part in RACI if role in getattr(activity, part)]
    return TICK if ticks and letters else "/".join(letters)


@lru_cache(maxsize=1024)
def _read_cell(text: str) -> tuple[str, ...] | None:
    """The parts that a cell names; None where it says something else."""
    plain = folded(text.replace(_SAYS_NOTHING, ""))
    if plain in TICKS:
        return (RACI[0],)
    letters = _BETWEEN.sub("", plain)
    if (plain and not letters) or not set(letters) <= _LETTERS.keys():
        return None
    return tuple(part for letter, part in _LETTERS.items() if letter in letters)
