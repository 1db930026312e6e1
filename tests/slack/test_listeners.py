"""What people do and Slack tells becomes one transaction each."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.slack.edge import Edge
from bot.slack.listeners import Listeners
from bot.store.questions import Question
from tests.fake_slack import Envelope
from tests.slack.conftest import HERE, OPTIONS, TEAM, DirectSlack, Harbour

Json = dict[str, Any]
ASKED = "who deploys models in Churn?"
MESSAGE: Json = {"user": "U2", "text": ASKED}
AT_ONCE = 8

SURFACES: dict[str, Callable[[DirectSlack, str], Envelope]] = {
    "mention": lambda slack, user: slack.mention(ASKED, user=user),
    "direct message": lambda slack, user: slack.dm(ASKED, user=user),
    "command": lambda slack, user: slack.command(ASKED, user=user),
    "shortcut": lambda slack, user: slack.shortcut(MESSAGE, callback_id="who_owns_this", user=user),
}


def _questions(harbour: Harbour) -> list[Question]:
    with harbour.ledger.read(HERE) as books:
        return [asked.question for asked in books.questions()]


@pytest.mark.parametrize(
    ("surface", "kind", "channel"),
    [
        ("mention", "post", "C1"),
        ("direct message", "post", "DU1"),
        ("shortcut", "respond", "C1"),
        ("command", None, "C1"),
    ],
)
def test_one_transaction(surface: str, kind: str | None, channel: str, harbour: Harbour) -> None:
    """A question is noted together with its reply; a command has that in its acknowledgement."""
    envelope = SURFACES[surface](harbour.slack, "U1")
    assert [one.kind for one in harbour.deliveries()] == ([kind] if kind else [])
    assert harbour.wakes == (1 if kind else 0)
    assert sorted(envelope.answer()) == ([] if kind else ["blocks", "response_type", "text"])
    [noted] = _questions(harbour)
    assert (noted.surface, noted.text, noted.member, noted.channel) == (
        surface,
        f"<@{TEAM.bot_user}> {ASKED}" if surface == "mention" else ASKED,
        "U1",
        channel,
    )
    assert (noted.outcome, noted.ref) == ("answered", "activity:deploy-models")


def test_woken_after_the_commit(harbour: Harbour) -> None:
    """When the deliveries are woken, there is something in the queue for everybody to see."""
    seen: list[int] = []
    nothing = lambda *_: None  # noqa: E731
    edge = Edge(harbour.ledger, nothing, nothing)
    Listeners(
        harbour.ledger,
        harbour.finders,
        harbour.options,
        harbour.now,
        lambda: seen.append(len(harbour.deliveries())),
        nothing,
        nothing,
        nothing,
    ).register(edge.app)

    def receive(payload: Json) -> Json | None:
        told = edge.receive(payload)
        return None if told is None else told.payload or {}

    harbour.slack.receive = receive
    for surface in ("mention", "direct message", "shortcut"):
        SURFACES[surface](harbour.slack, "U1")
    assert seen == [1, 2, 3]


@pytest.mark.parametrize("surface", SURFACES)
def test_the_same_at_once(surface: str, harbour: Harbour) -> None:
    """What comes several times at the same moment is acknowledged each time and answered once."""
    sent = SURFACES[surface](harbour.slack, "U1")
    payload = sent.payload | {"event_id": "Ev0ANOTHER", "trigger_id": "1.2.another"}
    if "event" in payload:
        payload["event"] = payload["event"] | {"ts": harbour.slack.next_ts()}
    before, noted = len(harbour.deliveries()), len(_questions(harbour))

    def send(_: int) -> Envelope:
        takes = surface == "command"
        return harbour.slack.send(sent.kind, payload, accepts_response=takes)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        envelopes = list(pool.map(send, range(AT_ONCE)))
    assert all(envelope.acknowledged for envelope in envelopes)
    assert len(_questions(harbour)) == noted + 1
    if surface == "command":
        assert len([one for one in envelopes if one.answer()]) == 1
    else:
        assert len(harbour.deliveries()) == before + 1


def test_shared_once(harbour: Harbour) -> None:
    """An impatient person who clicks Share several times at once shares once."""
    harbour.slack.command(ASKED)
    [shown] = harbour.slack.messages
    [share] = [one for one in shown.elements if one["action_id"] == "share"]

    def click(_: int) -> Envelope:
        return harbour.slack.click(share, message=shown, ephemeral=True)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert all(envelope.acknowledged for envelope in pool.map(click, range(AT_ONCE)))
    assert [one.kind for one in harbour.deliveries()] == ["respond", "respond"]


def test_asked_into_a_channel(harbour: Harbour) -> None:
    """A channel that we were asked into and don't know is asked for, one that we know isn't."""
    harbour.slack.add_channel("C7", "secret", is_private=True, is_member=False)
    for channel in ("C7", "C1"):
        harbour.slack.invite(channel, "U2")
        harbour.slack.invite(channel)
    assert harbour.joined == ["C7"]
    assert harbour.unknown == []


def test_strangers_leave_no_trace(harbour: Harbour) -> None:
    """What somebody of another organisation says is not even noted."""
    harbour.slack.add_user("U0OTHER", "Ola Other", team_id="T0OTHER")
    harbour.know()
    for ask in SURFACES.values():
        envelope = ask(harbour.slack, "U0OTHER")
        assert envelope.acknowledged
        assert envelope.answer() == {}
    assert _questions(harbour) == []
    assert harbour.deliveries() == []


def test_guests_turned_away(harbour: Harbour) -> None:
    """A guest who may not ask is told so, and what they asked is not noted."""
    harbour.slack.add_user("U0GUEST", "Greta Guest", is_restricted=True)
    harbour.know()
    harbour.options = OPTIONS.model_copy(update={"guests_ask": False})
    harbour.connect()
    for ask in SURFACES.values():
        ask(harbour.slack, "U0GUEST")
    harbour.deliver()
    told = harbour.slack.messages
    assert [each.text.partition(";")[0] for each in told] == ["Guests can't ask here"] * 4
    assert _questions(harbour) == []


def test_a_guest_turned_away_in_public(harbour: Harbour) -> None:
    """That a guest may not ask is told to the guest alone, and not to the whole channel."""
    harbour.slack.add_user("U0GUEST", "Greta Guest", is_restricted=True)
    harbour.know()
    harbour.options = OPTIONS.model_copy(update={"guests_ask": False})
    harbour.connect()
    SURFACES["mention"](harbour.slack, "U0GUEST")
    harbour.deliver()
    [told] = harbour.slack.messages
    assert (told.kind, told.user, told.ephemeral) == ("ephemeral", "U0GUEST", True)


@pytest.mark.parametrize("surface", ["mention", "shortcut", "command"])
def test_unknown_channels(surface: str, harbour: Harbour) -> None:
    """A channel that somebody asked in and that we don't know is told of, each time."""
    ask: dict[str, Callable[[str, str], Envelope]] = {
        "mention": lambda channel, user: harbour.slack.mention(ASKED, channel=channel, user=user),
        "command": lambda channel, user: harbour.slack.command(ASKED, channel=channel, user=user),
        "shortcut": lambda channel, user: harbour.slack.shortcut(
            MESSAGE, callback_id="who_owns_this", channel=channel, user=user
        ),
    }
    harbour.slack.add_user("U0OTHER", "Ola Other", team_id="T0OTHER")
    harbour.know()
    for channel, user in (("C1", "U1"), ("C404", "U1"), ("C405", "U0OTHER"), ("C404", "U2")):
        ask[surface](channel, user)
    assert harbour.unknown == ["C404", "C404"]


