"""Transactions: all or nothing, one workspace each, and what is said when there are none."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.errors import SchemaBehind, StoreUnavailable
from bot.store.books import Books
from bot.store.engine import Engines, make_engines
from bot.store.ledger import Ledger
from bot.store.schema import migrate
from tests.store.sample import FACTS, NOW, added, person, take_in

THREADS = 8
EACH = 20


def test_failure_leaves_nothing(ledger: Ledger) -> None:
    """An exception inside takes everything back, the workspace too."""
    with pytest.raises(ZeroDivisionError), ledger.open("W1", NOW) as books:
        _create_and_fail(books)
    assert ledger.workspaces() == ()


def test_workspaces_never_see_each_other(ledger: Ledger) -> None:
    """The same keys in two workspaces are different facts, histories and questions."""
    take_in(ledger, FACTS, "W1")
    other = dict([next(iter(FACTS.items()))])
    take_in(ledger, other, "W2")
    assert ledger.workspaces() == ("W1", "W2")
    with ledger.open("W2", NOW) as books:
        assert books.facts() == other
        assert len(books.history()) == len(other)
        books.record([added("eve", slack="U2")], actor="U1", source="slack")
    with ledger.read("W1") as books:
        assert books.facts() == FACTS
        assert {step.number for step in books.history()} == set(range(1, len(FACTS) + 1))
        assert "eve" not in books.organisation().person
    take_in(ledger, {}, "W2")
    with ledger.read("W1") as books:
        assert books.facts() == FACTS


def test_concurrent_writers_lose_nothing(ledger: Ledger) -> None:
    """What many threads record at once is all there, each under a number of its own."""
    take_in(ledger, {})

    def write(thread: int) -> list[int]:
        return [_add_patiently(ledger, f"p{thread}-{n}") for n in range(EACH)]

    with ThreadPoolExecutor(THREADS) as pool:
        acts = [act for acts in pool.map(write, range(THREADS)) for act in acts]
    assert sorted(acts) == list(range(1, THREADS * EACH + 1))
    with ledger.read("W1") as books:
        assert len(books.facts()) == THREADS * EACH
        assert len(books.organisation().people) == THREADS * EACH
        assert len(books.history(limit=1000)) == THREADS * EACH


def test_reader_sees_one_moment(ledger: Ledger) -> None:
    """What is committed while somebody reads is seen by the next reader."""
    take_in(ledger, FACTS)
    with ledger.read("W1") as books:
        before = books.organisation()
        take_in(ledger, dict([*FACTS.items(), person("late")]))
        assert books.facts() == FACTS
        assert books.organisation() is before
    with ledger.read("W1") as books:
        assert "late" in books.organisation().person


def test_locked_database_is_told(engines: Engines, ledger: Ledger) -> None:
    """Who waits too long for another writer is told to try again."""
    take_in(ledger, {})
    with engines.write.begin() as connection:
        connection.execute(text("UPDATE workspaces SET name = 'busy'"))
        with pytest.raises(StoreUnavailable, match="another process is writing, try again"):
            _add(ledger, "zoe")


def test_naive_now_is_refused(ledger: Ledger) -> None:
    """A moment without its zone gets into no row."""
    naive = datetime(2026, 3, 1)  # noqa: DTZ001 that is the point
    with pytest.raises(ValueError, match="has no time zone"), ledger.open("W1", naive):
        pass


def test_unmigrated_database_is_told(bare: Engines, root: Path) -> None:
    """Without tables the answer is how to make them, and once made they are used."""
    ledger = Ledger(bare)
    behind = r"^The database at .* isn't at this version's schema: run `rolecall migrate`\.$"
    with pytest.raises(SchemaBehind, match=behind), ledger.read("W1"):
        pass
    with pytest.raises(SchemaBehind, match=behind), ledger.open("W1", NOW):
        pass
    with pytest.raises(SchemaBehind, match=behind):
        ledger.workspaces()
    migrate(bare, root)
    assert ledger.workspaces() == ()


def test_other_revision_is_told(engines: Engines) -> None:
    """A newer database is refused like an older one."""
    with engines.write.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaBehind), Ledger(engines).read("W1"):
        pass


def test_tables_that_vanish_later_are_told(engines: Engines, ledger: Ledger) -> None:
    """The same is said where the revision was right once and a table is gone."""
    take_in(ledger, {})
    with engines.write.begin() as connection:
        connection.execute(text("DROP TABLE questions"))
    with pytest.raises(SchemaBehind), ledger.read("W1") as books:
        books.questions()


def test_folder_in_place_of_the_file(tmp_path: Path, root: Path) -> None:
    """A database that can't be opened is told in one sentence, with what to do."""
    (tmp_path / "folder").mkdir()
    ledger = Ledger(make_engines(f"sqlite:///{tmp_path / 'folder'}", root))
    with pytest.raises(StoreUnavailable) as caught, ledger.read("W1"):
        pass
    assert str(caught.value) == (
        f"Can't open the database at sqlite:///{tmp_path / 'folder'}: "
        "unable to open database file; check DATABASE_URL and that the database is there."
    )


def test_file_that_is_no_database(tmp_path: Path, root: Path) -> None:
    """Some other file is told, and left as it is."""
    path = tmp_path / "notes.txt"
    path.write_text("Not a database at all. " * 100)
    ledger = Ledger(make_engines(f"sqlite:///{path}", root))
    with pytest.raises(StoreUnavailable, match="file is not a database"), ledger.open("W1", NOW):
        pass
    assert path.read_text().startswith("Not a database")


def test_unreachable_server_never_shows_the_password(root: Path) -> None:
    """Where nobody listens the sentence names the database and keeps the password."""
    url = "postgres://me:hunter2@127.0.0.1:1/rolecall"
    ledger = Ledger(make_engines(url, root))
    with pytest.raises(StoreUnavailable, match="check DATABASE_URL") as caught, ledger.read("W1"):
        pass
    assert "hunter2" not in str(caught.value)
    assert "\n" not in str(caught.value)
    ledger.close()


def test_reading_cannot_write(engines: Engines, ledger: Ledger) -> None:
    """Not even SQL changes anything by way of the reading engine."""
    take_in(ledger, {})
    with engines.read.connect() as connection, pytest.raises(DBAPIError, match=r"read-?only"):
        connection.execute(text("UPDATE workspaces SET name = 'x'"))


def _create_and_fail(books: Books) -> None:
    books.create("Test")
    books.record([added("zoe")], actor="U1", source="slack")
    raise ZeroDivisionError


def _add(ledger: Ledger, key: str) -> int:
    with ledger.open("W1", NOW) as books:
        return books.record([added(key)], actor="U1", source="slack")


def _add_patiently(ledger: Ledger, key: str) -> int:
    """Does as the sentence says where the database was busy for too long: tries again."""
    while True:
        try:
            return _add(ledger, key)
        except StoreUnavailable:
            continue
