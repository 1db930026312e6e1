"""Activities by roles, as ticked, with the people of one team."""

from dataclasses import dataclass
from datetime import date

from bot.domain.catalog import OWNER, RACI, Activity, Catalog, Part, Role
from bot.domain.concerns import concerning
from bot.domain.organisation import Organisation, Override, Team
from bot.domain.routing import RoleHere, Routes

LEGEND = ", ".join(f"{part[0].upper()} {part}" for part in RACI)
"""What the letters of a cell mean."""


@dataclass(frozen=True)
class Cell:
    """A role's parts in one activity, the strongest first, and who fills the role."""

    here: RoleHere
    parts: tuple[Part, ...]

    @property
    def letters(self) -> str:
        """“R/A” for who is responsible and accountable."""
        return "/".join(part[0].upper() for part in self.parts)

    @property
    def responsible(self) -> bool:
        """Whether the role does the work, and not only has a say in it."""
        return "responsible" in self.parts


@dataclass(frozen=True)
class Row:
    """One activity: for each role of the catalog in order its cell; None where it has no part."""

    activity: Activity
    cells: tuple[Cell | None, ...]
    override: Override | None


@dataclass(frozen=True)
class Matrix:
    """Every activity that concerns a team against every role.

    It is `lettered` where the catalog knows more parts than to be responsible; else a tick says it.
    """

    team: Team | None
    roles: tuple[Role, ...]
    rows: tuple[Row, ...]
    lettered: bool


def matrix(catalog: Catalog, organisation: Organisation, team: Team | None, today: date) -> Matrix:
    """The matrix of one team: its overrides go before the catalog's ticks."""
    rows = []
    activities = concerning(catalog, team)
    spoken_of = {role for one in activities for role, _ in one.parts()}
    own = all(one.homes for one in activities)
    roles = tuple(
        role for role in catalog.roles if role.ref in spoken_of or not (own or role.ref == OWNER)
    )
    routes = Routes(team, catalog, organisation, today)
    for activity in activities:
        found = routes.to(activity.ref)
        cells = _cells(found.roles)
        rows.append(Row(activity, tuple(cells.get(role.ref) for role in roles), found.override))
    lettered = any(getattr(one, part) for one in activities for part in RACI[1:])
    return Matrix(team, roles, tuple(rows), lettered)


def _cells(found: tuple[RoleHere, ...]) -> dict[str, Cell]:
    """The cells of one activity by role; the strongest part of a role comes first."""
    cells: dict[str, Cell] = {}
    for here in found:
        before = cells.get(here.role)
        cells[here.role] = (
            Cell(here, (here.part,))
            if before is None
            else Cell(before.here, (*before.parts, here.part))
        )
    return cells
