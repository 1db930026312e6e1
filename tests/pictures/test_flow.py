"""In which order roles stand."""

import pytest

from bot.pictures.flow import in_order


@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        ([], "abcd"),
        ([("d", "a")], "bcda"),
        ([("c", "b"), ("b", "a")], "cbad"),
        ([("a", "b"), ("b", "a")], "cdab"),
        ([("b", "b")], "abcd"),
        ([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")], "abcd"),
    ],
)
def test_order(ways: list[tuple[str, str]], expected: str) -> None:
    """Whoever gives stands before whoever takes over; circles are cut where they come first."""
    assert "".join(in_order("abcd", ways)) == expected
