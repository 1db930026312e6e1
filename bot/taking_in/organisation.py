"""The plan for a whole organisation."""

from collections.abc import Collection

from bot.domain.fact import (
    ORGANISATION_KINDS,
    Facts,
    Subject,
    applied,
    organisation_facts,
    plan,
)
from bot.domain.organisation import Organisation
from bot.store.books import Books
from bot.taking_in.agreement import Told, check_managed, check_names, check_organisation
from bot.taking_in.others import Others
from bot.taking_in.places import organisation_places
from bot.taking_in.plan import EXAMPLE, Plan


def plan_organisation(books: Books, organisation: Organisation, source: str) -> Plan:
    """The changes that bring a workspace to an organisation.

    What the same source brought before and no longer has is retired; what others brought stays,
    and so does what people edited here since the source said it.
    """
    stored = books.facts(ORGANISATION_KINDS)
    owned = books.owned(source) | books.owned(EXAMPLE)
    wanted = _with_addresses(organisation_facts(organisation), stored, owned)
    ours = [subject for subject in stored if subject in owned]
    others = Others(books, {source, EXAMPLE})
    kept = others.kept(stored, wanted)
    told = Told(organisation_places(organisation), others, kept)
    check_names(told, stored, wanted)
    said = {subject: body for subject, body in wanted.items() if subject not in kept}
    changes = plan(stored, said, ours)
    check_managed(told, changes)
    after = applied(stored, changes)
    check_organisation(organisation.organisation, after, books.catalog(), told)
    return Plan(
        source,
        changes,
        tuple(wanted),
        organisation=organisation.organisation,
        others=len(stored.keys() - wanted.keys() - set(ours)),
        kept=tuple(kept.values()),
        until_now=others.until_now(changes),
    )


def _with_addresses(wanted: Facts, stored: Facts, owned: Collection[Subject]) -> Facts:
    """What is wanted; a file that never told somebody's address takes none away."""
    return {
        subject: body | {"email": stored[subject]["email"]}
        if subject.kind == "person"
        and subject in stored
        and subject not in owned
        and body["email"] is None
        else body
        for subject, body in wanted.items()
    }
