"""What the Procfile starts, on PostgreSQL, with the variables that a platform sets."""

import shlex
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.store.engine import Engines
from tests.acceptance.running import HOST, Done, Running, environment, get
from tests.acceptance.running import rolecall as call
from tests.fake_slack import HttpSlack

ON_POSTGRESQL = pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
ASK = "who deploys models?"
BOT_TOKEN, SECRET = "xoxb-hunter2", "signing-hunter2"


@pytest.fixture
def slack() -> Iterator[HttpSlack]:
    """A fake Slack that sends over HTTP."""
    with HttpSlack(signing_secret=SECRET) as slack:
        slack.bot_token = BOT_TOKEN
        yield slack
    assert slack.violations == []


@pytest.fixture
def env(bare: Engines, slack: HttpSlack) -> dict[str, str]:
    """The environment that a platform gives: a database that is empty, and a port."""
    found = bare.write.url.set(drivername="postgres").update_query_dict({"sslmode": "disable"})
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    return environment(
        found.render_as_string(hide_password=False),
        SLACK_BOT_TOKEN=slack.bot_token,
        SLACK_SIGNING_SECRET=slack.signing_secret,
        SLACK_API_URL=slack.api_url,
        PORT=str(port),
    )


def _process(root: Path, name: str, env: dict[str, str]) -> tuple[list[str], dict[str, str]]:
    """The words that a type of process is started with, and its environment."""
    lines = (line.split(": ", 1) for line in (root / "Procfile").read_text("utf-8").splitlines())
    words, own = shlex.split(dict(lines)[name]), dict(env)
    while "=" in words[0]:
        variable, _, value = words.pop(0).partition("=")
        own[variable] = value
    assert words[0] == "python"
    return [sys.executable, *words[1:]], own


def _release(root: Path, env: dict[str, str]) -> list[Done]:
    words, own = _process(root, "release", env)
    steps = shlex.join(words).split(" '&&' ")
    return [call(own, *shlex.split(step)[3:]) for step in steps]


def _answered(slack: HttpSlack) -> None:
    """A command and a mention are answered."""
    assert "Deploy models" in slack.command(ASK).answer()["text"]
    ts = slack.next_ts()
    slack.mention(ASK, ts=ts, channel="C1").answer()
    slack.wait(lambda: any(one.thread_ts == ts for one in list(slack.messages)))


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_one_process(bare: Engines, slack: HttpSlack) -> None:
    """What `make run` starts does all of it over HTTP, on SQLite."""
    env = environment(
        bare.write.url.render_as_string(),
        SLACK_BOT_TOKEN=slack.bot_token,
        SLACK_SIGNING_SECRET=slack.signing_secret,
        SLACK_API_URL=slack.api_url,
    )
    assert call(env, "migrate").returncode == 0
    with Running(env=env) as running:
        slack.urls.append(running.url())
        _answered(slack)
        running.process.send_signal(signal.SIGTERM)
        assert running.end()[:2] == (0, ["Rolecall has stopped."])


@ON_POSTGRESQL
def test_procfile(env: dict[str, str], slack: HttpSlack, root: Path) -> None:
    """After the release, one process hears Slack at PORT and another sends, until both are asked.

    The address that web listens on is every address of the machine.
    """
    assert [done.returncode for done in _release(root, env)] == [0, 0]
    with ExitStack() as running:
        words, own = _process(root, "web", env)
        assert own["HOST"] == "0.0.0.0"  # noqa: S104
        web = running.enter_context(Running(env=own, command=words))
        assert web.url() == f"http://0.0.0.0:{env['PORT']}"
        url = f"http://{HOST}:{env['PORT']}"
        assert '"database":"ok"' in get(f"{url}/readyz")
        words, own = _process(root, "worker", env | {"PORT": "0"})
        worker = running.enter_context(Running(env=own, command=words))
        assert '"status":"ok"' in get(f"{worker.url()}/healthz")
        slack.urls.append(url)
        _answered(slack)
        looked = call(env | {"ROLECALL_PUBLIC_URL": url}, "doctor")
        assert f"✓ Rolecall answers at {url}, and takes what is signed" in looked.stdout
        for one in (web, worker):
            one.process.send_signal(signal.SIGTERM)
        for one in (web, worker):
            code, lines, _ = one.end()
            assert (code, lines) == (0, ["Rolecall has stopped."])
    assert slack.failures == []
