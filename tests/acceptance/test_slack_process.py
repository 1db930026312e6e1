"""Rolecall as a process against Slack: answers whatever happens, once, and gives nothing away."""

import shutil
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sized
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.slack.deliver import SENDERS
from bot.slack.socket import WORKERS
from bot.store.engine import Engines, make_engines
from bot.store.ledger import Ledger
from tests.acceptance.running import (
    HOST,
    PATIENCE,
    Running,
    environment,
    get,
    one_sentence,
    rolecall,
)
from tests.fake_slack import Envelope, FakeSlack, FakeTeam, Fault, Posted

ON_SQLITE = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
A_BLINK = 0.01
ASK = "who deploys models?"
BOT_TOKEN, APP_TOKEN = "xoxb-hunter2", "xapp-hunter2"
POST, OPEN = "chat.postMessage", "apps.connections.open"
SHOP = """
organisation: Acme
people:
  - {key: ana, name: Ana Acme, slack: U1}
  - {key: bo, name: Bo Brook}
teams:
  - key: shop
    name: Shop
    channel: "#general"
    assignments: [{role: role:mlops-engineer, person: ana}]
  - key: churn
    name: Churn
    channel: "#churn"
    assignments: [{role: role:mlops-engineer, person: bo}]
"""
EXAMPLE = "Omar Haddad"
WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


@dataclass(frozen=True)
class Bot:
    """A process that is connected to a fake Slack."""

    slack: FakeSlack
    running: Running
    url: str
    env: dict[str, str]
    ledger: Ledger

    def reply(self, ts: str) -> Posted:
        """What was posted in the thread of this message."""
        return self.slack.wait(lambda: _first(self.slack, lambda one: one.thread_ts == ts))


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A fake Slack that refused nothing of what it was sent, and in which nobody was pinged.

    Nobody there may set a workspace up, so nobody is told how to in between.
    """
    with FakeSlack() as slack:
        slack.bot_token, slack.app_token = BOT_TOKEN, APP_TOKEN
        slack.has_no_admins()
        yield slack
    assert slack.violations == []
    assert slack.pings == []


@pytest.fixture
def second() -> Iterator[FakeSlack]:
    """A fake Slack with another workspace, in which there is Eve."""
    with FakeSlack() as second:
        second.bot_token, second.app_token = BOT_TOKEN, APP_TOKEN
        second.team = FakeTeam(id="T0SECOND", name="Second Hand")
        second.add_user("U5", "Eve")
        yield second


@pytest.fixture
def env(engines: Engines, slack: FakeSlack) -> dict[str, str]:
    """The environment of a run on a migrated, empty database, with tokens for the fake Slack."""
    url = engines.write.url.render_as_string(hide_password=False)
    return environment(url, **_tokens(slack))


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A file that holds an organisation."""
    return _written(tmp_path)


@pytest.fixture(scope="module")
def bot(migrated_file: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """A process that several tests talk to, on a database where the example was looked at first.

    Its organisation was imported from a file before the first run.
    """
    folder = tmp_path_factory.mktemp("bot")
    shutil.copy(migrated_file, folder / "rolecall.db")
    url = f"sqlite:///{folder / 'rolecall.db'}"
    assert EXAMPLE in rolecall(environment(url), "ask", ASK).stdout
    engines = make_engines(url, root)
    with FakeSlack() as slack:
        slack.bot_token, slack.app_token = BOT_TOKEN, APP_TOKEN
        env = environment(url, **_tokens(slack))
        assert rolecall(env, "import", _written(folder)).returncode == 0
        with Running(env=env) as running:
            bot = Bot(slack, running, running.url(), env, Ledger(engines))
            _until(lambda: _synced(bot.ledger))
            yield bot
            running.process.send_signal(signal.SIGTERM)
            code, _, complaints = running.end()
    engines.close()
    assert (code, complaints) == (0, "")
    assert slack.violations == []
    assert slack.pings == []


def _tokens(slack: FakeSlack) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
    }


def _written(folder: Path) -> str:
    path = folder / "acme.yaml"
    path.write_text(SHOP, encoding="utf-8")
    return str(path)


def _until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "What was waited for did not happen"
        threading.Event().wait(A_BLINK)


