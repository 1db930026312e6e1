"""Links into the pages: signed, bound to a member of one workspace, and good for a while."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode

from itsdangerous import BadData, URLSafeSerializer

from bot.errors import RolecallError

ENTRANCE = "/enter"
LASTS = timedelta(minutes=10)
"""A link is made for whoever asked for it just now, and followed at once."""

_SALT = "rolecall link"
_DAMAGED = "This link isn't whole, or isn't ours: ask for a new one in Slack with /ownership pages."
_EXPIRED = (
    "This link was good for ten minutes, and they are over: ask for a new one in Slack with "
    "/ownership pages."
)


@dataclass(frozen=True)
class Link:
    """Whom a link is for, the page that it leads to, and until when; `digest` is its own name."""

    workspace: str
    member: str
    page: str
    until: datetime
    digest: str


class Links:
    """Makes links that lead to `url`, and reads them; the first of the keys signs, all verify."""

    def __init__(self, keys: Sequence[str], url: str) -> None:
        self._url = url
        # The library signs with the last key.
        self._signer = URLSafeSerializer(
            list(reversed(keys)), salt=_SALT, signer_kwargs={"digest_method": sha256}
        )

    def to(self, workspace: str, member: str, now: datetime, page: str) -> str:
        """A new link for one member to a page, given as its path with what it asks for."""
        until = int((now + LASTS).timestamp())
        token = self._signer.dumps([workspace, member, page, until, token_urlsafe(9)])
        return f"{self._url}{ENTRANCE}?{urlencode({'link': token})}"

    def read(self, token: str, now: datetime) -> Link:
        """What a link says. Raises RolecallError where it isn't ours, or its time is over."""
        try:
            link = _link(self._signer.loads(token), token, now)
        except (BadData, ValueError, TypeError, OverflowError):
            raise RolecallError(_DAMAGED) from None
        if link.until <= now:
            raise RolecallError(_EXPIRED)
        return link


def is_page(path: str) -> bool:
    """Whether this is the path of a page here, and leads nowhere else."""
    plain = path.isprintable() and "\\" not in path
    return plain and path.startswith("/") and not path.startswith("//")


def _link(said: Any, token: str, now: datetime) -> Link:
    workspace, member, page, until, _ = map(str, said)
    if not is_page(page):
        raise ValueError(page)
    moment = datetime.fromtimestamp(int(until), now.tzinfo)
    return Link(workspace, member, page, moment, sha256(token.encode()).hexdigest())
