"""Slack over HTTP: what is proved, what is read, and what every other request is answered."""

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from pydantic import SecretStr

from bot.slack.edge import Acknowledgement
from bot.slack.http import WINDOW, HttpEdge, Told
from tests.fake_slack import Envelope
from tests.fake_slack.envelopes import event_callback, interactive, slash_command
from tests.fake_slack.over_http import FORM, JSON, SIGNING_SECRET, signature
from tests.slack.conftest import HERE, TEAM, DirectSlack, Harbour, execute, outage

Json = dict[str, Any]
NOW = 1_700_000_000
MENTIONED = json.dumps({"type": "event_callback", "event": {"type": "app_mention"}}).encode()
OK, BAD, UNSIGNED = HTTPStatus.OK, HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED
WRONG_KIND, AGAIN = HTTPStatus.UNSUPPORTED_MEDIA_TYPE, HTTPStatus.SERVICE_UNAVAILABLE


@dataclass
class Taking:
    """An edge that notes what it is given, and acknowledges it with the same words."""

    seen: list[Any] = field(default_factory=list)
    told: Acknowledgement | None = field(default_factory=Acknowledgement)

    def receive(self, body: Any) -> Acknowledgement | None:
        """What is acknowledged."""
        self.seen.append(body)
        return self.told


@pytest.fixture
def taking() -> Taking:
    """What is behind the HTTP edge."""
    return Taking()


@pytest.fixture
def edge(taking: Taking) -> HttpEdge:
    """The HTTP edge at a moment that doesn't pass."""
    return HttpEdge(SecretStr(SIGNING_SECRET), taking.receive, lambda: NOW)


def _headers(raw: bytes, kind: str = JSON, at: object = NOW, **changed: str) -> dict[str, str]:
    stamp = str(at)
    given = {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(SIGNING_SECRET, stamp, raw),
    }
    return given | {name.replace("_", "-"): value for name, value in changed.items()}


def _command(**fields: Any) -> Json:
    given = {"command": "/whoowns", "text": "who deploys models?", "user_id": "U1"}
    return slash_command(TEAM, **(given | {"channel_id": "C1", "trigger_id": "1.2.x"} | fields))


def _form(edge: HttpEdge, fields: Json) -> Told:
    raw = urlencode(fields).encode()
    return edge.answer(raw, _headers(raw, FORM))


def _interaction(edge: HttpEdge, payload: Any) -> Told:
    return _form(edge, {"payload": payload if isinstance(payload, str) else json.dumps(payload)})


def test_event(edge: HttpEdge, taking: Taking) -> None:
    """A signed event reaches the edge as it was written, and is answered with nothing."""
    assert edge.answer(MENTIONED, _headers(MENTIONED)) == Told(OK, None)
    assert taking.seen == [json.loads(MENTIONED)]


def test_not_taken(edge: HttpEdge, taking: Taking) -> None:
    """What the edge doesn't take is answered such that Slack sends it again."""
    taking.told = None
    assert edge.answer(MENTIONED, _headers(MENTIONED)).status == AGAIN


def test_acknowledged_with(edge: HttpEdge, taking: Taking) -> None:
    """What the edge acknowledges with is the answer."""
    taking.told = Acknowledgement({"text": "The answer."})
    assert _form(edge, _command()) == Told(OK, {"text": "The answer."})


def test_header_names(edge: HttpEdge) -> None:
    """Names of headers mean the same in whichever case."""
    for change in (str.lower, str.upper, str.title):
        headers = {change(name): value for name, value in _headers(MENTIONED).items()}
        assert edge.answer(MENTIONED, headers).status == OK


@pytest.mark.parametrize("late", [-WINDOW, -1, 0, 1, WINDOW])
def test_in_the_window(late: int, edge: HttpEdge) -> None:
    """A request may be five minutes older than our clock says, or newer."""
    assert edge.answer(MENTIONED, _headers(MENTIONED, at=NOW + late)).status == OK


@pytest.mark.parametrize(
    "stamp",
    [
        NOW - WINDOW - 1,
        NOW + WINDOW + 1,
        0,
        "9" * 15,
        "9" * 16,
        "9" * 5000,
        -NOW,
        f"+{NOW}",
        f"{NOW}.0",
        f" {NOW}",
        f"{NOW}\n",
        f"{NOW:_}",
        "1e9",
        "0x65",
        "",
        "now",
        "NaN",
        "١٧٠٠٠٠٠٠٠٠",
        "１７００００００００",
        f"{NOW}\0",
        f"{NOW}, {NOW}",
    ],
)
def test_stamps(stamp: object, edge: HttpEdge, taking: Taking) -> None:
    """A time that is too far away, or none at all, is refused though its signature is right."""
    told = edge.answer(MENTIONED, _headers(MENTIONED, at=stamp))
    assert (told.status, taking.seen) == (UNSIGNED, [])


