"""The search index of one workspace's catalog: a question in, the best matches out."""

import heapq
import math
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.catalog import Catalog
from bot.search.asked import Reader
from bot.search.index import Index
from bot.search.labels import Findable, findables
from bot.search.score import Asked, Fit, Matching, figures_of, fit, probability
from bot.search.spelling import Spelling
from bot.search.vocabulary import Vocabulary

MOST_CANDIDATES = 16
MOST_WEIGHED = 8
"""Of the candidates, how many get a probability; no more than a few are ever shown."""


@dataclass(frozen=True, slots=True)
class Found:
    """One entry that fits, with the probability that it is what was meant, and why."""

    ref: str
    kind: str
    name: str
    probability: float
    wording: str
    leads_to: frozenset[str]
    exact: bool

    @property
    def logit(self) -> float:
        """The probability on a scale that doesn't crowd near 1, for telling ties."""
        kept = min(max(self.probability, 1e-6), 1 - 1e-6)
        return math.log(kept / (1 - kept))


class Finder:
    """Finds entries by what people call them. Immutable; threads share one.

    `delta` holds the workspace's own words over the same catalog, so that a new alias works at
    once without building the index again.
    """

    def __init__(
        self, base: Index, vocabulary: Vocabulary, matching: Matching, delta: Index | None = None
    ) -> None:
        self._base = base
        self._delta = delta
        self._vocabulary = vocabulary
        self.matching = matching
        indexes = (base,) if delta is None else (base, delta)
        named = frozenset(word for index in indexes for word in index.words)
        self._reader = Reader(indexes, vocabulary, Spelling(vocabulary.words, named))

    @classmethod
    def over(cls, catalog: Catalog, vocabulary: Vocabulary, matching: Matching) -> "Finder":
        """A finder for a catalog as it stands."""
        return cls(Index(findables(catalog), vocabulary), vocabulary, matching)

    def extended(self, entries: Iterable[Findable]) -> "Finder":
        """A finder that also knows these entries or further wordings of known ones."""
        mine = () if self._delta is None else tuple(d.found for d in self._delta.documents)
        delta = Index((*mine, *entries), self._vocabulary)
        return Finder(self._base, self._vocabulary, self.matching, delta)

    def find(self, text: str, most: int = 3) -> tuple[Found, ...]:
        """Up to `most` entries, best first; empty where nothing shares a word with the text."""
        ranked = self._ranked(text)
        found: list[Found] = []
        for place, (_, fitted, _) in enumerate(ranked[:most]):
            found.append(_found(fitted, max(sure for sure, _, _ in ranked[place:])))
        return tuple(found)

    def best_figures(self, text: str) -> tuple[str, dict[str, float]] | None:
        """The best entry's ref and the figures behind its probability, for calibrating."""
        for _, fitted, asked in self._ranked(text)[:1]:
            return fitted.document.found.ref, figures_of(fitted, asked)
        return None

    def _ranked(self, text: str) -> list[tuple[float, Fit, Asked]]:
        best: dict[str, tuple[float, Fit, Asked]] = {}
        for asked in self._reader.read(text):
            for fitted in self._fits(asked):
                ref = fitted.document.found.ref
                sure = probability(fitted, asked, self.matching)
                if ref not in best or sure > best[ref][0]:
                    best[ref] = sure, fitted, asked
        # What was called by its whole name is meant, however likely something longer looks.
        return sorted(best.values(), key=lambda one: (not _exact(one[1]), -one[0], -one[1].rank))

    def _fits(self, asked: Asked) -> list[Fit]:
        documents = self._base.candidates(asked.terms, MOST_CANDIDATES)
        if self._delta is not None:
            documents += self._delta.candidates(asked.terms, MOST_CANDIDATES)
        fits = [fit(one, asked, self._vocabulary, self.matching) for one in documents]
        return heapq.nlargest(MOST_WEIGHED, fits, key=lambda one: one.rank)


def _exact(fitted: Fit) -> bool:
    return fitted.figures["likeness"] >= 1.0


def _found(fitted: Fit, sure: float) -> Found:
    entry = fitted.document.found
    return Found(
        entry.ref,
        entry.kind,
        entry.name,
        round(sure, 4),
        fitted.wording.text,
        entry.leads_to,
        _exact(fitted),
    )
