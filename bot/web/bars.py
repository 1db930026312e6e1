"""Stacked bars as the figures that an SVG of them is drawn with."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 8, 12, 32
_GAP = 0.35
"""So much of a bar's place stays empty beside it."""

_STEPS = (1, 2, 5)
_LINES = 4
"""About so many lines say how high a bar is."""


@dataclass(frozen=True)
class Bar:
    """A bar with its name below, and a count for each of its parts from the bottom up."""

    name: str
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Block:
    """One part of a bar as a rectangle; `part` is its place among the parts."""

    part: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Mark:
    """A name below a bar, or a count beside a line, and where it stands."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Bars:
    """All there is to draw; lines go from `left` to `right`."""

    width: int
    height: int
    left: int
    right: int
    blocks: tuple[Block, ...]
    names: tuple[Mark, ...]
    lines: tuple[Mark, ...]


def bars(told: Sequence[Bar]) -> Bars:
    """The bars beside each other, all to one measure."""
    step = _step(max((sum(one.counts) for one in told), default=0))
    top = max(-(-max((sum(one.counts) for one in told), default=0) // step), 1) * step
    place = (WIDTH - _LEFT - _RIGHT) / max(len(told), 1)
    ground = HEIGHT - _BOTTOM
    unit = (ground - _TOP) / top
    blocks = []
    for n, one in enumerate(told):
        y, x = float(ground), _LEFT + (n + _GAP / 2) * place
        for part, count in enumerate(one.counts):
            y -= count * unit
            if count:
                blocks.append(
                    Block(part, _fig(x), _fig(y), _fig(place * (1 - _GAP)), _fig(count * unit))
                )
    names = [
        Mark(one.name, _fig(_LEFT + (n + 0.5) * place), HEIGHT - 10) for n, one in enumerate(told)
    ]
    lines = [Mark(f"{n:,}", _LEFT - 6, _fig(ground - n * unit)) for n in range(0, top + 1, step)]
    return Bars(WIDTH, HEIGHT, _LEFT, WIDTH - _RIGHT, tuple(blocks), tuple(names), tuple(lines))


def _step(most: int) -> int:
    """A round number with which a few lines reach the highest bar."""
    size = 1
    while True:
        for step in _STEPS:
            if step * size * _LINES >= most:
                return step * size
        size *= 10


def _fig(value: float) -> float:
    return round(value, 1)
