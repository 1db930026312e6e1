"""Deliveries leave the queue for Slack: each once, in order, and honestly told where it isn't so.

`stop` sends what is due and settles it, so most tests need no thread that runs on.
"""

import json
import logging
import re
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count, product
from typing import Any

import pytest

from bot.domain.answer import notice
from bot.domain.delivery import DIGEST, Delivery
from bot.domain.edition import Edition
from bot.domain.member import Channel, Member
from bot.domain.operations import OnUnknown
from bot.slack import outgoing
from bot.slack.arrival import MARKER
from bot.slack.deliver import Dispatcher, Sender
from bot.slack.message import Message
from bot.slack.options import Options, Pace
from bot.slack.pace import Paces
from bot.slack.web_api import WebApi
from bot.store.deliveries import MOST_ATTEMPTS, Sent
from bot.store.engine import Engines, make_engines
from bot.store.ledger import Ledger
from tests.fake_slack import Fault
from tests.slack.conftest import (
    HERE,
    OPTIONS,
    PATIENCE,
    DirectSlack,
    Seconds,
    due_now,
    execute,
    outage,
)

POST, UPDATE, WHISPER, RESPOND = (
    "chat.postMessage",
    "chat.update",
    "chat.postEphemeral",
    "response_url",
)
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
STEWARD = Member("U9", "Ines", team=HERE, primary_owner=True)


def _message(text: str) -> Message:
    return Message(reply=notice(text))


class Queue:
    """A queue in a workspace, and dispatchers for it one after the other, as over restarts."""

    def __init__(self, ledger: Ledger, engines: Engines, api: WebApi, paces: Paces) -> None:
        self.engines = engines
        self.api = api
        self._ledger = ledger
        self._paces = paces
        self._written = count()
        self.workspaces: tuple[str, ...] = (HERE,)
        self.now = NOW
        self.on_unknown: OnUnknown = "hold"

    def put(self, *deliveries: Delivery, now: datetime = NOW) -> list[str]:
        """Writes deliveries in one transaction, later than those before; their ids."""
        now += timedelta(milliseconds=next(self._written))
        with self._ledger.open(HERE, now) as books:
            return [books.send(delivery) for delivery in deliveries]

    def dispatcher(self) -> Dispatcher:
        """A dispatcher that isn't started."""
        sender = Sender(self._ledger, lambda _: self.api)
        return Dispatcher(
            self._ledger,
            sender,
            self._paces,
            lambda: self.workspaces,
            lambda: self.now,
            on_unknown=self.on_unknown,
        )

    def send(self) -> None:
        """Sends what is due now."""
        self.dispatcher().stop(PATIENCE)

    def send_all(self) -> None:
        """Sends what is due now, and what only waits for its time."""
        due_now(self.engines)
        self.send()

    def rows(self) -> dict[str, Sent]:
        """What became of each delivery, by id, oldest first."""
        with self._ledger.read(HERE) as books:
            found = books.deliveries(1000)
        return {row.id: row for row in reversed(found)}

    def states(self, *keys: str) -> list[str]:
        """The states of these deliveries, or of all, oldest first."""
        rows = self.rows()
        return [rows[key].state for key in keys or rows]


@pytest.fixture
def options() -> Options:
    """Options under which nothing has to wait."""
    return OPTIONS


@pytest.fixture
def queue(
    installed: Ledger, engines: Engines, api: WebApi, options: Options, seconds: Seconds
) -> Queue:
    """An empty queue of a workspace with a steward."""
    with installed.open(HERE, NOW) as books:
        books.roster.save_members([STEWARD])
    return Queue(installed, engines, api, Paces(options, seconds))


def _texts(slack: DirectSlack, channel: str | None = None) -> list[str]:
    return [each.text for each in slack.messages if channel in (None, each.channel)]


def _channel(name: str) -> Callable[[dict[str, Any]], bool]:
    return lambda args: args.get("channel") == name


def test_sent_once(queue: Queue, slack: DirectSlack) -> None:
    """A post arrives with text, blocks and its delivery's id, and never a second time."""
    [key] = queue.put(outgoing.post("C1", "1.2", _message("Hello")))
    queue.send()
    queue.send_all()
    [posted] = slack.messages
    assert (posted.channel, posted.thread_ts, posted.text) == ("C1", "1.2", "Hello")
    assert posted.blocks
    marker = {"event_type": MARKER, "event_payload": {"id": key}}
    assert posted.body["metadata"] == marker
    assert (posted.body["unfurl_links"], posted.body["unfurl_media"]) == (False, False)
    row = queue.rows()[key]
    assert (row.state, row.ts, row.attempts, row.error) == ("sent", posted.ts, 1, None)


