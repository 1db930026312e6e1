"""A process that dies on a digest's way to its channel: the channel hears it once all the same."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.domain.fact import HERE, Change, Subject
from bot.domain.rhythm import Days, Rhythm
from bot.domain.subscription import Subscription
from bot.store.due import Due
from bot.store.engine import Engines
from bot.store.ledger import Ledger
from tests.acceptance.dying import POINTS
from tests.acceptance.running import PATIENCE, READY, environment
from tests.fake_slack import FakeSlack
from tests.talk.bot import until

CHANNEL = "C1"


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A fake Slack with a channel that is to hear something, and nobody to be told of set-up."""
    with FakeSlack() as slack:
        slack.has_no_admins()
        yield slack
    assert slack.violations == []


@pytest.mark.parametrize("point", POINTS)
def test_told_once(point: str, slack: FakeSlack, engines: Engines, root: Path) -> None:
    """Wherever the first process dies, the second one leaves the slot told exactly once."""
    ledger = Ledger(engines)
    env = environment(
        engines.write.url.render_as_string(hide_password=False),
        SLACK_BOT_TOKEN=slack.bot_token,
        SLACK_APP_TOKEN=slack.app_token,
        SLACK_API_URL=slack.api_url,
    )
    with running("never", env, root) as first:
        ready(first)
        assert stopped(first) == 0
    slot = subscribed(ledger, slack.team.id)

    with running(point, env, root) as dying:
        assert dying.wait(PATIENCE) == -signal.SIGKILL
    with running("never", env, root) as second:
        ready(second)
        assert until(lambda: states(ledger, slack.team.id), "It was not sent") == ["sent"]
        assert stopped(second) == 0

    heard = [one for one in slack.messages if one.channel == CHANNEL]
    assert [one.text.partition(",")[0] for one in heard] == ["Who owns what"]
    with ledger.read(slack.team.id) as books:
        [edition] = books.editions()
        assert (edition.slot, edition.state) == (slot, "sent")
        [coming] = [one for one in books.coming() if one.what == "digest 1"]
        assert coming.slot is not None
        assert coming.slot > slot


@contextmanager
def running(point: str, env: dict[str, str], root: Path) -> Iterator[subprocess.Popen[str]]:
    """Rolecall, which dies at this point, or at the end."""
    command = [sys.executable, "-m", "tests.acceptance.dying", point]
    process = subprocess.Popen(command, env=env, cwd=root, stdout=subprocess.PIPE, text=True)  # noqa: S603 ours
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def stopped(process: subprocess.Popen[str]) -> int:
    """The code with which it leaves when asked; where it doesn't, it says what it is doing."""
    process.send_signal(signal.SIGTERM)
    try:
        return process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGUSR1)
        raise


def ready(process: subprocess.Popen[str]) -> None:
    """Waits until it says that it is; a signal before that would end it at once."""
    assert process.stdout is not None
    assert any(line.startswith(READY) for line in process.stdout)


def subscribed(ledger: Ledger, workspace: str, key: str = "1") -> str:
    """A channel hears something every day, for the first time a minute ago; that slot."""
    now = datetime.now(UTC)
    slot = (now - timedelta(minutes=1)).replace(second=0, microsecond=0)
    told = Subscription(
        channel=CHANNEL,
        digests=("unfilled",),
        rhythm=Rhythm(days=Days(every="day"), at=time(slot.hour, slot.minute), zone="UTC"),
        by="U9",
        well=True,
    )
    named = slot.replace(tzinfo=None).isoformat(timespec="minutes")
    with ledger.open(workspace, now) as books:
        change = Change(Subject("digest", (key,)), None, told.model_dump(mode="json"))
        books.record([change], actor="U9", source=HERE)
        books.set_due(Due(f"digest {key}", slot, named))
    return named


def states(ledger: Ledger, workspace: str) -> list[str]:
    """How the messages to the channel ended; nothing while one is on its way, or none is there."""
    with ledger.read(workspace) as books:
        found = [one.state for one in books.deliveries() if one.address.get("channel") == CHANNEL]
    return [] if {"waiting", "sending"} & set(found) else found
