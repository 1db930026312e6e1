"""The catalog: who does what, as one organisation sees it; frozen, and checked for sense."""

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from pydantic import model_validator

from bot.domain.value import (
    ActivityRef,
    BoundaryRef,
    DeliverableRef,
    DutyRef,
    HandoffRef,
    InteractionRef,
    Key,
    Managed,
    Name,
    Prose,
    RoleRef,
    StructureRef,
    TitleRef,
    Value,
    kind_of,
)
from bot.errors import Flaw, Flaws

Part = Literal["responsible", "accountable", "consulted", "informed", "gives", "receives"]
RACI: tuple[Literal["responsible", "accountable", "consulted", "informed"], ...] = (
    "responsible",
    "accountable",
    "consulted",
    "informed",
)
Place = Literal["product", "platform"]
Way = tuple[str | int, ...]
"""How to get to a field: names and positions, outermost first."""


class Duty(Value):
    """Something a role does; part of an activity where it names one."""

    ref: DutyRef
    """What it is known by, for ever."""
    name: Name
    """What the role does, in a few words."""
    aliases: tuple[Name, ...] = ()
    """Other words for it."""
    activity: ActivityRef | None = None
    """The activity that it is a part of."""


class Boundary(Value):
    """Something a role does *not* do, with the hedge it was said with (“in most places”)."""

    ref: BoundaryRef
    """What it is known by, for ever."""
    name: Name
    """What the role doesn't do."""
    activity: ActivityRef | None = None
    """The activity that is spoken of."""
    hedge: Name | None = None
    """How far it holds, as “in most places”."""


class Deliverable(Value):
    """Something a role hands over when its work is done."""

    ref: DeliverableRef
    """What it is known by, for ever."""
    name: Name
    """What is handed over."""
    aliases: tuple[Name, ...] = ()
    """Other words for it."""


class Interaction(Value):
    """Something that is asked for or said between roles, and the roles that answer it."""

    ref: InteractionRef
    """What it is known by, for ever."""
    text: Prose
    """What is asked for or said."""
    answered_by: tuple[RoleRef, ...]
    """The roles that answer it."""

    @property
    def name(self) -> str:
        """What is said."""
        return self.text


class Role(Value):
    """What somebody is in a team."""

    ref: RoleRef
    """What it is known by, for ever."""
    name: Name
    """What it is called."""
    column: Name
    """Its short name, over a column of the matrix."""
    aliases: tuple[Name, ...] = ()
    """Other names for it."""
    summary: Prose
    """What it is about, in a line."""
    description: Prose
    """What it does and what it leaves to others."""
    duties: tuple[Duty, ...] = ()
    """What it does."""
    boundaries: tuple[Boundary, ...] = ()
    """What it doesn't do."""
    deliverables: tuple[Deliverable, ...] = ()
    """What it hands over."""
    interactions: tuple[Interaction, ...] = ()
    """What others ask of it."""

    @property
    def all_parts(self) -> tuple[Duty | Boundary | Deliverable | Interaction, ...]:
        """Everything that stands under the role."""
        return (*self.duties, *self.boundaries, *self.deliverables, *self.interactions)


class Activity(Value):
    """Something that can be owned, and the roles with a part in it.

    What came from a file about owned things belongs to teams of its own, its `homes`: it answers
    with these whoever asks. `owners` are people whom the file names for it directly. `examples`
    are whole messages that ask for it.
    """

    ref: ActivityRef
    """What it is known by, for ever."""
    name: Name
    """What it is called."""
    description: Prose
    """What it is and what belongs to it."""
    aliases: tuple[Name, ...] = ()
    """Other words for it, as people say them."""
    responsible: tuple[RoleRef, ...] = ()
    """The roles that do it."""
    accountable: tuple[RoleRef, ...] = ()
    """The roles that answer for it."""
    consulted: tuple[RoleRef, ...] = ()
    """The roles that are asked before."""
    informed: tuple[RoleRef, ...] = ()
    """The roles that are told after."""
    nobody_because: Prose | None = None
    """Why nobody is responsible, by design; in the place of responsible roles."""
    homes: tuple[Key, ...] = ()
    """The teams that it belongs to; it answers with these, whoever asks."""
    owners: tuple[Key, ...] = ()
    """People who are named for it directly."""
    examples: tuple[Prose, ...] = ()
    """Whole messages that ask for it."""

    @model_validator(mode="after")
    def _every_role_once(self) -> "Activity":
        for part in RACI:
            roles = getattr(self, part)
            if len(set(roles)) < len(roles):
                raise Flaws([Flaw((part,), "a role more than once", "every role once")])
        return self

    def parts(self) -> Iterator[tuple[str, Part]]:
        """Every role with a part in it, with the part, responsible roles first."""
        for part in RACI:
            for role in getattr(self, part):
                yield role, part


