"""Copies of a whole database, and the way back."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from bot.errors import RolecallError, StoreUnavailable
from bot.store.backup import DUMP, LOAD, backup, restore
from bot.store.engine import Engines, make_engines
from bot.store.ledger import Ledger
from bot.store.running import running
from bot.store.schema import current, differences, head, migrate
from bot.store.tables import Tables
from tests.store.dumping import plain_url, run_documented
from tests.store.sample import FACTS, NOW, added, person, take_in

if TYPE_CHECKING:
    from tests.conftest import Postgres

SQLITE = pytest.mark.parametrize("dialect", ["sqlite"])
POSTGRESQL = pytest.mark.parametrize("dialect", ["postgresql"])
DOCUMENTED = Path(__file__).parents[2] / "docs" / "operations.md"
PATIENCE = 60
Content = dict[str, list[tuple[Any, ...]]]


def _content(engines: Engines) -> Content:
    """All rows of all tables."""
    with engines.read.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(table.select())]
            for table in Tables.metadata.sorted_tables
        }


def _facts(engines: Engines) -> object:
    with Ledger(engines).read("W1") as books:
        return books.facts()


def _add(ledger: Ledger, key: str) -> None:
    with ledger.open("W1", NOW) as books:
        books.record([added(key)], actor="U1", source="slack")


def _beside(path: Path) -> set[str]:
    return {one.name for one in path.parent.iterdir() if one.name.startswith(path.name)}


@SQLITE
def test_what_was_copied_comes_back(engines: Engines, ledger: Ledger, tmp_path: Path) -> None:
    """After restoring every row is as it was, and what came later is in a file beside it."""
    take_in(ledger, FACTS)
    before = _content(engines)
    backup(engines, tmp_path / "copy.db")
    _add(ledger, "late")

    kept = restore(engines, tmp_path / "copy.db")
    assert _content(engines) == before
    assert kept == tmp_path / "rolecall.db.before-restore"
    assert restore(engines, kept) == tmp_path / "rolecall.db.before-restore.2"
    assert _facts(engines) == dict([*FACTS.items(), person("late")])
    _add(ledger, "later")


@SQLITE
def test_copy_is_one_file(engines: Engines, ledger: Ledger, tmp_path: Path) -> None:
    """A copy is complete by itself, sound, and as private as the database."""
    take_in(ledger, FACTS)
    (tmp_path / "rolecall.db").chmod(0o640)
    target = tmp_path / "kept" / "copy.db"
    target.parent.mkdir()
    backup(engines, target)
    assert list(target.parent.iterdir()) == [target]
    assert target.stat().st_mode & 0o777 == 0o640
    with closing(sqlite3.connect(target)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@SQLITE
def test_copy_of_a_moment(engines: Engines, ledger: Ledger, tmp_path: Path, root: Path) -> None:
    """While others write, a copy has all that was committed by then and nothing by halves."""
    take_in(ledger, {})
    begun, enough = Event(), Event()

    def write() -> None:
        for number in count():
            _add(ledger, f"p{number}")
            begun.set()
            if enough.is_set():
                return

    with ThreadPoolExecutor(1) as pool:
        written = pool.submit(write)
        try:
            assert begun.wait(PATIENCE)
            for number in range(5):
                backup(engines, tmp_path / f"{number}.db")
        finally:
            enough.set()
        written.result(PATIENCE)
    people: list[int] = []
    for number in range(5):
        copy = make_engines(f"sqlite:///{tmp_path / f'{number}.db'}", root)
        content = _content(copy)
        assert len(content["people"]) == len(content["changes"])
        people.append(len(content["people"]))
        copy.close()
    assert people == sorted(people)
    assert people[0] > 0


@SQLITE
def test_what_is_open_is_not_in_it(engines: Engines, ledger: Ledger, tmp_path: Path) -> None:
    """A transaction that isn't committed neither waits for the copy nor gets into it."""
    take_in(ledger, FACTS)
    with suppress(ZeroDivisionError), ledger.open("W1", NOW) as books:
        books.record([added("late")], actor="U1", source="slack")
        backup(engines, tmp_path / "copy.db")
        raise ZeroDivisionError
    restore(engines, tmp_path / "copy.db")
    assert _facts(engines) == FACTS


@SQLITE
def test_backup_overwrites_nothing(engines: Engines, tmp_path: Path) -> None:
    """A file that is there already stays as it is."""
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(RolecallError, match="is there already and stays as it is"):
        backup(engines, tmp_path / "mine")
    assert (tmp_path / "mine").read_text() == "mine"


