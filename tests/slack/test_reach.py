"""Whether Slack can reach us is tried as Slack does it, against a real address."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from pydantic import SecretStr

from bot.slack.edge import Acknowledgement
from bot.slack.findings import Finding
from bot.slack.http import HttpEdge
from bot.slack.manifest import REQUESTS
from bot.slack.reach import Reach
from tests.fake_slack.app_server import AppServer, Asked, app_server
from tests.fake_slack.over_http import Reply

SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105
NOW = 1_780_000_000.0


class Rolecall:
    """What answers at an address as we do: its secret and its clock may differ."""

    def __init__(self, secret: str = SECRET, ahead: float = 0.0) -> None:
        self._secret = secret
        self._ahead = ahead
        self.taken: list[object] = []

    def answer(self, asked: Asked) -> Reply:
        """The edge's answer at its address, 404 elsewhere."""
        if asked.path != REQUESTS:
            return Reply(404)
        stamp = float(asked.headers["x-slack-request-timestamp"]) + self._ahead
        edge = HttpEdge(SecretStr(self._secret), self._take, lambda: stamp)
        status, body = edge.answer(asked.body, asked.headers)
        return Reply(status, str(body or "").encode())

    def _take(self, body: object) -> Acknowledgement | None:
        self.taken.append(body)
        return None


@pytest.fixture
def server() -> Iterator[AppServer]:
    """Somebody at an address of this machine."""
    with app_server() as server:
        yield server


def _found(address: str | None, secret: str = SECRET, *, needed: bool = False) -> list[Finding]:
    found = list(Reach(address, SecretStr(secret), needed).findings())
    assert not any(secret in str(each) for each in found)
    return found


def test_reached(server: AppServer) -> None:
    """Where we answer at the address and know the secret, all is well, and nothing was done."""
    rolecall = Rolecall()
    server.answer = rolecall.answer
    [found] = _found(f"{server.url}/")
    assert found.ok is True
    assert server.url in found.what
    assert rolecall.taken == []


@pytest.mark.parametrize(
    ("rolecall", "why"),
    [
        (Rolecall(secret="another"), "signed with another secret"),  # noqa: S106
        (Rolecall(ahead=3600.0), "our clock is wrong"),
    ],
)
def test_refused(rolecall: Rolecall, why: str, server: AppServer) -> None:
    """A process that refuses our signature is wrong, with its own word for why."""
    server.answer = rolecall.answer
    [found] = _found(server.url)
    assert found.ok is False
    assert why in found.what


@pytest.mark.parametrize(
    "reply",
    [
        Reply(404),
        Reply(500, b"\x00\xff"),
        Reply(200, b"Welcome"),
        Reply(302, b"", {"Location": "http://127.0.0.1:9/elsewhere"}),
    ],
)
def test_somebody_else(reply: Reply, server: AppServer) -> None:
    """Whoever answers otherwise isn't us; nobody is followed elsewhere."""
    server.answer = lambda _: reply
    [found] = _found(server.url)
    assert found.ok is False
    assert f"answers {reply.status} that isn't Rolecall" in found.what
    assert len(server.asked) == 1


def test_cut(server: AppServer) -> None:
    """A connection that is cut is a note: Slack may see more than we do."""
    server.answer = lambda _: Reply(0)
    [found] = _found(server.url)
    assert found.ok is None
    assert "From here nobody answers" in found.what


@pytest.mark.parametrize("address", ["https://127.0.0.1:9", "https://rolecall.invalid"])
def test_nobody(address: str) -> None:
    """An address at which nobody answers from here is a note, with the reason."""
    [found] = _found(address)
    assert found.ok is None
    assert address in found.what


def test_no_address() -> None:
    """Without an address nothing can be tried, and browsers can't come back to it."""
    [note] = _found(None)
    [fault] = _found(None, needed=True)
    assert (note.ok, fault.ok) == (None, False)
    assert "ROLECALL_PUBLIC_URL isn't set" in note.what
    assert "nobody can install the app" in fault.what


@pytest.mark.parametrize("address", ["http://rolecall.example", "https://me:x@rolecall.example"])
def test_bad_address(address: str) -> None:
    """An address that Slack can't use is wrong, and nobody is asked there."""
    [found] = _found(address)
    assert found.ok is False
    assert found.what.startswith("ROLECALL_PUBLIC_URL can't be used: ")


@pytest.mark.parametrize("secret", ["xoxb-1", "0123456789ABCDEF0123456789ABCDEF", "short"])
def test_strange_secret(secret: str) -> None:
    """A secret that doesn't look like Slack's is a note."""
    note, _ = _found(None, secret)
    assert note.ok is None
    assert "SLACK_SIGNING_SECRET doesn't look like Slack's" in note.what


def test_as_slack_does(server: AppServer) -> None:
    """It is asked with the headers that Slack sends, and with nothing that changes anything."""
    server.answer = lambda _: Reply(HTTPStatus.OK)
    _found(server.url)
    [asked] = server.asked
    assert asked.path == REQUESTS
    assert set(asked.json) == {"type", "challenge"}
    assert asked.json["type"] == "url_verification"
    assert asked.headers["x-slack-signature"].startswith("v0=")
