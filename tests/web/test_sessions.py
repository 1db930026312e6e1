"""Sessions: a cookie says who a browser is, to the letter and for some hours."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.wrappers import Request
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Response

from bot.web.sessions import LASTS, Session, Sessions
from bot.web.signed import Signed
from tests.web.doors import ANA, BEGAN, FOREIGN, HERE, KEY, OLD

ANAS = Session(HERE, ANA)
HOST_ONLY = "__Host-rolecall"


def _begun(*keys: str, secure: bool = True) -> str:
    """The value of the cookie that a browser is given."""
    response = Response()
    Sessions(keys or (KEY,), secure=secure).begin(response, ANAS, BEGAN)
    return response.headers["Set-Cookie"].split("; ")[0].partition("=")[2]


def _with(value: str, name: str = HOST_ONLY) -> Request:
    """A request of a browser with this cookie."""
    environ = EnvironBuilder(headers=[("Cookie", f"{name}={value}")]).get_environ()
    return Flask(__name__).request_class(environ)


def _read(value: str, *keys: str) -> Session | None:
    return Sessions(keys or (KEY,), secure=True).read(_with(value), BEGAN)


def test_what_it_says() -> None:
    """A cookie says which member of which workspace the browser is, and nothing else."""
    assert _read(_begun()) == ANAS
    assert _read("") is None


def test_ends() -> None:
    """A session is over after eight hours, however long a browser keeps the cookie."""
    sessions, cookie = Sessions([KEY], secure=True), _with(_begun())
    for hours, found in ((7.99, ANAS), (8, None), (9, None), (10_000, None)):
        assert sessions.read(cookie, BEGAN + timedelta(hours=hours)) == found
    assert timedelta(hours=8) == LASTS


def test_every_letter_counts() -> None:
    """A cookie with any letter changed or left out is nobody's."""
    value = _begun()
    for place, letter in enumerate(value):
        for other in {"A", "z", "0", "-", ".", chr(ord(letter) ^ 1), ""} - {letter}:
            assert _read(f"{value[:place]}{other}{value[place + 1 :]}") is None


@pytest.mark.parametrize("value", ["x", "a.b", "é", "." * 5_000, "null", '"x"', "WyJhIl0.AAAA"])
def test_nonsense(value: str) -> None:
    """What never was a session is nobody's, and no crash."""
    assert _read(value) is None


@pytest.mark.parametrize(
    "values", [(), (HERE, ANA), (HERE, ANA, "soon"), (HERE, ANA, 2_000_000_000, "x")]
)
def test_another_shape(values: tuple[str | int, ...]) -> None:
    """What we signed in another shape, as an older version may have, is nobody's."""
    assert _read(Signed([KEY], "rolecall session").write(*values)) is None


def test_no_link_is_a_session() -> None:
    """What is signed for a link is nobody as a cookie."""
    until = int((BEGAN + LASTS).timestamp())
    assert _read(Signed([KEY], "rolecall session").write(HERE, ANA, until)) == ANAS
    assert _read(Signed([KEY], "rolecall link").write(HERE, ANA, until)) is None


def test_keys_change() -> None:
    """The newest key signs, all of them count, and none that isn't listed."""
    assert _read(_begun(OLD), KEY, OLD) == ANAS
    assert _read(_begun(KEY, OLD), KEY) == ANAS
    assert _read(_begun(OLD), KEY) is None
    assert _read(_begun(FOREIGN), KEY, OLD) is None


def test_names() -> None:
    """Over https a cookie that another host or http may have set isn't looked at."""
    over_https, over_http = Sessions([KEY], secure=True), Sessions([KEY], secure=False)
    cookie = _with(_begun(secure=False), "rolecall")
    assert over_http.read(cookie, BEGAN) == ANAS
    assert over_https.read(cookie, BEGAN) is None


def test_end() -> None:
    """A cookie is taken back under the name and with the marks that it was given with."""
    response = Response()
    Sessions([KEY], secure=True).end(response)
    said = response.headers["Set-Cookie"].split("; ")
    assert said[0] == f"{HOST_ONLY}="
    assert {"Max-Age=0", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"} <= set(said)