class Checklist(Value):
    """The lines that each side of a handoff ticks."""

    gives: tuple[Name, ...]
    """The lines of who hands over."""
    receives: tuple[Name, ...]
    """The lines of who takes over."""


class Handoff(Value):
    """Work that goes from one role to another, how it breaks, and what prevents that."""

    ref: HandoffRef
    """What it is known by, for ever."""
    name: Name
    """What is handed over."""
    aliases: tuple[Name, ...] = ()
    """Other words for it."""
    gives: RoleRef
    """The role that hands over."""
    receives: RoleRef
    """The role that takes over."""
    problem: Prose
    """How it breaks."""
    contract: Prose
    """What prevents that."""
    checklist: Checklist
    """What each side ticks."""


class Structure(Value):
    """A way to arrange teams: per role, the places it sits in, nearest first."""

    ref: StructureRef
    """What it is known by, for ever; teams name it without `structure:`."""
    name: Name
    """What it is called."""
    aliases: tuple[Name, ...] = ()
    """Other names for it."""
    description: Prose
    """How work is arranged in it."""
    pros: tuple[Prose, ...]
    """What speaks for it."""
    cons: tuple[Prose, ...]
    """What speaks against it."""
    seats: dict[RoleRef, tuple[Place, ...]]
    """For each role where it sits, nearest first."""

    @property
    def key(self) -> str:
        """What a team calls it: `hybrid` for `structure:hybrid`."""
        return self.ref.partition(":")[2]


class Title(Value):
    """What it says on somebody's badge, and the role that it means here."""

    ref: TitleRef
    """What it is known by, for ever."""
    name: Name
    """What it says on the badge."""
    aliases: tuple[Name, ...] = ()
    """Other ways to write it."""
    role: RoleRef
    """The role that it means here."""


class SharedName(Value):
    """A name that several entries claim on purpose."""

    name: Name
    """The name."""
    claimed_by: tuple[str, ...]
    """The refs of the entries that have it."""
    because: Prose
    """Why that is meant."""


OWNER = "role:owner"
OWNER_ROLE = Role(
    ref=OWNER,
    name="Owner",
    column="Owner",
    summary="Answers for what a file says that their team owns.",
    description="Whoever a file of owned things names for them: people, or everybody in a team.",
)
"""The role of files that know no roles, and say only what belongs to whom."""

Entry = Role | Duty | Boundary | Deliverable | Interaction | Activity | Handoff | Structure | Title


