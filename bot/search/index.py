"""The inverted index over what can be found: it grows no wiser once it is built."""

import math
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bot.search.labels import Findable
from bot.search.owned import Owned
from bot.search.postings import NOWHERE, SUPPORT, Figures, Posting, Postings
from bot.search.spelling import Alike
from bot.search.terms import GENERIC_WEIGHT, LEAST_WEIGHT, Term, terms
from bot.search.vocabulary import Features, Vocabulary, join
from bot.search.words import stems

SHORTEST_NAME = 3
"""A word of a thing's name that is shorter is never taken for mistyped."""


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
    """An entry made ready for comparing; a thing belongs to teams, and to no role."""

    found: Findable
    wordings: tuple[Wording, ...]
    features: Features
    thing: bool


class Index:
    """Concepts → the entries they speak for, with the weight that each word has here.

    An entry is made ready when it is first asked for, and so are the entries of a concept: what
    is worked out twice by two threads comes out the same. `beside` is the large index that a
    small one belongs to, whose weights it takes.
    """

    def __init__(
        self, entries: Iterable[Findable], vocabulary: Vocabulary, beside: "Index | None" = None
    ) -> None:
        self.entries = tuple(entries)
        self._vocabulary = vocabulary
        self._beside = beside
        self._count = max(len(self.entries), 1)
        self._postings = Postings(self.entries, vocabulary)
        self._place = {entry.ref: place for place, entry in enumerate(self.entries)}
        later = np.array([entry.kind != "activity" for entry in self.entries], np.bool_)
        self._order = self._postings.order(later, self.weigh)
        self._documents: dict[int, Document] = {}
        self._posted: dict[str, Posting] = {}

    @cached_property
    def alike(self) -> Alike:
        """The words of all names, to be found again from how they were mistyped."""
        return Alike(self.words)

    @cached_property
    def has_things(self) -> bool:
        """Whether any entry belongs to teams."""
        return bool(self.things.words)

    @cached_property
    def things(self) -> Alike:
        """The words of the names of what belongs to teams: nobody curates those, and many."""
        things = np.array([_is_thing(entry) for entry in self.entries], np.bool_)
        return Alike(frozenset(self._postings.words_of(things)), SHORTEST_NAME)

    @cached_property
    def owned(self) -> Owned:
        """The teams that use each stem."""
        return Owned([entry.homes for entry in self.entries], self._postings.uses)

    @property
    def words(self) -> frozenset[str]:
        """The words of all names."""
        return frozenset(self._postings.words)

    @property
    def refs(self) -> AbstractSet[str]:
        """The refs of all entries."""
        return self._place.keys()

    @property
    def documents(self) -> tuple[Document, ...]:
        """All entries, made ready."""
        return tuple(self._document(place) for place in range(len(self.entries)))

    def document(self, ref: str) -> Document:
        """The entry with this ref, made ready; KeyError where there is none."""
        return self._document(self._place[ref])

    def weigh(self, stem: str) -> float:
        """How much a stem says: rare ones more, words that fit any work little."""
        if self._beside is not None:
            return self._beside.weigh(stem)
        if stem in self._vocabulary.generic:
            return GENERIC_WEIGHT
        share = math.log(self._count / max(self._spread(stem), 1) + 1)
        return LEAST_WEIGHT + (1 - LEAST_WEIGHT) * share / math.log(self._count + 1)

    def knows(self, stem: str) -> bool:
        """Whether any entry uses the stem."""
        return stem in self._postings.numbers

    def number(self, stem: str) -> int | None:
        """The number of a stem; none where no entry uses it."""
        return self._postings.numbers.get(stem)

    def candidates(
        self, asked: Sequence[Term], most: int, without: Collection[str] = ()
    ) -> list[Document]:
        """The entries that share the most with what was asked, best first, but for some refs."""
        votes = np.zeros(len(self.entries))
        for term in asked:
            self._vote(term, votes)
        votes[[self._place[ref] for ref in without]] = 0.0
        return [self._document(place) for place in self._best(votes, most)]

    def _vote(self, term: Term, votes: Figures) -> None:
        """Adds what a term says for each entry, by the strongest of its features there."""
        posted = ((self._posting(one), strength) for one, strength in term.features.items())
        there = [(posting, strength) for posting, strength in posted if len(posting.places)]
        if len(there) == 1:
            ((posting, strength),) = there
            votes[posting.places] += strength * posting.strengths * term.weight
        elif there:
            best = np.zeros_like(votes)
            for posting, strength in there:
                here = best[posting.places]
                best[posting.places] = np.maximum(here, strength * posting.strengths)
            votes += best * term.weight

    def _best(self, votes: Figures, most: int) -> list[int]:
        places = np.flatnonzero(votes)
        if not most or not len(places):
            return []
        found = votes[places]
        if len(places) > most:
            # Those that equal the last one stay, and the order among them decides.
            kept = found >= np.partition(found, len(places) - most)[len(places) - most]
            places, found = places[kept], found[kept]
        ranked = places[np.lexsort((self._order[places], -found))]
        best: list[int] = ranked[:most].tolist()
        return best

    def _spread(self, stem: str) -> int:
        number = self._postings.numbers.get(stem)
        return 0 if number is None else int(self._postings.spread[number])

    def _posting(self, feature: str) -> Posting:
        """The entries that speak for a feature by any of their words."""
        known = self._posted.get(feature)
        if known is None:
            known = self._put_together(feature)
            if len(known.places):  # there is no end to what nobody speaks for
                self._posted[feature] = known
        return known

    def _put_together(self, feature: str) -> Posting:
        phrases = self._vocabulary.phrases.speaking_for(feature)
        strengths = {phrase: strength for phrase, strength in phrases if phrase}
        if " " not in feature:
            strengths[feature,] = 1.0
        parts = [(self._postings.of(phrase), sure) for phrase, sure in strengths.items()]
        parts = [(posting, sure) for posting, sure in parts if len(posting.places)]
        if len(parts) < 2:  # noqa: PLR2004 - nothing to put together
            return _sure(*parts[0]) if parts else NOWHERE
        places = np.concatenate([posting.places for posting, _ in parts])
        sure = np.concatenate([_sure(*part).strengths for part in parts])
        order = np.lexsort((-sure, places))
        unique, first = np.unique(places[order], return_index=True)
        return Posting(unique, sure[order][first])

    def _document(self, place: int) -> Document:
        known = self._documents.get(place)
        if known is None:
            known = self._documents[place] = self._made_ready(self.entries[place])
        return known

    def _made_ready(self, entry: Findable) -> Document:
        wordings = tuple(self._wording(label.text, label.weight) for label in entry.labels)
        features: Features = {}
        for term in terms(stems(entry.support), self._vocabulary, self.weigh):
            features |= dict.fromkeys(term.features, SUPPORT)
        for wording in wordings:
            for term in wording.terms:
                join(features, term.features)
        return Document(entry, wordings, features, _is_thing(entry))

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


def _is_thing(entry: Findable) -> bool:
    """Whether it belongs to teams, and not to the roles that take part in it."""
    return entry.kind == "activity" and any(":" not in key for key in entry.leads_to)


def _sure(posting: Posting, strength: float) -> Posting:
    """What a phrase's entries speak for; a word of a description never counts for more."""
    if strength == 1.0:
        return posting
    named = posting.strengths == 1.0
    return Posting(posting.places, np.where(named, strength, posting.strengths))
