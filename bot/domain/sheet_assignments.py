"""The list of assignments: what a sheet of teams, roles and people says, and one to write."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from pydantic import ValidationError

from bot.domain.catalog import Catalog
from bot.domain.fact import (
    Body,
    Facts,
    Kind,
    Subject,
    body_of,
    catalog_facts,
    entries_of,
)
from bot.domain.organisation import Assignment, Organisation, Person, Team
from bot.domain.sheet import (
    MOST_NAMED,
    Known,
    Listed,
    Names,
    Row,
    Sheet,
    Where,
    ambiguous,
    folded,
    quoted,
    reasons,
    role_names,
)
from bot.domain.slug import own_slug, slug
from bot.domain.wording import listed
from bot.errors import Flaw, Flaws

NEEDED = ("team", "role", "person")
_ABOUT = ("standing", "state", "since", "until", "confirmed", "confirmed_by", "asked", "asked_by")
COLUMNS = ("team", "team_key", "role", "person", "person_key", "email", "slack", *_ABOUT)
_TOLD_BY = ("email", "slack")
"""What belongs to one person alone."""
_ASKING = ("confirmed_by", "asked_by")
_USUAL = {"standing": "primary", "state": "accepted"}
"""What an empty cell says, where it isn't nothing."""
_EXPECTED = {
    "standing": "primary or backup",
    "state": "pending or accepted",
    **dict.fromkeys(("since", "until", "confirmed", "asked"), "a date such as 2026-01-31"),
}

_SOME = ("team", "role:any", "person")
"""Stands for an assignment of which a row doesn't tell which it is."""
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+")

_Called = TypeVar("_Called")
_Place = TypeVar("_Place")


class _Team(NamedTuple):
    """What a row calls a team."""

    name: str
    key: str


class _Who(NamedTuple):
    """What a row calls a person."""

    name: str
    key: str
    email: str
    slack: str

    def own(self, field: str) -> str:
        """The e-mail address or the Slack id."""
        return self.email if field == "email" else self.slack


def listed_facts(sheet: Sheet, catalog: Catalog, known: Known) -> Listed:
    """What a list of assignments wants to be a fact, with the teams and people it brings.

    Those whom others brought stay as they are. Raises Flaws at ("rows", i, column).
    """
    flaws: list[Flaw] = []
    teams, people = _Teams(sheet, known, flaws), _People(sheet, known, flaws)
    listing = _Listing(sheet, known, teams.read(), people.read(), flaws)
    wanted = people.wanted() | teams.wanted() | listing.wanted(catalog)
    if flaws:
        raise Flaws(sorted(flaws, key=lambda flaw: flaw.where[1]))
    rows = people.rows | teams.rows | listing.rows
    return Listed(wanted, {subject: ("rows", i) for subject, i in rows.items()})


def assignment_rows(organisation: Organisation) -> Iterator[tuple[str, ...]]:
    """An organisation's assignments as a list: the columns that hold something, then the rows."""
    rows = [
        _written(team, held, organisation.person[held.person])
        for team in organisation.teams
        for held in team.assignments
    ]
    held = [
        name
        for name in COLUMNS
        if name in NEEDED or any(row[name] != _USUAL.get(name, "") for row in rows)
    ]
    yield tuple(held)
    yield from (tuple(row[name] for name in held) for row in rows)