@SQLITE
def test_halves_are_cleared_away(engines: Engines, tmp_path: Path) -> None:
    """What a process left that was killed while it copied goes with the next copy, and no more."""
    kept = tmp_path / "kept"
    kept.mkdir()
    for name in (".copy.db.0123abcd", ".copy.db.0123abcd-journal", ".copy.db.mine", ".copy.db"):
        (kept / name).write_text("half")
    backup(engines, kept / "copy.db")
    assert {one.name for one in kept.iterdir()} == {"copy.db", ".copy.db.mine", ".copy.db"}


@SQLITE
def test_backup_without_a_place(engines: Engines, tmp_path: Path) -> None:
    """Where a copy can't be written the sentence says why, and nothing is left behind."""
    target = tmp_path / "nowhere" / "copy.db"
    with pytest.raises(StoreUnavailable, match="No such file or directory"):
        backup(engines, target)
    assert not target.parent.exists()


@SQLITE
def test_nothing_to_back_up(bare: Engines, tmp_path: Path) -> None:
    """Neither a file that isn't there nor one without tables is copied, and none is made."""
    with pytest.raises(RolecallError, match="nothing to back up"):
        backup(bare, tmp_path / "copy.db")
    assert not (tmp_path / "bare.db").exists()
    with bare.write.begin():
        pass
    with pytest.raises(RolecallError, match="nothing to back up"):
        backup(bare, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


@SQLITE
@pytest.mark.parametrize("page", [0, 1, 20])
def test_damaged_database_is_not_copied(
    page: int, engines: Engines, ledger: Ledger, tmp_path: Path
) -> None:
    """A copy of a damaged database would be no copy: it is refused, and what to do is said."""
    take_in(ledger, FACTS)
    engines.close()
    _damage(tmp_path / "rolecall.db", page)
    with pytest.raises(StoreUnavailable, match=r"is damaged \(.*\): restore a backup"):
        backup(engines, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()
    assert not list(tmp_path.glob(".copy.db*"))


@SQLITE
@pytest.mark.parametrize("ruined", ["damaged", "no database", "gone"])
def test_damaged_database_is_replaced(
    ruined: str, engines: Engines, ledger: Ledger, tmp_path: Path
) -> None:
    """Restoring works where it is needed most, and keeps what is left of the ruins."""
    take_in(ledger, FACTS)
    before = _content(engines)
    backup(engines, tmp_path / "copy.db")
    engines.close()
    path = tmp_path / "rolecall.db"
    (tmp_path / "rolecall.db-wal").write_text("what is left of a log")
    if ruined == "damaged":
        _damage(path)
    elif ruined == "no database":
        path.write_text("Not a database at all. " * 100)
    else:
        path.unlink()

    kept = restore(engines, tmp_path / "copy.db")
    assert _content(engines) == before
    assert differences(engines) == []
    assert kept == (None if ruined == "gone" else tmp_path / "rolecall.db.before-restore")
    # What is left of a log is never taken for that of what is kept next.
    backup(engines, tmp_path / "again.db")
    assert restore(engines, tmp_path / "again.db") == tmp_path / "rolecall.db.before-restore.2"
    assert _content(engines) == before
    _add(ledger, "later")


@SQLITE
def test_what_cannot_be_kept_is_not_replaced(engines: Engines, tmp_path: Path) -> None:
    """Where nobody can tell what is there, it stays as it is."""
    backup(engines, tmp_path / "copy.db")
    engines.close()
    (tmp_path / "rolecall.db").unlink()
    (tmp_path / "rolecall.db").mkdir()
    with pytest.raises(StoreUnavailable, match="Can't read the database"):
        restore(engines, tmp_path / "copy.db")
    assert (tmp_path / "rolecall.db").is_dir()


@SQLITE
def test_restoring_where_nothing_is(engines: Engines, tmp_path: Path, root: Path) -> None:
    """On a new machine there is nothing to keep."""
    backup(engines, tmp_path / "copy.db")
    (tmp_path / "new").mkdir()
    new = make_engines(f"sqlite:///{tmp_path / 'new' / 'rolecall.db'}", root)
    assert restore(new, tmp_path / "copy.db") is None
    assert current(new) == head(root)
    new.close()


@SQLITE
def test_older_copy_is_migrated_afterwards(
    bare: Engines, engines: Engines, root: Path, tmp_path: Path
) -> None:
    """A copy that an older version made is restored as it is, and then brought up."""
    migrate(bare, root, "0001")
    backup(bare, tmp_path / "copy.db")
    restore(engines, tmp_path / "copy.db")
    assert current(engines) == "0001"
    assert migrate(engines, root) == head(root)
    assert differences(engines) == []


def _damage(path: Path, page: int = 1) -> None:
    raw = bytearray(path.read_bytes())
    raw[4096 * page : 4096 * (page + 2)] = b"\xff" * (4096 * 2)
    path.write_bytes(bytes(raw))


def _cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


def _other_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (x)")


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


@SQLITE
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_damage, "is no sound copy"),
        (_cut_off, "is no sound copy"),
        (lambda path: path.write_text("no database at all " * 99), "is no sound copy"),
        (lambda path: path.write_bytes(b""), "holds no database of Rolecall's"),
        (_other_database, "holds no database of Rolecall's"),
        (_newer, "at revision 9999, which this version doesn't know"),
        (Path.unlink, "There is no file"),
    ],
)
def test_bad_copy_changes_nothing(
    spoil: Callable[[Path], object], said: str, engines: Engines, ledger: Ledger, tmp_path: Path
) -> None:
    """What is no sound copy of a database that this version knows is refused, in one sentence."""
    take_in(ledger, FACTS)
    copy = tmp_path / "copy.db"
    backup(engines, copy)
    spoil(copy)
    before = _beside(tmp_path / "rolecall.db")
    with pytest.raises(RolecallError, match=said) as caught:
        restore(engines, copy)
    assert "\n" not in str(caught.value)
    assert _facts(engines) == FACTS
    assert _beside(tmp_path / "rolecall.db") == before