class Catalog(Value):
    """Everything an organisation says about who does what, each entry under a ref of its own."""

    catalog: Name
    """What it is called; a file is known by it, so keep it."""
    caveat: Prose
    """What to bear in mind about every answer from it."""
    shared_names: tuple[SharedName, ...] = ()
    """Names that several entries have on purpose."""
    roles: tuple[Role, ...]
    """What somebody can be in a team."""
    activities: tuple[Activity, ...]
    """What can be owned."""
    handoffs: tuple[Handoff, ...] = ()
    """Work that goes from one role to another."""
    structures: tuple[Structure, ...] = ()
    """Ways to arrange teams."""
    titles: tuple[Title, ...] = ()
    """What it says on badges, and what that means here."""
    managed: tuple[Managed, ...] = ()
    """What is changed in this file alone: a kind, or `kind.field`."""

    @model_validator(mode="after")
    def _makes_sense(self) -> "Catalog":
        flaws = [*self._repeated_refs(), *self._unknown_refs()]
        flaws += [*self._clashing_names(), *self._unowned(), *self._unseated()]
        if flaws:
            raise Flaws(flaws)
        return self

    @cached_property
    def by_ref(self) -> dict[str, Entry]:
        """Every entry, looked up by its ref."""
        return {entry.ref: entry for _, entry in self._placed()}

    @cached_property
    def role_of(self) -> dict[str, str]:
        """The role that a duty, boundary, deliverable or interaction stands under."""
        return {part.ref: role.ref for role in self.roles for part in role.all_parts}

    @cached_property
    def shared_activities(self) -> tuple[Activity, ...]:
        """The activities that each team does in its own way: those that belong to no team."""
        return tuple(one for one in self.activities if not one.homes)

    @cached_property
    def does_shared(self) -> dict[str, frozenset[str]]:
        """The refs of the activities that teams share and a role is responsible for, by role."""
        found: dict[str, list[str]] = {}
        for one in self.shared_activities:
            for role in one.responsible:
                found.setdefault(role, []).append(one.ref)
        return {role: frozenset(refs) for role, refs in found.items()}

    @cached_property
    def has_a_say(self) -> frozenset[str]:
        """The roles with another part than to be responsible in what teams share."""
        parts = (part for one in self.shared_activities for part in one.parts())
        return frozenset(role for role, part in parts if part != "responsible")

    @cached_property
    def at_home(self) -> dict[str, tuple[Activity, ...]]:
        """The activities that belong to a team, by its key."""
        found: dict[str, list[Activity]] = {}
        for one in self.activities:
            for home in one.homes:
                found.setdefault(home, []).append(one)
        return {home: tuple(several) for home, several in found.items()}

    @cached_property
    def owned_by(self) -> dict[str, tuple[Activity, ...]]:
        """The activities for which a file names a person, by the person's key."""
        found: dict[str, list[Activity]] = {}
        for one in self.activities:
            for owner in one.owners:
                found.setdefault(owner, []).append(one)
        return {owner: tuple(several) for owner, several in found.items()}

    @cached_property
    def duties_of(self) -> dict[str, tuple[str, ...]]:
        """The names of the duties that are a part of an activity, by its ref."""
        found: dict[str, tuple[str, ...]] = {}
        for duty in (duty for role in self.roles for duty in role.duties if duty.activity):
            found[duty.activity or ""] = (*found.get(duty.activity or "", ()), duty.name)
        return found

    @cached_property
    def role_names(self) -> tuple[tuple[str, str], ...]:
        """(name, ref) of every name that a role or a title has; what is both is the role first."""
        roles = ((name, r.ref) for r in self.roles for name in (r.name, r.column, *r.aliases))
        titles = ((name, t.ref) for t in self.titles for name in (t.name, *t.aliases))
        return (*roles, *titles)

    def homes(self, ref: str) -> tuple[str, ...]:
        """The keys of the teams that an entry belongs to, whoever asks; mostly none."""
        entry = self.by_ref[ref]
        return entry.homes if isinstance(entry, Activity) else ()

    @cached_property
    def structure_of(self) -> dict[str, Structure]:
        """Structures by the short key that teams use."""
        return {structure.key: structure for structure in self.structures}

    def role(self, ref: str) -> Role:
        """The role with this ref; KeyError where there is none."""
        entry = self.by_ref[ref]
        if not isinstance(entry, Role):
            raise KeyError(ref)
        return entry

    def parts(self, ref: str) -> tuple[tuple[str, Part], ...]:
        """The roles that an entry leads to, each with its part in it."""
        match self.by_ref[ref]:
            case Activity() as activity:
                found = tuple(activity.parts())
            case Handoff(gives=gives, receives=receives):
                found = (gives, "gives"), (receives, "receives")
            case Interaction(answered_by=roles):
                found = tuple((role, "responsible") for role in roles)
            case Boundary(activity=about):
                found = self.parts(about) if about else ()
            case Duty() | Deliverable():
                found = ((self.role_of[ref], "responsible"),)
            case Title(role=role):
                found = ((role, "responsible"),)
            case Role():
                found = ((ref, "responsible"),)
            case Structure():
                found = ()
        return found

    def _placed(self) -> Iterator[tuple[Way, Entry]]:
        """Every entry with the way to it in the file."""
        for i, role in enumerate(self.roles):
            yield ("roles", i), role
            for field in ("duties", "boundaries", "deliverables", "interactions"):
                for j, part in enumerate(getattr(role, field)):
                    yield ("roles", i, field, j), part
        for field in ("activities", "handoffs", "structures", "titles"):
            for i, entry in enumerate(self._shelf(field)):
                yield (field, i), entry

    def _shelf(self, field: str) -> tuple[Entry, ...]:
        shelf: tuple[Entry, ...] = getattr(self, field)
        return shelf

    def _repeated_refs(self) -> Iterator[Flaw]:
        seen: set[str] = set()
        for place, entry in self._placed():
            if entry.ref in seen:
                yield Flaw((*place, "ref"), f"“{entry.ref}” a second time", "every ref once")
            seen.add(entry.ref)

    def _unknown_refs(self) -> Iterator[Flaw]:
        refs = {entry.ref for _, entry in self._placed()}
        for place, ref in self._pointers():
            if ref not in refs:
                kind = kind_of(ref)
                article = "an" if kind.startswith(("a", "i")) else "a"
                expected = f"the ref of {article} {kind} in this catalog"
                yield Flaw(place, f"“{ref}”", expected)

    def _pointers(self) -> Iterator[tuple[Way, str]]:
        """Every ref that one entry uses to speak of another."""
        for place, entry in self._placed():
            for where, ref in _spoken_of(entry):
                yield (*place, *where), ref
        for i, shared in enumerate(self.shared_names):
            for n, ref in enumerate(shared.claimed_by):
                yield ("shared_names", i, "claimed_by", n), ref

    def _clashing_names(self) -> Iterator[Flaw]:
        allowed = {_folded(s.name): set(s.claimed_by) for s in self.shared_names}
        claims: dict[str, str] = {}
        for place, entry in self._placed():
            if isinstance(entry, Boundary | Interaction) or _from_a_file(entry):
                continue
            for where, name in _names(place, entry):
                other = claims.setdefault(_folded(name), entry.ref)
                both = {other, entry.ref}
                if len(both) > 1 and not both <= allowed.get(_folded(name), set()):
                    expected = "a name of its own, or the pair under shared_names"
                    yield Flaw(where, f"“{name}”, which {other} claims too", expected)

    def _unowned(self) -> Iterator[Flaw]:
        for i, activity in enumerate(self.activities):
            if bool(activity.responsible) == bool(activity.nobody_because):
                found = "both" if activity.responsible else "neither"
                expected = "responsible roles, or nobody_because with the reason"
                yield Flaw(("activities", i), found, expected)

    def _unseated(self) -> Iterator[Flaw]:
        seated = {ref for one in self.structures for ref, places in one.seats.items() if places}
        for i, structure in enumerate(self.structures):
            missing = [r.ref for r in self.roles if not structure.seats.get(r.ref)]
            # A role that no structure speaks of sits in the product team.
            missing = [ref for ref in missing if ref in seated]
            if missing:
                expected = f"a place for {', '.join(missing)}"
                yield Flaw(("structures", i, "seats"), "no place for every role", expected)


def _spoken_of(entry: Entry) -> Iterator[tuple[Way, str]]:
    """The refs in one entry's fields, each with the way to it."""
    for field in ("activity", "gives", "receives", "role"):
        if (ref := getattr(entry, field, None)) is not None:
            yield (field,), ref
    for field in ("answered_by", *RACI):
        for n, ref in enumerate(getattr(entry, field, ())):
            yield (field, n), ref
    for ref in getattr(entry, "seats", ()):
        yield ("seats", ref), ref


def _from_a_file(entry: Entry) -> bool:
    """Whether a file of owned things has it: nobody curates names there, so some are alike."""
    return isinstance(entry, Activity) and (bool(entry.homes) or "/" in entry.ref)


def _names(place: Way, entry: Entry) -> Iterator[tuple[Way, str]]:
    yield (*place, "name"), entry.name
    for n, alias in enumerate(getattr(entry, "aliases", ())):
        yield (*place, "aliases", n), alias


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
