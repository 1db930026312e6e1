"""What Slack may send more than once: taken once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from bot.errors import RolecallError, StoreUnavailable
from bot.store import claims, workspaces
from bot.store.books import Books
from bot.store.engine import Engines
from bot.store.ledger import Ledger
from tests.store.sample import NOW, take_in

THREADS = 8
EACH = 10
PATIENCE = 30


@pytest.fixture
def ready(ledger: Ledger) -> Ledger:
    """A ledger with two workspaces."""
    for workspace_id in ("W1", "W2"):
        take_in(ledger, {}, workspace_id)
    return ledger


def _claim(ledger: Ledger, *keys: str, workspace_id: str = "W1") -> bool:
    with ledger.open(workspace_id, NOW) as books:
        return books.claim_once(*keys)


def test_taken_once(ready: Ledger) -> None:
    """The first gets a key, nobody after that, not even in the same transaction."""
    with ready.open("W1", NOW) as books:
        assert books.claim_once("event Ev1")
        assert not books.claim_once("event Ev1")
    assert not _claim(ready, "event Ev1")
    assert _claim(ready, "event Ev2")


@pytest.mark.parametrize(
    ("first", "then", "free"),
    [
        (("a",), ("a", "b"), False),
        (("a", "b"), ("b",), False),
        (("a", "b"), ("c", "b", "d"), False),
        (("a", "b"), ("c", "d"), True),
        (("a",), ("A",), True),
        (("a",), ("a ",), True),
        (("a", "a"), ("b", "b"), True),
        ((), ("a",), True),
    ],
)
def test_several_keys(
    first: tuple[str, ...],
    then: tuple[str, ...],
    free: bool,  # noqa: FBT001 - a column of the table
    ready: Ledger,
) -> None:
    """Of several keys each has to be free, and all of them are taken."""
    assert _claim(ready, *first)
    assert _claim(ready, *then) is free
    assert not any(_claim(ready, key) for key in (*first, *then))


def test_no_key_is_never_a_repetition(ready: Ledger) -> None:
    """What has nothing to be known by again is taken every time."""
    assert _claim(ready)
    assert _claim(ready)


def test_workspaces_are_apart(ready: Ledger) -> None:
    """The same key in another workspace is another key."""
    assert _claim(ready, "k", workspace_id="W1")
    assert _claim(ready, "k", workspace_id="W2")
    assert not _claim(ready, "k", workspace_id="W1")


def test_rolled_back_is_free_again(ready: Ledger) -> None:
    """What was taken by a transaction that failed can be taken by the next."""
    with pytest.raises(ZeroDivisionError), ready.open("W1", NOW) as books:
        _claim_and_fail(books, "k")
    assert _claim(ready, "k")


@pytest.mark.parametrize("key", ["k" * 5000, "ключ 🎉" * 100])
def test_long_keys(key: str, ready: Ledger) -> None:
    """A key of any length and script is taken once."""
    assert _claim(ready, key)
    assert not _claim(ready, key)


def test_only_one_of_many_at_once_wins(ready: Ledger) -> None:
    """Of threads that claim the same keys at the same moment one gets each, on each database."""
    together = Barrier(THREADS, timeout=PATIENCE)

    def race(thread: int) -> list[bool]:
        won = []
        for n in range(EACH):
            keys = (f"a{n}", f"b{n}")
            together.wait()
            # In whatever order the keys are named, nobody waits for somebody who waits for them.
            won.append(_claim_patiently(ready, *(keys if thread % 2 else keys[::-1])))
        return won

    with ThreadPoolExecutor(THREADS) as pool:
        results = list(pool.map(race, range(THREADS)))
    assert [sum(wins) for wins in zip(*results, strict=True)] == [1] * EACH


@pytest.mark.parametrize("fails", [False, True])
def test_the_second_waits_for_the_first(fails: bool, ready: Ledger) -> None:  # noqa: FBT001 - both ways
    """Who comes second is told by how the first ends: taken after a commit, free after none."""
    with ThreadPoolExecutor(1) as pool:
        with ready.open("W1", NOW, rehearse=fails) as books:
            assert books.claim_once("k")
            second = pool.submit(_claim_patiently, ready, "k")
        assert second.result(PATIENCE) is fails


def test_no_workspace_no_claim(ready: Ledger) -> None:
    """In a workspace that isn't there nothing can be taken."""
    with pytest.raises(RolecallError, match="nothing was changed"):
        _claim(ready, "k", workspace_id="W9")


def test_forgotten(engines: Engines) -> None:
    """Claims from before a moment are dropped, in every workspace; later ones stay."""
    with Session(engines.write) as session:
        for workspace_id in ("W1", "W2"):
            workspaces.create(session, workspace_id, workspace_id, NOW)
            claims.claim(session, workspace_id, ["old"], NOW - timedelta(seconds=1))
            claims.claim(session, workspace_id, ["new"], NOW)
        claims.forget(session, NOW)

        for workspace_id in ("W1", "W2"):
            assert not claims.claim(session, workspace_id, ["new"], NOW)
            assert claims.claim(session, workspace_id, ["old"], NOW)


def _claim_and_fail(books: Books, key: str) -> None:
    assert books.claim_once(key)
    raise ZeroDivisionError


def _claim_patiently(ledger: Ledger, *keys: str) -> bool:
    """Tries again where the database was busy for too long, as Slack does."""
    while True:
        try:
            return _claim(ledger, *keys)
        except StoreUnavailable:
            continue
