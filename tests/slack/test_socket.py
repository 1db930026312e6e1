"""Socket Mode: connected again whenever it was lost, and nothing lost on the way."""

import gc
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from slack_bolt import Ack

from bot.slack import web_api
from bot.slack.edge import Edge
from bot.slack.socket import RENEW_EVERY, WORKERS, Socket
from bot.slack.web_api import (
    Limited,
    Refused,
    SlackTrouble,
    Unavailable,
    Undecided,
    WebApi,
    is_about_the_token,
)
from bot.store.installations import Installation
from bot.store.ledger import Ledger
from tests.fake_slack import FakeSlack, Fault
from tests.fake_slack.traffic import Json

# A socket reads one row of a database, in whichever: one of them is enough here.
pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
PATIENCE = 30.0
A_BLINK = 0.005
OPEN = "apps.connections.open"
NEVER = 3600.0
OFTEN = 0.05
ANSWER = "It is Ana."


@dataclass
class Bot:
    """A socket with listeners that tell what came in and go on once the gate is open."""

    slack: FakeSlack
    ledger: Ledger
    handled: list[str] = field(default_factory=list)
    missed: list[int] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    sockets: list[Socket] = field(default_factory=list)

    def socket(
        self,
        *,
        ping_every: float = NEVER,
        hello_within: float = NEVER,
        renew_every: float = RENEW_EVERY,
    ) -> Socket:
        """A socket that isn't connected yet."""
        edge = Edge(self.ledger, _is_ready, _tell)
        edge.app.event("app_mention")(self._mention)
        edge.app.command("/whoowns")(self._command)
        socket = Socket(
            WebApi(self.slack.api_url, self.slack.app_token),
            edge,
            lambda: None,
            self._missed,
            ping_every=ping_every,
            hello_within=hello_within,
            renew_every=renew_every,
        )
        self.sockets.append(socket)
        return socket

    def connected(self, **every: float) -> Socket:
        """A socket that is connected, and greeted."""
        socket = self.socket(**every)
        socket.connect()
        _until(lambda: socket.connected)
        return socket

    def handles(self, count: int) -> None:
        """Waits until so many requests are being handled, or were."""
        self.slack.wait(lambda: len(self.handled) >= count, what=f"Not {count} came in")

    def opened(self) -> int:
        """How often a connection was asked for."""
        return len(self.slack.calls_of(OPEN))

    def _mention(self, body: dict[str, Any]) -> None:
        self._handle(str(body["event_id"]))

    def _command(self, body: dict[str, Any], ack: Ack) -> None:
        self._handle(str(body["text"]))
        ack({"response_type": "ephemeral", "text": ANSWER})

    def _handle(self, what: str) -> None:
        self.handled.append(what)
        self.slack.happened()
        assert self.gate.wait(PATIENCE)

    def _missed(self) -> None:
        self.missed.append(self.opened())


@pytest.fixture(scope="module")
def closing() -> Iterator[ThreadPoolExecutor]:
    """Closes sockets while other tests run: the SDK looks only once a second whether it shall."""
    with ThreadPoolExecutor() as pool:
        yield pool
    _until(_none_closes)


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A fake Slack that refused nothing of what it was sent."""
    with FakeSlack() as slack:
        yield slack
    assert slack.violations == []


@pytest.fixture
def bot(slack: FakeSlack, ledger: Ledger, closing: ThreadPoolExecutor) -> Iterator[Bot]:
    """Sockets of the workspace that the fake Slack has; the gate is open."""
    team = slack.team
    found = Installation(team.id, team.url, team.bot_user, team.bot_id, None, [], NOW)
    with ledger.open(team.id, NOW) as books:
        books.create(team.name)
        books.roster.set_installation(found)
    bot = Bot(slack, ledger)
    bot.gate.set()
    yield bot
    bot.gate.set()
    slack.close_sockets()
    for socket in bot.sockets:
        closing.submit(socket.stop, PATIENCE)


def _tell(url: str, message: Json) -> None:
    web_api.respond(url, message)


def _is_ready(_workspace: str, _version: int) -> None:
    """Nothing here needs an index."""


def _nothing() -> None:
    pass


def _none_closes() -> bool:
    return not any(each.name == "close socket" for each in threading.enumerate())


def _until(
    condition: Callable[[], bool], job: Callable[[], None] = _nothing, seconds: float = PATIENCE
) -> None:
    """Does the job again and again until the condition holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        job()
        assert time.monotonic() < deadline, "What was waited for did not happen"
        threading.Event().wait(A_BLINK)