def test_every_kind(queue: Queue, slack: DirectSlack) -> None:
    """Each kind of delivery goes its own way and is seen by whom it is for."""
    queue.put(outgoing.post("C1", None, _message("first")))
    queue.send()
    ts = slack.messages[0].ts
    public, private = slack.response_url(channel="C2"), slack.response_url(user="U2")
    queue.put(
        outgoing.update("C1", ts, _message("second")),
        outgoing.whisper("C1", "U1", None, _message("whispered")),
        outgoing.respond(public, _message("shared"), thread="1.2", in_channel=True),
        outgoing.respond(private, _message("told")),
        outgoing.tell("U9", _message("noticed")),
        now=datetime.now(UTC),
    )
    queue.send()
    assert set(queue.states()) == {"sent"}
    seen = {each.text: each for each in slack.messages}
    assert (seen["second"].kind, seen["second"].ts) == ("update", ts)
    assert (seen["whispered"].ephemeral, seen["whispered"].user) == (True, "U1")
    assert "thread_ts" not in seen["whispered"].body
    assert (seen["shared"].ephemeral, seen["shared"].thread_ts) == (False, "1.2")
    assert (seen["told"].ephemeral, seen["told"].user) == (True, "U2")
    assert seen["noticed"].channel == "DU9"
    assert slack.violations == slack.pings == []


def test_woken(queue: Queue, slack: DirectSlack) -> None:
    """A dispatcher that runs sends what was there, and what comes when it is woken."""
    queue.put(outgoing.post("C1", None, _message("before")))
    running = queue.dispatcher()
    running.start()
    slack.wait(lambda: _texts(slack) == ["before"])
    queue.put(outgoing.post("C1", None, _message("after")))
    running.wake()
    slack.wait(lambda: _texts(slack) == ["before", "after"])
    running.stop(PATIENCE)
    assert queue.states() == ["sent", "sent"]


def test_stop_sends_what_is_due(queue: Queue, slack: DirectSlack) -> None:
    """Nothing that was due when we were stopped is left, however much it is."""
    running = queue.dispatcher()
    running.start()
    queue.put(*(outgoing.post("C1", f"{n % 9}.1", _message(str(n))) for n in range(40)))
    running.stop(PATIENCE)
    assert queue.states() == ["sent"] * 40
    assert sorted(_texts(slack), key=int) == [str(n) for n in range(40)]


def test_stop_waits_for_what_is_under_way(queue: Queue, slack: DirectSlack) -> None:
    """What Slack is just being told when we are stopped is waited for, and settled."""
    held = threading.Event()
    slack.script(POST, Fault(hold=held))
    queue.put(outgoing.post("C1", None, _message("slow")))
    running = queue.dispatcher()
    running.start()
    slack.wait(lambda: slack.calls)
    with ThreadPoolExecutor(1) as pool:
        stopping = pool.submit(running.stop, PATIENCE)
        held.set()
        stopping.result()
    assert queue.states() == ["sent"]


def test_stop_without_time(queue: Queue, slack: DirectSlack) -> None:
    """Who has no time left to stop begins nothing new: that is sent at the next start."""
    queue.put(outgoing.post("C1", None, _message("later")))
    queue.dispatcher().stop(0)
    assert [(row.state, row.attempts) for row in queue.rows().values()] == [("waiting", 0)]
    assert slack.calls == []
    queue.send()
    assert _texts(slack) == ["later"]


def test_stop_gives_up_in_time(queue: Queue, slack: DirectSlack) -> None:
    """Who is stopped doesn't wait for ever for Slack; what was begun is not sent again."""
    slack.script(POST, Fault(delay=60))
    queue.put(outgoing.post("C1", None, _message("slow")))
    queue.dispatcher().stop(0.1)
    assert queue.states() == ["sending"]
    slack.wait(lambda: slack.calls)
    queue.send_all()
    assert len(slack.calls) == 1


def test_workspaces_without_a_token(queue: Queue, slack: DirectSlack) -> None:
    """What is for a workspace whose token we don't hold waits untried, until we hold it."""
    queue.put(outgoing.post("C1", None, _message("later")))
    for held in ((), ("T0ELSE",)):
        queue.workspaces = held
        queue.send()
    assert [(row.state, row.attempts) for row in queue.rows().values()] == [("waiting", 0)]
    assert slack.calls == []
    queue.workspaces = ("T0ELSE", HERE)
    queue.send()
    assert (queue.states(), _texts(slack)) == (["sent"], ["later"])


