"""Names that people write, and what has them: exactly as it is called, in any case."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.domain.catalog import Activity, Catalog, Handoff, Role, Structure
from bot.domain.organisation import Organisation, Person, Team
from bot.domain.ownership.verb import Kind

Thing = Person | Team | Role | Activity | Handoff | Structure

_OF_SEVERAL: Mapping[Kind, tuple[Kind, ...]] = {
    "entry": ("role", "activity"),
    "named": ("role", "activity", "handoff", "structure"),
    "thing": ("team", "role", "person", "activity"),
}


@dataclass(frozen=True)
class Called:
    """Something under one of the names that it has."""

    name: str
    thing: Thing


def folded(name: str) -> str:
    """A name as it is compared: without case, and with single spaces."""
    return " ".join(name.casefold().split())


def team_names(team: Team) -> Iterator[str]:
    """Everything that a team is called; empty where it has no channel."""
    yield from (team.name, team.key, f"team:{team.key}", team.channel or "")
    yield from (f"the {team.name} team", f"{team.name} team")


def called(kind: Kind, catalog: Catalog, organisation: Organisation) -> Iterator[Called]:
    """Everything of a kind under each of its names."""
    match kind:
        case "team":
            yield from _teams(organisation)
        case "role":
            yield from _roles(catalog)
        case "activity":
            yield from _entries(catalog.activities)
        case "handoff":
            yield from _entries(catalog.handoffs)
            yield from (Called(one.ref.partition(":")[2], one) for one in catalog.handoffs)
        case "structure":
            yield from _structures(catalog)
        case "person":
            yield from _people(organisation)
        case "imported":
            yield from (one for one in _people(organisation) if _has_no_account(one.thing))
        case "entry" | "named" | "thing":
            for each in _OF_SEVERAL[kind]:
                # Among other things a handoff's short name, such as “model”, may be something else.
                short = each == "handoff"
                yield from (
                    _entries(catalog.handoffs) if short else called(each, catalog, organisation)
                )


def _teams(organisation: Organisation) -> Iterator[Called]:
    for team in organisation.teams:
        for name in team_names(team):
            yield Called(name, team)


def _roles(catalog: Catalog) -> Iterator[Called]:
    roles = [*catalog.role_names, *((role.ref, role.ref) for role in catalog.roles)]
    for name, ref in roles:
        yield Called(name, catalog.role(catalog.parts(ref)[0][0]))


def _entries(entries: tuple[Activity, ...] | tuple[Handoff, ...]) -> Iterator[Called]:
    for entry in entries:
        for name in (entry.name, entry.ref, *entry.aliases):
            yield Called(name, entry)


def _structures(catalog: Catalog) -> Iterator[Called]:
    for structure in catalog.structures:
        for name in (structure.name, structure.key, structure.ref, *structure.aliases):
            yield Called(name, structure)


def _people(organisation: Organisation) -> Iterator[Called]:
    for person in organisation.people:
        for name in (person.name or "", person.email or "", f"person:{person.key}"):
            yield Called(name, person)
            if name and not name.startswith("person:"):
                yield Called(f"@{name}", person)


def _has_no_account(thing: Thing) -> bool:
    return isinstance(thing, Person) and thing.slack is None
