"""Stacked bars as figures."""

import pytest

from bot.web.bars import HEIGHT, WIDTH, Bar, bars


def test_stacked() -> None:
    """Parts stand on one another, as high as their counts, in their order; an empty one is none."""
    drawn = bars([Bar("one", (2, 0, 6)), Bar("two", (4, 4, 0))])
    assert [one.part for one in drawn.blocks] == [0, 2, 0, 1]
    first, third, *_ = drawn.blocks
    assert third.height == pytest.approx(3 * first.height, abs=0.2)
    assert third.y + third.height == pytest.approx(first.y, abs=0.2)
    assert [one.text for one in drawn.names] == ["one", "two"]


@pytest.mark.parametrize(
    ("most", "lines"),
    [
        (0, ["0", "1"]),
        (1, ["0", "1"]),
        (4, ["0", "1", "2", "3", "4"]),
        (5, ["0", "2", "4", "6"]),
        (17, ["0", "5", "10", "15", "20"]),
        (1_000, ["0", "500", "1,000"]),
        (123_456, ["0", "50,000", "100,000", "150,000"]),
    ],
)
def test_lines(most: int, lines: list[str]) -> None:
    """A few round numbers say how high bars are, from none to more than the highest."""
    assert [one.text for one in bars([Bar("a", (most,))]).lines] == lines


@pytest.mark.parametrize("count", [0, 1, 12, 60])
def test_within(count: int) -> None:
    """All of it is within the picture, however many bars there are."""
    drawn = bars([Bar(f"{n}", (n, 1, 3)) for n in range(count)])
    for one in drawn.blocks:
        assert 0 <= one.x <= one.x + one.width <= WIDTH
        assert 0 <= one.y <= one.y + one.height <= HEIGHT
    for mark in (*drawn.names, *drawn.lines):
        assert 0 <= mark.x <= WIDTH
        assert 0 <= mark.y <= HEIGHT
