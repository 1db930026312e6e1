"""A job in a thread of its own."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from bot.ticker import Ticker

PATIENCE = 30
NEVER = 3600.0
OFTEN = 0.001


class Job:
    """Counts its runs, and can be held in the middle of one."""

    def __init__(self, *, fails: bool = False) -> None:
        self.held = threading.Event()
        self.held.set()
        self.at_once = 0
        self.most_at_once = 0
        self.stops: list[threading.Event] = []
        self._fails = fails
        self._begun = threading.Semaphore(0)
        self._ended = threading.Semaphore(0)

    def __call__(self, stopped: threading.Event) -> None:
        """One run."""
        self.stops.append(stopped)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self._begun.release()
        assert self.held.wait(PATIENCE)
        self.at_once -= 1
        self._ended.release()
        if self._fails:
            raise ZeroDivisionError

    @property
    def runs(self) -> int:
        """How often it was run."""
        return len(self.stops)

    def begins(self) -> bool:
        """Waits until one more run has begun."""
        return self._begun.acquire(timeout=PATIENCE)

    def ends(self) -> bool:
        """Waits until one more run is over."""
        return self._ended.acquire(timeout=PATIENCE)


@contextmanager
def _ticking(
    job: Callable[[threading.Event], None], seconds: float = NEVER, name: str = "test"
) -> Iterator[Ticker]:
    ticker = Ticker(name, seconds, job)
    ticker.start()
    try:
        yield ticker
    finally:
        ticker.stop(PATIENCE)


def _threads(name: str) -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == name]


def test_runs_at_the_start() -> None:
    """A started ticker runs its job at once, in a thread that has its name."""
    names: list[str] = []
    done = threading.Event()

    def job(_: threading.Event) -> None:
        names.append(threading.current_thread().name)
        done.set()

    with _ticking(job, name="roster"):
        assert done.wait(PATIENCE)
    assert names == ["roster"]


def test_runs_when_woken() -> None:
    """Each time it is woken the job runs, without waiting for its time."""
    with _ticking(job := Job()) as ticker:
        assert job.ends()
        for _ in range(3):
            ticker.wake()
            assert job.ends()
    assert job.runs == 4


def test_runs_every_so_often() -> None:
    """Without being woken the job runs again and again."""
    with _ticking(job := Job(), OFTEN):
        assert all(job.ends() for _ in range(5))


def test_woken_before_the_start() -> None:
    """What wakes it before it is started starts nothing."""
    job = Job()
    ticker = Ticker("test", NEVER, job)
    ticker.wake()
    assert _threads("test") == []
    ticker.stop()
    assert job.runs == 0


def test_woken_while_it_runs() -> None:
    """However often it is woken during a run, it runs once more after that, never beside it."""
    with _ticking(job := Job()) as ticker:
        assert job.begins()
        assert job.ends()
        job.held.clear()
        ticker.wake()
        assert job.begins()
        for _ in range(5):
            ticker.wake()
        job.held.set()
        assert job.ends()
        assert job.ends()
        # Woken again, it runs once: nothing was left over of the five.
        ticker.wake()
        assert job.ends()
    assert (job.runs, job.most_at_once) == (4, 1)


def test_woken_by_many() -> None:
    """Many threads that wake it never make it run twice at a time."""
    with _ticking(job := Job()) as ticker:
        threads = [threading.Thread(target=ticker.wake) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        assert job.ends()
    assert job.most_at_once == 1
    assert 1 <= job.runs <= 17


def test_an_error_ends_one_run(caplog: pytest.LogCaptureFixture) -> None:
    """A run that fails is told in the log with its error, and the next run comes."""
    with _ticking(job := Job(fails=True), name="roster") as ticker:
        assert job.ends()
        ticker.wake()
        assert job.ends()
    records = [one for one in caplog.records if one.name == "bot.ticker"]
    assert [one.getMessage() for one in records] == ["roster failed and is tried again"] * 2
    assert all(one.exc_info and one.exc_info[0] is ZeroDivisionError for one in records)


def test_stops() -> None:
    """A stopped ticker has ended its run and its thread, and runs no more, woken or not."""
    with _ticking(job := Job(), OFTEN, "stopping") as ticker:
        assert job.ends()
        ticker.stop(PATIENCE)
        assert _threads("stopping") == []
        runs = job.runs
        ticker.wake()
        ticker.stop(PATIENCE)
    assert (job.runs, job.at_once) == (runs, 0)


def test_stopping_waits_for_the_run() -> None:
    """A run under way is told to stop, and waited for."""
    begun, over = threading.Event(), threading.Event()

    def job(stopped: threading.Event) -> None:
        begun.set()
        assert stopped.wait(PATIENCE)
        over.set()

    with _ticking(job):
        assert begun.wait(PATIENCE)
        assert not over.is_set()
    assert over.is_set()


def test_stopping_waits_no_longer_than_it_may() -> None:
    """A run that doesn't end holds nobody up for longer than was said."""
    with _ticking(job := Job(), name="slow") as ticker:
        assert job.begins()
        assert job.ends()
        job.held.clear()
        ticker.wake()
        assert job.begins()
        ticker.stop(0)
        assert len(_threads("slow")) == 1
        job.held.set()
    assert _threads("slow") == []
    assert job.runs == 2


def test_stopping_before_the_start() -> None:
    """A ticker that never ran can be stopped, and then runs nothing."""
    ticker = Ticker("test", NEVER, job := Job())
    ticker.stop()
    ticker.start()
    ticker.stop(PATIENCE)
    assert job.runs == 0
    assert _threads("test") == []
