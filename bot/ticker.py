"""A job in a thread of its own: run when it is woken, and every so often without."""

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class Ticker:
    """Runs one job again and again, never twice at a time; an error ends one run, not the thread.

    The job gets an event that is set once it should stop: what waits, waits on that.
    """

    def __init__(self, name: str, seconds: float, job: Callable[[threading.Event], None]) -> None:
        self._seconds = seconds
        self._job = job
        self._wanted = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Runs the job now, and from now on; a second start only wakes it."""
        self._wanted.set()
        if not self._thread.is_alive():
            self._thread.start()

    def wake(self) -> None:
        """Runs the job soon: at once, or again where it is running."""
        self._wanted.set()

    def stop(self, within: float | None = None) -> None:
        """Lets a run under way end, for at most so many seconds, and starts no other."""
        self._stopped.set()
        self._wanted.set()
        if self._thread.is_alive():
            self._thread.join(within)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._wanted.wait(self._seconds)
            self._wanted.clear()
            if self._stopped.is_set():
                return
            try:
                self._job(self._stopped)
            except Exception:
                log.exception("%s failed and is tried again", self._thread.name)
