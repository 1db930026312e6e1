"""The finders of all workspaces."""

import gc
import threading
import weakref
from functools import cached_property

import pytest

from bot.domain.catalog import Catalog, Entry
from bot.search.finder import Finder
from bot.search.finders import Finders
from bot.search.learned import Learned
from tests.example import catalog, matching, small, vocabulary
from tests.search.things import THINGS, changed, thing, with_things


def _finders() -> Finders:
    return Finders(vocabulary(), matching())


def test_once_a_version() -> None:
    """A finder is built once for a version, though its catalog is read again."""
    finders = _finders()
    first = finders.of("w", 1, small())
    assert finders.of("w", 1, small()) is first


def test_same_version_of_another_catalog() -> None:
    """A version that was rolled back or erased says nothing where it comes again as another."""
    finders = _finders()
    finders.of("w", 1, small())
    other = finders.of("w", 1, catalog())
    assert _told(other, "who explores data?")[0] == "activity:explore-data"


def test_new_version() -> None:
    """A new version of the catalog is searched at once."""
    finders = _finders()
    first = finders.of("w", 1, small())
    second = finders.of("w", 2, catalog())
    assert second is not first
    assert finders.of("w", 2, catalog()) is second
    assert first.find("who explores data?") == ()
    assert second.find("who explores data?")[0].ref == "activity:explore-data"


def test_built() -> None:
    """Whether a finder has to be built can be told, for this version of this workspace alone."""
    finders = _finders()
    assert not finders.built("w", 1)
    finders.of("w", 1, small())
    assert finders.built("w", 1)
    assert not finders.built("w", 2)
    assert not finders.built("other", 1)
    finders.of("w", 2, small())
    assert [finders.built("w", version) for version in (1, 2)] == [False, True]


def test_workspaces() -> None:
    """Two workspaces never share a finder, though their versions agree."""
    finders = _finders()
    one, other = finders.of("w1", 1, small()), finders.of("w2", 1, catalog())
    assert one is not other
    assert one.find("who owns the wright title?")[0].ref == "title:wright"
    assert all(found.ref in catalog().by_ref for found in other.find("wright deploys models"))
    assert finders.of("w1", 1, small()) is one


def test_threads() -> None:
    """Threads that ask at the same time get one finder."""
    finders = _finders()
    start = threading.Barrier(8)
    found: list[Finder] = []

    def work() -> None:
        start.wait()
        found.append(finders.of("w", 1, small()))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len({id(one) for one in found}) == 1


def _told(finder: Finder, text: str) -> list[str]:
    return [found.ref for found in finder.find(text, 8)]


def test_only_so_many_are_kept() -> None:
    """Of so many workspaces the finder is kept, of those that were asked for last."""
    finders = Finders(vocabulary(), matching(), warm=2)
    for workspace in ("w1", "w2", "w1", "w3"):
        finders.of(workspace, 1, small())
    assert [finders.built(one, 1) for one in ("w1", "w2", "w3")] == [True, False, True]
    assert finders.of("w2", 1, small()).find("who owns the wright title?")
    assert [finders.built(one, 1) for one in ("w1", "w2", "w3")] == [False, True, True]


def test_what_goes_leaves_memory_at_once() -> None:
    """A finder that isn't kept, and its catalog, need nobody who collects garbage."""
    finders = Finders(vocabulary(), matching(), warm=1)
    gc.disable()
    try:
        held = with_things(*THINGS)
        finder = finders.of("w1", 1, held)
        finder.find("who owns Kestrel gateway, or else the marlin exporter?")
        gone = weakref.ref(finder), weakref.ref(held)
        del finder, held
        assert all(one() is not None for one in gone)
        finders.of("w2", 1, small())
        assert [one() for one in gone] == [None, None]
    finally:
        gc.enable()


class _Waiting(Catalog):
    """A catalog that takes until `go` to be read."""

    @cached_property
    def by_ref(self) -> dict[str, Entry]:
        """The same as ever, later."""
        READ.set()
        GO.wait(10)
        return {entry.ref: entry for entry in self.activities}


