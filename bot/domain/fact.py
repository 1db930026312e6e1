"""What is recorded one by one: a fact has a kind, a key and a body; a change is one fact's step.

An organisation and a catalog are values as a whole; the store keeps them, and history tells of
them, as facts. Reading and planning are pure, so a dry run is the plan that would be applied.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from bot.domain.catalog import Catalog
from bot.domain.organisation import Organisation

Kind = Literal[
    "person", "team", "lead", "steward", "assignment", "override", "waiver", "catalog", "entry"
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
)
CATALOG_KINDS: frozenset[Kind] = frozenset({"catalog", "entry"})
ORGANISATION_KINDS: frozenset[Kind] = frozenset(ORDER) - CATALOG_KINDS
HERE = "slack"
"""The source of what people change here, in chat, and not in a file."""

_SHELVES = ("roles", "activities", "handoffs", "structures", "titles")


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
        facts[Subject("person", (person.key,))] = _body(person, "key")
    for steward in organisation.stewards:
        facts[Subject("steward", (steward,))] = {}
    for team in organisation.teams:
        of = (team.key,)
        parts = {"key", "leads", "assignments", "overrides", "waived"}
        facts[Subject("team", of)] = _body(team, *parts)
        for lead in team.leads:
            facts[Subject("lead", (*of, lead))] = {}
        for held in team.assignments:
            facts[Subject("assignment", (*of, held.role, held.person))] = _body(
                held, "role", "person"
            )
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
    facts: Facts = {Subject("catalog", ("base",)): _body(catalog, *_SHELVES)}
    for shelf in _SHELVES:
        for entry in getattr(catalog, shelf):
            facts[Subject("entry", ("base", entry.ref))] = _body(entry, "ref")
    return facts


def catalog_of(facts: Facts) -> Catalog:
    """The catalog that these facts make: the workspace's own entries over those of the file."""
    head: Body = {}
    shelves: dict[str, dict[str, Body]] = {shelf: {} for shelf in _SHELVES}
    places = {"role": "roles", "activity": "activities", "handoff": "handoffs"}
    places |= {"structure": "structures", "title": "titles"}
    for subject, body in sorted(facts.items(), key=lambda item: item[0].key[0] != "base"):
        if subject.kind == "catalog":
            head = body
        elif subject.kind == "entry":
            ref = subject.key[1]
            shelves[places[ref.partition(":")[0]]][ref] = {"ref": ref, **body}
    return Catalog.model_validate(
        head | {shelf: list(entries.values()) for shelf, entries in shelves.items()}
    )


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
    yield from (Subject(kind, (key,)) for kind, key in named if key is not None)


def _body(value: Any, *without: str) -> Body:
    body: Body = value.model_dump(mode="json", exclude=set(without))
    return body
