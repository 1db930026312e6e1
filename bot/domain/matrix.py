"""Activities by roles, as ticked, with the people of one team."""

from dataclasses import dataclass
from datetime import date

from bot.domain.catalog import Activity, Catalog, Role
from bot.domain.organisation import Organisation, Override, Team
from bot.domain.routing import RoleHere, resolve


@dataclass(frozen=True)
class Row:
    """One activity: for each role of the catalog in order who fills it; None where unticked."""

    activity: Activity
    cells: tuple[RoleHere | None, ...]
    override: Override | None


@dataclass(frozen=True)
class Matrix:
    """Every activity against every role."""

    team: Team | None
    roles: tuple[Role, ...]
    rows: tuple[Row, ...]


def matrix(catalog: Catalog, organisation: Organisation, team: Team | None, today: date) -> Matrix:
    """The matrix of one team: its overrides go before the catalog's ticks."""
    rows = []
    for activity in catalog.activities:
        found = resolve(activity.ref, team, catalog, organisation, today)
        here = {one.role: one for one in reversed(found.roles)}
        cells = tuple(here.get(role.ref) for role in catalog.roles)
        rows.append(Row(activity, cells, found.override))
    return Matrix(team, catalog.roles, tuple(rows))