def _signed(raw: bytes = MENTIONED) -> str:
    return signature(SIGNING_SECRET, str(NOW), raw)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "v0=",
        _signed()[:-1],
        _signed() + "0",
        _signed().upper(),
        "v0=" + _signed()[3:].upper(),
        "v1" + _signed()[2:],
        _signed()[3:],
        " " + _signed(),
        _signed() + "\n",
        f"{_signed()}, {_signed()}",
        "v0=" + "é" * 64,
        "v0=" + "٠" * 64,
        "v0=" + "0" * 64,
        "v0=" + "\0" * 64,
        "v0=" + "\ud800" * 64,
        _signed(MENTIONED + b" "),
        signature("another secret", str(NOW), MENTIONED),
        signature("", str(NOW), MENTIONED),
        signature(SIGNING_SECRET, str(NOW - 1), MENTIONED),
    ],
)
def test_signatures(given: str, edge: HttpEdge, taking: Taking) -> None:
    """Whatever isn't just Slack's signature of these bytes at this time is refused."""
    told = edge.answer(MENTIONED, _headers(MENTIONED, X_Slack_Signature=given))
    assert (told.status, taking.seen) == (UNSIGNED, [])


@pytest.mark.parametrize("missing", ["X-Slack-Signature", "X-Slack-Request-Timestamp"])
def test_unsigned(missing: str, edge: HttpEdge, taking: Taking) -> None:
    """Without its signature or its time a request is refused, whatever it says."""
    headers = {name: value for name, value in _headers(MENTIONED).items() if name != missing}
    assert edge.answer(MENTIONED, headers).status == UNSIGNED
    assert edge.answer(b'{"type": "url_verification", "challenge": "x"}', {}).status == UNSIGNED
    assert edge.answer(b"ssl_check=1", {"Content-Type": FORM}).status == UNSIGNED
    assert taking.seen == []


def test_signed_over_the_raw_bytes(edge: HttpEdge, taking: Taking) -> None:
    """The signature holds for the bytes as they came: the same JSON in other bytes has none."""
    other = json.dumps(json.loads(MENTIONED), indent=1).encode()
    assert edge.answer(other, _headers(MENTIONED)).status == UNSIGNED
    known = hmac.new(SIGNING_SECRET.encode(), b"v0:%d:%s" % (NOW, other), hashlib.sha256)
    right = _headers(other, X_Slack_Signature=f"v0={known.hexdigest()}")
    assert edge.answer(other, right).status == OK
    assert len(taking.seen) == 1


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (JSON, OK),
        ("Application/JSON; charset=utf-8", OK),
        ("application/json;charset=latin-1", OK),
        ("application/json ; =;;", OK),
        ("", WRONG_KIND),
        ("text/plain", WRONG_KIND),
        ("multipart/form-data; boundary=x", WRONG_KIND),
        ("application/jsonp", WRONG_KIND),
        ("application/xml", WRONG_KIND),
        ("\0", WRONG_KIND),
        (FORM, BAD),
    ],
)
def test_kinds(kind: str, status: int, edge: HttpEdge) -> None:
    """JSON and forms are read, in UTF-8 whatever else they say of it, and nothing else."""
    assert edge.answer(MENTIONED, _headers(MENTIONED, kind)).status == status


DEEP = 5_000


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"7",
        b'"x"',
        b"\xef\xbb\xbf{}",
        b'{"a": \xff}',
        b'{"a": "\xed\xa0\x80"}',
        '{"a": 1}'.encode("utf-16"),
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": ' + b"9" * DEEP + b"}",
        b"[" * DEEP + b"]" * DEEP,
        b'{"a":' * DEEP + b"1" + b"}" * DEEP,
        b'{"a":' * 200 + b"1" + b"}" * 200,
        b'{"a": 1}{"a": 1}',
        b"\0",
        b"{'a': 1}",
    ],
)
def test_no_json(raw: bytes, edge: HttpEdge, taking: Taking) -> None:
    """What isn't a JSON object is refused, as a body and in an interaction's field."""
    assert edge.answer(raw, _headers(raw)).status == BAD
    field_of_it = b"payload=" + quote_plus(raw).encode()
    assert edge.answer(field_of_it, _headers(field_of_it, FORM)).status == BAD
    assert taking.seen == []


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"x",
        b"=",
        b"&&&",
        b"text=who+deploys+models",
        b"command=%2Fwhoowns&command=%2Fownership",
        b"command=%2Fwhoowns&text=%ff",
        b"command=%2Fwhoowns&text=%ed%a0%80",
        b"command=/whoowns&text=\xff",
        b"&".join(b"f%d=" % number for number in range(101)),
        b"command=%2Fwhoowns&" + b"&".join(b"f%d=" % number for number in range(100)),
        b"payload=",
        b"payload=x&payload=y",
        b"payload[]=x",
        b"Payload=%7B%7D",
    ],
)
def test_no_form(raw: bytes, edge: HttpEdge, taking: Taking) -> None:
    """What is neither a command nor an interaction, or can't be read, is refused."""
    assert edge.answer(raw, _headers(raw, FORM)).status == BAD
    assert taking.seen == []


