"""The pages of Slack's workspaces, to which links lead; and browsers that follow them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask, render_template
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.commands.take_in import apply, planned
from bot.domain.member import Member
from bot.domain.organisation import Organisation
from bot.search.finders import Finders
from bot.store.installations import Installation
from bot.store.ledger import Ledger
from bot.web.app import make_app
from bot.web.asked import Asked
from bot.web.entrance import Entrance
from bot.web.health import Health
from bot.web.links import Links
from bot.web.page import Page, Visit
from bot.web.sessions import Sessions
from bot.web.visitors import Visitors
from tests.example import small
from tests.web.sites import local_site

BEGAN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
URL = "https://rolecall.example"
KEY, OLD, FOREIGN = "new key " * 5, "old key " * 5, "another " * 5
HERE, NEXT_DOOR = "T0HARBOUR", "T0NEXTDOOR"
ANA, BO, GUS, DEE, ROB, OLA, ADA = "UANA", "UBO", "UGUS", "UDEE", "UROB", "UOLA", "UADA"
MEMBERS = (
    Member(ANA, "Ana Ivanova", HERE),
    Member(BO, "Bo Chen", HERE),
    Member(GUS, "Gus Guest", HERE, guest=True),
    Member(DEE, "Dee Parted", HERE, deleted=True),
    Member(ROB, "Rob Robot", HERE, bot=True),
    Member(OLA, "Ola Outside", NEXT_DOOR),
    Member(ADA, "Ada Admin", HERE, admin=True),
)
ORGANISATION = Organisation.model_validate(
    {
        "organisation": "Harbour Goods",
        "people": [{"key": "ana", "name": "Ana Ivanova", "slack": ANA}],
        "teams": [{"key": "churn", "name": "Churn", "structure": "near", "leads": ["ana"]}],
    }
)


def _inside(visit: Visit) -> str:
    """What a page tells of the workspace."""
    with visit.read() as books:
        teams = [one.name for one in books.organisation().teams]
    return render_template("error.html", title="Inside", text=", ".join(teams))


PAGES = {
    "ask": Page("ask", "/", _inside, nav="Ask"),
    "matrix": Page("matrix", "/matrix", _inside, nav="Matrix"),
    "audit": Page("audit", "/audit", _inside, nav="Audit", may=lambda visitor: visitor.sees_audit),
}
"""Pages of their own: whoever sees them sees the others too."""


@dataclass
class Door:
    """One process that serves the pages at `url`; its clock stands until it is moved."""

    ledger: Ledger
    finders: Finders
    keys: Sequence[str] = (KEY,)
    url: str = URL
    silenced: Collection[str] = ()
    now: datetime = BEGAN
    links: Links = field(init=False)
    app: Flask = field(init=False)

    def __post_init__(self) -> None:
        self.links = Links(lambda: self.keys, self.url)
        secure = self.url.startswith("https:")
        sessions = Sessions(self.keys, secure=secure)
        visitors = Visitors(self.ledger, sessions, None, self.clock, self.silenced)
        asked = Asked(self.url)
        entrance = Entrance(self.ledger, self.links, sessions, visitors, asked, self.clock)
        local = local_site(self.ledger, self.finders, lambda: HERE, self.clock)
        site = replace(local, pages=PAGES, visitors=visitors, entrance=entrance)
        self.app = make_app(site, Health(self.ledger, lambda: "off", lambda: None))

    def clock(self) -> datetime:
        """The time."""
        return self.now

    def passes(self, **by: float) -> None:
        """So much time passes, by the names that timedelta has for it."""
        self.now += timedelta(**by)

    def token(self, member: str = ANA, page: str = "/matrix", workspace: str = HERE) -> str:
        """What is signed in a new link."""
        address = urlsplit(self.links.to(workspace, member, self.now, page))
        assert f"{address.scheme}://{address.netloc}{address.path}" == f"{self.url}/enter"
        return parse_qs(address.query)["link"][0]

    def browser(self) -> "Browser":
        """A browser that knows nothing yet."""
        return Browser(self)


class Browser:
    """What somebody opens the pages with; it says of itself what a real one says."""

    def __init__(self, door: Door) -> None:
        self._url = door.url
        self.client: FlaskClient = door.app.test_client()

    def goes_to(self, door: Door) -> "Browser":
        """The same browser, with its cookies, at another process."""
        other = Browser(door)
        other.client._cookies = self.client._cookies  # noqa: SLF001 there is no other way
        return other

    def opens(self, path: str, method: str = "GET") -> TestResponse:
        """A page of that address."""
        return self.client.open(path, base_url=self._url, method=method)

    def follows(self, token: str, method: str = "GET") -> TestResponse:
        """What a link opens: whether it is theirs is asked."""
        return self.client.open(
            "/enter", base_url=self._url, method=method, query_string={"link": token}
        )

    def sends(self, token: str, **headers: str) -> TestResponse:
        """The form that asks is sent."""
        said = {"Origin": "null"} | {name.replace("_", "-"): told for name, told in headers.items()}
        return self.client.post(
            "/enter", base_url=self._url, data={"link": token}, headers=said, buffered=True
        )

    def leaves(self, **headers: str) -> TestResponse:
        """The browser is nobody's from now on."""
        said = {name.replace("_", "-"): told for name, told in headers.items()}
        return self.client.post("/leave", base_url=self._url, headers=said)

    def enters(self, token: str) -> TestResponse:
        """A link is followed, and it is said that it is theirs."""
        self.follows(token)
        return self.sends(token)

    def cookie(self, name: str = "__Host-rolecall") -> str | None:
        """The value of a cookie."""
        found = self.client.get_cookie(name, domain=urlsplit(self._url).hostname or "")
        return found.value if found else None

    def keeps(self, value: str, name: str = "__Host-rolecall") -> None:
        """From now on a cookie has this value."""
        self.client.set_cookie(name, value, domain=urlsplit(self._url).hostname or "", secure=True)


def populate(ledger: Ledger, workspace: str = HERE, members: Sequence[Member] = MEMBERS) -> None:
    """A workspace with Rolecall in it, and these people."""
    with ledger.open(workspace, BEGAN) as books:
        books.create("Harbour Goods")
        apply(books, planned(books, small(), "catalog"), "test")
        books.roster.set_installation(Installation(workspace, None, "U0", None, None, [], BEGAN))
        apply(books, planned(books, ORGANISATION, "file"), "test")
        books.roster.save_members(members)


def told(ledger: Ledger, member: Member, workspace: str = HERE, **differs: Any) -> None:
    """Slack tells that something about a member is different."""
    fields = {name: getattr(member, name) for name in Member.__dataclass_fields__}
    with ledger.open(workspace, BEGAN) as books:
        books.roster.save_members([Member(**fields | {"as_of": member.as_of + 1} | differs)])
