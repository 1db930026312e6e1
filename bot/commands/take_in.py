"""Take in: an organisation or a catalog from a file, all of it or nothing."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.catalog import RACI, Catalog
from bot.domain.fact import (
    BASE,
    CATALOG_KINDS,
    EDITED_KINDS,
    HERE,
    ORGANISATION_KINDS,
    OWN,
    Body,
    Change,
    Facts,
    Kind,
    Subject,
    applied,
    catalog_facts,
    catalog_of,
    holdings_facts,
    needs,
    organisation_facts,
    organisation_of,
    plan,
)
from bot.domain.holdings import Holdings
from bot.domain.layer import RETIRED
from bot.domain.organisation import Organisation, Person
from bot.domain.sheet import ASSIGNMENTS, Known, Sheet
from bot.domain.sheet_assignments import assignment_facts
from bot.domain.sheet_matrix import matrix_facts
from bot.domain.source import Source
from bot.errors import MOST_LISTED, Flaws, RolecallError, reason_of
from bot.store.books import UNNAMED, Books
from bot.store.history import Recorded
from bot.store.ledger import Ledger
from bot.store.staged import Staged

SHARED: tuple[Kind, ...] = ("person", "team")
"""What several files may speak of; it stays as long as one of them does."""

EXAMPLE = "example"
"""The source of the example organisation; it makes room for any other that is taken in."""

_HEAD = Subject("catalog", (BASE,))
_PARTS = (*RACI, "nobody_because")


@dataclass(frozen=True)
class Kept:
    """What stays as somebody else left it, though the file has it otherwise.

    `last` is the step that left it so; `said` is what the file said before that, and `says` now.
    """

    last: Recorded
    said: Body | None
    says: Body

    @property
    def here(self) -> bool:
        """Whether people left it so here, and not another file."""
        return self.last.source == HERE

    @property
    def conflict(self) -> bool:
        """Whether the file has changed its word as well."""
        return self.said != self.says

    def __str__(self) -> str:
        now = self.last.change.after
        gone = now is None or RETIRED in now
        done = "retired" if gone else "edited"
        old = (self.said if gone else now) or {}
        told = (f"{key} {new!s:.60}" for key, new in self.says.items() if old.get(key) != new)
        moved = ", ".join(told)
        return (
            f"! {self.last.change.subject}: {done} here ({_who(self.last)}), "
            f"the file now {f'says {moved}' if moved else 'has it again'}; kept"
        )


@dataclass(frozen=True)
class Plan:
    """What taking a file in would change, and in which order its facts then stand.

    `joined` says who of the file is somebody that is known. The plan holds as long as no change
    came after number `as_of`.
    """

    source: str
    changes: tuple[Change, ...]
    order: tuple[Subject, ...]
    organisation: str | None = None
    digest: str | None = None
    others: int = 0
    as_of: int = 0
    kept: tuple[Kept, ...] = ()
    joined: tuple[str, ...] = ()

    def lines(self) -> tuple[str, ...]:
        """The plan as a diff for a person: a line a change, a line a conflict, and a summary."""
        signs = [change.sign for change in self.changes]
        counts = f"{signs.count('+')} added, {signs.count('~')} changed, {signs.count('-')} retired"
        conflicts = [str(one) for one in self.kept if one.conflict]
        edited = sum(one.here and not one.conflict for one in self.kept)
        if edited:
            counts += f", {edited} edited here kept"
        if conflicts:
            counts += f", {len(conflicts)} conflict{'s' if len(conflicts) > 1 else ''}"
        others = self.others + sum(not one.here for one in self.kept)
        if others:
            counts += f", {others} from other sources left alone"
        changes = (_line(change) for change in self.changes)
        return (*self.joined, *changes, *conflicts, counts)


@dataclass(frozen=True)
class Coming:
    """What a file holds and how it comes: under which source, from where, by whom.

    `managed` is what only this file may change. Unless it may come from `anywhere`, it has to be
    read where it was read before: its source is no more than a name that others may have too.
    """

    holds: Organisation | Catalog | Holdings | Sheet
    source: str
    managed: tuple[str, ...]
    origin: str
    actor: str
    anywhere: bool = True


def take_in(
    ledger: Ledger,
    workspace: str,
    coming: Coming,
    now: datetime,
    before: Callable[[Books, Plan], None],
    *,
    rehearse: bool = False,
) -> Plan:
    """Takes in all of what comes, or nothing; the plan that was carried out.

    It is planned and made ready without a lock, so that asking goes on; where something changed
    meanwhile, it is planned again. `before` is called with the plan before anything is written.
    Raises Flaws where it names what isn't here.
    """
    with ledger.read(workspace) as books:
        _check_origin(books, coming)
        plan = planned(books, coming.holds, coming.source)
        staged: Staged | None = books.stage(
            plan.changes, actor=coming.actor, source=coming.source, now=now
        )
    with ledger.open(workspace, now, rehearse=rehearse) as books:
        if plan.as_of != books.workspace.last_change:
            plan, staged = planned(books, coming.holds, coming.source), None
        before(books, plan)
        apply(books, plan, coming.actor, staged)
        _keep_origin(books, coming)
    return plan


def planned(books: Books, given: Organisation | Catalog | Holdings | Sheet, source: str) -> Plan:
    """The plan for what a file holds; raises Flaws where it names what the catalog doesn't have."""
    return replace(_planned(books, given, source), as_of=books.workspace.last_change)


