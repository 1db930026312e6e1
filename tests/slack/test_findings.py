"""What is found is said in a line, with what to do; only what keeps Rolecall from work is wrong."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.organisation import Organisation
from bot.errors import RolecallError
from bot.slack import findings
from bot.slack.findings import ChannelState, Finding, Way, good, noted, wrong
from bot.slack.manifest import OPTIONAL, SCOPES
from bot.slack.web_api import Refused, Undecided, Unreached
from bot.store.deliveries import Backlog
from bot.store.ledger import Waiting
from bot.store.standing import Connections
from tests.example import acme, held, platform

NOW = datetime(2026, 12, 1, 9, 0, 0, tzinfo=UTC)
URL = "https://slack.example/api/"


def _oks(found: list[Finding]) -> list[bool | None]:
    return [each.ok for each in found]


@pytest.mark.parametrize(
    ("finding", "line"),
    [
        (good("It works."), "✓ It works."),
        (wrong("It doesn't."), "✗ It doesn't."),
        (wrong("It doesn't.", "Mend it."), "✗ It doesn't. Mend it."),
        (noted("It might.", "Look."), "– It might. Look."),
    ],
)
def test_line(finding: Finding, line: str) -> None:
    """A finding is one line: its mark, what was found, what to do."""
    assert str(finding) == line


def test_failed() -> None:
    """An error of several lines becomes one, and says how many more there are."""
    assert str(findings.failed(RolecallError("It broke: mend it."))) == "✗ It broke: mend it."
    assert str(findings.failed(RolecallError("a: 1\nb: 2\nc: 3"))) == "✗ a: 1 (and 2 more)"
    assert findings.failed(RolecallError("")).ok is False


@pytest.mark.parametrize(
    ("way", "ok", "named"),
    [
        ("socket", True, "Both Slack tokens"),
        ("http", True, "one workspace, over HTTP"),
        ("many", True, "any workspace may install it"),
        (None, None, "No Slack tokens"),
    ],
)
def test_connected(way: Way | None, ok: bool | None, named: str) -> None:  # noqa: FBT001
    """Each way in which Slack may be connected is told; none at all is a choice."""
    found = findings.connected(way)
    assert found.ok is ok
    assert named in found.what


def test_refused() -> None:
    """A token that Slack refuses is to be replaced; a Slack that can't be reached says nothing."""
    bot = findings.refused("SLACK_BOT_TOKEN", URL, Refused("invalid_auth"))
    app = findings.refused("SLACK_APP_TOKEN", URL, Refused("not_allowed_token_type"))
    assert (bot.ok, app.ok) == (False, False)
    assert "SLACK_BOT_TOKEN doesn't work" in str(bot)
    assert "invalid_auth" in str(bot)
    assert "connections:write" in str(app)
    for trouble in (Unreached("no connection"), Undecided("time-out")):
        found = findings.refused("SLACK_BOT_TOKEN", URL, trouble)
        assert found.ok is False
        assert URL in found.what
        assert "doesn't work" not in str(found)


@pytest.mark.parametrize("scope", SCOPES)
def test_missing_scope(scope: str) -> None:
    """Each missing scope is named with what it is for; it is wrong unless it is optional."""
    found = list(findings.scopes(set(SCOPES) - {scope}))
    [about] = [each for each in found if each.ok is not True]
    assert about.ok is (None if scope in OPTIONAL else False)
    assert scope in about.what
    assert SCOPES[scope] in about.what
    assert (True in _oks(found)) is (scope in OPTIONAL)


def test_scopes() -> None:
    """Every scope granted is good, more than that too; where Slack tells none it can't be said."""
    assert _oks(list(findings.scopes(SCOPES))) == [True]
    assert _oks(list(findings.scopes([*SCOPES, "channels:history"]))) == [True]
    assert _oks(list(findings.scopes([]))) == [None]


@pytest.mark.parametrize(
    ("date", "ok", "said"),
    [
        ("Tue, 01 Dec 2026 09:00:00 GMT", True, "goes as"),
        ("Tue, 01 Dec 2026 09:01:00 GMT", True, "goes as"),
        ("Tue, 01 Dec 2026 08:59:00 GMT", True, "goes as"),
        ("Tue, 01 Dec 2026 09:01:01 GMT", False, "61 s behind Slack's"),
        ("Tue, 01 Dec 2026 08:00:00 GMT", False, "3600 s ahead of Slack's"),
        ("Tue, 01 Dec 2026 09:00:00", None, "can't be compared"),
        ("Tue, 01 Dec 2026 09:00:00 -0000", None, "can't be compared"),
        ("yesterday", None, "can't be compared"),
        ("", None, "can't be compared"),
        (None, None, "can't be compared"),
    ],
)
def test_clock(date: str | None, ok: bool | None, said: str) -> None:  # noqa: FBT001 three values
    """A clock more than 60 s from Slack's is wrong; where Slack tells no time nothing is said."""
    found = findings.clock(date, NOW)
    assert found.ok is ok
    assert said in found.what


@pytest.mark.parametrize(
    ("word", "ok", "said"),
    [
        ("hello", True, "greets"),
        ("link_disabled", False, "Socket Mode is switched off"),
        ("warning", False, "it said warning"),
        (None, False, "it said nothing"),
    ],
)
def test_socket(word: str | None, ok: bool, said: str) -> None:  # noqa: FBT001 of the table
    """Only a greeting is good, and Socket Mode switched off is told from a blocked way."""
    found = findings.socket(word)
    assert found.ok is ok
    assert said in found.what


