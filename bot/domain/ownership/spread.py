"""The matrix of a whole organisation: in how many of its teams each role is filled."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from bot.domain.catalog import Activity, Catalog, Role
from bot.domain.concerns import concerning
from bot.domain.matrix import matrix
from bot.domain.organisation import Organisation, Team
from bot.domain.ownership.how_filled import How, how_filled
from bot.domain.routing import resolve

FILLED: frozenset[How] = frozenset({"confirmed", "unconfirmed", "backup"})


@dataclass(frozen=True)
class Tally:
    """Of the teams in which a role has a part in an activity: how many need it, and have it."""

    needed: int
    filled: int
    confirmed: int


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
        self._overridden = {
            team.key: {one.activity: one.roles for one in team.overrides} for team in self.teams
        }
        self._known: dict[tuple[str, str], How] = {}
        self._look = (catalog, organisation, today)
        self._confirm_days = confirm_days

    def row(self, activity: Activity, roles: tuple[Role, ...]) -> SpreadRow:
        """One activity in all teams."""
        found: dict[str, list[How]] = defaultdict(list)
        nobody = 0
        others = {role for role, part in activity.parts() if part != "responsible"}
        for team in self.teams:
            own = self._overridden[team.key].get(activity.ref)
            responsible = activity.responsible if own is None else own
            nobody += not responsible
            for role in {*responsible, *others}:
                found[role].append(self._how(team, role))
        ticked = {role for role, _ in activity.parts()}
        cells = tuple(
            _tally(found[one.ref]) if one.ref in found or one.ref in ticked else None
            for one in roles
        )
        return SpreadRow(activity, cells, len(self.teams), nobody)

    def _how(self, team: Team, role: str) -> How:
        key = (team.key, role)
        if key not in self._known:
            catalog, organisation, today = self._look
            here = resolve(role, team, catalog, organisation, today).roles[0]
            self._known[key] = how_filled(here, today, self._confirm_days)
        return self._known[key]


def _tally(found: list[How]) -> Tally:
    needed = [one for one in found if one != "waived"]
    return Tally(
        len(needed),
        len([one for one in needed if one in FILLED]),
        len([one for one in needed if one == "confirmed"]),
    )
