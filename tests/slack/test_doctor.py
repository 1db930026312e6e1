"""The doctor, against the fake Slack and a real database: what it finds, and that it only looks."""

import gc
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from websockets.sync.server import ServerConnection, serve

from bot import config
from bot.commands.take_in import apply, planned
from bot.domain.organisation import Organisation
from bot.errors import RolecallError
from bot.slack.doctor import MOST_CHANNELS, UNREADABLE, Doctor, first_word
from bot.slack.findings import Finding
from bot.slack.manifest import SCOPES
from bot.store.engine import Engines, make_engines
from bot.store.ledger import Ledger
from tests.example import small
from tests.fake_slack import FakeSlack, Fault
from tests.slack.conftest import HERE, DirectSlack, acquaint, install

# For what is found in Slack one kind of database is enough.
ONE_DATABASE = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
LOCAL = "local"
HTTP_DATE = "%a, %d %b %Y %H:%M:%S GMT"
PEOPLE = [
    {"key": "ana", "name": "Ana", "slack": "U1"},
    {"key": "bo", "name": "Bo", "email": "bo@harbour.example"},
]
CHURN = {"key": "churn", "name": "Churn", "channel": "#churn"}


@dataclass(frozen=True)
class Visit:
    """A doctor, and what it finds."""

    doctor: Doctor

    def findings(self) -> list[Finding]:
        """Everything it finds; no line of it holds a token."""
        found = list(self.doctor.findings())
        for each in found:
            assert "xoxb" not in str(each).replace("xoxb-…", "")
            assert "xapp" not in str(each).replace("xapp-…", "")
            assert len(str(each).splitlines()) == 1
        return found

    def wrong(self) -> list[str]:
        """What is wrong, a line each."""
        return [str(each) for each in self.findings() if each.ok is False]

    def about(self, words: str) -> Finding:
        """The one finding in which these words occur."""
        everything = self.findings()
        found = [each for each in everything if words in str(each)]
        assert len(found) == 1, [str(each) for each in everything]
        return found[0]

    def but(self, **changed: object) -> "Visit":
        """The same, with something else about it."""
        return Visit(replace(self.doctor, **changed))  # type: ignore[arg-type]


class Addressless(FakeSlack):
    """A Slack that doesn't say where a socket can be opened."""

    def open_socket(self) -> str:
        """No address."""
        return ""


@pytest.fixture
def visit(slack: DirectSlack, engines: Engines) -> Visit:
    """A doctor for a workspace in which every scope is granted, and who is told of config/."""
    slack.scopes = list(SCOPES)
    return Visit(
        Doctor(
            config=lambda: ("catalog.yaml", "slack.yaml"),
            ledger=lambda: Ledger(engines),
            bot_token=SecretStr(slack.bot_token),
            app_token=SecretStr(slack.app_token),
            url=slack.api_url,
            now=lambda: datetime.now(UTC),
            local=LOCAL,
        )
    )


@dataclass(frozen=True)
class Harbour:
    """A workspace that Rolecall is in."""

    slack: DirectSlack
    ledger: Ledger

    def now(self) -> datetime:
        """The time."""
        return datetime.now(UTC)

    def organise(self, *teams: dict[str, str], people: Sequence[dict[str, str]] = PEOPLE) -> None:
        """Imports an organisation in the place of the one that is there."""
        given = {"organisation": "Acme", "people": list(people), "teams": list(teams)}
        with self.ledger.open(HERE, self.now()) as books:
            apply(books, planned(books, Organisation.model_validate(given), "file"), "U9")

    def know(self) -> None:
        """Stores all people and channels that the fake has now."""
        with self.ledger.open(HERE, self.now()) as books:
            acquaint(books, self.slack, self.now())


@pytest.fixture
def harbour(slack: DirectSlack, installed: Ledger) -> Harbour:
    """A workspace with an organisation, from which nothing of Slack was read."""
    made = Harbour(slack, installed)
    with installed.open(HERE, made.now()) as books:
        apply(books, planned(books, small(), "catalog"), "U9")
    made.organise(CHURN)
    return made


