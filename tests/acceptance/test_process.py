"""Rolecall as a process: how it starts, answers, stops, and refuses to start."""

import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

PATIENCE = 60
HOST = "127.0.0.1"
READY = "Rolecall is ready at "
ROLECALL = str(Path(sys.executable).with_name("rolecall"))


class Running:
    """A process whose output lines are waited for, each for so long and no longer."""

    def __init__(self, *command: str, env: dict[str, str]) -> None:
        self.process = subprocess.Popen(  # noqa: S603
            command,
            env=env,
            text=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def line(self) -> str | None:
        """The next line of standard output; None at its end."""
        return self._lines.get(timeout=PATIENCE)

    def url(self) -> str:
        """The address in the line that says it is ready."""
        while (line := self.line()) is not None:
            if line.startswith(READY):
                return line.removeprefix(READY)
        raise AssertionError(self.process.communicate(timeout=PATIENCE)[1])

    def end(self) -> tuple[int, list[str], str]:
        """The code it left with, the lines that were not yet read, and standard error."""
        code = self.process.wait(PATIENCE)
        lines = []
        while (line := self.line()) is not None:
            lines.append(line)
        return code, lines, self.process.stderr.read() if self.process.stderr else ""

    def close(self) -> None:
        """Nothing of it is left."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """The environment of a run on a database of its own, which isn't there yet."""
    own = {"DATABASE_URL": f"sqlite:///{tmp_path / 'rolecall.db'}", "HOST": HOST, "PORT": "0"}
    return dict(os.environ) | own


@pytest.fixture
def migrated(env: dict[str, str], migrated_file: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a run on a migrated, empty database."""
    shutil.copy(migrated_file, tmp_path / "rolecall.db")
    return env


@pytest.fixture
def running(migrated: dict[str, str]) -> Iterator[Running]:
    """`rolecall run`, starting."""
    process = Running(ROLECALL, "run", env=migrated)
    yield process
    process.close()


def _rolecall(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        [ROLECALL, *words],
        env=env,
        text=True,
        encoding="utf-8",
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )


def _get(url: str, **headers: str) -> str:
    with urlopen(Request(url, headers=headers), timeout=PATIENCE) as answer:  # noqa: S310
        text: str = answer.read().decode()
    return text


def _one_sentence(done: subprocess.CompletedProcess[str], code: int) -> str:
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith("rolecall: ")
    [line] = done.stderr.splitlines()
    return line


def test_first_minute(env: dict[str, str]) -> None:
    """A new database is migrated and served, answers like the terminal, and stops cleanly."""
    migrated = _rolecall(env, "migrate")
    assert (migrated.returncode, migrated.stderr) == (0, "")
    running = Running(ROLECALL, "run", env=env)
    try:
        url = running.url()
        page = _get(f"{url}/?" + urlencode({"q": "who deploys models?"}))
        assert 'class="answer answered"' in page
        asked = _rolecall(env, "ask", "who deploys models?")
        assert asked.returncode == 0
        for name in ("Machine Learning Engineer", "MLOps Engineer", "Omar Haddad"):
            assert name in page
            assert name in asked.stdout
        running.process.send_signal(signal.SIGTERM)
        assert running.end() == (0, ["Rolecall has stopped."], "")
    finally:
        running.close()


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_stops_when_asked(asked: signal.Signals, running: Running) -> None:
    """It stops on SIGTERM and on Control-C alike: code 0, a word of it, and no complaint."""
    url = running.url()
    assert "Who owns this?" in _get(f"{url}/")
    running.process.send_signal(asked)
    assert running.end() == (0, ["Rolecall has stopped."], "")
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind((HOST, int(url.rpartition(":")[2])))


def test_says_what_it_does(running: Running) -> None:
    """It says in a line that there is no Slack, and in another where the page is."""
    assert "No Slack" in (running.line() or "")
    ready = running.line() or ""
    assert ready.startswith(f"{READY}http://{HOST}:")
    assert '"status":"ok"' in _get(ready.removeprefix(READY) + "/healthz")
    assert '"database":"ok"' in _get(ready.removeprefix(READY) + "/readyz")
    assert "<th " in _get(ready.removeprefix(READY) + "/matrix")


def test_guards_its_pages(running: Running) -> None:
    """Over the wire, too, pages are for this machine alone, and health is for everybody."""
    url = running.url()
    for headers in ({"Host": "rolecall.example"}, {"X-Real-IP": "192.0.2.7"}):
        with pytest.raises(HTTPError) as refused:
            _get(f"{url}/matrix", **headers)
        assert refused.value.code == 403
        refused.value.close()
        assert _get(f"{url}/healthz", **headers)


def test_empty(migrated: dict[str, str]) -> None:
    """With --empty a new database starts without the example organisation."""
    running = Running(ROLECALL, "run", "--empty", env=migrated)
    try:
        page = _get(f"{running.url()}/?q=who+deploys+models")
        assert "MLOps Engineer" in page
        assert "Omar Haddad" not in page
    finally:
        running.close()


def test_second_process_on_one_database(running: Running, migrated: dict[str, str]) -> None:
    """While one serves, another answers and imports on the same database."""
    url = running.url()
    assert _rolecall(migrated, "ask", "who deploys models?").returncode == 0
    file = Path(migrated["DATABASE_URL"].removeprefix("sqlite:///")).with_name("acme.yaml")
    team = "{key: shop, name: Shop, assignments: [{role: role:ml-engineer, person: ana}]}"
    text = f"organisation: Acme\npeople: [{{key: ana, name: Ana Acme}}]\nteams: [{team}]\n"
    file.write_text(text, encoding="utf-8")
    assert _rolecall(migrated, "import", str(file)).returncode == 0
    page = _get(f"{url}/?q=who+deploys+models")
    assert "Ana Acme" in page
    assert "Omar Haddad" not in page


@pytest.mark.parametrize("words", [("run",), ("ask", "who deploys models?")])
def test_unmigrated(words: tuple[str, ...], env: dict[str, str]) -> None:
    """On a database that wasn't migrated it says in one sentence what to run."""
    assert _one_sentence(_rolecall(env, *words), 3).endswith("run `rolecall migrate`.")


def test_port_in_use(migrated: dict[str, str]) -> None:
    """A port on which somebody listens is refused in one sentence that says what to set."""
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        sentence = _one_sentence(_rolecall(migrated | {"PORT": str(port)}, "run"), 3)
    assert f"Can't listen on http://{HOST}:{port}: address already in use" in sentence
    assert "set HOST and PORT" in sentence


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "http", "PORT can't be used"),
        ("HOST", "192.0.2.1", "Can't listen on http://192.0.2.1:0"),
        ("DATABASE_URL", "postgresql://u:hunter2@127.0.0.1:1/d", "Can't open the database"),
    ],
)
def test_bad_environment(name: str, value: str, said: str, migrated: dict[str, str]) -> None:
    """What is wrong in the environment is said in one sentence, without a password."""
    sentence = _one_sentence(_rolecall(migrated | {name: value}, "run"), 3)
    assert said in sentence
    assert "hunter2" not in sentence


def test_two_ways_to_call_it(migrated: dict[str, str], root: Path) -> None:
    """`python -m bot` is `rolecall`."""
    words = [sys.executable, "-m", "bot", "--version"]
    module = subprocess.run(  # noqa: S603
        words, env=migrated, cwd=root, capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    assert module.stdout == _rolecall(migrated, "--version").stdout
    assert module.stdout.startswith("rolecall, version ")


def test_any_folder(migrated: dict[str, str], tmp_path: Path) -> None:
    """It finds its config and migrations from whichever folder it is called."""
    done = subprocess.run(  # noqa: S603
        [ROLECALL, "ask", "who deploys models?"],
        env=migrated,
        cwd=tmp_path,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
