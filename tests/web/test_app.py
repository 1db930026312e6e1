"""What every response carries, and errors as pages."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.errors import NotKnown
from bot.web.app import make_app
from bot.web.health import Health
from bot.wiring import Product
from tests.web.conftest import NOW
from tests.web.sites import local_site

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SCRIPT = '<script src="/static/rolecall.js" defer>'
POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "script-src": "'self'",
    "img-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        ("GET", "/?q=who+deploys+models%3F", 200),
        ("GET", "/matrix", 200),
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
        ("GET", "/static/rolecall.css", 200),
        ("GET", "/static/rolecall.svg", 200),
        ("GET", "/static/nothing.css", 404),
        ("GET", "/static/../pages.py", 404),
        ("GET", "/nothing", 404),
        ("GET", "/%00", 404),
        ("POST", "/", 405),
        ("DELETE", "/matrix", 405),
        ("OPTIONS", "/", 200),
    ],
)
def test_headers(method: str, path: str, status: int, client: FlaskClient) -> None:
    """Every response, an error too, carries the headers that keep it to itself."""
    answer = client.open(path, method=method, buffered=True)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    said = (part.split(maxsplit=1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert {name: value for name, value in said} == POLICY  # noqa: C416
    assert answer.headers["Cache-Control"] in ("no-store", "no-cache")
    assert "Set-Cookie" not in answer.headers


def test_refusal_has_the_headers(client: FlaskClient) -> None:
    """Whoever is refused gets the same headers."""
    answer = client.get("/", headers={"Host": "rolecall.example"})
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("path", ["/", "/?q=who+deploys+models%3F", "/matrix", "/nothing"])
def test_pages_bring_everything_themselves(path: str, client: FlaskClient) -> None:
    """A page names nothing outside of this server, and holds neither inline script nor style."""
    text = client.get(path).text
    assert "http:" not in text
    assert "https:" not in text
    assert 'src="//' not in text
    assert set(re.findall("<script[^>]*>[^<]*", text)) <= {SCRIPT}
    assert "style=" not in text
    assert "<style" not in text


@pytest.mark.parametrize(
    ("method", "path", "status", "title"),
    [
        ("GET", "/nothing", 404, "Not Found"),
        ("GET", "/matrix/", 404, "Not Found"),
        ("POST", "/", 405, "Method Not Allowed"),
        ("PUT", "/matrix", 405, "Method Not Allowed"),
    ],
)
def test_error_pages(method: str, path: str, status: int, title: str, client: FlaskClient) -> None:
    """What isn't there and what can't be done is told on a page like any other."""
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert f"<h1>{title}</h1>" in answer.text
    assert f"<title>{title} · Rolecall</title>" in answer.text
    assert 'href="/matrix"' in answer.text


def test_static_files_are_the_project_s(client: FlaskClient, root: Path) -> None:
    """The style sheet is served as it stands in the project."""
    answer = client.get("/static/rolecall.css", buffered=True)
    assert answer.mimetype == "text/css"
    assert answer.data == (root / "bot/web/static/rolecall.css").read_bytes()


@pytest.fixture
def failing(product: Product) -> Flask:
    """The application with addresses behind which something fails."""
    site = local_site(product.ledger, product.finders, lambda: "local", lambda: NOW)
    app = make_app(site, Health(product.ledger, lambda: "off", lambda: None))

    def known() -> str:
        raise NotKnown("There is no <b>such thing</b>.")

    def unknown() -> str:
        raise ValueError("the password is hunter2")

    app.add_url_rule("/known", "known", known)
    app.add_url_rule("/unknown", "unknown", unknown)
    return app


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_known_failure(failing: Flask) -> None:
    """An error that was written for a person is shown to that person, escaped, with 503."""
    answer = failing.test_client().get("/known")
    assert answer.status_code == 503
    assert "There is no &lt;b&gt;such thing&lt;/b&gt;." in answer.text


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_unknown_failure(failing: Flask, caplog: pytest.LogCaptureFixture) -> None:
    """A failure of ours shows a reference and no more; the log has the rest under it."""
    answer = failing.test_client().get("/unknown")
    assert answer.status_code == 500
    assert "hunter2" not in answer.text
    assert "Traceback" not in answer.text
    [record] = [one for one in caplog.records if one.levelname == "ERROR"]
    reference = record.getMessage().split()[1]
    assert reference in answer.text
    assert record.exc_info
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
