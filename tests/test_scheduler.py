"""One job again and again, in a thread of its own."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.scheduler import Scheduler

PATIENCE = 30
NEVER = 3600.0
OFTEN = 0.001
MOMENT = 0.1
"""Who would be done too early has so long for it; nobody has to be done by then."""


class Job:
    """Counts its runs, and can be held in the middle of one."""

    def __init__(self, *, fails: bool = False) -> None:
        self.held = threading.Event()
        self.held.set()
        self.runs = 0
        self.at_once = 0
        self.most_at_once = 0
        self._fails = fails
        self._begun = threading.Semaphore(0)
        self._ended = threading.Semaphore(0)

    def __call__(self) -> None:
        """One run."""
        self.runs += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self._begun.release()
        assert self.held.wait(PATIENCE)
        self.at_once -= 1
        self._ended.release()
        if self._fails:
            raise ZeroDivisionError

    def begins(self) -> bool:
        """Waits until one more run has begun."""
        return self._begun.acquire(timeout=PATIENCE)

    def ends(self) -> bool:
        """Waits until one more run is over."""
        return self._ended.acquire(timeout=PATIENCE)


@contextmanager
def _scheduled(job: Job, seconds: float = NEVER) -> Iterator[Scheduler]:
    scheduler = Scheduler("test", seconds, job)
    scheduler.start()
    try:
        yield scheduler
    finally:
        job.held.set()
        scheduler.stop()


def test_runs_at_the_start() -> None:
    """A started scheduler runs its job at once; a second start only wakes it."""
    with _scheduled(job := Job()) as scheduler:
        assert job.ends()
        scheduler.start()
        assert job.ends()
    assert (job.runs, job.most_at_once) == (2, 1)


def test_runs_when_woken() -> None:
    """Each time it is woken the job runs, without waiting for its time."""
    with _scheduled(job := Job()) as scheduler:
        assert job.ends()
        for _ in range(3):
            scheduler.wake()
            assert job.ends()
    assert job.runs == 4


def test_runs_every_so_often() -> None:
    """Without being woken the job runs again and again."""
    with _scheduled(job := Job(), OFTEN):
        assert all(job.ends() for _ in range(5))
    assert job.most_at_once == 1


def test_woken_before_the_start() -> None:
    """What wakes it before it is started starts nothing."""
    job = Job()
    scheduler = Scheduler("test", NEVER, job)
    scheduler.wake()
    scheduler.stop()
    assert job.runs == 0


def test_woken_while_it_runs() -> None:
    """Woken during a run it runs once more after that, never beside it."""
    with _scheduled(job := Job()) as scheduler:
        assert job.begins()
        assert job.ends()
        job.held.clear()
        scheduler.wake()
        assert job.begins()
        for _ in range(5):
            scheduler.wake()
        job.held.set()
        assert job.ends()
        assert job.ends()
    assert job.most_at_once == 1


class Skipped(logging.Handler):
    """Waits until a run was left out because one runs and one waits already."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._told = threading.Semaphore(0)

    def emit(self, record: logging.LogRecord) -> None:
        """One was left out."""
        if "maximum number of running instances" in record.getMessage():
            self._told.release()

    def comes(self) -> bool:
        """Waits for one more."""
        return self._told.acquire(timeout=PATIENCE)


@pytest.fixture
def skipped() -> Iterator[Skipped]:
    """What hears of runs that are left out."""
    handler = Skipped()
    logging.getLogger("apscheduler").addHandler(handler)
    yield handler
    logging.getLogger("apscheduler").removeHandler(handler)


def test_a_run_that_takes_long(skipped: Skipped) -> None:
    """However many runs come due during one, they don't run beside it, nor all after it."""
    job = Job()
    job.held.clear()
    with _scheduled(job, OFTEN):
        assert job.begins()
        assert all(skipped.comes() for _ in range(20))
        assert job.runs == 1
        job.held.set()
        assert job.ends()
        assert job.ends()
    assert job.most_at_once == 1


def test_woken_by_many() -> None:
    """Many threads that wake it never make it run twice at a time."""
    with _scheduled(job := Job()) as scheduler:
        threads = [threading.Thread(target=scheduler.wake) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        assert job.ends()
    assert job.most_at_once == 1
    assert 1 <= job.runs <= 17


def test_an_error_ends_one_run(caplog: pytest.LogCaptureFixture) -> None:
    """A run that fails is told in the log with its error, and the next run comes."""
    with _scheduled(job := Job(fails=True)) as scheduler:
        assert job.ends()
        scheduler.wake()
        assert job.ends()
    told = [one for one in caplog.records if one.levelno == logging.ERROR and one.exc_info]
    assert len(told) == 2
    assert all(one.exc_info and one.exc_info[0] is ZeroDivisionError for one in told)


def test_stops() -> None:
    """A stopped scheduler has ended its run, and runs no more: woken, started again or neither."""
    with _scheduled(job := Job(), OFTEN) as scheduler:
        assert job.ends()
        scheduler.stop()
        runs = job.runs
        for what in (scheduler.wake, scheduler.start, scheduler.stop):
            what()
    assert (job.runs, job.at_once) == (runs, 0)


def test_stopping_waits_for_the_run() -> None:
    """A run under way ends before the scheduler has stopped."""
    with _scheduled(job := Job()) as scheduler:
        assert job.begins()
        assert job.ends()
        job.held.clear()
        scheduler.wake()
        assert job.begins()
        left: list[int] = []

        def stop() -> None:
            scheduler.stop()
            left.append(job.at_once)

        stopping = threading.Thread(target=stop)
        stopping.start()
        stopping.join(MOMENT)
        assert left == []
        job.held.set()
        stopping.join(PATIENCE)
        assert left == [0]


def test_stopping_before_the_start() -> None:
    """A scheduler that never ran can be stopped, and then runs nothing."""
    scheduler = Scheduler("test", NEVER, job := Job())
    scheduler.stop()
    scheduler.start()
    scheduler.stop()
    assert job.runs == 0
