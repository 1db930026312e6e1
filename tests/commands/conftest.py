"""A counter for each test: on SQLite, and on PostgreSQL where a test asks for both."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import config, wiring
from bot.desk.desk import Desk
from bot.domain.catalog import Catalog
from bot.store.engine import make_engines
from bot.store.ledger import Ledger
from tests.commands.counter import Counter


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


@pytest.fixture
def counter(ledger: Ledger, desk: Desk) -> Counter:
    """A workspace in which people hand things in, for one test alone."""
    return Counter(ledger, desk)
