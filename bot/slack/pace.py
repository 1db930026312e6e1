"""How fast messages may follow each other: Slack's limits, kept before Slack has to name them."""

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from bot.domain.delivery import HOME
from bot.slack.options import Options
from bot.slack.options import Pace as Limit

Key = tuple[str, str | None]
"""A workspace and a pace in it, such as a channel; None for the workspace as a whole."""


@dataclass
class _Bucket:
    tokens: float
    at: float
    closed_until: float = 0.0


class Paces:
    """A bucket of tokens for each workspace, and in it for each channel; nobody sleeps here.

    `seconds` is a clock that never goes back. `silenced` are workspaces to which nothing goes.
    """

    def __init__(
        self,
        options: Options,
        seconds: Callable[[], float] = time.monotonic,
        silenced: Collection[str] = (),
    ) -> None:
        self._options = options
        self._silenced = frozenset[Key]((workspace, None) for workspace in silenced)
        self._seconds = seconds
        self._lock = threading.Lock()
        self._buckets: dict[Key, _Bucket] = {}

    def spend(self, workspace_id: str, pace: str) -> float:
        """Takes a token for a message; 0 where it may go, else the seconds to wait for one."""
        with self._lock:
            now = self._seconds()
            # Slack counts Home tabs apart from messages.
            alone = pace.startswith(HOME)
            keys = ((workspace_id, pace), *(() if alone else ((workspace_id, None),)))
            wait = max(self._wait(key, now) for key in keys)
            if wait == 0:
                for key in keys:
                    self._buckets[key].tokens -= 1
            return wait

    def close(self, workspace_id: str, pace: str, seconds: float) -> None:
        """Lets nothing through on this pace for so long, as Slack asked."""
        with self._lock:
            now = self._seconds()
            bucket = self._bucket((workspace_id, pace), now)
            bucket.closed_until = max(bucket.closed_until, now + seconds)

    def resting(self) -> frozenset[Key]:
        """Where nothing may go now: a workspace and a pace in it, or None for all of it.

        What is full again is forgotten.
        """
        with self._lock:
            now = self._seconds()
            resting = frozenset(key for key in list(self._buckets) if self._rests(key, now))
            return resting | self._silenced

    def _rests(self, key: Key, now: float) -> bool:
        wait = self._wait(key, now)
        if wait == 0 and self._buckets[key].tokens >= self._limit(key).burst:
            del self._buckets[key]
        return wait > 0

    def _wait(self, key: Key, now: float) -> float:
        bucket = self._bucket(key, now)
        short = 1 - bucket.tokens
        refill = short / self._limit(key).per_second if short > 0 else 0.0
        return max(refill, bucket.closed_until - now, 0.0)

    def _bucket(self, key: Key, now: float) -> _Bucket:
        limit = self._limit(key)
        bucket = self._buckets.setdefault(key, _Bucket(limit.burst, now))
        gained = (now - bucket.at) * limit.per_second
        bucket.tokens = min(limit.burst, bucket.tokens + gained)
        bucket.at = now
        return bucket

    def _limit(self, key: Key) -> Limit:
        return self._options.workspace if key[1] is None else self._options.channel
