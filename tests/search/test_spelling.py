"""Typos are corrected, words that exist are not."""

import pytest

from bot.search.spelling import LONGEST, Alike, Spelling, english
from bot.search.vocabulary import Vocabulary, VocabularyFile
from bot.search.words import words
from tests.example import catalog, vocabulary


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    """Spelling of the words that the shipped catalog and vocabulary know."""
    names = " ".join(entry.name for entry in catalog().by_ref.values())
    return Spelling({*words(names), *vocabulary().words})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pipline", "pipeline"),
        ("infrastucture", "infrastructure"),
        ("deplyoment", "deployment"),
        ("monitroing", "monitoring"),
        ("kuberntes", "kubernetes"),
        ("requirments", "requirements"),
        ("hyperparamter", "hyperparameter"),
        ("aplication", "application"),
        ("scientsit", "scientist"),
        ("predictoin", "prediction"),
        ("dashbord", "dashboard"),
        ("databse", "database"),
    ],
)
def test_typos(spelling: Spelling, typed: str, meant: str) -> None:
    """A slip of the fingers is read as the word that was meant."""
    assert spelling.correct(typed) == meant


@pytest.mark.parametrize(
    "word",
    [
        "mode",
        "money",
        "deeply",
        "motel",
        "moderate",
        "trainer",
        "planting",
        "modern",
        "apples",
        "piping",
        "mortal",
        "market",
        "stairs",
    ],
)
def test_english(spelling: Spelling, word: str) -> None:
    """A common English word is what its writer meant, however near a known one is."""
    assert word in english()
    assert spelling.correct(word) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pipeline", None),  # known
        ("pipe", None),  # too short
        ("pipelinee", "pipeline"),
        ("pipelinexyz", None),  # too far
        ("qipeline", "pipeline"),  # another first letter, and nothing else
        ("qipelime", None),
        ("kafkq", "kafka"),
        ("kaqkq", None),  # two slips in a short word
        ("pipel1ne", None),  # no word
        ("p" * (LONGEST + 1), None),
        ("", None),
        ("zzzzzz", None),
    ],
)
def test_limits(typed: str, meant: str | None) -> None:
    """One slip in a short word, two in a long one; the first letter is nearly always right."""
    assert Spelling(["pipeline", "kafka"]).correct(typed) == meant


def test_nearest() -> None:
    """Of several known words the nearest is meant, on a tie always the same one."""
    assert Spelling(["deployment", "deployments"]).correct("deploymentts") == "deployments"
    ways = (["glarbon", "glarbom"], ["glarbom", "glarbon"])
    assert {Spelling(way).correct("glarbox") for way in ways} == {"glarbom"}


def test_nothing_known() -> None:
    """Where no word is known, none is corrected."""
    assert Spelling(Vocabulary(VocabularyFile()).words).correct("pipline") is None


def test_named() -> None:
    """Between two that are equally near, one that the catalog names was meant."""
    assert Spelling(["glarbon", "glarbom"]).correct("glarbox") == "glarbom"
    named = [Alike(frozenset({"glarbon"}))]
    assert Spelling(["glarbon", "glarbom"], named).correct("glarbox") == "glarbon"


ALIKE = Alike(frozenset({"kestrel", "kestral", "gateway", "gates", "vega"}), 3)


@pytest.mark.parametrize(
    ("typed", "slips", "near"),
    [
        ("kestrel", 1, {(0, "kestrel"), (1, "kestral")}),
        ("kestrl", 2, {(1, "kestrel"), (1, "kestral")}),
        ("ketsrel", 1, {(1, "kestrel")}),
        ("estrel", 1, {(1, "kestrel")}),
        ("ekstrel", 1, {(1, "kestrel")}),
        ("xkestrel", 1, {(1, "kestrel")}),
        ("xestrel", 1, {(1, "kestrel")}),
        ("xestrl", 2, set()),
        ("gatwaay", 2, {(2, "gateway")}),
        ("veg", 1, {(1, "vega")}),
        ("zebra", 2, set()),
    ],
)
def test_near(typed: str, slips: int, near: set[tuple[int, str]]) -> None:
    """Every word within so many slips, each told with how many; in the first letter only one."""
    found = list(ALIKE.near(typed, slips))
    assert set(found) == near
    assert len(found) == len(near)
