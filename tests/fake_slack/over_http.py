"""The fake Slack of an app with a request URL: each envelope is a signed POST to it."""

import hashlib
import hmac
import json
import time
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode, urlsplit

from tests.fake_slack.envelopes import INTIME, Attempt, Envelope
from tests.fake_slack.server import FakeSlack
from tests.fake_slack.traffic import Json
from tests.fake_slack.web import Web
from tests.fake_slack.workspace import HARBOUR, FakeTeam

EVENTS = "/slack/events"
SIGNING_SECRET = "fake-signing-secret"  # noqa: S105
AT_ONCE = (0.0, 0.0, 0.0)
SENDERS = 200
"""So many requests are under way at most, those counted that wait to be sent again."""

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
VISIBLE = {"http_timeout": "operation_timeout"}
"""What a person reads of a command or click that failed."""


@dataclass(frozen=True)
class Reply:
    """What the app answered to a request; its headers by their names in small letters."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


class Untaken(Exception):
    """A request got no answer in time; the argument is Slack's word for why."""


class HttpSlack(FakeSlack):
    """A Slack that hands each envelope over by a signed POST to `<url>/slack/events`.

    With several `urls` each request goes to the next of them, and on to another where the
    connection is refused, as behind a load balancer. An event that isn't taken in `patience`
    seconds is sent again, after as many seconds as `retry_after` says each time. Commands and all
    that people do in messages and views are sent once, and `failure` is what their sender sees.
    """

    def __init__(
        self,
        *urls: str,
        signing_secret: str = SIGNING_SECRET,
        retry_after: Sequence[float] = AT_ONCE,
        team: FakeTeam = HARBOUR,
        web: Web | None = None,
    ) -> None:
        super().__init__(team, web)
        self.urls = list(urls)
        self.signing_secret = signing_secret
        self.retry_after = retry_after
        self.patience = INTIME
        self._turns = 0
        self._senders = ThreadPoolExecutor(SENDERS)
        self._failed: list[str] = []

    @property
    def connected(self) -> int:
        """How many addresses envelopes are sent to."""
        return len(self.urls)

    @property
    def crashes(self) -> list[str]:
        """Where the fake itself went wrong."""
        return super().crashes + self._failed

    @property
    def failures(self) -> list[Envelope]:
        """All that was sent and failed, as its senders could see."""
        with self.changed:
            return [each for each in self.envelopes.values() if each.failure]

    def close(self) -> None:
        """Ends every connection and every thread."""
        self.release()
        self._senders.shutdown(cancel_futures=True)
        super().close()

    def hand_over(self, envelope: Envelope, wrapped: Json) -> None:  # noqa: ARG002
        """Sends an envelope, and again if it is an event that isn't taken."""
        with self.changed:
            self.envelopes[envelope.id] = envelope
        self._senders.submit(self._deliver, envelope)
        self.happened()

    def post(self, body: bytes, headers: dict[str, str]) -> Reply:
        """The answer to whatever is posted to the next address; an Untaken if there is none."""
        for url in self._targets():
            if (reply := self._post(url, body, headers)) is not None:
                return reply
        raise Untaken("connection_failed")

    def signed(self, body: bytes, kind: str = JSON, at: float | None = None) -> dict[str, str]:
        """The headers with which Slack posts a body, now or at another time."""
        stamp = str(int(time.time() if at is None else at))
        return {
            "Content-Type": kind,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(self.signing_secret, stamp, body),
        }

    def _deliver(self, envelope: Envelope) -> None:
        try:
            self._hand_over(envelope)
        except Exception:  # noqa: BLE001
            self._failed.append(traceback.format_exc())
            envelope.fail("the fake Slack itself failed")
        self.happened()

    def _hand_over(self, envelope: Envelope) -> None:
        envelope.sent_at = time.monotonic()
        reason = ""
        for number, told in self._tries(envelope):
            reply, attempt = self._attempt(envelope, number, reason or told)
            with self.changed:
                envelope.attempts.append(attempt)
            self.happened()
            if reply is not None and attempt.reason is None:
                self._take(envelope, reply)
                return
            reason = attempt.reason or ""
            if reply is not None and reply.headers.get("x-slack-no-retry") == "1":
                break
        is_event = envelope.kind == "events_api"
        envelope.fail(reason if is_event else VISIBLE.get(reason, "dispatch_failed"))

    def _tries(self, envelope: Envelope) -> Iterator[tuple[int, str]]:
        first = envelope.frame.get("retry_attempt", 0)
        yield first, envelope.frame.get("retry_reason", "")
        if envelope.kind == "events_api":
            for number, seconds in enumerate(self.retry_after[first:], first + 1):
                if self._closing.wait(seconds):
                    return
                yield number, ""

    def _attempt(
        self, envelope: Envelope, number: int, reason: str
    ) -> tuple[Reply | None, Attempt]:
        body, kind = _encoded(envelope)
        headers = self.signed(body, kind)
        if number:
            headers |= {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
        started = time.monotonic()
        try:
            reply = self.post(body, headers)
        except Untaken as untaken:
            took = time.monotonic() - started
            return None, Attempt(headers, body, None, str(untaken), took)
        took = time.monotonic() - started
        why = None if 200 <= reply.status < 300 else "http_error"
        return reply, Attempt(headers, body, reply.status, why, took)

    def _post(self, url: str, body: bytes, headers: dict[str, str]) -> Reply | None:
        parts = urlsplit(url)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=self.patience)
        started = time.monotonic()
        with closing(connection):
            try:
                connection.connect()
            except OSError:
                return None
            try:
                reply = _exchanged(connection, parts.path.rstrip("/") + EVENTS, body, headers)
            except TimeoutError as late:
                raise Untaken("http_timeout") from late
            except (OSError, HTTPException) as lost:
                raise Untaken("connection_failed") from lost
        if time.monotonic() - started > self.patience:
            raise Untaken("http_timeout")
        return reply

    def _take(self, envelope: Envelope, reply: Reply) -> None:
        payload = self._payload(envelope, reply)
        with self.changed:
            envelope.acknowledge(payload)
        self._judge(envelope, {}, payload)
        envelope.settle()

    def _payload(self, envelope: Envelope, reply: Reply) -> Json:
        said = reply.body.decode(errors="replace")
        if not said.strip():
            return {}
        if JSON not in reply.headers.get("content-type", ""):
            return {"text": said}
        try:
            return dict(json.loads(said))
        except (ValueError, TypeError):
            with self.changed:
                self.violations.append(f"ack of {envelope.name}: {said[:200]!r} is no JSON object")
            return {}

    def _targets(self) -> list[str]:
        with self.changed:
            self._turns += 1
            first = self._turns % len(self.urls) if self.urls else 0
            return self.urls[first:] + self.urls[:first]


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Slack's signature of a body at a time in seconds."""
    signed = f"v0:{stamp}:".encode() + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def _encoded(envelope: Envelope) -> tuple[bytes, str]:
    if envelope.kind == "events_api":
        return json.dumps(envelope.payload).encode(), JSON
    if envelope.kind == "slash_commands":
        return urlencode(envelope.payload).encode(), FORM
    return urlencode({"payload": json.dumps(envelope.payload)}).encode(), FORM


def _exchanged(
    connection: HTTPConnection, path: str, body: bytes, headers: dict[str, str]
) -> Reply:
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    told = {name.lower(): value for name, value in answer.getheaders()}
    return Reply(answer.status, answer.read(), told)