def _is_longer(grows: Sized, count: int) -> bool:
    return len(grows) > count


def _first(slack: FakeSlack, wanted: Callable[[Posted], bool]) -> Posted | None:
    return next((one for one in list(slack.messages) if wanted(one)), None)


def _synced(ledger: Ledger) -> bool:
    """Whether members and channels were read: before that a channel counts as shared."""
    with ledger.read(FakeTeam().id) as books:
        here = books.roster.installation()
    return here is not None and here.synced_at is not None


def _states(ledger: Ledger) -> list[str]:
    with ledger.read(FakeTeam().id) as books:
        return [one.state for one in books.deliveries()]


def _in(slack: FakeSlack, channel: str) -> list[Posted]:
    return [one for one in slack.messages if one.channel == channel]


def _arrives(slack: FakeSlack, channel: str) -> None:
    slack.wait(lambda: _in(slack, channel), what=f"Nothing arrived in {channel}")


def _button(message: Posted, action: str) -> dict[str, object]:
    [found] = [one for one in message.elements if one["action_id"] == action]
    return found


def _names(message: Posted) -> tuple[bool, bool]:
    """Whether an answer names the Shop team's owner, and the Churn team's."""
    return "Ana Acme" in message.text, "Bo Brook" in message.text


def test_mention(bot: Bot) -> None:
    """A mention is answered in its thread, for the team whose channel it is."""
    for channel, named in (("C1", (True, False)), ("C2", (False, True))):
        ts = bot.slack.next_ts()
        bot.slack.mention(ASK, ts=ts, channel=channel).answer()
        reply = bot.reply(ts)
        assert (reply.kind, reply.channel, _names(reply)) == ("post", channel, named)
        assert EXAMPLE not in reply.text


def test_direct_message(bot: Bot) -> None:
    """A direct message is answered, and so is what is asked next about another team."""
    bot.slack.dm(f"{ASK} in Shop", user="U2").answer()
    first = bot.slack.wait(lambda: _in(bot.slack, "DU2"))
    assert [_names(one) for one in first] == [(True, False)]
    bot.slack.dm("and in Churn?", user="U2").answer()
    bot.slack.wait(lambda: len(_in(bot.slack, "DU2")) == 2)
    assert _names(_in(bot.slack, "DU2")[-1]) == (False, True)
    assert not any(one.thread_ts for one in _in(bot.slack, "DU2"))


def test_command(bot: Bot) -> None:
    """A command is answered in its acknowledgement, in time and to the asker alone."""
    asked = bot.slack.command(f"{ASK} in Churn")
    answer = asked.answer()
    assert asked.in_time
    assert "Bo Brook" in answer["text"]
    assert answer["response_type"] == "ephemeral"
    assert answer["blocks"]


def test_shortcut(bot: Bot) -> None:
    """The shortcut answers privately who owns what a message is about."""
    message = {"text": "Somebody has to deploy the models in Churn", "user": "U2"}
    bot.slack.shortcut(message, callback_id="who_owns_this", user="U9", channel="C2").answer()
    reply = bot.slack.wait(lambda: _first(bot.slack, lambda one: one.user == "U9"))
    assert (reply.kind, reply.ephemeral, reply.channel) == ("respond", True, "C2")
    assert _names(reply) == (False, True)


def test_buttons(bot: Bot) -> None:
    """What an answer offers works: choose what was meant, share it, say that it is right."""
    slack = bot.slack
    slack.command("who builds data pipelines and who deploys models?", user="U2").answer()
    asked = slack.wait(lambda: _first(slack, lambda one: (one.kind, one.user) == ("ack", "U2")))
    slack.click(_button(asked, "pick_1"), user="U2", message=asked).answer()
    chosen = slack.wait(
        lambda: _first(slack, lambda one: one.kind == "respond" and one.ts == asked.ts)
    )
    slack.click(_button(chosen, "share"), user="U2", message=chosen).answer()
    shared = slack.wait(
        lambda: _first(slack, lambda one: one.kind == "respond" and not one.ephemeral)
    )
    slack.click(_button(shared, "right"), user="U1", message=shared).answer()
    updated = slack.wait(lambda: _first(slack, lambda one: "Ana confirmed this" in one.text))
    assert (updated.ts, updated.ephemeral) == (shared.ts, False)


