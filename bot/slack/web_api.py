"""Calls to Slack's Web API and to response URLs, and what their failures mean.

Nothing is ever tried again here: whoever called decides, knowing whether Slack took it.
"""

import http
import json
import logging
import socket
import ssl
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, cast
from urllib.error import HTTPError, URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.errors import RolecallError

TIMEOUT = 8
"""Seconds that one call may take; platforms kill ten seconds after they asked us to stop."""

LONGEST_PAUSE = timedelta(hours=1)
_USUAL_PAUSE = timedelta(seconds=30)
_MOST_TOLD = 200
_SERVER_ERROR = 500
_TOO_MANY = 429
# The SDK would log whole requests and answers.
_QUIET = logging.getLogger(f"{__name__}.sdk")
_QUIET.setLevel(logging.CRITICAL + 1)
# Slack's pages on its methods say of these that something may have been done before they arose.
_PARTIAL = {"fatal_error", "internal_error"}
_BUSY = {"service_unavailable", "request_timeout", "team_added_to_org", "org_login_required"}


class SlackTrouble(RolecallError):
    """A call to Slack that gave no good answer."""


class Refused(SlackTrouble):
    """Slack said no; `error` is its word for why."""

    def __init__(self, error: str) -> None:
        self.error = error
        super().__init__(f"Slack refused it: {error}")


class Limited(SlackTrouble):
    """Slack took nothing, for there was too much; it wants a pause."""

    def __init__(self, pause: timedelta) -> None:
        self.pause = pause
        super().__init__(f"Slack wants a pause of {pause.total_seconds():.0f} s")


class Unreached(SlackTrouble):
    """Slack surely took nothing, for there was no connection."""


class Unavailable(SlackTrouble):
    """Slack's servers answered that they can't."""


class Undecided(SlackTrouble):
    """Slack may have taken it or not: the answer was lost, or can't be read."""


_ABOUT_TOKENS = {
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "not_allowed_token_type",
}


def is_about_the_token(trouble: SlackTrouble) -> bool:
    """Whether it is the token that Slack refuses, so that the same call can't succeed with it."""
    return isinstance(trouble, Refused) and trouble.error in _ABOUT_TOKENS


