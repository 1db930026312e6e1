"""The commands that set Rolecall up in Slack: what they print, and the code they leave with."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from bot.cli import main
from bot.slack.manifest import SCOPES, manifest
from tests.fake_slack import FakeSlack, Fault

PATIENCE = 60
MARKS = {"✓", "✗", "–"}
Doctor = Callable[[], tuple[int, list[str]]]
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def slack(
    monkeypatch: pytest.MonkeyPatch, migrated_file: Path, tmp_path: Path
) -> Iterator[FakeSlack]:
    """A fake Slack that the environment leads to, beside a migrated, empty database."""
    path = tmp_path / "rolecall.db"
    shutil.copy(migrated_file, path)
    with FakeSlack() as made:
        made.scopes = list(SCOPES)
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
        monkeypatch.setenv("SLACK_BOT_TOKEN", made.bot_token)
        monkeypatch.setenv("SLACK_APP_TOKEN", made.app_token)
        monkeypatch.setenv("SLACK_API_URL", made.api_url)
        yield made


@pytest.fixture
def rolecall(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs a command in this process: the code it leaves with, its output, its errors."""

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["rolecall", *words])
        with pytest.raises(SystemExit) as left:
            main()
        assert isinstance(left.value.code, int)
        return left.value.code, *capsys.readouterr()

    return run


@pytest.fixture
def doctor(slack: FakeSlack, rolecall: Call) -> Doctor:
    """Runs the doctor: the code it leaves with, and its lines, in none of which is a token."""

    def run() -> tuple[int, list[str]]:
        code, out, err = rolecall("doctor")
        assert err == ""
        assert slack.bot_token not in out
        assert slack.app_token not in out
        lines = out.splitlines()
        assert {line.partition(" ")[0] for line in lines} <= MARKS
        return code, lines

    return run


def test_manifest(rolecall: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """The manifest is printed as YAML and nothing else, without a database or a token."""
    monkeypatch.setenv("DATABASE_URL", "mysql://nowhere/nothing")
    code, out, err = rolecall("manifest")
    assert (code, err) == (0, "")
    assert yaml.safe_load(out) == manifest()
    code, out, err = rolecall("manifest", "--http", "https://rolecall.example/")
    assert (code, err) == (0, "")
    assert yaml.safe_load(out) == manifest("https://rolecall.example")


@pytest.mark.parametrize("url", ["http://rolecall.example", "https://me:hunter2@rolecall.example"])
def test_manifest_nowhere(url: str, rolecall: Call) -> None:
    """An address at which Slack can't reach us is bad usage, and said in a sentence."""
    code, out, err = rolecall("manifest", "--http", url)
    assert (code, out) == (2, "")
    assert "Error: --http can't be that: " in err
    assert "hunter2" not in err


def test_well(doctor: Doctor) -> None:
    """Where nothing is wrong the doctor leaves with 0, whatever it has to note."""
    code, lines = doctor()
    assert code == 0
    assert not [line for line in lines if line.startswith("✗")]
    assert [line for line in lines if line.startswith("–")]
    assert any("Harbour Goods" in line for line in lines)


def test_wrong(doctor: Doctor, slack: FakeSlack) -> None:
    """Where one thing is wrong the doctor leaves with 1, and looks at all the rest."""
    _, well = doctor()
    slack.scopes.remove("chat:write")
    code, lines = doctor()
    assert code == 1
    [wrong] = [line for line in lines if line.startswith("✗")]
    assert "chat:write" in wrong
    assert len(lines) == len(well)


def test_misfit(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is set of two ways at once is one thing that is wrong, with what each way needs."""
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "a" * 32)
    code, lines = doctor()
    assert code == 1
    [wrong] = [line for line in lines if line.startswith("✗")]
    assert "SLACK_SIGNING_SECRET" in wrong
    assert "one of three ways" in wrong


def test_http(doctor: Doctor, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over HTTP no socket is opened, and whether Slack reaches us is tried."""
    monkeypatch.delenv("SLACK_APP_TOKEN")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "a" * 32)
    monkeypatch.setenv("ROLECALL_PUBLIC_URL", "https://127.0.0.1:9")
    code, lines = doctor()
    assert code == 0
    assert "✓ The bot token and the signing secret are set: one workspace, over HTTP." in lines
    assert [line for line in lines if line.startswith("– From here nobody answers at https://")]
    assert {call.method for call in slack.calls} == {"auth.test"}


def test_many(rolecall: Call, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where many may install it, keys are looked at, and nothing that is secret is told."""
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
        monkeypatch.delenv(name)
    for name, value in {
        "SLACK_SIGNING_SECRET": "a" * 32,
        "SLACK_CLIENT_ID": "111.222",
        "SLACK_CLIENT_SECRET": "client-hunter2",
        "ROLECALL_SECRET_KEY": "hunter2",
    }.items():
        monkeypatch.setenv(name, value)
    code, out, err = rolecall("doctor")
    assert (code, err) == (1, "")
    wrong = [line for line in out.splitlines() if line.startswith("✗")]
    assert ["ROLECALL_PUBLIC_URL" in wrong[0], "ROLECALL_SECRET_KEY" in wrong[1]] == [True, True]
    assert len(wrong) == 2
    assert "hunter2" not in out
    assert slack.calls == []


def test_everything_down(doctor: Doctor, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither Slack nor the database needs to work for the doctor to say what is wrong."""
    slack.always("auth.test", Fault(status=500))
    slack.always("apps.connections.open", Fault(drop=True))
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:secret@127.0.0.1:9/none")
    code, lines = doctor()
    assert code == 1
    assert len([line for line in lines if line.startswith("✗")]) == 3
    assert not any("secret" in line for line in lines)


@pytest.mark.parametrize("url", ["mysql://me:secret@h/d", "nonsense:secret"])
def test_bad_database_url(url: str, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    """A DATABASE_URL that is none is one of the things that are wrong."""
    monkeypatch.setenv("DATABASE_URL", url)
    code, lines = doctor()
    assert code == 1
    [wrong] = [line for line in lines if line.startswith("✗")]
    assert "DATABASE_URL must be" in wrong
    assert "secret" not in wrong


@pytest.mark.parametrize(
    ("name", "value"),
    [("SLACK_BOT_TOKEN", "xapp-secret"), ("SLACK_API_URL", "slack"), ("PORT", "many")],
)
def test_bad_environment(
    name: str,
    value: str,
    slack: FakeSlack,
    rolecall: Call,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A variable that can't be used is a fault in one sentence, before anything is looked at."""
    monkeypatch.setenv(name, value)
    code, out, err = rolecall("doctor")
    assert (code, out) == (3, "")
    assert err.startswith(f"rolecall: {name} can't be used: ")
    assert len(err.splitlines()) == 1
    assert "secret" not in err
    assert slack.calls == []


def test_plain_terminal(slack: FakeSlack) -> None:
    """A terminal whose characters lack the marks gets them as codes, and every line."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "doctor"],
        cwd=Path(__file__).parents[1],
        env=dict(os.environ) | {"PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\u2713 Both Slack tokens are set." in done.stdout
    assert len(slack.calls_of("auth.test")) == 1
