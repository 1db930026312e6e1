"""Prints how long Slack waits: 20 mentions and 20 commands at once, beside a bare Bolt app.

Usage: python bench/slack.py [--json]

Both bots are processes of their own, before the same fake Slack; ours on a new SQLite database
with the example organisation.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.fake_slack import FakeSlack, Posted  # noqa: E402

AT_ONCE = 20
ROUNDS = 8
WARM = 2
PAUSE = 5.0
"""Seconds between rounds: each channel's allowance of messages has filled up again."""
QUESTIONS = (
    "who deploys models?",
    "who do I bug about drift alerts",
    "who builds data pipelines?",
    "who trains models?",
    "who is on the hook for the feature store",
)


def main() -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as folder:
        figures = {
            "Rolecall": measured([sys.executable, "-m", "bot", "run"], folder, prepare=True),
            "bare Bolt app": measured([sys.executable, "bench/bare_bolt.py"], folder),
        }
    print(json.dumps(figures) if "--json" in sys.argv else table(figures))


def measured(words: list[str], folder: str, *, prepare: bool = False) -> dict[str, float]:
    """Milliseconds until a mention's reply and a command's acknowledgement, at the fake Slack."""
    with FakeSlack() as slack:
        for number in range(AT_ONCE):
            slack.add_channel(f"CB{number}", f"bench-{number}")
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{folder}/slack.db",
            "PORT": "0",
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
        }
        if prepare:
            for more in (["migrate"], ["import", "config/example.yaml"]):
                subprocess.run(  # noqa: S603 our own command line
                    [sys.executable, "-m", "bot", *more],
                    cwd=ROOT,
                    env=environment,
                    check=True,
                    stdout=subprocess.DEVNULL,
                )
        bot = subprocess.Popen(  # noqa: S603 our own command line
            words, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        try:
            slack.wait_connected()
            if prepare:
                slack.wait(lambda: slack.calls_of("conversations.list"))
            return _figures(slack)
        finally:
            bot.terminate()
            bot.wait()


def _figures(slack: FakeSlack) -> dict[str, float]:
    mentions: list[float] = []
    commands: list[float] = []
    for turn in range(WARM + ROUNDS):
        replies, answers = _mentioned(slack), _commanded(slack)
        if turn >= WARM:
            mentions += replies
            commands += answers
        time.sleep(PAUSE)
    return {
        "mention_p50_ms": _percentile(mentions, 50),
        "mention_p95_ms": _percentile(mentions, 95),
        "command_p50_ms": _percentile(commands, 50),
        "command_p95_ms": _percentile(commands, 95),
    }


def _mentioned(slack: FakeSlack) -> list[float]:
    before = len(slack.messages)
    began = time.monotonic()
    for number in range(AT_ONCE):
        slack.mention(_question(number), channel=f"CB{number}")
    slack.wait(lambda: len(_posts(slack, before)) >= AT_ONCE)
    calls = slack.calls_of("chat.postMessage")[-AT_ONCE:]
    return [(call.at - began) * 1000 for call in calls]


def _commanded(slack: FakeSlack) -> list[float]:
    envelopes = [slack.command(_question(n), channel=f"CB{n}") for n in range(AT_ONCE)]
    for envelope in envelopes:
        envelope.answer()
    return [envelope.took * 1000 for envelope in envelopes]


def _posts(slack: FakeSlack, before: int) -> list[Posted]:
    return [one for one in slack.messages[before:] if one.kind == "post"]


def _question(number: int) -> str:
    return QUESTIONS[number % len(QUESTIONS)]


def _percentile(values: list[float], percent: int) -> float:
    return round(quantiles(values, n=100)[percent - 1], 1)


def table(figures: dict[str, Any]) -> str:
    """The figures as a Markdown table."""
    names = list(next(iter(figures.values())))
    lines = [f"| | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    lines += [
        f"| {system} | {' | '.join(str(values[name]) for name in names)} |"
        for system, values in figures.items()
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
