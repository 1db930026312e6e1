"""The way in: a link from Slack, a click, and the browser is known for some hours."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, Response, redirect, render_template, request
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response as AnyResponse

from bot.store.ledger import Ledger
from bot.web.asked import Asked
from bot.web.links import ENTRANCE, Link, LinkRefused, Links
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
ELSEWHERE = (
    "This wasn't sent from the page that the link leads to, or your browser keeps no cookies: "
    "open the link from Slack once more."
)


@dataclass(frozen=True)
class Entrance:
    """Lets in who followed a link of theirs.

    Following it only asks; the click after that lets in. So whatever fetches addresses out of
    messages to show what is there uses no link up, and no other site can make a browser somebody.
    """

    ledger: Ledger
    links: Links
    sessions: Sessions
    visitors: Visitors
    asked: Asked
    now: Callable[[], datetime]

    def register(self, app: Flask) -> None:
        """Tells the application of the addresses, and of what becomes of a link that is refused."""
        app.add_url_rule(ENTRANCE, "enter", self._ask)
        app.add_url_rule(ENTRANCE, "entered", self._enter, methods=["POST"])
        app.add_url_rule(LEAVE, "leave", self._leave, methods=["POST"])
        app.register_error_handler(LinkRefused, self._closed)

    def _ask(self) -> AnyResponse:
        token = request.args.get("link", "")
        link = self._read(token)
        self.visitors.member(Session(link.workspace, link.member))
        with self.ledger.read(link.workspace) as books:
            spent = books.is_spent(link.digest)
            member, here = books.roster.member(link.member), books.workspace.name
        if spent or member is None:
            return self._again(link)
        page = render_template("enter.html", token=token, name=member.name, workspace=here)
        response = Response(page)
        self.asked.mark(response, link.digest)
        return response

    def _enter(self) -> AnyResponse:
        link = self._read(request.form.get("link", ""))
        if not self.asked.was(request, link.digest):
            raise LinkRefused(ELSEWHERE)
        self.visitors.member(Session(link.workspace, link.member))
        with self.ledger.open(link.workspace, self.now(), holds=False) as books:
            fresh = books.spend(link.digest, link.until)
        if not fresh:
            return self._again(link)
        response = redirect(link.page, 303)
        self.sessions.begin(response, Session(link.workspace, link.member), self.now())
        return response

    def _leave(self) -> AnyResponse:
        if not self.asked.is_ours(request):
            raise Forbidden("This was sent from another site's page; nobody has left.")
        response = Response(render_template("left.html"))
        self.sessions.end(response)
        return response

    def _read(self, token: str) -> Link:
        """What the link says. Raises LinkRefused where it doesn't count, or not for this one."""
        link = self.links.read(token, self.now())
        session = self.sessions.read(request, self.now())
        if session not in (None, Session(link.workspace, link.member)):
            raise LinkRefused(NOT_YOURS)
        return link

    def _again(self, link: Link) -> AnyResponse:
        """A link that was followed before: it still leads whoever followed it to the page."""
        if self.sessions.read(request, self.now()) != Session(link.workspace, link.member):
            raise LinkRefused(SPENT)
        return redirect(link.page, 303)

    def _closed(self, why: LinkRefused) -> AnyResponse:
        """Why a link opens nothing; who is inside by another one is shown the way out."""
        inside = self.sessions.read(request, self.now()) is not None
        return Response(render_template("closed.html", text=str(why), inside=inside), 403)