@pytest.mark.parametrize(
    "given",
    [
        {"text": "payload"},
        {"text": "payload-service"},
        {"text": "payload=%7B%7D&command="},
        {"text": '{"payload": {}}'},
        {"channel_name": "payload-team"},
        {"text": "ssl_check=1"},
        {"text": "url_verification"},
        {"payload": "{}"},
        {"payload": '{"type": "block_actions"}'},
        {"text": "x-slack-bolt-lazy-only"},
        {"text": ""},
    ],
)
def test_no_word_loses_a_command(given: Json, edge: HttpEdge, taking: Taking) -> None:
    """A command reaches the edge as it was written, whatever its words or its channel say."""
    assert _form(edge, _command(**given)) == Told(OK, None)
    assert taking.seen == [_command(**given)]


def test_interaction(edge: HttpEdge, taking: Taking) -> None:
    """What people do in messages and views reaches the edge as what its field carries."""
    payload = interactive(TEAM, "block_actions", "U1", trigger_id="1.2.x", text="payload=command")
    assert _interaction(edge, payload) == Told(OK, None)
    assert taking.seen == [payload]


CHANGING = ("block_actions", "message_action", "shortcut", "view_submission")


@pytest.mark.parametrize("kind", CHANGING)
def test_nothing_to_know_it_by(kind: str, edge: HttpEdge, taking: Taking) -> None:
    """What may change something, and couldn't be known when it came again, is refused."""
    for fields in ({}, {"trigger_id": ""}, {"trigger_id": 7}, {"view": {"id": "V1"}}):
        payload = interactive(TEAM, kind, "U1", **fields)
        assert _interaction(edge, payload).status == BAD, fields
    assert _form(edge, _command(trigger_id="")).status == BAD
    assert taking.seen == []
    view = {"id": "V1", "hash": "1.x"}
    assert _interaction(edge, interactive(TEAM, kind, "U1", view=view)).status == OK


@pytest.mark.parametrize("kind", ["block_suggestion", "view_closed"])
def test_what_changes_nothing(kind: str, edge: HttpEdge, taking: Taking) -> None:
    """What changes nothing needs nothing to be known by."""
    assert _interaction(edge, interactive(TEAM, kind, "U1")).status == OK
    assert len(taking.seen) == 1


def test_verification(edge: HttpEdge, taking: Taking) -> None:
    """Slack's question whether the address is ours gets its own challenge back, as JSON."""
    for challenge, told in (
        ("3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P", None),
        ("<b>&", None),
        ("x" * 9000, "x" * 500),
        (7, "7"),
        (None, "None"),
    ):
        raw = json.dumps({"type": "url_verification", "challenge": challenge}).encode()
        said = edge.answer(raw, _headers(raw))
        assert said == Told(OK, {"challenge": told or challenge})
    raw = b'{"type": "url_verification"}'
    assert edge.answer(raw, _headers(raw)) == Told(OK, {"challenge": ""})
    assert taking.seen == []


def test_ssl_check(edge: HttpEdge, taking: Taking) -> None:
    """Slack's look at our certificate is answered, and is no command."""
    for fields in ({"ssl_check": "1", "token": "x"}, _command() | {"ssl_check": "1"}):
        assert _form(edge, fields) == Told(OK, None)
    assert taking.seen == []
    assert _form(edge, _command(ssl_check="0")) == Told(OK, None)
    assert len(taking.seen) == 1


BOLTS = {
    "X-Slack-Bolt-Lazy-Only": "1",
    "X-Slack-Bolt-Lazy-Function-Name": "mention",
    "X-Slack-Retry-Num": "3",
    "X-Slack-Retry-Reason": "http_timeout",
    "Cookie": "slack-app-oauth-state=1",
    "Authorization": "Bearer x",
}