def test_repeated(bot: Bot) -> None:
    """The same event three times is acknowledged each time, and answered once."""
    ts = bot.slack.next_ts()
    for attempt in range(3):
        event = bot.slack.mention(ASK, ts=ts, event_id="EvThrice", retry=(attempt, "timeout"))
        event.answer()
    bot.reply(ts)
    with bot.ledger.read(FakeTeam().id) as books:
        addresses = [one.address.get("thread_ts") for one in books.deliveries()]
    assert addresses.count(ts) == 1


def test_limited_channel(bot: Bot) -> None:
    """Where Slack wants 30 s of pause in one channel, all others get their answers meanwhile."""
    slack = bot.slack
    fault = Fault(status=429, retry_after=30)
    slack.script(POST, fault, where=lambda args: args["channel"] == "DLIMITED")
    slack.dm(ASK, channel="DLIMITED").answer()
    slack.wait(lambda: any(one.status == 429 for one in slack.calls_of(POST)))
    others = [f"DFREE{number}" for number in range(2 * SENDERS)]
    for channel in others:
        slack.dm(ASK, channel=channel).answer()
    for channel in others:
        _arrives(slack, channel)
    assert _in(slack, "DLIMITED") == []


def test_beside(bot: Bot) -> None:
    """In a terminal beside it, answers and exports are of Slack's workspace, not of the example."""
    with ThreadPoolExecutor() as pool:
        asking = pool.submit(rolecall, bot.env, "ask", f"{ASK} in Churn")
        exporting = pool.submit(rolecall, bot.env, "export")
    told, exported = asking.result(), exporting.result().stdout
    assert (told.returncode, told.stderr) == (0, "")
    assert "Bo Brook" in told.stdout
    assert "Bo Brook" in exported
    page = get(f"{bot.url}/?q=who+deploys+models")
    assert "Bo Brook" in page
    assert not any(EXAMPLE in one for one in (told.stdout, exported, page))
    assert '"slack":"connected"' in get(f"{bot.url}/readyz")


@ON_SQLITE
@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-wrong2"}, "SLACK_BOT_TOKEN doesn't work"),
        ({"SLACK_APP_TOKEN": "xapp-wrong2"}, "SLACK_APP_TOKEN doesn't work"),
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN isn't set"),
        ({"SLACK_APP_TOKEN": ""}, "SLACK_APP_TOKEN isn't set"),
        ({"SLACK_BOT_TOKEN": APP_TOKEN, "SLACK_APP_TOKEN": BOT_TOKEN}, "SLACK_BOT_TOKEN can't be"),
    ],
)
def test_bad_tokens(given: dict[str, str], named: str, env: dict[str, str]) -> None:
    """Tokens that can't work are said in one sentence that names the variable and no token."""
    sentence = one_sentence(rolecall(env | given, "run"), 3)
    assert named in sentence
    assert "hunter2" not in sentence
    assert "wrong2" not in sentence


@ON_SQLITE
def test_bad_token_at_the_first_import(env: dict[str, str], file: str) -> None:
    """An import that has to ask Slack for the workspace names a token that doesn't work."""
    wrong = {"SLACK_BOT_TOKEN": "xoxb-wrong2"}
    sentence = one_sentence(rolecall(env | wrong, "import", file), 3)
    assert "SLACK_BOT_TOKEN" in sentence
    assert "wrong2" not in sentence


@ON_SQLITE
def test_nobody_listens(env: dict[str, str]) -> None:
    """Where Slack can't be reached it says so, serves its pages, and is ready."""
    with socket.socket() as reserved:
        reserved.bind((HOST, 0))
        nobody = f"http://{HOST}:{reserved.getsockname()[1]}/api/"
        with Running(env=env | {"SLACK_API_URL": nobody}) as running:
            url = running.url()
            assert running.said[0] == "Slack can't be reached yet; Rolecall goes on trying."
            assert "Who owns this?" in get(f"{url}/")
            ready = get(f"{url}/readyz")
            assert '"slack":"disconnected"' in ready
            assert '"status":"ok"' in ready


