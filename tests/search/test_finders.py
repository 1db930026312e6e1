"""The finders of all workspaces."""

import threading

import pytest

from bot.domain.catalog import Catalog
from bot.search.finder import Finder
from bot.search.finders import Finders
from bot.search.learned import Learned
from tests.example import catalog, matching, small, vocabulary
from tests.search.things import THINGS, changed, thing, with_things


def _finders() -> Finders:
    return Finders(vocabulary(), matching())


def test_once_a_version() -> None:
    """A finder is built once for a version, whatever is handed in with it."""
    finders = _finders()
    first = finders.of("w", 1, small())
    assert finders.of("w", 1, small()) is first
    assert finders.of("w", 1, catalog()) is first


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
