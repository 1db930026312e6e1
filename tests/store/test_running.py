"""One `rolecall run` at a time on an SQLite file."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import RolecallError, StoreUnavailable
from bot.store.engine import Engines, make_engines
from bot.store.ledger import Ledger
from bot.store.running import running
from tests.store.sample import FACTS, take_in

HOLDS = """\
import sys
from pathlib import Path
from bot.store.engine import make_engines
from bot.store.running import running
with running(make_engines(sys.argv[1], Path())):
    print("holds", flush=True)
    sys.stdin.read()
"""
SQLITE = pytest.mark.parametrize("dialect", ["sqlite"])


def _holder(engines: Engines) -> subprocess.Popen[str]:
    """Another process that runs on the database, until its input ends."""
    code = [sys.executable, "-c", HOLDS, engines.url]
    process = subprocess.Popen(  # noqa: S603 our own code
        code, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "holds\n"
    return process


@SQLITE
def test_second_one_is_refused(engines: Engines) -> None:
    """Beside a process that runs on the file no other may; once it ends, the next one may."""
    with _holder(engines) as process:
        with (
            pytest.raises(RolecallError, match="Another `rolecall run`") as caught,
            running(engines),
        ):
            pass
        assert "\n" not in str(caught.value)
        assert engines.url in str(caught.value)
        process.communicate("")
    assert process.returncode == 0
    with running(engines):
        pass


@SQLITE
def test_killed_one_holds_nothing(engines: Engines) -> None:
    """A process that is killed leaves nothing that has to be cleared away."""
    with _holder(engines) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with running(engines):
            pass


@SQLITE
def test_same_process_is_refused(engines: Engines) -> None:
    """Within a process it holds just the same, and ends with an exception."""
    with (
        pytest.raises(RolecallError, match="Another `rolecall run`"),
        running(engines),
        running(engines),
    ):
        pass
    with running(engines):
        pass


@SQLITE
def test_another_name_is_the_same_file(engines: Engines, tmp_path: Path, root: Path) -> None:
    """Whoever comes to the file by a link meets the same lock."""
    (tmp_path / "other.db").symlink_to(tmp_path / "rolecall.db")
    linked = make_engines(f"sqlite:///{tmp_path / 'other.db'}", root)
    with (
        running(engines),
        pytest.raises(RolecallError, match="Another `rolecall run`"),
        running(linked),
    ):
        pass


@SQLITE
def test_others_read_and_write_beside_it(engines: Engines) -> None:
    """Questions and imports go on beside a process that runs."""
    with _holder(engines) as process:
        ledger = Ledger(engines)
        take_in(ledger, FACTS)
        with ledger.read("W1") as books:
            assert books.facts() == FACTS
        process.communicate("")


@SQLITE
def test_lock_that_cannot_be_made_is_told(engines: Engines, tmp_path: Path) -> None:
    """Where the lock can't be made nobody runs, and the sentence says where it would be."""
    (tmp_path / "rolecall.db.running").mkdir()
    with (
        pytest.raises(StoreUnavailable, match=r"Can't lock .*rolecall\.db\.running: "),
        running(engines),
    ):
        pass


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_postgresql_takes_as_many_as_come(engines: Engines) -> None:
    """On PostgreSQL nobody is refused."""
    with running(engines), running(engines):
        pass
