"""The addresses that Slack and installers know, over real sockets."""

import json
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr

from bot.errors import NotKnown, StoreUnavailable
from bot.slack.edge import Acknowledgement
from bot.slack.http import HttpEdge
from bot.store.ledger import Ledger
from bot.web.app import make_app
from bot.web.health import Health
from bot.web.server import MOST_BODY, Server
from bot.web.slack import COOKIE, COOKIE_SECONDS, InstallRoutes, SlackRoutes
from tests.fake_slack.over_http import FORM, JSON, SIGNING_SECRET, signature

Json = dict[str, Any]
HOST = "127.0.0.1"
PATIENCE = 20
EVENTS = "/slack/events"
OK, BAD, UNSIGNED, NO_METHOD, TOO_LARGE, BROKEN, AWAY = 200, 400, 401, 405, 413, 500, 503


class Taking:
    """An edge that notes what it is given."""

    def __init__(self) -> None:
        self.seen: list[Any] = []
        self.told: Acknowledgement | None = Acknowledgement()

    def receive(self, body: Any) -> Acknowledgement | None:
        """What is acknowledged."""
        self.seen.append(body)
        return self.told


@pytest.fixture
def taking() -> Taking:
    """What is behind the addresses."""
    return Taking()


@pytest.fixture
def app(taking: Taking, ledger: Ledger) -> Flask:
    """An application with Slack's addresses, and no install."""
    edge = HttpEdge(SecretStr(SIGNING_SECRET), taking.receive, time.time)
    return make_app(None, _health(ledger), SlackRoutes(edge.answer))


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    """Where the application listens."""
    server = Server(app, HOST, 0)
    server.start()
    try:
        yield int(server.url.rpartition(":")[2])
    finally:
        server.close()


ON_SQLITE = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
pytestmark = ON_SQLITE


def _health(ledger: Ledger) -> Health:
    return Health(ledger, lambda: "http", lambda: None)


def _signed(raw: bytes, kind: str = JSON) -> dict[str, str]:
    stamp = str(int(time.time()))
    return {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(SIGNING_SECRET, stamp, raw),
    }


def _event(size: int) -> bytes:
    """An event of just this many bytes."""
    frame = json.dumps({"type": "event_callback", "event": {"text": ""}}).encode()
    return frame.replace(b'""', b'"' + b"x" * (size - len(frame)) + b'"')


@contextmanager
def _connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection((HOST, port), PATIENCE) as connection:
        connection.settimeout(PATIENCE)
        yield connection


def _posted(port: int, raw: bytes, headers: Mapping[str, str]) -> tuple[int, bytes, HTTPResponse]:
    connection = HTTPConnection(HOST, port, timeout=PATIENCE)
    connection.request("POST", EVENTS, raw, dict(headers))
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    return answer.status, said, answer


def _status(connection: socket.socket) -> int:
    """The status of the answer that comes, however much of the request is still missing."""
    answer = HTTPResponse(connection)
    answer.begin()
    answer.read()
    return answer.status


def _head(*lines: str) -> bytes:
    return "\r\n".join((f"POST {EVENTS} HTTP/1.1", "Host: x", *lines, "", "")).encode("latin-1")


def test_answered(port: int, taking: Taking) -> None:
    """What is acknowledged is the answer: nothing, or JSON; and nobody keeps it."""
    raw = _event(100)
    status, said, answer = _posted(port, raw, _signed(raw))
    assert (status, said) == (OK, b"")
    taking.told = Acknowledgement({"text": "<b> & “who”"})
    status, said, answer = _posted(port, raw, _signed(raw))
    assert (status, json.loads(said)) == (OK, {"text": "<b> & “who”"})
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    taking.told = None
    assert _posted(port, raw, _signed(raw))[0] == AWAY
    assert taking.seen == [json.loads(raw)] * 3


def test_refused(port: int, taking: Taking) -> None:
    """What is refused is told why in a few words of plain text, and nothing of what it held."""
    for raw, headers, status in (
        (b"<script>zanzibar", {}, UNSIGNED),
        (b"<script>zanzibar", _signed(b"<script>zanzibar"), BAD),
    ):
        found, said, answer = _posted(port, raw, headers)
        assert found == status
        assert b"zanzibar" not in said
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert taking.seen == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_methods(method: str, port: int) -> None:
    """Only posting there means anything."""
    connection = HTTPConnection(HOST, port, timeout=PATIENCE)
    connection.request(method, EVENTS)
    assert connection.getresponse().status == NO_METHOD
    connection.close()


