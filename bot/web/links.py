"""Links into the pages: signed, bound to a member of one workspace, and good for a while."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from secrets import token_urlsafe
from urllib.parse import urlencode

from bot.errors import RolecallError
from bot.web.signed import Signed

ENTRANCE = "/enter"
LASTS = timedelta(minutes=10)
"""A link is made for whoever asked for it just now, and followed at once."""

_PURPOSE = "rolecall link"
_DAMAGED = "This link isn't whole, or isn't ours: ask for a new one in Slack with /ownership pages."
_EXPIRED = (
    "This link was good for ten minutes, and they are over: ask for a new one in Slack with "
    "/ownership pages."
)


class LinkRefused(RolecallError):
    """A link that opens nothing, or nothing in this browser."""


@dataclass(frozen=True)
class Link:
    """Whom a link is for, the page that it leads to, and until when; `digest` is its own name."""

    workspace: str
    member: str
    page: str
    until: datetime
    digest: str


class Links:
    """Makes links that lead to `url`, and reads them; the first of the keys signs, all verify.

    The keys are asked for once there is a link to make or read.
    """

    def __init__(self, keys: Callable[[], Sequence[str]], url: str) -> None:
        self._keys = keys
        self.url = url

    def to(self, workspace: str, member: str, now: datetime, page: str) -> str:
        """A new link for one member to a page, given as its path with what it asks for."""
        if not is_page(page):
            raise ValueError(f"{page!r} is no path of a page here")
        until = int((now + LASTS).timestamp())
        token = self._signed.write(workspace, member, page, until, token_urlsafe(9))
        return f"{self.url}{ENTRANCE}?{urlencode({'link': token})}"

    def read(self, token: str, now: datetime) -> Link:
        """What a link says. Raises LinkRefused where it isn't ours, or its time is over."""
        try:
            workspace, member, page, until, _ = said = self._signed.read(token)
            moment = datetime.fromtimestamp(int(until), now.tzinfo)
        except (ValueError, OverflowError):
            raise LinkRefused(_DAMAGED) from None
        if moment <= now:
            raise LinkRefused(_EXPIRED)
        # Of what it says and not of its letters: under an older key it is the same link.
        digest = sha256("\n".join(said).encode()).hexdigest()
        return Link(workspace, member, page, moment, digest)

    @cached_property
    def _signed(self) -> Signed:
        return Signed(self._keys(), _PURPOSE)


def is_page(path: str) -> bool:
    """Whether this is the path of a page here, and leads nowhere else."""
    plain = path.isprintable() and "\\" not in path
    return plain and path.startswith("/") and not path.startswith("//")
