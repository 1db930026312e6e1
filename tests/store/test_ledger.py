"""Transactions: all or nothing, one workspace each, and what is said when there are none."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.domain.catalog import Catalog
from bot.domain.delivery import Delivery, Settled
from bot.domain.fact import catalog_facts
from bot.domain.member import Member
from bot.domain.organisation import Organisation
from bot.errors import RolecallError, SchemaBehind, StoreUnavailable
from bot.store.books import Books
from bot.store.engine import Engines, make_engines
from bot.store.installations import Installation
from bot.store.ledger import Ledger
from bot.store.queue import Queue
from bot.store.schema import migrate
from tests.example import small
from tests.store.sample import FACTS, NOW, ORGANISATION, added, person, take_in

THREADS = 8
EACH = 20
PATIENCE = 30
POST = Delivery("post", "C1", "C1", {"channel": "C1"}, {"text": "x"})


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
        assert books.organisation() == before
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
    """A newer database is refused like an older one, and no migration is advised."""
    with engines.write.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with (
        pytest.raises(SchemaBehind, match=r"9999 of a newer version.*: run that"),
        Ledger(engines).read("W1"),
    ):
        pass


def test_tables_that_vanish_later_are_told(engines: Engines, ledger: Ledger) -> None:
    """The same is said where the revision was right once and a table is gone."""
    take_in(ledger, {})
    with engines.write.begin() as connection:
        connection.execute(text("DROP TABLE changes"))
    with pytest.raises(SchemaBehind), ledger.read("W1") as books:
        books.history()


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


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_answers_hold_nobody_up(ledger: Ledger, engines: Engines) -> None:
    """Who only answers lets others change what it read; who may change something doesn't."""
    take_in(ledger, FACTS | catalog_facts(small()))
    with ledger.read("W1") as books:
        before, _ = books.organisation(), books.catalog()
    with ledger.open("W1", NOW, holds=False) as books:
        assert books.organisation() is before
        assert books.claim_once("k")
        assert not _is_held(engines)
        _add(ledger, "eve")
        assert books.organisation() is before
    with ledger.read("W1") as books:
        before = books.organisation()
    with ledger.open("W1", NOW) as books:
        assert not _is_held(engines)
        assert books.organisation() is before
        assert _is_held(engines)


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_first_to_build_holds(ledger: Ledger, engines: Engines) -> None:
    """Who builds a value that all will share holds what it is made of, though it only answers."""
    take_in(ledger, FACTS | catalog_facts(small()))
    with ledger.read("W1") as books:
        books.catalog()
    with ledger.open("W1", NOW, holds=False) as books:
        assert books.organisation() == ORGANISATION
        assert _is_held(engines)
    assert not _is_held(engines)
    with ledger.open("W1", NOW, holds=False) as books:
        assert books.organisation() == ORGANISATION
        assert not _is_held(engines)


def test_answers_see_what_was_changed_before(ledger: Ledger) -> None:
    """Who only answers is told what is stored, though it changed since it was built last."""
    take_in(ledger, FACTS)
    for key in ("eve", "bob"):
        with ledger.open("W1", NOW, holds=False) as books:
            assert key not in books.organisation().person
        _add(ledger, key)
        with ledger.open("W1", NOW, holds=False) as books:
            assert key in books.organisation().person


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_workspaces_dont_wait_for_each_other(ledger: Ledger) -> None:
    """On PostgreSQL one workspace's transaction holds up no other's, nor the queue."""
    for workspace_id in ("W1", "W2"):
        take_in(ledger, {}, workspace_id)
    with ledger.open("W1", NOW) as one, ledger.open("W2", NOW) as two, ledger.queue() as queue:
        one.record([added("zoe")], actor="U1", source="slack")
        two.record([added("zoe")], actor="U1", source="slack")
        assert queue.take(("W1",), (), 1) == []


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_writers_take_turns(ledger: Ledger) -> None:
    """On SQLite whoever writes second goes once the first is through, however that ended."""
    take_in(ledger, {})
    went: list[str] = []

    def second() -> None:
        _add_patiently(ledger, f"p{len(went)}")
        went.append("second")

    with ThreadPoolExecutor(1) as pool:
        for fails in (False, True):
            with suppress(ZeroDivisionError), ledger.open("W1", NOW) as books:
                waiting = pool.submit(second)
                _claim_and_then(books, went, fails=fails)
            waiting.result(PATIENCE)
    assert went == ["first", "second"] * 2


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_turn_that_doesnt_come_is_told(ledger: Ledger) -> None:
    """On SQLite who waits too long for our own writers is told to try again; readers never wait."""
    take_in(ledger, {})
    with ledger.open("W1", NOW) as books:
        books.create("again")
        with pytest.raises(StoreUnavailable, match="another process is writing, try again"):
            _add(ledger, "zoe")
        with ledger.read("W1") as others:
            assert others.exists()
        assert ledger.workspaces() == ("W1",)
    _add(ledger, "zoe")


