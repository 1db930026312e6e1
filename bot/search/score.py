"""How well an entry fits what was asked, as figures, and those as a probability."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator
from rapidfuzz import fuzz

from bot.errors import Flaw, Flaws
from bot.search.index import Document, Wording
from bot.search.spelling import english
from bot.search.terms import Term
from bot.search.vocabulary import Features, Vocabulary, join

MOST_COMPARED = 120
"""No fuzzy comparison sees more characters than this."""

FULL_EVIDENCE = 1.5

NEARLY_ALL = 0.8
"""Who says a thing's name and so much of the question is about it has asked for it."""

MOST_LOGIT = 30.0

NAMED = 4.0
"""What saying a thing's whole name adds to the log-odds that it was meant."""

RANKED = ("cover", "explained", "both", "likeness", "evidence", "solid")
FIGURES = (
    *RANKED,
    "one",
    "rank",
    "asks",
    "elsewhere",
    "strange_common",
    "strange_rare",
    "short",
)
TAUGHT = ("share", "concerns", "clear")
"""Figures that only examples give."""

ALL_FIGURES = (*FIGURES, *TAUGHT)

KINDS = (
    "activity",
    "role",
    "duty",
    "deliverable",
    "interaction",
    "handoff",
    "structure",
    "title",
)
Finite = Annotated[float, Field(allow_inf_nan=False)]


class Judging(BaseModel):
    """How figures become probabilities, and from which ones it answers or asks back."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answer_from: Finite = Field(gt=0, lt=1)
    """Answers from this probability on, below it asks back."""
    ask_back_from: Finite = Field(gt=0, lt=1)
    """Asks back from this probability on, below it says that it doesn't know."""
    right: dict[str, Finite]
    """What each figure counts for the best match being right."""
    answerable: dict[str, Finite]
    """What each figure counts for anything in the catalog being meant."""


class Matching(BaseModel):
    """`config/matching.yaml`: what comes first, how likely it is, and when to answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    about_equal: Finite = Field(ge=0)
    """How near two entries must be to fit about equally, in log-odds."""
    rank: dict[str, Finite]
    """What puts one entry before another where words alone speak."""
    kinds: dict[str, Finite]
    """What an entry gains or loses by its kind."""
    words_alone: Judging
    """How entries are judged of which there are no examples."""
    with_examples: Judging
    """How entries are judged of which there are examples."""

    @model_validator(mode="after")
    def _makes_sense(self) -> "Matching":
        flaws = [
            *_misnamed(("rank",), self.rank, RANKED, whole=True),
            *_misnamed(("kinds",), self.kinds, KINDS, whole=False),
            *_misjudged("words_alone", self.words_alone, FIGURES),
            *_misjudged("with_examples", self.with_examples, ALL_FIGURES),
        ]
        if flaws:
            raise Flaws(flaws)
        return self


@dataclass(frozen=True, slots=True)
class Asked:
    """A question made ready for comparing; `spelt` are its words as they were meant."""

    spelt: tuple[str, ...]
    terms: tuple[Term, ...]
    row: str
    asks: bool
    elsewhere: float
    strange_common: float
    strange_rare: float
    features: Features
    total: float


@dataclass(frozen=True, slots=True)
class Fit:
    """One entry against one question.

    `exact` where it was called by its whole name, `named` where a thing's whole name was said,
    `around` how much of the question a thing's team has to do with.
    """

    document: Document
    wording: Wording
    figures: Mapping[str, float]
    rank: float
    exact: bool
    named: bool
    around: float = 0.0


def fit(document: Document, asked: Asked, vocabulary: Vocabulary, matching: Matching) -> Fit:
    """How well an entry fits: its best wording's cover, the share of the question it explains."""
    best, cover, close = document.wordings[0], 0.0, 0.0
    for wording in document.wordings:
        if wording.features.isdisjoint(asked.features):
            continue
        covered = _cover(wording, asked.features) * wording.weight
        likeness = _likeness(asked.row, wording.stems)
        if covered + likeness > cover + close:
            best, cover, close = wording, covered, likeness
    explained, evidence, solid = _explained(document, asked, vocabulary)
    figures = {
        "cover": cover,
        "explained": explained,
        "both": cover * explained,
        "likeness": close,
        "evidence": min(evidence / FULL_EVIDENCE, 1.0),
        "solid": solid,
    }
    rank = sum(matching.rank[name] * value for name, value in figures.items())
    rank += matching.kinds.get(document.found.kind, 0.0)
    named = [one for one in document.wordings if document.thing and _said(one, asked)]
    exact = close >= 1.0 or (explained >= NEARLY_ALL and any(len(one.terms) > 1 for one in named))
    telling = any(len(one.terms) > 1 or _rare(one.terms[0].stem, vocabulary) for one in named)
    return Fit(document, best, figures, rank, exact, telling)