class _Teams:
    """The teams that a list names."""

    def __init__(self, sheet: Sheet, known: Known, flaws: list[Flaw]) -> None:
        self._flaws = flaws
        self._said = _bodies(known.said, "team")
        told = [*_bodies(known.facts, "team").items(), *self._said.items()]
        keys = [key for key, _ in told]
        names = [(body["name"], key) for key, body in told]
        self._names = Names(zip(keys, keys, strict=True), names, exact=keys)
        self._taken = {folded(name) for name, _ in names} | {folded(key) for key in keys}
        self._ours = set(self._said)
        self._first = _first((_team(sheet, row), i) for i, row in enumerate(sheet.rows))
        self._key: dict[_Team, str] = {}
        self.rows: dict[Subject, int] = {}

    def read(self) -> Mapping[_Team, str]:
        """The key of each team by what rows call it; those with a key come first."""
        for team in sorted(self._first, key=lambda team: not team.key):
            self._read(team, self._first[team])
        return self._key

    def wanted(self) -> Facts:
        """The teams that the list brings, in its order."""
        said: dict[Subject, Body] = {}
        for team, i in self._first.items():
            key = self._key.get(team)
            if key in self._ours:
                subject = Subject("team", (key,))
                self.rows.setdefault(subject, i)
                fields = said.setdefault(subject, {})
                if team.name not in ("", key):
                    fields.setdefault("name", team.name)
        return {one: self._body(one.key[0], said[one], self.rows[one]) for one in said}

    def _read(self, team: _Team, i: int) -> None:
        where: Where = ("rows", i, "team_key" if team.key else "team")
        called = team.key or team.name
        found = self._names.find(called)
        if len(found) > 1:
            self._flaws.append(ambiguous(where, called, found))
        elif called:
            key = found[0] if found else team.key or own_slug(team.name, self._taken)
            self._key[team] = key
            self._check_name(team.name, key, i)
            if not found:
                self._add(team.name or key, key)

    def _check_name(self, name: str, key: str, i: int) -> None:
        other = next((one for one in self._names.find(name) if one != key), None)
        if other is not None:
            found = f"{quoted(name)}, which is the team {other}"
            self._flaws.append(Flaw(("rows", i, "team"), found, f"what {key} is called"))

    def _add(self, name: str, key: str) -> None:
        self._names.add(0, key, key)
        self._names.add(1, name, key)
        self._taken |= {folded(key), folded(name)}
        self._ours.add(key)

    def _body(self, key: str, fields: Body, i: int) -> Body:
        body = {"key": key, "name": key} | self._said.get(key, {}) | fields
        try:
            return body_of(Team.model_validate(body))
        except ValidationError as error:
            self._flaws += _flaws_of(error, body, i, {"key": "team_key", "name": "team"})
            return {}


