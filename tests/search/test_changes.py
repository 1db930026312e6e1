"""What changed from one catalog to another."""

import pytest

from bot.domain.catalog import Catalog
from bot.search.changes import changes
from bot.search.labels import findables
from tests.example import MAKER, small
from tests.search.things import THINGS, changed, small_with, thing

BASE = small_with(*THINGS)


def _refs(old: Catalog, new: Catalog) -> tuple[set[str], set[str]]:
    found = changes(old, new)
    return {one.ref for one in found.entries}, {*found.gone}


def test_nothing() -> None:
    """A catalog that was read again has no changes, though no entry is the very same."""
    again = Catalog.model_validate(BASE.model_dump())
    assert again.activities[0] is not BASE.activities[0]
    assert _refs(BASE, BASE) == _refs(BASE, again) == (set(), set())


@pytest.mark.parametrize("place", range(len(THINGS)))
def test_alias(place: int) -> None:
    """An alias that was added changes its thing alone, wherever it stands."""
    more = [*THINGS]
    more[place] = thing(THINGS[place].name, aliases=("zorbification",))
    assert _refs(BASE, small_with(*more)) == ({THINGS[place].ref}, set())


def test_added_and_gone() -> None:
    """What is new is found anew, and what is missing is gone; the order alone changes nothing."""
    new = thing("Tern queue")
    there = small_with(*THINGS[:2], new, *THINGS[3:])
    assert _refs(BASE, there) == ({new.ref}, {THINGS[2].ref})
    assert _refs(BASE, small_with(*reversed(THINGS))) == (set(), set())


def test_roles() -> None:
    """Another role changes what stands under it, and activities that its duties speak for."""
    maker, *others = BASE.roles
    duties = tuple(
        duty.model_copy(update={"name": "Forge it"}) if duty.activity else duty
        for duty in maker.duties
    )
    other = changed(BASE, roles=(maker.model_copy(update={"duties": duties}), *others))
    assert _refs(BASE, other) == ({"duty:maker/make", "activity:make"}, set())
    assert _refs(other, BASE)[0] == {"duty:maker/make", "activity:make"}


def test_role_gone() -> None:
    """With a role goes all that stands under it."""
    without = changed(small(), roles=tuple(one for one in small().roles if one.ref != MAKER))
    without = changed(without, activities=(), handoffs=(), titles=(), structures=())
    gone = changes(small(), without).gone
    assert {MAKER, "duty:maker/polish", "title:wright", "activity:ship"} <= gone


def test_as_found() -> None:
    """What changed is just what a whole index would hold of it."""
    more = small_with(*THINGS[:-1], thing("kubectl", aliases=("kube control",)))
    known = {one.ref: one for one in findables(more)}
    (found,) = changes(BASE, more).entries
    assert found == known[found.ref]