def test_queue_is_all_or_nothing(ledger: Ledger) -> None:
    """The queue is committed at the end, and as if never opened after an exception."""
    take_in(ledger, {})
    with ledger.open("W1", NOW) as books:
        books.send(POST)
    with pytest.raises(ZeroDivisionError), ledger.queue() as queue:
        _take_and_fail(queue)
    with ledger.queue() as queue:
        [taken] = queue.take(("W1",), (), 5)
    with ledger.queue() as queue:
        assert queue.take(("W1",), (), 5) == []
        queue.settle(taken, Settled("sent"))
    with ledger.read("W1") as books:
        assert [one.state for one in books.deliveries()] == ["sent"]


def test_queue_of_an_unmigrated_database(bare: Engines) -> None:
    """Without tables the queue says how to make them."""
    with pytest.raises(SchemaBehind, match="run `rolecall migrate`"), Ledger(bare).queue():
        pass
    with pytest.raises(SchemaBehind, match="run `rolecall migrate`"):
        Ledger(bare).slack_workspaces()


def test_rehearsal_keeps_nothing(ledger: Ledger) -> None:
    """A rehearsal takes no claim, sends nothing and changes nothing, though it sees what it did."""
    take_in(ledger, FACTS)
    with ledger.open("W1", NOW, rehearse=True) as books:
        books.record([added("eve")], actor="U1", source="slack")
        assert "eve" in books.organisation().person
        assert books.claim_once("k")
        books.send(POST)
        books.roster.save_members([Member(id="U1", name="Zoe", deleted=True)])
    with ledger.open("W1", NOW) as books:
        assert books.organisation() == ORGANISATION
        assert books.claim_once("k")
        assert books.deliveries() == ()
        assert books.roster.members() == ()


def test_slack_workspaces(ledger: Ledger) -> None:
    """Workspaces that are Slack's are told apart from those that aren't, in order."""
    for workspace_id in ("W2", "local", "W1"):
        take_in(ledger, {}, workspace_id)
    assert ledger.slack_workspaces() == ()
    for workspace_id in ("W2", "W1"):
        with ledger.open(workspace_id, NOW) as books:
            found = Installation(workspace_id, None, "U0", None, None, [], NOW)
            books.roster.set_installation(found)
    assert ledger.slack_workspaces() == ("W1", "W2")
    assert ledger.workspaces() == ("W1", "W2", "local")


def test_stewards_of_the_deployment(engines: Engines) -> None:
    """Who looks after ownership where no file says so is what the ledger was opened with."""
    ledger = Ledger(engines, ("U7",))
    take_in(ledger, {})
    with ledger.open("W1", NOW) as books:
        books.roster.save_members([Member(id="U7", name="Sam")])
    with ledger.read("W1") as books:
        assert books.organisation().stewards == ("U7",)
    with Ledger(engines).read("W1") as books:
        assert books.organisation().stewards == ()


def test_only_so_many_stay_in_memory(engines: Engines) -> None:
    """What was read of a workspace is handed out again, until others were read more lately."""
    ledger = Ledger(engines, warm=2)
    for workspace in ("W1", "W2", "W3"):
        take_in(ledger, FACTS | catalog_facts(small()), workspace)
    first = _built(ledger, "W1")
    _built(ledger, "W2")
    assert _same(_built(ledger, "W1"), first)
    _built(ledger, "W3")
    assert _same(_built(ledger, "W1"), first)
    for workspace in ("W2", "W3"):
        _built(ledger, workspace)
    again = _built(ledger, "W1")
    assert not _same(again, first)
    assert again == first


def _built(ledger: Ledger, workspace: str) -> tuple[Catalog, Organisation]:
    with ledger.read(workspace) as books:
        return books.catalog(), books.organisation()


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return all(a is b for a, b in zip(one, other, strict=True))


def _is_held(engines: Engines) -> bool:
    query = text("SELECT id FROM workspaces FOR NO KEY UPDATE SKIP LOCKED")
    with engines.write.connect() as connection:
        return connection.execute(query).all() == []


def _claim_and_then(books: Books, went: list[str], *, fails: bool) -> None:
    books.claim_once("k")
    went.append("first")
    if fails:
        raise ZeroDivisionError


def _take_and_fail(queue: Queue) -> None:
    assert len(queue.take(("W1",), (), 5)) == 1
    raise ZeroDivisionError


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


def test_after_a_commit_that_failed(ledger: Ledger) -> None:
    """What is found out only at the commit fails alone: the next transaction begins as ever."""
    with ledger.open("T1", NOW) as books:
        books.create("One")
    for _ in range(2):
        with (
            pytest.raises(RolecallError, match="contradicts what is stored"),
            ledger.open("T1", NOW) as books,
        ):
            books.record_verdict("never asked", "U1", "right")

    with ledger.open("T1", NOW) as books:
        assert books.exists()
