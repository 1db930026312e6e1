"""The inverted index over what can be found; immutable once it is built."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.search.labels import Findable
from bot.search.terms import GENERIC_WEIGHT, LEAST_WEIGHT, Term, terms
from bot.search.vocabulary import Features, Vocabulary, join
from bot.search.words import stems, words

SUPPORT = 0.5
"""What a word of a description counts for, where a word of a name counts 1."""

MOST_POSTINGS = 2000
"""A concept that more entries share than this says nothing about which one is meant."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A label made ready for comparing."""

    text: str
    weight: float
    stems: str
    terms: tuple[Term, ...]
    total: float
    features: frozenset[str]


@dataclass(frozen=True, slots=True)
class Document:
    """An entry made ready for comparing."""

    found: Findable
    wordings: tuple[Wording, ...]
    features: Features


class Index:
    """Concepts → the entries they speak for, with the weight that each word has here."""

    def __init__(self, entries: Iterable[Findable], vocabulary: Vocabulary) -> None:
        listed = list(entries)
        self._vocabulary = vocabulary
        self._spread = _spread(listed)
        self._entries = max(len(listed), 1)
        self.words = frozenset(
            word for entry in listed for label in entry.labels for word in words(label.text)
        )
        self.documents = tuple(self._document(entry) for entry in listed)
        self.of = {document.found.ref: document for document in self.documents}
        self._postings = self._posted()
        self._rank = tuple(_rank(document) for document in self.documents)

    def weigh(self, stem: str) -> float:
        """How much a stem says: rare ones more, words that fit any work little."""
        if stem in self._vocabulary.generic:
            return GENERIC_WEIGHT
        share = math.log(self._entries / max(self._spread.get(stem, 1), 1) + 1)
        return LEAST_WEIGHT + (1 - LEAST_WEIGHT) * share / math.log(self._entries + 1)

    def knows(self, stem: str) -> bool:
        """Whether any entry uses the stem."""
        return stem in self._spread

    def candidates(self, asked: Sequence[Term], most: int) -> list[Document]:
        """The entries that share the most with what was asked, best first."""
        votes: dict[int, float] = defaultdict(float)
        for term in asked:
            best: dict[int, float] = {}
            for feature, strength in term.features.items():
                for place, weight in self._postings.get(feature, ()):
                    vote = strength * weight
                    if vote > best.get(place, 0.0):
                        best[place] = vote
            for place, vote in best.items():
                votes[place] += vote * term.weight
        ranked = sorted(votes, key=lambda place: (-votes[place], self._rank[place]))
        return [self.documents[place] for place in ranked[:most]]

    def _document(self, entry: Findable) -> Document:
        wordings = tuple(self._wording(label.text, label.weight) for label in entry.labels)
        features: Features = {}
        for term in terms(stems(entry.support), self._vocabulary, self.weigh):
            features |= dict.fromkeys(term.features, SUPPORT)
        for wording in wordings:
            for term in wording.terms:
                join(features, term.features)
        return Document(entry, wordings, features)

    def _wording(self, text: str, weight: float) -> Wording:
        row = stems(text)
        made = terms(row, self._vocabulary, self.weigh)
        if not made:  # a name of function words only is still a name
            made = tuple(Term(one, LEAST_WEIGHT, {one: 1.0}) for one in row)
        total = sum(term.weight for term in made)
        features = frozenset(feature for term in made for feature in term.features)
        return Wording(
            text, weight, " ".join(term.stem for term in made), made, total or 1.0, features
        )

    def _posted(self) -> dict[str, tuple[tuple[int, float], ...]]:
        postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, document in enumerate(self.documents):
            for feature, strength in document.features.items():
                postings[feature].append((place, strength))
        return {
            feature: tuple(sorted(entries, key=lambda entry: -entry[1])[:MOST_POSTINGS])
            for feature, entries in postings.items()
        }


def _rank(document: Document) -> tuple[bool, float]:
    """Who goes first among equals: activities, then short names, which say more of themselves."""
    shortest = min((wording.total for wording in document.wordings), default=0.0)
    return document.found.kind != "activity", shortest


def _spread(entries: list[Findable]) -> Counter[str]:
    """In how many entries' wordings each stem occurs."""
    spread: Counter[str] = Counter()
    for entry in entries:
        spread.update({stem for label in entry.labels for stem in stems(label.text)})
        spread.update(dict.fromkeys(stems(entry.support), 0))
    return spread
