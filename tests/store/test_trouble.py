"""What a database says when it can't."""

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, TextClause, event, text
from sqlalchemy.exc import DataError

from bot.errors import Fleeting, Locked, RolecallError, SchemaBehind, StoreUnavailable
from bot.store.engine import POOL, Engines, make_engines
from bot.store.ledger import Ledger
from bot.store.trouble import explained
from tests.store.sample import NOW, added, take_in

SQLITE = pytest.mark.parametrize("dialect", ["sqlite"])
POSTGRESQL = pytest.mark.parametrize("dialect", ["postgresql"])
PATIENCE = 30
MOST = POOL["pool_size"] + POOL["max_overflow"]
ASKS_FOR_TLS = 8
"""So long is the packet by which a client asks for TLS; any other is longer."""

FULL_FROM_TEN = (
    """
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF (SELECT count(*) FROM people) > 10 THEN
            RAISE SQLSTATE '53100' USING MESSAGE = 'could not extend file: No space left on device';
        END IF;
        RETURN NULL;
    END $$
    """,
    "CREATE TRIGGER full_disk AFTER INSERT ON people EXECUTE FUNCTION full_disk()",
)
SMALL_FILES = """\
import resource, sys
from pathlib import Path
from bot.errors import StoreUnavailable
from bot.store.engine import make_engines
from bot.store.ledger import Ledger
from tests.store.sample import FACTS, take_in
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    take_in(Ledger(make_engines(sys.argv[1], Path(sys.argv[2]))), FACTS)
except StoreUnavailable as error:
    print(error)
"""
NAMES = text("SELECT id, name FROM workspaces ORDER BY id")


def _add(ledger: Ledger, key: str) -> None:
    with ledger.open("W1", NOW) as books:
        books.record([added(key)], actor="U1", source="slack")


def _add_for_ever(ledger: Ledger, stored: list[str]) -> None:
    for number in count():
        _add(ledger, f"p{number:04}")
        stored.append(f"p{number:04}")


def _people(ledger: Ledger) -> list[str]:
    with ledger.read("W1") as books:
        return sorted(one.key for one in books.organisation().people)


def _execute(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def _little_room(engines: Engines) -> Callable[[], None]:
    """Leaves room for little more; what is given makes room again."""
    if not engines.one_writer:
        _execute(engines.write, *FULL_FROM_TEN)
        return lambda: _execute(engines.write, "DROP TRIGGER full_disk ON people")
    with engines.read.connect() as connection:
        pages = connection.scalar(text("PRAGMA page_count"))

    def connected(connection: SqliteConnection, _entry: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages + 3}").close()

    def make_room() -> None:
        event.remove(engines.write, "connect", connected)
        engines.write.dispose()

    event.listen(engines.write, "connect", connected)
    engines.write.dispose()
    return make_room


def test_full_disk(engines: Engines, ledger: Ledger) -> None:
    """Where the disk is full what was stored can still be read, and room is all it takes."""
    take_in(ledger, {})
    make_room = _little_room(engines)
    stored: list[str] = []
    with pytest.raises(StoreUnavailable, match="The disk is full under the database") as caught:
        _add_for_ever(ledger, stored)
    assert not isinstance(caught.value, Fleeting)
    assert len(stored) >= 10
    with pytest.raises(StoreUnavailable, match="The disk is full"):
        _add(ledger, "late")
    assert _people(ledger) == stored

    make_room()
    _add(ledger, "late")
    assert _people(ledger) == sorted([*stored, "late"])
    if engines.one_writer:
        with engines.read.connect() as connection:
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"


@SQLITE
def test_disk_that_refuses(engines: Engines, ledger: Ledger, root: Path) -> None:
    """A quota that is used up is told too, and nothing is stored by halves."""
    code = [sys.executable, "-c", SMALL_FILES, engines.url, str(root)]
    ran = subprocess.run(  # noqa: S603 our own code
        code, cwd=root, capture_output=True, text=True, check=True
    )
    assert ran.stdout == (
        f"The disk under the database at {engines.url} can't be used (disk I/O error): "
        "see that it has room and is sound.\n"
    )
    assert ledger.workspaces() == ()


@POSTGRESQL
@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("53100", "The disk is full under"),
        ("58030", "The disk under the database at .* can't be used"),
        ("XX001", "is damaged"),
        ("53200", "is out of memory"),
        ("53300", "takes no more connections"),
        ("57P03", "is starting or stopping"),
        ("55P03", "another process is writing"),
    ],
)
def test_states_have_sentences(engines: Engines, state: str, said: str) -> None:
    """What PostgreSQL reports by a state is told in plain words, and is no matter of a moment."""
    with pytest.raises(StoreUnavailable, match=said) as caught:
        _raise(engines, state)
    assert not isinstance(caught.value, Fleeting)
    assert "\n" not in str(caught.value)


@POSTGRESQL
@pytest.mark.parametrize("state", ["08000", "08006", "25P03", "40001", "40P01", "57P01", "57P05"])
def test_states_that_pass(engines: Engines, state: str) -> None:
    """What the next attempt may well not meet is told apart by its kind."""
    with pytest.raises(Fleeting):
        _raise(engines, state)


