"""What people get who ask with the words of an entry, for looking over a whole catalog."""

from bot.domain.catalog import Catalog
from bot.search.clean import clean
from bot.search.finder import Finder
from bot.search.labels import findables
from bot.search.terms import FUNCTION
from bot.search.words import stems


class Lookup:
    """Looks words up in the finder of a catalog."""

    def __init__(self, catalog: Catalog, finder: Finder) -> None:
        self._answers = {one.ref: one.leads_to for one in findables(catalog)}
        self._finder = finder

    def answer(self, ref: str) -> frozenset[str]:
        """What the answer for an entry names: alike for entries that are no choice."""
        return self._answers[ref]

    def found(self, words: str) -> str | None:
        """The ref of the entry that a question for the words finds; None where it finds none."""
        best = next(iter(self._finder.find(f"who owns {words}?", most=1)), None)
        return best.ref if best is not None and best.answerable else None

    def says(self, words: str) -> bool:
        """Whether any of the words is about something, as “who owns the” is not."""
        return says(words)


def says(words: str) -> bool:
    """Whether any of the words is about something, as “who owns the” is not."""
    return any(one not in FUNCTION for one in stems(clean(words)))