def test_limit_of_one_channel(queue: Queue, slack: DirectSlack, seconds: Seconds) -> None:
    """A pause of 30 s in one channel delays no other, and in it that channel isn't called."""
    slack.script(POST, Fault(status=429, retry_after=30), where=_channel("C1"))
    first, _ = queue.put(
        outgoing.post("C1", "1.1", _message("held")), outgoing.post("C2", None, _message("a"))
    )
    queue.send()
    assert _texts(slack) == ["a"]
    row = queue.rows()[first]
    assert (row.state, row.attempts) == ("waiting", 0)
    assert "30 s" in (row.error or "")
    queue.put(
        outgoing.post("C1", "2.2", _message("behind")),
        outgoing.post("C2", None, _message("b")),
    )
    queue.send()
    seconds.now += 29
    queue.send_all()
    assert _texts(slack) == ["a", "b"]
    assert len(slack.calls) == 3
    seconds.now += 1
    queue.send_all()
    assert set(queue.states()) == {"sent"}
    assert sorted(_texts(slack, "C1")) == ["behind", "held"]


def test_a_limit_is_never_too_much(queue: Queue, slack: DirectSlack, seconds: Seconds) -> None:
    """However often Slack wants a pause, a message isn't given up for it."""
    slack.script(POST, *[Fault(status=429, retry_after=1)] * (MOST_ATTEMPTS + 3))
    queue.put(outgoing.post("C1", None, _message("patient")))
    for _ in range(MOST_ATTEMPTS + 4):
        queue.send_all()
        seconds.now += 1
    assert (queue.states(), _texts(slack)) == (["sent"], ["patient"])


@pytest.mark.parametrize(
    "options",
    [OPTIONS.model_copy(update={"channel": Pace(burst=2, per_second=1)})],
    ids=["two at once"],
)
def test_our_own_pace(queue: Queue, slack: DirectSlack, seconds: Seconds) -> None:
    """What is too fast for a channel waits its turn, without a call and without a count."""
    queue.put(*(outgoing.post("C1", f"{n}.1", _message(str(n))) for n in range(4)))
    queue.send()
    assert len(slack.calls) == 2
    assert sorted(queue.states()) == ["sent", "sent", "waiting", "waiting"]
    assert all(row.attempts <= 1 for row in queue.rows().values())
    queue.send_all()
    assert len(slack.calls) == 2
    seconds.now += 1
    queue.send_all()
    assert len(slack.calls) == 3
    seconds.now += 1
    queue.send_all()
    assert queue.states() == ["sent"] * 4


def test_unknown_is_held(
    queue: Queue, slack: DirectSlack, caplog: pytest.LogCaptureFixture
) -> None:
    """A post of which nobody knows whether it arrived is held and told, and the next one goes."""
    faults = (Fault(drop=True), Fault(refuse=True), Fault(half=True), Fault(html=True))
    for number, fault in enumerate(faults):
        slack.script(POST, fault)
        first, second = (
            outgoing.post("C1", f"{number}.1", _message(text)) for text in ("lost", "next")
        )
        keys = queue.put(first, second)
        queue.send()
        queue.send_all()
        assert queue.states(*keys) == ["unknown", "sent"]
        assert f"Whether delivery {keys[0]} arrived is unknown; it is held" in caplog.messages
    assert _texts(slack).count("lost") == len(faults) - 1
    assert len(slack.calls) == 2 * len(faults)


def test_unknown_elsewhere(queue: Queue, slack: DirectSlack) -> None:
    """What one person sees is not sent twice either."""
    slack.script(WHISPER, Fault(drop=True))
    slack.script(RESPOND, Fault(drop=True))
    url = slack.response_url()
    whisper = outgoing.whisper("C1", "U1", None, _message("w"))
    queue.put(whisper, outgoing.respond(url, _message("r")), now=datetime.now(UTC))
    queue.send()
    queue.send_all()
    assert (queue.states(), len(slack.calls)) == (["unknown", "unknown"], 2)


def test_update_is_repeated(queue: Queue, slack: DirectSlack) -> None:
    """A change whose answer was lost is made again: twice the same is once."""
    queue.put(outgoing.post("C1", None, _message("old")))
    queue.send()
    slack.script(UPDATE, Fault(drop=True), Fault(half=True))
    queue.put(outgoing.update("C1", slack.messages[0].ts, _message("new")))
    for _ in range(3):
        queue.send_all()
    assert (queue.states(), _texts(slack)) == (["sent", "sent"], ["old", "new", "new", "new"])