def test_connects(slack: FakeSlack, bot: Bot) -> None:
    """It is connected once Slack has greeted it, and then what Slack sends is acknowledged."""
    socket = bot.socket()
    assert (socket.connected, socket.silent_for) == (False, None)
    socket.connect()
    _until(lambda: socket.connected)
    assert slack.mention("who?", event_id="Ev1").answer() == {}
    assert slack.command("who?").answer()["text"] == ANSWER
    assert bot.handled == ["Ev1", "who?"]
    assert slack.send("hullo", {"type": "hullo"}).answer() == {}
    for _ in range(100):
        socket.watch()
    assert (bot.opened(), bot.missed) == (1, [])


def test_silent_for(slack: FakeSlack, bot: Bot) -> None:
    """It tells for how long Slack has sent nothing."""
    began = time.monotonic()
    socket = bot.connected()
    first = socket.silent_for
    assert first is not None
    assert first <= time.monotonic() - began
    _until(lambda: (socket.silent_for or 0) > first)
    asked = time.monotonic()
    slack.mention("who?").answer()
    assert (socket.silent_for or 0) <= time.monotonic() - asked


def test_refresh(slack: FakeSlack, bot: Bot) -> None:
    """When Slack wants another connection, what is under way is still acknowledged."""
    socket = bot.connected()
    bot.gate.clear()
    event, command = slack.mention("who?"), slack.command("who?")
    bot.handles(2)
    held = threading.Event()
    slack.script(OPEN, Fault(hold=held))
    slack.disconnect()
    slack.wait(lambda: bot.opened() == 2)
    slack.close_sockets()
    held.set()
    slack.wait_connected()
    later = slack.mention("and who?")
    bot.handles(3)
    bot.gate.set()
    assert [each.answer() for each in (event, later)] == [{}, {}]
    assert command.answer()["text"] == ANSWER
    _until(lambda: socket.connected)
    socket.watch()
    assert (bot.opened(), bot.missed) == (2, [])


def test_refresh_while_the_old_connection_stays(slack: FakeSlack, bot: Bot) -> None:
    """Where Slack doesn't close the old connection, commands are still answered in time."""
    bot.connected(ping_every=5)
    bot.gate.clear()
    before = slack.command("who?")
    bot.handles(1)
    slack.disconnect()
    slack.wait_connected()
    after = slack.command("and who?")
    bot.gate.set()
    assert [each.answer()["text"] for each in (before, after)] == [ANSWER, ANSWER]
    assert before.in_time
    assert after.in_time


def test_refreshed_again_at_once(slack: FakeSlack, bot: Bot) -> None:
    """Where Slack sends every new connection away, that is no loop: the watch takes its time."""
    socket = bot.connected()
    slack.disconnect()
    slack.wait_connected()
    slack.disconnect()
    slack.close_sockets()
    _until(lambda: not socket.connected)
    assert bot.opened() == 2
    _until(lambda: socket.connected, socket.watch)
    assert bot.opened() == 3
    slack.mention("who?").answer()


def test_refresh_without_an_address(slack: FakeSlack, bot: Bot) -> None:
    """Where Slack wants another connection and gives no address, the watch gets one later."""
    socket = bot.connected()
    slack.script(OPEN, Fault(status=500))
    slack.disconnect()
    slack.wait(lambda: bot.opened() == 2)
    slack.close_sockets()
    _until(lambda: bot.opened() == 3 and socket.connected, socket.watch)
    slack.mention("who?").answer()


def test_refresh_without_an_address_nor_an_end(slack: FakeSlack, bot: Bot) -> None:
    """A connection that Slack no longer uses is replaced, though Slack doesn't close it."""
    socket = bot.connected(renew_every=OFTEN)
    slack.script(OPEN, Fault(status=500))
    slack.disconnect()
    _until(lambda: bot.opened() == 3 and slack.connected == 1, socket.watch)
    slack.mention("who?").answer()


def test_refresh_while_the_watch_looks(slack: FakeSlack, bot: Bot) -> None:
    """A refresh under way when the watch looks leaves no connection that nobody reads."""
    socket = bot.connected()
    slow = threading.Event()
    slack.script(OPEN, Fault(hold=slow))
    slack.disconnect()
    slack.wait(lambda: bot.opened() == 2)
    slack.close_sockets()
    _until(lambda: not socket.connected)
    for _ in range(100):
        socket.watch()
    slow.set()
    try:
        _until(lambda: socket.connected, socket.watch)
        _until(_none_closes)
        for _ in range(4):
            slack.mention("who?").answer(seconds=5)
        assert slack.connected == 1
    finally:
        # What is left open for now is thrown away here, or the SDK's leak fails another test.
        slack.drop_sockets()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            gc.collect()


@pytest.mark.parametrize("lost", [FakeSlack.close_sockets, FakeSlack.drop_sockets])
def test_lost(lost: Callable[[FakeSlack], None], slack: FakeSlack, bot: Bot) -> None:
    """A connection that Slack closed, or that broke without a word, is replaced."""
    socket = bot.connected(ping_every=OFTEN)
    lost(slack)
    _until(lambda: bot.opened() == 2 and socket.connected, socket.watch)
    slack.mention("who?").answer()
    _until(lambda: bot.missed == [2])


