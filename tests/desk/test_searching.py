"""What questions find, for verbs: sure or not at all, in whichever catalog."""

from collections.abc import Iterator

import pytest

from bot.desk.searching import MOST_CLOSE, Searching
from bot.domain.catalog import Catalog
from bot.domain.fact import OWN, Subject, catalog_facts, catalog_of
from bot.search.finder import Finder
from bot.store.books import Books
from tests.commands.counter import WORKSPACE, Counter
from tests.example import catalog, matching, vocabulary

DEPLOY = "activity:deploy-models"


@pytest.fixture
def made() -> list[Catalog]:
    """The catalogs for which a finder was made, each time."""
    return []


@pytest.fixture
def searching(counter: Counter, made: list[Catalog]) -> Iterator[Searching]:
    """Questions to the catalogs of a workspace."""

    def find(books: Books, catalog: Catalog) -> Finder:
        del books
        made.append(catalog)
        return Finder.over(catalog, vocabulary(), matching())

    with counter.ledger.read(WORKSPACE) as books:
        yield Searching(books, find)


@pytest.mark.parametrize(
    ("words", "ref"),
    [("deploying models", DEPLOY), ("Deploy models", DEPLOY), ("zebra parade", None), ("", None)],
)
def test_where_words_lead(searching: Searching, words: str, ref: str | None) -> None:
    """It is what a question in them is answered with; nothing where that isn't sure."""
    assert searching.leads_to(catalog(), words) == ref


def test_what_is_close(searching: Searching) -> None:
    """The best comes first, and there are not too many."""
    close = searching.close_to(catalog(), "deploy models")
    assert close[0] == DEPLOY
    assert 1 < len(set(close)) == len(close) <= MOST_CLOSE


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("deploy", True),
        ("Über-modèle", True),
        ("部署", True),
        ("who owns the", False),
        ("Owner", False),
        ("🎂", False),
        ("", False),
    ],
)
def test_words_that_say_something(searching: Searching, words: str, *, says: bool) -> None:
    """Those that any question has, and no words, say nothing."""
    assert searching.says(words) is says


def test_one_finder_for_each_catalog(searching: Searching, made: list[Catalog]) -> None:
    """However much is asked; what would be is searched beside what is."""
    now = catalog()
    hidden = {Subject("entry", (OWN, DEPLOY)): {"over": True, "retired": True}}
    after = catalog_of(catalog_facts(now) | hidden)
    for _ in range(2):
        assert searching.leads_to(now, "deploying models") == DEPLOY
        assert searching.leads_to(after, "deploying models") != DEPLOY
        searching.close_to(after, "deploy")
    assert made == [now, after]