def test_conversations_are_no_channels(harbour: Harbour) -> None:
    """Nobody is asked to look up the conversation in which somebody writes to us directly."""
    harbour.slack.dm(ASKED)
    assert harbour.unknown == []


def test_messages_that_people_write(harbour: Harbour) -> None:
    """A direct message with a file, shown outside its thread or in the third person is one too."""
    for number, subtype in enumerate(("file_share", "thread_broadcast", "me_message"), 1):
        assert harbour.slack.dm(ASKED, subtype=subtype).acknowledged
        assert len(harbour.deliveries()) == number


def test_messages_that_slack_writes(harbour: Harbour) -> None:
    """Messages of any other kind are acknowledged, and nobody asked anything in them."""
    for subtype in ("message_changed", "message_replied", "channel_join", "new"):
        assert harbour.slack.dm(ASKED, subtype=subtype).acknowledged
    assert harbour.deliveries() == []
    assert _questions(harbour) == []


def test_what_slack_tells(harbour: Harbour) -> None:
    """News of members and channels are stored, and nothing is sent because of them."""
    user = harbour.slack.add_user("U0NEW", "Nils Newcomer")
    harbour.slack.event({"type": "team_join", "user": user})
    channel = {"id": "C0NEW", "name": "new", "creator": "U1"}
    harbour.slack.event({"type": "channel_created", "channel": channel})
    with harbour.ledger.read(HERE) as books:
        member, known = books.roster.member("U0NEW"), books.roster.channel("C0NEW")
    assert member is not None
    assert member.name == "Nils Newcomer"
    assert known is not None
    assert known.name == "new"
    assert harbour.wakes == 0
    assert harbour.deliveries() == []


def test_news_come_again(harbour: Harbour) -> None:
    """The same news twice change nothing."""
    user = harbour.slack.add_user("U0NEW", "Nils Newcomer")
    event = {"type": "team_join", "user": user, "event_ts": "1800000000.000100"}
    harbour.slack.event(event, event_id="Ev1")
    with harbour.ledger.read(HERE) as books:
        before = books.workspace
    harbour.slack.event(event, event_id="Ev1", retry=(1, "http_timeout"))
    with harbour.ledger.read(HERE) as books:
        assert books.workspace == before
