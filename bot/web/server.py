"""The web server: binds, serves in a thread, and stops when the process is asked to."""

import logging
import signal
import socket
import threading
import time
from contextlib import suppress
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

from bot.errors import PortTaken

THREADS = 8
MOST_BODY = 1024 * 1024
GRACE = 5
"""Seconds that requests under way may still take when we stop."""
LOOK_AGAIN = 0.01
HEAR_AGAIN = 0.5
"""Seconds after which a signal is heard that came just before we waited for one."""


class Server:
    """Serves an application until SIGINT or SIGTERM."""

    def __init__(self, app: Flask, host: str, port: int) -> None:
        self._app = app
        self._host = host
        self._port = port
        self._stopping: SimpleQueue[None] = SimpleQueue()
        # waitress keeps its sockets in a map; ours, so that we can close them all.
        self._open: dict[int, Any] = {}
        self._thread = threading.Thread(target=self._serve, name="web")

    @property
    def url(self) -> str:
        """Where it listens; port 0 becomes the port that the system chose."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    def start(self) -> None:
        """Listens and serves, and from now on hears when the process is asked to stop.

        Raises PortTaken where the address can't be had.
        """
        logging.getLogger("waitress").setLevel(logging.ERROR)
        listening = self._bound()
        self._port = listening.getsockname()[1]
        # The published types know neither the map nor what one socket makes of the server.
        self._server: Any = create_server(
            self._app,
            map=self._open,
            sockets=[listening],
            threads=THREADS,
            max_request_body_size=MOST_BODY,
            # They tell the guard that a request came through a proxy, so they must arrive.
            clear_untrusted_proxy_headers=False,
        )
        if threading.current_thread() is threading.main_thread():
            for asked in (signal.SIGINT, signal.SIGTERM):
                signal.signal(asked, self._stop)
        self._thread.start()

    def wait(self) -> None:
        """Returns once the process was asked to stop."""
        while True:
            # A signal that comes just before we wait doesn't wake us: its handler runs after that.
            with suppress(Empty):
                self._stopping.get(timeout=HEAR_AGAIN)
                return

    def close(self) -> None:
        """Answers the requests it has, takes no more, and frees the port."""
        deadline = time.monotonic() + GRACE
        # Threads that are told to stop leave what waits for them.
        while self._server.task_dispatcher.queue and time.monotonic() < deadline:
            time.sleep(LOOK_AGAIN)
        left = max(deadline - time.monotonic(), 0.0)
        self._server.task_dispatcher.shutdown(cancel_pending=False, timeout=left)
        # An answer is made in one thread and sent by the loop in another: let it go out.
        while self._unsent() and time.monotonic() < deadline:
            time.sleep(LOOK_AGAIN)
        # Sockets may only be closed by the loop that waits on them, or it waits on dead ones.
        with suppress(OSError):  # the loop was awake and has closed everything, the trigger too
            self._server.trigger.pull_trigger(self._close_all)
        self._thread.join()

    def _unsent(self) -> bool:
        return any(getattr(one, "total_outbufs_len", 0) for one in list(self._open.values()))

    def _close_all(self) -> None:
        wasyncore.close_all(self._open, ignore_all=True)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        # A handler runs in the middle of anything, and this alone is made for that.
        self._stopping.put(None)

    def _serve(self) -> None:
        self._server.run()

    def _bound(self) -> socket.socket:
        try:
            family, _, _, _, address = socket.getaddrinfo(
                self._host, self._port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            listening = socket.socket(family, socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise self._taken(error) from None
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(address)
        except OSError as error:
            listening.close()
            raise self._taken(error) from None
        return listening

    def _taken(self, error: Exception) -> PortTaken:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        return PortTaken(
            f"Can't listen on {self.url}: {reason}; set HOST and PORT to a free address."
        )
