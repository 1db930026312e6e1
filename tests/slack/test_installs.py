"""The workspaces that installed us: what is found of them, against several fake workspaces."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from bot.commands.take_in import apply, planned
from bot.domain.delivery import Delivery
from bot.domain.organisation import Organisation
from bot.errors import RolecallError
from bot.slack.doctor import Doctor
from bot.slack.findings import Finding
from bot.slack.installs import MOST_ASKED
from bot.slack.manifest import SCOPES
from bot.slack.reach import Reach
from bot.store.due import Due
from bot.store.engine import Engines
from bot.store.installations import Installation
from bot.store.ledger import Ledger
from bot.store.sealing import Seals
from tests.example import small
from tests.fake_slack import FakeSlacks, FakeTeam, Fault, HttpSlack

KEY, OLDER = "k" * 32, "o" * 32
ONE_DATABASE = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
ACME = Organisation.model_validate(
    {"organisation": "Acme", "people": [{"key": "ana", "name": "Ana"}]}
)


@dataclass
class Coast:
    """Several workspaces, the ledger that holds their tokens, and a doctor for them all."""

    slacks: FakeSlacks
    engines: Engines
    ledger: Ledger

    def install(self, team: str, *, key: str = KEY, read: bool = True) -> HttpSlack:
        """A workspace that has installed us, and has an organisation."""
        slack = self.slacks.add(FakeTeam(team, team.title(), domain=team.lower()))
        slack.scopes = list(SCOPES)
        with self.ledger.open(team, self.now()) as books:
            books.create(team.title())
            books.roster.set_installation(_installation(team, self.now()))
            books.roster.set_token(Seals([key]).seal(slack.bot_token, team))
            apply(books, planned(books, small(), "catalog"), "U9")
            apply(books, planned(books, ACME, "file"), "U9")
            if read:
                books.roster.mark_synced(began=self.now())
        return slack

    def now(self) -> datetime:
        """The time."""
        return datetime.now(UTC)

    def findings(self, *keys: str, later: timedelta = timedelta(0)) -> list[Finding]:
        """Everything that the doctor finds, after a while; no line of it holds a token or key."""
        found = list(self.doctor(keys, later).findings())
        for each in found:
            assert "xoxb" not in str(each)
            assert not any(key in str(each) for key in keys)
        return found

    def wrong(self, *keys: str, later: timedelta = timedelta(0)) -> list[str]:
        """What is wrong, a line each."""
        return [
            str(each) for each in self.findings(*(keys or (KEY,)), later=later) if each.ok is False
        ]

    def about(self, words: str, *keys: str) -> Finding:
        """The one finding in which these words occur."""
        everything = self.findings(*(keys or (KEY,)))
        found = [each for each in everything if words in str(each)]
        assert len(found) == 1, [str(each) for each in everything]
        return found[0]

    def doctor(self, keys: tuple[str, ...], later: timedelta = timedelta(0)) -> Doctor:
        """A doctor where many workspaces may install the app; without keys none was made yet."""
        return Doctor(
            config=lambda: ("catalog.yaml",),
            ledger=lambda: Ledger(self.engines),
            bot_token=None,
            app_token=None,
            url=self.slacks.api_url,
            now=lambda: self.now() + later,
            local="local",
            reach=Reach("https://127.0.0.1:9", SecretStr("a" * 32), needed=True),
            seals=lambda: Seals(keys) if keys else None,
        )


@pytest.fixture
def coast(engines: Engines) -> Iterator[Coast]:
    """Nobody has installed the app yet."""
    with FakeSlacks() as slacks:
        yield Coast(slacks, engines, Ledger(engines))


def _installation(team: str, now: datetime) -> Installation:
    return Installation(
        workspace_id=team,
        url=None,
        bot_user="U0BOT",
        bot_id=None,
        enterprise=None,
        scopes=[],
        connected_at=now,
    )


def test_all_is_well(coast: Coast, dialect: str) -> None:
    """Where every token works and everything was read, each thing that was looked at is good."""
    for team in ("T0HARBOUR", "T0TIDE", "T0DUNE"):
        coast.install(team)
    found = coast.findings(KEY)
    expected = [
        "config/ make sense",
        "any workspace may install it",
        "From here nobody answers at https://127.0.0.1:9",
        "at this version's schema",
        *(["connections to the database's server"] if dialect == "postgresql" else []),
        "3 workspaces have the app installed.",
        "Slack takes the 3 tokens that were tried",
        "clock can't be compared",
        "Nothing waits for long",
        "What is due is done in time",
    ]
    for finding, words in zip(found, expected, strict=True):
        assert words in finding.what
    assert not [each for each in found if each.ok is False]
    called = {call.method for slack in coast.slacks.workspaces.values() for call in slack.calls}
    assert called == {"auth.test"}


@ONE_DATABASE
def test_nobody_yet(coast: Coast) -> None:
    """Before the first install there is nothing wrong, and it is said where to begin."""
    assert coast.wrong() == []
    assert "/slack/install" in str(coast.about("No workspace has the app"))


@ONE_DATABASE
def test_other_key(coast: Coast) -> None:
    """Tokens that none of the keys opens are named; older ones only while they are older."""
    coast.install("T0HARBOUR", key=OLDER)
    coast.install("T0TIDE")
    [wrong] = coast.wrong(KEY)
    assert "The tokens of T0HARBOUR can't be opened" in wrong
    assert "1 token is sealed under an older key" in coast.about("older", KEY, OLDER).what
    assert coast.wrong(KEY, OLDER) == []
    assert "Slack takes the 1 token that" in coast.about("Slack takes", KEY).what


@ONE_DATABASE
def test_no_key(coast: Coast) -> None:
    """Without a key it is told where it will be made; once tokens are stored, that it is gone."""
    [note] = [one for one in coast.findings() if "ROLECALL_SECRET_KEY" in str(one)]
    assert note.ok is None
    coast.install("T0HARBOUR")
    [wrong] = [one for one in coast.findings() if one.ok is False]
    assert "The key that 1 token is sealed with is gone" in wrong.what


@ONE_DATABASE
def test_short_key(coast: Coast) -> None:
    """A key that is too short is wrong before there is any token."""
    [wrong] = coast.wrong("short")
    assert "at least 32 characters" in wrong


@ONE_DATABASE
def test_revoked(coast: Coast) -> None:
    """A token that Slack refuses is wrong, and the other workspaces are looked at."""
    coast.install("T0HARBOUR").always("auth.test", Fault(error="token_revoked"))
    coast.install("T0TIDE")
    [wrong] = coast.wrong()
    assert "refuses the token of T0HARBOUR (token_revoked)" in wrong
    assert coast.about("Slack takes the 1 token of 2").ok is True


@ONE_DATABASE
def test_slack_away(coast: Coast) -> None:
    """A Slack in trouble is asked once, and the rest is looked at."""
    for team in ("T0HARBOUR", "T0TIDE"):
        coast.install(team).always("auth.test", Fault(status=503))
    [wrong] = coast.wrong()
    assert "can't be tried" in wrong
    assert sum(len(slack.calls) for slack in coast.slacks.workspaces.values()) == 1
    assert coast.about("Nothing waits for long").ok is True


@ONE_DATABASE
def test_scopes(coast: Coast) -> None:
    """A scope is named once with the workspaces that lack it; an optional one is a note."""
    for team in ("T0HARBOUR", "T0TIDE"):
        coast.install(team).scopes = [
            one for one in SCOPES if one not in ("commands", "groups:read")
        ]
    [wrong] = coast.wrong()
    assert "The token of T0HARBOUR and T0TIDE lacks commands: with it Rolecall offers" in wrong
    assert coast.about("lacks groups:read, which is optional").ok is None


@ONE_DATABASE
def test_many(coast: Coast) -> None:
    """However many workspaces there are, the tokens of a few are tried."""
    for number in range(MOST_ASKED + 2):
        coast.install(f"T{number:03}")
    assert f"{MOST_ASKED} tokens of {MOST_ASKED + 2}" in coast.about("Slack takes").what


def test_never_read(coast: Coast) -> None:
    """A workspace of which nothing was read, or without people, is a note."""
    coast.install("T0HARBOUR", read=False)
    with coast.ledger.open("T0TIDE", coast.now()) as books:
        books.create("Tide")
        books.roster.set_installation(_installation("T0TIDE", coast.now()))
        books.roster.set_token(
            Seals([KEY]).seal(coast.slacks.add(FakeTeam("T0TIDE")).bot_token, "T0TIDE")
        )
    assert "T0HARBOUR and T0TIDE weren't read" in coast.about("Members and channels").what
    assert coast.about("organisation is empty in T0TIDE").ok is None


def test_removed(coast: Coast) -> None:
    """A workspace that removed us is counted, and nothing else is asked of it."""
    slack = coast.install("T0HARBOUR")
    with coast.ledger.open("T0HARBOUR", coast.now()) as books:
        books.end()
    assert "1 removed it and will be erased" in coast.about("No workspace has").what
    assert slack.calls == []


def test_nobody_works(coast: Coast) -> None:
    """What waits or is due for long is wrong: nobody sends it."""
    coast.install("T0HARBOUR")
    with coast.ledger.open("T0HARBOUR", coast.now()) as books:
        books.send(Delivery("post", "C1", "C1", {"channel": "C1"}, {"text": "Hello"}))
        books.set_due(Due("digest 1", coast.now()))
    assert coast.wrong() == []
    waits, due = coast.wrong(later=timedelta(hours=3))
    assert "1 message waits to be sent, the oldest since 3 hours ago" in waits
    assert "What was due 3 hours ago isn't done yet" in due
    doctor = Doctor(**{**vars(coast.doctor((KEY,), timedelta(hours=3))), "silenced": ["T0HARBOUR"]})
    said = [str(each) for each in doctor.findings()]
    assert not [line for line in said if line.startswith("✗")]
    assert [line for line in said if "Nobody is answered in T0HARBOUR" in line]


@ONE_DATABASE
def test_database_away(coast: Coast) -> None:
    """A database that can't be used is said once, and nothing of it is looked at."""

    def fail() -> Ledger:
        raise RolecallError("It can't be opened.")

    doctor = Doctor(**{**vars(coast.doctor((KEY,))), "ledger": fail})
    assert [str(one) for one in doctor.findings() if one.ok is False] == ["✗ It can't be opened."]
