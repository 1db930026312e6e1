"""A long import that is killed while it writes: nothing of it is there, and asking went on."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import config, wiring
from bot.commands.ask import ask
from bot.domain.call import Call
from bot.search.finders import Finders
from bot.store.engine import Engines
from bot.store.ledger import Ledger
from tests.acceptance.running import environment

ROWS = 40_000
QUESTION = "who deploys models?"


@pytest.fixture
def long_file(tmp_path: Path) -> Path:
    """A list with a row for each of many people."""
    rows = (f"Team {n % 500},Data Scientist,Person {n},p{n}@x.example" for n in range(ROWS))
    path = tmp_path / "long.csv"
    path.write_text("\n".join(("team,role,person,email", *rows)), encoding="utf-8")
    return path


@pytest.fixture
def asking(engines: Engines, root: Path) -> Iterator[list[str]]:
    """Somebody who asks again and again until the test is over; the outcomes so far."""
    ledger, stopped = Ledger(engines), threading.Event()
    finders = Finders(config.load_vocabulary(root), config.load_matching(root))
    with ledger.open(wiring.LOCAL, wiring.now()) as books:
        wiring.make_ready(books, root, example=True)
    outcomes: list[str] = []

    def asks() -> None:
        call = Call(text=QUESTION, today=wiring.now().date(), surface="terminal")
        while not stopped.is_set():
            try:
                # As in Slack: what is asked is written down in the same transaction.
                with ledger.open(wiring.LOCAL, wiring.now()) as books:
                    books.claim_once(f"question {len(outcomes)}")
                    outcomes.append(ask(call, books, finders).outcome)
            except Exception as error:  # noqa: BLE001 whatever it is, it is no answer
                outcomes.append(repr(error))

    thread = threading.Thread(target=asks)
    thread.start()
    yield outcomes
    stopped.set()
    thread.join()


def test_killed_while_it_writes(
    engines: Engines, asking: list[str], long_file: Path, root: Path
) -> None:
    """Before and after it is the same, and every question meanwhile was answered."""
    ledger = Ledger(engines)
    with ledger.read(wiring.LOCAL) as books:
        facts, newest = books.facts(), books.workspace.last_change
    command = [sys.executable, "-m", "bot", "import", str(long_file), "--workspace", wiring.LOCAL]
    url = engines.write.url.render_as_string(hide_password=False)
    with subprocess.Popen(  # noqa: S603 our own command
        command,
        cwd=root,
        env=environment(url),
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        told = [process.stderr.readline() for _ in range(2)]
        before = len(asking)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert told[1].startswith("Writing ")
    assert process.returncode == -signal.SIGKILL
    with ledger.read(wiring.LOCAL) as books:
        assert (books.facts(), books.workspace.last_change) == (facts, newest)
    assert before > 0
    assert set(asking) == {"answered"}
