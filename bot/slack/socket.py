"""Socket Mode: one connection to Slack, watched, replaced when it falls silent, drained at the end.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import json
import logging
import random
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from slack_sdk.errors import SlackClientNotConnectedError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.errors import RolecallError
from bot.slack.edge import Edge
from bot.slack.web_api import Limited, SlackTrouble, WebApi

log = logging.getLogger(__name__)

WORKERS = 4
HELLO_WITHIN = 15.0
"""Seconds in which Slack greets a new connection; one that isn't greeted brings no events."""

PING_EVERY = 5.0
"""Seconds between pings; after four without an answer the client gives the connection up."""

RENEW_EVERY = 10.0
"""Seconds between new connections that Slack asks for; it may ask for one after the other."""

_LONGEST_BACKOFF = 60.0


class _Client(SocketModeClient):
    """The SDK's client, with every address got from us: its own way sleeps through rate limits."""

    def __init__(
        self,
        address: Callable[[], str],
        arrived: Callable[["_Client", str], None],
        ping_every: float,
        renew_every: float,
    ) -> None:
        self._address = address
        self._arrived = arrived
        self._renew_every = renew_every
        self._renewed = -renew_every
        self._sent_away: str | None = None
        self.unanswered = 0
        super().__init__(
            app_token="",
            logger=_quiet(),
            auto_reconnect_enabled=False,
            ping_interval=ping_every,
            concurrency=WORKERS,
            receive_buffer_size=16 * 1024,
        )

    @property
    def is_sent_away(self) -> bool:
        """Whether Slack wants another connection, which we should have had by now."""
        session = self.session_id()
        late = time.monotonic() - self._renewed >= self._renew_every
        return session is not None and session == self._sent_away and late

    def issue_new_wss_url(self) -> str:
        now = time.monotonic()
        self._sent_away = self.session_id()
        # Where Socket Mode is switched off, every new session is told to go at once.
        if self.closed or now - self._renewed < self._renew_every:
            raise SlackTrouble("this connection is left to the watch")
        self._renewed = now
        return self._address()

    def enqueue_message(self, message: str) -> None:
        self._arrived(self, message)
        super().enqueue_message(message)

    def connect(self) -> None:
        # The SDK holds the old socket's locks until it has read once more, up to three seconds,
        # and sends nothing meanwhile; Slack sends nothing more on a socket that it gave up.
        self.hush()
        super().connect()

    def hush(self) -> None:
        """Ends reading from the socket; what is to be sent still goes."""
        session = self.current_session
        opened = session.sock if session is not None else None
        if opened is not None:
            with suppress(OSError):
                opened.shutdown(socket.SHUT_RD)


