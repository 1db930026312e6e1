"""Slack over HTTP: a request is proved to be Slack's, read by us, and given to the edge.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from pydantic import SecretStr

from bot.slack import incoming
from bot.slack.edge import Acknowledgement, reference

SIGNATURE, TIMESTAMP = "x-slack-signature", "x-slack-request-timestamp"
WINDOW = 300
"""Seconds that a request may be older or newer than our clock, as Slack advises."""

MOST_FIELDS = 100
MOST_DEEP = 100
"""So deep may lists and objects lie in each other; Slack's own blocks lie a dozen deep."""

_DIGITS = re.compile(r"[0-9]{1,15}")
_HEX = re.compile(r"v0=[0-9a-f]{64}")
_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"


class Malformed(Exception):
    """A request that isn't what Slack sends; `status` says in which way."""

    def __init__(self, status: HTTPStatus, said: str) -> None:
        self.status = status
        super().__init__(said)


class Told(NamedTuple):
    """What a request is answered: JSON, text, or nothing but its status."""

    status: HTTPStatus
    body: dict[str, Any] | str | None = None


@dataclass(frozen=True)
class HttpEdge:
    """Answers `POST /slack/events`: events, commands and interactivity alike.

    `seconds` is the time since the epoch. Nothing of a request is read before its signature is
    proved, and no header of it reaches Bolt, which would obey some of them.
    """

    secret: SecretStr
    receive: Callable[[Any], Acknowledgement | None]
    seconds: Callable[[], float]

    def answer(self, raw: bytes, headers: Mapping[str, str]) -> Told:
        """What Slack is answered; never an error of ours but for an event that must come again."""
        given = {name.lower(): value for name, value in headers.items()}
        try:
            self._prove(raw, given)
            body = _read(raw, given.get("content-type", ""))
        except Malformed as malformed:
            return Told(malformed.status, str(malformed))
        if body.get("type") == "url_verification":
            return Told(HTTPStatus.OK, {"challenge": str(body.get("challenge", ""))[:500]})
        if body.get("ssl_check") == "1":
            return Told(HTTPStatus.OK)
        told = self.receive(body)
        if told is None:
            named = f"not taken (reference {reference(body)}); please send it again"
            return Told(HTTPStatus.SERVICE_UNAVAILABLE, named)
        return Told(HTTPStatus.OK, told.payload)

    def _prove(self, raw: bytes, headers: Mapping[str, str]) -> None:
        """Raises Malformed unless Slack sent just these bytes, just now."""
        stamp, signature = headers.get(TIMESTAMP, ""), headers.get(SIGNATURE, "")
        if not (_DIGITS.fullmatch(stamp) and _HEX.fullmatch(signature)):
            raise Malformed(HTTPStatus.UNAUTHORIZED, "not signed as Slack signs")
        if abs(self.seconds() - int(stamp)) > WINDOW:
            raise Malformed(HTTPStatus.UNAUTHORIZED, "signed too long ago, or our clock is wrong")
        key = self.secret.get_secret_value().encode()
        wanted = hmac.new(key, b"v0:%s:%s" % (stamp.encode(), raw), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(f"v0={wanted}", signature):
            raise Malformed(HTTPStatus.UNAUTHORIZED, "signed with another secret")


def _read(raw: bytes, content_type: str) -> dict[str, Any]:
    """What Slack sent, as Socket Mode would give it. Raises Malformed."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in (_JSON, _FORM):
        raise Malformed(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "neither JSON nor a form")
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise Malformed(HTTPStatus.BAD_REQUEST, "not UTF-8") from None
    return _object(text) if kind == _JSON else _form(text)


def _form(text: str) -> dict[str, Any]:
    """A command's fields, or what an interaction carries in one of them.

    A command is known by its own field: its words, or its channel, may well say `payload`.
    """
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except (UnicodeDecodeError, ValueError):
        raise Malformed(HTTPStatus.BAD_REQUEST, "no form that can be read") from None
    fields: dict[str, Any] = dict(pairs)
    if len(fields) != len(pairs):
        raise Malformed(HTTPStatus.BAD_REQUEST, "a field twice")
    if "command" in fields or fields.get("ssl_check") == "1":
        return _known_again(fields)
    if "payload" in fields:
        return _known_again(_object(fields["payload"]))
    raise Malformed(HTTPStatus.BAD_REQUEST, "neither a command nor an interaction")


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text, parse_constant=_refused)
    except (ValueError, RecursionError):
        raise Malformed(HTTPStatus.BAD_REQUEST, "no JSON that can be read") from None
    if not isinstance(found, dict):
        raise Malformed(HTTPStatus.BAD_REQUEST, "no JSON object")
    if _is_deep(found):
        raise Malformed(HTTPStatus.BAD_REQUEST, "JSON that is too deep")
    return found


def _is_deep(value: object) -> bool:
    """Whether it is deeper than whatever walks through it later can go."""
    level = [value]
    for _ in range(MOST_DEEP):
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return False
    return True


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _refused(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _known_again(body: dict[str, Any]) -> dict[str, Any]:
    """The body, where a replay of it would be seen: who changes something has a trigger or view."""
    changes = "command" in body or body.get("type") in incoming.CHANGING
    by = incoming.command(body) if "command" in body else incoming.in_view(body)
    if changes and by is not None and not by.keys:
        raise Malformed(HTTPStatus.BAD_REQUEST, "nothing by which to know it again")
    return body
