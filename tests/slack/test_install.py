"""Installing by OAuth: what is stored when it succeeds, and that nothing is when it doesn't."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from pydantic import SecretStr

from bot.domain.answer import notice
from bot.slack import outgoing
from bot.slack.access import StoredTokens
from bot.slack.install import LASTS, App, Begun, Install, NotInstalled
from bot.slack.manifest import SCOPES
from bot.slack.message import Message
from bot.store.books import Books
from bot.store.due import SETUP
from bot.store.engine import Engines
from bot.store.ledger import Ledger
from bot.store.sealing import Seals
from tests.fake_slack import FakeApp, FakeSlacks, FakeTeam, Fault
from tests.fake_slack.browser import Browser
from tests.slack.conftest import outage
from tests.store.contents import Rows, contents

Json = dict[str, Any]
HARBOUR = FakeTeam()
TIDE = FakeTeam("T0TIDE", "Tide", "https://tide.slack.com/", "tide", "U0TIDE", "B0TIDE")
SECRET = "the-client-secret"  # noqa: S105
PUBLIC = "https://rolecall.example/deep"
REDIRECT = "https://rolecall.example/deep/slack/oauth_redirect"
AT_ONCE = 20
ACCESS, TEST = "oauth.v2.access", "auth.test"


@pytest.fixture
def slacks() -> Iterator[FakeSlacks]:
    """Two workspaces in which the app isn't installed; it may only send back to us."""
    app = FakeApp("1.2", SECRET, redirect_urls=(REDIRECT,))
    with FakeSlacks(app=app) as made:
        for team in (HARBOUR, TIDE):
            made.add(team, installed=False)
        yield made


class Installing:
    """The install under test, and somebody at a browser."""

    def __init__(self, engines: Engines, slacks: FakeSlacks) -> None:
        self.engines = engines
        self.slacks = slacks
        self.ledger = Ledger(engines)
        self.seals = Seals(["k" * 32])
        self.ahead = timedelta()
        app = App("1.2", SecretStr(SECRET), slacks.authorize_url, slacks.api_url, PUBLIC)
        self.install = Install(app, self.ledger, self.seals, self.now, _prepare)

    def now(self) -> datetime:
        """The time, which a test may move."""
        return datetime.now(UTC) + self.ahead

    def consents(self, begun: Begun, team: FakeTeam = HARBOUR, user: str = "U9") -> Json:
        """What Slack sends the browser back with."""
        at = Browser().get(f"{begun.url}&team={team.id}&user={user}").location
        assert at.partition("?")[0] == REDIRECT
        return dict(parse_qsl(urlsplit(at).query))

    def installs(self, team: FakeTeam = HARBOUR) -> str:
        """Installs it from beginning to end; the workspace."""
        begun = self.install.begin()
        return self.install.finish(self.consents(begun, team), begun.cookie).workspace

    def refused(self, given: Json, cookie: str) -> str:
        """Why finishing comes to nothing; no trace of a workspace is left."""
        before = self.workspaces()
        with pytest.raises(NotInstalled) as refused:
            self.install.finish(given, cookie)
        assert self.workspaces() == before
        return str(refused.value)

    def token(self, team: FakeTeam = HARBOUR) -> str:
        """The token that deliveries would use now."""
        return StoredTokens(self.ledger, self.seals).token(team.id).get_secret_value()

    def workspaces(self) -> Rows:
        """All that is stored but installs that were begun."""
        found = contents(self.engines)
        del found["install_states"]
        return found


def _prepare(books: Books, name: str) -> None:
    if not books.exists():
        books.create(name)


@pytest.fixture
def installing(engines: Engines, slacks: FakeSlacks) -> Installing:
    """An empty database, and nobody who has installed us."""
    return Installing(engines, slacks)


def test_begins(installing: Installing) -> None:
    """A browser is sent to Slack with our scopes and our address, and a state of its own."""
    first, second = installing.install.begin(), installing.install.begin()
    asked = dict(parse_qsl(urlsplit(first.url).query))
    assert first.url.startswith(f"{installing.slacks.authorize_url}?")
    assert asked.keys() == {"client_id", "scope", "state", "redirect_uri"}
    assert (asked["client_id"], asked["redirect_uri"]) == ("1.2", REDIRECT)
    assert asked["scope"].split(",") == list(SCOPES)
    assert len({first.cookie, second.cookie, first.url, second.url, asked["state"]}) == 5
    assert min(len(first.cookie), len(asked["state"])) >= 32
    assert SECRET not in first.url