@SQLITE
def test_database_itself_is_no_copy(engines: Engines, tmp_path: Path) -> None:
    """Restoring a database from itself is a mistake, by whichever name."""
    (tmp_path / "link.db").symlink_to(tmp_path / "rolecall.db")
    with pytest.raises(RolecallError, match="is the database itself"):
        restore(engines, tmp_path / "link.db")


@SQLITE
def test_nobody_restores_under_a_running_process(
    engines: Engines, ledger: Ledger, tmp_path: Path
) -> None:
    """While somebody runs on the database it is not changed behind their back."""
    take_in(ledger, FACTS)
    backup(engines, tmp_path / "copy.db")
    _add(ledger, "late")
    before = _content(engines)
    with running(engines), pytest.raises(RolecallError, match="Another `rolecall run`"):
        restore(engines, tmp_path / "copy.db")
    assert _content(engines) == before


@SQLITE
def test_restoring_waits_for_no_writer_for_long(
    engines: Engines, ledger: Ledger, tmp_path: Path
) -> None:
    """Where an import is under way, restoring is told to try again and changes nothing."""
    take_in(ledger, FACTS)
    backup(engines, tmp_path / "copy.db")
    with ledger.open("W1", NOW) as books:
        books.record([added("late")], actor="U1", source="slack")
        with pytest.raises(StoreUnavailable, match="another process is writing, try again"):
            restore(engines, tmp_path / "copy.db")
    assert _facts(engines) == dict([*FACTS.items(), person("late")])
    assert not list(tmp_path.glob("*before-restore*"))


@SQLITE
def test_reader_finishes_what_it_began(engines: Engines, ledger: Ledger, tmp_path: Path) -> None:
    """Who reads while the database is restored reads on as it was."""
    take_in(ledger, FACTS)
    backup(engines, tmp_path / "copy.db")
    _add(ledger, "late")
    with ledger.read("W1") as books:
        before = books.facts()
        restore(engines, tmp_path / "copy.db")
        assert books.facts() == before
    assert _facts(engines) == FACTS


@POSTGRESQL
def test_postgresql_is_told_its_commands(engines: Engines, tmp_path: Path) -> None:
    """On PostgreSQL the sentence has the command that does it, as the documentation has it."""
    page = DOCUMENTED.read_text(encoding="utf-8")
    for run, command in ((backup, DUMP), (restore, LOAD)):
        with pytest.raises(RolecallError) as caught:
            run(engines, tmp_path / "copy.db")
        assert str(caught.value).endswith(command)
        assert f"\n{command}\n" in page
    assert list(tmp_path.iterdir()) == []


@POSTGRESQL
def test_postgresql_comes_back(
    engines: Engines, ledger: Ledger, postgres: "Postgres", root: Path, tmp_path: Path
) -> None:
    """The documented commands, run while others write, bring every row into a new database."""
    take_in(ledger, FACTS)
    before = _content(engines)
    with suppress(ZeroDivisionError), ledger.open("W1", NOW) as books:
        books.record([added("late")], actor="U1", source="slack")
        run_documented(DUMP, engines, plain_url(engines), tmp_path)
        raise ZeroDivisionError
    url = postgres.fresh("template0")
    run_documented(LOAD, engines, url, tmp_path)
    restored = make_engines(url, root)
    assert _content(restored) == before
    assert differences(restored) == []
    assert current(restored) == head(root)
    _add(Ledger(restored), "later")
    restored.close()
    postgres.drop(url)
