"""The matrix of a whole organisation: in how many of its teams each role is filled."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from bot.domain.catalog import Activity, Catalog, Role
from bot.domain.concerns import concerning
from bot.domain.matrix import matrix
from bot.domain.organisation import Organisation, Team
from bot.domain.ownership.how_filled import How, how_filled
from bot.domain.routing import Routes

FILLED: frozenset[How] = frozenset({"confirmed", "unconfirmed", "backup"})


@dataclass(frozen=True)
class Tally:
    """Of the teams in which a role has a part in an activity: how many need it, and have it."""

    needed: int
    filled: int
    confirmed: int

    def plus(self, other: "Tally", times: int = 1) -> "Tally":
        """This with another one added so many times."""
        return Tally(
            self.needed + times * other.needed,
            self.filled + times * other.filled,
            self.confirmed + times * other.confirmed,
        )


@dataclass(frozen=True)
class SpreadRow:
    """An activity with a tally for each role; None where the role has no part in any team.

    In `nobody` of the teams anybody is responsible, by design.
    """

    activity: Activity
    cells: tuple[Tally | None, ...]
    teams: int
    nobody: int


@dataclass(frozen=True)
class Spread:
    """Every activity against every role, over all product teams."""

    roles: tuple[Role, ...]
    rows: tuple[SpreadRow, ...]
    teams: int


def spread(catalog: Catalog, organisation: Organisation, today: date, confirm_days: int) -> Spread:
    """The activities that teams share, and in how many teams each role of them is filled.

    The roles of a platform team are looked at from its product teams; only where there are none
    do platform teams count themselves.
    """
    teams = tuple(one for one in organisation.teams if one.kind == "product")
    count = _Count(catalog, organisation, today, confirm_days, teams or organisation.teams)
    whole = matrix(catalog, organisation, None, today)
    rows = tuple(count.row(one.activity, whole.roles) for one in whole.rows)
    return Spread(whole.roles, rows, len(count.teams))


class _Count:
    """Counts teams; what a role is in a team is looked up once."""

    def __init__(
        self,
        catalog: Catalog,
        organisation: Organisation,
        today: date,
        confirm_days: int,
        teams: tuple[Team, ...],
    ) -> None:
        shared = {one.ref for one in catalog.shared_activities}
        self.teams = tuple(
            team for team in teams if any(one.ref in shared for one in concerning(catalog, team))
        )
        self._overriding: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
        for place, team in enumerate(self.teams):
            for one in team.overrides:
                self._overriding[one.activity].append((place, one.roles))
        self._routes = [Routes(team, catalog, organisation, today) for team in self.teams]
        self._look = (today, confirm_days)
        self._everywhere: dict[str, Tally] = {}

    def row(self, activity: Activity, roles: tuple[Role, ...]) -> SpreadRow:
        """One activity in all teams."""
        others = {role for role, part in activity.parts() if part != "responsible"}
        usual = {*activity.responsible, *others}
        found = {role: self._in_all(role) for role in usual}
        nobody = 0 if activity.responsible else len(self.teams)
        for place, own in self._overriding.get(activity.ref, ()):
            nobody += bool(activity.responsible) - bool(own)
            here = {*own, *others}
            for role in usual ^ here:
                times = 1 if role in here else -1
                found[role] = found.get(role, _NONE).plus(self._in_one(place, role), times)
        cells = tuple(found.get(one.ref) for one in roles)
        return SpreadRow(activity, cells, len(self.teams), nobody)

    def _in_all(self, role: str) -> Tally:
        if role not in self._everywhere:
            whole = _NONE
            for place in range(len(self.teams)):
                whole = whole.plus(self._in_one(place, role))
            self._everywhere[role] = whole
        return self._everywhere[role]

    def _in_one(self, place: int, role: str) -> Tally:
        how = how_filled(self._routes[place].to(role).roles[0], *self._look)
        return Tally(int(how != "waived"), int(how in FILLED), int(how == "confirmed"))


_NONE = Tally(0, 0, 0)