class _People:
    """The people whom a list names."""

    def __init__(self, sheet: Sheet, known: Known, flaws: list[Flaw]) -> None:
        self._flaws = flaws
        self._sheet = sheet
        self._said = _bodies(known.said, "person")
        self._ours = set(self._said)
        self._keys: set[str] = set()
        self._names = Names(())
        self._of: dict[str, dict[str, str]] = {field: {} for field in _TOLD_BY}
        self._with: dict[str, set[str]] = {field: set() for field in _TOLD_BY}
        self._rows = _first((_who(sheet, row), i) for i, row in enumerate(sheet.rows))
        self._asking = _first(_asking(sheet))
        whos = (*self._rows, *self._asking)
        self._listed = {field: {folded(who.own(field)) for who in whos} for field in _TOLD_BY}
        for bodies in (_bodies(known.facts, "person"), self._said):
            for key, body in bodies.items():
                self._add(key, body)
        self._key: dict[_Who, str] = {}
        self.rows: dict[Subject, int] = {}

    def read(self) -> Mapping[_Who, str]:
        """The key of each person by what rows call them; those told best come first."""
        places: dict[_Who, Where] = {who: ("rows", *at) for who, at in self._asking.items()}
        places |= {who: ("rows", i, "person") for who, i in self._rows.items()}
        for who in sorted(places, key=lambda who: (not who.key, not who.slack, not who.email)):
            self._read(who, places[who])
        return self._key

    def wanted(self) -> Facts:
        """The people whom the list brings, in its order."""
        said: dict[Subject, Body] = {}
        for who, i in (*self._rows.items(), *((who, at[0]) for who, at in self._asking.items())):
            key = self._key.get(who)
            if key in self._ours:
                subject = Subject("person", (key,))
                self.rows.setdefault(subject, i)
                self._gather(who, i, key, said.setdefault(subject, {}))
        return {one: self._body(one.key[0], said[one], self.rows[one]) for one in said}

    def _read(self, who: _Who, where: Where) -> None:
        found = self._find(who)
        if len(found) > 1:
            self._flaws.append(ambiguous(where, who.name, found))
        elif any(who):
            key = self._key[who] = found[0] if found else self._new_key(who)
            for field in _TOLD_BY:
                other = self._of[field].get(folded(who.own(field)), key)
                if other != key:
                    told = f"{quoted(who.own(field))}, which is {other}’s"
                    self._flaws.append(Flaw((*where[:2], field), told, f"one of {key}’s own"))
            if not found:
                self._ours.add(key)
            if key in self._ours:
                self._add(key, who._asdict())

    def _find(self, who: _Who) -> tuple[str, ...]:
        if who.key:
            return (who.key,) if who.key in self._keys else ()
        for field in _TOLD_BY[::-1]:
            if (key := self._of[field].get(folded(who.own(field)))) is not None:
                return (key,)
        found = self._names.find(who.name) if who.name else ()
        # Of the same name and with another address it is somebody else.
        told = [field for field in _TOLD_BY if who.own(field)]
        return tuple(key for key in found if not any(key in self._with[field] for field in told))

    def _new_key(self, who: _Who) -> str:
        texts = [text for text in (who.name, who.email, who.slack) if text]
        free = (slug(text) for text in texts if slug(text) and slug(text) not in self._keys)
        return who.key or next(free, None) or own_slug(texts[-1], self._keys)

    def _add(self, key: str, told: Body) -> None:
        self._keys.add(key)
        self._names.add_exact(key)
        if told["name"]:
            self._names.add(0, told["name"], key)
        for field in _TOLD_BY:
            if told[field]:
                own = folded(told[field])
                self._of[field].setdefault(own, key)
                # What this list said before and says no more may change.
                if key not in self._said or own in self._listed[field]:
                    self._with[field].add(key)

    def _gather(self, who: _Who, i: int, key: str, fields: Body) -> None:
        """Adds what a row says of a person to what others say."""
        if who.name not in ("", key):
            fields.setdefault("name", who.name)
        for field in _TOLD_BY:
            if value := who.own(field):
                first = fields[field] = fields.get(field) or value
                if folded(first) != folded(value):
                    told = f"“{first}”, as another row has for {key}"
                    self._flaws.append(Flaw(("rows", i, field), quoted(value), told))
            elif who in self._rows and field in self._sheet.place:
                fields.setdefault(field, None)

    def _body(self, key: str, fields: Body, i: int) -> Body:
        body = {"key": key} | self._said.get(key, {}) | fields
        email = fields.get("email")
        if email and not _is_address(email):
            self._flaws.append(Flaw(("rows", i, "email"), quoted(email), "an e-mail address"))
            return {}
        try:
            return body_of(Person.model_validate(body))
        except ValidationError as error:
            columns = {"key": "person_key", "name": "person"}
            columns |= {} if "email" in self._sheet.place else {"email": "person"}
            self._flaws += _flaws_of(error, body, i, columns)
            return {}


