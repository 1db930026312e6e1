"""Whatever goes on, and however much everybody logs of it, no secret is in the log."""

import io
import json
import logging
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from pydantic import SecretStr

from bot import logs, wiring
from bot.logs import Redaction
from bot.settings import Settings
from tests.fake_slack import FakeApp, FakeSlack, FakeSlacks, FakeTeam, Fault
from tests.fake_slack.browser import Browser
from tests.slack.conftest import PATIENCE, outage
from tests.slack.test_edge import ASKED, BUTTON, MESSAGE
from tests.talk.bot import until

SIGNING, CLIENT = "signing-8f2e67c0d1", "client-5b0f3a9e77"
KEY = "key-of-this-deployment-77aa88bb99cc00dd"
PUBLIC = "http://rolecall.example"


@contextmanager
def _talkative() -> Iterator[None]:
    """Everybody logs all that they know, also those whom we have told to be quiet."""
    loggers = [logging.root, *(logging.getLogger(name) for name in logging.root.manager.loggerDict)]
    before = [(one, one.level) for one in loggers]
    try:
        for one in loggers:
            one.setLevel(logging.DEBUG)
        yield
    finally:
        for one, level in before:
            one.setLevel(level)


def _database(migrated_file: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'rolecall.db')}"


def _lives(slack: FakeSlack) -> None:
    """People do what they do, and some of it goes wrong at Slack."""
    slack.script("chat.postMessage", Fault(status=500, html=True), Fault(drop=True))
    slack.script("response_url", Fault(status=429, retry_after=1))
    slack.mention(ASKED).answer()
    slack.dm(ASKED).answer()
    slack.command(ASKED).answer()
    slack.click(BUTTON).answer()
    slack.shortcut(MESSAGE, callback_id="who_owns_this").answer()
    slack.wait(lambda: len(slack.calls_of("chat.postMessage")) > 1)
    slack.wait(lambda: bool(slack.calls_of("response_url")))


def _follows(slack: FakeSlack, browser: Browser, url: str) -> tuple[str, str]:
    """Somebody follows a link into the pages, by a command and by a click; what opens them."""
    before = len(slack.calls_of("response_url"))
    button = {"type": "button", "action_id": "do_1", "block_id": "b", "text": {}}
    button |= {"value": json.dumps({"verb": "pages", "given": {}})}
    slack.click(button, user="U9").answer()
    slack.wait(lambda: len(slack.calls_of("response_url")) > before)
    told = slack.command("pages", command="/ownership", user="U9").answer()
    [link] = re.findall(r"/enter\?link=([^\"']+)", json.dumps(told))
    asked = f"{url}/enter?link={link}"
    until(lambda: browser.get(asked).status == 200, "Members were not read", PATIENCE)
    assert browser.sends(f"{url}/enter", link=link).status == 303
    [session] = [one.value for one in browser.cookies if one.name == "rolecall"]
    assert browser.get(f"{url}/matrix").status == 200
    return str(link), str(session)


def _addresses(slack: FakeSlack) -> list[str]:
    return list(slack.response_urls)


@pytest.mark.parametrize("shape", ["text", "json"])
def test_many(
    shape: logs.Shape, migrated_file: Path, tmp_path: Path, root: Path, stream: io.StringIO
) -> None:
    """An install by OAuth, questions, deliveries, forged requests and an outage show none."""
    app = FakeApp(signing_secret=SIGNING, client_secret=CLIENT, redirect_urls=(PUBLIC,))
    with FakeSlacks(app=app) as slacks:
        harbour = slacks.add(FakeTeam(), installed=False)
        settings = Settings(
            database_url=_database(migrated_file, tmp_path),
            port=0,
            slack_api_url=slacks.api_url,
            slack_authorize_url=slacks.authorize_url,
            slack_signing_secret=SecretStr(SIGNING),
            slack_client_id=app.client_id,
            slack_client_secret=SecretStr(CLIENT),
            rolecall_secret_key=SecretStr(KEY),
            rolecall_public_url=PUBLIC,
            rolecall_metrics_token=SecretStr("metrics-00112233"),
        )
        host = urlsplit(settings.slack_api_url).netloc
        with wiring.build(settings, root) as product:
            slack = wiring.connection(product)
            assert slack is not None
            server = wiring.server(product, slack)
            server.start()
            logs.set_up(shape, Redaction(settings.secrets, host), stream)
            try:
                with _talkative():
                    slack.start()
                    slacks.urls.append(server.url)
                    browser = Browser()
                    back = browser.begins(f"{server.url}/slack/install", harbour.team.id)
                    page = browser.get(back.replace(PUBLIC, server.url))
                    assert page.status == 200, page.text
                    _lives(harbour)
                    link = _follows(harbour, browser, server.url)
                    forged = harbour.signed(b"{") | {"X-Slack-Signature": f"v0={KEY}"}
                    assert harbour.post(b"{", forged).status == 401
                    with outage(product.engines):
                        told = harbour.command(ASKED).answer()
                        assert "The database can't be used" in str(told)
                        assert browser.get(f"{server.url}/readyz").status == 503
            finally:
                slack.stop()
                server.close()
        written = stream.getvalue()
        opened = [value for _, value in parse_qsl(urlsplit(back).query)]
        assert len(opened) == 2
        hidden = [SIGNING, CLIENT, KEY, harbour.bot_token, *opened, *_addresses(harbour), *link]
        assert len(hidden) > 6
        assert [one for one in hidden if one in written] == []
        # It was logged at length, or this would prove nothing.
        for who in ("web_api.sdk", "bolt", "sqlalchemy") if shape == "json" else ():
            assert who in written
        assert "chat.postMessage" in written
        assert "xoxb-…" in written


def test_socket(migrated_file: Path, tmp_path: Path, root: Path, stream: io.StringIO) -> None:
    """Over a socket neither its ticket nor one of the tokens is in the log."""
    with FakeSlack() as fake:
        settings = Settings(
            database_url=_database(migrated_file, tmp_path),
            port=0,
            slack_api_url=fake.api_url,
            slack_bot_token=SecretStr(fake.bot_token),
            slack_app_token=SecretStr(fake.app_token),
        )
        redact = Redaction(settings.secrets, urlsplit(settings.slack_api_url).netloc)
        with wiring.build(settings, root) as product:
            slack = wiring.connection(product)
            assert slack is not None
            logs.set_up("json", redact, stream)
            with _talkative():
                slack.start()
                fake.wait_connected()
                until(lambda: slack.connected, "It isn't connected", PATIENCE)
                _lives(fake)
                slack.stop()
        written = stream.getvalue()
        for hidden in (fake.bot_token, fake.app_token, *_addresses(fake)):
            assert hidden not in written
        assert "ticket=" not in written.replace("ticket=…", "")
        assert "apps.connections.open" in written
