"""Who a browser is, in a signed cookie: it holds a member's id, and counts for some hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from flask import Request
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.wrappers import Response

LASTS = timedelta(hours=8)
"""A working day; whoever comes back later asks for a link again."""

_SALT = "rolecall session"


@dataclass(frozen=True)
class Session:
    """A member of a workspace who followed a link of theirs."""

    workspace: str
    member: str


class Sessions:
    """Keeps sessions in cookies; `secure` ones need https."""

    def __init__(self, keys: Sequence[str], *, secure: bool) -> None:
        self._secure = secure
        # A cookie of this name is sent to this host alone, and no other host can set it.
        self._cookie = "__Host-rolecall" if secure else "rolecall"
        # The library signs with the last key.
        self._signer = URLSafeSerializer(
            list(reversed(keys)), salt=_SALT, signer_kwargs={"digest_method": sha256}
        )

    def read(self, request: Request, now: datetime) -> Session | None:
        """The session of a browser; None where it has none that counts."""
        try:
            said = self._signer.loads(request.cookies.get(self._cookie, ""))
            workspace, member, until = map(str, said)
            counts = int(until) > now.timestamp()
        except (BadData, ValueError, TypeError):
            return None
        return Session(workspace, member) if counts else None

    def begin(self, response: Response, session: Session, now: datetime) -> None:
        """From now on the browser is this member."""
        until = int((now + LASTS).timestamp())
        response.set_cookie(
            self._cookie,
            self._signer.dumps([session.workspace, session.member, until]),
            max_age=LASTS,
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="Lax",
        )

    def end(self, response: Response) -> None:
        """From now on the browser is nobody."""
        response.delete_cookie(
            self._cookie, path="/", secure=self._secure, httponly=True, samesite="Lax"
        )
