"""A counter for each test: on SQLite, and on PostgreSQL where a test asks for both."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import config, wiring
from bot.commands.ask import ask
from bot.desk.desk import Desk
from bot.domain.call import Call
from bot.domain.catalog import Catalog
from bot.domain.reply import Reply
from bot.search.finders import Finders
from bot.search.learned import Learned
from bot.search.score import Matching
from bot.search.vocabulary import Vocabulary
from bot.store.engine import make_engines
from bot.store.ledger import Ledger
from tests.commands.counter import TODAY, WORKSPACE, Counter

Asks = Callable[[str], Reply]
Search = tuple[Vocabulary, Matching, Learned | None]


@pytest.fixture(scope="session")
def desk(root: Path) -> Desk:
    """The desk with every verb."""
    return wiring.desk(root)


@pytest.fixture(scope="session")
def shipped_catalog(root: Path) -> Catalog:
    """The catalog that ships."""
    return config.load_catalog(root)


@pytest.fixture(scope="session")
def counter_file(
    migrated_file: Path,
    desk: Desk,
    shipped_catalog: Catalog,
    root: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A SQLite database with the organisation in it, to be copied."""
    path = Path(shutil.copy(migrated_file, tmp_path_factory.mktemp("counter") / "counter.db"))
    engines = make_engines(f"sqlite:///{path}", root)
    Counter(Ledger(engines), desk).take_in(shipped_catalog)
    engines.close()
    return path


@pytest.fixture
def ledger(counter_file: Path, root: Path, tmp_path: Path) -> Iterator[Ledger]:
    """The ledger behind the counter, for what doesn't come over it."""
    engines = make_engines(f"sqlite:///{shutil.copy(counter_file, tmp_path / 'counter.db')}", root)
    yield Ledger(engines)
    engines.close()


@pytest.fixture(scope="session")
def search(root: Path) -> Search:
    """What a search is made of."""
    return config.load_vocabulary(root), config.load_matching(root), config.load_learned(root)


@pytest.fixture
def asks(ledger: Ledger, search: Search) -> Asks:
    """Asks a question in the workspace behind the counter; the answer as anybody gets it."""
    finders = Finders(*search)

    def asked(text: str) -> Reply:
        call = Call(text=text, today=TODAY, surface="terminal")
        with ledger.read(WORKSPACE) as books:
            return ask(call, books, finders)

    return asked


@pytest.fixture
def counter(ledger: Ledger, desk: Desk) -> Counter:
    """A workspace in which people hand things in, for one test alone."""
    return Counter(ledger, desk)
