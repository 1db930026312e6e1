"""Whether a workspace still makes sense after a deed."""

from collections.abc import Mapping, Sequence

from bot.domain.catalog import Catalog
from bot.domain.fact import (
    BASE,
    CATALOG_KINDS,
    ORGANISATION_KINDS,
    Subject,
    applied,
    organisation_of,
)
from bot.domain.organisation import Organisation
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.entries import catalog_after
from bot.domain.ownership.scene import Scene
from bot.domain.source import Source
from bot.domain.wording import listed, short
from bot.errors import Flaw, reason_of
from bot.store.books import Books
from bot.store.history import Recorded

MOST_NAMED = 3
OF_TEAMS = ("lead", "assignment", "override", "waiver")


def checked(books: Books, scene: Scene, deed: Deed) -> Organisation:
    """The organisation after the changes; Objection where it wouldn't make sense."""
    facts = applied(books.facts(ORGANISATION_KINDS), deed.changes)
    try:
        after = organisation_of(scene.organisation.organisation, facts)
    except KeyError as error:
        raise Objection(
            f"Something still belongs to the team {error}; look at it with "
            f"`/ownership history of {error.args[0]}` and undo that first."
        ) from None
    except ValueError as error:
        raise Objection(f"That doesn't fit with what is there: {reason_of(error)}.") from None
    catalog = _catalog_after(scene, deed)
    misfits = list(after.misfits(catalog))
    if misfits:
        raise _unfit(scene, after, misfits)
    _check_homes(catalog, deed)
    return after


def _unfit(scene: Scene, after: Organisation, misfits: Sequence[Flaw]) -> Objection:
    """Says which team speaks of what would be gone, or of what isn't there."""
    found, where = misfits[0].found, misfits[0].where
    known = scene.catalog.by_ref.get(found.strip("“”"))
    if known is None:
        missing = listed([one.found for one in misfits[:MOST_NAMED]])
        return Objection(f"The catalog doesn't have {missing} any more.")
    team = after.teams[int(where[1])].name
    return Objection(
        f"{known.name} is needed in {team}, of which `/ownership show {team}` tells more; change "
        "that first."
    )


def check_managed(books: Books, deed: Deed) -> None:
    """Objection where only a file may change what a deed would."""
    managing = {one.name: one for one in books.sources() if one.managed}
    if not managing:
        return
    about = {c.subject: _of(c.subject) for c in deed.changes}
    steps = books.steps_of({*about, *(other for other in about.values() if other)})
    for change in deed.changes:
        # What is new here belongs to the file that its team, or the entry below it, came from.
        for one in (change.subject, about[change.subject]):
            source = _managing(managing, steps.get(one, ()) if one else ())
            if one is not None and one.kind == "entry" and one.key[0] == BASE and steps.get(one):
                # A catalog's file has all of the catalog, also what it left as it was.
                source = source or managing.get(books.workspace.catalog_source or "")
            what = source.manages(change) if source else None
            if source is not None and what is not None:
                raise Objection(
                    f"That is kept in the file {source.origin or source.name} ({what}): change it "
                    "there, and take the file in again."
                )


def _managing(managing: Mapping[str, Source], steps: Sequence[Recorded]) -> Source | None:
    """The file that has this, whatever people made of it since; None where none has it now."""
    last = {step.source: step for step in steps}
    return next((managing[s] for s in managing if s in last and last[s].change.after), None)


def _of(subject: Subject) -> Subject | None:
    """The team that a fact is said of, or what a file says of an entry."""
    if subject.kind == "entry":
        return Subject("entry", (BASE, subject.key[1]))
    return Subject("team", subject.key[:1]) if subject.kind in OF_TEAMS else None


def _catalog_after(scene: Scene, deed: Deed) -> Catalog:
    """The catalog after the changes; Objection where it wouldn't make sense."""
    if not any(change.subject.kind in CATALOG_KINDS for change in deed.changes):
        return scene.catalog
    return catalog_after(scene, deed.changes)


def _check_homes(catalog: Catalog, deed: Deed) -> None:
    """Objection where something would belong to a team that isn't there any more."""
    gone = {c.subject.key[0] for c in deed.changes if c.subject.kind == "team" and c.after is None}
    left = [one.name for one in catalog.activities if gone.intersection(one.homes)]
    if left:
        more = f" and {len(left) - MOST_NAMED:,} more" if len(left) > MOST_NAMED else ""
        raise Objection(
            f"{listed(short(name) for name in left[:MOST_NAMED])}{more} would belong to nobody; "
            "give them to another team first, where they came from, or retire them with "
            "`/ownership activity retire NAME`."
        )
