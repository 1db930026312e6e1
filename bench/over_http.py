"""Prints how many signed commands a second one web process answers, beside a bare Bolt app.

Usage: python bench/over_http.py [--json] [SECONDS]

PostgreSQL, the process, the fake Slack and the load share the machine. First so many a second as
are aimed at, for a minute; then, each for a third of that, somewhat fewer, and as many as come
back. Both apps run under the same server with as many threads. Ours answers from the example
organisation and stores each question; the peer answers a constant. Then, in a run of its own,
where our process spends its time.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

from filled import postgresql

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.fake_slack import FakeSlack  # noqa: E402

RATE, FEWER = 150, 120
SECONDS = 60.0
SECRET = "bench-signing-secret"  # noqa: S105 signs for the fake Slack alone
READY = "Rolecall is ready at "
OURS = "Rolecall"

Figures = dict[str, dict[str, float]]


def main() -> None:
    """Measures and prints."""
    given = [word for word in sys.argv[1:] if not word.startswith("--")]
    seconds = float(given[0]) if given else SECONDS
    with tempfile.TemporaryDirectory() as folder, postgresql() as url, FakeSlack() as slack:
        environment = os.environ | {
            "DATABASE_URL": url,
            "PORT": "0",
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": slack.api_url,
        }
        for more in (["migrate"], ["import", "config/example.yaml"]):
            command = [sys.executable, "-m", "bot", *more]
            quiet = subprocess.DEVNULL
            subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=quiet)  # noqa: S603
        profile = Path(folder) / "profile.json"
        ours = ["bench/sampled.py", "-", "--only", "web"]
        figures: Figures = {
            OURS: measured(ours, environment, slack.team.id, seconds),
            "bare Bolt app": measured(["bench/bare_http.py"], environment, slack.team.id, seconds),
        }
        ours[1] = str(profile)
        with running(ours, environment) as (address, _):
            _loaded(address, slack.team.id, seconds / 3, FEWER)
        seen: dict[str, int] = json.loads(profile.read_text("utf-8"))
    told = {"figures": figures, "profile": seen}
    print(json.dumps(told) if "--json" in sys.argv else table(figures, seen))


def measured(
    words: Sequence[str], environment: dict[str, str], team: str, seconds: float
) -> dict[str, float]:
    """What an app answered: milliseconds at the rate aimed at, and the most a second."""
    with running(words, environment) as (url, cpu):
        _loaded(url, team, 3, 50)
        before = cpu()
        steady = _loaded(url, team, seconds, RATE)
        worked = cpu() - before
        fewer = _loaded(url, team, seconds / 3, FEWER)
        most = _loaded(url, team, seconds / 3, 0)
    return {
        **_spread(steady),
        "cpu ms each": round(1000 * worked / len(steady["took"]), 2),
        **{f"{name} at {FEWER}": figure for name, figure in _spread(fewer).items()},
        "most a second": round(len(most["took"]) / most["seconds"], 1),
        "failures": sum(len(one["failures"]) for one in (steady, fewer, most)),
    }


def _spread(load: dict[str, Any]) -> dict[str, float]:
    spread = quantiles((1000 * one for one in load["took"]), n=1000)
    return {
        "a second": round(len(load["took"]) / load["seconds"], 1),
        "p50 ms": round(spread[499], 1),
        "p95 ms": round(spread[949], 1),
        "p99 ms": round(spread[989], 1),
    }


@contextmanager
def running(
    words: Sequence[str], environment: dict[str, str]
) -> Iterator[tuple[str, Callable[[], float]]]:
    """The address of an app that runs meanwhile, and what tells its seconds of work so far."""
    app = subprocess.Popen(  # noqa: S603 our own
        [sys.executable, *words], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        lines = app.stdout or iter(())
        url = next(one for one in lines if one.startswith(READY)).removeprefix(READY).strip()
        yield url, lambda: _worked(app.pid)
    finally:
        app.terminate()
        app.communicate()


def _worked(pid: int) -> float:
    """Seconds that a process has worked; nothing where the system doesn't tell."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    user, system = stat.read_text("utf-8").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _loaded(url: str, team: str, seconds: float, rate: float) -> dict[str, Any]:
    words = ["bench/signed_load.py", url, SECRET, team, str(seconds), str(rate)]
    done = subprocess.run(  # noqa: S603 our own
        [sys.executable, *words], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    for wrong in sorted(set(found["failures"]))[:5]:
        print(wrong, file=sys.stderr)
    return found


def table(figures: Figures, seen: dict[str, int]) -> str:
    """The figures side by side, and where our time went."""
    first = next(iter(figures.values()))
    lines = [f"{'':16}" + "".join(f"{name:>18}" for name in figures)]
    for name in first:
        row = "".join(f"{one[name]:>18}" for one in figures.values())
        lines += [f"{name:16}{row}"]
    lines += ["", f"where the time of {OURS} goes"]
    total = sum(seen.values()) or 1
    lines += [f"{100 * number / total:6.1f} %  {name}" for name, number in seen.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
