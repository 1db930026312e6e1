"""A person's text, made ready for comparing."""

import pytest

from bot.search.asked import LAST_WORDS, MOST_SENTENCES, MOST_TIMES, MOST_WORDS, Reader, kept
from bot.search.index import Index
from bot.search.labels import findables
from bot.search.score import Asked
from bot.search.spelling import Spelling
from tests.example import catalog, vocabulary

INDEX = Index(findables(catalog()), vocabulary())
READER = Reader((INDEX,), vocabulary(), Spelling(INDEX.words | vocabulary().words))


def _read(text: str) -> Asked:
    return next(READER.read(text))


def _stems(text: str) -> list[str]:
    return [term.stem for term in _read(text).terms]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("who deploys models?", ["deploy", "model"]),
        ("<@U1> who *deploys* the models :pray:", ["deploy", "model"]),
        ("who deplyos modles", ["deploy", "model"]),
        ("who owns the pipline", ["pipelin"]),
        ("", []),
        ("🚀", []),
        ("who is it?", []),
    ],
)
def test_terms(text: str, found: list[str]) -> None:
    """What is asked about remains: cleaned, spelt, without the words that ask."""
    assert _stems(text) == found


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("who deploys models", True),
        ("deploy models?", True),
        ("whose job is monitoring", True),
        ("I need an API", True),
        ("deploy models", False),
        ("deploy models!", False),
        ("", False),
    ],
)
def test_asks(text: str, *, asks: bool) -> None:
    """A question mark or a question word makes a question."""
    assert _read(text).asks is asks


@pytest.mark.parametrize(
    ("text", "common", "rare"),
    [
        ("deploy models", 0.0, 0.0),
        ("umbrella", 1.0, 0.0),
        ("qxzzkvw", 0.0, 1.0),
        ("deploy umbrella", 0.5, 0.0),
        ("deploy qxzzkvw", 0.0, 0.5),
        ("", 0.0, 0.0),
    ],
)
def test_strange(text: str, common: float, rare: float) -> None:
    """Words that no entry knows are told apart: common English ones and rare ones."""
    asked = _read(text)
    assert (asked.strange_common, asked.strange_rare) == (common, rare)


def test_nothing_to_compare() -> None:
    """A text without words can be compared all the same."""
    asked = _read("")
    assert (asked.terms, asked.row, asked.total, asked.features) == ((), "", 1.0, {})


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("who deploys models. who explores data.", 1),
        ("one two three four five six seven eight nine ten. eleven twelve thirteen fourteen x", 3),
        ("word " * 15, 1),
        (". ".join(f"we saw x{n}" for n in range(50)), 1 + MOST_SENTENCES),
        ("we saw it. " * 100, 1),
        ("a\n" * 30, 1),
    ],
)
def test_sentences(text: str, count: int) -> None:
    """A long message is also read sentence by sentence, as many as there is time for."""
    assert len(list(READER.read(text))) == count


MANY = [f"w{n}" for n in range(400)]


@pytest.mark.parametrize(
    ("plain", "found"),
    [
        ([], []),
        (["a"] * 3, ["a"] * 3),
        (["a"] * 300, ["a"] * MOST_TIMES),
        (["a", *["b"] * 300, "c", "a"], ["a", *["b"] * MOST_TIMES, "c", "a"]),
        (MANY[:MOST_WORDS], MANY[:MOST_WORDS]),
        (MANY, MANY[: MOST_WORDS - LAST_WORDS] + MANY[-LAST_WORDS:]),
        (["a"] * 300 + MANY[:MOST_WORDS], ["a"] * 3 + MANY[:47] + MANY[50:MOST_WORDS]),
    ],
)
def test_kept(plain: list[str], found: list[str]) -> None:
    """Of a long message its beginning and its end are read, and no word over and over."""
    assert kept(plain) == found
    assert len(found) <= MOST_WORDS


@pytest.mark.parametrize("text", ["hello " * 17_000, " ".join(MANY), "a" * 100_000, "who?"])
def test_bounded(text: str) -> None:
    """However long a message is, so many words of it are read, and no more terms made of them."""
    for asked in READER.read(text):
        assert len(asked.terms) <= len(asked.spelt) <= MOST_WORDS
    assert tuple(READER.spelt_words(text)) == _read(text).spelt


def test_the_question_may_come_last() -> None:
    """A question at the end of a long message is read."""
    assert {"deploy", "model"} <= set(_stems(f"{' '.join(MANY)} who deploys models?"))
