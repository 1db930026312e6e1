"""Which activities are a matter of a team."""

from bot.domain.catalog import OWNER, Activity, Catalog
from bot.domain.organisation import Team


def concerning(catalog: Catalog, team: Team | None) -> tuple[Activity, ...]:
    """What every team does in its own way, and what belongs to this one.

    A team that a file of owned things brought, and that has no part in the roles of the catalog,
    is concerned by its own things alone.
    """
    own = catalog.at_home.get(team.key, ()) if team is not None else ()
    if own and team is not None and _owns_alone(team):
        return own
    return (*catalog.shared_activities, *own)


def _owns_alone(team: Team) -> bool:
    arranged = team.structure or team.platform or team.overrides or team.waived
    return not arranged and all(held.role == OWNER for held in team.assignments)