@pytest.fixture
def settled(harbour: Harbour) -> Harbour:
    """A workspace in which all is well: everybody and everything was read."""
    harbour.know()
    with harbour.ledger.open(HERE, harbour.now()) as books:
        books.roster.mark_synced(began=harbour.now() - timedelta(minutes=3))
    return harbour


def _dated(moment: datetime) -> Fault:
    # The fake tells no date, so one is put behind a header that it does tell.
    return Fault(retry_after=f"1\r\nDate: {moment.strftime(HTTP_DATE)}")


def _failing(error: RolecallError) -> Callable[[], Ledger]:
    def fail() -> Ledger:
        raise error

    return fail


def test_all_is_well(
    settled: Harbour, slack: DirectSlack, visit: Visit, dialect: str, root: Path
) -> None:
    """Where all is well each thing that was looked at is said to be so, in a fixed order."""
    slack.always("auth.test", _dated(datetime.now(UTC)))
    found = visit.but(config=lambda: config.check_all(root)).findings()
    assert [each.ok for each in found] == [True] * len(found)
    expected = [
        "config/ make sense",
        "Both Slack tokens",
        "@rolecall in the workspace Harbour Goods (T0HARBOUR)",
        "every scope",
        "clock goes as",
        "greets over Socket Mode",
        "at this version's schema",
        *(["connections to the database's server"] if dialect == "postgresql" else []),
        "The organisation Acme has 2 people and 1 team",
        "were read 3 minutes ago",
        "Everybody in the organisation",
        "channels are there, and Rolecall is in them",
        "Nothing waits for long",
    ]
    for finding, words in zip(found, expected, strict=True):
        assert words in finding.what
    assert settled.ledger.slack_workspaces() == (HERE,)


def test_changes_nothing(settled: Harbour, slack: DirectSlack, visit: Visit) -> None:
    """It reads and never writes, in Slack and in the database, and leaves no socket open."""
    with settled.ledger.read(HERE) as books:
        before = (books.workspace, books.roster.installation())
    visit.findings()
    with settled.ledger.read(HERE) as books:
        assert (books.workspace, books.roster.installation()) == before
    assert settled.ledger.workspaces() == (HERE,)
    slack.wait(lambda: slack.connected == 0 or None, what="The socket is still open")
    called = {call.method for call in slack.calls}
    assert called == {"auth.test", "apps.connections.open", "conversations.info"}


@ONE_DATABASE
def test_broken_config(visit: Visit, tmp_path: Path) -> None:
    """A config file that can't be used is said in a line, and the rest is looked at."""
    found = visit.but(config=lambda: config.check_all(tmp_path)).findings()
    assert found[0].ok is False
    assert "catalog.yaml" in found[0].what
    assert len(found) > 5


@ONE_DATABASE
@pytest.mark.parametrize("token", ["bot_token", "app_token"])
def test_misfit(token: str, visit: Visit) -> None:
    """What doesn't go together is wrong, and what is there is still tried."""
    visit = visit.but(**{token: None}, misfit=RolecallError("One isn't set."))
    assert visit.wrong() == ["✗ One isn't set."]
    other = {"bot_token": "greets over Socket Mode", "app_token": "@rolecall in the workspace"}
    assert visit.about(other[token]).ok is True


@ONE_DATABASE
def test_no_tokens(slack: DirectSlack, visit: Visit) -> None:
    """Without tokens Slack isn't asked, and nothing is wrong with that."""
    visit = visit.but(bot_token=None, app_token=None)
    assert visit.wrong() == []
    assert visit.about("No Slack tokens").ok is None
    assert visit.about("Nothing is stored of the workspace local").ok is None
    assert slack.calls == []


@ONE_DATABASE
@pytest.mark.parametrize(
    ("token", "method", "advice"),
    [
        ("bot_token", "auth.test", "OAuth & Permissions"),
        ("app_token", "apps.connections.open", "connections:write"),
    ],
)
def test_wrong_token(
    token: str, method: str, advice: str, slack: DirectSlack, visit: Visit
) -> None:
    """A token that Slack refuses is named, with Slack's word and where to get another."""
    [wrong] = visit.but(**{token: SecretStr("nonsense")}).wrong()
    assert f"SLACK_{token.upper()} doesn't work" in wrong
    assert "invalid_auth" in wrong
    assert advice in wrong
    assert len(slack.calls_of(method)) == 1


