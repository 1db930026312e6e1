"""The server: where it listens, what it answers, and how it stops."""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from flask import Flask, request

from bot.errors import PortTaken
from bot.web.server import MOST_BODY, Server

HOST = "127.0.0.1"
PATIENCE = 20


def _app() -> Flask:
    app = Flask(__name__)
    app.add_url_rule("/", "home", lambda: "here")
    return app


def _get(url: str) -> str:
    with urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310
        text: str = answer.read().decode()
    return text


@pytest.mark.parametrize(
    ("host", "port", "url"),
    [
        ("127.0.0.1", 8080, "http://127.0.0.1:8080"),
        ("localhost", 80, "http://localhost:80"),
        ("::1", 8080, "http://[::1]:8080"),
    ],
)
def test_url(host: str, port: int, url: str) -> None:
    """The address is one that can be opened, also where the host has colons."""
    assert Server(_app(), host, port).url == url


def test_serves_until_closed() -> None:
    """A started server answers at its address, and its port is free once it is closed."""
    server = Server(_app(), HOST, 0)
    server.start()
    try:
        port = int(server.url.rpartition(":")[2])
        assert port
        assert _get(server.url) == "here"
    finally:
        server.close()
    again = Server(_app(), HOST, port)
    again.start()
    try:
        assert _get(again.url) == "here"
    finally:
        again.close()


def test_closes_unused() -> None:
    """A server that nobody asked anything closes, and leaves no thread behind."""
    before = threading.active_count()
    server = Server(_app(), HOST, 0)
    server.start()
    server.close()
    assert threading.active_count() <= before


def test_closes_with_a_connection_open() -> None:
    """A browser that keeps its connection open doesn't keep the server from closing."""
    server = Server(_app(), HOST, 0)
    server.start()
    address = (HOST, int(server.url.rpartition(":")[2]))
    with socket.create_connection(address, timeout=PATIENCE) as browser:
        browser.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert browser.recv(12) == b"HTTP/1.1 200"
        server.close()
        while browser.recv(4096):
            pass


def test_answers_what_it_has_begun() -> None:
    """A request under way when the server closes still gets its answer."""
    begun, go_on = threading.Event(), threading.Event()
    app = _app()

    @app.get("/slow")
    def slow() -> str:
        begun.set()
        assert go_on.wait(PATIENCE)
        return "done"

    server = Server(app, HOST, 0)
    server.start()
    with ThreadPoolExecutor(2) as pool:
        asked = pool.submit(_get, f"{server.url}/slow")
        assert begun.wait(PATIENCE)
        closing = pool.submit(server.close)
        go_on.set()
        assert asked.result(PATIENCE) == "done"
        closing.result(PATIENCE)


def test_many_at_once() -> None:
    """Requests that come together are all answered."""
    server = Server(_app(), HOST, 0)
    server.start()
    try:
        with ThreadPoolExecutor(16) as pool:
            assert set(pool.map(_get, [server.url] * 64)) == {"here"}
    finally:
        server.close()


@pytest.mark.parametrize("host", ["host.invalid", "999.1.1.1"])
def test_host_that_is_none(host: str) -> None:
    """A host that can't be found is refused by the address it would be."""
    with pytest.raises(PortTaken, match=rf"^Can't listen on http://{host}:0: .+; set HOST"):
        Server(_app(), host, 0).start()


def test_body_too_large() -> None:
    """More than a megabyte is not taken in."""
    server = Server(_app(), HOST, 0)
    server.start()
    try:
        address = (HOST, int(server.url.rpartition(":")[2]))
        with socket.create_connection(address, timeout=PATIENCE) as sender:
            head = f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {MOST_BODY + 1}\r\n\r\n"
            sender.sendall(head.encode())
            assert sender.recv(12) == b"HTTP/1.1 413"
    finally:
        server.close()


@pytest.mark.parametrize(
    "through_proxyline", [b"nonsense\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03"]
)
def test_survives_nonsense(through_proxyline: bytes, served: str) -> None:
    """Whoever speaks no HTTP doesn't stop the server from answering others."""
    address = (HOST, int(served.rpartition(":")[2]))
    with socket.create_connection(address, timeout=PATIENCE) as sender:
        sender.sendall(through_proxyline)
    assert "Who owns this?" in _get(served)


def test_long_address(served: str) -> None:
    """A question of 100 kB is answered over the wire, or refused, and never a crash."""
    assert "I don" in _get(f"{served}/?q=" + "lorem+" * 17_000)
    with pytest.raises(HTTPError) as refused:
        _get(f"{served}/?q=" + "lorem+" * 70_000)
    assert 400 <= refused.value.code < 500
    refused.value.close()


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Via"])
def test_traces_of_a_proxy_arrive(name: str) -> None:
    """What a proxy adds to a request reaches the application, so that its guard can see it."""
    app = Flask(__name__)
    app.add_url_rule("/", "home", lambda: request.headers.get(name, "nothing"))
    server = Server(app, HOST, 0)
    server.start()
    try:
        through_proxy = Request(server.url, headers={name: "8.8.8.8"})  # noqa: S310
        with urlopen(through_proxy, timeout=PATIENCE) as answer:  # noqa: S310
            assert answer.read() == b"8.8.8.8"
    finally:
        server.close()
