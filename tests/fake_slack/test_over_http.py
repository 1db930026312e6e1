"""The fake Slack posts to an app as Slack does, and takes its answers as Slack does."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier

from tests.fake_slack import HttpSlack
from tests.fake_slack.app_server import AppServer, Asked, app_server
from tests.fake_slack.listener import HOST
from tests.fake_slack.over_http import FORM, JSON, SIGNING_SECRET, Reply, Untaken

Json = dict[str, Any]
BUTTON: Json = {"block_id": "b", "action_id": "right", "value": "1"}


@pytest.fixture
def slack(app: AppServer) -> Iterator[HttpSlack]:
    """A Slack that posts to it."""
    with HttpSlack(app.url) as slack:
        yield slack


@pytest.fixture
def nobody() -> str:
    """An address where nobody listens."""
    with socket.create_server((HOST, 0)) as unused:
        return f"http://{HOST}:{unused.getsockname()[1]}"


def _said(body: Json) -> Reply:
    return Reply(200, json.dumps(body).encode(), {"Content-Type": JSON})


def _numbers(app: AppServer) -> list[tuple[str | None, str | None]]:
    names = ("x-slack-retry-num", "x-slack-retry-reason")
    return [(one.headers.get(names[0]), one.headers.get(names[1])) for one in app.asked]


def test_signed(app: AppServer, slack: HttpSlack) -> None:
    """Each request is signed over its bytes, so that Slack's own verifier takes it, just now."""
    slack.mention("who owns this? – ünï", event_id="Ev1").answer()
    slack.command("churn").answer()
    for asked in app.asked:
        body = asked.body.decode()
        assert SignatureVerifier(SIGNING_SECRET).is_valid_request(body, asked.headers)
        assert not SignatureVerifier("another").is_valid_request(body, asked.headers)
    old = slack.signed(b"{}", at=time.time() - 301)
    assert not SignatureVerifier(SIGNING_SECRET).is_valid_request("{}", old)


def test_shapes(app: AppServer, slack: HttpSlack) -> None:
    """Events are JSON, a command is a form, and what people click on is JSON in a form."""
    mention = slack.mention("churn")
    mention.answer()
    command = slack.command("payload & churn=1")
    command.answer()
    click = slack.click(BUTTON)
    click.answer()
    event, form, payload = app.asked
    assert {one.path for one in app.asked} == {"/slack/events"}
    kinds = [one.headers["content-type"] for one in app.asked]
    assert kinds == [JSON, FORM, FORM]
    assert json.loads(event.body) == mention.payload
    assert form.form == command.payload
    assert json.loads(payload.form["payload"]) == click.payload


def test_answer_to_a_command(app: AppServer, slack: HttpSlack) -> None:
    """A body is what the asker reads, be it JSON or text, and no body is nothing to read."""
    app.answer = lambda _: _said({"text": "Ana", "response_type": "in_channel"})
    assert slack.command("churn").answer()["text"] == "Ana"
    app.answer = lambda _: Reply(200, b"Bo", {"Content-Type": "text/plain"})
    assert slack.command("churn").answer() == {"text": "Bo"}
    app.answer = lambda _: Reply(200)
    assert slack.command("churn").answer() == {}
    assert [(one.kind, one.text, one.ephemeral) for one in slack.messages] == [
        ("ack", "Ana", False),
        ("ack", "Bo", True),
    ]
    assert slack.violations == []


def test_answers_are_judged(app: AppServer, slack: HttpSlack) -> None:
    """What Slack would refuse in an answer is remembered, and so is one where it takes none."""
    app.answer = lambda _: _said({"blocks": [{"type": "section"}], "text": "x"})
    slack.command("churn").answer()
    app.answer = lambda _: Reply(200, b"[1]", {"Content-Type": JSON})
    slack.command("churn").answer()
    app.answer = lambda _: _said({"text": "x"})
    slack.click(BUTTON).answer()
    assert slack.messages == []
    shape, no_object, none_taken = slack.violations
    assert shape.startswith("ack of slash_commands")
    assert no_object == "ack of slash_commands: '[1]' is no JSON object"
    assert none_taken == "ack of interactive: a payload where Slack takes none"


def test_forms(app: AppServer, slack: HttpSlack) -> None:
    """A view is submitted and answered as over a socket; so is what is typed in a menu."""
    menu = {"type": "external_select", "action_id": "who", "min_query_length": 1}
    label = {"type": "plain_text", "text": "Who"}
    content = {
        "type": "modal",
        "title": label,
        "submit": label,
        "blocks": [{"type": "input", "block_id": "who", "label": label, "element": menu}],
    }
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    client.views_open(trigger_id=slack.new_trigger(), view=content)
    view = slack.views[-1]
    options = [{"text": {"type": "plain_text", "text": "Ana"}, "value": "U1"}]
    app.answer = lambda _: _said({"options": options})
    assert slack.suggest(view, "who", "who", "a") == options
    app.answer = lambda _: _said({"response_action": "errors", "errors": {"who": "Not her"}})
    slack.submit(view, {"who": "U1"}).answer()
    assert view.errors == {"who": "Not her"}
    app.answer = lambda _: Reply(200)
    slack.submit(view).answer()
    assert not view.is_open
    assert slack.violations == []


