"""How a test speaks to the fake Slack where there is no bot."""

import json
from collections.abc import Callable

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.sync.client import ClientConnection, connect

from tests.fake_slack.server import FakeSlack
from tests.fake_slack.traffic import Json


def app_client(slack: FakeSlack) -> WebClient:
    """A client with the app's token."""
    return WebClient(slack.app_token, base_url=slack.api_url, retry_handlers=[])


def open_socket(slack: FakeSlack, url: str | None = None) -> ClientConnection:
    """A socket, with a fresh URL if none is given."""
    opened = url or app_client(slack).apps_connections_open(app_token=slack.app_token)["url"]
    return connect(opened, proxy=None, ping_interval=None)


def next_frame(socket: ClientConnection) -> Json:
    """The next that came over a socket."""
    frame: Json = json.loads(socket.recv(timeout=10))
    return frame


def acknowledge(socket: ClientConnection, payload: Json | None = None) -> Json:
    """The next that came over a socket, acknowledged."""
    frame = next_frame(socket)
    ack = {"envelope_id": frame["envelope_id"]}
    socket.send(json.dumps(ack | ({"payload": payload} if payload is not None else {})))
    return frame


def error_of(call: Callable[[], object]) -> str:
    """Why Slack refuses what is called."""
    with pytest.raises(SlackApiError) as caught:
        call()
    return str(caught.value.response["error"])
