"""Whether probabilities keep their word."""

import pytest

from bot.domain.reliability import BINS, Bin, bins, calibration_error


@pytest.mark.parametrize(
    ("probability", "place"),
    [(0.0, 0), (0.09, 0), (0.1, 1), (0.3, 3), (0.6, 6), (0.7, 7), (0.8999, 8), (0.9, 9), (1.0, 9)],
)
def test_edges(probability: float, place: int) -> None:
    """An edge belongs to the bin above it, and 1 to the last bin."""
    assert [one.n for one in bins([(probability, True)])] == [
        int(place == other) for other in range(BINS)
    ]


def test_bins() -> None:
    """A bin holds the mean of what was given and the share of what was right."""
    found = bins([(0.5, True), (0.25, False), (0.5, False), (0.5625, True), (0.5625, True)])
    assert found[5] == Bin(0.5, 0.6, 4, 0.53125, 0.75)
    assert found[2] == Bin(0.2, 0.3, 1, 0.25, 0.0)
    assert found[9] == Bin(0.9, 1.0, 0, None, None)
    assert len(found) == BINS == 10


def test_calibration_error() -> None:
    """Gaps weigh as much as the samples in their bins, and one can't make up for another."""
    found = bins([(0.75, True), (0.75, True), (0.75, True), (0.5, False)])
    assert [one.gap for one in found if one.n] == [0.5, 0.25]
    assert calibration_error(found) == (3 * 0.25 + 0.5) / 4


def test_calibrated() -> None:
    """Where half of what is given 0.5 is right there is no error."""
    assert calibration_error(bins([(0.5, True), (0.5, False)])) == 0


def test_nothing() -> None:
    """Without samples there is no error to tell."""
    assert calibration_error(bins([])) is None
