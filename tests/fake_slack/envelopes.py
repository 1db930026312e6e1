"""What Slack sends over Socket Mode: envelopes, and the payloads in them."""

import time
import uuid
from dataclasses import dataclass
from typing import Any

from tests.fake_slack.traffic import Json, Posted, Traffic
from tests.fake_slack.workspace import FakeTeam

VERIFICATION = "fake-verification-token"
INTIME = 3.0


@dataclass(frozen=True)
class Attempt:
    """One try to hand an envelope over by HTTP: the raw request, and what came of it.

    `status` is None where no answer came in time; `reason` is Slack's word for what went wrong.
    """

    headers: dict[str, str]
    body: bytes
    status: int | None
    reason: str | None
    took: float


class Envelope:
    """Something sent to the bot, and what the bot acknowledged it with.

    `failure` is why nothing more comes of it, as its sender sees it in Slack; None for all that may
    still be acknowledged. `attempts` are those to hand it over by HTTP.
    """

    def __init__(self, traffic: Traffic, frame: Json) -> None:
        self.frame = frame
        self.id: str = frame["envelope_id"]
        self.kind: str = frame["type"]
        self.payload: Json = frame["payload"]
        self.answers: list[Json] = []
        self.attempts: list[Attempt] = []
        self.failure: str | None = None
        self.sent_at = time.monotonic()
        self._answered_at: float | None = None
        self._settled = False
        self._traffic = traffic

    @property
    def name(self) -> str:
        """What was sent, as precisely as Slack names it."""
        expects = self.kind == "interactive" and self.frame["accepts_response_payload"]
        return str(self.payload.get("type")) if expects else self.kind

    @property
    def acknowledged(self) -> bool:
        """Whether an acknowledgement came, and Slack did what it says."""
        return self._settled

    @property
    def took(self) -> float:
        """The seconds between sending it and its first acknowledgement."""
        assert self._answered_at is not None, f"{self.kind} {self.id} was not acknowledged"
        return self._answered_at - self.sent_at

    @property
    def in_time(self) -> bool:
        """Whether Slack would still take the acknowledgement."""
        return self.took <= INTIME

    def answer(self, seconds: float = 30.0) -> Json:
        """The payload of the first acknowledgement, once it is there; {} when it has none."""
        self.wait_over(seconds)
        assert self.failure is None, f"{self.kind} {self.id} failed: {self.failure}"
        return self.answers[0]

    def wait_over(self, seconds: float = 30.0) -> None:
        """Waits until it is acknowledged, or has failed."""
        what = f"No acknowledgement of {self.kind} {self.id} came"
        self._traffic.wait(lambda: self.acknowledged or self.failure, seconds, what)

    def acknowledge(self, payload: Json) -> None:
        """Notes an acknowledgement, of which nothing has come yet."""
        if self._answered_at is None:
            self._answered_at = time.monotonic()
        self.answers.append(payload)

    def settle(self) -> None:
        """Notes that all has come of the acknowledgement that comes of it."""
        self._settled = True

    def fail(self, why: str) -> None:
        """Notes that nothing more comes of it."""
        self.failure = why


def frame(
    kind: str,
    payload: Json,
    envelope_id: str | None,
    retry: tuple[int, str] | None,
    *,
    accepts_response: bool,
) -> Json:
    """An envelope as it goes over the wire."""
    wrapped: Json = {
        "envelope_id": envelope_id or str(uuid.uuid4()),
        "payload": payload,
        "type": kind,
        "accepts_response_payload": accepts_response,
    }
    if kind == "events_api":
        attempt, reason = retry or (0, "")
        wrapped |= {"retry_attempt": attempt, "retry_reason": reason}
    return wrapped


def hello(team: FakeTeam, sockets: int) -> Json:
    """The first thing that Slack says on a new socket."""
    return {
        "type": "hello",
        "num_connections": sockets,
        "debug_info": {
            "host": "applink-fake",
            "build_number": 1,
            "approximate_connection_time": 3600,
        },
        "connection_info": {"app_id": team.app_id},
    }


def farewell(reason: str) -> Json:
    """What Slack says when a socket is soon of no use."""
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-fake"}}


def event_callback(team: FakeTeam, event: Json, event_id: str) -> Json:
    """The payload around an event."""
    authorization = {
        "enterprise_id": None,
        "team_id": team.id,
        "user_id": team.bot_user,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION,
        "team_id": team.id,
        "context_team_id": team.id,
        "context_enterprise_id": None,
        "api_app_id": team.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(time.time()),
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
    }


def said(team: FakeTeam, text: str, *, user: str, channel: str, ts: str) -> Json:
    """The fields that all events have in which somebody says something."""
    spoken = {"type": "text", "text": text}
    section = {"type": "rich_text_section", "elements": [spoken]}
    return {
        "user": user,
        "text": text,
        "ts": ts,
        "event_ts": ts,
        "client_msg_id": str(uuid.uuid4()),
        "team": team.id,
        "channel": channel,
        "blocks": [{"type": "rich_text", "block_id": "said", "elements": [section]}],
    }


def slash_command(team: FakeTeam, **fields: Any) -> Json:
    """The payload of a slash command."""
    return {
        "token": VERIFICATION,
        "team_id": team.id,
        "team_domain": team.domain,
        "api_app_id": team.app_id,
        "is_enterprise_install": "false",
    } | fields


def interactive(team: FakeTeam, kind: str, user: str, **fields: Any) -> Json:
    """The fields that all clicks and shortcuts have."""
    name = user.lower()
    return {
        "type": kind,
        "token": VERIFICATION,
        "api_app_id": team.app_id,
        "team": {"id": team.id, "domain": team.domain},
        "user": {"id": user, "username": name, "name": name, "team_id": team.id},
        "enterprise": None,
        "is_enterprise_install": False,
    } | fields


def container(message: Json, channel: str, *, ephemeral: bool) -> Json:
    """Where a click was made."""
    place: Json = {
        "type": "message",
        "message_ts": message.get("ts", ""),
        "channel_id": channel,
        "is_ephemeral": ephemeral,
    }
    thread = {"thread_ts": message["thread_ts"]} if "thread_ts" in message else {}
    return place | thread


def in_view(view_id: str) -> Json:
    """Where a click in a view was made."""
    return {"type": "view", "view_id": view_id}


def is_private(message: Posted | Json | None) -> bool:
    """Whether only one person can see a message."""
    return isinstance(message, Posted) and message.ephemeral
