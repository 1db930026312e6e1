"""Links into the pages that were followed: each once, in the workspace that it is for."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

from bot.store import erasing
from bot.store.engine import Engines, make_engines
from bot.store.ledger import Ledger
from bot.store.spent_links import LASTS
from tests.store.contents import contents
from tests.store.sample import NOW

SOON = NOW + timedelta(minutes=10)
JUST = timedelta(microseconds=1)
AT_ONCE = 20


def _create(ledger: Ledger, *names: str) -> None:
    for name in names:
        with ledger.open(name, NOW) as books:
            books.create(name)


def _spend(ledger: Ledger, digest: str, workspace: str = "W1") -> bool:
    with ledger.open(workspace, NOW, holds=False) as books:
        return books.spend(digest, SOON)


def test_once(ledger: Ledger) -> None:
    """A link is followed once, and neither another link nor another workspace minds."""
    _create(ledger, "W1", "W2")
    assert _spend(ledger, "one")
    assert not _spend(ledger, "one")
    assert _spend(ledger, "two")
    with ledger.read("W2") as books:
        assert not books.is_spent("one")
    assert _spend(ledger, "one", "W2")
    with ledger.read("W1") as books:
        assert [books.is_spent(one) for one in ("one", "two", "three")] == [True, True, False]


def test_at_once(ledger: Ledger, engines: Engines) -> None:
    """Of two processes in which many follow one link at once, one is let in."""
    _create(ledger, "W1")
    url = engines.write.url.render_as_string(hide_password=False)
    with (
        closing(Ledger(make_engines(url, engines.root))) as other,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        told = list(pool.map(lambda one: _spend(one, "link"), [ledger, other] * (AT_ONCE // 2)))
    assert sorted(told) == [False] * (AT_ONCE - 1) + [True]
    assert len(contents(engines)["spent_links"]) == 1


def test_taken_back(ledger: Ledger) -> None:
    """What was not committed is not spent."""
    _create(ledger, "W1")
    with ledger.open("W1", NOW, rehearse=True, holds=False) as books:
        assert books.spend("link", SOON)
    assert _spend(ledger, "link")


def test_forgotten(ledger: Ledger, engines: Engines) -> None:
    """A link is known for an hour longer than it counts, whatever clock each process goes by."""
    _create(ledger, "W1")
    assert _spend(ledger, "link")
    for moment, known in ((NOW, 1), (SOON, 1), (SOON + LASTS - JUST, 1), (SOON + LASTS, 0)):
        ledger.forget_expired(moment)
        assert len(contents(engines)["spent_links"]) == known


def test_erased(ledger: Ledger, engines: Engines) -> None:
    """Nothing of it is left of a workspace that is erased, and all of it of another."""
    _create(ledger, "W1", "W2")
    for workspace in ("W1", "W2"):
        assert _spend(ledger, "link", workspace)
    with ledger.writing() as session:
        assert erasing.begin(session, "W1", NOW)
    erasing.erase(ledger, "W1")
    [left] = contents(engines)["spent_links"]
    assert "W2" in left