class WebApi:
    """Slack's Web API with one token; threads may share it.

    `limited` hears of methods that Slack refused for being called too often.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        timeout: int = TIMEOUT,
        limited: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._limited = limited
        self._client = WebClient(
            token=token, base_url=url, timeout=timeout, retry_handlers=[], logger=_QUIET
        )

    def call(self, method: str, **args: object) -> dict[str, Any]:
        """The answer to a method that writes; SlackTrouble where it gave no good one."""
        return self._answer(method, {"json": _given(args)})[0]

    def ask(self, method: str, **args: object) -> dict[str, Any]:
        """The answer to a method that reads: those take forms and no JSON."""
        return self._answer(method, {"params": _given(args)})[0]

    def introduction(self) -> tuple[dict[str, Any], Mapping[str, str]]:
        """What Slack says of the token, and the headers of that by their names in lower case."""
        return self._answer("auth.test", {})

    def _answer(self, method: str, how: dict[str, Any]) -> tuple[dict[str, Any], Mapping[str, str]]:
        try:
            answer = self._client.api_call(method, **how)
        except SlackApiError as error:
            refusal = _refusal(error)
            if isinstance(refusal, Limited):
                self._limited(method)
            raise refusal from error
        except Exception as error:
            raise _failure(error) from error
        if not isinstance(answer.data, dict):
            raise Undecided("Slack's answer is no JSON object")
        headers = {str(name).lower(): str(value) for name, value in answer.headers.items()}
        return cast("dict[str, Any]", answer.data), headers


def granted(headers: Mapping[str, str]) -> list[str]:
    """The scopes that the token of an answer with these headers has, sorted."""
    scopes = headers.get("x-oauth-scopes", "").split(",")
    return sorted(scope.strip() for scope in scopes if scope.strip())


def respond(url: str, body: dict[str, Any], *, timeout: int = TIMEOUT) -> None:
    """Posts to a response URL; SlackTrouble where that gave no good answer."""
    client = WebhookClient(url, timeout=timeout, retry_handlers=[], logger=_QUIET)
    try:
        answer = client.send_dict(body)
    except Exception as error:
        raise _failure(error) from error
    if answer.status_code == _TOO_MANY:
        raise Limited(_pause(answer.headers))
    if answer.status_code >= _SERVER_ERROR:
        raise Unavailable(f"Slack's server answered {answer.status_code}")
    if answer.status_code != http.HTTPStatus.OK:
        raise Refused(_word(answer.body) or f"status {answer.status_code}")
    if answer.body.strip() in ("", "ok"):
        return
    if (word := _word(answer.body)) is None:
        raise Undecided("the answer is not Slack's")
    if word:
        raise Refused(word)


def _word(body: str) -> str | None:
    """Slack's word for what was wrong in a response URL's answer: JSON, or plain text.

    Empty where nothing was wrong; None where it is neither.
    """
    text = body.strip()
    if _is_word(text):
        return text
    try:
        data = json.loads(text)
    except ValueError:
        return None
    if not isinstance(data, dict):
        return None
    word = "" if data.get("ok") is True else data.get("error")
    return word if isinstance(word, str) and (not word or _is_word(word)) else None


def _is_word(text: str) -> bool:
    return text.replace("_", "").isalnum() and len(text) <= _MOST_TOLD


def _given(args: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in args.items() if value is not None}


def _refusal(error: SlackApiError) -> SlackTrouble:
    response = error.response
    status: int = response.status_code
    if status == _TOO_MANY:
        return Limited(_pause(response.headers))
    if status >= _SERVER_ERROR:
        return Unavailable(f"Slack's server answered {status}")
    data = response.data
    word = data.get("error") if isinstance(data, dict) else None
    if not isinstance(word, str) or not _is_word(word):
        # A page of somebody between us and Slack, or of Slack: nobody knows what it stands for.
        return Undecided(f"the answer (status {status}) is not Slack's JSON")
    if word in {"ratelimited", "rate_limited"}:
        return Limited(_pause(response.headers))
    if word in _PARTIAL:
        return Undecided(f"Slack answered {word}")
    return Unavailable(f"Slack answered {word}") if word in _BUSY else Refused(word)


def _failure(error: Exception) -> SlackTrouble:
    told = f"{type(error).__name__}: {error}"[:_MOST_TOLD]
    if isinstance(error, HTTPError):
        if error.code >= _SERVER_ERROR:
            return Unavailable(f"Slack's server answered {error.code}")
        return Undecided(told)
    if isinstance(error, URLError) and _before_sending(error.reason):
        return Unreached(f"no connection to Slack ({error.reason})")
    return Undecided(told)


def _before_sending(reason: object) -> bool:
    """Whether a connection failed before anything of the request was sent.

    What we send fits into the kernel's buffer, so only connecting can take so long that it times
    out inside urllib's request; waiting for the answer raises TimeoutError itself.
    """
    early = (ConnectionRefusedError, socket.gaierror, ssl.SSLError, TimeoutError)
    unreachable = {101, 113}
    return isinstance(reason, early) or getattr(reason, "errno", None) in unreachable


def _pause(headers: Mapping[str, Any]) -> timedelta:
    lowered = {str(name).lower(): value for name, value in headers.items()}
    given = lowered.get("retry-after")
    try:
        seconds = float(given[0] if isinstance(given, list) else str(given))
    except (ValueError, IndexError):
        return _USUAL_PAUSE
    if not 0 <= seconds < LONGEST_PAUSE.total_seconds():
        return LONGEST_PAUSE if seconds > 0 else _USUAL_PAUSE
    return timedelta(seconds=max(seconds, 1))
