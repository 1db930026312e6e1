"""What people get who ask with the words of an entry."""

import pytest

from bot.search.finder import Finder
from bot.search.lookup import Lookup
from tests.example import KEEPER, MAKER, catalog, finder, matching, small, vocabulary


@pytest.mark.parametrize(
    ("words", "ref"),
    [
        ("deploy models", "activity:deploy-models"),
        ("experiment tracking", "activity:track-experiments"),
        ("lunch", None),
        ("who", None),
        ("", None),
    ],
)
def test_found(words: str, ref: str | None) -> None:
    """The entry that somebody finds who asks for the words, and nothing where none is."""
    assert Lookup(catalog(), finder()).found(words) == ref


def test_answer() -> None:
    """What leads to the same roles has the same answer, whatever it is."""
    lookup = Lookup(small(), Finder.over(small(), vocabulary(), matching()))
    assert lookup.answer("activity:ship") == {MAKER, KEEPER} == lookup.answer("handoff:ship")
    assert lookup.answer("duty:maker/polish") == {MAKER} != lookup.answer("activity:ship")
    assert lookup.answer("activity:guess") == {"activity:guess"}


@pytest.mark.parametrize(
    ("words", "says"),
    [("deploy", True), ("who deploys it", True), ("Who is it?", False), ("the owner", False)],
)
def test_says(words: str, *, says: bool) -> None:
    """Words that any question has say nothing; one other word does."""
    assert Lookup(small(), finder()).says(words) is says
