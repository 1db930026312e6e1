"""The search index of one workspace's catalog: a question in, the best matches out."""

import heapq
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot.domain.because import Because
from bot.domain.catalog import Catalog
from bot.search.asked import Reader
from bot.search.because import because
from bot.search.changes import Changes
from bot.search.index import Document, Index
from bot.search.labels import Findable, findables
from bot.search.learned import Learned, Likeness
from bot.search.owners import Owners
from bot.search.score import (
    NAMED,
    Asked,
    Fit,
    Judging,
    Matching,
    figures_of,
    fit,
    probability,
)
from bot.search.traits import traits
from bot.search.vocabulary import Vocabulary

MOST_CANDIDATES = 16
MOST_WEIGHED, MOST_LIKELY = 8, 6
"""How many get a probability, by their words and by examples; only a few are ever shown."""

MOST_THINGS, THINGS_A_TERM = 60, 5
"""So many things are compared for each word of a question, and at most; nobody curated those."""

MOST_CHANGED, CHANGED_SHARE = 20, 200
"""So many changes, or one entry in so many, are kept beside the index before it is built anew."""

TELLS_FROM = 4
"""A message of fewer words names what it is about; of more, it also tells who has to do with it."""

LEAST_LIKELY = 0.01
"""What is less likely than this is not worth showing, unless it is the best there is."""