def test_organisation() -> None:
    """An empty organisation is wrong, with the command that mends it; another one is counted."""
    empty = findings.organisation(Organisation(organisation="Unnamed"))
    assert empty.ok is False
    assert "rolecall import" in str(empty)
    one = Organisation.model_validate(
        {"organisation": "Acme", "people": [{"key": "a"}], "teams": [{"key": "t", "name": "T"}]}
    )
    assert str(findings.organisation(one)) == "✓ The organisation Acme has 1 person and 1 team."
    assert findings.organisation(one.model_copy(update={"teams": ()})).ok is True


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=400), "400 days ago"),
    ],
)
def test_synced(ago: timedelta, said: str) -> None:
    """How long ago members and channels were read is said in the largest unit that fits."""
    assert str(findings.synced(NOW - ago, NOW)) == f"✓ Members and channels were read {said}."


def test_never_synced() -> None:
    """That nothing was read yet is no fault: it happens by itself."""
    assert findings.synced(None, NOW).ok is None


def test_accounts() -> None:
    """People without a known account are counted and named, those who have left aside."""
    where = acme(platform(held("a")), gone="c")
    everybody = frozenset({"Ua", "Ub", "Ud", "Ue", "Uf"})
    assert _oks(list(findings.accounts(where, where, everybody))) == [True]
    [found] = findings.accounts(where, where, everybody - {"Ub", "Ue"})
    assert found.ok is None
    assert "2 of 5 people" in found.what
    assert "B and E" in found.what
    nobody = Organisation(organisation="Acme")
    assert list(findings.accounts(nobody, nobody, everybody)) == []


def test_accounts_found_by_address() -> None:
    """Somebody whose account was found by their address counts as found."""
    told = Organisation.model_validate(
        {"organisation": "Acme", "people": [{"key": "a", "email": "a@acme.example"}]}
    )
    person = told.people[0].model_copy(update={"slack": "U1"})
    joined = told.model_copy(update={"people": (person,)})
    assert _oks(list(findings.accounts(told, joined, frozenset({"U1"})))) == [True]
    assert _oks(list(findings.accounts(told, told, frozenset({"U1"})))) == [None]


def test_channels() -> None:
    """Missing and archived channels are wrong and named; one without the bot is a hint."""
    states: dict[str, ChannelState] = {
        "#here": "there",
        "#nowhere": "missing",
        "#old": "archived",
        "#without": "outside",
    }
    found = list(findings.channels(states))
    assert _oks(found) == [False, False, None]
    for finding, name in zip(found, ("#nowhere", "#old", "#without"), strict=True):
        assert name in finding.what
        assert "#here" not in str(finding)
    assert "/invite @Rolecall" in str(found[-1])
    assert _oks(list(findings.channels({"#here": "there"}))) == [True]
    assert list(findings.channels({})) == []


def test_long_lists() -> None:
    """Ten names are said, and how many more there are."""
    states: dict[str, ChannelState] = {f"#{number:03}": "missing" for number in range(25)}
    [found] = findings.channels(states)
    assert "#009 and 15 more" in found.what
    assert "#010" not in found.what


def test_schedules() -> None:
    """What channels hear is told in time, late because nothing runs, or paused for a reason."""
    assert list(findings.schedules(0, (), None)) == []
    [fine] = findings.schedules(2, (), timedelta(minutes=-5))
    assert (fine.ok, fine.what) == (True, "2 digests are told in time.")
    late, paused = findings.schedules(
        1, ["Digest 3 is paused: #x is archived."], timedelta(hours=3)
    )
    assert (late.ok, late.what) == (False, "What a channel was to hear 3 hours ago isn't told yet.")
    assert (paused.ok, paused.what) == (None, "Digest 3 is paused: #x is archived.")


@pytest.mark.parametrize(
    ("minutes", "state", "marks"),
    [
        (9, "waiting", [True]),
        (11, "waiting", [False]),
        (600, "sending", [True]),
        (600, "unknown", [True, None]),
    ],
)
def test_queue(minutes: int, state: str, marks: list[bool | None]) -> None:
    """What waits for more than ten minutes is wrong; what is unknown is a note with its number."""
    backlog = Backlog(state, 2, NOW - timedelta(minutes=minutes))
    found = list(findings.queue(Waiting((backlog,), None), NOW))
    assert _oks(found) == marks
    if state == "unknown":
        assert "2 messages whether Slack took it, the oldest from 10 hours ago" in found[-1].what
        assert "on_unknown" in str(found[-1])


def test_connections() -> None:
    """More than four fifths of the connections that a server takes are a note."""
    assert list(findings.connections(None)) == []
    assert _oks(list(findings.connections(Connections(80, 100)))) == [True]
    assert _oks(list(findings.connections(Connections(81, 100)))) == [None]


@pytest.mark.parametrize(
    ("address", "signed", "ok", "words"),
    [
        (None, True, None, "ROLECALL_PUBLIC_URL isn't set, so Slack gives nobody a link"),
        ("https://rolecall.example", False, False, "openssl rand -hex 32"),
        ("http://rolecall.example", True, None, "whoever listens on the way"),
        ("https://me:hunter2@rolecall.example:8443/x", True, True, "lead to rolecall.example."),
        ("HTTPS://rolecall.example", True, True, "lead to rolecall.example."),
    ],
)
def test_pages(address: str | None, *, signed: bool, ok: bool | None, words: str) -> None:
    """Links need an address and a key, and should go over https; no password is told."""
    found = findings.pages(address, signed=signed)
    assert found.ok is ok
    assert words in str(found)
    assert "hunter2" not in str(found)
