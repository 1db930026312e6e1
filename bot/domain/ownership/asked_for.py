"""How often somebody of a team asked for what a role of it has a part in."""

from collections.abc import Mapping

from bot.domain.catalog import Catalog
from bot.domain.ownership.gaps import Seat

Asked = Mapping[tuple[str, str | None], int]
"""How often something was asked about, by its ref and the asker's team."""


def asked_for(catalog: Catalog, seat: Seat, asked: Asked) -> int:
    """How often somebody of the team asked for something that the role has a part in."""
    return sum(
        count
        for (ref, team), count in asked.items()
        if team == seat.team.key
        and ref in catalog.by_ref
        and seat.role.ref in {role for role, _ in catalog.parts(ref)}
    )