@ONE_DATABASE
@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=500),
        Fault(status=429, retry_after=30),
        Fault(status=503, html=True),
        Fault(drop=True),
        Fault(half=True),
        Fault(error="internal_error"),
    ],
)
def test_slack_in_trouble(fault: Fault, settled: Harbour, slack: DirectSlack, visit: Visit) -> None:
    """While Slack doesn't answer, that is said for each token, and the database is looked at."""
    slack.always("auth.test", fault)
    slack.always("apps.connections.open", fault)
    bot, app = visit.wrong()
    assert f"SLACK_BOT_TOKEN can't be tried at {slack.api_url}" in bot
    assert f"SLACK_APP_TOKEN can't be tried at {slack.api_url}" in app
    assert visit.about("The organisation Acme").ok is True
    assert settled.ledger.slack_workspaces() == (HERE,)


@ONE_DATABASE
def test_slack_is_nowhere(settled: Harbour, slack: DirectSlack, visit: Visit) -> None:
    """Where nothing listens, what is stored of the only workspace is looked at without Slack."""
    slack.close()
    bot, app = visit.wrong()
    assert "SLACK_BOT_TOKEN can't be tried" in bot
    assert "SLACK_APP_TOKEN can't be tried" in app
    assert visit.about("The teams' channels").ok is True
    assert settled.ledger.slack_workspaces() == (HERE,)


@ONE_DATABASE
def test_strange_answers(slack: DirectSlack, visit: Visit) -> None:
    """An answer that is good and says nothing is no good answer."""
    slack.team = replace(slack.team, id=None)  # type: ignore[arg-type]
    [wrong] = visit.wrong()
    assert "doesn't say which workspace" in wrong


@ONE_DATABASE
def test_names_of_others(slack: DirectSlack, visit: Visit) -> None:
    """What Slack says to be the workspace's name can't write over the terminal."""
    slack.team = replace(slack.team, name="Har\x1b[2Jbour\nGoods\u202e")
    assert "Har[2Jbour Goods (T0HARBOUR)" in visit.about("SLACK_BOT_TOKEN works").what


@ONE_DATABASE
def test_scopes(slack: DirectSlack, visit: Visit) -> None:
    """Scopes that the token lacks are named with their reason, optional ones as a hint."""
    slack.scopes = [each for each in SCOPES if each not in ("users:read", "groups:read")]
    [wrong] = visit.wrong()
    assert "lacks users:read: with it Rolecall knows who may ask" in wrong
    assert visit.about("lacks groups:read").ok is None


@ONE_DATABASE
@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(hours=-1)])
def test_clock(ahead: timedelta, slack: DirectSlack, visit: Visit) -> None:
    """A clock an hour away from Slack's is wrong."""
    slack.always("auth.test", _dated(datetime.now(UTC) + ahead))
    [wrong] = visit.wrong()
    assert "The clock is 3" in wrong
    assert ("behind" if ahead > timedelta(0) else "ahead of") in wrong


@ONE_DATABASE
def test_no_hello(slack: DirectSlack, visit: Visit) -> None:
    """A socket that is opened and never greeted is wrong."""
    slack.hello = False
    [wrong] = visit.but(hello_within=0.05).wrong()
    assert "doesn't greet over a socket (it said nothing)" in wrong


@ONE_DATABASE
def test_switched_off(slack: DirectSlack, visit: Visit) -> None:
    """Where Slack says that Socket Mode is off, so does the doctor, and where to switch it on."""
    slack.hello = False
    wrong: list[str] = []

    def look() -> None:
        wrong.extend(visit.wrong())
        slack.happened()

    looking = threading.Thread(target=look)
    looking.start()

    def turned_away() -> bool:
        slack.disconnect("link_disabled")
        return bool(wrong)

    slack.wait(turned_away)
    looking.join()
    assert "Socket Mode is switched off" in wrong[0]


