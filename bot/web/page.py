"""A page: where it is, and what it shows whom. Each is one file in `pages/`."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime

from flask.typing import ResponseReturnValue

from bot.domain.ownership.rules import Rules
from bot.formats import Format
from bot.pictures import Picture
from bot.search.finders import Finders
from bot.store.books import Books
from bot.store.ledger import Ledger
from bot.web.visitors import Visitor


@dataclass(frozen=True)
class Visit:
    """One look at a page: by whom, and when. What is asked for is in Flask's `request.args`.

    `rules` say from when on ownership counts as a gap, `formats` write files, by name, and
    `pictures` gives the kinds of picture where something is there that draws.
    """

    visitor: Visitor
    ledger: Ledger
    finders: Finders
    now: datetime
    rules: Rules
    formats: Mapping[str, Format]
    pictures: Callable[[], Mapping[str, Picture]]

    @property
    def today(self) -> date:
        """The day of the visit, in UTC."""
        return self.now.date()

    def read(self) -> AbstractContextManager[Books]:
        """The books of the visitor's workspace, as they are at one moment."""
        return self.ledger.read(self.visitor.workspace)

    def open(self) -> AbstractContextManager[Books]:
        """The books of the visitor's workspace, to write in."""
        return self.ledger.open(self.visitor.workspace, self.now, holds=False)


def everybody(_: Visitor) -> bool:
    """Every visitor may see the page."""
    return True


@dataclass(frozen=True)
class Page:
    """A page under a path, with Flask's names for its parts.

    `view` gets the visit and those parts, and gives what Flask sends. `nav` is what the page is
    called in the list of pages, None for one that is only linked to; `place` orders that list.
    `may` says who sees it; others are told that it isn't for them.
    """

    name: str
    path: str
    view: Callable[..., ResponseReturnValue]
    nav: str | None = None
    place: int = 0
    may: Callable[[Visitor], bool] = everybody
