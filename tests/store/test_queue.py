"""What one transaction may do with the deliveries of all workspaces."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import TypeVar

import pytest
from sqlalchemy import text

from bot.domain.delivery import Delivery, Settled, Taken
from bot.errors import StoreUnavailable
from bot.store.books import Books
from bot.store.deliveries import MOST_ATTEMPTS
from bot.store.engine import Engines
from bot.store.ledger import Ledger
from bot.store.queue import Queue
from tests.store.sample import NOW, take_in

T = TypeVar("T")
THREADS = 6
LANES = 30
EACH = 3
OURS = ("W1", "W2")
PATIENCE = 30
POST = Delivery("post", "C1", "C1", {"channel": "C1"}, {"text": "x"})
SENT = Settled("sent", ts="1.0")
FAILED = Settled("failed", error="channel_not_found")


@pytest.fixture
def ready(ledger: Ledger) -> Ledger:
    """A ledger with two workspaces."""
    for workspace_id in ("W1", "W2"):
        take_in(ledger, {}, workspace_id)
    return ledger


def _send(ledger: Ledger, *given: Delivery, workspace_id: str = "W1") -> list[str]:
    with ledger.open(workspace_id, NOW) as books:
        return [books.send(one) for one in given]


def _states(ledger: Ledger, workspace_id: str = "W1") -> list[str]:
    with ledger.read(workspace_id) as books:
        return [one.state for one in books.deliveries(1000)]


def test_all_workspaces(ready: Ledger) -> None:
    """The queue hands out what any workspace sends, and each sees what became of its own."""
    one = _send(ready, POST)
    two = _send(ready, POST, workspace_id="W2")
    with ready.queue() as queue:
        took = queue.take(OURS, (), 5)
        assert {taken.id for taken in took} == {*one, *two}
        assert queue.take(OURS, (), 5) == []
        for taken in took:
            settled = SENT if taken.workspace_id == "W1" else FAILED
            assert queue.settle(taken, settled) is (settled is FAILED)
    assert (_states(ready, "W1"), _states(ready, "W2")) == (["sent"], ["failed"])


def test_resting_and_limit(ready: Ledger) -> None:
    """No more is taken than was asked for, and nothing by a pace that rests."""
    other = Delivery("post", "C2", "C2", {"channel": "C2"}, {"text": "x"})
    first, second = _send(ready, POST, other)
    with ready.queue() as queue:
        assert [taken.id for taken in queue.take(OURS, {("W1", "C1")}, 5)] == [second]
        assert [taken.id for taken in queue.take(OURS, frozenset(), 1)] == [first]


def test_taking_is_kept(ready: Ledger) -> None:
    """What was taken and never settled is taken by nobody else, and counts as tried."""
    _send(ready, POST)
    with ready.queue() as queue:
        assert len(queue.take(OURS, (), 5)) == 1
    with ready.queue() as queue:
        assert queue.take(OURS, (), 5) == []
        assert queue.release() == []
    with ready.read("W1") as books:
        [row] = books.deliveries()
    assert (row.state, row.attempts) == ("sending", 1)


def test_rolled_back_taking(ready: Ledger) -> None:
    """What was taken in a transaction that failed waits as before, and no attempt counts."""
    _send(ready, POST)
    with pytest.raises(ZeroDivisionError), ready.queue() as queue:
        _take_and_fail(queue)
    with ready.queue() as queue:
        assert [taken.attempts for taken in queue.take(OURS, (), 5)] == [1]


def test_rolled_back_sending(ready: Ledger) -> None:
    """What a decision sends never leaves where the decision wasn't made."""
    with pytest.raises(ZeroDivisionError), ready.open("W1", NOW) as books:
        _send_and_fail(books)
    with ready.queue() as queue:
        assert queue.take(OURS, (), 5) == []


def test_process_that_died(ready: Ledger, engines: Engines) -> None:
    """What its lease left behind in a thread is told once, as unknown."""
    [key] = _send(ready, replace(POST, address={"channel": "C1", "thread_ts": "1.1"}))
    _die(ready, engines)
    with ready.queue() as queue:
        assert queue.release() == [key]
    with ready.queue() as queue:
        assert queue.release() == []
    assert _states(ready) == ["unknown"]