def _planned(books: Books, given: Organisation | Catalog | Holdings | Sheet, source: str) -> Plan:
    if isinstance(given, Catalog):
        return plan_catalog(books, given, source)
    if isinstance(given, Holdings):
        return plan_holdings(books, given, source)
    if isinstance(given, Sheet):
        return plan_sheet(books, given, source)
    flaws = tuple(given.misfits(books.catalog()))
    if flaws:
        raise Flaws(flaws)
    return plan_organisation(books, given, source)


def plan_organisation(books: Books, organisation: Organisation, source: str) -> Plan:
    """The changes that bring a workspace to an organisation.

    What the same source brought before and no longer has is retired; what others brought stays,
    and so does what people edited here since the source said it.
    """
    stored = books.facts(ORGANISATION_KINDS)
    wanted = organisation_facts(organisation)
    owned = books.owned(source) | books.owned(EXAMPLE)
    ours = [subject for subject in stored if subject in owned]
    kept = _kept(books, stored, wanted, {source, EXAMPLE})
    said = {subject: body for subject, body in wanted.items() if subject not in kept}
    changes = plan(stored, said, ours)
    after = applied(stored, changes)
    _check_organisation(organisation.organisation, after, books.catalog(), kept)
    return Plan(
        source,
        changes,
        tuple(wanted),
        organisation=organisation.organisation,
        others=len(stored.keys() - wanted.keys() - set(ours)),
        kept=tuple(kept.values()),
    )


def plan_catalog(books: Books, catalog: Catalog, source: str, digest: str = "") -> Plan:
    """The changes that put a catalog in the place of the workspace's base catalog.

    What is as the catalog has it, by what other files and people here say, stays so. `digest` is
    kept, to tell later whether the source has changed.
    """
    stored = books.facts(CATALOG_KINDS)
    wanted = catalog_facts(catalog)
    changes = list(_base_changes(stored, wanted))
    after = _catalog(applied(stored, changes))
    facts = books.facts(ORGANISATION_KINDS)
    example = books.owned(EXAMPLE)
    leaving = [subject for subject in facts if subject in example]
    kept = {subject: body for subject, body in facts.items() if subject not in example}
    if any(True for _ in organisation_of("checked", facts).misfits(after)):
        # The example organisation speaks of the shipped catalog, so it leaves with that.
        _check_organisation("checked", kept, after)
        changes = [*plan(facts, {}, leaving), *changes]
    over = _said_over(books, stored, changes)
    return Plan(source, tuple(changes), tuple(wanted), digest=digest, kept=over)


def plan_holdings(books: Books, holdings: Holdings, source: str) -> Plan:
    """The changes that bring a workspace to what a file of owned things says of them.

    Teams and people whom another source told of stay as that one has them. RolecallError names
    what another source has under the same ref.
    """
    stored, example = books.facts(), books.owned(EXAMPLE)
    ours = _said(books, stored, source).keys() | example
    others = {subject: body for subject, body in stored.items() if subject not in ours}
    told, holdings = holdings, _among(holdings, others)
    wanted = holdings_facts(holdings)
    _check_refs(wanted, others)
    known = {subject for subject in others if subject.kind in SHARED}
    wanted = {subject: body for subject, body in wanted.items() if subject not in known}
    made = _plan_beside(books, stored, wanted, source, example)
    gone = {change.subject for change in made.changes if change.after is None}
    left = len(stored.keys() - wanted.keys() - gone)
    return replace(
        made,
        order=tuple(wanted),
        organisation=holdings.organisation.organisation if example else None,
        others=left,
        joined=tuple(_joined(told, holdings)),
    )


