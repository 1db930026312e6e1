"""Whether probabilities keep their word: of what was given 0.8, four in five should be right.

Source: Guo et al., On Calibration of Modern Neural Networks, https://arxiv.org/abs/1706.04599
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

BINS = 10

Sample = tuple[float, bool]
"""A probability that was given, and whether what it was given to was right."""


@dataclass(frozen=True)
class Bin:
    """Samples of near probabilities: how many, their mean probability and the share right.

    Both are None where there are no samples.
    """

    start: float
    end: float
    n: int
    probability: float | None
    right: float | None

    @property
    def gap(self) -> float:
        """How far the probability is from what came true; 0 without samples."""
        return abs((self.probability or 0) - (self.right or 0))


def bins(samples: Iterable[Sample]) -> tuple[Bin, ...]:
    """Ten bins of equal width from 0 to 1; a sample on an edge belongs to the bin above it."""
    inside: list[list[Sample]] = [[] for _ in range(BINS)]
    for sample in samples:
        inside[min(int(sample[0] * BINS), BINS - 1)].append(sample)
    return tuple(_bin(place, held) for place, held in enumerate(inside))


def calibration_error(found: Sequence[Bin]) -> float | None:
    """The expected calibration error: the mean gap over all samples; None without samples."""
    total = sum(one.n for one in found)
    return sum(one.n * one.gap for one in found) / total if total else None


def _bin(place: int, held: Sequence[Sample]) -> Bin:
    start, end = place / BINS, (place + 1) / BINS
    if not held:
        return Bin(start, end, 0, None, None)
    given, right = zip(*held, strict=True)
    return Bin(start, end, len(held), fmean(given), fmean(right))
