"""Rolecall as a process: how it starts, answers, stops, and refuses to start."""

import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode

import pytest

from tests.acceptance.running import (
    HOST,
    PATIENCE,
    READY,
    ROLECALL,
    Running,
    environment,
    get,
    one_sentence,
    rolecall,
)


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """The environment of a run on a database of its own, which isn't there yet."""
    return environment(f"sqlite:///{tmp_path / 'rolecall.db'}")


@pytest.fixture
def migrated(env: dict[str, str], migrated_file: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a run on a migrated, empty database."""
    shutil.copy(migrated_file, tmp_path / "rolecall.db")
    return env


@pytest.fixture
def running(migrated: dict[str, str]) -> Iterator[Running]:
    """`rolecall run`, starting."""
    with Running(env=migrated) as process:
        yield process


@pytest.fixture(scope="module")
def serving(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A run that several tests look at, and none changes."""
    path = shutil.copy(migrated_file, tmp_path_factory.mktemp("serving") / "rolecall.db")
    with Running(env=environment(f"sqlite:///{path}")) as process:
        process.url()
        yield process


def test_first_minute(env: dict[str, str]) -> None:
    """A new database is migrated and served, answers like the terminal, and stops cleanly."""
    migrated = rolecall(env, "migrate")
    assert (migrated.returncode, migrated.stderr) == (0, "")
    with Running(env=env) as running:
        url = running.url()
        page = get(f"{url}/?" + urlencode({"q": "who deploys models?"}))
        assert 'class="answer answered"' in page
        asked = rolecall(env, "ask", "who deploys models?")
        assert asked.returncode == 0
        for name in ("Machine Learning Engineer", "MLOps Engineer", "Omar Haddad"):
            assert name in page
            assert name in asked.stdout
        running.process.send_signal(signal.SIGTERM)
        assert running.end() == (0, ["Rolecall has stopped."], "")


def test_stops_on_control_c(running: Running) -> None:
    """It stops on Control-C as on SIGTERM: code 0, a word of it, and no complaint."""
    url = running.url()
    assert "Who owns this?" in get(f"{url}/")
    running.process.send_signal(signal.SIGINT)
    assert running.end() == (0, ["Rolecall has stopped."], "")
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind((HOST, int(url.rpartition(":")[2])))


def test_says_what_it_does(serving: Running) -> None:
    """It says in a line that there is no Slack, and in another where the page is."""
    without_slack, ready = serving.said
    assert without_slack.startswith("No Slack connection")
    assert ready.startswith(f"{READY}http://{HOST}:")
    url = ready.removeprefix(READY)
    assert '"status":"ok"' in get(f"{url}/healthz")
    told = get(f"{url}/readyz")
    assert '"database":"ok"' in told
    assert '"slack":"off"' in told
    assert "<th " in get(f"{url}/matrix")


def test_guards_its_pages(serving: Running) -> None:
    """Over the wire, too, pages are for this machine alone, and health is for everybody."""
    url = serving.said[-1].removeprefix(READY)
    for headers in ({"Host": "rolecall.example"}, {"X-Real-IP": "192.0.2.7"}):
        with pytest.raises(HTTPError) as refused:
            get(f"{url}/matrix", **headers)
        assert refused.value.code == 403
        refused.value.close()
        assert get(f"{url}/healthz", **headers)


def test_empty(migrated: dict[str, str]) -> None:
    """With --empty a new database starts without the example organisation."""
    with Running("--empty", env=migrated) as running:
        page = get(f"{running.url()}/?q=who+deploys+models")
        assert "MLOps Engineer" in page
        assert "Omar Haddad" not in page


def test_second_process_on_one_database(running: Running, migrated: dict[str, str]) -> None:
    """While one serves, another answers and imports on the same database."""
    url = running.url()
    assert rolecall(migrated, "ask", "who deploys models?").returncode == 0
    file = Path(migrated["DATABASE_URL"].removeprefix("sqlite:///")).with_name("acme.yaml")
    team = "{key: shop, name: Shop, assignments: [{role: role:ml-engineer, person: ana}]}"
    text = f"organisation: Acme\npeople: [{{key: ana, name: Ana Acme}}]\nteams: [{team}]\n"
    file.write_text(text, encoding="utf-8")
    assert rolecall(migrated, "import", str(file)).returncode == 0
    page = get(f"{url}/?q=who+deploys+models")
    assert "Ana Acme" in page
    assert "Omar Haddad" not in page


@pytest.mark.parametrize("words", [("run",), ("ask", "who deploys models?")])
def test_unmigrated(words: tuple[str, ...], env: dict[str, str]) -> None:
    """On a database that wasn't migrated it says in one sentence what to run."""
    assert one_sentence(rolecall(env, *words), 3).endswith("run `rolecall migrate`.")


def test_port_in_use(migrated: dict[str, str]) -> None:
    """A port on which somebody listens is refused in one sentence that says what to set."""
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        sentence = one_sentence(rolecall(migrated | {"PORT": str(port)}, "run"), 3)
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
    sentence = one_sentence(rolecall(migrated | {name: value}, "run"), 3)
    assert said in sentence
    assert "hunter2" not in sentence


def test_two_ways_to_call_it(migrated: dict[str, str], root: Path) -> None:
    """`python -m bot` is `rolecall`."""
    words = [sys.executable, "-m", "bot", "--version"]
    module = subprocess.run(  # noqa: S603
        words, env=migrated, cwd=root, capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    assert module.stdout == rolecall(migrated, "--version").stdout
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
