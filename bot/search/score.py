"""How well an entry fits what was asked, as figures, and those as a probability."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field
from rapidfuzz import fuzz

from bot.search.index import Document, Wording
from bot.search.terms import Term
from bot.search.vocabulary import Features, Vocabulary

MOST_COMPARED = 120
"""No fuzzy comparison sees more characters than this."""

FULL_EVIDENCE = 1.5


class Matching(BaseModel):
    """`config/matching.yaml`: when to answer, when to ask back, and how fit becomes probability."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answer_from: float = Field(gt=0, lt=1)
    ask_back_from: float = Field(gt=0, lt=1)
    about_equal: float = Field(ge=0, le=1)
    rank: dict[str, float]
    kinds: dict[str, float]
    probability: dict[str, float]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question made ready for comparing."""

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
    """One entry against one question."""

    document: Document
    wording: Wording
    figures: Mapping[str, float]
    rank: float
    said: tuple[str, ...]


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
    explained, evidence, solid, said = _explained(document, asked, vocabulary)
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
    return Fit(document, best, figures, rank, said)


def figures_of(fitted: Fit, asked: Asked) -> dict[str, float]:
    """All that the probability is made from, by name."""
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


def probability(fitted: Fit, asked: Asked, matching: Matching) -> float:
    """How likely it is that this entry is what was asked for, from 0 to 1."""
    figures = figures_of(fitted, asked)
    weights = matching.probability
    logit = sum(weight * figures[name] for name, weight in weights.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


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


def _likeness(asked: str, wording: str) -> float:
    """How alike two rows of stems look, from 0 to 1, whatever the order."""
    return fuzz.token_sort_ratio(asked[:MOST_COMPARED], wording[:MOST_COMPARED]) / 100


def _explained(
    document: Document, asked: Asked, vocabulary: Vocabulary
) -> tuple[float, float, float, tuple[str, ...]]:
    """(share of the question, weight of it, whether it is solid, the stems) the entry explains.

    Everyday words alone are not solid: “the train is late” shares a word with training.
    """
    evidence, solid, everyday, said = 0.0, 0.0, 0, []
    for term in asked.terms:
        best = _best(term.features, document.features)
        if best <= 0:
            continue
        evidence += best * term.weight
        said.append(term.stem)
        if term.stem in vocabulary.everyday:
            everyday += 1
        elif term.stem not in vocabulary.generic:
            solid = max(solid, best)
    if everyday > 1:
        solid = max(solid, 0.8)
    return evidence / asked.total, evidence, solid, tuple(said)


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
        for feature, strength in term.features.items():
            if strength > features.get(feature, 0.0):
                features[feature] = strength
    return features
