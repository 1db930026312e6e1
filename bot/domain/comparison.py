"""Two roles side by side: what each does, what both do, and what passes between them."""

from collections.abc import Iterator

from bot.domain.answer import Matter
from bot.domain.cards import lower
from bot.domain.catalog import Catalog, Interaction, Role
from bot.domain.next_person import next_person, who_corrects
from bot.domain.reply import Match, Reply, RolePart, Section
from bot.domain.wording import bullets, listed, short, source_lines


def comparison(matter: Matter, first: str, second: str) -> Reply:
    """What two roles share and what is each one's own, as the catalog says it."""
    catalog = matter.catalog
    one, other = catalog.role(first), catalog.role(second)
    return Reply(
        outcome="answered",
        headline=" ".join(f"{role.name}: {lower(role.summary)}." for role in (one, other)),
        matches=tuple(Match(ref=r.ref, kind="role", name=r.name, score=1.0) for r in (one, other)),
        roles=tuple(RolePart(ref=r.ref, name=r.name, part="responsible") for r in (one, other)),
        next=next_person(matter.organisation, matter.teams, ()),
        corrects=who_corrects(matter.organisation, matter.teams),
        why=f"“{short(matter.question)}” compares two roles",
        sections=tuple(section for section in _sections(catalog, one, other) if section.lines),
        trust=source_lines((), catalog, matter.today, {}),
    )


def _sections(catalog: Catalog, one: Role, other: Role) -> Iterator[Section]:
    mine, theirs = _owned(catalog, one), _owned(catalog, other)
    shared = [name for name in mine if name in theirs]
    yield Section(heading="Both", lines=bullets(shared))
    for role, names in ((one, mine), (other, theirs)):
        own = [name for name in names if name not in shared]
        yield Section(heading=f"Only the {role.name}", lines=bullets(own))
    yield Section(heading="Between them", lines=bullets(_between(catalog, one, other)))


def _owned(catalog: Catalog, role: Role) -> list[str]:
    return [one.name for one in catalog.activities if role.ref in one.responsible]


def _between(catalog: Catalog, one: Role, other: Role) -> Iterator[str]:
    """What is said between the two, after the names of who answers it."""
    pair = {one.ref, other.ref}
    for said in (*one.interactions, *other.interactions):
        if _links(said, catalog.role_of[said.ref], pair):
            who = listed(catalog.role(ref).name for ref in said.answered_by)
            yield f"{who}: {lower(said.text)}"


def _links(said: Interaction, of: str, pair: set[str]) -> bool:
    return pair == {of, *said.answered_by}
