"""A catalog and an organisation with only what of them is shown."""

from collections.abc import Collection, Sequence
from typing import Any

from bot.domain.catalog import RACI, Activity, Catalog
from bot.domain.organisation import Organisation, Team

# What is left out may still be named elsewhere, so these are no whole catalogs and organisations.


def with_teams(organisation: Organisation, teams: Collection[Team]) -> Organisation:
    """An organisation with these of its teams, and the platform teams that serve them."""
    there = {team.key for team in teams}
    kept = (one for one in organisation.teams if one.kind == "platform" or one.key in there)
    values = {name: getattr(organisation, name) for name in Organisation.model_fields}
    return Organisation.model_construct(**values | {"teams": tuple(kept)})


def with_parts(catalog: Catalog, activities: Sequence[Activity], roles: Collection[str]) -> Catalog:
    """A catalog with these activities and roles."""
    values = {name: getattr(catalog, name) for name in Catalog.model_fields}
    shown = {
        "roles": tuple(role for role in catalog.roles if role.ref in roles),
        "activities": tuple(_of_roles(one, roles) for one in activities),
    }
    return Catalog.model_construct(**values | shown)


def _of_roles(activity: Activity, roles: Collection[str]) -> Activity:
    parts: dict[str, Any] = {
        part: tuple(r for r in getattr(activity, part) if r in roles) for part in RACI
    }
    return activity.model_copy(update=parts)
