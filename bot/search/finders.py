"""The finders of all workspaces, each built once for a version of its catalog."""

import gc
import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace

from bot.domain.catalog import Catalog
from bot.search.changes import changes
from bot.search.finder import Finder
from bot.search.learned import Learned
from bot.search.score import Matching
from bot.search.vocabulary import Vocabulary

WARM = 500


@dataclass(frozen=True, slots=True)
class _Built:
    """A finder, with the version of the catalog that it finds in."""

    version: int
    catalog: Catalog
    finder: Finder

    def fits(self, version: int, catalog: Catalog) -> bool:
        """Whether it is for this version, and of this very catalog.

        A version that was rolled back, or erased with its workspace, may come again as another.
        """
        return self.version == version and self.catalog is catalog


@dataclass(slots=True)
class _Place:
    """Where the finder of one workspace is kept; whoever builds it holds the lock."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    built: _Built | None = None


class Finders:
    """Hands out the finder of a workspace; threads share them.

    Those of so many `warm` workspaces are kept, of the ones that were asked for last; any other
    is built anew.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        matching: Matching,
        learned: Learned | None = None,
        *,
        warm: int = WARM,
    ) -> None:
        self._vocabulary = vocabulary
        self._matching = matching
        self._learned = learned
        self._warm = warm
        self._places: OrderedDict[str, _Place] = OrderedDict()
        self._lock = threading.Lock()

    def built(self, workspace: str, version: int) -> bool:
        """Whether the finder for this version is there already."""
        with self._lock:
            place = self._places.get(workspace)
        known = None if place is None else place.built
        return known is not None and known.version == version

    @property
    def kept(self) -> int:
        """Of how many workspaces finders are kept now."""
        with self._lock:
            return sum(place.built is not None for place in self._places.values())

    def of(self, workspace: str, version: int, catalog: Catalog) -> Finder:
        """The finder for this version of the workspace's catalog.

        After a few changes it is the one before with these in it, and built anew after many.
        While one is built, only those wait who asked for the same.
        """
        place = self._place(workspace)
        known = place.built
        if known is None or not known.fits(version, catalog):
            with place.lock:
                known = place.built
                if known is None or not known.fits(version, catalog):
                    known = place.built = self._made(known, version, catalog)
        return known.finder

    def _place(self, workspace: str) -> _Place:
        """Where this workspace's finder is kept; the one that was asked for longest ago goes."""
        with self._lock:
            place = self._places.setdefault(workspace, _Place())
            self._places.move_to_end(workspace)
            if len(self._places) > self._warm:
                self._places.popitem(last=False)
        return place

    def _made(self, known: _Built | None, version: int, catalog: Catalog) -> _Built:
        grown = None
        if known is not None:
            if known.version == version and known.catalog == catalog:  # it was read again
                return replace(known, catalog=catalog)
            grown = known.finder.changed(changes(known.catalog, catalog))
        if grown is None:
            grown = Finder.over(catalog, self._vocabulary, self._matching, self._learned)
            self._spare()
        return _Built(version, catalog, grown)

    def _spare(self) -> None:
        """What is there by now is no longer looked through for garbage: it holds no rings.

        With a few hundred catalogs in memory everybody would wait a second for that, again and
        again. What a first build froze is not worth a look.
        """
        if len(self._places) > 1:
            gc.collect()
        gc.freeze()