@pytest.fixture
def real(harbour: Harbour) -> HttpEdge:
    """The HTTP edge over the real one, with a database."""
    return HttpEdge(SecretStr(SIGNING_SECRET), harbour.edge.receive, lambda: NOW)


def _counts(harbour: Harbour) -> list[int]:
    """How many rows there are of all that a request can leave behind."""
    with harbour.engines.read.connect() as connection:
        tables = ("questions", "deliveries", "claims", "changes", "refusals", "verdicts")
        return [
            int(connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one())  # noqa: S608
            for name in tables
        ]


def test_bolts_own_headers(harbour: Harbour, real: HttpEdge) -> None:
    """Headers that Bolt would obey change nothing: a command that has them is answered."""
    raw = urlencode(_command()).encode()
    told = real.answer(raw, _headers(raw, FORM) | BOLTS)
    assert told.status == OK
    assert isinstance(told.body, dict)
    assert "deploys" in told.body["text"]
    event = harbour.slack.mention("who deploys models?").payload
    raw = json.dumps(event | {"event_id": "Ev2"}).encode()
    assert real.answer(raw, _headers(raw) | BOLTS) == Told(OK, None)


def test_payload_service(harbour: Harbour, real: HttpEdge) -> None:
    """`/whoowns payload-service`, and any question from #payload-team, get their answers."""
    for fields in (
        {"text": "payload-service", "trigger_id": "1.1.x"},
        {"channel_name": "payload-team", "trigger_id": "1.2.x"},
    ):
        told = _form(real, _command(**fields))
        assert told.status == OK
        assert isinstance(told.body, dict)
        assert told.body["text"]
    with harbour.ledger.read(HERE) as books:
        assert len(books.questions()) == 2


def _happens(slack: DirectSlack) -> dict[str, Envelope]:
    button: Json = {"type": "button", "action_id": "right", "block_id": "reply:x", "value": "x"}
    return {
        "mention": slack.mention("who deploys models?"),
        "command": slack.command("who deploys models?"),
        "click": slack.click(button),
        "shortcut": slack.shortcut({"text": "a model"}, callback_id="who_owns_this"),
    }


def _raw(envelope: Envelope) -> tuple[bytes, str]:
    payload = json.loads(json.dumps(envelope.payload))
    if envelope.kind == "events_api":
        return json.dumps(payload).encode(), JSON
    if envelope.kind == "slash_commands":
        return urlencode(payload).encode(), FORM
    return urlencode({"payload": json.dumps(payload)}).encode(), FORM


def test_replayed(harbour: Harbour, real: HttpEdge) -> None:
    """What is sent again, with the same signature or a newer one, changes nothing: it is 200."""
    happened = _happens(harbour.slack)
    before = _counts(harbour)
    for kind, envelope in happened.items():
        raw, sort = _raw(envelope)
        for at in (NOW, NOW, NOW + WINDOW):
            assert real.answer(raw, _headers(raw, sort, at=at)).status == OK, kind
    assert _counts(harbour) == before


def test_another_app(harbour: Harbour, real: HttpEdge) -> None:
    """What is for another app is taken and passed over, once Slack has told us which we are."""
    execute(harbour.engines, "UPDATE installations SET app = :app", app=TEAM.app_id)
    before = _counts(harbour)
    event = event_callback(TEAM, {"type": "app_mention", "user": "U1", "channel": "C1"}, "Ev1")
    event["event"] |= {"text": "who deploys models?", "ts": "1.2", "event_ts": "1.2"}
    for app, same in (("A0OTHER", True), (TEAM.app_id, False)):
        raw = json.dumps(event | {"api_app_id": app}).encode()
        assert real.answer(raw, _headers(raw)) == Told(OK, None)
        assert (_counts(harbour) == before) is same
    told = [_form(real, _command(api_app_id=app)) for app in ("A0OTHER", TEAM.app_id)]
    assert [bool(one.body) for one in told] == [False, True]


def test_database_away(harbour: Harbour, real: HttpEdge) -> None:
    """While the database is away an event must come again, and a person is told at once."""
    event, command = (_raw(_happens(harbour.slack)[kind]) for kind in ("mention", "command"))
    with outage(harbour.engines):
        assert real.answer(event[0], _headers(*event)).status == AGAIN
        told = real.answer(command[0], _headers(*command))
    assert told.status == OK
    assert isinstance(told.body, dict)
    assert "The database can't be used right now" in told.body["text"]
