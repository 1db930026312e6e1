"""Whether what a file brings makes sense beside what stays, and what of it doesn't."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from bot.domain.catalog import Catalog
from bot.domain.fact import OWN, Change, Facts, Subject, catalog_of, needs, organisation_of
from bot.domain.sheet import Where
from bot.errors import Flaw, Flaws, RolecallError, reason_of
from bot.taking_in.others import Others
from bot.taking_in.places import Places
from bot.taking_in.plan import SHARED, Kept, by_whom

MOST_MISFITS = 5
_LISTS = {"people": "person", "teams": "team"}
_TWICE = " more than once"


@dataclass(frozen=True)
class Told:
    """Where in a file its facts are said, what others say of them, and what stays as they do."""

    places: Places
    others: Others
    kept: Mapping[Subject, Kept] = field(default_factory=dict)

    def whose(self, subject: Subject) -> str:
        """The file that has something, as a problem names it."""
        return self.others.file_of(subject) or "the workspace"


def check_names(told: Told, stored: Facts, wanted: Facts) -> None:
    """Refuses a person or a team that another file calls otherwise: that is somebody else."""
    _refuse(_misnamed(told, stored, wanted))


def check_managed(told: Told, changes: Iterable[Change]) -> None:
    """Refuses a change that another file keeps to itself."""
    _refuse(
        Flaw(
            told.places.get(one.subject, ()),
            f"another “{one.subject}” than {told.whose(one.subject)}, which alone may "
            f"change {managed} (managed)",
            "the same; change it in that file",
        )
        for one in changes
        if one.after is not None and (managed := told.others.managed(one)) is not None
    )


def check_refs(told: Told, stored: Facts, wanted: Facts) -> None:
    """Refuses a ref that something else in the catalog has; `stored` is what others have."""
    taken = {s.key[1]: s for s in stored if s.kind == "entry" and s.key[0] != OWN}
    _refuse(
        Flaw(
            told.places.get(subject, ()),
            f"a ref that {told.whose(taken[subject.key[1]])} has already",
            "it in one of the two files",
        )
        for subject in wanted
        if subject.kind == "entry" and subject.key[1] in taken
    )


def check_organisation(name: str, facts: Facts, catalog: Catalog, told: Told | None = None) -> None:
    """Refuses a result in which what stays and what comes don't make sense together.

    Raises Flaws where it is the file's own facts that don't.
    """
    _check_needs(facts, told)
    try:
        organisation = organisation_of(name, facts)
    except ValueError as error:
        if told is not None and isinstance(error, ValidationError):
            _refuse(_clashes(error, facts, told))
        raise _unfit(error) from None
    misfits = [flaw.found for flaw in organisation.misfits(catalog)]
    if misfits:
        named = ", ".join(dict.fromkeys(misfits[:MOST_MISFITS]))
        raise RolecallError(
            f"The organisation here uses {named}, which this catalog lacks; "
            "import an organisation without them first, then the catalog, then your organisation."
        )


def catalog_after(facts: Facts) -> Catalog:
    """The catalog that facts make; RolecallError where they make none."""
    try:
        return catalog_of(facts)
    except ValueError as error:
        raise _unfit(error) from None


def _refuse(flaws: Iterable[Flaw]) -> None:
    found = tuple(flaws)
    if found:
        raise Flaws(found)


def _unfit(error: ValueError) -> RolecallError:
    return RolecallError(f"It doesn't fit what other sources brought: {reason_of(error)}")


def _misnamed(told: Told, stored: Facts, wanted: Facts) -> Iterator[Flaw]:
    for subject, file in told.others.first_spoken_of(stored, wanted):
        before, name = stored[subject].get("name"), wanted[subject].get("name")
        if subject.kind in SHARED and before and name and before != name:
            yield Flaw(
                (*told.places.get(subject, ()), "name"),
                f"“{name}”, and {file} has “{subject}” as “{before}”",
                "a key of its own for each, or one name",
            )


def _check_needs(facts: Facts, told: Told | None) -> None:
    """Refuses what needs somebody, or a team, that isn't there."""
    flaws = []
    for subject, body in facts.items():
        for needed in needs(subject, body):
            if needed in facts:
                continue
            kept = told.kept.get(needed) if told else None
            if told is None or kept is None:
                raise RolecallError(
                    f"It doesn't fit what other sources brought: “{subject}” needs “{needed}”, "
                    "which would be retired; retire the first as well, or keep the second in the "
                    "file."
                )
            flaws.append(
                Flaw(
                    told.places.get(subject, ()),
                    f"“{subject}”, which needs “{needed}”, and that was retired "
                    f"({by_whom(kept.last)})",
                    "that undone, or both taken out of the file",
                )
            )
    _refuse(flaws)


def _clashes(error: ValidationError, facts: Facts, told: Told) -> Iterator[Flaw]:
    """What of the file's own is in the way of something that stays."""
    alike: dict[tuple[str, Where], list[Subject]] = defaultdict(list)
    for flaw in _flaws_in(error):
        subject = _meant(flaw.where, facts)
        if subject is not None:
            alike[flaw.found, flaw.where[2:]].append(subject)
    for (found, where), subjects in alike.items():
        theirs = [one for one in subjects if one not in told.places]
        for subject in subjects:
            if subject in told.places:
                named = ", ".join(f"{one} of {told.whose(one)}" for one in theirs)
                clash = f"{found.removesuffix(_TWICE)}, which {named} has" if theirs else found
                yield Flaw((*told.places[subject], *where), clash, "one of its own for each")


def _flaws_in(error: ValidationError) -> Iterator[Flaw]:
    for item in error.errors(include_url=False):
        cause = item.get("ctx", {}).get("error")
        if isinstance(cause, Flaws):
            yield from cause.flaws


def _meant(where: Where, facts: Facts) -> Subject | None:
    """The person or the team at a place in an organisation that is made of facts."""
    match where:
        case ("people" | "teams" as listed, int(i), *_):
            kind = _LISTS[listed]
            return [subject for subject in facts if subject.kind == kind][i]
    return None
