"""Bringing tables to this version's revision."""

import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import RolecallError, SchemaBehind
from bot.store.engine import Engines
from bot.store.ledger import Ledger
from bot.store.schema import COPIES, current, differences, head, migrate, revert
from tests.store.sample import FACTS, take_in

SQLITE = pytest.mark.parametrize("dialect", ["sqlite"])
OLDER = "0001"
NEXT = """\
import sqlalchemy as sa
from alembic import op

revision = "9000"
down_revision = "{head}"


def upgrade():
    op.add_column("workspaces", sa.Column("motto", sa.Text()))
    op.create_table("mottos", sa.Column("x", sa.Text()))
    {then}


def downgrade():
    op.drop_table("mottos")
"""
LITTLE = 40_000
MIGRATES = """\
import resource, sys
from pathlib import Path
from bot.errors import StoreUnavailable
from bot.store.engine import make_engines
from bot.store.schema import migrate
url, root, most = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_FSIZE, (int(most), int(most)))
try:
    migrate(make_engines(url, Path(root)), Path(root))
except StoreUnavailable as error:
    print(error)
"""
Next = Callable[[str], Path]


@pytest.fixture
def next_version(root: Path, tmp_path: Path) -> Next:
    """The root of a version that has one more revision, which ends with the line given."""

    def made(then: str = "") -> Path:
        whole = tmp_path / "next"
        shutil.copytree(root / "migrations", whole / "migrations", dirs_exist_ok=True)
        text = NEXT.format(head=head(root), then=then)
        (whole / "migrations" / "versions" / "9000_mottos.py").write_text(text)
        return whole

    return made


def _copies(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if ".before-" in path.name)


def _named(path: Path) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT id, name FROM workspaces").fetchall()


def _one_workspace(engines: Engines) -> None:
    row = text("INSERT INTO workspaces (id, name, created_at) VALUES ('W', 'Acme', '2026-01-01')")
    with engines.write.begin() as connection:
        connection.execute(row)


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


@SQLITE
def test_older_tables_are_copied_first(bare: Engines, root: Path, tmp_path: Path) -> None:
    """Before an SQLite file changes there is a whole copy beside it, and it is told where."""
    told: list[str] = []
    migrate(bare, root, OLDER, told.append)
    _one_workspace(bare)
    assert (told, _copies(tmp_path)) == ([], [])

    migrate(bare, root, tell=told.append)
    copy = tmp_path / f"bare.db.before-{head(root)}"
    assert told == [f"Before migrating, the database was copied to {copy}."]
    assert _named(copy) == [("W", "Acme")]
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (OLDER,)
    assert not (tmp_path / f"{copy.name}-wal").exists()


@SQLITE
def test_nothing_to_migrate_copies_nothing(bare: Engines, root: Path, tmp_path: Path) -> None:
    """Neither a new file, nor one that is there already, nor one of a newer version is copied."""
    migrate(bare, root)
    migrate(bare, root)
    with bare.write.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaBehind):
        migrate(bare, root)
    assert _copies(tmp_path) == []


@SQLITE
def test_two_who_migrate_copy_once(bare: Engines, root: Path, tmp_path: Path) -> None:
    """Whoever waited for another one's migration finds nothing left to copy."""
    migrate(bare, root, OLDER)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: migrate(bare, root), range(2)))
    assert _copies(tmp_path) == [f"bare.db.before-{head(root)}"]


@SQLITE
def test_no_copy_is_overwritten_and_few_are_kept(bare: Engines, root: Path, tmp_path: Path) -> None:
    """Copies are numbered, the newest few stay, and what an operator keeps is left alone."""
    own = tmp_path / "bare.db.before-restore"
    own.write_text("mine")
    migrate(bare, root, OLDER)
    told: list[str] = []
    for _ in range(COPIES + 2):
        migrate(bare, root, tell=told.append)
        revert(bare, root, OLDER)
    name = f"bare.db.before-{head(root)}"
    assert told[0].endswith(f"/{name}.")
    assert told[1].endswith(f"/{name}.2.")
    newest = {line.rpartition("/")[2].removesuffix(".") for line in told[-COPIES:]}
    assert set(_copies(tmp_path)) == newest | {own.name}
    assert own.read_text() == "mine"


def test_half_a_migration_is_none(
    bare: Engines, root: Path, dialect: str, tmp_path: Path, next_version: Next
) -> None:
    """A migration that fails half-way leaves everything as it was, and the copy with it."""
    migrate(bare, root)
    _one_workspace(bare)
    told: list[str] = []
    with pytest.raises(ZeroDivisionError):
        migrate(bare, next_version("1 / 0"), tell=told.append)
    assert current(bare) == head(root)
    assert differences(bare) == []
    with bare.read.connect() as connection:
        assert connection.execute(text("SELECT id, name FROM workspaces")).one() == ("W", "Acme")
    if dialect == "sqlite":
        assert _copies(tmp_path) == ["bare.db.before-9000"]
        assert _named(tmp_path / "bare.db.before-9000") == [("W", "Acme")]
        assert len(told) == 1
    assert migrate(bare, next_version("pass")) == "9000"


@SQLITE
def test_without_a_copy_nothing_is_migrated(bare: Engines, root: Path, tmp_path: Path) -> None:
    """Where the copy can't be made the sentence says why, and the file stays as it is."""
    migrate(bare, root, OLDER)
    bare.close()
    assert (tmp_path / "bare.db").stat().st_size > LITTLE
    code = [sys.executable, "-c", MIGRATES, bare.url, str(root), str(LITTLE)]
    ran = subprocess.run(  # noqa: S603 our own code
        code, cwd=root, capture_output=True, text=True, check=True
    )
    assert re.fullmatch(
        r"Can't copy .* to .*\(disk I/O error\): see that there is room.*\n", ran.stdout
    )
    assert current(bare) == OLDER
    assert sorted(one.name for one in tmp_path.iterdir() if "before" in one.name) == []


@SQLITE
def test_pointers_to_nothing_are_found(
    engines: Engines, ledger: Ledger, root: Path, next_version: Next
) -> None:
    """A migration that leaves rows that point to nothing is given up as if never begun."""
    take_in(ledger, FACTS)
    with pytest.raises(RolecallError, match=r"given up .* rows of .*people.* point to rows"):
        migrate(engines, next_version('op.execute("DELETE FROM workspaces")'))
    assert current(engines) == head(root)
    with ledger.read("W1") as books:
        assert books.facts() == FACTS


def test_whoever_runs_goes_on(engines: Engines, ledger: Ledger, next_version: Next) -> None:
    """Processes of the version before go on while tables only gain; new ones of it don't begin."""
    take_in(ledger, {})
    assert migrate(engines, next_version("pass")) == "9000"
    take_in(ledger, FACTS)
    with ledger.read("W1") as books:
        assert books.facts() == FACTS
    with pytest.raises(SchemaBehind), Ledger(engines).read("W1"):
        pass
