"""The log: a line for each thing, what it was about, and never a secret."""

import io
import json
import logging
import sys
import threading
import warnings
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import logs, request
from bot.logs import Redaction
from bot.web.links import Links

SECRET = "a signing/secret&more"  # noqa: S105 opens nothing
# Not below “rolecall”, which is the name of Bolt's own logger, and silent.
NAME = "bot.test"


def _objects(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def _as_json(stream: io.StringIO, *secrets: str) -> logging.Logger:
    logs.set_up("json", Redaction(secrets), stream)
    return logging.getLogger(NAME)


def _as_text(stream: io.StringIO, *secrets: str) -> logging.Logger:
    logs.set_up("text", Redaction(secrets), stream)
    return logging.getLogger(NAME)


def test_json(stream: io.StringIO) -> None:
    """Each record is one object on one line: when, how bad, who says it, and what."""
    _as_json(stream).warning("%s of them\nwent “wrong”", 3)
    [told] = _objects(stream)
    assert told.pop("time").endswith("+00:00")
    assert told == {"level": "WARNING", "logger": NAME, "message": "3 of them\nwent “wrong”"}


def test_json_of_a_request(stream: io.StringIO) -> None:
    """What is logged on the way of a request carries its reference and workspace."""
    log = _as_json(stream)
    with request.about("1a2b3c4d", "T1"):
        log.warning("one")
    with request.about(None, "T2"):
        log.warning("two")
    told = [(one.get("request"), one.get("workspace")) for one in _objects(stream)]
    assert told == [("1a2b3c4d", "T1"), (None, "T2")]


def test_json_of_an_exception(stream: io.StringIO) -> None:
    """A traceback stands in the object, with the secrets taken out of it."""
    log = _as_json(stream, SECRET)
    try:
        int(SECRET)
    except ValueError:
        log.exception("it broke")
    [told] = _objects(stream)
    assert told["exception"].startswith("Traceback")
    assert told["exception"].endswith("with base 10: '…'")


def test_text(stream: io.StringIO) -> None:
    """A record is a line with its time, level and request, and what follows is set in."""
    log = _as_text(stream)
    with request.about("1a2b3c4d", "T1"):
        log.warning("one\n2026-01-01 CRITICAL forged\rx")
    first, second = stream.getvalue().splitlines()
    assert first.endswith("WARNING [1a2b3c4d] one")
    assert second == "    2026-01-01 CRITICAL forged\\rx"


def test_only_what_matters(stream: io.StringIO) -> None:
    """What is no warning isn't written, unless somebody asked for it."""
    log = _as_text(stream)
    log.info("one")
    log.setLevel(logging.DEBUG)
    log.debug("two")
    log.setLevel(logging.NOTSET)
    assert [line.rpartition(" ")[2] for line in stream.getvalue().splitlines()] == ["two"]


def test_other_handlers(stream: io.StringIO) -> None:
    """Handlers that a library has put up by then write nothing any more."""
    elsewhere = io.StringIO()
    library = logging.getLogger(f"{NAME}.library")
    library.addHandler(logging.StreamHandler(elsewhere))
    library.propagate = False
    _as_text(stream, SECRET)
    library.error("the secret is %s", SECRET)
    assert elsewhere.getvalue() == ""
    assert stream.getvalue().endswith("the secret is …\n")


def test_a_record_that_fits_nothing(stream: io.StringIO) -> None:
    """A record whose words don't take its arguments is written all the same, and hides as much."""
    _as_text(stream, SECRET).error("%d of %s", SECRET)
    assert "%d of %s" in stream.getvalue()
    assert SECRET not in stream.getvalue()


def test_uncaught(stream: io.StringIO) -> None:
    """What nobody caught, in a thread too, and Python's warnings are logged like all else."""
    log = _as_json(stream, SECRET)

    def fail() -> None:
        raise ValueError(SECRET)

    thread = threading.Thread(target=fail, name="one")
    thread.start()
    thread.join()
    error = ValueError(SECRET)
    sys.excepthook(ValueError, error, None)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"beware of {SECRET}", stacklevel=1)
    told = _objects(stream)
    assert [one["level"] for one in told] == ["CRITICAL", "CRITICAL", "WARNING"]
    assert "one ended" in told[0]["message"]
    assert SECRET not in stream.getvalue()
    assert log.isEnabledFor(logging.WARNING)


