"""A browser with cookies of its own, as somebody has who installs the app."""

from dataclasses import dataclass
from email.message import Message
from http.client import HTTPMessage
from http.cookiejar import CookieJar
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import (
    HTTPCookieProcessor,
    HTTPRedirectHandler,
    ProxyHandler,
    Request,
    build_opener,
)

from tests.fake_slack.several import OWNER


@dataclass(frozen=True)
class Page:
    """What a browser is shown, and where it is sent."""

    status: int
    headers: Message
    text: str

    @property
    def location(self) -> str:
        """Where it is sent."""
        return self.headers["Location"] or ""


class Browser:
    """Keeps its cookies, and goes nowhere unless it is told to."""

    def __init__(self) -> None:
        self.cookies = CookieJar()
        self._opener = build_opener(
            ProxyHandler({}), HTTPCookieProcessor(self.cookies), _StaysPut()
        )

    def get(self, url: str) -> Page:
        """The page at an address, or where that sends to."""
        return self._opened(Request(url))  # noqa: S310

    def sends(self, url: str, **fields: str) -> Page:
        """What comes of a form, sent from a page that tells nobody where it is."""
        return self._opened(Request(url, urlencode(fields).encode(), {"Origin": "null"}))  # noqa: S310

    def _opened(self, request: Request) -> Page:
        try:
            with self._opener.open(request, timeout=10) as answer:
                return Page(answer.status, answer.headers, answer.read().decode())
        except HTTPError as told:
            with told:
                return Page(told.code, told.headers, told.read().decode())

    def begins(self, install: str, team: str, user: str = OWNER) -> str:
        """Where Slack sends back to, after somebody in a workspace was asked for their consent."""
        asked = self.get(install).location
        return self.get(f"{asked}&{urlencode({'team': team, 'user': user})}").location

    def installs(self, install: str, team: str, user: str = OWNER) -> Page:
        """What is shown at the end to somebody who installs the app in a workspace."""
        return self.get(self.begins(install, team, user))


class _StaysPut(HTTPRedirectHandler):
    def redirect_request(
        self,
        req: Request,  # noqa: ARG002
        fp: IO[bytes],  # noqa: ARG002
        code: int,  # noqa: ARG002
        msg: str,  # noqa: ARG002
        headers: HTTPMessage,  # noqa: ARG002
        newurl: str,  # noqa: ARG002
    ) -> None:
        """No other request: a redirect is shown as it is."""
        return
