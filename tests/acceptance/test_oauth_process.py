"""Three workspaces that install the app by OAuth, in one process and in four.

Each sees its own data alone; one that removes the app hears nothing more, and finds its data again
when it comes back.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.answer import notice
from bot.slack import outgoing
from bot.slack.message import Message
from bot.slack.removed import REVOKED, UNINSTALLED
from bot.store.due import REMINDERS, SEND, Due
from bot.store.engine import Engines
from bot.store.ledger import Ledger
from tests.acceptance.running import Running, environment, rolecall
from tests.fake_slack import FakeApp, FakeSlacks, FakeTeam, HttpSlack, Posted
from tests.fake_slack.browser import Browser
from tests.talk.bot import until
from tests.talk.talk import visible

Json = dict[str, Any]
PUBLIC = "http://rolecall.example"
HARBOUR = FakeTeam()
TIDE = FakeTeam("T0TIDE", "Tide", "https://tide.slack.com/", "tide", "U0TIDE", "B0TIDE")
MOLE = FakeTeam("T0MOLE", "Mole", "https://mole.slack.com/", "mole", "U0MOLE", "B0MOLE")
TEAMS = (HARBOUR, TIDE, MOLE)
ASKED = "who deploys models?"
DIGEST = "digest add unfilled for all in <#C2|churn> every day at 09:00 UTC"
OWNER = "U9"
SEND_IT = "digest send 1"
CHURN = "C2"
ONE = ((),)
FOUR = (("--only", "web"), ("--only", "web"), ("--only", "worker"), ("--only", "worker"))
ORGANISATION = """
organisation: {name}
people:
  - {{key: ana, name: Ana of {name}, slack: U1}}
  - {{key: bo, name: Bo of {name}, slack: U2}}
teams:
  - {{key: platform, name: Platform of {name}, kind: platform, leads: [bo]}}
  - key: churn
    name: Churn of {name}
    kind: product
    platform: platform
    structure: embedded
    channel: "#churn"
    leads: [ana]
    assignments:
      - {{role: role:ml-engineer, person: bo}}
"""


@pytest.fixture
def slacks() -> Iterator[FakeSlacks]:
    """Three workspaces in which the app isn't installed yet."""
    app = FakeApp(redirect_urls=(PUBLIC,))
    with FakeSlacks(app=app) as made:
        for team in TEAMS:
            made.add(team, installed=False)
        yield made
        for slack in made.workspaces.values():
            assert slack.violations == []


class Deployment:
    """Processes over one database, and the workspaces that use them."""

    def __init__(self, engines: Engines, slacks: FakeSlacks, folder: Path) -> None:
        self.ledger = Ledger(engines)
        self.slacks = slacks
        self._folder = folder
        self.env = environment(
            engines.write.url.render_as_string(hide_password=False),
            SLACK_SIGNING_SECRET=slacks.app.signing_secret,
            SLACK_CLIENT_ID=slacks.app.client_id,
            SLACK_CLIENT_SECRET=slacks.app.client_secret,
            SLACK_API_URL=slacks.api_url,
            SLACK_AUTHORIZE_URL=slacks.authorize_url,
            ROLECALL_SECRET_KEY="k" * 64,
            ROLECALL_PUBLIC_URL=PUBLIC,
        )

    def serves(self, stack: ExitStack, kinds: Sequence[tuple[str, ...]]) -> list[Running]:
        """Starts the processes; those that hear Slack are where it sends to from now on."""
        running = [stack.enter_context(Running(*words, env=self.env)) for words in kinds]
        urls = [(words, one.url()) for words, one in zip(kinds, running, strict=True)]
        self.slacks.urls += [url for words, url in urls if "worker" not in words]
        return running

    def installs(self, team: FakeTeam) -> HttpSlack:
        """Somebody installs the app: they begin at one process and come back to another."""
        first, last = self.slacks.urls[0], self.slacks.urls[-1]
        browser = Browser()
        back = browser.begins(f"{first}/slack/install", team.id)
        assert back.startswith(f"{PUBLIC}/slack/oauth_redirect?")
        page = browser.get(back.replace(PUBLIC, last))
        assert page.status == 200, page.text
        assert f"Rolecall is installed in {team.name}" in page.text
        slack = self.slacks.workspaces[team.id]
        until(lambda: self._synced(team), "Members and channels were not read", 30)
        return slack

    def fills(self, team: FakeTeam) -> None:
        """Imports an organisation in which everybody is called after the workspace."""
        file = self._folder / f"{team.id}.yaml"
        file.write_text(ORGANISATION.format(name=team.name), encoding="utf-8")
        done = rolecall(self.env, "import", str(file), "--workspace", team.id)
        assert done.returncode == 0, done.stderr

    def leaves_work(self, team: FakeTeam, ago: timedelta) -> None:
        """Something is due in a workspace since a while, and something waits to be sent."""
        now = datetime.now(UTC)
        with self.ledger.open(team.id, now) as books:
            books.set_due(Due(f"{SEND} 1", now - ago))
            books.set_due(Due(REMINDERS, now))
            books.send(outgoing.tell("U1", Message(reply=notice("something that waits"))))

    def _synced(self, team: FakeTeam) -> bool:
        with self.ledger.read(team.id) as books:
            here = books.roster.installation()
            return here is not None and here.synced_at is not None


