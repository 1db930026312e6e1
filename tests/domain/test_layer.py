"""The workspace's own word over that of a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.layer import OVER, RETIRED, Body, laid_over, said_over, with_word, without_word

BELOW: Body = {"ref": "activity:x", "name": "Ship it", "aliases": ["deploy", "Go live"], "n": 1}
WORDS = st.sampled_from(["deploy", "Deploy", "go  live", "release", "ship", "roll out"])
STEPS = st.lists(st.tuples(st.booleans(), WORDS), max_size=8)


def _aliases(own: Body, below: Body | None = BELOW) -> list[str]:
    told = laid_over(below, own)
    return [] if told is None else told["aliases"]


def test_a_field() -> None:
    """A field that the workspace says is its own; all others are those of the file by then."""
    own = said_over(None, name="Release")
    assert laid_over(BELOW, own) == {"name": "Release", "aliases": ["deploy", "Go live"], "n": 1}
    later = BELOW | {"aliases": ["new"], "n": 2}
    assert laid_over(later, own) == {"name": "Release", "aliases": ["new"], "n": 2}


def test_said_twice() -> None:
    """What is said later goes with what was said before."""
    own = said_over(said_over(None, name="Release"), n=7)
    assert laid_over(BELOW, own) == {"name": "Release", "aliases": ["deploy", "Go live"], "n": 7}


def test_words() -> None:
    """Words are added to those of the file and taken away from them, in any case."""
    own = without_word(with_word(None, "aliases", "roll out"), "aliases", "DEPLOY")
    assert _aliases(own) == ["Go live", "roll out"]
    assert _aliases(own, BELOW | {"aliases": ["deploy", "launch"]}) == ["launch", "roll out"]


def test_back_again() -> None:
    """A word that is taken away and added again is there once, and the other way round."""
    own = with_word(without_word(None, "aliases", "deploy"), "aliases", "deploy")
    assert _aliases(own) == ["deploy", "Go live"]
    assert _aliases(without_word(with_word(None, "aliases", "x"), "aliases", "X")) == [
        "deploy",
        "Go live",
    ]


def test_retired() -> None:
    """What was retired here is no entry, whatever the file says of it."""
    assert laid_over(BELOW, {OVER: True, RETIRED: True}) is None


@pytest.mark.parametrize("own", [said_over(None, name="x"), with_word(None, "aliases", "x")])
def test_nothing_below(own: Body) -> None:
    """A word on what has left the file is kept, and no entry of its own."""
    assert laid_over(None, own) is None


def test_an_entry_of_its_own() -> None:
    """What is new here is as it was said, and its words change in place."""
    own = {"name": "Ours", "aliases": ["a"]}
    assert laid_over(None, own) == own
    assert laid_over(None, with_word(own, "aliases", "b")) == own | {"aliases": ["a", "b"]}
    assert laid_over(None, without_word(own, "aliases", "A")) == own | {"aliases": []}


@given(STEPS)
def test_any_words(steps: list[tuple[bool, str]]) -> None:
    """However words come and go, the last word on each holds, and none is there twice."""

    def folded(word: str) -> str:
        return " ".join(word.casefold().split())

    own: Body | None = None
    last = {folded(word): True for word in BELOW["aliases"]}
    for adds, word in steps:
        own = (with_word if adds else without_word)(own, "aliases", word)
        last[folded(word)] = adds
    found = [folded(word) for word in _aliases(said_over(own))]
    assert sorted(found) == sorted(word for word, there in last.items() if there)
