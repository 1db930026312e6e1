"""The plan for a sheet: a matrix, or a list of assignments."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.catalog import RACI, Catalog
from bot.domain.fact import OWN, Facts, Subject
from bot.domain.layer import RETIRED
from bot.domain.sheet import ASSIGNMENTS, Known, Sheet
from bot.domain.sheet_assignments import listed_facts
from bot.domain.sheet_matrix import matrix_facts
from bot.errors import Flaws
from bot.store.books import Books
from bot.taking_in.beside import plan_beside
from bot.taking_in.others import Others, said_by
from bot.taking_in.plan import EXAMPLE, Kept, Plan

_PARTS = (*RACI, "nobody_because")


def plan_sheet(books: Books, sheet: Sheet, source: str) -> Plan:
    """The changes that bring a workspace to what a sheet says; what it has no word on stays.

    Raises Flaws where it names what can't be found or told apart.
    """
    stored, example = books.facts(), books.owned(EXAMPLE)
    known, catalog = Known(stored, said_by(books, stored, source)), books.catalog()
    if sheet.kind != ASSIGNMENTS:
        known = replace(known, files=Others(books, {source, EXAMPLE}).files)
        wanted = matrix_facts(sheet, catalog, known)
        made = plan_beside(books, stored, wanted, source, {})
        return replace(made, kept=(*made.kept, *_covered(books, stored, wanted, source)))
    if not example or _says_nothing_new(sheet, catalog, known):
        listed = listed_facts(sheet, catalog, known)
        return plan_beside(books, stored, listed.facts, source, listed.places)
    left = {subject: body for subject, body in stored.items() if subject not in example}
    listed = listed_facts(sheet, catalog, Known(left, known.said))
    made = plan_beside(books, stored, listed.facts, source, listed.places, example)
    return replace(made, organisation=sheet.name)


def _says_nothing_new(sheet: Sheet, catalog: Catalog, known: Known) -> bool:
    """Whether all that a list says is there already: it may be the example's own."""
    try:
        wanted = listed_facts(sheet, catalog, known).facts
    except Flaws:
        return False
    return all(known.facts.get(subject) == body for subject, body in wanted.items())


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