@ON_SQLITE
def test_slack_comes_later(env: dict[str, str], slack: FakeSlack, file: str) -> None:
    """It connects once Slack is there, and an organisation imported then is known at once."""
    slack.always("auth.test", Fault(status=500))
    slack.refuse_handshakes = 1
    with Running(env=env) as running:
        url = running.url()
        assert '"slack":"disconnected"' in get(f"{url}/readyz")
        slack.clear("auth.test")
        slack.wait_connected()
        assert slack.handshakes == [404, 101]
        assert "Ana Acme" not in slack.command(ASK).answer()["text"]
        assert rolecall(env, "import", file).returncode == 0
        answer = slack.command(ASK).answer()["text"]
        assert "Ana Acme" in answer
        assert EXAMPLE not in answer
        _until(lambda: '"slack":"connected"' in get(f"{url}/readyz"))


@ON_POSTGRESQL
def test_stops_in_the_middle(env: dict[str, str], slack: FakeSlack, engines: Engines) -> None:
    """Asked to stop, it first answers the commands that it has, and sends what it is sending."""
    held = threading.Event()
    slack.script(POST, Fault(hold=held))
    with Running(env=env) as running:
        running.url()
        slack.wait_connected()
        slack.dm(ASK).answer()
        slack.wait(lambda: slack.calls_of(POST))
        with engines.write.connect() as other, engines.read.connect() as looking:
            other.execute(text("LOCK TABLE claims IN ACCESS EXCLUSIVE MODE"))
            commands = [slack.command(ASK) for _ in range(WORKERS)]
            _until(lambda: looking.execute(WAITING).scalar_one() == len(commands))
            running.process.send_signal(signal.SIGTERM)
            other.rollback()
        for command in commands:
            assert "MLOps Engineer" in command.answer()["text"]
        held.set()
        assert running.end() == (0, ["Rolecall has stopped."], "")
    assert len(slack.messages) == 1 + WORKERS
    assert _states(Ledger(engines)) == ["sent"]


@ON_POSTGRESQL
def test_killed_before_an_attempt(env: dict[str, str], slack: FakeSlack, engines: Engines) -> None:
    """Killed, it sends at its next start what it never tried, and nothing that it did try."""
    held = threading.Event()
    slack.always(POST, Fault(hold=held))
    tried = [f"D{number}" for number in range(SENDERS)]
    with Running(env=env) as running:
        running.url()
        slack.wait_connected()
        for channel in tried:
            slack.dm(ASK, channel=channel).answer()
        slack.wait(lambda: len(slack.calls_of(POST)) == SENDERS)
        slack.dm(ASK, channel="DLAST").answer()
        running.process.kill()
        running.process.wait(PATIENCE)
    assert _in(slack, "DLAST") == []
    slack.clear(POST)
    held.set()
    with Running(env=env) as running:
        running.url()
        _arrives(slack, "DLAST")
        with engines.write.begin() as connection:
            long_ago = text("UPDATE deliveries SET leased_until = :then WHERE state = 'sending'")
            connection.execute(long_ago, {"then": "2026-01-01 00:00:00+00"})
        _until(lambda: sorted(_states(Ledger(engines))) == ["sent"] + ["unknown"] * SENDERS)
        slack.dm(ASK, channel="DAFTER").answer()
        _arrives(slack, "DAFTER")
    channels = [one.channel for one in slack.messages]
    assert sorted(channels) == sorted([*tried, "DLAST", "DAFTER"])


@ON_SQLITE
def test_repeated_after_a_restart(env: dict[str, str], slack: FakeSlack, engines: Engines) -> None:
    """An event that was answered before a restart is acknowledged and not answered again."""

    def once(attempt: int) -> Envelope:
        return slack.dm(ASK, event_id="Ev1", ts="1700000000.000100", retry=(attempt, "timeout"))

    for attempt in range(2):
        with Running(env=env) as running:
            running.url()
            slack.wait_connected()
            once(attempt).answer()
            slack.wait(lambda: slack.messages)
            slack.dm(ASK, channel=f"DAFTER{attempt}").answer()
            _arrives(slack, f"DAFTER{attempt}")
    assert [one.channel for one in slack.messages] == ["DU1", "DAFTER0", "DAFTER1"]
    with Ledger(engines).read(FakeTeam().id) as books:
        assert len(books.questions()) == 3


