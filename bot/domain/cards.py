"""Answers that name no owner: what a role does, what a title means, a handoff, a structure."""

from collections.abc import Iterator

from bot.domain.catalog import Boundary, Catalog, Handoff, Role, Structure, Title
from bot.domain.organisation import Organisation
from bot.domain.reply import Section
from bot.domain.wording import bullets, lines, listed

Card = tuple[str, tuple[Section, ...]]
"""A headline and what follows it."""


def card(catalog: Catalog, organisation: Organisation, ref: str) -> Card | None:
    """The card of what has no owner, as a role or a handoff; None for what has one."""
    entry = catalog.by_ref[ref]
    if isinstance(entry, Role):
        return f"{entry.name}: {lower(entry.summary)}.", tuple(_role(catalog, entry))
    if isinstance(entry, Title):
        return _title(catalog, entry)
    if isinstance(entry, Handoff):
        return _handoff(catalog, entry)
    if isinstance(entry, Structure):
        return f"{entry.name}: {entry.description}", tuple(_structure(catalog, organisation, entry))
    if isinstance(entry, Boundary) and entry.activity is None:
        role = catalog.role(catalog.role_of[ref])
        return not_done(role, entry), tuple(_role(catalog, role))
    return None


def not_done(role: Role, boundary: Boundary) -> str:
    """A boundary as a sentence: “The Data Scientist does not deploy models (mostly).”."""
    hedge = f" ({boundary.hedge})" if boundary.hedge else ""
    return f"The {role.name} does not {lower(boundary.name)}{hedge}."


def nobody_section(team: str, because: str | None) -> Section:
    """One team in which nobody owns the matter, by design."""
    reason = f": {because}" if because else ""
    return Section(heading=team, lines=lines(f"nobody, by design{reason}"))


def _role(catalog: Catalog, role: Role) -> Iterator[Section]:
    yield Section(heading=None, lines=lines(role.description))
    yield Section(heading="Does", lines=bullets(duty.name for duty in role.duties))
    avoided = (f"{b.name} ({b.hedge})" if b.hedge else b.name for b in role.boundaries)
    yield Section(heading="Does not", lines=bullets(avoided))
    yield Section(heading="Delivers", lines=bullets(one.name for one in role.deliverables))
    if role.interactions:
        asked = bullets(one.text for one in role.interactions)
        yield Section(heading="Works with others", lines=asked)
    called = {name.casefold() for name in (role.name, *role.aliases)}
    for title in catalog.titles:
        if title.role != role.ref and title.name.casefold() in called:
            other = catalog.role(title.role).name
            said = f"“{title.name}” is also a job title for people who work as {other}."
            yield Section(heading=None, lines=lines(said))


def _title(catalog: Catalog, title: Title) -> Card:
    role = catalog.role(title.role)
    headline = f"“{title.name}” is a job title; here it means the {role.name}."
    detail = f"{role.name}: {lower(role.summary)}. Titles differ between companies, the work less."
    same = [r for r in catalog.roles if title.name in (r.name, *r.aliases) and r.ref != title.role]
    also = [f"It is also short for the role {r.name}." for r in same]
    return headline, (Section(heading=None, lines=bullets((detail, *also))),)


def _handoff(catalog: Catalog, handoff: Handoff) -> Card:
    gives, receives = catalog.role(handoff.gives).name, catalog.role(handoff.receives).name
    return f"{handoff.name} goes from the {gives} to the {receives}.", (
        Section(heading="How it breaks", lines=lines(handoff.problem)),
        Section(heading="What prevents that", lines=lines(handoff.contract)),
        Section(heading=f"{gives} ticks", lines=bullets(handoff.checklist.gives)),
        Section(heading=f"{receives} ticks", lines=bullets(handoff.checklist.receives)),
    )


def _structure(
    catalog: Catalog, organisation: Organisation, structure: Structure
) -> Iterator[Section]:
    seats = (
        f"{catalog.role(role).name}: {listed((f'{place} team' for place in places), 'then')}"
        for role, places in structure.seats.items()
    )
    yield Section(heading="Who sits where", lines=bullets(seats))
    yield Section(heading="Good", lines=bullets(structure.pros))
    yield Section(heading="Bad", lines=bullets(structure.cons))
    like = [team.name for team in organisation.teams if team.structure == structure.key]
    if like:
        yield Section(heading="Teams arranged so", lines=lines(listed(like)))


def lower(summary: str) -> str:
    """A summary inside a sentence: its first letter small unless it begins an abbreviation."""
    first, second = summary[:1], summary[1:2]
    kept = summary if second.isupper() else first.lower() + summary[1:]
    return kept.rstrip(".")
