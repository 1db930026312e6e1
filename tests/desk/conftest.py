"""Counters over which the desk hears words, each in a workspace of its own."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path

import pytest

from bot import config, wiring
from bot.desk.desk import Desk
from bot.store.engine import make_engines
from bot.store.ledger import Ledger
from tests.commands.counter import Counter

Fresh = Callable[[], AbstractContextManager[Counter]]
"""Gives a workspace as it was at first, for as long as the context lasts."""


@pytest.fixture(scope="session")
def desk(root: Path) -> Desk:
    """The desk with every verb."""
    return wiring.desk(root)


@pytest.fixture(scope="module")
def counter_file(
    migrated_file: Path, desk: Desk, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A SQLite database with the organisation in it, to be copied."""
    path = Path(shutil.copy(migrated_file, tmp_path_factory.mktemp("desk") / "counter.db"))
    engines = make_engines(f"sqlite:///{path}", root)
    Counter(Ledger(engines), desk).take_in(config.load_catalog(root))
    engines.close()
    return path


@pytest.fixture(scope="module")
def fresh(
    counter_file: Path, desk: Desk, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Fresh:
    """A new counter as often as a test wants one."""
    folder, numbers = tmp_path_factory.mktemp("fresh"), count()

    @contextmanager
    def opened() -> Iterator[Counter]:
        path = Path(shutil.copy(counter_file, folder / f"{next(numbers)}.db"))
        engines = make_engines(f"sqlite:///{path}", root)
        try:
            yield Counter(Ledger(engines), desk)
        finally:
            engines.close()
            path.unlink()

    return opened


@pytest.fixture
def counter(fresh: Fresh) -> Iterator[Counter]:
    """A workspace in which people hand things in, for one test alone."""
    with fresh() as one:
        yield one
