"""What is recorded one by one: a fact has a kind, a key and a body; a change is one fact's step.

An organisation and a catalog are values as a whole; the store keeps them, and history tells of
them, as facts. Reading and planning are pure, so a dry run is the plan that would be applied.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from bot.domain.catalog import OWNER, OWNER_ROLE, Catalog, Entry
from bot.domain.fitting import fitted
from bot.domain.holdings import Holdings
from bot.domain.layer import RETIRED, laid_over
from bot.domain.organisation import Assignment, Organisation, Person, Team
from bot.domain.value import kind_of

Kind = Literal[
    "person",
    "team",
    "lead",
    "steward",
    "assignment",
    "override",
    "waiver",
    "catalog",
    "entry",
    "digest",
    "checklist",
    "dismissal",
    "snooze",
]
Body: TypeAlias = dict[str, Any]
"""Plain data as JSON has it."""

ORDER: tuple[Kind, ...] = (
    "catalog",
    "entry",
    "person",
    "team",
    "lead",
    "steward",
    "assignment",
    "override",
    "waiver",
    "digest",
    "checklist",
    "dismissal",
    "snooze",
)
CATALOG_KINDS: frozenset[Kind] = frozenset({"catalog", "entry"})
KEPT_KINDS: frozenset[Kind] = frozenset({"digest", "checklist", "dismissal", "snooze"})
"""What no file has: what channels hear, checklists, questions that are nobody's, and pauses."""

ORGANISATION_KINDS: frozenset[Kind] = frozenset(ORDER) - CATALOG_KINDS - KEPT_KINDS
EDITED_KINDS: frozenset[Kind] = ORGANISATION_KINDS | KEPT_KINDS | {"entry"}
"""What people change here."""
HERE = "slack"
"""The source of what people change here, in chat, and not in a file."""

BASE, FILES, OWN = LAYERS = ("base", "files", "own")
"""Where an entry comes from: the catalog's file, another file, the workspace itself."""

_SHELF_OF = {
    "role": "roles",
    "activity": "activities",
    "handoff": "handoffs",
    "structure": "structures",
    "title": "titles",
}
_SHELVES = tuple(_SHELF_OF.values())
CATALOG_SORTS = tuple(_SHELF_OF)
"""The kinds of entries, as their refs name them."""


@dataclass(frozen=True, order=True)
class Subject:
    """What a fact is about: `Subject("assignment", ("churn", "role:data-scientist", "p1"))`."""

    kind: Kind
    key: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join((self.kind, *self.key))


@dataclass(frozen=True)
class Change:
    """One fact's step: None before is an addition, None after a retirement."""

    subject: Subject
    before: Body | None
    after: Body | None

    @property
    def sign(self) -> str:
        """`+` added, `-` retired, `~` changed."""
        return "+" if self.before is None else "-" if self.after is None else "~"


Facts: TypeAlias = dict[Subject, Body]
"""Facts in the order in which their source lists them."""


def organisation_facts(organisation: Organisation) -> Facts:
    """An organisation taken apart. Its name is not a fact but the name of the source."""
    facts: Facts = {}
    for person in organisation.people:
        facts[Subject("person", (person.key,))] = body_of(person)
    for steward in organisation.stewards:
        facts[Subject("steward", (steward,))] = {}
    for team in organisation.teams:
        of = (team.key,)
        facts[Subject("team", of)] = body_of(team)
        for lead in team.leads:
            facts[Subject("lead", (*of, lead))] = {}
        for held in team.assignments:
            facts[Subject("assignment", (*of, held.role, held.person))] = body_of(held)
        for override in team.overrides:
            facts[Subject("override", (*of, override.activity))] = _body(override, "activity")
        for waiver in team.waived:
            facts[Subject("waiver", (*of, waiver.role))] = _body(waiver, "role")
    return facts


def organisation_of(name: str, facts: Facts) -> Organisation:
    """The organisation that these facts make.

    Raises pydantic's ValidationError, or KeyError for what is said of a team that isn't there.
    """
    teams: dict[str, Body] = {}
    people: list[Body] = []
    stewards: list[str] = []
    for subject, body in sorted(facts.items(), key=lambda item: ORDER.index(item[0].kind)):
        first, *rest = subject.key
        match subject.kind:
            case "person":
                people.append({"key": first, **body})
            case "steward":
                stewards.append(first)
            case "team":
                empty: Body = {"leads": [], "assignments": [], "overrides": [], "waived": []}
                teams[first] = {"key": first, **body, **empty}
            case "lead":
                teams[first]["leads"].append(rest[0])
            case "assignment":
                held = {"role": rest[0], "person": rest[1], **body}
                teams[first]["assignments"].append(held)
            case "override":
                teams[first]["overrides"].append({"activity": rest[0], **body})
            case "waiver":
                teams[first]["waived"].append({"role": rest[0], **body})
    return Organisation.model_validate(
        {
            "organisation": name,
            "people": people,
            "teams": list(teams.values()),
            "stewards": stewards,
        }
    )


