"""Listening on a port of our own, until nothing of it is left."""

import contextlib
import socket
import threading
import traceback
from collections.abc import Callable, Sequence

HOST = "127.0.0.1"
PATIENCE = 30.0


class Listener:
    """Serves each connection to a free port in a thread of its own."""

    def __init__(self, serve: Callable[[socket.socket], None]) -> None:
        self.crashes: list[str] = []
        self._serve = serve
        self._lock = threading.Lock()
        self._closing = False
        self._open: dict[threading.Thread, socket.socket] = {}
        self._socket = socket.create_server((HOST, 0), backlog=128)
        self.port: int = self._socket.getsockname()[1]
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def close(self) -> None:
        """Ends every connection and every thread."""
        self._closing = True
        with contextlib.suppress(OSError):
            # Whoever waits in accept() is woken by a visitor.
            socket.create_connection((HOST, self.port), PATIENCE).close()
        self._accepting.join(PATIENCE)
        self._socket.close()
        with self._lock:
            still_open = dict(self._open)
        for thread, connection in still_open.items():
            cut(connection)
            thread.join(PATIENCE)
            if thread.is_alive():
                self.crashes.append(f"{thread.name} did not end")

    def _accept(self) -> None:
        while True:
            connection, _ = self._socket.accept()
            if self._closing:
                connection.close()
                return
            thread = threading.Thread(target=self._run, args=(connection,), daemon=True)
            with self._lock:
                self._open[thread] = connection
            thread.start()

    def _run(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self._serve(connection)
        except OSError:
            pass  # the other side has gone
        except Exception:  # noqa: BLE001
            self.crashes.append(traceback.format_exc())
        finally:
            cut(connection)
            connection.close()
            with self._lock:
                del self._open[threading.current_thread()]


def cut(connection: socket.socket) -> None:
    """Ends a connection in both directions, whatever state it is in."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def report(crashes: Sequence[str], error: BaseException | None) -> None:
    """Raises an AssertionError where the fake itself failed, or adds that to an error there is."""
    if not crashes:
        return
    told = "\n".join(["The fake Slack itself failed:", *crashes])
    if error is None:
        raise AssertionError(told)
    error.add_note(told)
