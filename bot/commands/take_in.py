"""Take in: an organisation or a catalog from a file, all of it or nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.catalog import Catalog
from bot.domain.holdings import Holdings
from bot.domain.organisation import Organisation
from bot.domain.sheet import Sheet
from bot.domain.source import Source
from bot.errors import Flaws, RolecallError
from bot.store.books import Books
from bot.store.ledger import Ledger
from bot.store.staged import Staged
from bot.taking_in.catalog import plan_catalog
from bot.taking_in.holdings import plan_holdings
from bot.taking_in.organisation import plan_organisation
from bot.taking_in.plan import EXAMPLE, Plan
from bot.taking_in.sheets import plan_sheet


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
