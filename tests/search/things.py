"""A catalog with a file's things in it, which belong to teams."""

from typing import Any

from bot.domain.catalog import OWNER, OWNER_ROLE, Activity, Catalog
from tests.example import catalog, small

NAMES = (
    "Kestrel gateway",
    "Kestrel mailer",
    "Marlin exporter",
    "Osprey mirror",
    "Osprey invoices gateway",
    "Vega relay",
    "kubectl",
)


def thing(name: str, **more: Any) -> Activity:
    """A thing with a team of its own."""
    slug = name.lower().replace(" ", "-")
    return Activity(
        ref=f"activity:path/{slug}",
        name=name,
        description=f"Path /{slug}/",
        responsible=(OWNER,),
        homes=(f"team-{slug}",),
        **more,
    )


THINGS = tuple(thing(name) for name in NAMES)


def with_things(*things: Activity, below: Catalog | None = None) -> Catalog:
    """The shipped catalog, or another one, with these things."""
    base = catalog() if below is None else below
    roles = tuple(role for role in base.roles if role.ref != OWNER)
    return changed(base, roles=(*roles, OWNER_ROLE), activities=(*base.activities, *things))


def changed(base: Catalog, **parts: object) -> Catalog:
    """The catalog with other parts, the rest of it the very same."""
    return Catalog.model_construct(**{**dict(base), **parts})


def small_with(*things: Activity) -> Catalog:
    """The small catalog with these things."""
    return with_things(*things, below=small())
