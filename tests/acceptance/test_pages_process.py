"""From Slack into the pages, with Rolecall as a process: a link, a click, a cookie, a page."""

import json
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from bot.store.engine import Engines
from bot.store.ledger import Ledger
from tests.acceptance.running import Running, environment, rolecall
from tests.acceptance.test_ownership_process import HARBOUR
from tests.fake_slack import FakeSlack, FakeTeam, Posted
from tests.fake_slack.browser import Browser
from tests.talk.bot import until

ANA, GENERAL = "U1", "C1"
PUBLIC = "http://rolecall.internal"
KEY = "key-of-this-deployment-77aa88bb99cc00dd"


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A fake Slack that refused nothing of what it was sent."""
    with FakeSlack() as slack:
        yield slack
    assert slack.violations == []


def _environment(engines: Engines, slack: FakeSlack, **more: str) -> dict[str, str]:
    tokens = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
    }
    url = engines.write.url.render_as_string(hide_password=False)
    return environment(url, **tokens, **more)


def _synced(engines: Engines) -> bool:
    with Ledger(engines).read(FakeTeam().id) as books:
        here = books.roster.installation()
    return here is not None and here.synced_at is not None


def _asks(slack: FakeSlack, text: str) -> Posted:
    """What Ana alone sees after a command."""
    before = [one for one in slack.messages if one.kind == "ack"]
    slack.command(text, command="/ownership", user=ANA, channel=GENERAL).answer()
    [posted] = slack.wait(
        lambda: [one for one in slack.messages if one.kind == "ack" and one not in before],
        what="No answer came",
    )
    assert (posted.kind, posted.user, posted.ephemeral) == ("ack", ANA, True)
    return posted


def _link(posted: Posted) -> str:
    """Where the link in a message leads."""
    [found] = re.findall(r'"url": "([^"]+/enter[^"]+)"', json.dumps(posted.blocks))
    return str(found)


def test_from_slack_into_the_pages(engines: Engines, slack: FakeSlack, tmp_path: Path) -> None:
    """Ana asks for the pages, follows the link, says that it is her, and looks at the matrix.

    Nobody else does with the same link, nor anybody without one; nothing of it is in the log.
    """
    file = tmp_path / "harbour.yaml"
    file.write_text(HARBOUR, encoding="utf-8")
    env = _environment(engines, slack, ROLECALL_PUBLIC_URL=PUBLIC, ROLECALL_SECRET_KEY=KEY)
    assert rolecall(env, "import", str(file)).returncode == 0
    with Running(env=env) as running:
        here = running.url()
        until(lambda: _synced(engines), "Members and channels were not read")
        link = _link(_asks(slack, "pages ML Platform"))
        assert link.startswith(f"{PUBLIC}/enter?link=")
        token = unquote(link.partition("link=")[2])
        ana, eve = Browser(), Browser()
        for browser in (ana, eve):
            assert browser.get(f"{here}/matrix").status == 403
            asked = browser.get(link.replace(PUBLIC, here))
            assert asked.status == 200
            assert "I am " in asked.text
        entered = ana.sends(f"{here}/enter", link=token)
        assert (entered.status, entered.location) == (303, "/team/platform")
        shown = ana.get(f"{here}/matrix")
        assert shown.status == 200
        assert "ML Platform" in shown.text
        assert ana.get(here + entered.location).status == 200
        assert eve.sends(f"{here}/enter", link=token).status == 403
        assert eve.get(f"{here}/matrix").status == 403
        running.process.send_signal(signal.SIGTERM)
        code, _, complaints = running.end()
    assert code == 0
    assert token not in complaints
    assert KEY not in complaints


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_without_an_address(engines: Engines, slack: FakeSlack) -> None:
    """Where nobody said how people reach the pages, `/ownership pages` says what to set."""
    with Running(env=_environment(engines, slack, ROLECALL_PUBLIC_URL="")) as running:
        running.url()
        until(lambda: _synced(engines), "Members and channels were not read")
        told = _asks(slack, "pages")
    assert "can set ROLECALL_PUBLIC_URL" in told.text
    assert "/enter" not in json.dumps(told.blocks)
