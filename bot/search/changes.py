"""What is different in a catalog that was changed, as what has to be found anew."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, count
from operator import is_not

from bot.domain.catalog import Activity, Catalog
from bot.search.labels import Findable, findables

OTHERS = ("roles", "handoffs", "structures", "titles")
"""What a catalog holds besides activities; never many."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The entries that are new or other than they were, and the refs of those that are gone."""

    entries: tuple[Findable, ...]
    gone: frozenset[str]


def changes(old: Catalog, new: Catalog) -> Changes:
    """What changed from one catalog to another; activities that both hold cost nearly nothing."""
    left, right = _apart(old.activities, new.activities)
    before, after = ({one.ref: one for one in some} for some in (left, right))
    refs = {ref for ref in before.keys() | after.keys() if before.get(ref) != after.get(ref)}
    if all(getattr(old, part) == getattr(new, part) for part in OTHERS):
        was, now = _only(old, before, refs), _only(new, after, refs)
    else:
        # What an activity is found by also comes from the duties that are part of it.
        refs.update(_with_duties(old), _with_duties(new))
        was, now = _but(old, refs), _but(new, refs)
    changed = tuple(one for ref, one in now.items() if was.get(ref) != one)
    return Changes(changed, frozenset(was.keys() - now.keys()))


def _apart(
    old: Sequence[Activity], new: Sequence[Activity]
) -> tuple[Sequence[Activity], Sequence[Activity]]:
    """Both without what they begin and end with alike."""
    start = _alike(old, new)
    old, new = old[start:], new[start:]
    end = _alike(old[::-1], new[::-1])
    return old[: len(old) - end], new[: len(new) - end]


def _alike(old: Sequence[Activity], new: Sequence[Activity]) -> int:
    """How many at the beginning are the very same."""
    return next(compress(count(), map(is_not, old, new)), min(len(old), len(new)))


def _with_duties(catalog: Catalog) -> Iterator[str]:
    for role in catalog.roles:
        for duty in role.duties:
            if duty.activity is not None:
                yield duty.activity


def _only(
    catalog: Catalog, known: Mapping[str, Activity], refs: Collection[str]
) -> dict[str, Findable]:
    """What is found of some activities and of the roles whose duties are part of them."""
    roles = tuple(role for role in catalog.roles if any(d.activity in refs for d in role.duties))
    kept = tuple(known[ref] for ref in refs if ref in known)
    return _found(catalog, roles=roles, activities=kept, handoffs=(), structures=(), titles=())


def _but(catalog: Catalog, refs: Collection[str]) -> dict[str, Findable]:
    """What is found of all that is no activity, and of some activities."""
    return _found(catalog, activities=tuple(one for one in catalog.activities if one.ref in refs))


def _found(catalog: Catalog, **parts: object) -> dict[str, Findable]:
    part = Catalog.model_construct(**{**dict(catalog), **parts})
    return {one.ref: one for one in findables(part)}
