"""Weights that tell classes apart."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from bot.search.traits import ALWAYS, WIDTH, Traits, traits
from bot.tuning.fit import fitted, matrix, rarity, softmax
from tests.tuning import bakery

ROWS = csr_matrix(
    np.array([[1, 0, 0, 1], [1, 1, 0, 1], [0, 0, 1, 1], [0, 1, 1, 1]], dtype=np.float32)
)
WANTED = np.array([[1, 0], [1, 0], [0, 1], [0, 1]], np.float32)


def _seen(*texts: str) -> list[Traits]:
    return [traits(text.split(), bakery.vocabulary()) for text in texts]


def test_classes() -> None:
    """Each row gets its class; what both classes have says nothing, what one has says it."""
    weights = fitted(ROWS, WANTED, 1e-4)
    shares = softmax(ROWS @ weights)
    assert weights.shape == (4, 2)
    assert shares[WANTED == 1].min() > 0.95
    apart = weights[:, 0] - weights[:, 1]
    assert apart[0] > 1 > -1 > apart[2]
    assert abs(apart[[1, 3]]).max() < 0.2


def test_deterministic() -> None:
    """The same rows give the same weights to the last bit."""
    assert np.array_equal(fitted(ROWS, WANTED, 1e-4), fitted(ROWS, WANTED, 1e-4))


def test_several_right() -> None:
    """A row that two classes share gets as much of each as was wanted."""
    rows = csr_matrix(np.eye(2, dtype=np.float32))
    wanted = np.array([[0.75, 0.25, 0], [0, 0, 1]], np.float32)
    shares = softmax(rows @ fitted(rows, wanted, 1e-6))
    assert shares[0] == pytest.approx([0.75, 0.25, 0], abs=0.03)


def test_one_class() -> None:
    """Where there is one class alone everything is it."""
    rows = csr_matrix(np.eye(2, dtype=np.float32))
    assert softmax(rows @ fitted(rows, np.ones((2, 1), np.float32), 1e-4)).tolist() == [[1], [1]]


def test_shrink() -> None:
    """The more is asked of weights, the smaller they are."""
    sizes = [float(np.abs(fitted(ROWS, WANTED, shrink)).max()) for shrink in (1e-4, 1e-1, 1e3)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] < 0.01


@pytest.mark.parametrize("shrink", [1e-2, 1.0])
def test_nothing_to_gain(shrink: float) -> None:
    """Where it ends, no weight would be better a little larger or smaller."""
    weights = fitted(ROWS, WANTED, shrink)
    slope = ROWS.T @ (softmax(ROWS @ weights) - WANTED) / len(WANTED) + shrink * weights
    assert np.abs(slope).max() < 1e-3


@pytest.mark.parametrize(
    "scores",
    [
        [[0.0, 0.0]],
        [[1.0, 3.0, 2.0], [5.0, -5.0, 0.0]],
        [[1e4, -1e4, 0.0]],
        [[-1e30, -1e30]],
        [[7.0]],
    ],
)
def test_softmax(scores: list[list[float]]) -> None:
    """Shares sum to 1 and keep the order of the scores, however large those are."""
    given = np.array(scores, np.float32)
    shares = softmax(given)
    assert shares.sum(axis=1) == pytest.approx(1)
    assert shares.argmax(axis=1).tolist() == given.argmax(axis=1).tolist()
    assert np.all((shares >= 0) & (shares <= 1))


def _dense(seen: Traits, rare: NDArray[np.float32]) -> NDArray[np.float32]:
    row = np.zeros(WIDTH, np.float32)
    for number, weight in zip(*seen.weighed(rare), strict=True):
        row[number] += weight
    return row


def test_matrix() -> None:
    """A row holds what its message weighs, and every row what is always there."""
    seen = _seen("bake bread", "", "the van is late")
    rare = rarity(seen)
    rows = matrix(seen, rare).toarray()
    assert rows.shape == (3, WIDTH)
    assert rows[:, ALWAYS].tolist() == [1, 1, 1]
    for row, one in zip(rows, seen, strict=True):
        assert row == pytest.approx(_dense(one, rare), abs=1e-6)


def test_rarity() -> None:
    """What every message has weighs 1, what fewer have more, what none has most."""
    seen = _seen("bread", "bread loaf", "bread crust", "bread crust loaf")
    rare = rarity(seen)
    bread, loaf, oven = (one.kinds[0][1][0] for one in _seen("bread", "loaf", "oven"))
    assert rare[bread] == pytest.approx(1)
    assert rare[bread] < rare[loaf] < rare[oven] == rare.max()
    assert rare[oven] == pytest.approx(np.log(5) + 1)


def test_repeated_number() -> None:
    """A message counts once for a trait, however often its words bring it in."""
    once, twice = rarity(_seen("oven", "van")), rarity(_seen("oven oven", "van"))
    word = _seen("oven")[0].kinds[0][1][0]
    assert once[word] == twice[word]
