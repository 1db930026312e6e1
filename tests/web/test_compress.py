"""Answers in text are packed for browsers that take them so, and for nobody else."""

import gzip

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from bot.web.compress import SMALL, compressed

LONG = "who does what, and who steps in " * 100
GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def echo() -> FlaskClient:
    """An application that answers with text of a kind, a length and a status."""
    app = Flask("echo")
    app.after_request(compressed)

    def answer(kind: str, length: int, status: int) -> Response:
        response = Response(LONG[:length], status, content_type=kind.replace("_", "/"))
        response.set_etag("one")
        return response

    app.add_url_rule("/<kind>/<int:length>/<int:status>", "answer", answer)
    app.add_url_rule("/packed", "packed", _packed)
    app.add_url_rule("/post", "post", lambda: LONG, methods=["POST"])
    return app.test_client()


def _packed() -> Response:
    content = gzip.compress(LONG.encode())
    return Response(content, content_type="text/html", headers={"Content-Encoding": "gzip"})


def test_packed(echo: FlaskClient) -> None:
    """A long text is packed, says so, and is the same once it is unpacked."""
    answer = echo.get("/text_html/2000/200", headers=GZIP)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["ETag"] == 'W/"one"'
    assert int(answer.headers["Content-Length"]) == len(answer.data) < SMALL
    assert gzip.decompress(answer.data).decode() == LONG[:2000]
    assert echo.get("/text_html/2000/200", headers=GZIP).data == answer.data


@pytest.mark.parametrize("taken", [None, "", "identity", "br", "gzip;q=0", "deflate, gzip;q=0.0"])
def test_not_taken(taken: str | None, echo: FlaskClient) -> None:
    """A browser that doesn't take it so gets the text, and who keeps it knows that it varies."""
    headers = {} if taken is None else {"Accept-Encoding": taken}
    answer = echo.get("/text_html/2000/200", headers=headers)
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["ETag"] == '"one"'
    assert answer.text == LONG[:2000]


@pytest.mark.parametrize(
    "path",
    [
        f"/text_html/{SMALL - 1}/200",
        "/image_png/2000/200",
        "/text_html/2000/206",
        "/text_html/2000/404",
        "/text_html/2000/200?link=secret",
    ],
)
def test_left_alone(path: str, echo: FlaskClient) -> None:
    """What is short, no text, a part, an error or holds a link goes out as it is."""
    answer = echo.get(path, headers=GZIP)
    assert "Content-Encoding" not in answer.headers
    assert LONG.startswith(answer.text)


def test_not_twice(echo: FlaskClient) -> None:
    """What is packed already isn't packed again, and what is posted to isn't either."""
    assert gzip.decompress(echo.get("/packed", headers=GZIP).data).decode() == LONG
    assert echo.post("/post", headers=GZIP).text == LONG


def test_pages(client: FlaskClient) -> None:
    """Pages and what they look like are packed, and known again when they are asked for again."""
    for path in ("/matrix", "/static/rolecall.css"):
        answer = client.get(path, headers=GZIP, buffered=True)
        assert answer.headers["Content-Encoding"] == "gzip"
        plain = gzip.decompress(answer.data)
        assert plain == client.get(path, buffered=True).data
        assert len(answer.data) < len(plain) / 2
    again = client.get(
        path, headers={**GZIP, "If-None-Match": answer.headers["ETag"]}, buffered=True
    )
    assert again.status_code == 304
    assert again.data == b""