def figures_of(fitted: Fit, asked: Asked) -> dict[str, float]:
    """All that words alone say of a fit, by name."""
    return {
        **fitted.figures,
        "one": 1.0,
        "rank": fitted.rank,
        "asks": float(asked.asks),
        "elsewhere": asked.elsewhere,
        "strange_common": asked.strange_common,
        "strange_rare": asked.strange_rare,
        "short": 1 / max(len(asked.terms), 1),
    }


def probability(
    figures: Mapping[str, float], weights: Mapping[str, float], more: float = 0.0
) -> float:
    """How likely it is that an entry with these figures is what was asked for, from 0 to 1.

    `more` is what speaks for it besides, in log-odds.
    """
    logit = sum(weight * figures[name] for name, weight in weights.items()) + more
    return 1 / (1 + math.exp(-max(-MOST_LOGIT, min(MOST_LOGIT, logit))))


def _misjudged(field: str, judging: Judging, known: Sequence[str]) -> Iterator[Flaw]:
    yield from _misnamed((field, "right"), judging.right, known, whole=False)
    yield from _misnamed((field, "answerable"), judging.answerable, known, whole=False)


def _misnamed(
    field: tuple[str, ...], given: Mapping[str, float], known: Sequence[str], *, whole: bool
) -> Iterator[Flaw]:
    for name in given:
        if name not in known:
            yield Flaw((*field, name), f"“{name}”", f"one of {', '.join(known)}")
    for name in known if whole else ():
        if name not in given:
            yield Flaw(field, "nothing", f"a weight for {name}")


def _cover(wording: Wording, said: Features) -> float:
    """The share of a wording that was said, by weight."""
    covered = 0.0
    for term in wording.terms:
        best = 0.0
        for feature, strength in term.features.items():
            if feature in said and (here := strength * said[feature]) > best:
                best = here
        covered += best * term.weight
    return covered / wording.total


def _said(wording: Wording, asked: Asked) -> bool:
    """Whether each word of a wording was said as it is."""
    said = {term.stem for term in asked.terms}
    return bool(wording.terms) and all(term.stem in said for term in wording.terms)


def _rare(stem: str, vocabulary: Vocabulary) -> bool:
    """Whether a word is neither English nor the field's, so that it is a name."""
    return stem not in english() and stem not in vocabulary.phrases.stems


def _likeness(asked: str, wording: str) -> float:
    """How alike two rows of stems look, from 0 to 1, whatever the order."""
    return fuzz.token_sort_ratio(asked[:MOST_COMPARED], wording[:MOST_COMPARED]) / 100


def _explained(
    document: Document, asked: Asked, vocabulary: Vocabulary
) -> tuple[float, float, float]:
    """(share of the question, weight of it, whether it is solid) that the entry explains.

    Everyday words alone are not solid: “the train is late” shares a word with training.
    """
    evidence, solid, everyday = 0.0, 0.0, 0
    for term in asked.terms:
        best = _best(term.features, document.features)
        if best <= 0:
            continue
        evidence += best * term.weight
        if term.stem in vocabulary.everyday:
            everyday += 1
        elif term.stem not in vocabulary.generic:
            solid = max(solid, best)
    if everyday > 1:
        solid = max(solid, 0.8)
    return evidence / asked.total, evidence, solid


def _best(one: Features, other: Features) -> float:
    best = 0.0
    for feature, strength in one.items():
        if feature in other and (here := strength * other[feature]) > best:
            best = here
    return best


def joined(terms: Sequence[Term]) -> Features:
    """Everything that a question's words speak for."""
    features: Features = {}
    for term in terms:
        join(features, term.features)
    return features
