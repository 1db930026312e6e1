"""All the pages, each shown to whom it is for."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, g, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden, HTTPException

from bot.domain.ownership.rules import Rules
from bot.errors import RolecallError
from bot.formats import Format
from bot.pictures import Picture
from bot.search.finders import Finders
from bot.store.ledger import Ledger
from bot.web.entrance import Entrance
from bot.web.page import Page, Visit
from bot.web.visitors import Visitor, Visitors

NOT_FOR_YOU = (
    "This page is for those who look after ownership here: the stewards, and for some pages the "
    "leads of teams."
)


@dataclass(frozen=True)
class Site:
    """The pages of every workspace; without an `entrance` there are no links to come in by."""

    pages: Mapping[str, Page]
    ledger: Ledger
    finders: Finders
    visitors: Visitors
    entrance: Entrance | None
    now: Callable[[], datetime]
    rules: Rules
    formats: Mapping[str, Format]
    pictures: Callable[[], Mapping[str, Picture]]

    def register(self, app: Flask) -> None:
        """Tells the application of every page, and templates of those that a visitor may see."""
        for page in self.pages.values():
            app.add_url_rule(page.path, page.name, self._view(page))
        if self.entrance is not None:
            self.entrance.register(app)
        app.before_request(self._look)
        app.context_processor(self._shared)

    def _view(self, page: Page) -> Callable[..., ResponseReturnValue]:
        def view(**parts: Any) -> ResponseReturnValue:
            visitor = self.visitors.of(request)
            # Also what goes wrong from here on is shown in the frame of the visitor's pages.
            g.visitor = visitor
            if not page.may(visitor):
                raise Forbidden(NOT_FOR_YOU)
            return page.view(self._visit(visitor), **parts)

        return view

    def _visit(self, visitor: Visitor) -> Visit:
        known = (self.rules, self.formats, self.pictures)
        return Visit(visitor, self.ledger, self.finders, self.now(), *known)

    def _look(self) -> None:
        """Who looks for what isn't there is shown the pages that are, where they may see them."""
        if request.routing_exception is not None:
            with suppress(HTTPException, RolecallError):
                g.visitor = self.visitors.of(request)

    def _shared(self) -> dict[str, object]:
        visitor: Visitor | None = g.get("visitor")
        return {"visitor": visitor, "nav": self._nav(visitor) if visitor else ()}

    def _nav(self, visitor: Visitor) -> Sequence[Page]:
        listed = [page for page in self.pages.values() if page.nav and page.may(visitor)]
        return sorted(listed, key=lambda page: (page.place, page.name))
