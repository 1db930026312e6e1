"""The plan for what a source says beside others, of which it has no word on most."""

from collections.abc import Collection, Sequence

from bot.domain.fact import Change, Facts, Subject, applied, needs, plan
from bot.store.books import UNNAMED, Books
from bot.taking_in.agreement import (
    Told,
    catalog_after,
    check_managed,
    check_names,
    check_organisation,
)
from bot.taking_in.others import Others
from bot.taking_in.places import Places
from bot.taking_in.plan import EXAMPLE, SHARED, Plan


def plan_beside(
    books: Books,
    stored: Facts,
    wanted: Facts,
    source: str,
    places: Places,
    leaving: Collection[Subject] = frozenset(),
) -> Plan:
    """The changes that bring a source's own facts to what it wants, beside those of others.

    `places` are where its file says them; `leaving` is what makes room for it.
    """
    owned = books.owned(source) | frozenset(leaving)
    others = Others(books, {source, EXAMPLE})
    kept = others.kept(stored, wanted)
    told = Told(places, others, kept)
    check_names(told, stored, wanted)
    said = {subject: body for subject, body in wanted.items() if subject not in kept}
    changes = plan(stored, said, [subject for subject in stored if subject in owned])
    changes = _without_needed(stored, changes)
    check_managed(told, changes)
    after = applied(stored, changes)
    name = books.workspace.organisation or UNNAMED
    check_organisation(name, after, catalog_after(after), told)
    ours = owned | {change.subject for change in changes}
    order = tuple(subject for subject in wanted if subject in ours)
    until_now = others.until_now(changes)
    return Plan(source, changes, order, kept=tuple(kept.values()), until_now=until_now)


def _without_needed(stored: Facts, changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes, in which teams and people stay whom another source's facts still need."""
    after = applied(stored, changes)
    needed = {need for subject, body in after.items() for need in needs(subject, body)}
    return tuple(
        one
        for one in changes
        if one.after is not None or one.subject.kind not in SHARED or one.subject not in needed
    )