READ, GO = threading.Event(), threading.Event()


def test_nobody_waits_for_another_workspace() -> None:
    """While one workspace's finder is built, others hand out theirs and are built."""
    finders = _finders()
    warm = finders.of("warm", 1, small())
    slow = _Waiting.model_construct(**dict(small()))
    building = threading.Thread(target=finders.of, args=("slow", 1, slow))
    building.start()
    assert READ.wait(10)
    assert finders.of("warm", 1, small()) is warm
    finders.of("cold", 1, small())
    assert [finders.built(one, 1) for one in ("warm", "cold", "slow")] == [True, True, False]
    GO.set()
    building.join()
    assert finders.built("slow", 1)


QUESTIONS = (
    "who owns the zorbification lattice?",
    "who owns Kestrel gateway?",
    "who owns the marlin exporter?",
    "who owns the tern queue?",
    "who deploys models?",
    "who looks after the gateway",
    "who makes the rollout dance happen?",
)


@pytest.mark.parametrize(
    "after",
    [
        with_things(*THINGS[:-1], thing("kubectl", aliases=("zorbification lattice",))),
        with_things(*THINGS, thing("Tern queue")),
        with_things(*THINGS[:2], *THINGS[3:]),
        with_things(*THINGS[1:], thing("Kestrel gateway", aliases=("marlin",))),
    ],
    ids=["alias", "added", "gone", "moved"],
)
def test_changed_as_built_anew(after: Catalog) -> None:
    """After a few changes the same is found as by a finder that was built anew."""
    grown = Finders(vocabulary(), matching())
    grown.of("w", 1, with_things(*THINGS))
    anew = Finders(vocabulary(), matching()).of("w", 2, after)
    made = grown.of("w", 2, after)
    for text in QUESTIONS:
        assert _told(made, text)[:2] == _told(anew, text)[:2]


def test_changed_again_and_back() -> None:
    """What was added is found at once, and no longer once it is taken away again."""
    finders = _finders()
    without, ask = with_things(*THINGS), "who owns the zorbification lattice?"
    for version in range(2, 8, 2):
        assert _told(finders.of("w", version - 1, without), ask) == []
        more = with_things(*THINGS[:-1], thing("kubectl", aliases=("zorbification lattice",)))
        assert _told(finders.of("w", version, more), ask)[:1] == [THINGS[-1].ref]


def test_changed_entry_that_examples_taught(shipped: Learned) -> None:
    """An alias of an entry that ships is found at once, and what examples taught of it stays."""
    finders = Finders(vocabulary(), matching(), shipped)
    first = finders.of("w", 1, catalog())
    activities = tuple(
        one.model_copy(update={"aliases": (*one.aliases, "rollout dance")})
        if one.ref == "activity:deploy-models"
        else one
        for one in catalog().activities
    )
    second = finders.of("w", 2, changed(catalog(), activities=activities))
    best = second.find("who does the rollout dance?")[0]
    assert (best.ref, best.wording) == ("activity:deploy-models", "rollout dance")
    assert second.because("who does the rollout dance?", best).wording == "rollout dance"
    text = "who puts models into production?"
    assert _told(second, text) == _told(first, text)


def test_gone_entry_that_examples_taught(shipped: Learned) -> None:
    """An entry that was retired is found no more, whatever the examples say."""
    finders = Finders(vocabulary(), matching(), shipped)
    text = "who deploys models?"
    assert _told(finders.of("w", 1, catalog()), text)[0] == "activity:deploy-models"
    kept = tuple(one for one in catalog().activities if one.ref != "activity:deploy-models")
    left = finders.of("w", 2, changed(catalog(), activities=kept))
    assert "activity:deploy-models" not in _told(left, text)


def test_kept() -> None:
    """It is told of how many workspaces a finder is kept, and never more than are kept warm."""
    finders = Finders(vocabulary(), matching(), warm=2)
    told = [finders.kept]
    for workspace in ("one", "two", "two", "three"):
        finders.of(workspace, 1, catalog())
        told.append(finders.kept)
    assert told == [0, 1, 2, 2, 2]
