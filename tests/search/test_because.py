"""Which words of a message spoke for what was found."""

import pytest

from bot.domain.because import Because, Clue
from bot.search.asked import Reader
from bot.search.because import LEAST_PULL, MOST_CLUES, because
from bot.search.finder import Finder
from bot.search.index import Index
from bot.search.labels import Findable, Label, findables
from bot.search.terms import FUNCTION
from bot.search.traits import numbers_of
from bot.search.words import stem
from tests.example import finder, small
from tests.tuning import bakery


def _because(text: str, of: Finder) -> Because:
    return of.because(text, of.find(text)[0])


def _said(text: str, of: Finder) -> dict[str, Clue]:
    return {clue.said: clue for clue in _because(text, of).clues}


def test_words() -> None:
    """The entry's own words are told as that, each once, with the wording that came nearest."""
    found = _because("who Deploys the models, the models, the MODELS?", finder())
    assert {(clue.said, clue.way, clue.read_as) for clue in found.clues} == {
        ("deploys", "word", None),
        ("models", "word", None),
    }
    assert found.wording == "Deploy models"


def test_typo(taught: Finder) -> None:
    """A mistyped word is told as it was written, with what it was read as."""
    for of in (finder(), taught):
        said = _said("who deplyos modles?", of)
        assert {name: (clue.way, clue.read_as) for name, clue in said.items()} == {
            "deplyos": ("word", "deploys"),
            "modles": ("word", "models"),
        }


def test_plural_is_no_typo() -> None:
    """A word that was only taken in the singular wasn't read as something else."""
    assert _said("our PMs", finder())["pms"].read_as is None


@pytest.mark.parametrize(
    ("text", "word", "meant"),
    [
        ("who bakes the loaf", "loaf", "bread"),
        ("who drops off the boxes", "drops", "deliver"),
        ("our van is late", "van", "deliver"),
    ],
)
def test_vocabulary(text: str, word: str, meant: str) -> None:
    """A word of the vocabulary is told with the concept that it shares with the entry."""
    clue = _said(text, bakery.finder())[word]
    assert (clue.way, clue.meant) == ("vocabulary", meant)


def test_examples() -> None:
    """A word that neither entry nor vocabulary has is told where the examples pulled by it."""
    said = _said("somebody kneaded the brioche too long", bakery.finder())
    assert {said[word].way for word in ("kneaded", "brioche")} == {"examples"}
    assert all(clue.weight >= LEAST_PULL for clue in said.values() if clue.way == "examples")


def test_examples_teach_nothing() -> None:
    """Where words alone found an entry, no other word is named."""
    text = "who bakes the brioche?"
    assert _said(text, bakery.by_words()).keys() == {"bakes"}
    assert "brioche" in _said(text, bakery.finder())


@pytest.mark.parametrize(
    "text",
    [
        "who is it that will be asked about the bread, and when can we ask you for it?",
        "hi all, who owns the coins?",
        "somebody please help us with the dough!",
    ],
)
def test_function_words(text: str) -> None:
    """Words that only hold a sentence together are never named, however the examples use them."""
    for word in _said(text, bakery.finder()):
        assert stem(word) not in FUNCTION


INDEX = Index(findables(bakery.catalog()), bakery.vocabulary())
READER = Reader.of((INDEX,), bakery.vocabulary())


def _pulled(text: str, pulls: dict[str, float]) -> list[tuple[str, float]]:
    """The clues for a message where each word pulls so much, by a trait that it alone has."""
    numbers = {word: numbers_of(word) for word in text.split()}
    alone = {
        word: min(numbers[word].difference(*(n for w, n in numbers.items() if w != word)))
        for word in pulls
    }
    taught = {alone[word]: pull for word, pull in pulls.items()}
    found = because(text, INDEX.document(bakery.BAKE), "Bake bread", READER, taught)
    return [(clue.said, round(clue.weight, 6)) for clue in found.clues]


def test_weightiest() -> None:
    """Of many clues the weightiest are told, in the order in which they were said."""
    words = ["crust", "flour", "yeast", "salt", "water", "sugar", "honey", "butter"]
    pulls = {word: float(place * 5 % 8 + 1) for place, word in enumerate(words)}
    kept = sorted(pulls, key=pulls.__getitem__)[-MOST_CLUES:]
    assert _pulled(" ".join(words), pulls) == [(w, pulls[w]) for w in words if w in kept]


def test_least_pull() -> None:
    """A word that no entry has must pull a little to be told; the entry's own word needn't."""
    pulls = {"crust": LEAST_PULL, "flour": LEAST_PULL / 2, "salt": -1.0, "bread": 0.5}
    assert _pulled("crust flour salt bread", pulls) == [("crust", LEAST_PULL), ("bread", 1.5)]


def test_beside_another() -> None:
    """Against a second entry, a word weighs what it says for the one rather than the other."""
    text = "crates and dough"
    of = bakery.finder()
    found = {one.ref: one for one in of.find(text)}
    bake, deliver = found[bakery.BAKE], found[bakery.DELIVER]
    for best, second, word in ((bake, deliver, "dough"), (deliver, bake, "crates")):
        assert max(of.because(text, best, second).clues, key=lambda c: c.weight).said == word


def test_own_entry() -> None:
    """A workspace's own entry is told by its own words."""
    cat = "activity:feed-cat"
    new = Findable(cat, "Feed the cat", (Label(cat, "Feed the cat"),), "", frozenset({cat}))
    of = bakery.finder().extended([new])
    found = _because("who feeds the cat?", of)
    assert {(clue.said, clue.way) for clue in found.clues} == {("feeds", "word"), ("cat", "word")}
    assert found.wording == "Feed the cat"


@pytest.mark.parametrize("text", ["", "🚀", "who is it?"])
def test_no_words(text: str) -> None:
    """Where no word stands out there are no clues."""
    [best, *_] = bakery.finder().find("bake bread")
    assert bakery.finder().because(text, best).clues == ()


def test_foreign_entry() -> None:
    """What another finder found can't be told by this one."""
    [best, *_] = finder().find("who deploys models?")
    of = bakery.finder()
    for one in (of, of.extended([])):
        with pytest.raises(KeyError):
            one.because("who deploys models?", best)
    assert best.ref not in small().by_ref
