"""The field's language: which words mean the same, and which bring which concepts to mind."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from pydantic import BaseModel, ConfigDict

from bot.search.words import stems, words

IMPLIED = 0.7
"""How strongly a word that only brings a concept to mind speaks for it."""

Features = dict[str, float]
"""Concept or stem → how surely the words say it, from 0 to 1."""


def join(into: Features, more: Features) -> None:
    """Adds features; what is there already stays as surely as it was said most surely."""
    for feature, strength in more.items():
        if strength > into.get(feature, 0.0):
            into[feature] = strength


class VocabularyFile(BaseModel):
    """`config/vocabulary.yaml` as it is written; see there for what each part does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    same: tuple[tuple[str, ...], ...] = ()
    """Groups of words and phrases that mean nearly the same; the first names the group."""
    implies: dict[str, tuple[str, ...]] = {}
    """A tool, an artefact, a sign or an abbreviation, and the groups that it brings to mind."""
    generic: tuple[str, ...] = ()
    """Words that say little by themselves, and count little."""
    everyday: tuple[str, ...] = ()
    """Words with an everyday sense too: they count only beside a second group."""
    elsewhere: tuple[str, ...] = ()
    """Words that show that a message is about something else."""
    asking: tuple[str, ...] = ()
    """Words that people ask with, taken out before anything is compared."""


class Phrases:
    """Finds phrases in a row of stems, the longest at each place."""

    def __init__(self) -> None:
        self._features: dict[tuple[str, ...], Features] = {}
        self._longest: dict[str, int] = {}

    def add(self, phrase: tuple[str, ...], features: Features) -> None:
        """Lets a phrase stand for more features; what it stood for stays."""
        if not phrase:
            return
        known = self._features.setdefault(phrase, {})
        join(known, features)
        self._longest[phrase[0]] = max(len(phrase), self._longest.get(phrase[0], 0))

    def at(self, row: Sequence[str], start: int) -> Iterator[tuple[int, Features]]:
        """(length, features) of the longest phrase that begins here, and of the single word."""
        for length in range(min(self._longest.get(row[start], 0), len(row) - start), 0, -1):
            features = self._features.get(tuple(row[start : start + length]))
            if features is not None:
                yield length, features
                break
        else:
            return
        if length > 1 and (alone := self._features.get((row[start],))) is not None:
            yield 1, alone

    def longest(self, stem: str) -> int:
        """How many stems the longest phrase has that begins with this one; mostly none."""
        return self._longest.get(stem, 0)

    def speaking_for(self, feature: str) -> Sequence[tuple[tuple[str, ...], float]]:
        """Every phrase that speaks for a feature, with how surely it does."""
        return self._speaking.get(feature, ())

    @cached_property
    def _speaking(self) -> dict[str, list[tuple[tuple[str, ...], float]]]:
        speaking: dict[str, list[tuple[tuple[str, ...], float]]] = defaultdict(list)
        for phrase, features in self._features.items():
            for feature, strength in features.items():
                speaking[feature].append((phrase, strength))
        return dict(speaking)

    def __contains__(self, phrase: tuple[str, ...]) -> bool:
        return phrase in self._features

    @cached_property
    def stems(self) -> frozenset[str]:
        """Every stem that occurs in a phrase."""
        return frozenset(stem for phrase in self._features for stem in phrase)


class Vocabulary:
    """The vocabulary, compiled: phrases to features, and the words that need care."""

    def __init__(self, file: VocabularyFile) -> None:
        self.phrases = Phrases()
        self.words = frozenset(_words(file))
        self.generic = _single(file.generic)
        self.everyday = _single(file.everyday)
        self.elsewhere = Phrases()
        self.asking = Phrases()
        for phrase in file.elsewhere:
            self.elsewhere.add(stems(phrase), {"elsewhere": 1.0})
        for phrase in file.asking:
            self.asking.add(stems(phrase), {"asking": 1.0})
        self._called: dict[str, str] = {}
        self._add_concepts(file)

    def called(self, concept: str) -> str:
        """A concept as a person would call it."""
        return self._called.get(concept, concept)

    def _add_concepts(self, file: VocabularyFile) -> None:
        heads = {stems(phrase): stems(group[0]) for group in file.same for phrase in group}
        named = (
            *(group[0] for group in file.same),
            *(c for each in file.implies.values() for c in each),
        )
        for name in named:
            self._called.setdefault(_concept(stems(name)), name)
        implied: dict[tuple[str, ...], Features] = {}
        for phrase, concepts in file.implies.items():
            features = implied.setdefault(heads.get(stems(phrase), stems(phrase)), {})
            for concept in concepts:
                features[_concept(heads.get(stems(concept), stems(concept)))] = IMPLIED
        for phrase_stems, head in heads.items():
            self.phrases.add(phrase_stems, {_concept(head): 1.0} | implied.get(head, {}))
        for phrase_stems, features in implied.items():
            self.phrases.add(phrase_stems, {_concept(phrase_stems): 1.0} | features)


def _concept(row: tuple[str, ...]) -> str:
    """A concept's feature; that of one word alone is the word itself, so plain words meet it."""
    return " ".join(row)


def _single(entries: tuple[str, ...]) -> frozenset[str]:
    return frozenset(row[0] for row in map(stems, entries) if len(row) == 1)


def _words(file: VocabularyFile) -> Iterator[str]:
    """Every word that a person may have meant to type."""
    for phrase in (*(p for group in file.same for p in group), *file.implies):
        yield from words(phrase)