@pytest.fixture
def deployment(engines: Engines, slacks: FakeSlacks, tmp_path: Path) -> Deployment:
    """A database, and nothing that runs yet."""
    return Deployment(engines, slacks, tmp_path)


def _others(team: FakeTeam) -> list[str]:
    return [word for other in TEAMS if other != team for word in (other.id, f" of {other.name}")]


def _asks(slack: HttpSlack, text: str = ASKED, command: str = "/whoowns", user: str = OWNER) -> str:
    told = slack.command(text, channel=CHURN, command=command, user=user).answer()
    return str(told["text"])


def _is_told(slack: HttpSlack, channel: str, *words: str, after: int = 0) -> Posted:
    def found() -> Posted | None:
        came = slack.messages[after:]
        posts = [one for one in came if (one.kind, one.channel) == ("post", channel)]
        return next((one for one in posts if all(word in visible(one) for word in words)), None)

    told: Posted = slack.wait(found, seconds=20, what=f"{channel} heard nothing of {words}")
    return told


def _sees_its_own(slack: HttpSlack) -> None:
    """Answers, lists and messages hold names of this workspace, and of no other."""
    verbs = ("gaps", "history", "digest list")
    said = [_asks(slack), *(_asks(slack, verb, "/ownership") for verb in verbs)]
    assert f"Bo of {slack.team.name}" in said[0]
    heard = "\n".join(said + [f"{one.body}" for one in slack.messages])
    for word in _others(slack.team):
        assert word not in heard


@pytest.mark.parametrize(
    ("dialect", "kinds"), [("sqlite", ONE), ("postgresql", FOUR)], indirect=["dialect"]
)
def test_three_workspaces(kinds: Sequence[tuple[str, ...]], deployment: Deployment) -> None:
    """Each sees its own alone; who removes the app hears nothing more, and others go on."""
    with ExitStack() as stack:
        deployment.serves(stack, kinds)
        here = {team.id: deployment.installs(team) for team in TEAMS}
        for team in TEAMS:
            deployment.fills(team)
        for slack in here.values():
            told = _asks(slack, DIGEST, "/ownership")
            assert "digest 1" in told, told
            _asks(slack, SEND_IT, "/ownership")
        for slack in here.values():
            _is_told(slack, CHURN, f"Churn of {slack.team.name}")
            _sees_its_own(slack)
        _leaves_and_returns(deployment, here[TIDE.id], here[HARBOUR.id], (UNINSTALLED, REVOKED))
        _leaves_and_returns(deployment, here[TIDE.id], here[HARBOUR.id], (REVOKED, UNINSTALLED))
        for slack in here.values():
            _sees_its_own(slack)
            assert slack.failures == []


def _leaves_and_returns(
    deployment: Deployment, leaves: HttpSlack, stays: HttpSlack, events: tuple[str, str]
) -> None:
    """One workspace removes the app, hears nothing, and comes back; the other goes on."""
    added = f"Team {events[0]}"
    for slack in (leaves, stays):
        assert added in _asks(slack, f"team add {added} as Embedded", "/ownership")
    told = []
    for kind in events:
        envelope = leaves.revoke(kind)[0]
        envelope.answer()
        told.append(envelope)
    heard, calls = len(leaves.messages), len(leaves.calls)
    assert leaves.command(ASKED, channel=CHURN).answer() == {}
    before = len(stays.messages)
    for team in (leaves.team, stays.team):
        # A digest is told once for each minute.
        deployment.leaves_work(team, timedelta(minutes=5 if events[0] == REVOKED else 10))
    _is_told(stays, "DU1", "something that waits", after=before)
    _is_told(stays, CHURN, added, after=before)
    assert leaves.messages[heard:] == []
    assert leaves.calls[calls:] == []

    deployment.installs(leaves.team)
    for envelope in told:
        # Slack may tell of it late, again, and to somebody else.
        late = json.dumps(envelope.payload | {"event_time": envelope.payload["event_time"] - 1})
        assert leaves.post(late.encode(), leaves.signed(late.encode())).status == 200
    assert f"Bo of {leaves.team.name}" in _asks(leaves)
    assert "unfilled" in _asks(leaves, "digest list", "/ownership")
    _is_told(leaves, CHURN, added, after=heard)


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
def test_the_same_three_times(deployment: Deployment) -> None:
    """What comes three times, to two processes at once, is answered once and changes once.

    Whoever installed it is told of the first steps once, however many processes look.
    """
    with ExitStack() as stack:
        deployment.serves(stack, FOUR)
        slack = deployment.installs(HARBOUR)
        _is_told(slack, f"D{OWNER}", "1. Choose a catalog")
        deployment.fills(HARBOUR)
        event = slack.mention(ASKED, channel=CHURN)
        event.answer()
        _is_told(slack, CHURN, "deploys")
        again = [slack.send(event.kind, event.payload, retry=(n, "http_timeout")) for n in (1, 2)]
        command = slack.command("team add Growth as Embedded", command="/ownership", user="U9")
        command.answer()
        repeated = [slack.send(command.kind, command.payload, accepts_response=True) for _ in "12"]
        for one in (*again, *repeated):
            one.answer()
        with deployment.ledger.read(HARBOUR.id) as books:
            assert len(books.questions()) == 1
            names = [team.name for team in books.organisation().teams]
            assert names.count("Growth") == 1
        posts = [one.channel for one in slack.messages if one.kind == "post"]
        assert sorted(posts) == [CHURN, f"D{OWNER}"]
        assert slack.failures == []
