"""Take in: an organisation or a catalog from a file, all of it or nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.catalog import Catalog
from bot.domain.fact import (
    CATALOG_KINDS,
    HERE,
    ORGANISATION_KINDS,
    Body,
    Change,
    Facts,
    Subject,
    applied,
    catalog_facts,
    catalog_of,
    needs,
    organisation_facts,
    organisation_of,
    plan,
)
from bot.domain.organisation import Organisation
from bot.errors import Flaws, RolecallError
from bot.store.books import Books
from bot.store.history import Recorded

EXAMPLE = "example"
"""The source of the example organisation; it makes room for any other that is taken in."""


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
        done = "edited" if now is not None else "retired"
        old = now if now is not None else self.said or {}
        moved = ", ".join(f"{key} {self.says[key]!s:.60}" for key in _moved(old, self.says))
        return (
            f"! {self.last.change.subject}: {done} here ({_who(self.last)}), "
            f"the file now {f'says {moved}' if moved else 'has it again'}; kept"
        )


@dataclass(frozen=True)
class Plan:
    """What taking a file in would change, and in which order its facts then stand."""

    source: str
    changes: tuple[Change, ...]
    order: tuple[Subject, ...]
    organisation: str | None = None
    digest: str | None = None
    others: int = 0
    kept: tuple[Kept, ...] = ()

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
        return (*(_line(change) for change in self.changes), *conflicts, counts)


def planned(books: Books, given: Organisation | Catalog, source: str) -> Plan:
    """The plan for what a file holds; raises Flaws where it names what the catalog doesn't have."""
    if isinstance(given, Catalog):
        return plan_catalog(books, given, source)
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

    `digest` is kept, to tell later whether the source has changed.
    """
    stored = books.facts(CATALOG_KINDS)
    wanted = catalog_facts(catalog)
    base = [subject for subject in stored if subject.key[0] == "base"]
    changes = list(plan(stored, wanted, base))
    after = catalog_of(applied(stored, changes))
    facts = books.facts(ORGANISATION_KINDS)
    example = books.owned(EXAMPLE)
    leaving = [subject for subject in facts if subject in example]
    kept = {subject: body for subject, body in facts.items() if subject not in example}
    if any(True for _ in organisation_of("checked", facts).misfits(after)):
        # The example organisation speaks of the shipped catalog, so it leaves with that.
        _check_organisation("checked", kept, after)
        changes = [*plan(facts, {}, leaving), *changes]
    return Plan(source, tuple(changes), tuple(wanted), digest=digest)


def apply(books: Books, made: Plan, actor: str) -> int:
    """Carries a plan out as one act; the act's number, 0 where there was nothing to do."""
    act = books.record(made.changes, actor=actor, source=made.source)
    if made.source != EXAMPLE:
        # What the example said in the same words is this file's from now on, and stays with it.
        books.claim(books.owned(EXAMPLE) & set(made.order), made.source)
    books.arrange(made.order)
    if made.organisation is not None:
        books.set_organisation_name(made.organisation)
    if made.digest is not None:
        books.set_catalog_origin(made.source, made.digest)
    return act


def _kept(books: Books, stored: Facts, wanted: Facts, own: Collection[str]) -> dict[Subject, Kept]:
    """What of the wanted stays as it is, for the file's word on it is older than somebody else's.

    `own` are the sources whose words are the file's: its own and that of what it takes over.
    """
    elsewhere = books.elsewhere(ORGANISATION_KINDS, own)
    differing = [s for s, body in wanted.items() if s in elsewhere and stored.get(s) != body]
    steps = books.steps_of(differing)
    kept: dict[Subject, Kept] = {}
    for subject in differing:
        said = [step.change.after for step in steps[subject] if step.source in own]
        if said:
            one = Kept(steps[subject][-1], said[-1], wanted[subject])
            if one.here or not one.conflict:
                kept[subject] = one
    return kept


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
        reason = _first_line(error)
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


def _who(step: Recorded) -> str:
    return f"#{step.act} by {step.actor}"


def _first_line(error: Exception) -> str:
    """Pydantic's own message carries its reasons on the lines after the first."""
    told = [line.strip() for line in str(error).splitlines() if line.strip()]
    inner = [line for line in told if line.startswith("Value error, ")]
    return (inner or told)[0].removeprefix("Value error, ").split(" [type=")[0]


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
