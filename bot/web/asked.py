"""Whether a form was sent from the page that asked it, in the browser that was asked."""

from hmac import compare_digest
from urllib.parse import urlsplit

from flask import Request
from werkzeug.wrappers import Response

from bot.web.links import LASTS
from bot.web.sessions import cookie_named

_COOKIE = "rolecall-asked"


class Asked:
    """Forms of ours, at the address that people know.

    Browsers say `Origin: null` of our pages, for these send no referrer, and only over https do
    they say more. So a cookie that no other site's form brings along tells whom we have asked.
    """

    def __init__(self, url: str) -> None:
        self._secure = urlsplit(url).scheme == "https"
        self._origin = _origin(url)
        self._cookie = cookie_named(_COOKIE, secure=self._secure)

    def mark(self, response: Response, what: str) -> None:
        """The browser that gets this is asked for this."""
        response.set_cookie(
            self._cookie,
            what,
            max_age=LASTS,
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="Strict",
        )

    def was(self, request: Request, what: str) -> bool:
        """Whether the browser was asked for this, and answers from our own page."""
        marked = request.cookies.get(self._cookie, "").encode()
        return self.is_ours(request) and compare_digest(marked, what.encode())

    def is_ours(self, request: Request) -> bool:
        """Whether nothing in a request says that another site's page has sent it."""
        origin = request.headers.get("Origin", "null")
        told = origin == "null" or _origin(origin) == self._origin
        return told and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"


def _origin(url: str) -> tuple[str, str, int | None] | None:
    """Scheme, host and port, where they aren't the usual ones; None where that is no address."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None
    return parts.scheme, parts.hostname or "", port
