"""The HTTP side: the Web API and the response URLs, with the faults that were asked for."""

import json
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.fake_slack.forms import Forms
from tests.fake_slack.listener import cut
from tests.fake_slack.methods import METHODS, respond
from tests.fake_slack.traffic import Call, Fault, Json
from tests.fake_slack.workspace import Refused

API = "/api/"
RESPOND = "/respond/"
RESPONSE_URL = "response_url"
NO_ERROR = "ok"
BROKEN = "invalid_blocks"
OPEN = "apps.connections.open"
IN_FORMS_AS_JSON = ("attachments", "blocks", "metadata", "view")
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


class Site:
    """Answers each call, after all that shall go wrong with it."""

    def __init__(self, slack: Forms, open_socket: Callable[[], str]) -> None:
        self.slack = slack
        self._open_socket = open_socket

    def answer(self, call: Call) -> Answer | None:
        """The answer to a call; None to cut it off."""
        fault = self.slack.fault_of(call)
        if fault.refuse:
            return None
        done = _undone(call, fault) if fault.undone else self._perform(call)
        self.slack.pause(fault)
        if fault.drop:
            return None
        if fault.html:
            done = Answer(fault.status, HTML, "text/html; charset=utf-8")
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        if call.method != RESPONSE_URL and call.token == self.slack.bot_token:
            headers["x-oauth-scopes"] = ",".join(self.slack.scopes)
        return Answer(done.status, done.body, done.kind, headers, fault.half)

    def _perform(self, call: Call) -> Answer:
        if call.method == RESPONSE_URL:
            return self._respond(call)
        try:
            return _json({"ok": True} | self._result(call))
        except Refused as refused:
            return _json({"ok": False, "error": str(refused)})

    def _result(self, call: Call) -> Json:
        expected = self.slack.app_token if call.method == OPEN else self.slack.bot_token
        if not call.token:
            raise Refused("not_authed")
        if call.token != expected:
            raise Refused("invalid_auth")
        if call.method == OPEN:
            return {"url": self._open_socket()}
        if call.method not in METHODS:
            raise Refused("unknown_method")
        return METHODS[call.method](self.slack, call.args)

    def _respond(self, call: Call) -> Answer:
        try:
            respond(self.slack, call.token, call.args)
        except Refused as refused:
            if str(refused) == BROKEN:
                return _json({"ok": False, "error": BROKEN})
            return _text(404, str(refused))
        return _text(200, NO_ERROR)


def exchange(site: Site, connection: socket.socket) -> None:
    """Answers all that comes over a connection."""
    Exchange(site, connection)


class Exchange(BaseHTTPRequestHandler):
    """One connection's requests, each answered in turn."""

    protocol_version = "HTTP/1.1"

    def __init__(self, site: Site, connection: socket.socket) -> None:
        self._site = site
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
        slack = self._site.slack
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        call = self._call(body)
        with slack.changed:
            slack.calls.append(call)
        slack.happened()
        self._send(call, self._site.answer(call))
        slack.happened()

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
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        return Call(parts.path.removeprefix(API), args, token or str(args.get("token", "")))

    def _args(self, body: str) -> Json:
        if not body:
            return {}
        if "json" in (self.headers.get("Content-Type") or ""):
            return dict(json.loads(body))
        form: Json = dict(parse_qsl(body, keep_blank_values=True))
        return form | {key: json.loads(form[key]) for key in IN_FORMS_AS_JSON if key in form}


def _json(body: Json, status: int = 200) -> Answer:
    return Answer(status, json.dumps(body))


def _text(status: int, body: str) -> Answer:
    return Answer(status, body, "text/plain; charset=utf-8")


def _undone(call: Call, fault: Fault) -> Answer:
    code = fault.error or CODES.get(fault.status, "internal_error")
    if call.method == RESPONSE_URL:
        return _text(fault.status if fault.status >= 400 else 404, code)
    return _json({"ok": False, "error": code}, fault.status)