def test_two_signatures(port: int, taking: Taking) -> None:
    """With two signatures or two times, one of them right, a request is refused."""
    raw = _event(100)
    good = _signed(raw)
    name, stamp = "X-Slack-Signature", "X-Slack-Request-Timestamp"
    for twice in (name, stamp):
        for other in (good[twice], "v0=" + "0" * 64, "0"):
            lines = [f"{key}: {value}" for key, value in good.items()]
            head = _head(*lines, f"{twice}: {other}", f"Content-Length: {len(raw)}")
            with _connected(port) as connection:
                connection.sendall(head + raw)
                assert _status(connection) == UNSIGNED
    assert taking.seen == []


@pytest.mark.parametrize(
    "line",
    [
        "X-Slack-Signature: v0=\xe9\xff",
        "X-Slack-Request-Timestamp: \xb2",
        "Content-Type: \xff\xfe",
        "X-Slack-Signature: " + "0" * 20_000,
        "X-Slack-Signature",
        ": x",
        "X Slack: x",
        "Cookie: \x01\x02",
    ],
)
def test_malformed_headers(line: str, port: int, taking: Taking) -> None:
    """A header of nonsense is the sender's fault, whatever it is."""
    with _connected(port) as connection:
        connection.sendall(_head(line, "Content-Length: 2") + b"{}")
        assert BAD <= _status(connection) < BROKEN
    assert taking.seen == []


def test_body_cap(port: int, taking: Taking) -> None:
    """A body of less than a mebibyte is taken, and a larger one is not."""
    for size, status in ((MOST_BODY - 1, OK), (MOST_BODY, TOO_LARGE)):
        raw = _event(size)
        with _connected(port) as connection:
            lines = [f"{key}: {value}" for key, value in _signed(raw).items()]
            connection.sendall(_head(*lines, f"Content-Length: {size}"))
            if status == OK:
                connection.sendall(raw)
            # Otherwise it is refused though not a byte of the body was sent.
            assert _status(connection) == status
    assert len(taking.seen) == 1


def test_chunks(port: int, taking: Taking) -> None:
    """A body in chunks is read as a whole, and refused once it is too large, before it ends."""
    raw = _event(3000)
    lines = [f"{key}: {value}" for key, value in _signed(raw).items()]
    with _connected(port) as connection:
        connection.sendall(_head(*lines, "Transfer-Encoding: chunked"))
        for begin in range(0, len(raw), 1000):
            part = raw[begin : begin + 1000]
            connection.sendall(b"%x\r\n%s\r\n" % (len(part), part))
        connection.sendall(b"0\r\n\r\n")
        assert _status(connection) == OK
    with _connected(port) as connection:
        connection.sendall(_head("Transfer-Encoding: chunked"))
        part = b"x" * 65_536
        for _ in range(MOST_BODY // len(part) + 1):
            connection.sendall(b"%x\r\n%s\r\n" % (len(part), part))
        assert _status(connection) == TOO_LARGE
    assert taking.seen == [json.loads(raw)]


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        (("Content-Length: -1",), b"{}"),
        (("Content-Length: x",), b"{}"),
        (("Content-Length: 1e3",), b"{}"),
        (("Content-Length: 2", "Content-Length: 3"), b"{}x"),
        (("Content-Length: 99999999999999999999",), b"{}"),
        (("Transfer-Encoding: chunked",), b"zz\r\n{}\r\n0\r\n\r\n"),
        (("Transfer-Encoding: chunked",), b"-2\r\n{}\r\n0\r\n\r\n"),
        (("Transfer-Encoding: gzip",), b"{}"),
        (("Content-Length: 2", "Transfer-Encoding: chunked"), b"2\r\n{}\r\n0\r\n\r\n"),
        ((), b""),
    ],
)
def test_lying_lengths(lines: tuple[str, ...], body: bytes, port: int, taking: Taking) -> None:
    """A length that is none, or two of them, reaches nobody; it isn't taken for our fault.

    501 is how a server refuses an encoding that it doesn't know.
    """
    with _connected(port) as connection:
        connection.sendall(_head("Content-Type: application/json", *lines) + body)
        status = _status(connection)
    assert BAD <= status < BROKEN or (status, lines[0]) == (501, "Transfer-Encoding: gzip")
    assert taking.seen == []


def test_shorter_than_it_says(port: int, taking: Taking) -> None:
    """A body that stops before its length is never taken, and nobody else waits for it."""
    raw = _event(100)
    lines = [f"{key}: {value}" for key, value in _signed(raw).items()]
    with _connected(port) as connection:
        connection.sendall(_head(*lines, "Content-Length: 1000") + raw)
        assert _posted(port, raw, _signed(raw))[0] == OK
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1)
    assert len(taking.seen) == 1


