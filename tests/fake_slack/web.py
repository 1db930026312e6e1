"""The HTTP side: the Web API and the response URLs, with the faults that were asked for."""

import base64
import json
import socket
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.fake_slack.forms import Forms
from tests.fake_slack.listener import HOST, Listener, cut
from tests.fake_slack.methods import METHODS, respond
from tests.fake_slack.traffic import Call, Fault, Json, Traffic
from tests.fake_slack.workspace import Refused

API = "/api/"
RESPOND = "/respond/"
RESPONSE_URL = "response_url"
NO_ERROR = "ok"
BROKEN = "invalid_blocks"
OPEN = "apps.connections.open"
IN_FORMS_AS_JSON = ("attachments", "blocks", "metadata", "view")
PAGE = "text/html; charset=utf-8"
HTML = "<!DOCTYPE html><html><body><h1>Something went wrong</h1></body></html>"
CODES = {429: "ratelimited", 503: "service_unavailable"}
NOBODY: Any = None


@dataclass(frozen=True)
class Answer:
    """What goes back; `half` of it when it is cut off in the middle."""

    status: int
    body: str
    kind: str = "application/json; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    half: bool = False

    def raw(self) -> bytes:
        """The bytes that go over the wire."""
        body = self.body.encode()
        headers = {"Content-Type": self.kind, "Content-Length": str(len(body))} | self.headers
        lines = [f"{name}: {value}\r\n" for name, value in headers.items()]
        start = f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}\r\n"
        head = (start + "".join(lines) + "\r\n").encode()
        return head + (body[: len(body) // 2] if self.half else body)


class Site(ABC):
    """Answers each call, after all that shall go wrong with it."""

    def __init__(self, traffic: Traffic) -> None:
        self.traffic = traffic

    def answer(self, call: Call) -> Answer | None:
        """The answer to a call; None to cut it off."""
        fault = self.traffic.fault_of(call)
        if fault.refuse:
            return None
        done = _undone(call, fault) if fault.undone else self.perform(call)
        self.traffic.pause(fault)
        if fault.drop:
            return None
        if fault.html:
            done = Answer(fault.status, HTML, PAGE)
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        headers |= done.headers | self.headers(call)
        return Answer(done.status, done.body, done.kind, headers, fault.half)

    @abstractmethod
    def perform(self, call: Call) -> Answer:
        """What the call asks for, done and answered."""

    def headers(self, call: Call) -> dict[str, str]:  # noqa: ARG002
        """What every answer to such a call has, whatever goes wrong with it."""
        return {}


class Place(Site):
    """Answers the calls that are meant for one workspace."""

    def __init__(self, slack: Forms, open_socket: Callable[[], str]) -> None:
        super().__init__(slack)
        self._slack = slack
        self._open_socket = open_socket

    def knows(self, call: Call) -> bool:
        """Whether the call comes with a token, or over a response URL, of this workspace."""
        slack = self._slack
        if call.method == RESPONSE_URL:
            return call.token in slack.response_urls
        tokens = {slack.bot_token, slack.app_token} | slack.revoked
        return bool(call.token) and call.token in tokens

    def headers(self, call: Call) -> dict[str, str]:
        """The scopes of the token, if it works."""
        slack = self._slack
        works = call.token == slack.bot_token and call.token not in slack.revoked
        if call.method == RESPONSE_URL or not works:
            return {}
        return {"x-oauth-scopes": ",".join(slack.scopes)}

    def perform(self, call: Call) -> Answer:
        """What the method, or the response URL, does."""
        if call.method == RESPONSE_URL:
            return self._respond(call)
        return said(lambda: self._result(call))

    def _result(self, call: Call) -> Json:
        expected = self._slack.app_token if call.method == OPEN else self._slack.bot_token
        if not call.token:
            raise Refused("not_authed")
        if call.token in self._slack.revoked:
            raise Refused("token_revoked")
        if call.token != expected:
            raise Refused("invalid_auth")
        if call.method == OPEN:
            return {"url": self._open_socket()}
        if call.method not in METHODS:
            raise Refused("unknown_method")
        return METHODS[call.method](self._slack, call.args)

    def _respond(self, call: Call) -> Answer:
        try:
            respond(self._slack, call.token, call.args)
        except Refused as refused:
            if str(refused) == BROKEN:
                return _json({"ok": False, "error": BROKEN})
            return _text(404, str(refused))
        return _text(200, NO_ERROR)


class Web:
    """An HTTP server for as long as anybody is there: calls go to whose token they come with.

    Those of nobody go to the `front`, or to the first that joined.
    """

    def __init__(self, front: Site | None = None) -> None:
        self._front = front
        self._places: list[Place] = []
        self._listener = Listener(lambda connection: exchange(self._site, connection))
        self.root = f"http://{HOST}:{self._listener.port}"
        self.api_url = self.root + API

    @property
    def crashes(self) -> list[str]:
        """Where the server itself went wrong."""
        return self._listener.crashes

    def join(self, place: Place) -> None:
        """Answers for a workspace, from now on."""
        self._places = [*self._places, place]

    def leave(self, place: Place) -> None:
        """Ends with the last workspace, unless it has a front."""
        self._places = [each for each in self._places if each is not place]
        if not self._places and self._front is None:
            self.close()

    def close(self) -> None:
        """Ends every connection and every thread."""
        self._listener.close()

    def _site(self, call: Call) -> Site:
        places = self._places
        whose = (each for each in places if each.knows(call))
        return next(whose, None) or self._front or places[0]


def exchange(site_of: Callable[[Call], Site], connection: socket.socket) -> None:
    """Answers all that comes over a connection."""
    Exchange(site_of, connection)


class Exchange(BaseHTTPRequestHandler):
    """One connection's requests, each answered in turn."""

    protocol_version = "HTTP/1.1"

    def __init__(self, site_of: Callable[[Call], Site], connection: socket.socket) -> None:
        self._site_of = site_of
        super().__init__(connection, connection.getsockname(), NOBODY)

    def do_GET(self) -> None:
        """Answers as to POST: Slack makes no difference."""
        self._exchange()

    def do_POST(self) -> None:
        """Notes the call, and answers it."""
        self._exchange()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Says nothing: tests read what went to and fro in `calls`."""

    def _exchange(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        call = self._call(body)
        site = self._site_of(call)
        with site.traffic.changed:
            site.traffic.calls.append(call)
        site.traffic.happened()
        self._send(call, site.answer(call))
        site.traffic.happened()

    def _send(self, call: Call, answer: Answer | None) -> None:
        call.status = 0 if answer is None else answer.status
        if answer is not None:
            self.connection.sendall(answer.raw())
        if answer is None or answer.half:
            self.close_connection = True
            cut(self.connection)

    def _call(self, body: str) -> Call:
        parts = urlsplit(self.path)
        args = dict(parse_qsl(parts.query)) | self._args(body)
        if parts.path.startswith(RESPOND):
            return Call(RESPONSE_URL, args, parts.path.removeprefix(RESPOND))
        kind, _, given = (self.headers.get("Authorization") or "").partition(" ")
        if kind == "Basic":
            args |= _client(given)
        token = given if kind == "Bearer" else ""
        return Call(parts.path.removeprefix(API), args, token or str(args.get("token", "")))

    def _args(self, body: str) -> Json:
        if not body:
            return {}
        if "json" in (self.headers.get("Content-Type") or ""):
            return dict(json.loads(body))
        form: Json = dict(parse_qsl(body, keep_blank_values=True))
        return form | {key: json.loads(form[key]) for key in IN_FORMS_AS_JSON if key in form}


def said(result: Callable[[], Json]) -> Answer:
    """What a method answers: its result, or why it is refused."""
    try:
        return _json({"ok": True} | result())
    except Refused as refused:
        return _json({"ok": False, "error": str(refused)})


def _client(given: str) -> Json:
    name, _, secret = base64.b64decode(given).decode().partition(":")
    return {"client_id": name, "client_secret": secret}


def _json(body: Json, status: int = 200) -> Answer:
    return Answer(status, json.dumps(body))


def _text(status: int, body: str) -> Answer:
    return Answer(status, body, "text/plain; charset=utf-8")


def _undone(call: Call, fault: Fault) -> Answer:
    code = fault.error or CODES.get(fault.status, "internal_error")
    if call.method == RESPONSE_URL:
        return _text(fault.status if fault.status >= 400 else 404, code)
    return _json({"ok": False, "error": code}, fault.status)
