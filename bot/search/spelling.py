"""Typos: the known word that a strange word most likely was meant to be."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

SHORTEST = 5
LONGEST = 30
# A word that occurs this often in everyday English is what its writer meant.
COMMON_FROM = 200


@cache
def english() -> frozenset[str]:
    """Common English words, about forty thousand."""
    counts = SpellChecker(language="en").word_frequency.items()
    return frozenset(word for word, count in counts if count >= COMMON_FROM)


class Alike:
    """Words by how they begin and how long they are, so that few are compared."""

    def __init__(self, words: frozenset[str], shortest: int = SHORTEST - 1) -> None:
        self.words = words
        self._shortest = shortest
        self._by_first: dict[tuple[str, int], list[str]] = defaultdict(list)
        self._by_rest: dict[str, list[str]] = defaultdict(list)
        for word in words:
            if shortest <= len(word) <= LONGEST + 2:
                self._by_first[word[0], len(word)].append(word)
                self._by_rest[word[1:]].append(word)

    def near(self, word: str, slips: int) -> Iterator[tuple[int, str]]:
        """(slips, word) of each that so many slips may have made this one from.

        The first letter is nearly always right, so only one slip is looked for there.
        """
        for length in range(len(word) - slips, len(word) + slips + 1):
            some = self._by_first.get((word[0], length))
            if some:
                scored = process.extract(
                    word, some, scorer=OSA.distance, score_cutoff=slips, limit=None
                )
                yield from ((distance, other) for other, distance, _ in scored)
        swapped = word[1::-1] + word[2:]
        for other in (*self._by_rest.get(word[1:], ()), *self._by_rest.get(word, ())):
            if other[0] != word[0]:
                yield 1, other
        for other in (word[1:], swapped):
            if other[0] != word[0] and len(other) >= self._shortest and other in self.words:
                yield 1, other


@lru_cache(maxsize=4)
def alike(words: frozenset[str]) -> Alike:
    """The words of a vocabulary, which many finders share."""
    return Alike(words)


class Spelling:
    """The words a vocabulary knows and a catalog names, found again from how they were mistyped.

    Between two that are equally near, one that the catalog names was meant.
    """

    def __init__(self, known: Iterable[str], named: Iterable[Alike] = ()) -> None:
        self._named = tuple(named)
        self._all = (alike(frozenset(known)), *self._named)
        self._english = english()

    def correct(self, word: str) -> str | None:
        """The known word this was meant to be; None where it is a word itself or nothing is near.

        One slip of the fingers in a short word, two in a long one; the first letter is nearly
        always right, so only long words may differ in it.
        """
        if not SHORTEST <= len(word) <= LONGEST or not word.isalpha() or word in self._english:
            return None
        if any(word in some.words for some in self._all):
            return None
        slips = 1 if len(word) < 8 else 2  # noqa: PLR2004 - what a thumb does in one word
        near = {
            (distance, other) for some in self._all for distance, other in some.near(word, slips)
        }
        best = min(
            near,
            key=lambda one: (
                one[0],
                not any(one[1] in some.words for some in self._named),
                abs(len(word) - len(one[1])),
                one[1],
            ),
            default=None,
        )
        return best[1] if best else None
