"""Yes or no to whether a role does something, before the answer to who does it."""

from collections.abc import Sequence

from bot.domain.boundaries import linked_boundary
from bot.domain.cards import not_done
from bot.domain.catalog import Activity, Boundary, Catalog
from bot.domain.routing import Resolution
from bot.domain.whether import Whether

_SMALL = ("In ", "The ", "Nobody ")
"""What begins with a small letter after a colon; the names of entries keep theirs."""


def verdict(asked: Whether, found: Sequence[Resolution]) -> bool | None:
    """Whether the role is responsible in every team, or in none; None where teams differ."""
    said = {
        any(here.role == asked.role and here.part == "responsible" for here in one.roles)
        for one in found
    }
    return said.pop() if len(said) == 1 else None


def begun(headline: str, *, yes: bool) -> str:
    """A headline after “Yes:” or “No:”."""
    if headline.startswith(_SMALL):
        headline = headline[0].lower() + headline[1:]
    return f"{'Yes' if yes else 'No'}: {headline}"


def explained(asked: Whether, catalog: Catalog, ref: str) -> str:
    """The sentence why a role doesn't do what an entry is about; empty where none is known."""
    role = catalog.role(asked.role)
    entry = catalog.by_ref[ref]
    activity = entry.ref if isinstance(entry, Activity) else getattr(entry, "activity", None)
    boundary: Boundary | None = linked_boundary(role, activity) if activity else None
    boundary = boundary or asked.boundary
    return f" {not_done(role, boundary)}" if boundary else ""
