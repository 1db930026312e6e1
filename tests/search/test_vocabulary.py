"""The field's language, compiled."""

import pytest
from pydantic import ValidationError

from bot.search.finder import Finder
from bot.search.vocabulary import IMPLIED, Phrases, Vocabulary, VocabularyFile
from tests.example import matching, small, vocabulary
from tests.tuning import bakery

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


def _implied(*pairs: str) -> VocabularyFile:
    """A vocabulary in which the first word of each pair implies the second."""
    return VocabularyFile(implies={one: (other,) for one, other in map(str.split, pairs)})


ODD = {
    "nothing": VocabularyFile(),
    "a circle": _implied("make ship", "ship guess", "guess make"),
    "a circle of two": _implied("make ship", "ship make"),
    "itself": _implied("make make", "ship ship"),
    "a circle of synonyms": VocabularyFile(
        same=(("make", "ship"), ("ship", "guess"), ("guess", "make"))
    ),
    "a group of one": VocabularyFile(same=(("make",), ("make", "make"))),
    "an empty group": VocabularyFile(implies={"make": ()}),
    "thousands of synonyms": VocabularyFile(same=(("make", *(f"make{n}" for n in range(5000))),)),
    "thousands of concepts": VocabularyFile(
        implies={"make": tuple(f"concept{n}" for n in range(5000))}
    ),
    "stop words": VocabularyFile(
        same=(("the", "of"), ("who", "is it")),
        implies={"and": ("to",), "a": ("the",)},
        generic=("the",),
        everyday=("of",),
        elsewhere=("and the",),
        asking=("who",),
    ),
    "no words": VocabularyFile(
        same=(("", "?"), ("make", "…")),
        implies={"": ("!",), "-": ("",)},
        generic=("",),
        everyday=("?",),
        elsewhere=("",),
        asking=("...",),
    ),
    "everything generic": VocabularyFile(generic=("make", "things", "ship", "guess")),
    "everything elsewhere": VocabularyFile(elsewhere=("make", "things", "ship")),
    "a long phrase": VocabularyFile(same=(("make", "make " * 2000),)),
}


@pytest.mark.parametrize("name", ODD)
def test_odd(name: str) -> None:
    """However odd a vocabulary, it is compiled, and what is called by its name is found."""
    made = Vocabulary(ODD[name])
    finder = Finder.over(small(), made, matching())
    for text, ref in (("make things", "activity:make"), ("who ships things?", "activity:ship")):
        assert finder.find(text)[0].ref == ref


@pytest.mark.parametrize("name", ODD)
def test_odd_and_taught(name: str) -> None:
    """So where examples taught, though their words now mean other things."""
    made = Vocabulary(ODD[name])
    finder = Finder.over(bakery.catalog(), made, bakery.MATCHING, bakery.taught())
    best = finder.find("who bakes bread?")[0]
    assert (best.ref, best.exact) == (bakery.BAKE, True)
    assert finder.because("who bakes bread?", best).wording == "Bake bread"


def test_circle() -> None:
    """In a circle each word brings the next one to mind, and not the one after."""
    phrases = Vocabulary(ODD["a circle"]).phrases
    assert _at(phrases, "make") == [(1, {"make": 1.0, "ship": IMPLIED})]
    assert _at(phrases, "guess") == [(1, {"guess": 1.0, "make": IMPLIED})]


def test_called() -> None:
    """A concept is called by its word, not its stem; one that nothing names by itself."""
    made = Vocabulary(
        VocabularyFile(same=(("pipelines", "etl"),), implies={"airflow": ("data pipeline",)})
    )
    assert made.called("pipelin") == "pipelines"
    assert made.called("data pipelin") == "data pipeline"
    assert made.called("unheard of") == "unheard of"


def test_speaking_for() -> None:
    """Every phrase that speaks for a concept is known from it, with how surely it does."""
    words = Vocabulary(VocabularyFile(same=(("ship", "send off"),), implies={"crate": ("ship",)}))
    speaking = dict(words.phrases.speaking_for("ship"))
    assert speaking == {("ship",): 1.0, ("send", "off"): 1.0, ("crate",): IMPLIED}
    assert words.phrases.speaking_for("zebra") == ()
    assert [words.phrases.longest(one) for one in ("send", "ship", "off")] == [2, 1, 0]
