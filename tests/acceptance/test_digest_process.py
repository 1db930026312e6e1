"""A digest as people see it, with Rolecall as a process; it is written down for the docs.

Where the dialogue is meant to be another one, `REWRITE_DIALOGUE=1` writes what was said and heard
into `docs/dialogue-digest.md`.
"""

import os
import signal
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.store.engine import Engines
from bot.store.ledger import Ledger
from tests.acceptance.dialogue import CLOCK, DATE, Dialogue, every_day
from tests.acceptance.running import Running, environment, rolecall
from tests.fake_slack import FakeSlack, FakeTeam
from tests.talk.bot import until

ON_SQLITE = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
REWRITE = bool(os.environ.get("REWRITE_DIALOGUE"))
ANA, BO = "U1", "U2"
CALLED = {ANA: "Ana", BO: "Bo"}
PRICING = "C5"
HARBOUR = """
organisation: Harbour Goods
people:
  - {key: ana, name: Ana Ivanova, slack: U1}
  - {key: bo, name: Bo Chen, slack: U2}
teams:
  - {key: platform, name: ML Platform, kind: platform, channel: "#ml-platform", leads: [bo]}
  - key: pricing
    name: Pricing
    kind: product
    platform: platform
    structure: hybrid
    channel: "#pricing"
    leads: [ana]
    assignments:
      - {role: role:product-manager, person: ana, confirmed: 2026-01-05}
      - {role: role:data-scientist, person: ana, confirmed: 2026-01-05}
    waived:
      - {role: role:software-engineer, because: the platform team builds it}
      - {role: role:data-engineer, because: the platform team's pipelines are enough}
"""
INTRODUCTION = """\
# What a channel hears, from the first word to the new answer

Ana leads the team Pricing, in which nobody deploys models yet. She lets its channel hear of roles
that nobody fills. Bo takes the role where he read of it, Ana approves, and the message in the
channel says so from then on. This is what they write and see in Slack, with buttons in [brackets].
`tests/acceptance/test_digest_process.py` plays it and compares every word.
"""
UNTIL_MINUTE = 8.0
"""Seconds from the start of the process to the next full minute of its clock."""


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A fake Slack that refused nothing of what it was sent, and in which nobody was pinged."""
    with FakeSlack() as slack:
        slack.add_channel(PRICING, "pricing")
        yield slack
    assert slack.violations == []
    assert slack.pings == []


@pytest.fixture
def ahead() -> float:
    """By how much the clock of the process is ahead, so that nobody has to wait for a minute."""
    now = datetime.now(UTC)
    return 60 - UNTIL_MINUTE - now.second - now.microsecond / 1e6


@pytest.fixture
def running(engines: Engines, slack: FakeSlack, tmp_path: Path, ahead: float) -> Iterator[Running]:
    """Rolecall in that Slack, with an organisation that was imported before the first run."""
    file = tmp_path / "harbour.yaml"
    file.write_text(HARBOUR, encoding="utf-8")
    tokens = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
    }
    env = environment(engines.write.url.render_as_string(hide_password=False), **tokens)
    done = rolecall(env, "import", str(file))
    assert done.returncode == 0, done.stderr
    command = [sys.executable, "-m", "tests.acceptance.ahead", str(ahead)]
    with Running(env=env, command=command) as running:
        running.url()
        until(lambda: _synced(Ledger(engines)), "Members and channels were not read")
        yield running


@ON_SQLITE
def test_from_a_subscription_to_a_new_answer(
    running: Running, slack: FakeSlack, root: Path, ahead: float
) -> None:
    """Subscribed for the next minute, the digest arrives; who takes the role is the answer then."""
    told = Dialogue(slack, INTRODUCTION, CALLED)
    told.part("Ana subscribes the channel")
    minute = datetime.now(UTC) + timedelta(seconds=ahead) + timedelta(minutes=1)
    words = f"digest add unfilled every day at {minute:%H:%M} UTC"
    told.commands(ANA, words, PRICING)

    told.part("The next minute")
    digest = told.channel_hears(PRICING, "Nobody fills", patience=90)
    told.clicks(BO, "I'll take it", digest)
    offer = told.is_told(ANA)
    told.channel_hears(PRICING, "offers to take it", kind="update")

    told.part("Ana approves")
    told.clicks(ANA, "Approve", offer)
    told.is_told(BO)
    told.channel_hears(PRICING, "✓", kind="update")
    answer = told.asks(ANA, "who deploys models?", PRICING)

    assert "MLOps Engineer: Bo Chen" in answer.text
    running.process.send_signal(signal.SIGTERM)
    assert running.end() == (0, ["Rolecall has stopped."], "")
    assert len(told.heard) == len(slack.messages)
    file = root / "docs" / "dialogue-digest.md"
    text = CLOCK.sub("09:00", DATE.sub("Monday 4 January 2027", every_day(told.text)))
    if REWRITE:
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def _synced(ledger: Ledger) -> bool:
    with ledger.read(FakeTeam().id) as books:
        here = books.roster.installation()
    return here is not None and here.synced_at is not None
