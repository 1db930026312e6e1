"""Which entries use which words, as numbers in arrays, so that many are built in no time."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.search.labels import Findable
from bot.search.terms import FUNCTION, GLUE, LEAST_WEIGHT
from bot.search.vocabulary import Phrases, Vocabulary
from bot.search.words import stem, words

SUPPORT = 0.5
"""What a word of a description counts for, where a word of a name counts 1."""

Places = NDArray[np.int32]
Figures = NDArray[np.float64]

_DIGITS = 9
"""Sums of the same weights in another order are the same."""


@dataclass(frozen=True, slots=True)
class Posting:
    """The places of the entries that speak for something, each once, with how surely they do."""

    places: Places
    strengths: Figures


@dataclass(frozen=True, slots=True)
class Uses:
    """The places of the entries that use a stem, how surely, and the stem's number, pair by pair.

    `different` is how many stems there are.
    """

    places: Places
    strengths: Figures
    stems: Places
    different: int


NOWHERE = Posting(np.empty(0, np.int32), np.empty(0, np.float64))


class _Numbers(dict[str, int]):
    """The number of a word's stem; a word is stemmed when it is first seen."""

    def __init__(self) -> None:
        super().__init__()
        self.stems: dict[str, int] = {}

    def __missing__(self, word: str) -> int:
        number = self[word] = self.stems.setdefault(stem(word), len(self.stems))
        return number


class _Rows:
    """Texts as rows of stems' numbers, one after the other, each text with its entry's place."""

    def __init__(self, texts: Iterator[tuple[int, str]], numbers: _Numbers) -> None:
        said, ends, owners = array("i"), array("i"), array("i")
        number = numbers.__getitem__
        for place, text in texts:
            said.extend(map(number, words(text)))
            ends.append(len(said))
            owners.append(place)
        self.said = np.asarray(said, np.int32)
        self.ends = np.asarray(ends, np.int32)
        self.owners = np.asarray(owners, np.int32)
        self.starts = np.concatenate((np.zeros(1, np.int32), self.ends[:-1]))[: len(ends)]
        self.texts = np.repeat(np.arange(len(ends), dtype=np.int32), self.ends - self.starts)

    @property
    def places(self) -> Places:
        """The place of the entry that each stem belongs to."""
        found: Places = self.owners[self.texts]
        return found

    def totals(self, weights: Figures, telling: NDArray[np.bool_]) -> Figures:
        """What the stems of each text weigh together; function words if there are no others."""
        weighed = np.where(telling, weights, 0.0)[self.said]
        running = np.concatenate((np.zeros(1), np.cumsum(weighed)))
        totals = np.round(running[self.ends] - running[self.starts], _DIGITS)
        lengths = self.ends - self.starts
        return np.where(totals > 0, totals, np.where(lengths > 0, lengths * LEAST_WEIGHT, 1.0))


class Postings:
    """Stems and phrases to the entries that use them."""

    def __init__(self, entries: Sequence[Findable], vocabulary: Vocabulary) -> None:
        numbers = _Numbers()
        named = _Rows(_named(entries), numbers)
        self._numbered = {**numbers}
        supported = _Rows(_supported(entries), numbers)
        self.numbers: Mapping[str, int] = numbers.stems
        self._stems = tuple(numbers.stems)
        self._entries = len(entries)
        self._telling = np.array([one not in FUNCTION for one in self._stems], np.bool_)
        self._named = named
        said = np.concatenate((named.said, supported.said)).astype(np.int64)
        keys = said * self._entries + np.concatenate((named.places, supported.places))
        # The first of each pair is kept, and names come first.
        pairs, first = np.unique(keys, return_index=True)
        stems_of, places = np.divmod(pairs, max(self._entries, 1))
        self._places = places.astype(np.int32)
        in_name = first < len(named.said)
        self._strengths = np.where(in_name, 1.0, SUPPORT)
        self._stem_of = stems_of.astype(np.int32)
        self._bounds = np.searchsorted(stems_of, np.arange(len(self._stems) + 1))
        self.spread = np.bincount(stems_of[in_name], minlength=len(self._stems))
        self._phrases = self._with_phrases(vocabulary.phrases, named, supported)

    @property
    def words(self) -> AbstractSet[str]:
        """The words of all names."""
        return self._numbered.keys()

    @property
    def uses(self) -> Uses:
        """Every use of a stem by an entry."""
        return Uses(self._places, self._strengths, self._stem_of, len(self._stems))

    def words_of(self, some: NDArray[np.bool_]) -> Iterator[str]:
        """The words of the names of some entries."""
        named = (self._strengths == 1.0) & some[self._places]
        used = np.zeros(len(self._stems), np.bool_)
        used[self._stem_of[named]] = True
        return (word for word, number in self._numbered.items() if used[number])

    def of(self, phrase: tuple[str, ...]) -> Posting:
        """The entries that use a phrase; function words by themselves say nothing of any."""
        if len(phrase) > 1:
            return self._phrases.get(phrase, NOWHERE)
        number = self.numbers.get(phrase[0])
        if number is None or not self._telling[number]:
            return NOWHERE
        start, end = self._bounds[number : number + 2]
        return Posting(self._places[start:end], self._strengths[start:end])

    def order(self, later: NDArray[np.bool_], weigh: Callable[[str], float]) -> NDArray[np.int64]:
        """For each place who goes first among equals: short names say more of themselves."""
        weights = np.array([weigh(one) for one in self._stems], np.float64)
        shortest = np.full(self._entries, np.inf)
        np.minimum.at(shortest, self._named.owners, self._named.totals(weights, self._telling))
        shortest[np.isinf(shortest)] = 0.0
        order = np.empty(self._entries, np.int64)
        order[np.lexsort((shortest, later))] = np.arange(self._entries)
        return order

    def _with_phrases(
        self, phrases: Phrases, named: _Rows, supported: _Rows
    ) -> dict[tuple[str, ...], Posting]:
        begins = np.array([phrases.longest(one) > 1 for one in self._stems], np.bool_)
        found: dict[tuple[str, ...], dict[int, float]] = defaultdict(dict)
        for rows, strength in ((named, 1.0), (supported, SUPPORT)):
            for at in np.flatnonzero(begins[rows.said]).tolist() if len(begins) else ():
                text = rows.texts[at]
                end = min(rows.ends[text], at + phrases.longest(self._stems[rows.said[at]]))
                row = [self._stems[number] for number in rows.said[at:end].tolist()]
                length, _ = next(phrases.at(row, 0), (1, {}))
                if length > 1 and not GLUE.issuperset(row[:length]):
                    found[tuple(row[:length])].setdefault(int(rows.owners[text]), strength)
        return {
            phrase: Posting(
                np.fromiter(strengths, np.int32), np.fromiter(strengths.values(), np.float64)
            )
            for phrase, strengths in found.items()
        }


def _named(entries: Sequence[Findable]) -> Iterator[tuple[int, str]]:
    for place, entry in enumerate(entries):
        for label in entry.labels:
            yield place, label.text


def _supported(entries: Sequence[Findable]) -> Iterator[tuple[int, str]]:
    for place, entry in enumerate(entries):
        if entry.support:
            yield place, entry.support