def test_slack_is_broken(queue: Queue, slack: DirectSlack) -> None:
    """What Slack's servers failed at is tried again later, and arrives once."""
    for status, html in product((500, 502, 503), (True, False)):
        slack.script(POST, Fault(status=status, html=html))
        text = f"{status} {html}"
        [key] = queue.put(outgoing.post("C1", None, _message(text)))
        queue.send()
        queue.send()
        row = queue.rows()[key]
        assert (row.state, row.attempts) == ("waiting", 1)
        assert text not in _texts(slack)
        queue.send_all()
        assert (queue.states(key), _texts(slack).count(text)) == (["sent"], 1)
    assert len(slack.calls) == 12


def _nowhere() -> WebApi:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    return WebApi(f"http://127.0.0.1:{port}/api/", "xoxb-fake")


def test_nobody_listens(queue: Queue, slack: DirectSlack) -> None:
    """Where Slack can't be reached a message waits until it can."""
    there, queue.api = queue.api, _nowhere()
    queue.put(outgoing.post("C1", None, _message("late")))
    queue.send()
    [row] = queue.rows().values()
    assert (row.state, row.attempts) == ("waiting", 0)
    queue.api = there
    queue.send_all()
    assert (queue.states(), _texts(slack)) == (["sent"], ["late"])


def test_slack_is_away_for_long(queue: Queue, slack: DirectSlack) -> None:
    """A message outlasts any time without a connection: the attempts say nothing about it."""
    there, queue.api = queue.api, _nowhere()
    queue.put(outgoing.post("C1", None, _message("late")))
    for _ in range(MOST_ATTEMPTS + 1):
        queue.send_all()
    queue.api = there
    queue.send_all()
    assert (queue.states(), _texts(slack)) == (["sent"], ["late"])


def test_the_token_is_refused(queue: Queue, slack: DirectSlack) -> None:
    """What Slack refuses for our token waits for a better one, however long, and tells nobody."""
    slack.script(POST, *[Fault(error="account_inactive")] * MOST_ATTEMPTS)
    slack.script(POST, Fault(error="token_revoked"))
    queue.put(outgoing.post("C1", None, _message("kept")))
    for _ in range(2):
        queue.send()
    assert len(slack.calls) == 1
    for _ in range(MOST_ATTEMPTS):
        queue.send_all()
    [row] = queue.rows().values()
    assert (row.state, row.attempts, slack.messages) == ("waiting", 0, [])
    assert "token_revoked" in (row.error or "")
    queue.send_all()
    assert (queue.states(), _texts(slack)) == (["sent"], ["kept"])


def test_too_often(queue: Queue, slack: DirectSlack, caplog: pytest.LogCaptureFixture) -> None:
    """A message at which Slack's servers fail each time is given up, told, and blocks nobody."""
    slack.script(POST, *[Fault(status=500)] * MOST_ATTEMPTS)
    key, _ = queue.put(
        outgoing.post("C1", "1.1", _message("poison")), outgoing.post("C1", "1.1", _message("next"))
    )
    for _ in range(MOST_ATTEMPTS + 1):
        queue.send_all()
    row = queue.rows()[key]
    assert (row.state, row.attempts) == ("failed", MOST_ATTEMPTS)
    assert "next" in _texts(slack)
    assert any(line.startswith(f"Delivery {key} was given up") for line in caplog.messages)
    assert len(_texts(slack, "DU9")) == 1


def test_blocks_refused(queue: Queue, slack: DirectSlack) -> None:
    """Where Slack doesn't take our blocks, the text arrives alone, in the same place, once."""
    slack.script(POST, Fault(error="invalid_blocks"))
    slack.script(WHISPER, Fault(error="invalid_blocks_format"))
    slack.script(RESPOND, Fault(error="invalid_blocks"))
    url = slack.response_url(channel="C2")
    queue.put(
        outgoing.post("C1", "1.1", _message("posted")),
        outgoing.whisper("C1", "U1", "1.1", _message("whispered")),
        outgoing.respond(url, _message("told"), thread="1.1"),
        now=datetime.now(UTC),
    )
    queue.send()
    assert queue.states() == ["sent"] * 3
    assert sorted(_texts(slack)) == ["posted", "told", "whispered"]
    assert {(each.thread_ts, len(each.blocks)) for each in slack.messages} == {("1.1", 0)}


def test_blocks_of_an_update_refused(queue: Queue, slack: DirectSlack) -> None:
    """Where Slack doesn't take the blocks of a change, the text stands there and no old blocks."""
    queue.put(outgoing.post("C1", None, _message("old")))
    queue.send()
    slack.script(UPDATE, Fault(error="invalid_blocks"))
    queue.put(outgoing.update("C1", slack.messages[0].ts, _message("new")))
    queue.send()
    changed = slack.messages[-1]
    assert (changed.text, changed.blocks) == ("new", [])