def plan_sheet(books: Books, sheet: Sheet, source: str) -> Plan:
    """The changes that bring a workspace to what a sheet says; what it has no word on stays.

    Raises Flaws where it names what can't be found or told apart.
    """
    stored, example = books.facts(), books.owned(EXAMPLE)
    known, catalog = Known(stored, _said(books, stored, source)), books.catalog()
    if sheet.kind != ASSIGNMENTS:
        wanted = matrix_facts(sheet, catalog, known)
        made = _plan_beside(books, stored, wanted, source)
        return replace(made, kept=(*made.kept, *_covered(books, stored, wanted, source)))
    if not example or _says_nothing_new(sheet, catalog, known):
        return _plan_beside(books, stored, assignment_facts(sheet, catalog, known), source)
    left = {subject: body for subject, body in stored.items() if subject not in example}
    wanted = assignment_facts(sheet, catalog, Known(left, known.said))
    made = _plan_beside(books, stored, wanted, source, example)
    return replace(made, organisation=sheet.name)


def _says_nothing_new(sheet: Sheet, catalog: Catalog, known: Known) -> bool:
    """Whether all that a list says is there already: it may be the example's own."""
    try:
        wanted = assignment_facts(sheet, catalog, known)
    except Flaws:
        return False
    return all(known.facts.get(subject) == body for subject, body in wanted.items())


def _plan_beside(
    books: Books,
    stored: Facts,
    wanted: Facts,
    source: str,
    leaving: Collection[Subject] = frozenset(),
) -> Plan:
    """The changes that bring a source's own facts to what it wants, beside those of others.

    `leaving` is what makes room for it.
    """
    owned = books.owned(source) | frozenset(leaving)
    kept = _kept(books, stored, wanted, {source, EXAMPLE})
    said = {subject: body for subject, body in wanted.items() if subject not in kept}
    changes = plan(stored, said, [subject for subject in stored if subject in owned])
    changes = _without_needed(stored, changes)
    after = applied(stored, changes)
    name = books.workspace.organisation or UNNAMED
    _check_organisation(name, after, _catalog(after), kept)
    ours = owned | {change.subject for change in changes}
    order = tuple(subject for subject in wanted if subject in ours)
    return Plan(source, changes, order, kept=tuple(kept.values()))


