"""Bringing tables to this version's revision."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import RolecallError, SchemaBehind
from bot.store.engine import Engines
from bot.store.schema import current, differences, head, migrate


def test_migrating_gives_the_revision(bare: Engines, root: Path) -> None:
    """Never migrated is None; afterwards it is the head, and again changes nothing."""
    assert current(bare) is None
    assert migrate(bare, root) == head(root) == current(bare)
    assert migrate(bare, root) == head(root)


def test_two_may_migrate_at_once(bare: Engines, root: Path) -> None:
    """Replicas that start together migrate one after the other."""
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda _: migrate(bare, root), range(2))) == [head(root)] * 2
    assert differences(bare) == []


def test_unknown_revision_is_told(engines: Engines, root: Path) -> None:
    """A database of a newer version is left alone."""
    with engines.write.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaBehind, match="a revision that this version doesn't know"):
        migrate(engines, root)
    assert current(engines) == "9999"


def test_differences_are_named(engines: Engines) -> None:
    """A table that isn't ours is a line of its own."""
    with engines.write.begin() as connection:
        connection.execute(text("CREATE TABLE stray (x int)"))
    (line,) = differences(engines)
    assert "stray" in line


def test_no_migrations_are_told(tmp_path: Path) -> None:
    """A folder without revisions is no project's root."""
    (tmp_path / "migrations" / "versions").mkdir(parents=True)
    with pytest.raises(RolecallError, match="no migrations"):
        head(tmp_path)
