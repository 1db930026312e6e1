"""The finders of all workspaces."""

import threading

from bot.search.finder import Finder
from bot.search.finders import Finders
from tests.example import catalog, matching, small, vocabulary


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
