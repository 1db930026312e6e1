"""Files of which more is known than what they say; on each database."""

from datetime import UTC, datetime

import pytest

from bot.domain.source import Source
from bot.store.ledger import Ledger

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def ours(ledger: Ledger) -> Ledger:
    """A ledger with two workspaces."""
    for one in ("W1", "W2"):
        with ledger.open(one, NOW) as books:
            books.create(one)
    return ledger


def test_kept(ours: Ledger) -> None:
    """What is known of a file takes the place of what was; other workspaces have their own."""
    first = Source("yaml:Acme", "a.yaml", ("team", "assignment"), "broken")
    second = Source("csv:list")
    with ours.open("W1", NOW) as books:
        for one in (Source("yaml:Acme", managed=("lead",)), second, first):
            books.set_source(one)
    with ours.read("W1") as books:
        assert books.sources() == (second, first)
    with ours.read("W2") as books:
        assert books.sources() == ()