def test_events_come_again(app: AppServer, slack: HttpSlack) -> None:
    """An event that isn't taken comes three times more, with a number and a reason."""
    app.answer = lambda _: Reply(503)
    mention = slack.mention("churn")
    mention.wait_over()
    assert _numbers(app) == [(None, None), *((str(n), "http_error") for n in (1, 2, 3))]
    assert len({one.body for one in app.asked}) == 1
    assert mention.failure == "http_error"
    assert [one.status for one in mention.attempts] == [503] * 4
    assert slack.failures == [mention]


def test_events_come_until_taken(app: AppServer, slack: HttpSlack) -> None:
    """An event that is taken doesn't come again, and its acknowledgement is seen."""
    app.answer = lambda _: Reply(500 if len(app.asked) < 3 else 200)
    mention = slack.mention("churn")
    assert mention.answer() == {}
    assert [one.status for one in mention.attempts] == [500, 500, 200]
    assert slack.failures == []


def test_no_retry(app: AppServer, slack: HttpSlack) -> None:
    """An app that wants an event no more doesn't get it again."""
    app.answer = lambda _: Reply(500, headers={"X-Slack-No-Retry": "1"})
    slack.mention("churn").wait_over()
    assert _numbers(app) == [(None, None)]


def test_an_event_that_came_before(app: AppServer, slack: HttpSlack) -> None:
    """A test can say that it is a later attempt, and those after it go on from there."""
    app.answer = lambda _: Reply(500 if len(app.asked) < 2 else 200)
    slack.mention("churn", retry=(2, "http_timeout")).answer()
    assert _numbers(app) == [("2", "http_timeout"), ("3", "http_error")]


def test_retries_wait(app: AppServer, slack: HttpSlack) -> None:
    """Retries come after as long as was said, and are given up when the fake is closed."""
    slack.retry_after = (0.0, 600.0)
    app.answer = lambda _: Reply(500)
    mention = slack.mention("churn")
    slack.wait(lambda: len(mention.attempts) == 2)
    assert mention.failure is None


@pytest.mark.parametrize("status", [404, 500, 0])
def test_what_people_do_comes_once(status: int, app: AppServer, slack: HttpSlack) -> None:
    """A command or a click that isn't taken is not sent again, and whoever did it sees so."""
    app.answer = lambda _: Reply(status)
    for envelope in (slack.command("churn"), slack.click(BUTTON)):
        envelope.wait_over()
        assert envelope.failure == "dispatch_failed"
        assert not envelope.acknowledged
        with pytest.raises(AssertionError, match="dispatch_failed"):
            envelope.answer()
    assert len(app.asked) == 2
    assert len(slack.failures) == 2


def test_late_answers_are_not_seen(app: AppServer, slack: HttpSlack) -> None:
    """An answer that takes too long is none: an event comes again, a command has failed."""
    slack.patience, held = 0.2, threading.Event()

    def late(_asked: Asked) -> Reply:
        held.wait()
        return _said({"text": "too late"})

    app.answer = late
    command = slack.command("churn")
    command.wait_over()
    assert command.failure == "operation_timeout"
    mention = slack.mention("churn")
    mention.wait_over()
    held.set()
    assert mention.failure == "http_timeout"
    assert _numbers(app)[-1] == ("3", "http_timeout")
    assert slack.messages == []


def test_several_targets(app: AppServer, slack: HttpSlack, nobody: str) -> None:
    """Requests go to each address in turn, and on to the next where nobody listens."""
    with app_server() as other:
        slack.urls = [app.url, nobody, other.url]
        for _ in range(6):
            slack.command("churn").answer()
        assert len(app.asked) + len(other.asked) == 6
        assert min(len(app.asked), len(other.asked)) >= 2
    assert slack.connected == 3


def test_nobody_listens(slack: HttpSlack, nobody: str) -> None:
    """Where no address can be reached, nothing is taken."""
    slack.urls = [nobody]
    mention, command = slack.mention("churn"), slack.command("churn")
    for envelope in (mention, command):
        envelope.wait_over()
    assert (mention.failure, command.failure) == ("connection_failed", "dispatch_failed")
    with pytest.raises(Untaken, match="connection_failed"):
        slack.post(b"", {})


def test_replays(app: AppServer, slack: HttpSlack) -> None:
    """A test can post the very same bytes again, or whatever else it likes."""
    command = slack.command("churn")
    command.answer()
    [attempt] = command.attempts
    assert slack.post(attempt.body, attempt.headers).status == 200
    first, second = app.asked
    assert (first.body, first.headers) == (second.body, second.headers)
    app.answer = lambda asked: Reply(401, asked.body)
    assert slack.post(b"{", {"Content-Type": JSON}).body == b"{"
