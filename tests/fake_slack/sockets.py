"""The Socket Mode side: sockets, how they greet, and how they go wrong."""

import contextlib
import json
import socket
import threading
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import InvalidState
from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.server import ServerProtocol

from tests.fake_slack.envelopes import Envelope, farewell, frame, hello
from tests.fake_slack.forms import Forms
from tests.fake_slack.limits import broken_suggestion, oversized
from tests.fake_slack.listener import HOST, Listener, cut
from tests.fake_slack.traffic import Json
from tests.fake_slack.workspace import HARBOUR, FakeTeam, Refused

DATA = (Opcode.TEXT, Opcode.CONT)
WARNING = "warning"


class SocketMode(Forms):
    """A workspace that sends its envelopes over sockets, to any of those that are open."""

    def __init__(self, team: FakeTeam = HARBOUR) -> None:
        super().__init__(team)
        self.hello = True
        self.pong = True
        self.refuse_handshakes = 0
        self.close_before_ack = 0
        self.close_after_ack = 0
        self.handshakes: list[int] = []
        self.envelopes: dict[str, Envelope] = {}
        self._tickets: set[str] = set()
        self._sockets: list[Socket] = []
        self._turn = 0
        self._sockets_listener = Listener(lambda connection: Socket(self, connection).serve())

    @property
    def connected(self) -> int:
        """How many sockets are open, greeted, and not told to go."""
        return len(self._ready())

    def wait_connected(self, n: int = 1) -> None:
        """Waits until so many sockets are connected, or more."""
        self.wait(lambda: self.connected >= n, what=f"There were not {n} sockets")

    def send(
        self,
        kind: str,
        payload: Json,
        *,
        envelope_id: str | None = None,
        accepts_response: bool = False,
        retry: tuple[int, str] | None = None,
    ) -> Envelope:
        """Sends an envelope to one of the sockets, as soon as there is one."""
        wrapped = frame(kind, payload, envelope_id, retry, accepts_response=accepts_response)
        envelope = Envelope(self, wrapped)
        self.hand_over(envelope, wrapped)
        return envelope

    def hand_over(self, envelope: Envelope, wrapped: Json) -> None:
        """Gives an envelope to one of the sockets."""
        with self.changed:
            self.envelopes[envelope.id] = envelope
        while not (chosen := self.wait(self._next, what="There was no socket")).say(wrapped):
            self.left(chosen)
        if self._spend("close_before_ack"):
            chosen.close()
        self.happened()

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tells every socket to go; after a mere "warning" they are still in use."""
        for each in self._all():
            each.leaving = reason != WARNING
            each.say(farewell(reason))
        self.happened()

    def close_sockets(self, code: int = 1000) -> None:
        """Closes every socket with a close frame."""
        for each in self._all():
            each.close(code)
        self.happened()

    def drop_sockets(self) -> None:
        """Cuts every socket off without a close frame."""
        for each in self._all():
            each.drop()
        self.happened()

    def open_socket(self) -> str:
        """A fresh URL for a socket, which works once."""
        ticket = self.next_id("ticket")
        with self.changed:
            self._tickets.add(ticket)
        port = self._sockets_listener.port
        return f"ws://{HOST}:{port}/link/?ticket={ticket}&app_id={self.team.app_id}"

    def admits(self, path: str) -> bool:
        """Whether a socket may be opened here; its ticket is used up."""
        ticket = parse_qs(urlsplit(path).query).get("ticket", [""])[0]
        with self.changed:
            known = ticket in self._tickets
            self._tickets.discard(ticket)
            admitted = known and not self._spend("refuse_handshakes")
            self.handshakes.append(101 if admitted else 404)
        self.happened()
        return admitted

    def joined(self, new: "Socket") -> None:
        """Counts a new socket in, and greets it."""
        with self.changed:
            self._sockets.append(new)
            number = len(self._sockets)
        new.greeted = self.hello and new.say(hello(self.team, number))
        self.happened()

    def left(self, old: "Socket") -> None:
        """Counts a socket out."""
        with self.changed:
            self._sockets = [each for each in self._sockets if each is not old]
        self.happened()

    def take(self, where: "Socket", text: str) -> None:
        """Takes what came over a socket, which can only be an acknowledgement."""
        try:
            ack = json.loads(text)
            envelope = self.envelopes[ack["envelope_id"]]
        except (ValueError, TypeError, KeyError):
            with self.changed:
                self.violations.append(f"socket: {text[:200]!r} acknowledges nothing")
        else:
            payload = ack.get("payload") or {}
            with self.changed:
                envelope.acknowledge(payload)
            self._judge(envelope, ack, payload)
            envelope.settle()
        if self._spend("close_after_ack"):
            where.close()
        self.happened()

    def close(self) -> None:
        """Ends every socket."""
        self._sockets_listener.close()

    def _judge(self, envelope: Envelope, ack: Json, payload: Json) -> None:
        name = f"ack of {envelope.name}"
        accepted = envelope.frame["accepts_response_payload"]
        if payload and not accepted:
            with self.changed:
                self.violations.append(f"{name}: a payload where Slack takes none")
        if envelope.kind != "slash_commands" or not payload:
            with self.changed:
                self.violations += [f"{name}: {each}" for each in oversized(ack)]
        if accepted and envelope.in_time and len(envelope.answers) == 1:
            self._apply(name, envelope, payload)

    def _apply(self, name: str, envelope: Envelope, payload: Json) -> None:
        match envelope.name:
            case "slash_commands" if payload:
                self._show(name, envelope.payload, payload)
            case "view_submission":
                self._submitted(name, envelope.payload["view"]["id"], payload)
            case "block_suggestion":
                with self.changed:
                    self.violations += [f"{name}: {one}" for one in broken_suggestion(payload)]

    def _submitted(self, name: str, view_id: str, payload: Json) -> None:
        view = next((each for each in self.views if each.id == view_id), None)
        if view is not None:
            self.answered(name, view, payload)

    def _show(self, name: str, command: Json, payload: Json) -> None:
        with contextlib.suppress(Refused):
            self.check(name, payload, "ack")
            public = payload.get("response_type") == "in_channel"
            place, user = command["channel_id"], command["user_id"]
            self.show("ack", place, payload, user=user, ephemeral=not public)

    def _all(self) -> list["Socket"]:
        with self.changed:
            return list(self._sockets)

    def _ready(self) -> list["Socket"]:
        return [each for each in self._all() if each.greeted and not each.leaving]

    def _next(self) -> "Socket | None":
        ready = self._ready()
        self._turn += 1
        return ready[self._turn % len(ready)] if ready else None

    def _spend(self, name: str) -> bool:
        with self.changed:
            left: int = getattr(self, name)
            setattr(self, name, max(left - 1, 0))
        return left > 0


class _Protocol(ServerProtocol):
    """WebSocket as Slack speaks it, which stays silent on pings if told so."""

    def __init__(self, slack: SocketMode) -> None:
        super().__init__(max_size=None)
        self._slack = slack

    def recv_frame(self, frame: Frame) -> None:
        """Takes a frame in."""
        if frame.opcode is not Opcode.PING or self._slack.pong:
            super().recv_frame(frame)


class Socket:
    """One socket of the bot's."""

    def __init__(self, slack: SocketMode, connection: socket.socket) -> None:
        self.greeted = False
        self.leaving = False
        self._slack = slack
        self._connection = connection
        self._protocol = _Protocol(slack)
        self._sending = threading.Lock()
        self._text = b""

    def serve(self) -> None:
        """Takes what comes, until the socket is closed."""
        try:
            while data := self._connection.recv(65536):
                with self._sending:
                    self._protocol.receive_data(data)
                    self._flush()
                    events = self._protocol.events_received()
                for event in events:
                    if not self._take(event):
                        return
        finally:
            self._slack.left(self)

    def say(self, message: Json) -> bool:
        """Whether the message could be sent."""
        try:
            with self._sending:
                self._protocol.send_text(json.dumps(message).encode())
                self._flush()
        except (OSError, InvalidState):
            return False
        return True

    def close(self, code: int = 1000) -> None:
        """Sends a close frame."""
        self.leaving = True
        with contextlib.suppress(OSError), self._sending:
            if self._protocol.state is State.OPEN:
                self._protocol.send_close(code, "")
                self._flush()

    def drop(self) -> None:
        """Cuts the connection off."""
        self.leaving = True
        cut(self._connection)

    def _take(self, event: Any) -> bool:
        if isinstance(event, Request):
            return self._shake(event)
        if event.opcode in DATA:
            self._text += event.data
            if event.fin:
                text, self._text = self._text.decode(), b""
                self._slack.take(self, text)
        return True

    def _shake(self, request: Request) -> bool:
        with self._sending:
            response = self._response(request)
            self._protocol.send_response(response)
            self._flush()
        if self._protocol.state is not State.OPEN:
            return False
        self._slack.joined(self)
        return True

    def _response(self, request: Request) -> Response:
        if self._slack.admits(request.path):
            return self._protocol.accept(request)
        return self._protocol.reject(404, "Not Found\n")

    def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            if data:
                self._connection.sendall(data)
            else:
                with contextlib.suppress(OSError):
                    self._connection.shutdown(socket.SHUT_WR)
