"""What comes in and goes out is counted as what it was, and nothing says whose it was."""

import pytest
from prometheus_client import generate_latest

from bot.domain.answer import notice
from bot.slack import outgoing
from bot.slack.edge import Watched
from bot.slack.message import Message
from tests.fake_slack import Fault
from tests.slack.conftest import HERE, Harbour, Seconds, due_now, outage
from tests.slack.test_edge import ASKED, SURFACES

KINDS = {
    "mention": "mention",
    "direct message": "message",
    "command": "command",
    "shortcut": "shortcut",
    "click": "click",
    "member": "event",
    "channel": "event",
}


def _value(harbour: Harbour, name: str, **labels: str) -> float:
    found = harbour.watched.meter.registry.get_sample_value(f"rolecall_{name}", labels)
    return found or 0.0


@pytest.mark.parametrize("surface", SURFACES)
def test_taken(surface: str, harbour: Harbour) -> None:
    """What comes in is counted as taken under what it is, each time."""
    for _ in range(2):
        SURFACES[surface](harbour.slack)
    labels = {"kind": KINDS[surface], "became": "taken"}
    assert _value(harbour, "received_total", **labels) == 2
    assert _value(harbour, "acknowledge_seconds_count", kind=KINDS[surface]) == 2


def test_repeated(harbour: Harbour) -> None:
    """What Slack sends again is counted as that, and its question as answered once."""
    first = harbour.slack.command(ASKED)
    for _ in range(2):
        harbour.edge.receive(first.payload)
    assert _value(harbour, "received_total", kind="command", became="taken") == 1
    assert _value(harbour, "received_total", kind="command", became="repeated") == 2
    assert _value(harbour, "answers_total", outcome="answered") == 1


def test_failed(harbour: Harbour) -> None:
    """What the database couldn't take failed, also where a person was told so; nobody answered."""
    with outage(harbour.engines):
        SURFACES["mention"](harbour.slack)
        SURFACES["command"](harbour.slack)
    for kind in ("mention", "command"):
        assert _value(harbour, "received_total", kind=kind, became="failed") == 1
    assert "rolecall_answers_total{" not in generate_latest(harbour.watched.meter.registry).decode()


def test_outcomes(harbour: Harbour) -> None:
    """Answers are counted by their outcome; help is none."""
    for text in (ASKED, "zanzibar quux", "help"):
        harbour.slack.command(text)
    assert _value(harbour, "answers_total", outcome="unknown") == 1
    assert _value(harbour, "received_total", kind="command", became="taken") == 3


def test_passed_over(harbour: Harbour) -> None:
    """What is for a workspace that we aren't in is counted as passed over."""
    payload = harbour.slack.command(ASKED).payload
    harbour.edge.receive(payload | {"team_id": "T0ELSE"})
    assert _value(harbour, "received_total", kind="command", became="passed_over") == 1


def test_time_to_acknowledge(harbour: Harbour, seconds: Seconds) -> None:
    """The time is from when something was read until what is acknowledged is known."""

    def slow() -> float:
        seconds.now += 0.7
        return seconds.now

    harbour.watched = Watched(seconds=slow)
    harbour.connect()
    harbour.slack.command(ASKED)
    assert _value(harbour, "acknowledge_seconds_sum", kind="command") == pytest.approx(0.7)


def _send(harbour: Harbour, *texts: str) -> None:
    with harbour.ledger.open(HERE, harbour.now()) as books:
        for text in texts:
            books.send(outgoing.post("C1", None, Message(reply=notice(text))))


def test_deliveries(harbour: Harbour) -> None:
    """Each attempt is counted by the state that it left its message in, and so is each 429."""
    harbour.slack.script("chat.postMessage", Fault(status=429, retry_after=30))
    _send(harbour, "one")
    harbour.deliver()
    assert _value(harbour, "delivery_attempts_total", state="waiting") == 1
    assert _value(harbour, "slack_limited_total", method="chat.postMessage") == 1
    due_now(harbour.engines)
    harbour.deliver()
    assert _value(harbour, "delivery_attempts_total", state="sent") == 1
    assert _value(harbour, "delivery_seconds_count", rank="answer") == 1


def test_refused(harbour: Harbour) -> None:
    """What Slack refuses for good is counted as failed, and took no time to arrive."""
    harbour.slack.always("chat.postMessage", Fault(error="channel_not_found"))
    _send(harbour, "one")
    harbour.deliver()
    assert _value(harbour, "delivery_attempts_total", state="failed") >= 1
    assert _value(harbour, "delivery_seconds_count", rank="answer") == 0


def test_limited_by_a_response_url(harbour: Harbour) -> None:
    """A 429 to an answer by its address is counted under that."""
    harbour.slack.script("response_url", Fault(status=429, retry_after=30))
    url = harbour.slack.response_url(user="U1")
    with harbour.ledger.open(HERE, harbour.now()) as books:
        books.send(outgoing.respond(url, Message(reply=notice("one"))))
    harbour.deliver()
    assert _value(harbour, "slack_limited_total", method="response_url") == 1


def test_nobody_is_named(harbour: Harbour) -> None:
    """No label holds a workspace, a person, a channel, or a word of what was asked."""
    for happens in SURFACES.values():
        happens(harbour.slack)
    _send(harbour, "zanzibar")
    harbour.deliver()
    shown = generate_latest(harbour.watched.meter.registry).decode()
    for hidden in (HERE, '"U1', '"C1', "deploys", "zanzibar", "http"):
        assert hidden not in shown