def test_missed(slack: FakeSlack, bot: Bot) -> None:
    """That events may have been missed is said once, when there is a connection again."""
    socket = bot.connected()
    slack.script(OPEN, Fault(status=500))
    slack.close_sockets()
    _until(lambda: bot.opened() == 2, socket.watch)
    assert bot.missed == []
    _until(lambda: socket.connected and bool(bot.missed), socket.watch)
    socket.watch()
    assert bot.missed == [3]


def test_without_hello(slack: FakeSlack, bot: Bot) -> None:
    """A connection that Slack doesn't greet brings nothing, and is replaced."""
    slack.hello = False
    socket = bot.socket(hello_within=OFTEN)
    socket.connect()
    slack.wait(lambda: len(slack.handshakes) == 1)
    assert not socket.connected
    slack.hello = True
    _until(lambda: socket.connected, socket.watch)
    assert bot.opened() == 2
    slack.mention("who?").answer()


def test_refreshed_without_hello(slack: FakeSlack, bot: Bot) -> None:
    """A connection that replaces another on Slack's wish is greeted too, or replaced in turn."""
    socket = bot.connected(hello_within=OFTEN, ping_every=OFTEN)
    slack.hello = False
    slack.disconnect()
    slack.wait(lambda: len(slack.handshakes) == 2)
    _until(lambda: not socket.connected)
    slack.hello = True
    _until(lambda: socket.connected, socket.watch)
    slack.mention("who?").answer()


def test_falls_silent(slack: FakeSlack, bot: Bot) -> None:
    """A connection on which pings are answered no more is replaced."""
    socket = bot.connected(ping_every=OFTEN)
    slack.pong = False
    _until(lambda: bot.opened() == 2, socket.watch)
    slack.pong = True
    _until(lambda: socket.connected, socket.watch)
    slack.wait(lambda: slack.connected == 1)
    slack.mention("who?").answer()


def test_silent_from_the_first(slack: FakeSlack, bot: Bot) -> None:
    """A connection on which no ping was ever answered is replaced."""
    slack.pong = False
    socket = bot.connected(ping_every=OFTEN)
    _until(lambda: bot.opened() == 2, socket.watch, seconds=3)


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        (Fault(status=500), Unavailable),
        (Fault(status=503), Unavailable),
        (Fault(html=True), Undecided),
        (Fault(half=True), Undecided),
        (Fault(drop=True), Undecided),
        (Fault(refuse=True), Undecided),
        (Fault(error="internal_error"), Undecided),
        (Fault(error="fatal_error"), Undecided),
    ],
)
def test_no_address(fault: Fault, trouble: type[SlackTrouble], slack: FakeSlack, bot: Bot) -> None:
    """Whatever Slack answers in the place of an address is trouble that trying again may end."""
    slack.script(OPEN, fault)
    socket = bot.socket()
    with pytest.raises(trouble) as raised:
        socket.connect()
    assert not is_about_the_token(raised.value)
    assert not socket.connected


def test_no_address_at_first(slack: FakeSlack, bot: Bot) -> None:
    """Where there was no address at the start, the watch gets one later."""
    slack.script(OPEN, Fault(drop=True))
    socket = bot.socket()
    with pytest.raises(Undecided):
        socket.connect()
    _until(lambda: socket.connected, socket.watch)
    assert bot.missed == []


@pytest.mark.parametrize("error", ["invalid_auth", "not_allowed_token_type"])
def test_refused_token(error: str, slack: FakeSlack, bot: Bot) -> None:
    """A token that Slack refuses is told from all other trouble."""
    slack.script(OPEN, Fault(error=error))
    with pytest.raises(Refused) as raised:
        bot.socket().connect()
    assert is_about_the_token(raised.value)


def test_pause(slack: FakeSlack, bot: Bot) -> None:
    """While Slack wants a pause the watch asks for no connection."""
    socket = bot.connected()
    slack.script(OPEN, Fault(status=429, retry_after=60))
    slack.close_sockets()
    _until(lambda: bot.opened() == 2, socket.watch)
    for _ in range(1000):
        socket.watch()
    assert bot.opened() == 2


def test_pause_from_the_first(slack: FakeSlack, bot: Bot) -> None:
    """While Slack wants a pause after the first try, too, the watch asks for no connection."""
    slack.script(OPEN, Fault(status=429, retry_after=60))
    socket = bot.socket()
    with pytest.raises(Limited):
        socket.connect()
    for _ in range(1000):
        socket.watch()
    assert bot.opened() == 1