def catalog_facts(catalog: Catalog) -> Facts:
    """A catalog taken apart: one fact for its head, one for each entry that stands by itself."""
    facts: Facts = {Subject("catalog", ("base",)): _body(catalog, *_SHELVES, "managed")}
    for shelf in _SHELVES:
        for entry in getattr(catalog, shelf):
            if entry != OWNER_ROLE:
                facts[Subject("entry", ("base", entry.ref))] = body_of(entry)
    return facts


def holdings_facts(holdings: Holdings) -> Facts:
    """What a file of owned things holds, taken apart; its things lie on a layer of their own."""
    things = {Subject("entry", (FILES, one.ref)): body_of(one) for one in holdings.activities}
    return things | organisation_facts(holdings.organisation)


def catalog_of(facts: Facts) -> Catalog:
    """The catalog that these facts make: what the workspace says for itself lies over its files.

    Raises pydantic's ValidationError where that makes no sense.
    """
    shelves: dict[str, list[Body]] = {shelf: [] for shelf in _SHELVES}
    own = {s.key[1]: body for s, body in facts.items() if s.kind == "entry" and s.key[0] == OWN}
    head, entries = fitted(facts.get(Subject("catalog", ("base",)), {}), entries_of(facts), own)
    for ref, body in entries.items():
        shelves[_SHELF_OF[kind_of(ref)]].append(body)
    return Catalog.model_validate(head | shelves)


def entries_of(facts: Facts) -> dict[str, Body]:
    """Every entry by its ref, each as the workspace has it: what lies over it taken in."""
    entries: dict[str, Body] = {}
    layers = [(subject, body) for subject, body in facts.items() if subject.kind == "entry"]
    for subject, body in sorted(layers, key=lambda layer: LAYERS.index(layer[0].key[0])):
        layer, ref = subject.key
        told = body if layer == BASE else laid_over(entries.get(ref), body)
        if told is not None:
            entries[ref] = {"ref": ref, **told}
        elif body.get(RETIRED):
            entries.pop(ref, None)
    if any(OWNER in entry.get("responsible", ()) for entry in entries.values()):
        entries.setdefault(OWNER, OWNER_ROLE.model_dump())
    return entries


def plan(stored: Facts, wanted: Facts, owned: Collection[Subject]) -> tuple[Change, ...]:
    """The changes that bring what is stored to what is wanted, in an order that can be applied.

    `owned` is what came from the same source before: what is owned and no longer wanted is
    retired, everything else that is stored is left alone.
    """
    changes = [
        Change(subject, stored.get(subject), body)
        for subject, body in wanted.items()
        if stored.get(subject) != body
    ]
    changes.sort(key=lambda change: ORDER.index(change.subject.kind))
    left = set(owned) - set(wanted)
    gone = [Change(subject, body, None) for subject, body in stored.items() if subject in left]
    gone.sort(key=lambda change: ORDER.index(change.subject.kind), reverse=True)
    return (*gone, *changes)


def applied(stored: Mapping[Subject, Body], changes: Collection[Change]) -> Facts:
    """What is stored after these changes."""
    facts = dict(stored)
    for change in changes:
        if change.after is None:
            facts.pop(change.subject, None)
        else:
            facts[change.subject] = change.after
    return facts


def needs(subject: Subject, body: Body) -> Iterator[Subject]:
    """What has to be a fact too for this one to make sense: its team, and the people it names."""
    named: list[tuple[Kind, str | None]] = []
    match subject.kind, subject.key:
        case "team", _:
            named = [("team", body["platform"])]
        case "steward", (person,):
            named = [("person", person)]
        case "lead", (team, person):
            named = [("team", team), ("person", person)]
        case "assignment", (team, _, person):
            named = [("team", team), ("person", person)]
            named += [("person", body["confirmed_by"]), ("person", body["asked_by"])]
        case (("override" | "waiver"), (team, _)):
            named = [("team", team)]
        case "entry", _:
            named = [("team", team) for team in body.get("homes", ())]
            named += [("person", person) for person in body.get("owners", ())]
    yield from (Subject(kind, (key,)) for kind, key in named if key is not None)


def body_of(value: Person | Team | Assignment | Entry) -> Body:
    """What a fact says of something beyond its key; its parts that are facts too aside.

    Where an entry is at home is said of those alone that are, as are examples.
    """
    match value:
        case Person():
            return _body(value, "key")
        case Team():
            return _body(value, "key", "leads", "assignments", "overrides", "waived")
        case Assignment():
            return _body(value, "role", "person")
    homeless = {"homes", "owners"} if not getattr(value, "homes", ()) else set[str]()
    wordless = {"examples"} if not getattr(value, "examples", ()) else set[str]()
    return _body(value, "ref", *homeless, *wordless)


def _body(value: Any, *without: str) -> Body:
    body: Body = value.model_dump(mode="json", exclude=set(without))
    return body