class Socket:
    """A connection that is there again whenever it was lost.

    `api` holds the app token. `introduced` sees to it that we know which workspace this is, before
    anything of it comes in. `missed` is called once events may have been missed.
    """

    def __init__(
        self,
        api: WebApi,
        edge: Edge,
        introduced: Callable[[], None],
        missed: Callable[[], None],
        *,
        ping_every: float = PING_EVERY,
        hello_within: float = HELLO_WITHIN,
        renew_every: float = RENEW_EVERY,
    ) -> None:
        self._api = api
        self._edge = edge
        self._introduced = introduced
        self._missed = missed
        self._ping_every = ping_every
        self._hello_within = hello_within
        self._renew_every = renew_every
        self._client: _Client | None = None
        self._greeted: str | None = None
        self._session: str | None = None
        self._began = 0.0
        self._heard: float | None = None
        self._failures = 0
        self._next_try = 0.0
        self._idle = threading.Condition()
        self._closing = False
        self._closed = False
        self._lost = False

    @property
    def connected(self) -> bool:
        """Whether Slack can reach us."""
        client = self._client
        return client is not None and client.is_connected() and self._is_greeted(client)

    @property
    def silent_for(self) -> float | None:
        """Seconds since Slack sent anything; None where it never did."""
        return None if self._heard is None else time.monotonic() - self._heard

    def connect(self) -> None:
        """Opens a connection in the place of the one there is; SlackTrouble where that fails."""
        old, self._client = self._client, None
        if old is not None:
            _close_later(old)
        try:
            self._introduced()
            client = self._client_for(self._address())
        except RolecallError as trouble:
            self._back_off(trouble)
            raise
        self._back_off(None)
        self._client = client
        client.connect()

    def _client_for(self, url: str) -> _Client:
        client = _Client(self._address, self._arrived, self._ping_every, self._renew_every)
        client.message_listeners.append(self._message)
        client.wss_uri = url
        return client

    def watch(self) -> None:
        """Replaces the connection where it was lost or never greeted, less often the longer so."""
        if self._closing or self._healthy():
            return
        if time.monotonic() < self._next_try:
            return
        if self._client is not None:
            log.warning("The connection to Slack was lost or silent; connecting again")
            self._lost = True
        try:
            self.connect()
        except RolecallError as trouble:
            log.warning("Connecting to Slack failed: %s; trying again", trouble)

    def stop(self, within: float) -> None:
        """Answers what has come in, then closes; for at most so many seconds."""
        deadline = time.monotonic() + within
        with self._idle:
            self._closing = True
            client = self._client
            self._idle.wait_for(lambda: client is None or client.unanswered == 0, within)
            self._closed = True
        if client is not None:
            _close_later(client).join(max(deadline - time.monotonic(), 0))

    def _healthy(self) -> bool:
        client = self._client
        if client is None or not client.is_connected():
            return False
        # When Slack asks for it, the client itself opens the next session, which is greeted anew.
        if self._session != client.session_id():
            self._session, self._began = client.session_id(), time.monotonic()
        if client.is_sent_away or self._is_deaf(client):
            return False
        if self._is_greeted(client):
            self._failures = 0
            return True
        return time.monotonic() - self._began < self._hello_within

    def _is_deaf(self, client: _Client) -> bool:
        """Whether pings fail or are no longer answered.

        The client sees that too, but only after five pings, and spins on a dropped connection.
        """
        session = client.current_session
        if session is None:
            return True
        if session.consecutive_check_state_error_count:
            return True
        answered = session.last_ping_pong_time
        silent = time.monotonic() - self._began if answered is None else time.time() - answered
        return silent > 3 * self._ping_every

    def _is_greeted(self, client: _Client) -> bool:
        session: str | None = client.session_id()
        return session is not None and session == self._greeted

    def _back_off(self, trouble: RolecallError | None) -> None:
        """The next try waits, twice as long each time, until a connection was greeted."""
        self._failures += 1
        longest = min(_LONGEST_BACKOFF, 2.0 ** min(self._failures - 1, 10))
        wait = longest * random.uniform(0.5, 1)  # noqa: S311 spreads, hides nothing
        if isinstance(trouble, Limited):
            wait = max(wait, trouble.pause.total_seconds())
        self._next_try = time.monotonic() + wait

    def _address(self) -> str:
        url = self._api.call("apps.connections.open").get("url")
        if not isinstance(url, str) or not url.startswith(("ws://", "wss://")):
            raise SlackTrouble("Slack gave no address for a socket")
        return url

    def _arrived(self, client: _Client, raw: str) -> None:
        """Counts what is to be answered from the moment it was read."""
        if _is_envelope(raw):
            with self._idle:
                client.unanswered += 1

    def _message(
        self, client: BaseSocketModeClient, message: dict[str, Any], raw: str | None
    ) -> None:
        self._heard = time.monotonic()
        if not isinstance(client, _Client):
            return
        if message.get("type") == "hello":
            self._greeted = client.session_id()
            if self._lost:
                self._lost = False
                self._missed()
        if not _is_envelope(raw or ""):
            return
        try:
            request = SocketModeRequest.from_dict(message)
            # What comes too late is not acknowledged: Slack sends it to whoever comes next.
            if request is not None and not self._closed:
                self._answer(client, request)
        finally:
            with self._idle:
                client.unanswered -= 1
                self._idle.notify_all()

    def _answer(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        told = self._edge.receive(request.payload)
        if told is None:
            return
        response = SocketModeResponse(request.envelope_id, told.payload)
        try:
            client.send_socket_mode_response(response)
        except (SlackClientNotConnectedError, OSError) as error:
            # An event comes again and is known by its key; a command's answer goes another way.
            log.warning("An acknowledgement could not be sent: %s", type(error).__name__)
            if isinstance(request.payload, dict):
                self._edge.unheard(request.payload, told)


def _is_envelope(raw: str) -> bool:
    """Whether a frame holds something to be acknowledged; what is no JSON reaches nobody."""
    try:
        return "envelope_id" in json.loads(raw)
    except (ValueError, TypeError):
        return False


def _close_later(client: _Client) -> threading.Thread:
    # Closing waits for what the client's threads are doing.
    closing = threading.Thread(target=_close, args=(client,), name="close socket", daemon=True)
    closing.start()
    return closing


def _close(client: _Client) -> None:
    """Closes a client; a second time where its own threads took the socket away meanwhile."""
    for _ in range(2):
        try:
            client.hush()
            # The SDK's thread looks at its queue, for up to a second, before it sees the end.
            client.closed = True
            client.message_queue.put(None)
            client.close()
        except (AttributeError, OSError, RuntimeError) as error:
            log.debug("closing the socket: %s", error)
        else:
            break
    # A refresh that was under way has opened one more by now.
    session = client.current_session
    if session is not None:
        session.close()


def _quiet() -> logging.Logger:
    """The SDK's log tells of every lost connection at length; the watch says it in a line."""
    logger = logging.getLogger(f"{__name__}.sdk")
    logger.setLevel(logging.CRITICAL + 1)
    return logger