def test_longer_than_it_says(port: int, taking: Taking) -> None:
    """What follows a body is no part of it: the signature is over the bytes that were announced."""
    raw = _event(100)
    lines = [f"{key}: {value}" for key, value in _signed(raw).items()]
    with _connected(port) as connection:
        connection.sendall(_head(*lines, f"Content-Length: {len(raw)}") + raw + b"x" * 50 + b"\r\n")
        assert _status(connection) == OK
    assert taking.seen == [json.loads(raw)]


def test_many_at_once(port: int, taking: Taking) -> None:
    """Connections that say nothing keep nobody else from being answered."""
    idle = [socket.create_connection((HOST, port), PATIENCE) for _ in range(50)]
    try:
        raw = _event(100)
        assert _posted(port, raw, _signed(raw, FORM))[0] == BAD
        assert _posted(port, raw, _signed(raw))[0] == OK
    finally:
        for one in idle:
            one.close()
    assert len(taking.seen) == 1


def test_whatever_the_host(app: Flask) -> None:
    """Slack reaches us under any name and through any proxy."""
    raw = _event(100)
    headers = _signed(raw) | {"Host": "rolecall.example", "X-Forwarded-For": "203.0.113.7"}
    answer = app.test_client().post(EVENTS, data=raw, headers=headers)
    assert answer.status_code == OK
    assert app.test_client().get("/healthz/", headers=headers).status_code != OK


def test_without_pages(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    """What isn't there is not found, also in a process that serves no pages."""
    assert app.test_client().get("/nothing").status_code == 404
    assert caplog.records == []


def test_without_installing(app: Flask) -> None:
    """With one workspace there is nothing to install, and no page for it."""
    for path in ("/slack/install", "/slack/oauth_redirect"):
        assert app.test_client().get(path).status_code == 404


Client = Callable[..., FlaskClient]
WENT = "https://slack.example/authorize?state=S"


@pytest.fixture
def client(ledger: Ledger) -> Client:
    """Makes a client of an application in which finishing an install ends as it is told."""

    def make(
        finish: Callable[[Mapping[str, str], str], tuple[str, str, str | None]], *, secure: bool
    ) -> FlaskClient:
        routes = InstallRoutes(lambda: (WENT, "the-cookie"), finish, secure=secure)
        slack = SlackRoutes(lambda *_: (OK, None), routes)
        return make_app(None, _health(ledger), slack).test_client()

    return make


def _installed(*_: object) -> tuple[str, str, str | None]:
    return "T0HARBOUR", "<b>Harbour</b>", "A0ROLECALL"


@pytest.mark.parametrize("secure", [True, False])
def test_cookie(secure: bool, client: Client) -> None:  # noqa: FBT001
    """An install's cookie is for no script, no other site's posts and no other path.

    Over https it is for nothing else, it lasts as long as the install may, and then it is gone.
    """
    browser = client(_installed, secure=secure)
    answer = browser.get("/slack/install")
    assert (answer.status_code, answer.location) == (302, WENT)
    name, *flags = answer.headers["Set-Cookie"].split("; ")
    assert name == f"{COOKIE}=the-cookie"
    expected = {"HttpOnly", "Path=/slack", "SameSite=Lax", f"Max-Age={COOKIE_SECONDS}"}
    assert {one for one in flags if not one.startswith("Expires=")} == expected | (
        {"Secure"} if secure else set()
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    done = browser.get("/slack/oauth_redirect?state=S&code=C")
    assert done.headers["Set-Cookie"].startswith(f"{COOKIE}=;")
    assert "Max-Age=0" in done.headers["Set-Cookie"]


def test_finished(client: Client) -> None:
    """What Slack sent the browser back with is handed on with its cookie; names stay text."""
    seen: list[object] = []

    def finish(given: Mapping[str, str], cookie: str) -> tuple[str, str, str | None]:
        seen.append((dict(given), cookie))
        return _installed()

    browser = client(finish, secure=False)
    browser.get("/slack/install")
    answer = browser.get("/slack/oauth_redirect?state=S&code=C%00&x=%ff")
    assert answer.status_code == OK
    assert "&lt;b&gt;Harbour&lt;/b&gt;" in answer.text
    assert seen == [({"state": "S", "code": "C\0", "x": "%FF"}, "the-cookie")]


def test_not_finished(client: Client) -> None:
    """An install that came to nothing says why; of the database nobody learns more than that."""
    for error, status, words in (
        (NotKnown("Begin <again>."), BAD, "Begin &lt;again&gt;."),
        (StoreUnavailable("It is away."), AWAY, "try again in a minute"),
    ):

        def finish(*_: object, said: Exception = error) -> tuple[str, str, str | None]:
            raise said

        answer = client(finish, secure=False).get("/slack/oauth_redirect")
        assert answer.status_code == status
        assert words in answer.text
        assert "It is away" not in answer.text
        assert "Set-Cookie" not in answer.headers
