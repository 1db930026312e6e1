"""A fake Slack for each test, and the two ways to reach it."""

import json
import threading
from collections.abc import Iterator

import pytest
from slack_sdk import WebClient
from websockets.sync.client import ClientConnection

from tests.fake_slack import FakeSlack
from tests.fake_slack.app_server import AppServer, app_server
from tests.fake_slack.speaking import open_socket


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A fake Slack, of which nothing may be left afterwards."""
    before = set(threading.enumerate())
    with FakeSlack() as slack:
        yield slack
    assert set(threading.enumerate()) <= before


@pytest.fixture
def client(slack: FakeSlack) -> WebClient:
    """A client with the bot's token that tries nothing twice."""
    return WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[], timeout=10)


@pytest.fixture
def bot(slack: FakeSlack) -> Iterator[ClientConnection]:
    """An open socket, greeted."""
    with open_socket(slack) as socket:
        assert json.loads(socket.recv(timeout=10))["type"] == "hello"
        slack.wait_connected()
        yield socket


@pytest.fixture
def app() -> Iterator[AppServer]:
    """An app that takes everything; nothing may be left of it, or of who sent to it."""
    before = set(threading.enumerate())
    with app_server() as app:
        yield app
    for one in set(threading.enumerate()) - before:
        one.join(10)
        assert not one.is_alive()
