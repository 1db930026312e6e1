"""The connection to one workspace: who we are there, how it begins, lives and ends."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import RolecallError
from bot.search.finders import Finders
from bot.slack.web_api import SlackTrouble
from bot.store.engine import Engines
from tests.fake_slack import FakeSlack, Fault
from tests.slack.conftest import execute
from tests.talk.bot import Bot, until
from tests.talk.organisation import ORGANISATION
from tests.talk.talk import visible

HERE = "T0HARBOUR"
AWAY = Fault(status=500)
INFRASTRUCTURE = "who manages infrastructure?"
AT_ONCE = 20


@pytest.fixture
def bot(engines: Engines, finders: Finders, root: Path) -> Iterator[Bot]:
    """A connection that isn't begun."""
    bot = Bot(engines, finders, root)
    yield bot
    bot.stop()


def test_introduces_itself(bot: Bot) -> None:
    """The first contact makes the workspace, with the shipped catalog and what Slack says of us."""
    assert (bot.connection.workspace, bot.connection.name) == (None, None)
    assert bot.connection.introduce() == HERE
    assert (bot.connection.workspace, bot.connection.name) == (HERE, "Harbour Goods")
    assert bot.ledger.slack_workspaces() == (HERE,)
    with bot.ledger.read(HERE) as books:
        assert len(books.catalog().activities) > 10
        assert books.organisation().teams == ()
    here = bot.installation
    assert (here.url, here.bot_user, here.bot_id) == (
        "https://harbour.slack.com/",
        "U0BOT",
        "B0BOT",
    )
    assert here.scopes == sorted(bot.slack.scopes)
    assert here.synced_at is None


def test_introduces_itself_again(bot: Bot) -> None:
    """Later contacts learn what has changed, and leave what was imported."""
    bot.take_in(ORGANISATION)
    bot.slack.scopes = ["chat:write", "commands"]
    bot.connection.introduce()
    assert bot.installation.scopes == ["chat:write", "commands"]
    with bot.ledger.read(HERE) as books:
        assert len(books.organisation().teams) == len(ORGANISATION.teams)


@pytest.mark.parametrize(
    ("name", "shown"), [("", HERE), ("<!channel>", "!channel>"), ("Ha\0rb\u202eour\n", "Harbour")]
)
def test_workspace_of_any_name(name: str, shown: str, bot: Bot) -> None:
    """A workspace's name is made fit to be shown, and is its id where it has none."""
    bot.slack.team = replace(bot.slack.team, name=name)
    bot.connection.introduce()
    assert bot.connection.name == shown


def test_address_that_is_none(bot: Bot) -> None:
    """Only a safe address is taken for the workspace's own."""
    bot.slack.team = replace(bot.slack.team, url="javascript:alert(1)")
    bot.connection.introduce()
    assert bot.installation.url is None


@pytest.mark.parametrize("fault", [AWAY, Fault(html=True), Fault(drop=True), Fault(half=True)])
def test_nobody_to_introduce_itself_to(fault: Fault, bot: Bot) -> None:
    """Where Slack's word can't be had, nothing is made."""
    bot.slack.script("auth.test", fault)
    with pytest.raises(SlackTrouble):
        bot.connection.introduce()
    assert bot.connection.workspace is None
    assert bot.ledger.workspaces() == ()


@pytest.mark.parametrize("error", ["invalid_auth", "account_inactive", "missing_scope"])
@pytest.mark.parametrize(
    ("method", "variable"),
    [("auth.test", "SLACK_BOT_TOKEN"), ("apps.connections.open", "SLACK_APP_TOKEN")],
)
def test_refused_token(method: str, variable: str, error: str, bot: Bot) -> None:
    """A token that Slack refuses ends the start with a sentence on which one, and what to do."""
    bot.slack.script(method, Fault(error=error))
    with pytest.raises(RolecallError, match=rf"^{variable} doesn't work .*{error}") as caught:
        bot.connection.start()
    assert "rolecall doctor" in str(caught.value)
    assert "xoxb-" not in str(caught.value)
    assert "xapp-" not in str(caught.value)


def test_state(bot: Bot) -> None:
    """A connection is disconnected until Slack has greeted it."""
    assert bot.connection.state == "disconnected"
    assert bot.connection.silent_for is None
    bot.slack.hello = False
    bot.connection.start()
    bot.slack.wait(lambda: bot.slack.handshakes)
    assert bot.connection.state == "disconnected"


