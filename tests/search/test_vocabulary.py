"""The field's language, compiled."""

import pytest
from pydantic import ValidationError

from bot.search.vocabulary import IMPLIED, Phrases, Vocabulary, VocabularyFile
from tests.example import vocabulary

FILE = VocabularyFile(
    same=(("deploy", "ship", "go live"), ("model", "classifier")),
    implies={"go live": ("production",), "canary": ("ship", "model")},
    generic=("work", "two words"),
    everyday=("trains",),
    elsewhere=("coffee machine",),
    asking=("who owns",),
)


def _at(phrases: Phrases, *row: str) -> list[tuple[int, dict[str, float]]]:
    return list(phrases.at(row, 0))


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (("ship",), [(1, {"deploy": 1.0, "production": IMPLIED})]),
        (("go", "live"), [(2, {"deploy": 1.0, "production": IMPLIED})]),
        (("go",), []),
        (("classifi",), [(1, {"model": 1.0})]),
        (("canari",), [(1, {"canari": 1.0, "deploy": IMPLIED, "model": IMPLIED})]),
        (("unheard",), []),
    ],
)
def test_concepts(row: tuple[str, ...], found: list[tuple[int, dict[str, float]]]) -> None:
    """A wording stands for its group fully, and for what the group implies a little less."""
    assert _at(Vocabulary(FILE).phrases, *row) == found


def test_words_that_need_care() -> None:
    """Single words are kept by their stem; what has two words is no single word."""
    made = Vocabulary(FILE)
    assert made.generic == {"work"}
    assert made.everyday == {"train"}
    assert _at(made.elsewhere, "coffe", "machin") == [(2, {"elsewhere": 1.0})]
    assert _at(made.asking, "who", "own", "it") == [(2, {"asking": 1.0})]
    assert {"ship", "classifier", "canary", "live"} <= made.words


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (("a",), [1]),
        (("a", "b"), [2, 1]),
        (("a", "b", "c"), [3, 1]),
        (("a", "b", "d"), [2, 1]),
        (("b", "a"), []),
        (("c", "d"), [2]),
        (("c",), []),
    ],
)
def test_longest(row: tuple[str, ...], found: list[int]) -> None:
    """The longest phrase at a place is found, and its first word where that stands alone too."""
    phrases = Phrases()
    for phrase in (("a",), ("a", "b"), ("a", "b", "c"), ("c", "d"), ()):
        phrases.add(phrase, {" ".join(phrase): 1.0})
    assert [length for length, _ in _at(phrases, *row)] == found


def test_added_again() -> None:
    """A phrase added again keeps the stronger of each feature."""
    phrases = Phrases()
    for features in ({"x": 0.5, "y": 1.0}, {"x": 0.7, "y": 0.2, "z": 0.1}):
        phrases.add(("a", "b"), features)
    assert _at(phrases, "a", "b") == [(2, {"x": 0.7, "y": 1.0, "z": 0.1})]
    assert ("a", "b") in phrases
    assert ("a",) not in phrases
    assert phrases.stems == {"a", "b"}


@pytest.mark.parametrize("field", ["sames", "synonyms"])
def test_unknown_part(field: str) -> None:
    """A part that the vocabulary doesn't have is refused."""
    with pytest.raises(ValidationError, match=field):
        VocabularyFile.model_validate({field: []})


@pytest.mark.parametrize(
    ("one", "other"),
    [(("etl",), ("data", "pipelin")), (("ml",), ("machin", "learn")), (("eda",), ("explor",))],
)
def test_shipped(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    """In the vocabulary that ships, words of one meaning share a concept."""
    first, second = (_at(vocabulary().phrases, *row)[0][1] for row in (one, other))
    assert first.keys() & second.keys()
