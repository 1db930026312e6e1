"""The way in: a link from Slack, a click, and the browser is known for some hours."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from flask import Flask, Response, redirect, render_template, request
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response as AnyResponse

from bot.errors import RolecallError, StoreUnavailable
from bot.store.ledger import Ledger
from bot.web.links import ENTRANCE, Link, Links
from bot.web.sessions import Session, Sessions
from bot.web.visitors import Visitors

LEAVE = "/leave"

SPENT = (
    "This link was followed before, and each opens the pages once: ask for a new one in Slack "
    "with /ownership pages."
)
NOT_YOURS = (
    "This link was made for somebody else than you are in this browser: leave the pages first, "
    "or ask for a link of your own in Slack with /ownership pages."
)
ELSEWHERE = "This was sent from another site's page; open the link from Slack once more."


@dataclass(frozen=True)
class Entrance:
    """Lets in who followed a link of theirs.

    Following it only asks; the click after that lets in. So whatever fetches addresses out of
    messages to show what is there uses no link up.
    """

    ledger: Ledger
    links: Links
    sessions: Sessions
    visitors: Visitors
    now: Callable[[], datetime]

    def register(self, app: Flask) -> None:
        """Tells the application of the addresses."""
        app.add_url_rule(ENTRANCE, "enter", self._asked)
        app.add_url_rule(ENTRANCE, "entered", self._entered, methods=["POST"])
        app.add_url_rule(LEAVE, "leave", self._left, methods=["POST"])

    def _asked(self) -> AnyResponse | tuple[str, int]:
        try:
            link = self._read(request.args.get("link", ""))
            visitor = self.visitors.member(Session(link.workspace, link.member))
            with self.ledger.read(link.workspace) as books:
                if books.is_spent(link.digest):
                    return self._again(link)
                member, here = books.roster.member(link.member), books.workspace.name
        except StoreUnavailable:
            raise
        except RolecallError as error:
            return _closed(str(error))
        name = member.name if member else visitor.member
        token = request.args["link"]
        return Response(render_template("enter.html", token=token, name=name, workspace=here))

    def _entered(self) -> AnyResponse | tuple[str, int]:
        origin = request.headers.get("Origin")
        if origin not in (None, "null") and urlsplit(origin or "").netloc != request.host:
            return _closed(ELSEWHERE)
        try:
            link = self._read(request.form.get("link", ""))
        except RolecallError as error:
            return _closed(str(error))
        self.visitors.member(Session(link.workspace, link.member))
        with self.ledger.open(link.workspace, self.now(), holds=False) as books:
            fresh = books.spend(link.digest, link.until)
        if not fresh:
            return self._again(link)
        response = redirect(link.page, 303)
        self.sessions.begin(response, Session(link.workspace, link.member), self.now())
        return response

    def _left(self) -> AnyResponse:
        response = Response(render_template("left.html"))
        self.sessions.end(response)
        return response

    def _read(self, token: str) -> Link:
        """What the link says. Raises RolecallError where it doesn't count, or not for this one."""
        link = self.links.read(token, self.now())
        session = self.sessions.read(request, self.now())
        if session not in (None, Session(link.workspace, link.member)):
            raise RolecallError(NOT_YOURS)
        return link

    def _again(self, link: Link) -> AnyResponse | tuple[str, int]:
        """A link that was followed before: it still leads whoever followed it to the page."""
        if self.sessions.read(request, self.now()) == Session(link.workspace, link.member):
            return redirect(link.page, 303)
        return _closed(SPENT)


def _closed(why: str) -> tuple[str, int]:
    text = render_template("error.html", title="This link doesn't open anything", text=why)
    return text, Forbidden.code or 403