@dataclass(frozen=True, slots=True)
class Found:
    """One entry that fits, with the probability that it is what was meant, and why.

    `answerable` says whether the message asks for anything in the catalog at all, `sure` whether
    the probability is high enough to answer without asking back.
    """

    ref: str
    kind: str
    name: str
    probability: float
    answerable: bool
    sure: bool
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

    `delta` holds what was added or changed since the index was built, so that it is found at once
    without building the index again; `gone` the refs of what the index has and the catalog no
    longer has like this.
    """

    def __init__(
        self,
        base: Index,
        vocabulary: Vocabulary,
        matching: Matching,
        learned: Learned | None = None,
        delta: Index | None = None,
        gone: frozenset[str] = frozenset(),
    ) -> None:
        self._base = base
        self._delta = delta
        self._gone = gone
        self._vocabulary = vocabulary
        self.matching = matching
        self._learned = learned
        about = learned is not None and _concerns(learned, base)
        self._taught = learned.only(self._there(learned)) if learned is not None and about else None
        self._known = frozenset() if self._taught is None else frozenset(self._taught.refs)
        self._indexes = (base,) if delta is None else (base, delta)
        self._reader = Reader.of(self._indexes, vocabulary)

    @classmethod
    def over(
        cls,
        catalog: Catalog,
        vocabulary: Vocabulary,
        matching: Matching,
        learned: Learned | None = None,
    ) -> "Finder":
        """A finder for a catalog as it stands."""
        return cls(Index(findables(catalog), vocabulary), vocabulary, matching, learned)

    def extended(self, entries: Iterable[Findable]) -> "Finder":
        """A finder that also knows these entries or further wordings of known ones."""
        return self._with((*self._added, *entries), self._gone)

    def changed(self, changes: Changes) -> "Finder | None":
        """A finder after some changes; None where there are so many that it's better built anew."""
        there = {entry.ref for entry in changes.entries} | changes.gone
        kept = [entry for entry in self._added if entry.ref not in there]
        gone = self._gone | (there & self._base.refs)
        if len(kept) + len(there) > max(MOST_CHANGED, len(self._base.refs) // CHANGED_SHARE):
            return None
        return self._with((*kept, *changes.entries), gone)

    @property
    def _added(self) -> tuple[Findable, ...]:
        return () if self._delta is None else self._delta.entries

    def _with(self, entries: Iterable[Findable], gone: frozenset[str]) -> "Finder":
        delta = Index(entries, self._vocabulary, self._base)
        return Finder(self._base, self._vocabulary, self.matching, self._learned, delta, gone)

    def _there(self, learned: Learned) -> frozenset[str]:
        """The refs that examples taught and this catalog has."""
        changed = self._delta.refs if self._delta is not None else frozenset()
        return frozenset(
            ref
            for ref in learned.refs
            if ref in self._base.refs and (ref not in self._gone or ref in changed)
        )

    def find(self, text: str, most: int = 3) -> tuple[Found, ...]:
        """Up to `most` entries, best first; empty where nothing speaks for any."""
        ranked = self._ranked(text)
        answerable = bool(ranked) and _likeliest(ranked).answerable
        found: list[Found] = []
        likely = 1.0
        for place, one in enumerate(ranked[:most]):
            likely = min(one.probability, likely)
            if one.fitted.exact:
                # What was called by its whole name is at least as likely as what comes after it.
                likely = max(other.probability for other in ranked[place:])
            if place == 0 or likely >= LEAST_LIKELY:
                found.append(one.found(likely, answerable=answerable))
        return tuple(found)

    def because(self, text: str, best: Found, second: Found | None = None) -> Because:
        """Why `find` put the best before the second for this text.

        Raises KeyError for what isn't of this finder.
        """
        document = self._document(best)
        taught = None
        if self._taught is not None and best.ref in self._known:
            beside = second.ref if second is not None and second.ref in self._known else None
            seen = traits(self._reader.spelt_words(text), self._vocabulary)
            taught = self._taught.pulls(seen, best.ref, beside)
        return because(text, document, best.wording, self._reader, taught)

    def _document(self, found: Found) -> Document:
        """What was found: the catalog's entry, or the workspace's own words for it."""
        if self._delta is not None and found.ref in self._delta.refs:
            added = self._delta.document(found.ref)
            if found.ref in self._gone or found.wording in (one.text for one in added.wordings):
                return added
        return self._base.document(found.ref)

    def _entry(self, ref: str) -> Document:
        """An entry that the catalog has, as it is now."""
        if self._delta is not None and ref in self._gone:
            return self._delta.document(ref)
        return self._base.document(ref)

    def figures(self, text: str) -> list[tuple[str, dict[str, float]]]:
        """What the probability of each candidate is made from, by its ref, for tuning."""
        return [(one.fitted.document.found.ref, one.figures) for one in self._weighed(text)]

    def _ranked(self, text: str) -> list["_Weighed"]:
        best: dict[str, _Weighed] = {}
        for one in self._weighed(text):
            ref = one.fitted.document.found.ref
            if ref not in best or one.probability > best[ref].probability:
                best[ref] = one
        things = any(one.fitted.document.thing for one in best.values())
        # What was called by its whole name is meant, however likely something longer looks.
        ranked = sorted(
            _things_by_rank(best.values()),
            key=lambda one: (
                not one.fitted.exact,
                things and one.gives_way,
                -one.probability,
                -one.fitted.rank,
            ),
        )
        return _each_answer_first(ranked)

    def _weighed(self, text: str) -> Iterator["_Weighed"]:
        if self._taught is None:
            for asked in self._reader.read(text):
                for fitted in self._fits(asked):
                    yield self._by_words(fitted, asked)
            return
        asked = next(self._reader.read(text))
        likeness = self._taught.likeness(traits(asked.spelt, self._vocabulary))
        likely = heapq.nlargest(MOST_LIKELY, likeness.shares, key=likeness.shares.__getitem__)
        for fitted in self._fits_with(asked, likely):
            if fitted.document.found.ref in likeness.shares:
                yield self._by_examples(fitted, asked, likeness)
            if self._own(fitted.document):
                yield self._by_words(fitted, asked)

    def _own(self, document: Document) -> bool:
        """Whether the examples know nothing of it: an entry or a wording that was added since."""
        ref = document.found.ref
        return ref not in self._known or self._entry(ref) is not document

    def _by_words(self, fitted: Fit, asked: Asked) -> "_Weighed":
        return _Weighed.of(fitted, figures_of(fitted, asked), self.matching.words_alone)

    def _by_examples(self, fitted: Fit, asked: Asked, likeness: Likeness) -> "_Weighed":
        figures = figures_of(fitted, asked) | likeness.figures(fitted.document.found.ref)
        return _Weighed.of(fitted, figures, self.matching.with_examples)

    def _fits(self, asked: Asked) -> list[Fit]:
        """The entries that the words speak for most."""
        return _best_of(self._fits_of(self._candidates(asked, MOST_CANDIDATES), asked))

    def _fits_with(self, asked: Asked, likely: Sequence[str]) -> list[Fit]:
        """The entries that share the most words with the question, and those that are likely."""
        documents = self._candidates(asked, MOST_WEIGHED)
        there = {one.found.ref for one in documents}
        documents += [self._entry(ref) for ref in likely if ref not in there]
        fits = self._fits_of(documents, asked)
        things = _best_of(one for one in fits if one.document.thing)
        return [*(one for one in fits if not one.document.thing), *things]

    def _candidates(self, asked: Asked, most: int) -> list[Document]:
        """The entries that share the most words with the question, of things further ones."""
        further = max(most, min(THINGS_A_TERM * len(asked.terms), MOST_THINGS))
        documents = []
        for index in self._indexes:
            gone = self._gone if index is self._base else frozenset()
            found = index.candidates(asked.terms, further if index.has_things else most, gone)
            documents += found[:most]
            documents += [one for one in found[most:] if one.thing]
        return documents

    def _fits_of(self, documents: Iterable[Document], asked: Asked) -> list[Fit]:
        """How well entries fit, things with what else their teams have to do with."""
        fits = [fit(one, asked, self._vocabulary, self.matching) for one in documents]
        short = len(asked.terms) < TELLS_FROM
        if short or not any(one.document.thing for one in fits):
            return fits
        shares = self._owners.shares(asked.terms)
        return [
            replace(one, around=self._owners.best(one.document.found.homes, shares))
            if one.document.thing
            else one
            for one in fits
        ]

    @cached_property
    def _owners(self) -> Owners:
        return Owners(self._indexes)


@dataclass(frozen=True, slots=True)
class _Weighed:
    fitted: Fit
    figures: dict[str, float]
    judging: Judging
    probability: float

    @classmethod
    def of(cls, fitted: Fit, figures: dict[str, float], judging: Judging) -> "_Weighed":
        more = NAMED if fitted.named else 0.0
        return cls(fitted, figures, judging, probability(figures, judging.right, more))

    @property
    def gives_way(self) -> bool:
        """Whether things go first: nothing that roles do seems to be asked for."""
        return not self.fitted.document.thing and not self.answerable

    @property
    def answerable(self) -> bool:
        # Who says a whole name and nothing else asks for it; an everyday word alone is no name,
        # but for a thing that is called so, where somebody asks.
        named = self.figures["solid"] > 0 or " " in self.fitted.wording.stems
        if self.fitted.exact and (named or (self.fitted.document.thing and self.figures["asks"])):
            return True
        return probability(self.figures, self.judging.answerable) >= self.judging.ask_back_from

    def found(self, likely: float, *, answerable: bool) -> Found:
        entry = self.fitted.document.found
        return Found(
            ref=entry.ref,
            kind=entry.kind,
            name=entry.name,
            probability=round(likely, 4),
            answerable=answerable,
            sure=self.fitted.exact or likely >= self.judging.answer_from,
            wording=self.fitted.wording.text,
            leads_to=entry.leads_to,
            exact=self.fitted.exact,
        )


def _concerns(learned: Learned, index: Index) -> bool:
    """Whether the examples are about this catalog: it has most of the entries they are for."""
    return 2 * sum(ref in index.refs for ref in learned.refs) > len(learned.refs)


def _best_of(fits: Iterable[Fit]) -> list[Fit]:
    return heapq.nlargest(MOST_WEIGHED, fits, key=_place)


def _likeliest(ranked: Sequence[_Weighed]) -> _Weighed:
    """What decides whether the message asks for anything, whatever is shown first."""
    return max(ranked, key=lambda one: (one.fitted.exact, one.probability))


def _place(fitted: Fit) -> float:
    return fitted.rank + fitted.around


def _things_by_rank(weighed: Iterable[_Weighed]) -> Iterator[_Weighed]:
    """The same, things as likely as the likeliest thing at their place when ranked.

    How likely a thing is was never fitted to things, so that only says how they stand to others.
    """
    things = []
    for one in weighed:
        if one.fitted.document.thing:
            things.append(one)
        else:
            yield one
    likely = sorted((one.probability for one in things), reverse=True)
    things.sort(key=lambda one: -_place(one.fitted))
    for one, chance in zip(things, likely, strict=True):
        yield replace(one, probability=chance)


def _each_answer_first(ranked: Sequence[_Weighed]) -> list[_Weighed]:
    """The same, a thing that is answered as one before it is put after all others."""
    firsts: list[_Weighed] = []
    repeats: list[_Weighed] = []
    answers: set[frozenset[str]] = set()
    for one in ranked:
        answer = one.fitted.document.found.leads_to
        again = one.fitted.document.thing and answer in answers
        (repeats if again else firsts).append(one)
        answers.add(answer)
    return [*firsts, *repeats]