def test_what_a_reader_of_the_database_sees(installing: Installing) -> None:
    """Who only begins leaves nothing behind; state and cookie never stand in the database."""
    before = contents(installing.engines)
    begun = installing.install.begin()
    assert contents(installing.engines) == before
    given = installing.consents(begun)
    installing.install.finish(given, begun.cookie)
    stored = contents(installing.engines)
    assert len(stored["install_states"]) == 1
    for secret in (given["state"], begun.cookie):
        assert secret not in str(stored)


def test_installed(installing: Installing, slacks: FakeSlacks) -> None:
    """The workspace is there with its name, what Slack says of us, and the token, sealed."""
    assert installing.installs() == HARBOUR.id
    with installing.ledger.read(HARBOUR.id) as books:
        found, sealed = books.roster.installation(), books.roster.token()
        assert books.workspace.name == HARBOUR.name
        assert SETUP in [one.what for one in books.coming()]
    assert found is not None
    assert (found.bot_user, found.bot_id, found.url) == (
        HARBOUR.bot_user,
        HARBOUR.bot_id,
        HARBOUR.url,
    )
    assert (found.app, found.installer, found.enterprise) == (HARBOUR.app_id, "U9", None)
    assert found.scopes == sorted(SCOPES)
    assert found.ended_at is None
    assert found.missed_at is not None
    token = slacks.workspaces[HARBOUR.id].bot_token
    assert sealed is not None
    assert token not in str(contents(installing.engines))
    assert installing.token() == token
    assert installing.seals.open(sealed, HARBOUR.id) == token


def test_each_its_own(installing: Installing, slacks: FakeSlacks) -> None:
    """Two workspaces have two tokens, and neither opens for the other."""
    for team in (HARBOUR, TIDE):
        assert installing.installs(team) == team.id
    tokens = [installing.token(team) for team in (HARBOUR, TIDE)]
    assert tokens == [slacks.workspaces[team.id].bot_token for team in (HARBOUR, TIDE)]
    assert tokens[0] != tokens[1]
    assert installing.ledger.slack_workspaces() == (HARBOUR.id, TIDE.id)


def test_again(installing: Installing, slacks: FakeSlacks) -> None:
    """Who installs it again has the new token from the next delivery on, and all that was there."""
    installing.installs()
    first = installing.token()
    with installing.ledger.open(HARBOUR.id, installing.now()) as books:
        books.roster.mark_missed()
    installing.installs()
    assert installing.token() == slacks.workspaces[HARBOUR.id].bot_token != first
    assert installing.ledger.workspaces() == (HARBOUR.id,)


def test_after_it_was_removed(installing: Installing) -> None:
    """A workspace that had removed us is live again; what was on its way then comes no more."""
    installing.installs()
    with installing.ledger.open(HARBOUR.id, installing.now()) as books:
        books.end()
        books.send(outgoing.tell("U9", Message(reply=notice("from before"))))
    assert installing.ledger.slack_workspaces() == ()
    installing.installs()
    assert installing.ledger.slack_workspaces() == (HARBOUR.id,)
    assert installing.token()
    with installing.ledger.read(HARBOUR.id) as books:
        assert [one.state for one in books.deliveries()] == ["expired"]


def test_denied(installing: Installing, slacks: FakeSlacks) -> None:
    """Who doesn't consent reads Slack's word for it, and the state is used up."""
    slacks.denying.add(HARBOUR.id)
    begun = installing.install.begin()
    given = installing.consents(begun)
    assert given.keys() == {"error", "state"}
    told = installing.refused(given, begun.cookie)
    assert "access_denied" in told
    assert "/slack/install" in told
    assert "wasn't begun" in installing.refused(given, begun.cookie)


def test_no_code(installing: Installing, slacks: FakeSlacks) -> None:
    """A way back without a code, or with an error of nonsense, comes to a sentence."""
    for fields in ({}, {"code": ""}, {"error": "\0<b>\u202e" + "x" * 9000, "code": "C"}):
        begun = installing.install.begin()
        state = dict(parse_qsl(urlsplit(begun.url).query))["state"]
        told = installing.refused({"state": state, **fields}, begun.cookie)
        assert len(told) < 200
        assert "\0" not in told
    assert [call.method for call in slacks.calls if call.method == ACCESS] == []


