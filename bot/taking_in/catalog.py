"""The plan for a whole catalog."""

from collections.abc import Sequence

from bot.domain.catalog import Catalog
from bot.domain.fact import (
    BASE,
    CATALOG_KINDS,
    ORGANISATION_KINDS,
    OWN,
    Change,
    Facts,
    Subject,
    applied,
    catalog_facts,
    catalog_of,
    organisation_of,
    plan,
)
from bot.domain.layer import RETIRED
from bot.store.books import Books
from bot.taking_in.agreement import catalog_after, check_organisation
from bot.taking_in.plan import EXAMPLE, Kept, Plan, moved

_HEAD = Subject("catalog", (BASE,))


def plan_catalog(books: Books, catalog: Catalog, source: str, digest: str = "") -> Plan:
    """The changes that put a catalog in the place of the workspace's base catalog.

    What is as the catalog has it, by what other files and people here say, stays so. `digest` is
    kept, to tell later whether the source has changed.
    """
    stored = books.facts(CATALOG_KINDS)
    wanted = catalog_facts(catalog)
    changes = list(_base_changes(stored, wanted))
    after = catalog_after(applied(stored, changes))
    facts = books.facts(ORGANISATION_KINDS)
    example = books.owned(EXAMPLE)
    leaving = [subject for subject in facts if subject in example]
    kept = {subject: body for subject, body in facts.items() if subject not in example}
    if any(True for _ in organisation_of("checked", facts).misfits(after)):
        # The example organisation speaks of the shipped catalog, so it leaves with that.
        check_organisation("checked", kept, after)
        changes = [*plan(facts, {}, leaving), *changes]
    over = _said_over(books, stored, changes)
    return Plan(source, tuple(changes), tuple(wanted), digest=digest, kept=over)


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
        fields = [name for name in moved(before, after) if gone or name in stored[over]]
        if fields:
            said, says = ({name: body.get(name) for name in fields} for body in (before, after))
            found.append(Kept(steps[over][-1], said, says))
    return tuple(found)