def test_process_that_died_over_a_post(ready: Ledger, engines: Engines) -> None:
    """What can be looked for in its channel is taken again, to be looked for first."""
    [key] = _send(ready, replace(POST, lane="C1 ", address={"channel": "C1"}))
    _die(ready, engines)
    with ready.queue() as queue:
        assert queue.release() == []
        [taken] = queue.take(OURS, (), 5)
    assert (taken.id, taken.attempts, taken.doubtful) == (key, 2, True)


def _die(ready: Ledger, engines: Engines) -> None:
    """A process takes what is due, and is gone for longer than its lease."""
    with ready.queue() as queue:
        queue.take(OURS, (), 5)
    with engines.write.begin() as connection:
        late = "UPDATE deliveries SET leased_until = '2020-01-01 00:00:00.000000'"
        connection.execute(text(late))


def test_forgotten(ready: Ledger) -> None:
    """Settled deliveries and claims from before a moment go together; what is open stays."""
    _send(ready, POST, POST)
    with ready.open("W1", NOW) as books:
        books.claim_once("k")
    with ready.queue() as queue:
        [taken] = queue.take(OURS, (), 5)
        queue.settle(taken, SENT)
    for before, states, free in (
        (NOW, ["waiting", "sent"], False),
        (NOW + timedelta(days=36500), ["waiting"], True),
    ):
        with ready.queue() as queue:
            queue.forget(before)
        assert _states(ready) == states
        with ready.open("W1", NOW, rehearse=True) as books:
            assert books.claim_once("k") is free


def test_takers_at_once(ready: Ledger) -> None:
    """Threads that empty the queue together take each delivery once, and each lane in order."""
    posts = [
        Delivery("post", f"lane {lane}", "C1", {"n": n}, {"text": "x"})
        for n in range(EACH)
        for lane in range(LANES)
    ]
    keys = _send(ready, *posts)
    took: list[Taken] = []
    together = Barrier(THREADS, timeout=PATIENCE)

    def work(_: int) -> None:
        together.wait()
        while set(_states(ready)) != {"sent"}:
            mine = _patiently(ready, lambda queue: queue.take(OURS, (), 4))
            took.extend(mine)
            _patiently(ready, partial(_settle_all, mine))

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))
    assert Counter(taken.id for taken in took) == Counter(keys)
    assert {taken.attempts for taken in took} == {1}
    for lane in {one.lane for one in posts}:
        assert [taken.address["n"] for taken in took if taken.lane == lane] == list(range(EACH))


def test_retries_at_once(ready: Ledger) -> None:
    """However many threads try it, a delivery is tried so many times and no more."""
    _send(ready, POST)
    together = Barrier(THREADS, timeout=PATIENCE)

    def tried(queue: Queue) -> list[int]:
        took = queue.take(OURS, (), 1)
        for taken in took:
            queue.settle(taken, Settled("waiting"))
        return [taken.attempts for taken in took]

    def work(_: int) -> list[int]:
        attempts: list[int] = []
        together.wait()
        while _states(ready) != ["failed"]:
            attempts += _patiently(ready, tried)
        return attempts

    with ThreadPoolExecutor(THREADS) as pool:
        attempts = [one for mine in pool.map(work, range(THREADS)) for one in mine]
    assert sorted(attempts) == list(range(1, MOST_ATTEMPTS + 1))


def _send_and_fail(books: Books) -> None:
    books.send(POST)
    raise ZeroDivisionError


def _take_and_fail(queue: Queue) -> None:
    assert len(queue.take(OURS, (), 5)) == 1
    raise ZeroDivisionError


def _settle_all(mine: list[Taken], queue: Queue) -> list[bool]:
    return [queue.settle(taken, SENT) for taken in mine]


def _patiently(ledger: Ledger, do: Callable[[Queue], list[T]]) -> list[T]:
    """Tries again where the database was busy for too long, as the dispatcher does."""
    while True:
        try:
            with ledger.queue() as queue:
                done = do(queue)
        except StoreUnavailable:
            continue
        return done