# The SDK leaves the connection of a refused handshake to the garbage collector.
@ONE_DATABASE
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_refused_handshake(slack: DirectSlack, visit: Visit) -> None:
    """A socket whose handshake is refused is wrong, and known at once."""
    slack.refuse_handshakes = 1
    [wrong] = visit.wrong()
    assert "doesn't greet over a socket" in wrong
    gc.collect()


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ('{"type": "hello"}', "hello"),
        ('{"type": "disconnect", "reason": "link_disabled"}', "link_disabled"),
        ('{"type": "disconnect", "reason": "a\\u001b[2J\\nb"}', "a[2J b"),
        ("nonsense", UNREADABLE),
        ('["hello"]', UNREADABLE),
        (None, None),
    ],
)
def test_first_word(said: str | None, word: str | None) -> None:
    """What is said first is understood, cleaned where it is strange, and None where it closes."""

    def speak(connection: ServerConnection) -> None:
        if said is not None:
            connection.send(said)

    with serve(speak, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        port = server.socket.getsockname()[1]
        heard = first_word(f"ws://127.0.0.1:{port}/link", within=10)
        server.shutdown()
        thread.join()
    assert heard == word


@ONE_DATABASE
def test_no_address(visit: Visit) -> None:
    """A Slack that takes the token and gives no address for a socket is said to do so."""
    with Addressless() as slack:
        slack.scopes = list(SCOPES)
        [wrong] = visit.but(url=slack.api_url).wrong()
    assert "gives no address for a socket" in wrong


def test_nobody_at_the_socket() -> None:
    """An address at which nothing listens says nothing, and is no crash."""
    assert first_word("ws://127.0.0.1:9/link", within=5) is None


def test_unmigrated(visit: Visit, bare: Engines) -> None:
    """A database without this version's tables is wrong, with the command that mends it."""
    [wrong] = visit.but(ledger=lambda: Ledger(bare)).wrong()
    assert "run `rolecall migrate`" in wrong


@ONE_DATABASE
def test_no_database(visit: Visit, root: Path) -> None:
    """A database that can't be reached is wrong, without its password, and Slack is looked at."""
    url = "postgresql://u:secret@127.0.0.1:9/x"
    visit = visit.but(ledger=lambda: Ledger(make_engines(url, root)))
    [wrong] = visit.wrong()
    assert "Can't open the database" in wrong
    assert "secret" not in wrong
    assert visit.about("greets over Socket Mode").ok is True


@ONE_DATABASE
def test_bad_database_url(visit: Visit) -> None:
    """A database that can't even be opened is found like everything else."""
    error = RolecallError("DATABASE_URL must be this.")
    assert visit.but(ledger=_failing(error)).wrong() == ["✗ DATABASE_URL must be this."]


def test_never_ran(visit: Visit) -> None:
    """Before the first start nothing is stored, and that is no fault."""
    assert visit.wrong() == []
    assert visit.about(f"Nothing is stored of the workspace {HERE} yet").ok is None


def test_empty_organisation(installed: Ledger, visit: Visit) -> None:
    """A workspace without an organisation is wrong, with the command that mends it."""
    [wrong] = visit.wrong()
    assert "Import yours: `rolecall import FILE`" in wrong
    assert visit.about("weren't read from Slack yet").ok is None
    assert installed.workspaces() == (HERE,)


def test_nothing_read_yet(harbour: Harbour, visit: Visit) -> None:
    """Before members and channels were read nobody is said to be missing."""
    harbour.organise(CHURN, {"key": "x", "name": "X", "channel": "#nowhere"})
    assert visit.wrong() == []
    assert visit.about("weren't read from Slack yet").ok is None


def test_people_without_an_account(settled: Harbour, visit: Visit) -> None:
    """People whom neither id nor address leads to an account are counted, and no fault."""
    people = [*PEOPLE, {"key": "cem", "name": "Cem"}, {"key": "di", "name": "Di", "slack": "U404"}]
    settled.organise(people=people)
    assert visit.wrong() == []
    found = visit.about("can't be found in Slack")
    assert found.ok is None
    assert "2 of 4 people" in found.what
    assert "Cem and Di" in found.what


def test_channels(settled: Harbour, slack: DirectSlack, visit: Visit) -> None:
    """Channels that aren't there or are archived are wrong; one without the bot is a hint."""
    slack.add_channel("C3", "search")
    slack.add_channel("C4", "fraud", is_archived=True)
    slack.add_channel("C5", "platform", is_member=False)
    settled.know()
    slack.channels[2]["is_archived"] = True  # and no event told so
    names = {"churn": "#churn", "s": "#search", "f": "#fraud", "p": "#platform", "x": "#nowhere"}
    settled.organise(*({"key": k, "name": k.upper(), "channel": n} for k, n in names.items()))
    missing, archived = visit.wrong()
    assert "doesn't find: #fraud and #nowhere." in missing
    assert "are archived: #search." in archived
    outside = visit.about("hears no mention there")
    assert outside.ok is None
    assert "@Rolecall isn't in #platform" in outside.what


@ONE_DATABASE
def test_channel_by_id(settled: Harbour, visit: Visit) -> None:
    """A team's channel may be given by its id."""
    settled.organise(CHURN | {"channel": "C2"})
    assert visit.wrong() == []
    assert visit.about("The teams' channels").ok is True


@ONE_DATABASE
def test_channel_that_slack_lost(settled: Harbour, slack: DirectSlack, visit: Visit) -> None:
    """A channel that Slack no longer has is missing, whatever is stored."""
    del slack.channels[1]
    [wrong] = visit.wrong()
    assert "doesn't find: #churn." in wrong
    assert settled.ledger.workspaces() == (HERE,)


@ONE_DATABASE
@pytest.mark.parametrize(
    ("fault", "asked"),
    [(Fault(status=429, retry_after=30), 1), (Fault(drop=True), 1), (Fault(error="no_such"), 2)],
)
def test_channels_slack_says_nothing_of(
    fault: Fault, asked: int, settled: Harbour, slack: DirectSlack, visit: Visit
) -> None:
    """What Slack says nothing of stays as it is stored, and a Slack in trouble is left alone."""
    settled.organise(CHURN, {"key": "all", "name": "All", "channel": "#general"})
    slack.always("conversations.info", fault)
    assert visit.about("The teams' channels").ok is True
    assert len(slack.calls_of("conversations.info")) == asked


@ONE_DATABASE
def test_many_channels(settled: Harbour, slack: DirectSlack, visit: Visit) -> None:
    """However many teams there are, Slack is asked about no more channels than it allows."""
    names = [f"team-{number}" for number in range(MOST_CHANNELS + 5)]
    for number, name in enumerate(names):
        slack.add_channel(f"C1{number:03}", name)
    settled.know()
    settled.organise(*({"key": n, "name": n, "channel": f"#{n}"} for n in names))
    assert visit.about("The teams' channels").ok is True
    assert len(slack.calls_of("conversations.info")) == MOST_CHANNELS


def test_the_tokens_workspace(settled: Harbour, slack: DirectSlack, visit: Visit) -> None:
    """Of several workspaces that are stored, the one is looked at that the token is for."""
    other = "T0ANOTHER"
    with settled.ledger.open(other, settled.now()) as books:
        books.create("Another")
    assert visit.about("The organisation").what.startswith("The organisation Acme")
    slack.team = replace(slack.team, id=other)
    assert visit.about("The organisation is empty").ok is False


def test_local_workspace(ledger: Ledger, visit: Visit) -> None:
    """Without Slack the local workspace is looked at, and nothing of Slack is missed in it."""
    with ledger.open(LOCAL, datetime.now(UTC)) as books:
        books.create("This machine")
    visit = visit.but(bot_token=None, app_token=None)
    [wrong] = visit.wrong()
    assert "rolecall import" in wrong
    assert not [each for each in visit.findings() if "Members and channels" in str(each)]


def test_stored_without_tokens(ledger: Ledger, visit: Visit) -> None:
    """Where tokens were taken away, what is stored of Slack's workspace is still looked at."""
    with ledger.open(HERE, datetime.now(UTC)) as books:
        install(books)
    visit = visit.but(bot_token=None, app_token=None)
    assert visit.about("weren't read from Slack yet").ok is None
