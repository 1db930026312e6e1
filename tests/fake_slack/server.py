"""The fake Slack: what its people do, and all that the bot sees of it."""

from types import TracebackType
from typing import Any, Self

from tests.fake_slack import envelopes
from tests.fake_slack.envelopes import Envelope
from tests.fake_slack.listener import HOST, Listener
from tests.fake_slack.sockets import SocketMode
from tests.fake_slack.traffic import Json, Posted
from tests.fake_slack.web import API, RESPOND, Site, exchange

AROUND = (
    "api_app_id",
    "authorizations",
    "context_team_id",
    "envelope_id",
    "event_id",
    "event_time",
    "is_ext_shared_channel",
    "retry",
    "team_id",
)


class FakeSlack(SocketMode):
    """A Slack of our own, on this machine, for as long as the `with` lasts.

    In what its people do, a field that is None is left out, and fields that belong to the
    payload around an event (`event_id`, `retry`, …) go there.
    """

    def __init__(self) -> None:
        super().__init__()
        site = Site(self, self.open_socket)
        self._web = Listener(lambda connection: exchange(site, connection))
        self._root = f"http://{HOST}:{self._web.port}"
        self.api_url = self._root + API

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        crashes = self._web.crashes + self._sockets_listener.crashes
        if not crashes:
            return
        report = "\n".join(["The fake Slack itself failed:", *crashes])
        if error is None:
            raise AssertionError(report)
        error.add_note(report)

    def close(self) -> None:
        """Ends every connection and every thread."""
        self.release()
        super().close()
        self._web.close()

    def event(
        self,
        event: Json,
        *,
        event_id: str | None = None,
        envelope_id: str | None = None,
        retry: tuple[int, str] | None = None,
        **outer: Any,
    ) -> Envelope:
        """Something happens that the bot subscribed to."""
        payload = envelopes.event_callback(self.team, event, event_id or self.next_id("Ev"))
        return self.send("events_api", payload | outer, envelope_id=envelope_id, retry=retry)

    def mention(
        self,
        text: str,
        *,
        user: str = "U1",
        channel: str = "C1",
        thread_ts: str | None = None,
        ts: str | None = None,
        **fields: Any,
    ) -> Envelope:
        """Somebody mentions the bot in a channel, before the text."""
        words = f"<@{self.team.bot_user}> {text}"
        spoken = envelopes.said(
            self.team, words, user=user, channel=channel, ts=ts or self.next_ts()
        )
        return self._spoken(spoken | {"type": "app_mention", "thread_ts": thread_ts}, fields)

    def dm(
        self, text: str, *, user: str = "U1", channel: str | None = None, **fields: Any
    ) -> Envelope:
        """Somebody writes to the bot alone."""
        spoken = envelopes.said(
            self.team, text, user=user, channel=channel or f"D{user}", ts=self.next_ts()
        )
        return self._spoken(spoken | {"type": "message", "channel_type": "im"}, fields)

    def command(
        self,
        text: str,
        *,
        command: str = "/whoowns",
        user: str = "U1",
        channel: str = "C1",
        channel_name: str = "general",
        **fields: Any,
    ) -> Envelope:
        """Somebody uses a slash command."""
        given: Json = {
            "command": command,
            "text": text,
            "user_id": user,
            "user_name": user.lower(),
            "channel_id": channel,
            "channel_name": channel_name,
            "trigger_id": self.new_trigger(),
            "response_url": self.response_url(channel=channel, user=user),
        }
        around = _around(fields)
        payload = envelopes.slash_command(self.team, **(given | fields | _payload(around)))
        return self.send("slash_commands", _present(payload), accepts_response=True, **_own(around))

    def shortcut(
        self,
        message: Json,
        *,
        callback_id: str,
        user: str = "U1",
        channel: str = "C1",
        **fields: Any,
    ) -> Envelope:
        """Somebody uses the app's shortcut on a message."""
        shown = {"type": "message", "ts": self.next_ts(), "team": self.team.id} | message
        given: Json = {
            "callback_id": callback_id,
            "action_ts": self.next_ts(),
            "channel": self._named(channel),
            "message": shown,
            "message_ts": shown["ts"],
            "trigger_id": self.new_trigger(),
            "response_url": self.response_url(channel=channel, user=user),
        }
        return self._interactive("message_action", user, given, fields)

    def click(
        self,
        action: Json,
        *,
        user: str = "U1",
        channel: str = "C1",
        message: Posted | Json | None = None,
        ephemeral: bool = False,
        **fields: Any,
    ) -> Envelope:
        """Somebody clicks on something in a message; in their own one, Slack does not show it."""
        ephemeral = ephemeral or envelopes.is_private(message)
        shown = self.message(message) if isinstance(message, Posted) else message or {}
        now = self.next_ts()
        shown = shown | {"ts": shown.get("ts", now)}
        url = self.response_url(channel=channel, user=user, original=shown["ts"])
        given: Json = {
            "container": envelopes.container(shown, channel, ephemeral=ephemeral),
            "channel": self._named(channel),
            "message": None if ephemeral or message is None else shown,
            "state": {"values": {}},
            "actions": [{"type": "button", "block_id": "block", "action_ts": now} | action],
            "trigger_id": self.new_trigger(),
            "response_url": url,
        }
        return self._interactive("block_actions", user, given, fields)

    def response_url(
        self, *, channel: str = "C1", user: str = "U1", original: str | None = None
    ) -> str:
        """A fresh response URL."""
        return self._root + RESPOND + self.new_response_url(channel, user, original)

    def _spoken(self, event: Json, fields: Json) -> Envelope:
        around = _around(fields)
        return self.event(_present(event | fields), **around)

    def _interactive(self, kind: str, user: str, given: Json, fields: Json) -> Envelope:
        around = _around(fields)
        payload = envelopes.interactive(
            self.team, kind, user, **(given | fields | _payload(around))
        )
        return self.send("interactive", _present(payload) | {"enterprise": None}, **_own(around))

    def _named(self, channel: str) -> Json:
        known = self.channel(channel)
        return {"id": channel, "name": known["name"] if known else "directmessage"}


def _around(fields: Json) -> Json:
    return {key: fields.pop(key) for key in AROUND if key in fields}


def _own(around: Json) -> Json:
    return {key: around[key] for key in ("envelope_id", "retry") if key in around}


def _payload(around: Json) -> Json:
    return {key: around[key] for key in around if key not in ("envelope_id", "retry")}


def _present(fields: Json) -> Json:
    return {key: value for key, value in fields.items() if value is not None}