def test_text_refused_too(queue: Queue, slack: DirectSlack) -> None:
    """Where Slack takes not even the text, the message is given up after these two calls."""
    slack.script(POST, *[Fault(error="invalid_blocks")] * 2)
    keys = queue.put(outgoing.post("C1", None, _message("no")))
    queue.send()
    assert queue.states(*keys) == ["failed"]
    assert len([call for call in slack.calls if call.args["channel"] == "C1"]) == 2


def test_refused_is_told_once(queue: Queue, slack: DirectSlack) -> None:
    """What Slack refuses is given up at once; a steward hears each reason once an hour."""
    gone = [outgoing.post("C404", f"{n}.1", _message("secret")) for n in range(3)]
    keys = queue.put(*gone, outgoing.post("C1", None, _message("fine")))
    queue.send()
    queue.send_all()
    assert queue.states(*keys) == ["failed", "failed", "failed", "sent"]
    [told] = _texts(slack, "DU9")
    assert "C404" in told
    assert "channel_not_found" in told
    assert "secret" not in told
    assert len(slack.calls_of(POST)) == 5
    queue.now += timedelta(hours=1)
    queue.put(outgoing.post("C404", None, _message("x")), now=queue.now)
    queue.send()
    queue.send_all()
    assert len(_texts(slack, "DU9")) == 2


def test_a_notice_that_fails_is_told_to_nobody(queue: Queue, slack: DirectSlack) -> None:
    """Where not even the steward can be told, that is the end of it."""
    slack.always(POST, Fault(error="restricted_action"))
    queue.put(outgoing.post("C1", None, _message("x")))
    for _ in range(3):
        queue.send_all()
    assert queue.states() == ["failed", "failed"]
    assert len(slack.calls) == 2


@pytest.mark.parametrize("part", [{"shared": True}, {"gone": True}, {"ours_as_of": 1.0}])
def test_channel_closed_meanwhile(
    part: dict[str, Any], queue: Queue, installed: Ledger, slack: DirectSlack
) -> None:
    """What a channel is to hear of itself isn't sent where that was closed after it was made."""
    with installed.open(HERE, NOW) as books:
        books.roster.save_channels([Channel("C2", "churn", **({"shared": False} | part))])
    [key] = _edition(queue, installed, "C2")
    queue.put(outgoing.post("C2", "1.1", _message("an answer")))
    queue.send_all()
    assert _texts(slack, "C2") == ["an answer"]
    assert queue.states(key) == ["failed"]
    assert _undelivered(installed) == [f"undelivered {key} Slack refused it: closed_meanwhile"]


def test_what_a_channel_hears_is_given_up(
    queue: Queue, installed: Ledger, slack: DirectSlack
) -> None:
    """Slack's refusal is a matter of who set it up; where Slack is broken, a steward is told."""
    refused, broken = (*_edition(queue, installed, "C404"), *_edition(queue, installed, "C2"))
    slack.always(POST, Fault(status=500), _channel("C2"))
    for _ in range(MOST_ATTEMPTS + 1):
        queue.send_all()
    assert queue.states(refused, broken) == ["failed", "failed"]
    told = [f"undelivered {refused} Slack refused it: channel_not_found"]
    assert _undelivered(installed) == told
    [text] = _texts(slack, "DU9")
    assert "(C2)" in text


def _edition(queue: Queue, ledger: Ledger, channel: str) -> list[str]:
    """Puts what a channel is to hear of itself into the queue; the delivery's id."""
    post = replace(outgoing.post(channel, None, _message("news")), rank=DIGEST)
    [key] = queue.put(post)
    with ledger.open(HERE, NOW) as books:
        edition = Edition(f"digest {channel}", "2026-11-23T09:00", NOW, "sent", channel)
        assert books.claim_edition(edition)
        books.set_edition(replace(edition, delivery=key))
    return [key]


def _undelivered(ledger: Ledger) -> list[str]:
    with ledger.read(HERE) as books:
        return [one.what for one in books.coming() if one.what.startswith("undelivered")]


def test_nobody_to_tell(
    installed: Ledger, engines: Engines, slack: DirectSlack, api: WebApi
) -> None:
    """Where there is no steward yet, what was given up is still given up."""
    queue = Queue(installed, engines, api, Paces(OPTIONS))
    queue.put(outgoing.post("C404", None, _message("x")), outgoing.post("C1", None, _message("y")))
    queue.send()
    queue.send_all()
    assert (queue.states(), _texts(slack)) == (["failed", "sent"], ["y"])


