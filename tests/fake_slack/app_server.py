"""A small app with a request URL, which answers as a test says."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from tests.fake_slack.listener import HOST
from tests.fake_slack.over_http import Reply


@dataclass(frozen=True)
class Asked:
    """A request that came; its headers by their names in small letters."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """What it says, if it is JSON."""
        return dict(json.loads(self.body))

    @property
    def form(self) -> dict[str, str]:
        """Its fields, if it is a form."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass
class AppServer:
    """What came, and how each request is answered: a status of 0 cuts the connection."""

    url: str
    answer: Callable[[Asked], Reply] = lambda _: Reply(200)
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def app_server() -> Iterator[AppServer]:
    """An app on a port of its own, for as long as this lasts."""
    app = AppServer("")
    server = _Server((HOST, 0), _handler(app))
    app.url = f"http://{HOST}:{server.server_port}"
    serving = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    serving.start()
    try:
        yield app
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    """Waits at its end for all that it began."""

    daemon_threads = False
    request_queue_size = 128


def _handler(app: AppServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """As POST, without a body."""
            self.do_POST()

        def do_POST(self) -> None:
            """Notes the request, and answers it."""
            size = int(self.headers["Content-Length"] or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.path, headers, self.rfile.read(size))
            app.asked.append(asked)
            reply = app.answer(asked)
            if reply.status:
                # Who asked may have gone.
                with suppress(OSError):
                    self._send(reply)

        def _send(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Says nothing: tests read what was asked."""

    return Handler