def test_twice(installing: Installing) -> None:
    """The same way back works once."""
    begun = installing.install.begin()
    given = installing.consents(begun)
    assert installing.install.finish(given, begun.cookie).workspace == HARBOUR.id
    assert "wasn't begun in this browser" in installing.refused(given, begun.cookie)


def test_in_another_browser(installing: Installing, slacks: FakeSlacks) -> None:
    """A way back that somebody else was lured to comes to nothing, and isn't used up by that."""
    mine, theirs = installing.install.begin(), installing.install.begin()
    given = installing.consents(mine)
    for cookie in (theirs.cookie, "", "x", "\ud800", mine.cookie.upper(), mine.cookie + " "):
        assert "wasn't begun in this browser" in installing.refused(given, cookie)
    for state in ("", "x", "\0", "\ud800", given["state"] + " "):
        told = installing.refused({**given, "state": state}, mine.cookie)
        assert "wasn't begun in this browser" in told
    assert "wasn't begun" in installing.refused({}, "")
    assert [call for call in slacks.calls if call.method == ACCESS] == []
    assert installing.install.finish(given, mine.cookie).workspace == HARBOUR.id


@pytest.mark.parametrize(("late", "works"), [(LASTS - timedelta(seconds=30), True), (LASTS, False)])
def test_too_late(late: timedelta, works: bool, installing: Installing) -> None:  # noqa: FBT001
    """An install that was begun over ten minutes ago is over."""
    begun = installing.install.begin()
    given = installing.consents(begun)
    installing.ahead = late
    if works:
        assert installing.install.finish(given, begun.cookie)
    else:
        assert "over 10 minutes ago" in installing.refused(given, begun.cookie)


def test_at_once(installing: Installing, slacks: FakeSlacks) -> None:
    """Of twenty who come back with the same state at once, one gets a token."""
    begun = installing.install.begin()
    given = installing.consents(begun)

    def finish(_: int) -> str:
        try:
            return installing.install.finish(given, begun.cookie).workspace
        except NotInstalled:
            return "refused"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        told = sorted(pool.map(finish, range(AT_ONCE)))
    assert told == [HARBOUR.id] + ["refused"] * (AT_ONCE - 1)
    assert len([call for call in slacks.calls if call.method == ACCESS]) == 1


def test_code_refused(installing: Installing, slacks: FakeSlacks) -> None:
    """A code that is too old, or of somebody's invention, leaves nothing behind."""
    begun = installing.install.begin()
    given = installing.consents(begun)
    told = installing.refused({**given, "code": "x" * 100_000}, begun.cookie)
    assert "invalid_code" in told
    slacks.code_seconds = -1.0
    begun = installing.install.begin()
    assert "invalid_code" in installing.refused(installing.consents(begun), begun.cookie)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=500),
        Fault(status=503, html=True),
        Fault(status=429, retry_after=30),
        Fault(refuse=True),
        Fault(drop=True),
        Fault(half=True),
        Fault(html=True),
        Fault(error="fatal_error"),
    ],
)
@pytest.mark.parametrize("method", [ACCESS, TEST])
def test_trouble(fault: Fault, method: str, installing: Installing, slacks: FakeSlacks) -> None:
    """Whatever goes wrong between Slack and us, no half of an installation is left."""
    where = slacks if method == ACCESS else slacks.workspaces[HARBOUR.id]
    where.always(method, fault)
    begun = installing.install.begin()
    told = installing.refused(installing.consents(begun), begun.cookie)
    assert "/slack/install" in told
    where.clear(method)
    assert installing.installs() == HARBOUR.id


def test_trouble_leaves_what_was_there(installing: Installing, slacks: FakeSlacks) -> None:
    """A reinstall that fails changes nothing of what is stored."""
    installing.installs()
    slacks.script(ACCESS, Fault(error="fatal_error"))
    begun = installing.install.begin()
    installing.refused(installing.consents(begun), begun.cookie)
    with installing.ledger.read(HARBOUR.id) as books:
        found = books.roster.installation()
    assert found is not None
    assert found.ended_at is None


