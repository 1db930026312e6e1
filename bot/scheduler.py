"""Ticks: one job again and again, in a thread of its own.

APScheduler ticks in memory alone; what is due, and whether it was done, lies in tables.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from threading import Event

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler


class Scheduler:
    """Runs a job every so many seconds, never twice at a time; an error ends one run alone."""

    def __init__(self, name: str, seconds: float, job: Callable[[], None]) -> None:
        self._ticks = BackgroundScheduler(
            timezone=UTC, executors={"default": ThreadPoolExecutor(max_workers=1)}, daemon=True
        )
        self._run = job
        self._stopped = Event()
        self._job = self._ticks.add_job(
            self._once,
            "interval",
            seconds=seconds,
            name=name,
            # The one thread runs one, and the other waits: whoever wakes it meanwhile isn't lost.
            max_instances=2,
            coalesce=True,
            misfire_grace_time=None,
        )

    def start(self) -> None:
        """Runs the job now, and from now on; a second start only wakes it."""
        if not (self._ticks.running or self._stopped.is_set()):
            self._ticks.start()
        self.wake()

    def wake(self) -> None:
        """Runs the job soon: at once, or again where it is running."""
        with suppress(JobLookupError):  # we have stopped
            self._job.modify(next_run_time=datetime.now(UTC))

    def stop(self) -> None:
        """Lets a run under way end, and starts no other."""
        self._stopped.set()
        if self._ticks.running:
            self._ticks.shutdown(wait=True)

    def _once(self) -> None:
        if not self._stopped.is_set():
            self._run()
