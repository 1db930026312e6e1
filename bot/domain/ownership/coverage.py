"""How many of the roles that teams need are filled, and how that was on the days before."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeVar

from bot.domain.catalog import Catalog
from bot.domain.fact import Body, Change, Kind, Subject
from bot.domain.organisation import Assignment, Organisation, Override, Person, Team, Waiver
from bot.domain.ownership.gaps import needed, seated
from bot.domain.ownership.how_filled import fresh
from bot.domain.routing import resolve

READ: frozenset[Kind] = frozenset({"person", "team", "assignment", "override", "waiver"})
"""The facts that it is told from."""

V = TypeVar("V")
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Share:
    """On one day: how many roles were `needed`, counted for each team that needs one.

    So many of these were `filled`, and so many of those `confirmed` not too long before.
    """

    on: date
    needed: int
    filled: int
    confirmed: int


@dataclass(frozen=True)
class Window:
    """The days to look at, both included, and by what: the catalog as it is now.

    Only what one `team` needs counts, or where it is a platform team, what others need of it.
    `gone` is since when people have left whom no fact says that of.
    """

    first: date
    last: date
    catalog: Catalog
    confirm_days: int
    team: str | None = None
    gone: Mapping[str, date] = field(default_factory=dict)


def coverage(
    window: Window, stored: Mapping[Subject, Body], steps: Iterable[tuple[date, Change]]
) -> tuple[Share, ...]:
    """A share for each day, the oldest first, from what is stored now and what led to it.

    `steps` are the changes from the first day on, the newest first; each is looked at once, and a
    role of a team is only counted anew where something that it depends on changed.
    """
    past = _Past(window, stored)
    for day, change in steps:
        past.undo(day, change)
    return past.shares()


@dataclass
class _Was:
    """A team at some time; nobody knows of it yet without a body."""

    body: Body | None = None
    held: dict[str, dict[str, Assignment]] = field(default_factory=lambda: defaultdict(dict))
    overrides: dict[str, Override] = field(default_factory=dict)
    waived: dict[str, Waiver] = field(default_factory=dict)

    def team(self, key: str, roles: Iterable[str]) -> Team:
        """The team with those alone who have one of these roles."""
        body = self.body or {}
        return Team.model_construct(
            key=key,
            name=body["name"],
            kind=body["kind"],
            platform=body["platform"],
            structure=body["structure"],
            assignments=tuple(one for role in roles for one in self.held[role].values()),
            overrides=tuple(self.overrides.values()),
            waived=tuple(self.waived.values()),
        )


class _Past:
    """Teams on their way back through time, each counted for the days on which it was so."""

    def __init__(self, window: Window, stored: Mapping[Subject, Body]) -> None:
        self._window = window
        self._teams: dict[str, _Was] = defaultdict(_Was)
        self._served: dict[str, set[str]] = defaultdict(set)
        """The teams of each platform team."""
        self._people: dict[str, Body] = {}
        self._needs: dict[str, frozenset[str]] = {}
        """What a team needs, until something changes that says so."""
        self._until: dict[tuple[str, str | None], date] = {}
        """The last day that isn't counted yet, of a team's role or of the whole team."""
        self._more: dict[date, list[int]] = defaultdict(lambda: [0, 0, 0])
        """By how much it is more, or less, from a day on: needed, filled, confirmed."""
        for subject, body in stored.items():
            self._put(subject, body)
        kinds = {was.body["kind"] for was in self._teams.values() if was.body is not None}
        self._of_interest = "product" if "product" in kinds else "platform"

    def undo(self, day: date, change: Change) -> None:
        """Before this change, which was made on that day."""
        subject = change.subject
        if subject.kind != "person":
            self._count_around(subject, day)
        elif _active(change.before) != _active(change.after):
            self._count_all(day)
        self._put(subject, change.before)

    def shares(self) -> tuple[Share, ...]:
        """What was counted, with what is left to count."""
        self._count_all(self._window.first)
        found, now, day = [], [0, 0, 0], self._window.first
        while day <= self._window.last:
            now = [a + b for a, b in zip(now, self._more[day], strict=True)]
            found.append(Share(day, *now))
            day += _DAY
        return tuple(found)

    def _put(self, subject: Subject, body: Body | None) -> None:
        key, *rest = subject.key
        if subject.kind == "person":
            _replace(self._people, key, body)
            return
        was = self._teams[key]
        if subject.kind in ("team", "override") or key in self._window.catalog.at_home:
            self._needs.pop(key, None)
        match subject.kind:
            case "team":
                self._serve(key, was.body, body)
                for served in self._served[key]:
                    self._needs.pop(served, None)
                was.body = body
            case "assignment":
                named = {"role": rest[0], "person": rest[1]}
                held = None if body is None else Assignment.model_validate(named | body)
                _replace(was.held[rest[0]], rest[1], held)
            case "override":
                override = None if body is None else Override(activity=rest[0], **body)
                _replace(was.overrides, rest[0], override)
            case "waiver":
                waiver = None if body is None else Waiver(role=rest[0], **body)
                _replace(was.waived, rest[0], waiver)

    def _serve(self, key: str, before: Body | None, after: Body | None) -> None:
        """Which platform team a team has."""
        if before is not None and before["platform"]:
            self._served[before["platform"]].discard(key)
        if after is not None and after["platform"]:
            self._served[after["platform"]].add(key)

    def _count_around(self, subject: Subject, day: date) -> None:
        """Counts the teams for which this subject matters, the role alone where it is one's."""
        key, *rest = subject.key
        one_role = subject.kind in ("assignment", "waiver")
        whole = not one_role or key in self._window.catalog.at_home
        for team in (key, *self._served[key]):
            if whole:
                self._count(team, day)
            else:
                self._count_role(team, rest[0], day)

    def _count_all(self, day: date) -> None:
        for key in list(self._teams):
            self._count(key, day)

    def _count(self, key: str, day: date) -> None:
        """Counts a team as it is from this day on, as far as that isn't done."""
        if self._left(key, None, day):
            for role in self._needed(key):
                self._count_role(key, role, day)
            self._until[key, None] = max(day, self._window.first) - _DAY

    def _count_role(self, key: str, role: str, day: date) -> None:
        """The same for one of its roles."""
        left = self._left(key, role, day)
        if not left:
            return
        self._until[key, role] = left[0] - _DAY
        if role in self._needed(key):
            teams = self._looked_in(key, role)
            held = [one for team in teams for one in team.assignments]
            turns = self._turns(held, *left)
            for begin, end in pairwise((*turns, left[1] + _DAY)):
                self._add(begin, end, self._standing(role, teams, begin))

    def _left(self, key: str, role: str | None, day: date) -> tuple[date, date] | None:
        """The first and the last day from this one on that aren't counted; None without any."""
        last = self._window.last
        until = min(self._until.get((key, None), last), self._until.get((key, role), last))
        first = max(day, self._window.first)
        return (first, until) if first <= until else None

    def _needed(self, key: str) -> frozenset[str]:
        """The roles that count, of what a team needs."""
        if key not in self._needs:
            self._needs[key] = frozenset(self._counting(key, self._teams[key]))
        return self._needs[key]

    def _counting(self, key: str, was: _Was) -> Iterator[str]:
        if was.body is None or was.body["kind"] != self._of_interest:
            return
        catalog, wanted = self._window.catalog, self._window.team
        team = was.team(key, list(was.held))
        around = Organisation.model_construct(organisation="", people=(), teams=(team,))
        if team.platform is not None and self._teams[team.platform].body is not None:
            teams = (team, self._teams[team.platform].team(team.platform, ()))
            around = Organisation.model_construct(organisation="", people=(), teams=teams)
        for role in needed(catalog, team):
            if role in catalog.by_ref and (
                wanted in (None, key) or seated(role, team, catalog, around).key == wanted
            ):
                yield role

    def _looked_in(self, key: str, role: str) -> list[Team]:
        """A team, and its platform team, with those alone who have a role there."""
        team = self._teams[key].team(key, [role])
        if team.platform is None or self._teams[team.platform].body is None:
            return [team]
        return [team, self._teams[team.platform].team(team.platform, [role])]

    def _turns(self, held: list[Assignment], first: date, until: date) -> list[date]:
        """The first day, and each after it on which something begins, ends or grows old."""
        days = {first}
        for one in held:
            days |= {one.since} if one.since else set()
            days |= {one.until + _DAY} if one.until else set()
            since = one.confirmed or one.since
            days |= {since + timedelta(days=self._window.confirm_days + 1)} if since else set()
            days |= {self._window.gone[one.person]} if one.person in self._window.gone else set()
        return sorted(day for day in days if first <= day <= until)

    def _standing(self, role: str, teams: list[Team], day: date) -> tuple[int, int, int]:
        """Whether a role is needed, filled and confirmed on a day, each one or none."""
        keys = {one.person for team in teams for one in team.assignments}
        people = tuple(self._people_on(keys, day))
        around = Organisation.model_construct(organisation="", people=people, teams=tuple(teams))
        here = resolve(role, teams[0], self._window.catalog, around, day).roles[0]
        if here.status == "waived":
            return 0, 0, 0
        there = [one.held for one in here.holders if one.state == "accepted"]
        return 1, int(bool(there)), int(fresh(there, day, self._window.confirm_days))

    def _people_on(self, keys: Iterable[str], day: date) -> Iterator[Person]:
        for key in keys:
            left = self._window.gone.get(key)
            there = _active(self._people.get(key)) and not (left and left <= day)
            yield Person.model_construct(key=key, active=there)

    def _add(self, begin: date, end: date, counted: tuple[int, int, int]) -> None:
        for place, count in enumerate(counted):
            self._more[begin][place] += count
            self._more[end][place] -= count


def _replace(values: dict[str, V], key: str, value: V | None) -> None:
    """Puts a value in its place, or nothing."""
    if value is None:
        values.pop(key, None)
    else:
        values[key] = value


def _active(body: Body | None) -> bool:
    """Whether somebody is there; whom nothing is known of yet isn't."""
    return body is not None and bool(body.get("active", True))
