"""The inverted index."""

import pickle

import pytest

from bot.search.index import Index
from bot.search.labels import Findable, Label, findables
from bot.search.postings import SUPPORT
from bot.search.terms import GENERIC_WEIGHT, LEAST_WEIGHT, Term, terms
from bot.search.vocabulary import Vocabulary, VocabularyFile
from bot.search.words import stems
from tests.example import small

WORDS = Vocabulary(VocabularyFile(same=(("ship", "send"),), generic=("things",)))
INDEX = Index(findables(small()), WORDS)


def _asked(text: str) -> tuple[Term, ...]:
    return terms(stems(text), WORDS, INDEX.weigh)


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("guess", "activity:guess"),
        ("who ships", "activity:ship"),
        ("sending", "activity:ship"),
        ("dispatch", "activity:ship"),
        ("wright", "title:wright"),
        ("a padded box", "handoff:ship"),
    ],
)
def test_candidates(text: str, ref: str) -> None:
    """What shares a word, a concept or a description is a candidate, the most alike first."""
    assert INDEX.candidates(_asked(text), 3)[0].found.ref == ref


@pytest.mark.parametrize("most", [0, 1, 2, 100])
def test_most(most: int) -> None:
    """No more candidates than asked for, and the same ones in the same order."""
    every = INDEX.candidates(_asked("make things"), 100)
    assert len(every) > 2
    assert INDEX.candidates(_asked("make things"), most) == every[:most]


@pytest.mark.parametrize("text", ["", "who", "zebra", "谁"])
def test_no_candidates(text: str) -> None:
    """What shares nothing with any entry has no candidates."""
    assert INDEX.candidates(_asked(text), 10) == []


def test_strange_words_take_no_room() -> None:
    """However many words are asked for that nobody uses here, the index grows by none of them."""
    index = Index(findables(small()), WORDS)
    index.candidates(_asked("who ships things?"), 3)
    before = len(pickle.dumps(index))
    for number in range(200):
        index.candidates(_asked(f"zorbification{number} lattice{number}"), 3)
    assert len(pickle.dumps(index)) == before


def test_weights() -> None:
    """Rare words weigh most, words of many entries less, generic ones least."""
    rare, common, generic = (INDEX.weigh(stems(word)[0]) for word in ("guess", "make", "things"))
    assert 1.0 >= rare > common > LEAST_WEIGHT > generic == GENERIC_WEIGHT


@pytest.mark.parametrize(("word", "known"), [("guess", True), ("padded", True), ("zebra", False)])
def test_knows(word: str, *, known: bool) -> None:
    """A stem is known that a name or a description holds."""
    assert INDEX.knows(stems(word)[0]) is known


def test_words() -> None:
    """The words of names are what may have been meant; those of descriptions aren't."""
    assert {"maker", "dispatch", "guess"} <= INDEX.words
    assert "padded" not in INDEX.words


def test_description_counts_less() -> None:
    """A word of a description speaks for its entry less than a word of its name."""
    (ship,) = (one for one in INDEX.documents if one.found.ref == "handoff:ship")
    assert ship.features["pass"] == 1.0
    assert ship.features["box"] == SUPPORT


def test_function_words_only() -> None:
    """A name of function words alone is still a wording."""
    entry = Findable(
        "activity:who", "Who is who", (Label("activity:who", "Who is who"),), "", frozenset()
    )
    (document,) = Index([entry], WORDS).documents
    assert [term.stem for term in document.wordings[0].terms] == ["who", "is", "who"]


def test_empty() -> None:
    """An index of nothing knows nothing."""
    empty = Index([], WORDS)
    assert (empty.documents, empty.words) == ((), frozenset())
    assert empty.candidates(_asked("guess"), 5) == []


def test_without() -> None:
    """Entries that are no longer as the index has them are no candidates; the others move up."""
    every = INDEX.candidates(_asked("make things"), 3)
    first = every[0].found.ref
    assert INDEX.candidates(_asked("make things"), 2, {first}) == every[1:]


def test_beside() -> None:
    """A small index beside a large one takes its weights."""
    entry = Findable("activity:new", "Make", (Label("activity:new", "Make"),), "", frozenset())
    added = Index([entry], WORDS, INDEX)
    assert added.weigh("make") == INDEX.weigh("make") < Index([entry], WORDS).weigh("make")


def test_document() -> None:
    """An entry is looked up by its ref, and made ready once."""
    assert INDEX.document("activity:ship") is INDEX.document("activity:ship")
    assert "activity:ship" in INDEX.refs
    with pytest.raises(KeyError):
        INDEX.document("activity:none")


def test_implied_words_count_less() -> None:
    """What only brings a concept to mind speaks for an entry less than the word itself."""
    words = Vocabulary(VocabularyFile(implies={"kiln": ("pottery",)}))
    entries = [
        Findable(f"activity:{name}", name, (Label(f"activity:{name}", name),), "", frozenset())
        for name in ("Kiln", "Pottery")
    ]
    index = Index(entries, words)
    asked = terms(stems("pottery"), words, index.weigh)
    assert [one.found.name for one in index.candidates(asked, 2)] == ["Pottery", "Kiln"]