def test_unreadable(queue: Queue, slack: DirectSlack) -> None:
    """A delivery that nobody can read waits for who can, in the end in vain, and without a call."""
    good = outgoing.post("C1", "1.1", _message("good"))
    bodies: tuple[dict[str, object], ...] = ({}, {"reply": 7}, {"nonsense": {"reply": "hush"}})
    bad = [
        Delivery(good.kind, f"C1 {number}", good.pace, good.address, body)
        for number, body in enumerate(bodies)
    ]
    keys = queue.put(*bad, good)
    queue.send()
    assert queue.states(*keys) == ["waiting", "waiting", "waiting", "sent"]
    assert [row.attempts for row in queue.rows().values()] == [1] * 4
    queue.send()
    assert [row.attempts for row in queue.rows().values()] == [1] * 4
    for _ in range(MOST_ATTEMPTS):
        queue.send_all()
    assert queue.states(*keys) == ["failed", "failed", "failed", "sent"]
    assert _texts(slack, "C1") == ["good"]


def test_readable_later(queue: Queue, slack: DirectSlack) -> None:
    """A message of a shape that only another version knows is sent once that one runs."""
    good = outgoing.post("C1", "1.1", _message("good"))
    queue.put(Delivery(good.kind, good.lane, good.pace, good.address, {"newer": good.body}))
    queue.send()
    execute(queue.engines, "UPDATE deliveries SET body = :body", body=json.dumps(good.body))
    queue.send_all()
    assert (queue.states(), _texts(slack)) == (["sent"], ["good"])


def test_address_that_is_none(queue: Queue) -> None:
    """A delivery without an address is given up as well."""
    good = outgoing.respond("", _message("x"))
    none = Delivery("respond", good.lane, good.pace, {}, good.body)
    keys = queue.put(none, outgoing.post("C1", None, _message("good")), now=datetime.now(UTC))
    queue.send()
    assert queue.states(*keys) == ["failed", "sent"]


def test_order_in_a_lane(queue: Queue, slack: DirectSlack, seconds: Seconds) -> None:
    """Whatever fails, what follows in the same thread waits for it; other threads don't."""
    faults = [Fault(status=500), Fault(status=429, retry_after=1), Fault(status=503)]
    first = {"thread_ts": "1.1", "channel": "C1"}
    slack.script(POST, *faults, where=lambda args: first.items() <= args.items())
    queue.put(*(outgoing.post("C1", "1.1", _message(str(n))) for n in range(5)))
    queue.put(*(outgoing.post("C2", "2.2", _message(f"other {n}")) for n in range(3)))
    queue.send()
    assert _texts(slack, "C1") == []
    assert _texts(slack, "C2") == ["other 0", "other 1", "other 2"]
    for _ in range(3):
        seconds.now += 1
        queue.send_all()
    assert _texts(slack, "C1") == ["0", "1", "2", "3", "4"]


def test_two_dispatchers(
    engines: Engines, root: Any, queue: Queue, slack: DirectSlack, api: WebApi
) -> None:
    """Two processes on one database send each message once, those of a thread in order."""
    keys = queue.put(
        *(outgoing.post("C1", f"{n % 7}.1", _message(str(n))) for n in range(70)),
    )
    url = engines.write.url.render_as_string(hide_password=False)
    others = [make_engines(url, root) for _ in range(2)]
    ledgers = [Ledger(one) for one in others]
    running = [
        Dispatcher(one, Sender(one, lambda _: api), Paces(OPTIONS), lambda: (HERE,), lambda: NOW)
        for one in ledgers
    ]
    for dispatcher in running:
        dispatcher.start()
    slack.wait(lambda: len(slack.messages) >= 70, 20)
    for dispatcher in running:
        dispatcher.stop(PATIENCE)
    for ledger in ledgers:
        ledger.close()
    marked = [each.body["metadata"]["event_payload"]["id"] for each in slack.messages]
    assert sorted(marked) == sorted(keys)
    for lane in range(7):
        told = [int(each.text) for each in slack.messages if each.thread_ts == f"{lane}.1"]
        assert told == sorted(told)
    assert queue.states() == ["sent"] * 70


def _take(ledger: Ledger) -> int:
    with ledger.queue() as queue:
        return len(queue.take([HERE], [], 10))