class _Listing:
    """The assignments themselves."""

    def __init__(
        self,
        sheet: Sheet,
        known: Known,
        teams: Mapping[_Team, str],
        people: Mapping[_Who, str],
        flaws: list[Flaw],
    ) -> None:
        self._sheet, self._known, self._flaws = sheet, known, flaws
        self._teams, self._people = teams, people
        self._columns = [column for column in _ABOUT if column in sheet.place]
        self.rows: dict[Subject, int] = {}

    def wanted(self, catalog: Catalog) -> Facts:
        """An assignment a row."""
        roles = role_names(entries_of(catalog_facts(catalog)))
        called = listed([role.name for role in catalog.roles][:MOST_NAMED], "or")
        facts: Facts = {}
        for i, row in enumerate(self._sheet.rows):
            role = self._role(i, row, roles, f"a role, such as {called}" if called else "no row")
            subject = self._subject(i, row, role)
            body = self._body(subject, row, i)
            if subject is None:
                continue
            if (first := self.rows.setdefault(subject, i)) != i:
                line = self._sheet.rows[first].line
                told = f"the same assignment a second time (first on line {line})"
                self._flaw(i, "person", told, "it once")
            facts[subject] = body
        return facts

    def _role(self, i: int, row: Row, roles: Names, expected: str) -> str | None:
        called = self._sheet.cell(row, "role")
        found = roles.find(called)
        if len(found) > 1:
            self._flaws.append(ambiguous(("rows", i, "role"), called, found))
        elif not found:
            self._flaw(i, "role", quoted(called), expected)
        return found[0] if len(found) == 1 else None

    def _subject(self, i: int, row: Row, role: str | None) -> Subject | None:
        team, who = _team(self._sheet, row), _who(self._sheet, row)
        if not any(team):
            self._flaw(i, "team", "nothing", "a team's name or key")
        if not any(who):
            self._flaw(i, "person", "nothing", "a name, an e-mail address or a key")
        key, person = self._teams.get(team), self._people.get(who)
        if role is None or key is None or person is None:
            return None
        return Subject("assignment", (key, role, person))

    def _flaw(self, i: int, column: str, found: str, expected: str) -> None:
        self._flaws.append(Flaw(("rows", i, column), found, expected))

    def _body(self, subject: Subject | None, row: Row, i: int) -> Body:
        """What a row says of an assignment, also where it isn't known which one that is."""
        _, role, person = subject.key if subject else _SOME
        before = self._said_before(subject) if subject else {}
        said = {column: self._value(column, row) for column in self._columns}
        body = {"role": role, "person": person} | before | said
        try:
            held = Assignment.model_validate(body)
        except ValidationError as error:
            # What is wrong with the keys was told of the team and the person.
            self._flaws += [f for f in _flaws_of(error, body, i, {}) if f.where[2] in _ABOUT]
            return {}
        if held.since and held.until and held.until < held.since:
            self._flaw(i, "until", f"{held.until}", f"a day from {held.since} on")
        return body_of(held)

    def _said_before(self, subject: Subject) -> Body:
        return self._known.said.get(subject) or self._known.facts.get(subject) or {}

    def _value(self, column: str, row: Row) -> str | None:
        text = self._sheet.cell(row, column)
        if column in _ASKING:
            return self._people.get(_reference(text)) if text else None
        return (folded(text) or _USUAL[column]) if column in _USUAL else text or None


def _team(sheet: Sheet, row: Row) -> _Team:
    return _Team(sheet.cell(row, "team"), sheet.cell(row, "team_key"))


def _who(sheet: Sheet, row: Row) -> _Who:
    name, email = sheet.cell(row, "person"), sheet.cell(row, "email")
    if _is_address(name) and email in ("", name):
        name, email = "", name
    return _Who(name, sheet.cell(row, "person_key"), email, sheet.cell(row, "slack"))


def _reference(text: str) -> _Who:
    return _Who("", "", text, "") if _is_address(text) else _Who(text, "", "", "")


def _asking(sheet: Sheet) -> Iterator[tuple[_Who, tuple[int, str]]]:
    """Whom rows name as those who asked or confirmed, each with the row and the column."""
    columns = [column for column in _ASKING if column in sheet.place]
    for i, row in enumerate(sheet.rows):
        for column in columns:
            if text := sheet.cell(row, column):
                yield _reference(text), (i, column)


def _is_address(text: str) -> bool:
    return _ADDRESS.fullmatch(text) is not None


def _first(pairs: Iterable[tuple[_Called, _Place]]) -> dict[_Called, _Place]:
    """Each thing with where it stands first."""
    found: dict[_Called, _Place] = {}
    for called, place in pairs:
        found.setdefault(called, place)
    return found


def _bodies(facts: Facts, kind: Kind) -> dict[str, Body]:
    return {subject.key[0]: body for subject, body in facts.items() if subject.kind == kind}


def _flaws_of(
    error: ValidationError, body: Body, i: int, columns: Mapping[str, str]
) -> Iterator[Flaw]:
    for field, told in reasons(error):
        column = columns.get(field, field)
        found = quoted(str(body.get(field) or ""))
        yield Flaw(("rows", i, column), found, _EXPECTED.get(field, told))


def _written(team: Team, held: Assignment, person: Person) -> dict[str, str]:
    row = {"team": team.name, "team_key": team.key, "role": held.role}
    row |= {"person": person.called, "person_key": person.key}
    row |= {"email": person.email or "", "slack": person.slack or ""}
    return row | {name: str(getattr(held, name) or "") for name in _ABOUT}
