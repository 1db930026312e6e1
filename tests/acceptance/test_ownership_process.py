"""One change as people see it, with Rolecall as a process; it is written down for the docs.

Where the dialogue is meant to be another one, `REWRITE_DIALOGUE=1` writes what was said and heard
into `docs/dialogue.md`.
"""

import os
import re
import signal
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.store.engine import Engines
from bot.store.ledger import Ledger
from tests.acceptance.running import Running, environment, rolecall
from tests.fake_slack import FakeSlack, FakeTeam, Posted
from tests.talk.bot import until

Json = dict[str, Any]
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
NUMBER = re.compile(r"(?<=#)\d+|(?<=undo )\d+")
INTRODUCTION = """\
# One change, from the first word to the new answer

Ines looks after ownership at Harbour Goods. She adds the team Pricing, which Ana leads. Ana
deploys its models herself, then asks Bo, who accepts; because that came too early, Ana takes it
back. This is what each of them writes and sees in Slack, with buttons in [brackets].
`tests/acceptance/test_ownership_process.py` plays it and compares every word.
"""


class Dialogue:
    """What was said and heard so far, as text; whatever comes has to be heard by somebody."""

    def __init__(self, slack: FakeSlack) -> None:
        self.slack = slack
        self.text = INTRODUCTION
        self.heard: list[Posted] = []

    def part(self, title: str) -> None:
        """A new part begins."""
        self._says(f"## {title}")

    def commands(self, who: str, text: str, channel: str, command: str = "/ownership") -> Posted:
        """Somebody uses a command; the answer, which they alone see."""
        place = f"#{self._channel(channel)}"
        self._says(f"**{CALLED[who]}** in {place}: `{command} {self._written(text)}`")
        self.slack.command(text, command=command, user=who, channel=channel).answer()
        posted = self._comes("ack", channel)
        assert (posted.user, posted.ephemeral) == (who, True)
        self._shows(f"Only {CALLED[who]} sees", posted)
        return posted

    def asks(self, who: str, channel: str) -> Posted:
        """Somebody asks who owns it."""
        return self.commands(who, WHO, channel, "/whoowns")

    def clicks(self, who: str, label: str, on: Posted) -> Posted:
        """Somebody clicks on a button; what they see of it."""
        self._says(f"**{CALLED[who]}** clicks [{label}].")
        [button] = [one for one in on.elements if _label(one) == label]
        self.slack.click(button, user=who, message=on, channel=on.channel).answer()
        posted = self._comes("update" if on.channel == f"D{who}" else "respond", on.channel)
        where = "The message changes to" if posted.ts == on.ts else f"Only {CALLED[who]} sees"
        self._shows(where, posted)
        return posted

    def is_told(self, who: str) -> Posted:
        """Somebody gets a direct message because of what was done last."""
        posted = self._comes("post", f"D{who}")
        self._shows(f"{CALLED[who]} gets a direct message", posted)
        return posted

    def _comes(self, kind: str, channel: str) -> Posted:
        """The next message of this kind there; others may come before or after it."""
        found = self.slack.wait(
            lambda: [
                one
                for one in self.slack.messages
                if (one.kind, one.channel) == (kind, channel) and one not in self.heard
            ],
            what=f"No {kind} came in {channel}",
        )
        self.heard.append(found[0])
        return found[0]

    def _shows(self, where: str, posted: Posted) -> None:
        lines = [f"{where}:", *self._shown(posted.blocks)]
        self._says("\n>\n".join(f"> {line}" for line in lines))

    def _says(self, text: str) -> None:
        self.text += f"\n{text}\n"

    def _shown(self, blocks: Iterable[Json]) -> Iterator[str]:
        """What people see in a message, a paragraph at a time."""
        for block in blocks:
            match block["type"]:
                case "actions":
                    yield " ".join(f"[{_label(one)}]" for one in block["elements"])
                case "context":
                    yield from (f"*{one['text']}*" for one in block["elements"])
                case "rich_text":
                    yield from (self._paragraph(one) for one in block["elements"])

    def _paragraph(self, part: Json) -> str:
        if part["type"] == "rich_text_list":
            items = (self._inline(item) for item in part["elements"])
            # Markdown takes a sign at the beginning for a list within the list.
            return "\n> ".join("- " + re.sub(r"^(?=[+-] )", r"\\", one) for one in items)
        return self._inline(part)

    def _inline(self, section: Json) -> str:
        return "".join(self._word(one) for one in section["elements"])

    def _word(self, element: Json) -> str:
        if element["type"] == "channel":
            return f"#{self._channel(element['channel_id'])}"
        return f"**{element['text']}**" if element.get("style") else str(element["text"])

    def _written(self, text: str) -> str:
        """A command as people see it who write it."""
        text = re.sub(r"<@(\w+)>", lambda found: f"@{CALLED[found[1]].casefold()}", text)
        return re.sub(r"<#(\w+)\|>", lambda found: f"#{self._channel(found[1])}", text)

    def _channel(self, channel: str) -> str:
        known = self.slack.channel(channel)
        assert known is not None
        return str(known["name"])


def _label(element: Json) -> str:
    return str(element["text"]["text"])


def _every_day(text: str) -> str:
    """The text as it is on whichever day, and however many changes the catalog came in with."""
    numbers = list(dict.fromkeys(NUMBER.findall(text)))
    text = NUMBER.sub(lambda found: str(numbers.index(found[0]) + 1), text)
    return re.sub(r"\byesterday\b|\b\d{4}-\d\d-\d\d\b", "today", text)


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
    told = Dialogue(slack)
    told.part("A new team")
    team = f"team add Pricing as hybrid in <#{PRICING}|> led by <@{ANA}>"
    told.commands(INES, team, GENERAL)
    told.commands(ANA, "assign me as MLOps Engineer", PRICING)
    before = told.asks(INES, PRICING)

    told.part("Somebody else takes over")
    told.commands(ANA, f"assign <@{BO}> as MLOps Engineer", PRICING)
    told.clicks(BO, "Accept", told.is_told(BO))
    told.is_told(ANA)
    after = told.asks(INES, PRICING)

    told.part("It came too early")
    blocked = told.commands(ANA, "undo", PRICING)
    [undo] = [_label(one) for one in blocked.elements]
    told.clicks(ANA, undo, blocked)
    told.is_told(BO)
    told.commands(ANA, "undo", PRICING)
    told.is_told(BO)
    again = told.asks(INES, PRICING)

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
        file.write_text(_every_day(told.text), encoding="utf-8")
    assert _every_day(told.text) == file.read_text(encoding="utf-8")
