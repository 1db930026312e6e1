"""Who a browser is, in a signed cookie: it holds a member's id, and counts for some hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Request
from werkzeug.wrappers import Response

from bot.web.signed import Signed

LASTS = timedelta(hours=8)
"""A working day; whoever comes back later asks for a link again."""

_PURPOSE = "rolecall session"


@dataclass(frozen=True)
class Session:
    """A member of a workspace who followed a link of theirs."""

    workspace: str
    member: str


class Sessions:
    """Keeps sessions in cookies; `secure` ones need https."""

    def __init__(self, keys: Sequence[str], *, secure: bool) -> None:
        self.secure = secure
        self._cookie = cookie_named("rolecall", secure=secure)
        self._signed = Signed(keys, _PURPOSE)

    def read(self, request: Request, now: datetime) -> Session | None:
        """The session of a browser; None where it has none that counts."""
        try:
            workspace, member, until = self._signed.read(request.cookies.get(self._cookie, ""))
            counts = int(until) > now.timestamp()
        except ValueError:
            return None
        return Session(workspace, member) if counts else None

    def begin(self, response: Response, session: Session, now: datetime) -> None:
        """From now on the browser is this member."""
        until = int((now + LASTS).timestamp())
        response.set_cookie(
            self._cookie,
            self._signed.write(session.workspace, session.member, until),
            max_age=LASTS,
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="Lax",
        )

    def end(self, response: Response) -> None:
        """From now on the browser is nobody."""
        response.delete_cookie(
            self._cookie, path="/", secure=self.secure, httponly=True, samesite="Lax"
        )


def cookie_named(name: str, *, secure: bool) -> str:
    """The name under which a cookie is sent to this host alone, and set by no other, over https."""
    return f"__Host-{name}" if secure else name
