"""A person's text, made ready for comparing: cleaned, spelt, stripped of how it asks."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.search.clean import clean
from bot.search.compounds import halves, parts_in
from bot.search.index import Index
from bot.search.score import Asked, joined
from bot.search.spelling import LONGEST, Spelling, english
from bot.search.terms import FUNCTION, Term, terms
from bot.search.vocabulary import Features, Vocabulary, join
from bot.search.words import stem, stems_of, words

STRANGE_COMMON, STRANGE_RARE = 0.45, 0.6
"""What a word that no entry and no vocabulary knows takes from the share explained."""

LONG = 14
"""A message of more words is also read sentence by sentence."""

MOST_SENTENCES = 8
MOST_WORDS, LAST_WORDS = 80, 30
"""So many words of a message are read, of a longer one so many of them at its end."""

MOST_TIMES = 3
"""A word that is said more often than this says nothing more."""

SHORTEST_TYPED, SHORTEST_ENGLISH, TWO_SLIPS_FROM = 4, 5, 6
MOST_NEAR = 12
SLIPPED = (1.0, 0.8)
"""How surely a word was meant that is as near as the nearest, or one slip further."""

ENGLISH = 0.7
"""How surely an English word was meant for another one."""

_SENTENCE = re.compile(r"[.!?;\n]+|,\s| - ")
_ASKING = "who whose whom whos which what where how can could need someone anybody"
_ASKS = frozenset(stem(word) for word in _ASKING.split())


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads questions in the words of one catalog and vocabulary."""

    indexes: tuple[Index, ...]
    vocabulary: Vocabulary
    spelling: Spelling

    @classmethod
    def of(cls, indexes: tuple[Index, ...], vocabulary: Vocabulary) -> "Reader":
        """A reader who knows the words of the indexes and the vocabulary."""
        named = (index.alike for index in indexes)
        return cls(indexes, vocabulary, Spelling(vocabulary.words, named))

    def read(self, text: str) -> Iterator[Asked]:
        """The whole text, and each sentence of a long one."""
        cleaned = clean(text)
        plain = kept(words(cleaned))
        asks = self._asks(cleaned, plain)
        parts = dict(parts_in(cleaned)) if self._of_things else {}
        yield self._asked(plain, parts, asks=asks)
        if len(plain) > LONG:
            sentences = [kept(words(part)) for part in _SENTENCE.split(cleaned)]
            spoken = [sentence for sentence in sentences if len(sentence) > 1]
            if len(spoken) > 1:
                for sentence in spoken[:MOST_SENTENCES]:
                    yield self._asked(sentence, parts, asks=asks)

    def spelt_words(self, text: str) -> list[str]:
        """The words of a text, those that are mistyped as they were meant."""
        return [self.spelt(word) for word in kept(words(clean(text)))]

    def _asks(self, cleaned: str, plain: Sequence[str]) -> bool:
        return "?" in cleaned or not _ASKS.isdisjoint(stems_of(plain))

    def _asked(
        self, plain: Sequence[str], parts: Mapping[str, tuple[str, ...]], *, asks: bool
    ) -> Asked:
        spelt = tuple(self.spelt(word) for word in plain)
        row = [stem(word) for word in spelt]
        elsewhere = sum(1 for place in range(len(row)) if any(self._elsewhere(row, place)))
        apart = self._taken_apart(plain, parts) if self._of_things else plain
        if apart != plain:
            row = [stem(self.spelt(word)) for word in apart]
        typed = dict(zip(row, apart, strict=True))
        row = self._without_asking(row)
        made: Sequence[Term] = terms(row, self.vocabulary, self.indexes[0].weigh)
        if self._of_things:
            made = self._with_near(made, typed)
        weighed, common, rare = self._weighed(made)
        total = sum(term.weight for term in weighed) or 1.0
        content = " ".join(term.stem for term in weighed)
        share = max(len(weighed), 1)
        return Asked(
            spelt,
            weighed,
            content,
            asks,
            min(elsewhere / 2, 1.0),
            common / share,
            rare / share,
            joined(weighed),
            total,
        )

    def spelt(self, word: str) -> str:
        """The word as it is known, where this is a known one mistyped or in the plural."""
        if self._known(stem(word)):
            return word
        if word.endswith("s") and self._named(stem(word[:-1])):
            return word[:-1]  # “PMs”: the stemmer leaves the plural of an abbreviation alone
        return self.spelling.correct(word) or word

    def _taken_apart(
        self, plain: Sequence[str], parts: Mapping[str, tuple[str, ...]]
    ) -> Sequence[str]:
        """The words, strange ones that were written as one as their parts."""
        found: list[str] = []
        for word in plain:
            if self._known(stem(word)) or word in english():
                found.append(word)
            else:
                found += parts.get(word) or halves(word, self._is_name) or (word,)
        return found

    def _is_name(self, word: str) -> bool:
        return any(word in index.things.words for index in self.indexes)

    @property
    def _of_things(self) -> bool:
        return any(index.has_things for index in self.indexes)

    def _with_near(self, made: Sequence[Term], typed: Mapping[str, str]) -> Sequence[Term]:
        """The terms, strange ones with the words of things that may have been meant.

        `typed` are the words as they were written, by the stems that they were read as.
        """
        weigh = self.indexes[0].weigh
        found = []
        for term in made:
            word = typed.get(term.stem, "")
            near = {} if self._named(stem(word)) else self._near(word)
            if near:
                features = dict(term.features)
                join(features, near)
                weight = max(weigh(one) for one in near)
                found.append(Term(term.stem, weight, features))
            else:
                found.append(term)
        return found

    def _near(self, word: str) -> Features:
        """Stems of words of things that a strange word may have been meant for."""
        shortest = SHORTEST_ENGLISH if word in english() else SHORTEST_TYPED
        if not shortest <= len(word) <= LONGEST or word in FUNCTION:
            return {}
        slips = 1 if len(word) < TWO_SLIPS_FROM else 2
        near = sorted({one for index in self.indexes for one in index.things.near(word, slips)})
        sure = ENGLISH if word in english() else 1.0
        features: Features = {}
        for distance, other in near[:MOST_NEAR]:
            join(features, {stem(other): sure * SLIPPED[distance - near[0][0]]})
        return features

    def _known(self, one: str) -> bool:
        return self._named(one) or one in self.vocabulary.phrases.stems or one in FUNCTION

    def _named(self, one: str) -> bool:
        """Whether an entry of the catalog, or of the workspace's own words, uses the stem."""
        return any(index.knows(one) for index in self.indexes)

    def _elsewhere(self, row: Sequence[str], place: int) -> Iterator[int]:
        for length, _ in self.vocabulary.elsewhere.at(row, place):
            yield length

    def _without_asking(self, row: list[str]) -> list[str]:
        kept, place = [], 0
        while place < len(row):
            found = next(self.vocabulary.asking.at(row, place), None)
            if found is not None:
                place += found[0]
                continue
            kept.append(row[place])
            place += 1
        return kept or row

    def _weighed(self, made: Sequence[Term]) -> tuple[tuple[Term, ...], int, int]:
        """The terms, strange words weighed down, with how many were common and rare ones."""
        weighed, common, rare = [], 0, 0
        for term in made:
            if self._named(term.stem) or len(term.features) > 1:
                weighed.append(term)
            elif term.stem in english() or term.stem in self.vocabulary.phrases.stems:
                common += 1
                weighed.append(Term(term.stem, STRANGE_COMMON, term.features))
            else:
                rare += 1
                weighed.append(Term(term.stem, STRANGE_RARE, term.features))
        return tuple(weighed), common, rare


def kept(plain: list[str]) -> list[str]:
    """The words of a message that are read: the beginning and the end, no word over and over."""
    if len(plain) <= MOST_TIMES:
        return plain
    said: Counter[str] = Counter()
    fresh = []
    for word in plain:
        said[word] += 1
        if said[word] <= MOST_TIMES:
            fresh.append(word)
    if len(fresh) <= MOST_WORDS:
        return fresh
    return [*fresh[: MOST_WORDS - LAST_WORDS], *fresh[-LAST_WORDS:]]
