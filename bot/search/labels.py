"""What can be found: every entry of a catalog with the wordings that name it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.catalog import (
    Activity,
    Boundary,
    Catalog,
    Deliverable,
    Duty,
    Entry,
    Handoff,
    Interaction,
    Role,
    Structure,
)
from bot.domain.value import kind_of
from bot.search.compounds import parts_in

NAME, ALIAS, TEXT = 1.0, 1.0, 0.9


@dataclass(frozen=True)
class Label:
    """One wording of an entry, and how much weight a match with it has."""

    ref: str
    text: str
    weight: float = ALIAS


@dataclass(frozen=True)
class Findable:
    """One entry: its wordings, words that speak for it, and what its answer consists of.

    `homes` are the teams that it belongs to, where it belongs to teams.
    """

    ref: str
    name: str
    labels: tuple[Label, ...]
    support: str
    leads_to: frozenset[str]
    homes: frozenset[str] = frozenset()

    @property
    def kind(self) -> str:
        """The kind that the ref names."""
        return kind_of(self.ref)


def findables(catalog: Catalog) -> Iterator[Findable]:
    """Every entry that can be the answer. Boundaries can't: they say who does *not* own a thing."""
    for ref, entry in catalog.by_ref.items():
        if isinstance(entry, Boundary):
            continue
        labels = tuple(Label(ref, text, weight) for text, weight in _wordings(entry))
        support, leads_to = _support(catalog, entry), _answer(catalog, ref)
        homes: frozenset[str] = frozenset()
        if isinstance(entry, Activity) and entry.homes:
            support = _taken_apart(support, labels)
            homes = frozenset(entry.homes) if entry.owners else leads_to
        yield Findable(ref, entry.name, labels, support, leads_to, homes)


def _wordings(entry: Entry) -> Iterator[tuple[str, float]]:
    if isinstance(entry, Interaction):
        yield entry.text, TEXT
        return
    yield entry.name, NAME
    outside, _, inside = entry.name.partition(" (")
    if inside:
        yield outside, NAME
    for alias in getattr(entry, "aliases", ()):
        yield alias, ALIAS
    for message in getattr(entry, "examples", ()):
        yield message, TEXT


def _support(catalog: Catalog, entry: Entry) -> str:
    if isinstance(entry, Activity):
        return ". ".join((entry.description, *catalog.duties_of.get(entry.ref, ())))
    if isinstance(entry, Handoff):
        return f"{entry.problem}. {entry.contract}"
    if isinstance(entry, Structure):
        return entry.description
    if isinstance(entry, Duty | Deliverable):
        return catalog.role(catalog.role_of[entry.ref]).summary
    return entry.summary if isinstance(entry, Role) else ""


def _taken_apart(support: str, labels: Sequence[Label]) -> str:
    """The same with the parts of words that were written as one."""
    texts = " ".join((support, *(label.text for label in labels)))
    parts = dict.fromkeys(part for _, parts in parts_in(texts) for part in parts)
    return " ".join((support, *parts)) if parts else support


def _answer(catalog: Catalog, ref: str) -> frozenset[str]:
    """What the answer names; entries with the same are no choice."""
    entry = catalog.by_ref[ref]
    if isinstance(entry, Activity) and entry.homes:
        return frozenset((*entry.homes, *entry.owners))
    roles = frozenset(role for role, _ in catalog.parts(ref))
    return roles or frozenset({ref})
