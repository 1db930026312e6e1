"""Sockets that close, are refreshed or aren't there; fault 8."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.store.engine import make_engines
from bot.store.ledger import Ledger
from tests.acceptance.running import PATIENCE, environment
from tests.fake_slack import FakeSlack
from tests.faults.replicas import ASK, Replicas, channels
from tests.faults.tally import Tally, rounds
from tests.talk.bot import until

SENT_AGAIN = (1, "timeout")


@dataclass(frozen=True)
class Line:
    """A process of Rolecall's, the Slack at the other end of its sockets, and what is stored."""

    slack: FakeSlack
    ledger: Ledger

    def connected(self) -> None:
        """Waits until there is a socket."""
        self.slack.wait(lambda: self.slack.connected, seconds=PATIENCE, what="There was no socket")

    def answered(self, channel: str) -> None:
        """Waits until all that was asked is answered."""
        self.slack.wait(lambda: channel in self.heard(), seconds=PATIENCE)
        until(self._settled, "Something was not sent", PATIENCE)

    def heard(self) -> list[str]:
        """The channel of each message, as often as there is one."""
        return [one.channel for one in list(self.slack.messages)]

    def questions(self) -> int:
        """How many questions were taken."""
        with self.ledger.read(self.slack.team.id) as books:
            return len(books.questions())

    def _settled(self) -> bool:
        with self.ledger.read(self.slack.team.id) as books:
            return {one.state for one in books.deliveries()} == {"sent"}


@pytest.fixture(scope="module")
def line(
    migrated_file: Path, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Line]:
    """One process on a file, connected, in a workspace that nobody sets up in between."""
    folder = tmp_path_factory.mktemp("sockets")
    url = f"sqlite:///{shutil.copy(migrated_file, folder / 'rolecall.db')}"
    engines = make_engines(url, root)
    with FakeSlack() as slack:
        slack.has_no_admins()
        env = environment(
            url,
            SLACK_BOT_TOKEN=slack.bot_token,
            SLACK_APP_TOKEN=slack.app_token,
            SLACK_API_URL=slack.api_url,
        )
        with Replicas(env, root, folder) as replicas:
            replicas.start().url()
            slack.wait_connected()
            yield Line(slack, Ledger(engines))
        assert slack.violations == []
    engines.close()


def _before_ack(line: Line, channel: str) -> None:
    line.slack.close_before_ack = 1
    _twice(line, channel)


def _after_ack(line: Line, channel: str) -> None:
    line.slack.close_after_ack = 1
    _twice(line, channel)


def _twice(line: Line, channel: str) -> None:
    """Slack sends an event over a socket that closes, and again over the next."""
    once = {"event_id": f"Ev{channel}", "channel": channel}
    opened = len(line.slack.handshakes)
    line.slack.dm(ASK, **once)
    line.slack.wait(lambda: len(line.slack.handshakes) > opened, seconds=PATIENCE)
    line.connected()
    line.slack.dm(ASK, **once, retry=SENT_AGAIN).answer()


def _closed(line: Line, channel: str) -> None:
    line.slack.close_sockets()
    _once(line, channel)


def _dropped(line: Line, channel: str) -> None:
    line.slack.drop_sockets()
    _once(line, channel)


def _refreshed(line: Line, channel: str) -> None:
    line.slack.disconnect("refresh_requested")
    _once(line, channel)


def _refreshed_twice(line: Line, channel: str) -> None:
    """Slack warns, and soon sends away the connection that was opened because of that."""
    line.slack.disconnect("warning")
    line.slack.dm(ASK, channel=f"{channel}W").answer()
    _refreshed(line, channel)


def _not_found(line: Line, channel: str) -> None:
    """The next address doesn't work, and isn't tried twice: the one after it does."""
    opened = len(line.slack.handshakes)
    line.slack.refuse_handshakes = 1
    line.slack.close_sockets()
    _once(line, channel)
    assert line.slack.handshakes[opened:] == [404, 101]


def _not_greeted(line: Line, channel: str) -> None:
    opened = len(line.slack.handshakes)
    line.slack.hello = False
    line.slack.close_sockets()
    # One that was not greeted is given up for another one.
    line.slack.wait(lambda: len(line.slack.handshakes) > opened + 1, seconds=PATIENCE)
    line.slack.hello = True
    _once(line, channel)


def _once(line: Line, channel: str) -> None:
    line.connected()
    line.slack.dm(ASK, channel=channel).answer()


@pytest.mark.fault(8, "A socket closed before its acknowledgement")
def test_before_ack(line: Line, tally: Tally) -> None:
    """The event comes again over another socket, and is answered once."""
    _survived(line, tally, "BEFORE", _before_ack)


@pytest.mark.fault(8, "A socket closed right after its acknowledgement")
def test_after_ack(line: Line, tally: Tally) -> None:
    """What was acknowledged is answered, and once."""
    _survived(line, tally, "AFTER", _after_ack)


@pytest.mark.fault(8, "A socket closed")
def test_closed(line: Line, tally: Tally) -> None:
    """There is another one, by a new address."""
    _survived(line, tally, "CLOSED", _closed)


@pytest.mark.long
@pytest.mark.fault(8, "A socket dropped without a word")
def test_dropped(line: Line, tally: Tally) -> None:
    """There is another one, by a new address."""
    _survived(line, tally, "DROPPED", _dropped)


@pytest.mark.fault(8, "A socket to be refreshed")
def test_refreshed(line: Line, tally: Tally) -> None:
    """There is another one, by a new address."""
    _survived(line, tally, "REFRESHED", _refreshed)


@pytest.mark.long
@pytest.mark.fault(8, "A socket to be refreshed, after a warning, and not closed")
def test_refreshed_twice(line: Line, tally: Tally) -> None:
    """What comes after the warning is answered, and what comes over the next socket too."""
    _survived(line, tally, "WARNED", _refreshed_twice)


@pytest.mark.long
@pytest.mark.fault(8, "An address that is not found")
def test_not_found(line: Line, tally: Tally) -> None:
    """Another one is asked for."""
    _survived(line, tally, "NOTFOUND", _not_found)


@pytest.mark.long
@pytest.mark.fault(8, "A socket that isn't greeted")
def test_not_greeted(line: Line, tally: Tally) -> None:
    """It is given up, and there is another one."""
    _survived(line, tally, "UNGREETED", _not_greeted)


def _survived(line: Line, tally: Tally, prefix: str, trouble: Callable[[Line, str], None]) -> None:
    for here in rounds():
        [channel] = channels(prefix, 1, here)
        line.connected()
        asked = line.questions()
        with tally.recovery():
            trouble(line, channel)
            line.answered(channel)
        heard = [one for one in line.heard() if one.startswith(channel)]
        wanted = {channel, *heard}
        tally.compare(wanted, heard)
        tally.doubled += line.questions() - asked - len(wanted)
