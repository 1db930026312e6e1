"""What a database says when it can't."""

import pytest
from sqlalchemy import TextClause, text

from bot.errors import RolecallError, SchemaBehind, StoreUnavailable
from bot.store.engine import Engines
from bot.store.trouble import explained


def test_missing_table_means_migrate(bare: Engines) -> None:
    """Whoever meets a database without tables is told to migrate."""
    people = text("SELECT * FROM people")
    with (
        bare.read.connect() as connection,
        pytest.raises(SchemaBehind, match="run `rolecall migrate`"),
        explained(bare),
    ):
        connection.execute(people)


def test_contradiction_changes_nothing(engines: Engines) -> None:
    """A broken constraint is one sentence that says that nothing was changed."""
    row = text("INSERT INTO workspaces (id, name, created_at) VALUES ('W', 'W', '2026-01-01')")
    with pytest.raises(RolecallError, match="nothing was changed") as caught:
        _twice(engines, row)

    assert not isinstance(caught.value, StoreUnavailable)
    with engines.read.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM workspaces")) == 0


def test_our_own_mistakes_stay(engines: Engines) -> None:
    """An error of ours is not dressed up as the database's."""
    with pytest.raises(KeyError), explained(engines):
        raise KeyError("ours")


def _twice(engines: Engines, row: TextClause) -> None:
    with explained(engines), engines.write.begin() as connection:
        connection.execute(row)
        connection.execute(row)
