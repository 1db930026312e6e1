"""Who is let in where there are no links: whoever sits at this machine."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

PAGES = ("/", "/?q=who+deploys+models%3F", "/matrix")
HEALTH = ("/healthz", "/readyz")
ELSEWHERE = ("192.0.2.7", "10.0.0.1", "0.0.0.0", "2001:db8::1", "::ffff:192.0.2.7")  # noqa: S104


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])
def test_this_machine(address: str, client: FlaskClient) -> None:
    """A request from a loopback address is answered."""
    assert client.get("/", environ_base={"REMOTE_ADDR": address}).status_code == 200


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("address", [*ELSEWHERE, "", "localhost", "nonsense"])
def test_another_machine(address: str, path: str, client: FlaskClient) -> None:
    """A request from anywhere else is refused with the reason, whatever it asks for."""
    answer = client.get(path, environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == 403
    assert "answer only on the machine Rolecall runs on" in answer.text
    assert "Deploy models" not in answer.text


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:8080",
        "127.0.0.1",
        "127.0.0.1:8080",
        "127.0.0.2:80",
        "[::1]",
        "[::1]:8080",
    ],
)
def test_own_host(host: str, client: FlaskClient) -> None:
    """A request for this machine by any of its names is answered."""
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    "host",
    [
        "rolecall.example",
        "rolecall.example:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil.example:127.0.0.1",
        "localhost@evil.example",
        "0.0.0.0",  # noqa: S104
        "192.0.2.7",
        "[2001:db8::1]:80",
        "127.1",
        "local host",
        "",
    ],
)
def test_foreign_host(host: str, path: str, client: FlaskClient) -> None:
    """A page elsewhere that points its own name at this machine is refused."""
    answer = client.get(path, headers={"Host": host})
    assert answer.status_code == 403
    assert "Deploy models" not in answer.text


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Forwarded", "for=192.0.2.7"),
        ("X-Forwarded-For", "127.0.0.1"),
        ("X-Forwarded-Host", "localhost"),
        ("X-Real-IP", "127.0.0.1"),
        ("x-forwarded-for", ""),
    ],
)
def test_forwarded(header: str, value: str, path: str, client: FlaskClient) -> None:
    """A request that a proxy forwarded came from elsewhere, whatever it says of itself."""
    answer = client.get(path, headers={header: value})
    assert answer.status_code == 403


@pytest.mark.parametrize("path", HEALTH)
def test_health_is_open(path: str, client: FlaskClient) -> None:
    """A platform may look at the process's health from anywhere."""
    headers = {"Host": "rolecall.example", "X-Forwarded-For": "192.0.2.7"}
    far = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get(path, headers=headers, environ_base=far).status_code == 200


@pytest.mark.parametrize("path", ["/healthz/", "/healthz/../matrix", "//matrix", "/HEALTHZ", "/x"])
def test_only_health_is_open(path: str, client: FlaskClient) -> None:
    """What only looks like a health check, and what isn't there, tells nothing of what is."""
    far = {"REMOTE_ADDR": "192.0.2.7"}
    answer = client.get(path, environ_base=far, follow_redirects=True)
    assert answer.status_code in (403, 404)
    assert "Deploy models" not in answer.text
    assert "<nav" not in answer.text


def test_no_link_is_needed(app: Flask) -> None:
    """Where there are no links there is no way in to follow one."""
    client = app.test_client()
    assert client.get("/enter").status_code == client.post("/leave").status_code == 404
    assert "Leave" not in client.get("/").text


def test_what_pages_look_like(client: FlaskClient) -> None:
    """Whoever installs the app from elsewhere sees its pages as they are meant to look."""
    from_elsewhere = {"REMOTE_ADDR": ELSEWHERE[0]}
    answer = client.get("/static/rolecall.css", environ_base=from_elsewhere, buffered=True)
    assert answer.status_code == 200
