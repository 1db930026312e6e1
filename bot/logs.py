"""The log: readable lines, or a JSON object on each; without a secret, whoever wrote it."""

import json
import logging
import re
import sys
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal, TextIO
from urllib.parse import quote, quote_plus

from bot import request

Shape = Literal["text", "json"]

HIDDEN = "…"
SHORTEST = 8
"""A secret that is shorter than this would be found in ordinary words."""

log = logging.getLogger(__name__)

_QUOTE = r"""["'\\]*"""
_IS = rf"{_QUOTE}\s*[:=]\s*{_QUOTE}"
_OR_PAIR = rf"{_QUOTE}\s*[:=,]\s*{_QUOTE}"
_VALUE = r"""[^\s"'\\,;&<>(){}\[\]]+"""
_FIELDS = "password|passwd|pwd|token|ticket|secret|client_secret|signing_secret|response_url"
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    # Slack's tokens, of every kind that there is or will be.
    (re.compile(r"\bx(ox[a-z](?:\.xox[a-z])?|app|wfp)-[\w.%-]+", re.IGNORECASE), rf"x\1-{HIDDEN}"),
    # Headers, as they stand in a request, a dictionary, a list of pairs or JSON.
    (
        re.compile(
            rf"(authorization|(?:set-)?cookie)({_OR_PAIR})(?:(?:Bearer|Basic)\s+)?{_VALUE}"
            rf"(?:;\s*{_VALUE})*",
            re.IGNORECASE,
        ),
        rf"\1\2{HIDDEN}",
    ),
    # Fields of forms, addresses and dictionaries, and of what opens a database.
    (re.compile(rf"\b({_FIELDS})({_IS}){_VALUE}", re.IGNORECASE), rf"\1\2{HIDDEN}"),
    # What opens the pages.
    (re.compile(r"((?:/|%2F)enter(?:\?|%3F)link(?:=|%3D))[\w.%-]+"), rf"\1{HIDDEN}"),
    # These are also ordinary words.
    (re.compile(rf"""([?&"'](?:code|state){_IS}){_VALUE}"""), rf"\1{HIDDEN}"),
    # Keys and signatures.
    (re.compile(r"\b(?:v0=)?[0-9a-f]{64}\b", re.IGNORECASE), HIDDEN),
    # The password in an address.
    (re.compile(r"(\w://[^\s:/@]*:)[^\s@]+@"), rf"\1{HIDDEN}@"),
)


_SLACK = r"[\w.-]*\bslack(?:-gov)?\.com(?::\d+)?"
"""The hosts whose addresses open what lies behind them, but for methods of the Web API."""


class Redaction:
    """Takes out of a text what must not be read: what looks like a secret, and those known.

    `host` is another one where Slack is, as in `127.0.0.1:8081`.
    """

    def __init__(self, secrets: Iterable[str] = (), host: str = "slack.com") -> None:
        hosts = f"(?:{_SLACK}|{re.escape(host)})"
        self._address = re.compile(rf"""(//{hosts}/)(?!api/)[^\s"'<>\\]+""")
        spelt = {way(secret) for secret in secrets for way in (str, quote, quote_plus, _in_json)}
        known = sorted((one for one in spelt if len(one) >= SHORTEST), key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, text: str) -> str:
        """The text without them."""
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        for pattern, instead in _PATTERNS:
            text = pattern.sub(instead, text)
        return self._address.sub(rf"\1{HIDDEN}", text)


class Line(logging.Formatter):
    """A record as readable text; what stands on further lines is set in, so that none is forged."""

    def __init__(self, redact: Redaction) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """The text of one record."""
        named = f"[{found['request']}] " if (found := _of_request()).get("request") else ""
        whole = f"{_time(record)} {record.levelname} {named}{_message(record)}"
        if told := self._exception(record):
            whole = f"{whole}\n{told}"
        return self._redact(whole).replace("\n", "\n    ").replace("\r", "\\r")

    def _exception(self, record: logging.LogRecord) -> str:
        return self.formatException(record.exc_info) if record.exc_info else ""


class Object(Line):
    """A record as one JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The JSON of one record; what there is nothing to say of is left out."""
        told = {
            "time": _time(record),
            "level": record.levelname,
            "logger": record.name,
            "message": self._redact(_message(record)),
            **_of_request(),
            "exception": self._redact(self._exception(record)) or None,
        }
        said = {name: value for name, value in told.items() if value is not None}
        return json.dumps(said, ensure_ascii=False)


def set_up(shape: Shape, redact: Redaction, stream: TextIO | None = None) -> None:
    """Writes everything that anybody logs from now on to this stream, else to standard error.

    Handlers that others have put up are taken down: theirs would write secrets out. What nobody
    caught, and Python's warnings, are logged too.
    """
    handler = logging.StreamHandler(stream if stream is not None else sys.stderr)
    handler.setFormatter(Object(redact) if shape == "json" else Line(redact))
    for name in tuple(logging.root.manager.loggerDict):
        _bare(logging.getLogger(name))
    _bare(logging.root)
    logging.root.addHandler(handler)
    logging.root.setLevel(logging.WARNING)
    logging.lastResort = handler
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def _bare(logger: logging.Logger) -> None:
    for handler in tuple(logger.handlers):
        logger.removeHandler(handler)
    logger.propagate = True


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    log.critical("nobody caught this", exc_info=(kind, error, trace))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and args.exc_type is not SystemExit:
        name = args.thread.name if args.thread else "a thread"
        told = (args.exc_type, args.exc_value, args.exc_traceback)
        log.critical("%s ended, for nobody caught this", name, exc_info=told)


def _message(record: logging.LogRecord) -> str:
    """What was logged; a record whose arguments don't fit it is told as it stands."""
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001 logging must not fail, whatever another library has logged
        return f"{record.msg} {record.args}"


def _of_request() -> dict[str, str]:
    found = request.current()
    if found is None:
        return {}
    named = {"request": found.reference, "workspace": found.workspace}
    return {name: value for name, value in named.items() if value is not None}


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _in_json(text: str) -> str:
    return json.dumps(text)[1:-1]
