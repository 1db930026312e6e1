"""Typos: the known word that a strange word most likely was meant to be."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache

from rapidfuzz.distance import DamerauLevenshtein
from spellchecker import SpellChecker

SHORTEST = 5
LONGEST = 30
MOST_CANDIDATES = 40
# A word that occurs this often in everyday English is what its writer meant.
COMMON_FROM = 200


@cache
def english() -> frozenset[str]:
    """Common English words, about forty thousand."""
    counts = SpellChecker(language="en").word_frequency.items()
    return frozenset(word for word, count in counts if count >= COMMON_FROM)


class Spelling:
    """The words a vocabulary knows and a catalog names, found again from how they were mistyped.

    Between two that are equally near, one that the catalog names was meant.
    """

    def __init__(self, known: Iterable[str], named: Iterable[str] = ()) -> None:
        self._named = frozenset(named)
        self._known = self._named | frozenset(known)
        self._english = english()
        self._by_pair: dict[str, list[str]] = defaultdict(list)
        # In order, so that the same word is meant in every process.
        for word in sorted(self._known):
            if len(word) >= SHORTEST - 1:
                for pair in _pairs(word):
                    self._by_pair[pair].append(word)

    def correct(self, word: str) -> str | None:
        """The known word this was meant to be; None where it is a word itself or nothing is near.

        One slip of the fingers in a short word, two in a long one; the first letter is nearly
        always right, so only long words may differ in it.
        """
        if not SHORTEST <= len(word) <= LONGEST or word in self._known or not word.isalpha():
            return None
        if word in self._english:
            return None
        slips = 1 if len(word) < 8 else 2  # noqa: PLR2004 - what a thumb does in one word
        best = min(self._near(word, slips), default=None)
        return best[-1] if best else None

    def _near(self, word: str, slips: int) -> Iterable[tuple[int, bool, int, str]]:
        shared: Counter[str] = Counter()
        for pair in _pairs(word):
            shared.update(self._by_pair.get(pair, ()))
        for other, _ in shared.most_common(MOST_CANDIDATES):
            distance = DamerauLevenshtein.distance(word, other, score_cutoff=slips)
            if distance <= slips and (word[0] == other[0] or distance == 1):
                yield distance, other not in self._named, abs(len(word) - len(other)), other


def _pairs(word: str) -> list[str]:
    return list(dict.fromkeys(word[i : i + 2] for i in range(len(word) - 1)))
