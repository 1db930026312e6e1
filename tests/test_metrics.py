"""What is counted, in a registry that nobody else has."""

from datetime import timedelta

from prometheus_client import REGISTRY, generate_latest

from bot.metrics import Meter


def _value(meter: Meter, name: str, **labels: str) -> float | None:
    return meter.registry.get_sample_value(f"rolecall_{name}", labels)


def test_counts() -> None:
    """Each thing is counted under what it is, and times fall into buckets."""
    meter = Meter()
    meter.received("command", "taken", 0.2)
    meter.received("command", "passed over", 4)
    meter.answered("choose")
    meter.attempted("unknown")
    meter.delivered(20, timedelta(seconds=3))
    meter.limited("chat.postMessage")
    assert _value(meter, "received_total", kind="command", became="passed_over") == 1
    assert _value(meter, "answers_total", outcome="choose") == 1
    assert _value(meter, "delivery_attempts_total", state="unknown") == 1
    assert _value(meter, "slack_limited_total", method="chat.postMessage") == 1
    took = [
        _value(meter, "acknowledge_seconds_bucket", kind="command", le=edge)
        for edge in ("0.1", "0.25", "3.0", "+Inf")
    ]
    assert took == [0, 1, 1, 2]
    assert _value(meter, "delivery_seconds_sum", rank="digest") == 3


def test_clocks_that_differ() -> None:
    """A message from a process whose clock is ahead took no time, and not less than none."""
    meter = Meter()
    meter.delivered(0, timedelta(seconds=-90))
    assert _value(meter, "delivery_seconds_sum", rank="answer") == 0


def test_a_registry_of_its_own() -> None:
    """Two of them in one process know nothing of each other, and the global one of neither."""
    one, other = Meter(), Meter()
    one.answered("choose")
    assert _value(other, "answers_total", outcome="choose") is None
    assert "rolecall" not in generate_latest(REGISTRY).decode()


def test_the_process() -> None:
    """The process's own figures are there too."""
    assert "process_cpu_seconds_total" in generate_latest(Meter().registry).decode()