def test_killed_while_sending(
    queue: Queue, installed: Ledger, slack: DirectSlack, caplog: pytest.LogCaptureFixture
) -> None:
    """What a process was sending into a thread when it died is held once the lease ends."""
    queue.put(outgoing.post("C1", "1.1", _message("a")), outgoing.post("C2", "1.1", _message("b")))
    assert _take(installed) == 2
    queue.put(outgoing.post("C1", "1.1", _message("behind")))
    queue.send_all()
    assert queue.states() == ["sending", "sending", "waiting"]
    _end_leases(queue)
    queue.send_all()
    assert queue.states() == ["unknown", "unknown", "sent"]
    assert _texts(slack) == ["behind"]
    assert len([line for line in caplog.messages if "is unknown; it is held" in line]) == 2


def test_unknown_is_sent_again(queue: Queue, installed: Ledger, slack: DirectSlack) -> None:
    """Where config says so, what may have arrived is sent again: it comes twice, and isn't lost."""
    queue.on_unknown = "resend"
    slack.script(POST, Fault(drop=True))
    slack.script(WHISPER, Fault(drop=True))
    whisper = outgoing.whisper("C1", "U1", None, _message("w"))
    queue.put(outgoing.post("C1", "1.1", _message("p")), whisper)
    queue.send()
    queue.send_all()
    assert (queue.states(), sorted(_texts(slack))) == (["sent", "sent"], ["p", "p", "w", "w"])
    queue.put(outgoing.post("C1", "2.1", _message("killed")))
    assert _take(installed) == 1
    _end_leases(queue)
    queue.send_all()
    assert queue.states()[-1] == "sent"


def test_resending_has_an_end(queue: Queue, slack: DirectSlack) -> None:
    """What Slack never answers is given up in the end, also where it is sent again."""
    queue.on_unknown = "resend"
    slack.always(POST, Fault(drop=True))
    queue.put(outgoing.post("C1", "1.1", _message("p")))
    for _ in range(20):
        queue.send_all()
    failed = [row.address["channel"] for row in queue.rows().values() if row.state == "failed"]
    assert (failed[0], _texts(slack).count("p")) == ("C1", 12)


def test_killed_before_it_was_posted(queue: Queue, installed: Ledger, slack: DirectSlack) -> None:
    """What isn't found in its channel never arrived, so it is posted, in its order."""
    queue.put(outgoing.post("C1", None, _message("first")))
    assert _take(installed) == 1
    queue.put(outgoing.post("C1", None, _message("second")))
    _end_leases(queue)
    queue.send_all()
    queue.send_all()
    assert queue.states() == ["sent", "sent"]
    assert _texts(slack) == ["first", "second"]


def test_killed_after_it_was_posted(queue: Queue, slack: DirectSlack) -> None:
    """What arrived and wasn't settled is found by its mark and never posted again."""
    [key] = queue.put(outgoing.post("C1", None, _message("once")))
    queue.send()
    execute(queue.engines, "UPDATE deliveries SET state = 'sending', ts = NULL")
    _end_leases(queue)
    queue.send_all()
    row = queue.rows()[key]
    assert (row.state, row.ts, row.attempts) == ("sent", slack.messages[0].ts, 2)
    assert _texts(slack) == ["once"]


def test_lost_answer_is_looked_up(queue: Queue, slack: DirectSlack) -> None:
    """Whether a post arrived whose answer was lost is looked up; only what didn't is sent again."""
    for fault in (Fault(drop=True), Fault(refuse=True), Fault(half=True)):
        before = len(slack.messages)
        slack.script(POST, fault)
        [key] = queue.put(outgoing.post("C1", None, _message("looked for")))
        queue.send()
        assert queue.states(key) == ["waiting"]
        queue.send_all()
        assert queue.states(key) == ["sent"]
        assert len(slack.messages) == before + 1


def test_lookup_that_fails(queue: Queue, slack: DirectSlack) -> None:
    """As long as the channel can't be read it is neither posted nor given up."""
    slack.script(POST, Fault(half=True))
    [key] = queue.put(outgoing.post("C1", None, _message("once")))
    queue.send()
    slack.script("conversations.history", Fault(status=503), Fault(drop=True))
    queue.send_all()
    queue.send_all()
    assert queue.states(key) == ["waiting"]
    queue.send_all()
    assert (queue.states(key), len(_texts(slack))) == (["sent"], 1)


def test_lookup_that_may_not_be(queue: Queue, slack: DirectSlack) -> None:
    """Without the scope to read the channel it is held as unknown, and never sent twice."""
    slack.script(POST, Fault(half=True))
    slack.always("conversations.history", Fault(error="missing_scope"))
    [key] = queue.put(outgoing.post("C1", None, _message("once")))
    queue.send()
    queue.send_all()
    queue.send_all()
    assert (queue.states(key), len(_texts(slack))) == (["unknown"], 1)


