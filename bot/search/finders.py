"""The finders of all workspaces, each built once for a version of its catalog."""

import threading

from bot.domain.catalog import Catalog
from bot.search.finder import Finder
from bot.search.learned import Learned
from bot.search.score import Matching
from bot.search.vocabulary import Vocabulary


class Finders:
    """Hands out the finder of a workspace; threads share them."""

    def __init__(
        self, vocabulary: Vocabulary, matching: Matching, learned: Learned | None = None
    ) -> None:
        self._vocabulary = vocabulary
        self._matching = matching
        self._learned = learned
        self._built: dict[str, tuple[int, Finder]] = {}
        self._lock = threading.Lock()

    def built(self, workspace: str, version: int) -> bool:
        """Whether the finder for this version is there already."""
        with self._lock:
            known = self._built.get(workspace)
        return known is not None and known[0] == version

    def of(self, workspace: str, version: int, catalog: Catalog) -> Finder:
        """The finder for this version of the workspace's catalog."""
        with self._lock:
            known = self._built.get(workspace)
            if known is None or known[0] != version:
                made = Finder.over(catalog, self._vocabulary, self._matching, self._learned)
                known = self._built[workspace] = version, made
            return known[1]