TOKENS = (
    "xoxb-1-a",
    "xoxp-22-B",
    "xoxa-2-c",
    "xapp-1-A0-9-f",
    "xoxe.xoxp-1-Mi",
    "xoxe-1-x",
    "XOXB-9-z",
)
HIDDEN: tuple[tuple[str, str], ...] = (
    *((f"sent with {token} today", token) for token in (*TOKENS, "XOXB-9-z")),
    ("Authorization: Bearer abc.def", "abc.def"),
    ("{'Authorization': 'Bearer abcdef', 'b': 2}", "abcdef"),
    ("[('Authorization', 'Basic YWJj==')]", "YWJj"),
    (r'"{\"authorization\": \"Bearer abcdef\"}"', "abcdef"),
    ("Cookie: rolecall-install=abcdef; other=ghijkl", "abcdef"),
    ("Cookie: rolecall-install=abcdef; other=ghijkl", "ghijkl"),
    ("to https://hooks.slack.com/commands/T1/22/abc failed", "T1/22/abc"),
    ("to https://hooks.slack.com/services/T1/B1/abc", "B1/abc"),
    ("{'response_url': 'http://example.com/respond/abc'}", "respond/abc"),
    ("response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2Fabc&x=1", "commands"),
    ("wss://wss-primary.slack.com/link/?ticket=abc&app_id=x", "ticket=abc"),
    ("ws://127.0.0.1:9/link/?ticket=abcdef", "abcdef"),
    ("GET /slack/oauth_redirect?code=12.34&state=ab.cd HTTP/1.1", "12.34"),
    ("GET /slack/oauth_redirect?code=12.34&state=ab.cd HTTP/1.1", "ab.cd"),
    ("{'code': '12.34', 'client_secret': 'abcdef'}", "12.34"),
    ("{'code': '12.34', 'client_secret': 'abcdef'}", "abcdef"),
    ("postgresql+psycopg://rolecall:p%40ss/w@db/rolecall", "p%40ss"),
    ("host=db password=abcdef dbname=x", "abcdef"),
    (f"X-Slack-Signature: v0={'a1' * 32}", "a1a1"),
    (f"the key is {'0F' * 32}", "0F0F"),
)


@pytest.mark.parametrize(("text", "secret"), HIDDEN)
def test_looks_like_a_secret(text: str, secret: str) -> None:
    """What looks like a secret is taken out, whoever logs it and in whichever form."""
    told = Redaction()(text)
    assert secret not in told
    assert "…" in told


@pytest.mark.parametrize(
    "text",
    [
        "request 1a2b3c4d failed: the database is locked",
        "exit code: 3, state: ok",
        "Delivery 20261123T093000.000001 was given up: channel_not_found",
        "https://slack.com/api/chat.postMessage answered 503",
        "Can't listen on http://127.0.0.1:8080: address already in use",
        "the token of T1 was revoked, which is no secret",
        "who owns the box-office and the xox-file?",
    ],
)
def test_no_secret(text: str) -> None:
    """What a person needs to read stays as it is."""
    assert Redaction()(text) == text


def test_another_host() -> None:
    """Where Slack is somewhere else, its addresses open as much there."""
    redact = Redaction(host="127.0.0.1:8081")
    assert redact("to http://127.0.0.1:8081/respond/abc") == "to http://127.0.0.1:8081/…"
    kept = "to http://127.0.0.1:8081/api/auth.test"
    assert redact(kept) == kept


@given(st.text(st.characters(codec="utf-8"), min_size=8), st.text(max_size=50))
def test_known(secret: str, around: str) -> None:
    """A secret of the settings is taken out as it is, in an address, and in JSON."""
    redact = Redaction([secret])
    for spelt in (secret, quote_plus(secret), json.dumps(secret)[1:-1]):
        assert spelt not in redact(f"{around} {spelt} {around}")


@pytest.mark.parametrize(
    "written",
    [
        "GET /enter?link={} HTTP/1.1",
        '{{"url": "https://rolecall.example/enter?link={}", "text": "Open"}}',
        "next=https%3A%2F%2Frolecall.example%2Fenter%3Flink%3D{}&x=1",
    ],
)
def test_links_into_the_pages(written: str) -> None:
    """A link into the pages opens them for whoever reads it first, so no log has one."""
    links = Links(lambda: ["k" * 40], "https://rolecall.example")
    token = links.to("T1", "U1", datetime(2026, 11, 23, tzinfo=UTC), "/").partition("link=")[2]
    told = Redaction()(written.format(token))
    assert token not in told
    assert token[:20] not in told
    assert told.endswith(("HTTP/1.1", "}", "x=1"))
