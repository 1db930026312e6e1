"""A workspace removes us: what stops at once, and what is another's or an older word of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from bot.domain.answer import notice
from bot.slack import outgoing
from bot.slack.edge import Acknowledgement
from bot.slack.message import Message
from bot.slack.removed import REVOKED, UNINSTALLED, Removed, is_removed
from bot.store.due import Due
from bot.store.installations import Installation
from tests.fake_slack.envelopes import event_callback
from tests.slack.conftest import HERE, TEAM, Harbour
from tests.store.contents import contents

Json = dict[str, Any]
SINCE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OURS = Installation(HERE, None, TEAM.bot_user, TEAM.bot_id, None, [], SINCE, app=TEAM.app_id)
LATER = int(SINCE.timestamp()) + 60
GONE: Json = {"type": UNINSTALLED}
TAKEN: Json = {"type": REVOKED, "tokens": {"oauth": [], "bot": [TEAM.bot_user]}}
OTHERS: Json = {"type": REVOKED, "tokens": {"oauth": ["U1"], "bot": ["U0OTHER"]}}


def _told(event: Any, **around: Any) -> Json:
    return event_callback(TEAM, event, "Ev1") | {"event_time": LATER} | around


@pytest.mark.parametrize("event", [GONE, TAKEN])
def test_removed(event: Json) -> None:
    """Both events say so, whichever comes, also in the second in which we were installed."""
    assert is_removed(_told(event), OURS)
    assert is_removed(_told(event, event_time=int(SINCE.timestamp())), OURS)
    assert is_removed(_told(event), replace(OURS, app=None))


@pytest.mark.parametrize(
    "body",
    [
        _told(GONE, event_time=int(SINCE.timestamp()) - 1),
        _told(TAKEN, event_time=0),
        _told(GONE, api_app_id="A0OTHER"),
        _told(TAKEN, api_app_id="A0OTHER"),
        _told(OTHERS),
        _told({"type": REVOKED}),
        _told({"type": REVOKED, "tokens": None}),
        _told({"type": REVOKED, "tokens": {"bot": None}}),
        _told({"type": REVOKED, "tokens": {"bot": TEAM.bot_user}}),
        _told({"type": REVOKED, "tokens": {"oauth": [TEAM.bot_user]}}),
        _told({"type": REVOKED, "tokens": [TEAM.bot_user]}),
        _told(None),
        {},
    ],
)
def test_not_removed(body: Json) -> None:
    """What is older than our installation, another app's, another token's or nonsense says not."""
    assert not is_removed(body, OURS)


@pytest.fixture
def live(harbour: Harbour) -> Harbour:
    """A workspace with a token, a message that waits, and something that is due."""
    Removed(harbour.ledger, harbour.now).register(harbour.edge.app)
    now = harbour.now()
    with harbour.ledger.open(HERE, now) as books:
        found = books.roster.installation()
        assert found is not None
        began = now - timedelta(days=1)
        books.roster.set_installation(replace(found, app=TEAM.app_id, connected_at=began))
        books.roster.set_token("v1.sealed")
        books.send(outgoing.tell("U9", Message(reply=notice("waits"))))
        books.set_due(Due("reminders", now))
    return harbour


def _happens(harbour: Harbour, *events: Json) -> None:
    for event in events:
        assert harbour.slack.event(event).answers == [{}]


@pytest.mark.parametrize("events", [(GONE,), (TAKEN,), *permutations((GONE, TAKEN))])
def test_stops_at_once(events: tuple[Json, ...], live: Harbour) -> None:
    """From then on nothing is sent, due or answered there, and the token is gone; data stays."""
    before = contents(live.engines, HERE)
    assert live.ledger.due(live.now()) == (HERE,)
    _happens(live, *events)
    assert live.ledger.token(HERE) is None
    assert live.ledger.slack_workspaces() == ()
    assert live.ledger.due(live.now()) == ()
    live.deliver()
    assert live.slack.messages == []
    assert live.slack.calls == []
    assert [one.state for one in live.deliveries()] == ["expired"]
    told = live.slack.command("who deploys models?").answers
    assert told == [{}]
    after = contents(live.engines, HERE)
    assert {name for name, found in after.items() if found != before[name]} == {
        "deliveries",
        "installations",
    }
    with live.engines.read.connect() as connection:
        stored = connection.exec_driver_sql("SELECT sealed FROM installations").scalar_one()
    assert stored is None


def test_others_go_on(live: Harbour) -> None:
    """What another token, another app or a workspace that we aren't in lost changes nothing."""
    before = contents(live.engines)
    _happens(live, OTHERS)
    for around in ({"api_app_id": "A0OTHER"}, {"team_id": "T0ELSE", "authorizations": []}):
        assert live.edge.receive(_told(GONE, **around)) == Acknowledgement()
    assert contents(live.engines) == before


def test_a_word_from_before_a_reinstall(live: Harbour) -> None:
    """What Slack says late of the time before a reinstall doesn't end the new installation."""
    told = [live.slack.event(each).payload for each in (GONE, TAKEN)]
    with live.ledger.open(HERE, live.now()) as books:
        found = books.roster.installation()
        assert found is not None
        assert found.ended_at is not None
        again = live.now() + timedelta(seconds=2)
        books.roster.set_installation(replace(found, connected_at=again, ended_at=None))
        books.roster.set_token("v1.new")
    for payload in told:
        assert live.edge.receive(payload | {"event_id": "EvLate"}) == Acknowledgement()
    assert live.ledger.token(HERE) == "v1.new"
    assert "deploys" in live.slack.command("who deploys models?").answers[0]["text"]


def test_told_twice(live: Harbour) -> None:
    """Hearing of it again changes nothing, so that the grace counts from the first time."""
    _happens(live, GONE)
    before = contents(live.engines)
    live.ahead = timedelta(hours=1)
    _happens(live, TAKEN, GONE)
    assert contents(live.engines) == before
