"""From what speaks for a candidate to the probability that it is right, and when to answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot.domain.evaluation import Labelled
from bot.search.score import Judging, probability

SHRINK = 1e-3
MOST_TALK = 0.007
"""The share of messages on other matters that may be answered."""

MOST_WRONG = 0.035
"""The share of questions that may be answered wrongly as if it were sure."""

NEAR = "near"
"""The kind of a message on other matters that sounds as if it were none."""

Figures = Mapping[str, float]
Weights = dict[str, float]


@dataclass(frozen=True)
class Weighed:
    """A labelled message with its candidates: their refs, and what speaks for each."""

    labelled: Labelled
    candidates: Sequence[tuple[str, Figures]]

    def best(self, weights: Weights) -> tuple[str, Figures] | None:
        """The candidate that the weights prefer."""
        return max(self.candidates, key=lambda one: probability(one[1], weights), default=None)

    def judged(self, judging: Judging) -> "Judged":
        """What would come of it."""
        best = self.best(judging.right)
        if best is None:
            return Judged(self.labelled, 0.0, 0.0, right=False)
        ref, figures = best
        sure, there = probability(figures, judging.right), probability(figures, judging.answerable)
        return Judged(self.labelled, sure, there, right=ref in self.labelled.expected)


@dataclass(frozen=True)
class Judged:
    """A message's best candidate: how likely it is meant, or anything is, and if it is right."""

    labelled: Labelled
    probability: float
    answerable: float
    right: bool


def judging(messages: Sequence[Weighed], names: Sequence[str]) -> Judging:
    """Weights of the named figures, and the lowest thresholds at which mistakes are rare enough."""
    right = _right(messages, names)
    tops = [(best[1], bool(m.labelled.expected)) for m in messages if (best := m.best(right))]
    answerable = _logistic([figures for figures, _ in tops], [inside for _, inside in tops], names)
    open_to_all = Judging(
        answer_from=0.5, ask_back_from=0.5, right=_rounded(right), answerable=_rounded(answerable)
    )
    heard = [m.judged(open_to_all) for m in messages]
    ask_back = _ask_back_from(heard)
    answer = _answer_from([one for one in heard if one.labelled.expected], ask_back)
    return open_to_all.model_copy(update={"ask_back_from": ask_back, "answer_from": answer})


def _right(messages: Sequence[Weighed], names: Sequence[str]) -> Weights:
    """Under which the right candidates come first, as probabilities.

    First all candidates teach which of them is right, then the best ones how often that is so.
    """
    every = [(f, ref in m.labelled.expected) for m in messages for ref, f in m.candidates]
    found = _logistic([f for f, _ in every], [right for _, right in every], names)
    tops = [(best, m) for m in messages if (best := m.best(found)) is not None]
    slant = [{"one": 1.0, "logit": _logit(f, found)} for (_, f), _ in tops]
    right = [ref in m.labelled.expected for (ref, _), m in tops]
    bent = _logistic(slant, right, ("one", "logit"))
    scaled = {name: bent["logit"] * weight for name, weight in found.items()}
    return scaled | {"one": scaled["one"] + bent["one"]}


def _ask_back_from(heard: Sequence[Judged]) -> float:
    talk = [m.answerable for m in heard if not m.labelled.expected and m.labelled.kind != NEAR]
    if not talk:  # nothing to learn from when to refuse
        return 0.5
    return _lowest(lambda level: _above(talk, level) <= MOST_TALK * len(talk))


def _answer_from(inside: Sequence[Judged], ask_back: float) -> float:
    wrong = [m.probability for m in inside if m.answerable >= ask_back and not m.right]
    return _lowest(lambda level: _above(wrong, level) <= MOST_WRONG * len(inside))


def _rounded(weights: Weights) -> Weights:
    return {name: round(weight, 3) for name, weight in weights.items()}


def _logistic(rows: Sequence[Figures], right: Sequence[bool], names: Sequence[str]) -> Weights:
    if not rows:
        return dict.fromkeys(names, 0.0)
    table = np.array([[row[name] for name in names] for row in rows])
    wanted = np.array(right, float)

    def loss(found: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logit = table @ found
        shares = 1 / (1 + np.exp(-np.clip(logit, -30, 30)))
        missed = np.logaddexp(0, logit) - wanted * logit
        slope = table.T @ (shares - wanted) / len(wanted) + SHRINK * found
        return float(missed.mean() + SHRINK / 2 * found @ found), slope

    start = np.zeros(len(names))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    return dict(zip(names, found.tolist(), strict=True))


def _logit(figures: Figures, made: Weights) -> float:
    return sum(weight * figures[name] for name, weight in made.items())


def _lowest(good: Callable[[float], bool]) -> float:
    """The lowest level, in hundredths, that is good."""
    return next((level / 100 for level in range(1, 100) if good(level / 100)), 0.99)


def _above(sure: Sequence[float], level: float) -> int:
    return sum(one >= level for one in sure)