def test_slack_is_away_at_first(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    """Where Slack can't be reached at the start it is tried again, and then all works."""
    bot.slack.script("auth.test", AWAY)
    bot.slack.script("apps.connections.open", AWAY)
    bot.connection.start()
    assert (bot.connection.state, bot.connection.workspace) == ("disconnected", None)
    bot.slack.wait_connected()
    until(lambda: bot.connection.state == "connected", "The connection was not noticed")
    assert bot.connection.silent_for is not None
    assert bot.connection.silent_for < 60
    assert bot.slack.command(INFRASTRUCTURE).answer()["text"]
    assert caplog.text.count("Connecting to Slack failed") == 2
    assert "Traceback" not in caplog.text


def test_database_is_busy_at_first(
    engines: Engines, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    """Where somebody else writes for long at the start it is tried again, and then all works."""
    bot.connection.introduce()
    bot.connection.workspace = None
    with engines.write.begin() as busy:
        busy.execute(text("UPDATE workspaces SET name = 'busy'"))
        bot.connection.start()
    assert "can't be stored yet" in caplog.text
    bot.slack.wait_connected()
    assert bot.slack.command(INFRASTRUCTURE).answer()["text"]
    assert "Traceback" not in caplog.text


def test_stops_without_a_loss(bot: Bot) -> None:
    """What came in before the end is acknowledged and sent, however much it is."""
    bot.take_in(ORGANISATION)
    bot.start()
    bot.wait_synced()
    for number in range(AT_ONCE):
        bot.slack.add_channel(f"C0NUMBER{number}", f"number-{number}")

    def ask(number: int) -> None:
        if number % 2:
            bot.slack.command(INFRASTRUCTURE, channel=f"C0NUMBER{number}")
        else:
            bot.slack.mention(INFRASTRUCTURE, channel=f"C0NUMBER{number}")

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(ask, range(AT_ONCE)))
        bot.slack.wait(lambda: any(one.acknowledged for one in bot.slack.envelopes.values()))
    bot.connection.stop()
    bot.slack.wait(lambda: not bot.slack.connected)
    acknowledged = [one for one in bot.slack.envelopes.values() if one.acknowledged]
    # What had not been read from the socket yet is sent again to whoever comes next.
    assert len(bot.slack.messages) == len(acknowledged) > 0
    assert set(bot.settled()) <= {"sent"}
    assert bot.connection.state == "disconnected"


def test_tells_who_would_wait_in_vain(
    bot: Bot, engines: Engines, caplog: pytest.LogCaptureFixture
) -> None:
    """Where a shortcut fails, who used it is told, for Slack sends it no second time."""
    caplog.set_level(logging.CRITICAL)
    bot.take_in(ORGANISATION)
    bot.start()
    bot.wait_synced()
    execute(engines, "ALTER TABLE claims RENAME TO elsewhere")
    asked = bot.slack.shortcut({"text": INFRASTRUCTURE}, callback_id="who_owns_this")
    assert asked.answer() == {}
    [told] = bot.slack.wait(lambda: bot.slack.messages)
    assert (told.kind, told.user) == ("respond", "U1")
    assert "Something broke inside Rolecall (reference " in visible(told)


def test_forgets_what_is_settled(
    bot: Bot, engines: Engines, caplog: pytest.LogCaptureFixture
) -> None:
    """What was claimed long ago is forgotten at the start, what may come again is kept."""
    caplog.set_level(logging.CRITICAL)
    bot.connection.introduce()
    now = bot.clock.now()
    for key, age in (("old", 8), ("new", 6)):
        with bot.ledger.open(HERE, now - timedelta(days=age)) as books:
            assert books.claim_once(key)
    bot.slack.always("apps.connections.open", AWAY)
    bot.connection.start()
    until(lambda: _claimed(engines) == ["new"], "The old key was not forgotten")


def test_stops_without_a_start(slack: FakeSlack, bot: Bot) -> None:
    """Stopping what never began is no mistake."""
    bot.connection.stop()
    assert slack.calls == []


def _claimed(engines: Engines) -> list[str]:
    with engines.read.connect() as connection:
        return list(connection.execute(text("SELECT key FROM claims ORDER BY key")).scalars())
