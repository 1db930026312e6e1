"""A wording as terms."""

import pytest

from bot.search.terms import FUNCTION, terms
from bot.search.vocabulary import Vocabulary, VocabularyFile
from bot.search.words import stems

MADE = Vocabulary(VocabularyFile(same=(("deploy", "go live", "put in place"),)))


def _terms(text: str) -> list[tuple[str, float, dict[str, float]]]:
    found = terms(stems(text), MADE, lambda one: float(len(one)))
    return [(term.stem, term.weight, term.features) for term in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("who is it for the", []),
        ("models", [("model", 5.0, {"model": 1.0})]),
        ("who deploys it", [("deploy", 6.0, {"deploy": 1.0})]),
        (
            "who will go live",
            [
                ("go", 2.0, {"go": 1.0, "deploy": 1.0}),
                ("live", 4.0, {"live": 1.0, "deploy": 1.0}),
            ],
        ),
        (
            "put in place",
            [
                ("put", 3.0, {"put": 1.0, "deploy": 1.0}),
                ("place", 5.0, {"place": 1.0, "deploy": 1.0}),
            ],
        ),
        ("go home", [("home", 4.0, {"home": 1.0})]),
    ],
)
def test_terms(text: str, found: list[tuple[str, float, dict[str, float]]]) -> None:
    """Each word speaks for itself and its concepts; function words only inside a phrase."""
    assert _terms(text) == found


@pytest.mark.parametrize("word", ["who", "the", "please", "owns", "responsible", "team", "someone"])
def test_function(word: str) -> None:
    """Words that hold a question together say nothing of the work."""
    assert set(stems(word)) <= FUNCTION


@pytest.mark.parametrize("word", ["model", "deploy", "data", "build", "pipeline", "train", "api"])
def test_no_function(word: str) -> None:
    """Words of the work are none of them."""
    assert FUNCTION.isdisjoint(stems(word))
