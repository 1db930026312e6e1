"""What questions find in a workspace, for verbs that change what can be asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from bot.commands.ask import leads_to
from bot.domain.catalog import Catalog
from bot.search.finder import Finder
from bot.search.lookup import says
from bot.store.books import Books

MOST_CLOSE = 12

Find = Callable[[Books, Catalog], Finder]
"""The finder for a catalog of a workspace, as it stands or as it would be."""


@dataclass(frozen=True)
class Searching:
    """Questions to the catalogs of one workspace; each one's finder is made once."""

    books: Books
    find: Find

    def leads_to(self, catalog: Catalog, words: str, /) -> str | None:
        """The ref of what a question in these words leads to; None where that isn't sure."""
        return leads_to(words, self._finder(catalog))

    def close_to(self, catalog: Catalog, words: str, /) -> tuple[str, ...]:
        """The refs of what these words come closest to, best first."""
        return tuple(one.ref for one in self._finder(catalog).find(words, MOST_CLOSE))

    def says(self, words: str, /) -> bool:
        """Whether any of the words is about something, as “who owns the” is not."""
        return says(words)

    def _finder(self, catalog: Catalog) -> Finder:
        known = next((finder for one, finder in self._made if one is catalog), None)
        if known is None:
            known = self.find(self.books, catalog)
            self._made.append((catalog, known))
        return known

    @cached_property
    def _made(self) -> list[tuple[Catalog, Finder]]:
        return []
