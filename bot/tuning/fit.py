"""Weights that tell classes apart: a softmax regression over sparse traits.

Source: scipy's L-BFGS, https://docs.scipy.org/doc/scipy/reference/optimize.minimize-lbfgsb.html
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from bot.search.traits import WIDTH, Traits, Weights

MOST_STEPS = 40
CORRECTIONS = 6
"""How many steps L-BFGS remembers."""

Matrix = NDArray[np.float32]


def rarity(seen: Sequence[Traits]) -> Weights:
    """How rare each trait is: 1 in every message, more the fewer messages have it."""
    counts = np.zeros(WIDTH)
    for one in seen:
        for number in {number for _, found, _ in one.kinds for number in found.tolist()}:
            counts[number] += 1
    weights: Weights = (np.log((1 + len(seen)) / (1 + counts)) + 1).astype(np.float32)
    return weights


def matrix(seen: Sequence[Traits], rare: Weights) -> Any:
    """A sparse row for each message, `WIDTH` columns."""
    numbers, values, ends = [], [], [0]
    for one in seen:
        found, weight = one.weighed(rare)
        numbers.append(found)
        values.append(weight)
        ends.append(ends[-1] + found.size)
    parts = np.concatenate(values), np.concatenate(numbers), np.array(ends)
    return csr_matrix(parts, shape=(len(seen), WIDTH), dtype=np.float32)


def fitted(rows: Any, wanted: Matrix, shrink: float) -> Matrix:
    """Weights (columns of `rows` by classes) under which each row gets the classes it should.

    `wanted` holds a row's shares of the classes, which sum to 1. `shrink` pulls weights to zero.
    """
    count, classes = wanted.shape
    turned = rows.T.tocsr()

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(-1, classes).astype(np.float32)
        shares = softmax(rows @ weights)
        missed = -float((wanted * np.log(shares + 1e-12)).sum()) / count
        slope = turned @ ((shares - wanted) / count) + shrink * weights
        return missed + shrink / 2 * float(flat @ flat), slope.ravel().astype(np.float64)

    options = {"maxiter": MOST_STEPS, "maxcor": CORRECTIONS}
    start = np.zeros(rows.shape[1] * classes)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options)
    weights: Matrix = found.x.reshape(-1, classes).astype(np.float32)
    return weights


def softmax(scores: Matrix) -> Matrix:
    """Each row's scores as shares that sum to 1."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Matrix = powers / powers.sum(axis=1, keepdims=True)
    return shares
