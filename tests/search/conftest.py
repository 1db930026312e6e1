"""What the examples that ship have taught, read once."""

from pathlib import Path

import pytest

from bot import config
from bot.search.finder import Finder
from bot.search.learned import Learned
from tests.example import catalog, matching, vocabulary


@pytest.fixture(scope="session")
def shipped(root: Path) -> Learned:
    """The weights that ship."""
    found = config.load_learned(root)
    assert found is not None
    return found


@pytest.fixture(scope="session")
def taught(shipped: Learned) -> Finder:
    """A finder over the catalog that ships, as it runs."""
    return Finder.over(catalog(), vocabulary(), matching(), shipped)