def _end_leases(queue: Queue) -> None:
    late = "UPDATE deliveries SET leased_until = :then WHERE state = 'sending'"
    execute(queue.engines, late, then=_ago(queue))


def test_killed_while_changing(queue: Queue, installed: Ledger, slack: DirectSlack) -> None:
    """A change that a process was making when it died is made again."""
    queue.put(outgoing.post("C1", None, _message("old")))
    queue.send()
    queue.put(outgoing.update("C1", slack.messages[0].ts, _message("new")))
    assert _take(installed) == 1
    execute(
        queue.engines,
        "UPDATE deliveries SET leased_until = :then WHERE state = 'sending'",
        then=_ago(queue),
    )
    queue.send_all()
    assert (queue.states(), _texts(slack)) == (["sent", "sent"], ["old", "new"])


def _ago(queue: Queue) -> object:
    """A moment that is over, as the database has moments."""
    then = datetime.now(UTC) - timedelta(minutes=5)
    sqlite = queue.engines.write.dialect.name == "sqlite"
    return then.strftime("%Y-%m-%d %H:%M:%S.%f") if sqlite else then


class Bell(logging.Handler):
    """Wakes whoever waits for something to be logged."""

    def __init__(self, slack: DirectSlack) -> None:
        super().__init__()
        self._slack = slack

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 the signature is logging's
        """Rings."""
        self._slack.happened()


def test_database_away(
    queue: Queue, slack: DirectSlack, engines: Engines, caplog: pytest.LogCaptureFixture
) -> None:
    """A message that was sent while the database was lost is settled later, and not sent twice."""
    bell = Bell(slack)
    logging.getLogger("bot.slack.deliver").addHandler(bell)
    held = threading.Event()
    slack.script(POST, Fault(hold=held))
    queue.put(outgoing.post("C1", None, _message("once")))
    running = queue.dispatcher()
    running.start()
    [call] = slack.wait(lambda: slack.calls)
    with outage(engines):
        caplog.clear()
        held.set()
        slack.wait(lambda: call.status and "the queue can't be read" in caplog.text)
    running.stop(PATIENCE)
    logging.getLogger("bot.slack.deliver").removeHandler(bell)
    assert (queue.states(), _texts(slack)) == (["sent"], ["once"])


def test_too_late(queue: Queue, slack: DirectSlack) -> None:
    """An answer to a response URL that Slack takes no more is not sent, and that can be seen."""
    url = slack.response_url()
    long_ago = datetime.now(UTC) - timedelta(minutes=30)
    queue.put(outgoing.respond(url, _message("late")), now=long_ago)
    queue.put(outgoing.respond(url, _message("in time")), now=datetime.now(UTC))
    queue.send()
    assert (queue.states(), _texts(slack)) == (["expired", "sent"], ["in time"])


def test_no_message_in_the_log(
    queue: Queue, slack: DirectSlack, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever goes wrong, neither the words of a message nor a token is logged."""
    caplog.set_level(logging.DEBUG)
    faults = (Fault(error="no"), Fault(drop=True), Fault(status=500), Fault(error="invalid_blocks"))
    slack.script(POST, *faults, Fault(status=429))
    url = slack.response_url()
    hush = [outgoing.post("C1", f"{n}.1", _message("hush")) for n in range(5)]
    queue.put(*hush, outgoing.respond(url, _message("hush")), now=datetime.now(UTC))
    queue.send()
    assert "hush" in _texts(slack)
    assert "was given up" in caplog.text
    for secret in ("hush", slack.bot_token, re.escape(url)):
        assert secret not in caplog.text


def test_an_unreadable_message_is_not_quoted(
    queue: Queue, slack: DirectSlack, caplog: pytest.LogCaptureFixture
) -> None:
    """A delivery that can't be read is told of without a word of it."""
    good = outgoing.post("C1", None, _message("x"))
    body = {"reply": {"outcome": "answered", "headline": ["hush"]}}
    keys = queue.put(Delivery(good.kind, good.lane, good.pace, good.address, body))
    for _ in range(MOST_ATTEMPTS + 1):
        queue.send_all()
    assert queue.states(*keys) == ["failed"]
    assert "no shape we know" in "".join(_texts(slack, "DU9"))
    assert "hush" not in caplog.text
    assert "hush" not in "".join(_texts(slack))


def test_a_home_tab_that_nobody_shows(queue: Queue) -> None:
    """Where nothing shows Home tabs, one is given up, and nothing is sent."""
    [key] = queue.put(replace(outgoing.refresh_home("U1"), lasts=None))
    queue.send()
    assert queue.states(key) == ["failed"]