def _raise(engines: Engines, state: str) -> None:
    with explained(engines):
        _execute(engines.write, f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$")


@POSTGRESQL
def test_transaction_that_went_wrong(engines: Engines) -> None:
    """Who goes on in a transaction in which something failed is told, and nothing is kept."""
    with engines.write.begin() as connection:
        # Dividing by zero is a mistake of ours, and stays one.
        with pytest.raises(DataError), explained(engines):
            connection.execute(text("SELECT 1 / 0"))
        with (
            pytest.raises(StoreUnavailable, match="Something went wrong earlier"),
            explained(engines),
        ):
            connection.execute(NAMES)


@POSTGRESQL
def test_deadlock_passes(engines: Engines) -> None:
    """Of two who wait for each other one gets through, and the other may try again."""
    _execute(engines.write, *_workspaces("A", "B"))
    both = Barrier(2, timeout=PATIENCE)

    def cross(first: str, second: str) -> str:
        update = text("UPDATE workspaces SET name = :name WHERE id = :id")
        try:
            with explained(engines), engines.write.begin() as connection:
                connection.execute(text("SET LOCAL deadlock_timeout = '20ms'"))
                connection.execute(text("SET LOCAL lock_timeout = 0"))
                connection.execute(update, {"id": first, "name": first + second})
                both.wait()
                connection.execute(update, {"id": second, "name": first + second})
        except Fleeting:
            return "gave way"
        return first + second

    with ThreadPoolExecutor(2) as pool:
        ended = sorted(pool.map(cross, "AB", "BA"))
    assert ended[1] == "gave way"
    with engines.read.connect() as connection:
        assert {name for _, name in connection.execute(NAMES)} == {ended[0]}


@POSTGRESQL
def test_serialization_failure_passes(engines: Engines) -> None:
    """Who saw what somebody else has changed since may try again."""
    _execute(engines.write, *_workspaces("A"))
    strict = engines.write.execution_options(isolation_level="REPEATABLE READ")
    with strict.connect() as connection:
        connection.execute(NAMES)
        _execute(engines.write, "UPDATE workspaces SET name = 'theirs'")
        with pytest.raises(Fleeting, match="gave way"), explained(engines):
            connection.execute(text("UPDATE workspaces SET name = 'mine'"))
    with engines.read.connect() as connection:
        assert connection.execute(NAMES).all() == [("A", "theirs")]


@POSTGRESQL
@pytest.mark.parametrize("then", ["adam", None])
def test_connection_that_is_cut(engines: Engines, ledger: Ledger, then: str | None) -> None:
    """Cut before the commit was sent nothing is stored, and the next attempt gets through."""
    take_in(ledger, {})
    with pytest.raises(Fleeting, match="was cut: try again"):
        _add_and_cut(engines, ledger, then)
    assert _people(ledger) == []
    _add(ledger, "zoe")
    assert _people(ledger) == ["zoe"]


def _add_and_cut(engines: Engines, ledger: Ledger, then: str | None) -> None:
    with ledger.open("W1", NOW) as books:
        books.record([added("zoe")], actor="U1", source="slack")
        _cut(engines)
        if then is not None:
            books.record([added(then)], actor="U1", source="slack")


def _cut(engines: Engines) -> None:
    """Ends every other connection to this database, and waits until they are gone."""
    _execute(
        engines.write,
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )


def test_lock_that_is_held_does_not_pass(engines: Engines, ledger: Ledger) -> None:
    """Who has waited for a lock in vain isn't sent to wait once more."""
    take_in(ledger, {})
    with engines.write.begin() as connection:
        connection.execute(text("UPDATE workspaces SET name = 'busy'"))
        with pytest.raises(Locked, match="is locked"):
            _add(ledger, "zoe")


def test_connections_run_out(engines: Engines, ledger: Ledger) -> None:
    """Who finds every connection of this process in use for too long is told to try again."""
    with ExitStack() as held:
        for _ in range(int(MOST)):
            held.enter_context(engines.read.connect())
        with pytest.raises(StoreUnavailable, match="is in use; try again"):
            ledger.workspaces()
    assert ledger.workspaces() == ()


@pytest.mark.parametrize(
    ("state", "message", "said"),
    [
        ("57P03", "the database system is starting up", "is starting or stopping"),
        ("57P03", "the database system is shutting down", "is starting or stopping"),
        ("53300", "sorry, too many clients already", "takes no more connections"),
        ("53300", 'too many connections for role "me"', "takes no more connections"),
        ("3D000", 'database "x" does not exist', "check DATABASE_URL"),
    ],
)
def test_refused_connections(root: Path, state: str, message: str, said: str) -> None:
    """A server that refuses a connection is told by why it does, without the password."""
    with _server(_refusal(state, message)) as port:
        ledger = Ledger(make_engines(f"postgresql://me:hunter2@127.0.0.1:{port}/x", root))
        with pytest.raises(StoreUnavailable, match=said) as caught:
            ledger.workspaces()
    assert type(caught.value) is StoreUnavailable
    assert "hunter2" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_server_that_hangs_up(root: Path) -> None:
    """A server that closes the connection at once may be there the next time."""
    with _server(b"") as port:
        ledger = Ledger(make_engines(f"postgresql://me@127.0.0.1:{port}/x", root))
        with pytest.raises(Fleeting, match="was cut: try again"):
            ledger.workspaces()


def _refusal(state: str, message: str) -> bytes:
    """An ErrorResponse of PostgreSQL's protocol."""
    fields = "".join(f"{name}{value}\0" for name, value in (("S", "FATAL"), ("C", state)))
    body = f"{fields}M{message}\0\0".encode()
    return b"E" + (len(body) + 4).to_bytes(4, "big") + body


@contextmanager
def _server(reply: bytes) -> Iterator[int]:
    """The port of a server that gives each connection this reply and closes it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=_serve, args=(listening, reply))
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(PATIENCE)


def _serve(listening: socket.socket, reply: bytes) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        with connection:
            said = connection.recv(4096)
            if len(said) == ASKS_FOR_TLS:
                connection.sendall(b"N")
                connection.recv(4096)
            connection.sendall(reply)


def _workspaces(*ids: str) -> list[str]:
    row = "INSERT INTO workspaces (id, name, created_at) VALUES ('{0}', '{0}', '2026-01-01')"
    return [row.format(one) for one in ids]


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