def test_database_away(installing: Installing) -> None:
    """An install that the database can't take leaves no half of it either."""
    begun = installing.install.begin()
    given = installing.consents(begun)
    before = contents(installing.engines)
    with outage(installing.engines), pytest.raises(Exception, match="database"):
        installing.install.finish(given, begun.cookie)
    assert contents(installing.engines) == before
    assert installing.install.finish(given, begun.cookie).workspace == HARBOUR.id


GOOD: Json = {
    "ok": True,
    "app_id": "A0ROLECALL",
    "authed_user": {"id": "U9"},
    "scope": "chat:write,commands",
    "token_type": "bot",
    "access_token": "xoxb-new",
    "bot_user_id": "U0BOT",
    "team": {"id": HARBOUR.id, "name": "Harbour"},
    "enterprise": None,
    "is_enterprise_install": False,
}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"is_enterprise_install": True, "team": None}, "whole organisation"),
        ({"is_enterprise_install": True}, "whole organisation"),
        ({"team": None}, "whole organisation"),
        ({"team": "T1"}, "whole organisation"),
        ({"team": {"id": 7}}, "whole organisation"),
        ({"team": {"id": "T1 OR 1=1"}}, "whole organisation"),
        ({"team": {"id": "T" * 31}}, "whole organisation"),
        ({"token_type": "user"}, "no token of a bot"),
        ({"access_token": None}, "no token of a bot"),
        ({"access_token": ""}, "no token of a bot"),
        ({"access_token": ["x"]}, "no token of a bot"),
        ({"bot_user_id": None}, "no token of a bot"),
        ({"bot_user_id": "<@U1>"}, "no token of a bot"),
    ],
)
def test_answers_of_nonsense(
    changed: Json, words: str, installing: Installing, slacks: FakeSlacks
) -> None:
    """An answer without a bot's token in one workspace is refused with a sentence."""
    slacks.always(TEST, Fault())
    with pytest.raises(NotInstalled, match=words):
        installing.install._stored({**GOOD, **changed})  # noqa: SLF001
    assert installing.ledger.workspaces() == ()


@pytest.mark.parametrize(("team", "bot_user"), [(TIDE.id, "U0BOT"), (HARBOUR.id, "U0OTHER")])
def test_two_stories(team: str, bot_user: str, installing: Installing, slacks: FakeSlacks) -> None:
    """A token that belongs elsewhere, or to another bot, than Slack said is not stored."""
    token = slacks.workspaces[HARBOUR.id].give_token(list(SCOPES))
    given = {**GOOD, "access_token": token, "team": {"id": team}, "bot_user_id": bot_user}
    with pytest.raises(NotInstalled, match="two"):
        installing.install._stored(given)  # noqa: SLF001
    assert installing.ledger.workspaces() == ()


def test_a_dead_token(installing: Installing) -> None:
    """A token that doesn't work is not stored."""
    with pytest.raises(NotInstalled, match="doesn't work"):
        installing.install._stored(GOOD)  # noqa: SLF001
    assert installing.ledger.workspaces() == ()


def test_another_redirect(installing: Installing) -> None:
    """Slack sends back to our one address; asked with another one it gives no token."""
    begun = installing.install.begin()
    given = installing.consents(begun)
    elsewhere = replace(installing.install.app, public_url="https://rolecall.example")
    other = replace(installing.install, app=elsewhere)
    with pytest.raises(NotInstalled, match="bad_redirect_uri"):
        other.finish(given, begun.cookie)


def test_nothing_secret_in_the_log(
    installing: Installing, slacks: FakeSlacks, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither code, state, cookie, token nor our own secret is logged, at any level."""
    caplog.set_level(logging.DEBUG)
    begun = installing.install.begin()
    given = installing.consents(begun)
    installing.install.finish(given, begun.cookie)
    slacks.script(ACCESS, Fault(error="fatal_error"))
    again = installing.install.begin()
    more = installing.consents(again)
    installing.refused(more, again.cookie)
    assert "an install failed" in caplog.text
    secrets = (begun.cookie, again.cookie, *given.values(), *more.values(), installing.token())
    ours = "\n".join(one.getMessage() for one in caplog.records if "fake_slack" not in one.name)
    for secret in (SECRET, *secrets):
        assert secret not in ours