@ON_SQLITE
def test_socket_that_closes(env: dict[str, str], slack: FakeSlack, engines: Engines) -> None:
    """A socket that closes around an acknowledgement costs no reply, and brings none twice."""
    with Running(env=env) as running:
        running.url()
        slack.wait_connected()
        for number, around in ((1, "close_before_ack"), (2, "close_after_ack")):
            once: dict[str, str] = {"event_id": f"Ev{number}", "ts": f"170000000{number}.000100"}
            setattr(slack, around, 1)
            slack.dm(ASK, **once)
            _until(partial(_is_longer, slack.handshakes, number))
            slack.dm(ASK, **once, retry=(1, "timeout")).answer()
            _until(partial(_is_longer, slack.messages, number - 1))
        slack.dm(ASK, channel="DAFTER").answer()
        _arrives(slack, "DAFTER")
    assert [one.channel for one in slack.messages] == ["DU1", "DU1", "DAFTER"]
    with Ledger(engines).read(FakeTeam().id) as books:
        assert len(books.questions()) == 3


@ON_POSTGRESQL
def test_command_whose_socket_closes(
    env: dict[str, str], slack: FakeSlack, engines: Engines
) -> None:
    """A command that can't be acknowledged any more is answered by its response URL."""
    with Running(env=env) as running:
        running.url()
        slack.wait_connected()
        with engines.write.connect() as other, engines.read.connect() as looking:
            other.execute(text("LOCK TABLE claims IN ACCESS EXCLUSIVE MODE"))
            command = slack.command(ASK)
            _until(lambda: looking.execute(WAITING).scalar_one())
            slack.close_sockets()
            slack.wait_connected()
            other.rollback()
        [told] = slack.wait(lambda: slack.messages)
    assert not command.acknowledged
    assert (told.kind, told.user, told.ephemeral) == ("respond", "U1", True)
    assert told.text


@ON_SQLITE
def test_tells_no_token(env: dict[str, str], slack: FakeSlack) -> None:
    """Whatever goes wrong with Slack, no token is in what it writes."""
    slack.script("auth.test", Fault(status=500))
    slack.script(OPEN, Fault(half=True))
    slack.script(POST, Fault(error="channel_not_found"), Fault(html=True))
    slack.refuse_handshakes = 1
    with Running(env=env) as running:
        running.url()
        slack.wait(lambda: slack.connected, seconds=PATIENCE)
        for channel in ("DFAILED", "DUNKNOWN"):
            slack.dm(ASK, channel=channel).answer()
        slack.wait(lambda: len(slack.calls_of(POST)) >= 2)
        slack.drop_sockets()
        running.process.send_signal(signal.SIGTERM)
        code, _, complaints = running.end()
    assert code == 0
    assert "Connecting to Slack failed" in complaints
    assert "channel_not_found" in complaints
    for written in (complaints, *running.said):
        assert "hunter2" not in written
        assert "ticket" not in written


@ON_SQLITE
def test_two_workspaces(
    env: dict[str, str], slack: FakeSlack, second: FakeSlack, file: str
) -> None:
    """Each workspace of Slack's has its own organisation; a run is for the one of its tokens."""
    assert rolecall(env, "import", file).returncode == 0
    for here, asker in ((second, "U5"), (slack, "U1")):
        with Running(env=env | _tokens(here)) as running:
            page = get(f"{running.url()}/?q=who+deploys+models")
            assert running.said[0] == f"Connected to the Slack workspace {here.team.name}."
            here.wait_connected()
            told = here.command(ASK, user=asker).answer()["text"]
        assert "MLOps Engineer" in told
        assert ["Ana Acme" in one for one in (told, page)] == [here is slack] * 2
    sentence = one_sentence(rolecall(env, "ask", ASK), 3)
    assert "--workspace" in sentence
    assert "T0HARBOUR or T0SECOND" in sentence
    assert "Ana Acme" in rolecall(env, "ask", ASK, "--workspace", "T0HARBOUR").stdout
