"""What this process counts and times, as Prometheus reads it.

No label says which workspace, channel or person something was about.
"""

from datetime import timedelta
from typing import Literal

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)

Attempt = Literal["waiting", "sending", "sent", "failed", "expired", "unknown"]

# They would double every series, for a moment that the process's own start time tells.
disable_created_metrics()  # type: ignore[no-untyped-call]

_ACKNOWLEDGED = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
"""Slack waits three seconds."""

_DELIVERED = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0, 3600.0)
_RANKS = {0: "answer", 10: "notice", 20: "digest"}


class Meter:
    """Counts in a registry of its own; threads may share it."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self._received = Counter(
            "rolecall_received",
            "What came from Slack, by what it is and what became of it.",
            ("kind", "became"),
            registry=registry,
        )
        self._answers = Counter(
            "rolecall_answers",
            "Questions that were answered, by outcome.",
            ("outcome",),
            registry=registry,
        )
        self._acknowledged = Histogram(
            "rolecall_acknowledge_seconds",
            "From when something was read until its acknowledgement could be sent.",
            ("kind",),
            buckets=_ACKNOWLEDGED,
            registry=registry,
        )
        self._attempts = Counter(
            "rolecall_delivery_attempts",
            "Messages to Slack, by the state that an attempt left them in.",
            ("state",),
            registry=registry,
        )
        self._delivered = Histogram(
            "rolecall_delivery_seconds",
            "From when a message was decided on until Slack had taken it.",
            ("rank",),
            buckets=_DELIVERED,
            registry=registry,
        )
        self._limited = Counter(
            "rolecall_slack_limited",
            "Calls that Slack refused for being too many, by method.",
            ("method",),
            registry=registry,
        )
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        GCCollector(registry=registry)

    def received(self, kind: str, became: str, seconds: float) -> None:
        """Something came, and was dealt with in so many seconds."""
        self._received.labels(kind, became.replace(" ", "_")).inc()
        self._acknowledged.labels(kind).observe(seconds)

    def answered(self, outcome: str) -> None:
        """A question was answered."""
        self._answers.labels(outcome).inc()

    def attempted(self, state: Attempt) -> None:
        """A message was tried, and is in this state now."""
        self._attempts.labels(state).inc()

    def delivered(self, rank: int, after: timedelta) -> None:
        """Slack has taken a message so long after it was decided on."""
        seconds = max(after.total_seconds(), 0.0)  # another process's clock may be ahead
        self._delivered.labels(_RANKS.get(rank, "other")).observe(seconds)

    def limited(self, method: str) -> None:
        """Slack refused a call to this method for being one too many."""
        self._limited.labels(method).inc()
