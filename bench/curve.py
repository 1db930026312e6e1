"""What more writers teach, on writers that nothing was learned from or tuned on.

Candidates are ranked by the weights of config/matching.yaml in every row, so that rows differ in
nothing but what was learned. A larger row has the writers of the smaller ones too.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from columns import aligned, percent
from outcomes import outcome, shares
from taught import Learn, Lesson

from bot.config import load_matching
from bot.domain.evaluation import Labelled
from bot.settings import ROOT

SIZES = (1, 2, 4, 8, 16)
SEED = 1
HEADINGS = (
    ("", "examples", "examples", "best guess", "best guess"),
    ("writers", "in scope", "off-topic", "top-1", "top-3"),
)


@dataclass(frozen=True)
class Point:
    """What so many writers taught, before anything is refused."""

    writers: int
    n_in: int
    n_off: int
    top1_best: float | None
    top3_best: float | None


@dataclass(frozen=True)
class Curve:
    """A point for each number of writers."""

    points: list[Point]

    def lines(self) -> list[str]:
        """The points for a person."""
        return aligned((*HEADINGS, *(_cells(one) for one in self.points)))


def measured(examples: Sequence[Labelled], unseen: Sequence[Labelled], learn: Learn) -> Curve:
    """What so many writers teach; those who ask nothing are always among the teachers."""
    by = load_matching(ROOT).with_examples
    taught = list(_growing(examples))
    points = []
    judged = learn([Lesson(given, unseen) for _, given in taught])
    for (size, given), messages in zip(taught, judged, strict=True):
        inside = sum(bool(one.expected) for one in given)
        found = shares([outcome(one, by) for one in messages])
        points.append(Point(size, inside, len(given) - inside, found.top1_best, found.top3_best))
    return Curve(points)


def _growing(examples: Sequence[Labelled]) -> Iterator[tuple[int, list[Labelled]]]:
    """(number of writers who ask, the examples by them and by those who ask nothing)."""
    asking = sorted({one.writer for one in examples if one.expected})
    drawn = random.Random(SEED).sample(asking, len(asking))  # noqa: S311 - it must be repeatable
    for size in (*(size for size in SIZES if size < len(asking)), len(asking)):
        left_out = set(drawn[size:])
        yield size, [one for one in examples if one.writer not in left_out]


def _cells(point: Point) -> tuple[str, ...]:
    told = (percent(point.top1_best), percent(point.top3_best))
    return (f"{point.writers}", f"{point.n_in:,}", f"{point.n_off:,}", *told)
