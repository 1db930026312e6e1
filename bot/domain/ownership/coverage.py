"""How many of the roles that teams need are filled, and how that was on the days before."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from bot.domain.catalog import Catalog
from bot.domain.fact import Body, Change, Kind, Subject
from bot.domain.organisation import Assignment, Organisation, Override, Person, Team, Waiver
from bot.domain.ownership.gaps import needed, seated
from bot.domain.ownership.how_filled import fresh
from bot.domain.routing import resolve

READ: frozenset[Kind] = frozenset({"person", "team", "assignment", "override", "waiver"})
"""The facts that it is told from."""

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
    team is only counted anew where it, its platform team or somebody in it changed.
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
        self._people: dict[str, Body] = {}
        self._until: dict[str, date] = {}
        """The last day that isn't counted yet, by team."""
        self._more: dict[date, list[int]] = defaultdict(lambda: [0, 0, 0])
        """By how much it is more, or less, from a day on: needed, filled, confirmed."""
        for subject, body in stored.items():
            self._put(subject, body)
        kinds = {was.body["kind"] for was in self._teams.values() if was.body is not None}
        self._of_interest = "product" if "product" in kinds else "platform"

    def undo(self, day: date, change: Change) -> None:
        """Before this change, which was made on that day."""
        subject = change.subject
        if subject.kind == "person":
            if _active(change.before) != _active(change.after):
                self._count(list(self._teams), day)
        else:
            self._count(self._concerned(subject.key[0]), day)
        self._put(subject, change.before)

    def shares(self) -> tuple[Share, ...]:
        """What was counted, with what is left to count."""
        self._count(list(self._teams), self._window.first)
        found, now, day = [], [0, 0, 0], self._window.first
        while day <= self._window.last:
            now = [a + b for a, b in zip(now, self._more[day], strict=True)]
            found.append(Share(day, *now))
            day += _DAY
        return tuple(found)

    def _concerned(self, key: str) -> list[str]:
        """A team and those of which it is the platform team."""
        its = [k for k, was in self._teams.items() if was.body and was.body["platform"] == key]
        return [key, *its]

    def _put(self, subject: Subject, body: Body | None) -> None:
        key, *rest = subject.key
        was = self._teams[key] if subject.kind != "person" else None
        match subject.kind:
            case "person" if body is None:
                self._people.pop(key, None)
            case "person":
                self._people[key] = body or {}
            case "team" if was is not None:
                was.body = body
            case "assignment" if was is not None and body is None:
                was.held[rest[0]].pop(rest[1], None)
            case "assignment" if was is not None:
                held = {"role": rest[0], "person": rest[1], **(body or {})}
                was.held[rest[0]][rest[1]] = Assignment.model_validate(held)
            case "override" if was is not None:
                _replace(was.overrides, rest[0], body and Override(activity=rest[0], **body))
            case "waiver" if was is not None:
                _replace(was.waived, rest[0], body and Waiver(role=rest[0], **body))

    def _count(self, keys: Iterable[str], day: date) -> None:
        """Counts teams as they are from this day on, as far as that isn't done."""
        for key in keys:
            until = self._until.get(key, self._window.last)
            first = max(day, self._window.first)
            if first <= until:
                self._until[key] = first - _DAY
                was = self._teams[key]
                if was.body is not None and was.body["kind"] == self._of_interest:
                    self._count_team(key, was, first, until)

    def _count_team(self, key: str, was: _Was, first: date, until: date) -> None:
        catalog, wanted = self._window.catalog, self._window.team
        whole = was.team(key, list(was.held))
        platform = self._teams[str(whole.platform)] if whole.platform in self._teams else _Was()
        for role in needed(catalog, whole):
            if role not in catalog.by_ref:
                continue
            teams = [was.team(key, [role])]
            if platform.body is not None and whole.platform is not None:
                teams.append(platform.team(whole.platform, [role]))
            around = Organisation.model_construct(organisation="", people=(), teams=tuple(teams))
            if wanted in (None, key) or seated(role, whole, catalog, around).key == wanted:
                held = [one for team in teams for one in team.assignments]
                for begin, end in pairwise((*self._turns(held, first, until), until + _DAY)):
                    self._add(begin, end, self._standing(role, teams, begin))

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


def _replace(values: dict[str, Override] | dict[str, Waiver], key: str, value: object) -> None:
    if value is None:
        values.pop(key, None)
    else:
        values[key] = value  # type: ignore[assignment]


def _active(body: Body | None) -> bool:
    """Whether somebody is there; whom nothing is known of yet isn't."""
    return body is not None and bool(body.get("active", True))