def test_backs_off(slack: FakeSlack, bot: Bot) -> None:
    """The watch waits longer after each failure, however often it is woken."""
    socket = bot.connected()
    slack.always(OPEN, Fault(status=500))
    slack.close_sockets()
    _until(lambda: bot.opened() == 4, socket.watch)
    _, *tries = [call.at for call in slack.calls_of(OPEN)]
    first, second = (after - before for before, after in pairwise(tries))
    assert first >= 0.5
    assert second >= 1
    slack.clear(OPEN)


def test_backs_off_from_connections_without_hello(slack: FakeSlack, bot: Bot) -> None:
    """Connections that are had but never greeted are no loop either."""
    slack.hello = False
    socket = bot.socket(hello_within=0)
    socket.connect()
    _until(lambda: bot.opened() == 3, socket.watch)
    _, *tries = [call.at for call in slack.calls_of(OPEN)]
    assert tries[1] - tries[0] >= 0.5


def test_closed_before_the_acknowledgement(slack: FakeSlack, bot: Bot) -> None:
    """What couldn't be acknowledged: an event comes again, a command is answered another way."""
    socket = bot.connected()
    bot.gate.clear()
    event, command = slack.mention("who?", event_id="Ev1"), slack.command("who?")
    bot.handles(2)
    slack.close_sockets()
    _until(lambda: not socket.connected)
    bot.gate.set()
    [told] = slack.wait(lambda: slack.messages)
    assert (told.kind, told.text, told.user, told.ephemeral) == ("respond", ANSWER, "U1", True)
    assert not event.acknowledged
    assert not command.acknowledged
    _until(lambda: socket.connected, socket.watch)
    slack.mention("who?", event_id="Ev1", retry=(1, "timeout")).answer()
    assert sorted(bot.handled) == ["Ev1", "Ev1", "who?"]


def test_closed_after_the_acknowledgement(slack: FakeSlack, bot: Bot) -> None:
    """A connection that Slack closes once it has its acknowledgement is replaced."""
    socket = bot.connected()
    slack.close_after_ack = 1
    assert slack.command("who?").answer()["text"] == ANSWER
    _until(lambda: bot.opened() == 2 and socket.connected, socket.watch)
    assert slack.command("who?").answer()["text"] == ANSWER
    assert [each.kind for each in slack.messages] == ["ack", "ack"]


@pytest.mark.parametrize(
    "count",
    [
        WORKERS,
        3 * WORKERS,
    ],
)
def test_stop(count: int, slack: FakeSlack, bot: Bot) -> None:
    """It closes once all that has come in was answered, however much that is."""
    socket = bot.connected()
    bot.gate.clear()
    commands = [slack.command("who?") for _ in range(count)]
    bot.handles(WORKERS)
    stopping = threading.Thread(target=socket.stop, args=[PATIENCE])
    stopping.start()
    bot.gate.set()
    stopping.join(PATIENCE)
    slack.wait(lambda: slack.connected == 0)
    assert [each.answers for each in commands if each.answers == []] == []
    assert len(bot.handled) == count


def test_stopped(slack: FakeSlack, bot: Bot) -> None:
    """Once stopped it stays closed, and what happens then is left to whoever comes next."""
    socket = bot.connected()
    socket.stop(PATIENCE)
    slack.wait(lambda: slack.connected == 0)
    assert not socket.connected
    for _ in range(100):
        socket.watch()
    assert bot.opened() == 1
    assert bot.missed == []


def test_stop_waits_no_longer_than_allowed(slack: FakeSlack, bot: Bot) -> None:
    """Something that hangs doesn't keep it from stopping."""
    socket = bot.connected()
    bot.gate.clear()
    slack.mention("who?")
    bot.handles(1)
    stopping = threading.Thread(target=socket.stop, args=[OFTEN])
    stopping.start()
    stopping.join(6)
    assert not stopping.is_alive()


def test_stop_waits_for_nothing_that_was_replaced(slack: FakeSlack, bot: Bot) -> None:
    """What hangs on a connection that is no more doesn't keep it from stopping."""
    socket = bot.connected()
    bot.gate.clear()
    slack.mention("who?")
    bot.handles(1)
    slack.close_sockets()
    _until(lambda: bot.opened() == 2 and socket.connected, socket.watch)
    stopping = threading.Thread(target=socket.stop, args=[NEVER])
    stopping.start()
    slack.wait(lambda: slack.connected == 0)
    stopping.join(PATIENCE)
    assert not stopping.is_alive()


def test_stop_without_a_connection(slack: FakeSlack, bot: Bot) -> None:
    """There is nothing to close where Slack was never reached."""
    slack.script(OPEN, Fault(status=500))
    socket = bot.socket()
    with pytest.raises(Unavailable):
        socket.connect()
    socket.stop(PATIENCE)
    assert (socket.connected, socket.silent_for) == (False, None)
