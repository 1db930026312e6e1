"""What starts Rolecall elsewhere is true of it: Procfile, image, compose.yaml, .env.example."""

import json
import re
import shlex
import shutil
import subprocess
import sys
import threading
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli import rolecall
from bot.settings import Settings
from tests.acceptance.running import PATIENCE, environment

ROOT = Path(__file__).parents[1]
VARIABLES = {name.upper() for name in Settings.model_fields}
PROCFILE = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text("utf-8").splitlines())
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
OURS = ("migrate", "web", "worker")
EXAMPLE = re.compile(r"^([A-Z_]+)=(.*)$", re.MULTILINE)


def _steps(instruction: str) -> list[str]:
    """What each line of the Dockerfile with this instruction says."""
    return re.findall(rf"^{instruction} (.*)$", DOCKERFILE, re.MULTILINE)


def _command(words: list[str]) -> str:
    """The command that these words call, which takes all of them."""
    name, *rest = words
    rolecall.commands[name].make_context(name, rest)
    return name


def _copied() -> list[str]:
    """What the image's Dockerfile takes from the project."""
    sources = [shlex.split(step)[:-1] for step in _steps("COPY") if not step.startswith("--from")]
    return [source.removeprefix("./") for found in sources for source in found]


def test_procfile() -> None:
    """Each type of process calls commands that there are, with variables that there are."""
    assert list(PROCFILE) == ["release", "web", "worker"]
    for line in PROCFILE.values():
        for step in line.split("&&"):
            words = shlex.split(step)
            while "=" in words[0]:
                assert words.pop(0).partition("=")[0] in VARIABLES
            assert words[:3] == ["python", "-m", "bot"]
            _command(words[3:])


def test_image_runs_what_procfile_runs() -> None:
    """What the image and compose.yaml start is what the Procfile starts."""
    [entry], [default] = _steps("ENTRYPOINT"), _steps("CMD")
    assert json.loads(entry) == ["python", "-m", "bot"]
    assert _command(json.loads(default)) == "run"
    for name in OURS:
        words = COMPOSE["services"][name]["command"]
        _command(words)
        assert any(f"python -m bot {shlex.join(words)}" in line for line in PROCFILE.values())


def test_image_has_a_python_that_fits() -> None:
    """Both stages begin from the same Python, which is new enough, and end as nobody special."""
    needed = re.search(r'requires-python = ">=(3\.\d+)"', (ROOT / "pyproject.toml").read_text())
    bases = [step.partition(" ")[0] for step in _steps("FROM")]
    assert needed
    assert set(bases) == {f"python:{needed[1]}-slim"}
    [user] = _steps("USER")
    assert user not in ("root", "0")
    assert DOCKERFILE.index("\nUSER ") > DOCKERFILE.rindex("\nRUN ")


def test_image_is_pinned() -> None:
    """Only what is locked with hashes is installed, and nothing is built in the image."""
    [install] = [step for step in _steps("RUN") if "pip install" in step]
    assert "--require-hashes --only-binary :all: -r requirements.txt" in install
    assert "pip install" not in DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]