def _without_needed(stored: Facts, changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes, in which teams and people stay whom another source's facts still need."""
    after = applied(stored, changes)
    needed = {need for subject, body in after.items() for need in needs(subject, body)}
    return tuple(
        one
        for one in changes
        if one.after is not None or one.subject.kind not in SHARED or one.subject not in needed
    )


def _among(holdings: Holdings, others: Facts) -> Holdings:
    """The holdings with the keys that people and teams of others have."""
    people = [Person(key=s.key[0], **b) for s, b in others.items() if s.kind == "person"]
    teams = {s.key[0]: b["name"] for s, b in others.items() if s.kind == "team"}
    return holdings.among(people, teams)


def _joined(told: Holdings, known: Holdings) -> Iterator[str]:
    """A line for each person of a file, and each team, who is somebody that others told of."""
    for kind, before, after in (
        ("person", told.organisation.people, known.organisation.people),
        ("team", told.organisation.teams, known.organisation.teams),
    ):
        there = {one.key for one in before}
        keys = [one.key for one in after if one.key not in there]
        if keys:
            yield f"= known already: {kind} {_some(keys)}"


def apply(books: Books, made: Plan, actor: str, staged: Staged | None = None) -> int:
    """Carries a plan out as one act; the act's number, 0 where there was nothing to do.

    `staged` are its changes, where they were made ready before.
    """
    if staged is None:
        act = books.record(made.changes, actor=actor, source=made.source)
    else:
        act = books.record_staged(staged)
    if made.source != EXAMPLE:
        # What the example said in the same words is this file's from now on, and stays with it.
        books.claim(books.owned(EXAMPLE) & set(made.order), made.source)
    new = {change.subject for change in made.changes if change.before is None}
    if not new.issuperset(made.order):
        # What is new lies in the file's order already.
        books.arrange(made.order)
    if made.organisation is not None:
        books.set_organisation_name(made.organisation)
    if made.digest is not None:
        books.set_catalog_origin(made.source, made.digest)
    return act


def _check_origin(books: Books, coming: Coming) -> None:
    """Refuses another file that is called the same."""
    before = next((one.origin for one in books.sources() if one.name == coming.source), None)
    if coming.anywhere or before in (None, coming.origin):
        return
    raise RolecallError(
        f"“{coming.source}” was read from {before} before, and this is {coming.origin}: where it "
        "is the same file, say so with --moved; else give it a name of its own, such as "
        "NAME.CODEOWNERS or NAME.csv."
    )


def _keep_origin(books: Books, coming: Coming) -> None:
    """Writes down where a file was read, and what only it may change."""
    source = Source(coming.source, coming.origin, coming.managed)
    if source not in books.sources():
        books.set_source(source)


def _base_changes(stored: Facts, wanted: Facts) -> Sequence[Change]:
    """What has to change in the base for the catalog to be as wanted."""
    now = catalog_facts(catalog_of(stored)) if _HEAD in stored else {}
    same = _HEAD in stored and stored[_HEAD]["catalog"] == wanted[_HEAD]["catalog"]
    base = {
        subject: stored.get(subject) if now.get(subject) == body else body
        for subject, body in wanted.items()
    }
    # What was retired here is missing in what was written of the same catalog.
    left = [s for s in stored if s.key[0] == BASE and (s in now or not same)]
    return plan(stored, {subject: body for subject, body in base.items() if body is not None}, left)


def _said(books: Books, stored: Facts, source: str) -> Facts:
    """What a source said last of all that it spoke of, also where people changed it here since."""
    owned = books.owned(source)
    said = {subject: body for subject, body in stored.items() if subject in owned}
    elsewhere = books.elsewhere(EDITED_KINDS, {source})
    here = [subject for subject, other in elsewhere.items() if other == HERE]
    for subject, steps in books.steps_of(here).items():
        words = [step.change.after for step in steps if step.source == source]
        if words and words[-1] is not None:
            said[subject] = words[-1]
    return said


def _said_over(books: Books, stored: Facts, changes: Sequence[Change]) -> tuple[Kept, ...]:
    """What a catalog's file changes of entries of which people here say something else."""
    own = {s.key[1]: s for s in stored if s.kind == "entry" and s.key[0] == OWN}
    both = [one for one in changes if one.subject.key[-1] in own and one.before and one.after]
    steps = books.steps_of([own[one.subject.key[-1]] for one in both])
    found = []
    for one in both:
        over = own[one.subject.key[-1]]
        before, after = one.before or {}, one.after or {}
        gone = stored[over].get(RETIRED, False)
        moved = [name for name in _moved(before, after) if gone or name in stored[over]]
        if moved:
            said, says = ({name: body.get(name) for name in moved} for body in (before, after))
            found.append(Kept(steps[over][-1], said, says))
    return tuple(found)


def _covered(books: Books, stored: Facts, wanted: Facts, source: str) -> Sequence[Kept]:
    """What a matrix says of activities of which people here say something else, over it."""
    over = {
        Subject("entry", (OWN, subject.key[1])): subject
        for subject in wanted
        if Subject("entry", (OWN, subject.key[1])) in stored
    }
    steps = books.steps_of([*over, *over.values()])
    found = []
    for own, subject in over.items():
        gone = stored[own].get(RETIRED, False)
        fields = [name for name in _PARTS if gone or name in stored[own]]
        says = {name: wanted[subject].get(name) for name in fields}
        last = steps[own][-1]
        told = [
            step.change.after
            for step in steps.get(subject, ())
            if step.source == source and step.number < last.number
        ]
        before = told[-1] if told else None
        said = None if before is None else {name: before.get(name) for name in fields}
        if gone or any(stored[own][name] != says[name] for name in fields):
            found.append(Kept(last, said, says))
    return found


def _kept(books: Books, stored: Facts, wanted: Facts, own: Collection[str]) -> dict[Subject, Kept]:
    """What of the wanted stays as it is, for the file's word on it is older than somebody else's.

    `own` are the sources whose words are the file's: its own and that of what it takes over.
    """
    elsewhere = books.elsewhere(EDITED_KINDS, own)
    differing = [s for s, body in wanted.items() if s in elsewhere and stored.get(s) != body]
    steps = books.steps_of(differing)
    kept: dict[Subject, Kept] = {}
    for subject in differing:
        said = [step.change.after for step in steps[subject] if step.source in own]
        if said:
            one = Kept(steps[subject][-1], said[-1], wanted[subject])
            if one.here or not one.conflict:
                kept[subject] = one
        elif subject in stored and _edited_here(steps[subject], own):
            kept[subject] = Kept(steps[subject][-1], None, wanted[subject])
        elif subject in stored and elsewhere[subject] != HERE:
            _check_name(subject, stored[subject], wanted[subject])
    return kept


def _edited_here(steps: Sequence[Recorded], own: Collection[str]) -> bool:
    """Whether people edited here what another file had said."""
    others = {step.source for step in steps} - {*own, HERE}
    return steps[-1].source == HERE and bool(others)


def _check_name(subject: Subject, body: Body, wanted: Body) -> None:
    """Refuses a person or a team that another file calls otherwise: that is somebody else."""
    names = [one.get("name") for one in (body, wanted)]
    if subject.kind in SHARED and all(names) and names[0] != names[1]:
        raise RolecallError(
            f"Another file has “{subject}” as “{names[0]}”, and this one as “{names[1]}”: give one "
            "of them a key of its own."
        )


def _check_refs(wanted: Facts, others: Facts) -> None:
    """Refuses a ref that something else in the catalog has."""
    taken = {s.key[1] for s in others if s.kind == "entry" and s.key[0] != OWN}
    twice = [one.key[1] for one in wanted if one.kind == "entry" and one.key[1] in taken]
    if twice:
        raise RolecallError(
            f"Another source has {_some(twice)} already; take that out of one of the two files."
        )


def _some(names: Sequence[str]) -> str:
    """The first of these, and how many more there are."""
    more = f" and {len(names) - MOST_LISTED:,} more" if len(names) > MOST_LISTED else ""
    return f"{', '.join(names[:MOST_LISTED])}{more}"


def _check_organisation(
    name: str, facts: Facts, catalog: Catalog, kept: Mapping[Subject, Kept] | None = None
) -> None:
    """Refuses a result in which what stays and what comes don't make sense together."""
    for subject, body in facts.items():
        for needed in needs(subject, body):
            if needed not in facts:
                raise _loose(subject, needed, (kept or {}).get(needed))
    try:
        organisation = organisation_of(name, facts)
    except ValueError as error:
        reason = reason_of(error)
        raise RolecallError(f"It doesn't fit what other sources brought: {reason}") from None
    misfits: Sequence[str] = [flaw.found for flaw in organisation.misfits(catalog)]
    if misfits:
        named = ", ".join(dict.fromkeys(misfits[:5]))
        raise RolecallError(
            f"The organisation here uses {named}, which this catalog lacks; "
            "import an organisation without them first, then the catalog, then your organisation."
        )


def _loose(subject: Subject, needed: Subject, kept: Kept | None) -> RolecallError:
    if kept is None:
        return RolecallError(
            f"It doesn't fit what other sources brought: “{subject}” needs “{needed}”, which would "
            "be retired; retire the first as well, or keep the second in the file."
        )
    return RolecallError(
        f"The file has “{subject}”, which needs “{needed}”, and that was retired "
        f"({_who(kept.last)}): undo that, or take both out of the file."
    )


def _catalog(facts: Facts) -> Catalog:
    try:
        return catalog_of(facts)
    except ValueError as error:
        reason = reason_of(error)
        raise RolecallError(f"It doesn't fit what other sources brought: {reason}") from None


def _who(step: Recorded) -> str:
    return f"#{step.act} by {step.actor}"


def _line(change: Change) -> str:
    if change.before is not None and change.after is not None:
        return f"{change.sign} {change.subject}: {_difference(change.before, change.after)}"
    return f"{change.sign} {change.subject}"


def _difference(before: Body, after: Body) -> str:
    shown = (
        f"{key} {before.get(key)!s:.60} → {after.get(key)!s:.60}" for key in _moved(before, after)
    )
    return ", ".join(shown)


def _moved(before: Body, after: Body) -> list[str]:
    return [key for key in {**before, **after} if before.get(key) != after.get(key)]
