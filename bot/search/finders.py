"""The finders of all workspaces, each built once for a version of its catalog."""

import threading
from dataclasses import dataclass

from bot.domain.catalog import Catalog
from bot.search.changes import changes
from bot.search.finder import Finder
from bot.search.learned import Learned
from bot.search.score import Matching
from bot.search.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class _Built:
    """A finder, with the version of the catalog that it finds in."""

    version: int
    catalog: Catalog
    finder: Finder


class Finders:
    """Hands out the finder of a workspace; threads share them."""

    def __init__(
        self, vocabulary: Vocabulary, matching: Matching, learned: Learned | None = None
    ) -> None:
        self._vocabulary = vocabulary
        self._matching = matching
        self._learned = learned
        self._built: dict[str, _Built] = {}
        self._lock = threading.Lock()

    def built(self, workspace: str, version: int) -> bool:
        """Whether the finder for this version is there already."""
        with self._lock:
            known = self._built.get(workspace)
        return known is not None and known.version == version

    def of(self, workspace: str, version: int, catalog: Catalog) -> Finder:
        """The finder for this version of the workspace's catalog.

        After a few changes it is the one before with these in it, and built anew after many.
        """
        with self._lock:
            known = self._built.get(workspace)
            if known is None or known.version != version:
                known = _Built(version, catalog, self._made(known, catalog))
                self._built[workspace] = known
            return known.finder

    def _made(self, known: _Built | None, catalog: Catalog) -> Finder:
        grown = None
        if known is not None:
            grown = known.finder.changed(changes(known.catalog, catalog))
        if grown is not None:
            return grown
        return Finder.over(catalog, self._vocabulary, self._matching, self._learned)