def test_image_takes_what_is_there() -> None:
    """Everything that is copied is in the project, and neither ignored there nor for the image."""
    kept = [
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
        if line.startswith("!")
    ]
    ignored = (ROOT / ".gitignore").read_text("utf-8").split()
    for source in _copied():
        assert (ROOT / source).exists()
        assert source in kept
        assert not any(fnmatch(source, pattern.rstrip("/")) for pattern in ignored)
    assert sorted(kept) == sorted(set(_copied()))


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the image holds of the project, and nothing else."""
    folder = tmp_path_factory.mktemp("image")
    junk = shutil.ignore_patterns("__pycache__", "*.pyc")
    for source in _copied():
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, folder / source, ignore=junk)
        else:
            shutil.copy(ROOT / source, folder / source)
    return folder


@pytest.mark.parametrize(
    "words", [("migrate",), ("check",), ("manifest", "--http", "https://rolecall.example")]
)
def test_image_has_all_that_it_needs(words: tuple[str, ...], image: Path) -> None:
    """With what is copied the commands work, from the image's own files."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bot", *words],
        cwd=image,
        env=environment(f"sqlite:///{image / 'rolecall.db'}"),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    where = subprocess.run(
        [sys.executable, "-c", "import bot; print(bot.__file__)"],
        cwd=image,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    assert Path(where.stdout.strip()).is_relative_to(image)


class _Healthy(BaseHTTPRequestHandler):
    """Answers 200 at one address and 404 elsewhere."""

    def do_GET(self) -> None:
        """As /healthz does."""
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_image_is_healthy() -> None:
    """The image's check passes where /healthz answers at PORT, and fails where nobody does."""
    [step] = _steps("HEALTHCHECK")
    python, *rest = json.loads(step.partition(" CMD ")[2])
    assert python == "python"
    with HTTPServer(("127.0.0.1", 0), _Healthy) as server:
        env = {"PORT": str(server.server_port)}
        serving = threading.Thread(target=server.handle_request)
        serving.start()
        well = subprocess.run([sys.executable, *rest], env=env, timeout=PATIENCE, check=False)  # noqa: S603
        serving.join()
    ill = subprocess.run(  # noqa: S603
        [sys.executable, *rest], env=env, capture_output=True, timeout=PATIENCE, check=False
    )
    assert well.returncode == 0
    assert ill.returncode != 0


def test_compose_starts_in_order() -> None:
    """The database is healthy before it is migrated, and that is done before anybody works."""
    services = COMPOSE["services"]
    assert set(services) == {"db", *OURS}
    assert services["db"]["healthcheck"]
    assert services["migrate"]["depends_on"] == {"db": {"condition": "service_healthy"}}
    done = {"migrate": {"condition": "service_completed_successfully"}}
    assert services["web"]["depends_on"] == services["worker"]["depends_on"] == done
    assert "restart" not in services["migrate"]


def test_compose_knows_the_variables() -> None:
    """Every variable is one of ours or the database image's; secrets come from .env alone."""
    text = (ROOT / "compose.yaml").read_text("utf-8")
    used = set(re.findall(r"\$\{([A-Z_]+)", text))
    assert used <= VARIABLES | {"POSTGRES_PASSWORD"}
    for name in OURS:
        service = COMPOSE["services"][name]
        assert service["env_file"] == ".env"
        assert set(service["environment"]) <= VARIABLES
        assert service["environment"]["ROLECALL_SECRET_KEY"].startswith("${ROLECALL_SECRET_KEY:?")
        assert service["read_only"] is True
    [volume] = COMPOSE["services"]["db"]["volumes"]
    assert volume.partition(":")[0] in COMPOSE["volumes"]


def test_compose_is_reached_through_a_proxy_alone() -> None:
    """Only web has a port, and on this machine alone: whatever ends TLS stands before it."""
    open_to = {name: one["ports"] for name, one in COMPOSE["services"].items() if "ports" in one}
    assert open_to == {"web": ["127.0.0.1:${PORT:-8080}:8080"]}
    [exposed] = _steps("EXPOSE")
    assert exposed == "8080"


def test_example_has_every_variable() -> None:
    """.env.example has each setting once, with its default, and can be used as it is."""
    found = EXAMPLE.findall((ROOT / ".env.example").read_text("utf-8"))
    assert sorted(name for name, _ in found) == sorted({*VARIABLES, "POSTGRES_PASSWORD"})
    for name, value in found:
        if name in VARIABLES:
            default = Settings.model_fields[name.lower()].default
            assert value == ("" if default is None else str(default)), name


def test_workflow() -> None:
    """What runs for each change is what runs here, and the audit is strict there."""
    flow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yaml").read_text("utf-8"))
    steps = {
        name: [step["run"] for step in job["steps"] if "run" in step]
        for name, job in flow["jobs"].items()
    }
    assert steps["test"] == [".ci/run"]
    assert steps["audit"] == ["make audit STRICT=--strict"]
    assert steps["image"] == ["docker build --tag rolecall .", "docker run --rm rolecall check"]
    assert "\naudit: " in (ROOT / "Makefile").read_text("utf-8")
    assert "make audit\n" in (ROOT / ".ci" / "run").read_text("utf-8")
