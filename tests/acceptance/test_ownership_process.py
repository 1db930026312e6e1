"""One change as people see it, with Rolecall as a process; it is written down for the docs.

Where the dialogue is meant to be another one, `REWRITE_DIALOGUE=1` writes what was said and heard
into `docs/dialogue.md`.
"""

import os
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bot.store.engine import Engines
from bot.store.ledger import Ledger
from tests.acceptance.dialogue import Dialogue, every_day
from tests.acceptance.running import Running, environment, rolecall
from tests.fake_slack import FakeSlack, FakeTeam, Posted
from tests.talk.bot import until

ON_SQLITE = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
REWRITE = bool(os.environ.get("REWRITE_DIALOGUE"))
ANA, BO, INES = "U1", "U2", "U9"
CALLED = {ANA: "Ana", BO: "Bo", INES: "Ines"}
GENERAL, PRICING = "C1", "C5"
HARBOUR = """
organisation: Harbour Goods
people:
  - {key: ana, name: Ana Ivanova, slack: U1}
  - {key: bo, name: Bo Chen, slack: U2}
  - {key: ines, name: Ines Prado, slack: U9}
teams:
  - {key: platform, name: ML Platform, kind: platform, channel: "#ml-platform", leads: [bo]}
stewards: [ines]
"""
WHO = "who deploys models?"
INTRODUCTION = """\
# One change, from the first word to the new answer

Ines looks after ownership at Harbour Goods. She adds the team Pricing, which Ana leads. Ana
deploys its models herself, then asks Bo, who accepts; because that came too early, Ana takes it
back. This is what each of them writes and sees in Slack, with buttons in [brackets].
`tests/acceptance/test_ownership_process.py` plays it and compares every word.
"""


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A fake Slack that refused nothing of what it was sent, and in which nobody was pinged."""
    with FakeSlack() as slack:
        slack.add_channel(PRICING, "pricing")
        yield slack
    assert slack.violations == []
    assert slack.pings == []


@pytest.fixture
def running(engines: Engines, slack: FakeSlack, tmp_path: Path) -> Iterator[Running]:
    """Rolecall in that Slack, with an organisation that was imported before the first run."""
    file = tmp_path / "harbour.yaml"
    file.write_text(HARBOUR, encoding="utf-8")
    tokens = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
    }
    url = engines.write.url.render_as_string(hide_password=False)
    env = environment(url, **tokens)
    assert rolecall(env, "import", str(file)).returncode == 0
    with Running(env=env) as running:
        running.url()
        until(lambda: _synced(Ledger(engines)), "Members and channels were not read")
        yield running


def _synced(ledger: Ledger) -> bool:
    with ledger.read(FakeTeam().id) as books:
        here = books.roster.installation()
    return here is not None and here.synced_at is not None


def _names(posted: Posted) -> Sequence[str]:
    """Whom of the two an answer names as MLOps Engineer."""
    line = next(one for one in posted.text.splitlines() if "MLOps Engineer:" in one)
    return [name for name in ("Ana Ivanova", "Bo Chen") if name in line]


@ON_SQLITE
def test_from_a_new_team_to_a_new_answer_and_back(
    running: Running, slack: FakeSlack, root: Path
) -> None:
    """Add a team, assign, accept: the answer names the new person; undone, it is the old one."""
    told = Dialogue(slack, INTRODUCTION, CALLED)
    told.part("A new team")
    team = f"team add Pricing as hybrid in <#{PRICING}|> led by <@{ANA}>"
    told.commands(INES, team, GENERAL)
    told.commands(ANA, "assign me as MLOps Engineer", PRICING)
    before = told.asks(INES, WHO, PRICING)

    told.part("Somebody else takes over")
    told.commands(ANA, f"assign <@{BO}> as MLOps Engineer", PRICING)
    told.clicks(BO, "Accept", told.is_told(BO))
    told.is_told(ANA)
    after = told.asks(INES, WHO, PRICING)

    told.part("It came too early")
    blocked = told.commands(ANA, "undo", PRICING)
    [undo] = [one["text"]["text"] for one in blocked.elements]
    told.clicks(ANA, undo, blocked)
    told.is_told(BO)
    told.commands(ANA, "undo", PRICING)
    told.is_told(BO)
    again = told.asks(INES, WHO, PRICING)

    assert [_names(one) for one in (before, after, again)] == [
        ["Ana Ivanova"],
        ["Bo Chen"],
        ["Ana Ivanova"],
    ]
    assert "Confirmed by Bo Chen today" in after.text
    assert again.text == before.text
    running.process.send_signal(signal.SIGTERM)
    assert running.end() == (0, ["Rolecall has stopped."], "")
    assert len(told.heard) == len(slack.messages)
    file = root / "docs" / "dialogue.md"
    if REWRITE:
        file.write_text(every_day(told.text), encoding="utf-8")
    assert every_day(told.text) == file.read_text(encoding="utf-8")
