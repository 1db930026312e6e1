"""Who is answered where, and who hears nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.fake_slack import Envelope, Fault
from tests.fake_slack.envelopes import container, interactive
from tests.talk.bot import Bot
from tests.talk.conftest import Bots, played
from tests.talk.organisation import BO
from tests.talk.talk import (
    NOTHING,
    Hears,
    Says,
    Talk,
    alone,
    at_top,
    changed,
    clicks,
    commands,
    in_answer,
    in_thread,
    mentions,
    privately,
)

INFRASTRUCTURE = "who manages infrastructure?"
ANSWER = "Bo Chen"
REFUSAL = "Guests can't ask here; somebody who is a full member can ask for you."
OURS, THEIRS = "T0HARBOUR", "T0OTHER"
THREAD = "1700000000.000100"
JUDGED = ("Right", "Wrong person", "Notify")


@dataclass(frozen=True)
class Actor:
    """Somebody as Slack's events told of them, None where they didn't; and as payloads tell.

    `team` is what payloads say of their workspace, None where they say nothing.
    """

    told: dict[str, Any] | None
    team: str | None = OURS
    bot_id: str | None = None

    def enters(self, talk: Talk) -> str:
        """Makes this person; the user id."""
        if self.told is not None:
            return talk.joins("Some Body", **self.told)
        return str(talk.slack.add_user(talk.slack.next_id("U"), "Some Body")["id"])


ACTORS = {
    "a member": Actor({}),
    "an admin": Actor({"is_admin": True, "is_owner": True}),
    "not yet synced, ours": Actor(None),
    "a guest": Actor({"is_restricted": True}),
    "a guest of one channel": Actor({"is_restricted": True, "is_ultra_restricted": True}),
    "deactivated": Actor({"deleted": True}),
    "of another organisation": Actor({"team_id": THEIRS}, THEIRS),
    "of another organisation, by our list alone": Actor({"team_id": THEIRS}),
    "of another organisation, by the payload alone": Actor({}, THEIRS),
    "not yet synced, theirs": Actor(None, THEIRS),
    "an app": Actor({"is_bot": True}, bot_id="B0PAGER"),
    "an app's user": Actor({"is_bot": True}),
}
MEMBERS = ("a member", "an admin", "not yet synced, ours")
GUESTS = ("a guest", "a guest of one channel")

Place = str
Ask = Callable[[Talk, str, Actor, str], Envelope]


def _places(talk: Talk) -> dict[Place, str]:
    """A channel of each kind, by its id."""
    shared, archived, unknown = talk.opens(), talk.opens(), talk.slack.next_id("C")
    talk.tells({"type": "channel_shared", "channel": shared, "connected_team_id": THEIRS})
    # Slack has opened it again since, which we weren't told.
    talk.tells({"type": "channel_archive", "channel": archived})
    talk.slack.add_channel(unknown, "unknown")
    # Of both Slack tells us nothing when it is asked either.
    untold, refused = (archived, unknown), Fault(error="channel_not_found")
    talk.slack.always("conversations.info", refused, lambda args: args["channel"] in untold)
    return {"normal": talk.here, "shared": shared, "unknown": unknown, "archived": archived}


def _by_mention(thread: str | None) -> Ask:
    def ask(talk: Talk, who: str, actor: Actor, channel: str) -> Envelope:
        return talk.slack.mention(
            INFRASTRUCTURE,
            user=who,
            channel=channel,
            thread_ts=thread,
            team=actor.team,
            user_team=actor.team,
            bot_id=actor.bot_id,
        )

    return ask


def _by_message(talk: Talk, who: str, actor: Actor, channel: str) -> Envelope:
    return talk.slack.dm(
        INFRASTRUCTURE, user=who, channel=channel, team=actor.team, bot_id=actor.bot_id
    )


def _by_command(talk: Talk, who: str, actor: Actor, channel: str) -> Envelope:
    return talk.slack.command(INFRASTRUCTURE, user=who, channel=channel, team_id=actor.team)


def _by_shortcut(talk: Talk, who: str, actor: Actor, channel: str) -> Envelope:
    message = {"type": "message", "text": INFRASTRUCTURE, "ts": talk.slack.next_ts()}
    fields = {"callback_id": "who_owns_this", "message": message}
    return _interacts(talk, "message_action", (who, actor, channel), fields)


def _interacts(
    talk: Talk, kind: str, where: tuple[str, Actor, str], fields: dict[str, Any]
) -> Envelope:
    who, actor, channel = where
    payload = interactive(talk.slack.team, kind, who, channel={"id": channel}, **fields)
    payload["user"]["team_id"] = actor.team
    payload["trigger_id"] = talk.slack.new_trigger()
    payload["response_url"] = talk.slack.response_url(channel=channel, user=who)
    return talk.slack.send("interactive", payload)


# Where what is asked how, and how those who may ask hear of it; then, whether it can be shared.
TABLE: tuple[tuple[Place, Ask, Callable[..., Hears], bool], ...] = (
    ("normal", _by_mention(None), in_thread, False),
    ("normal", _by_mention(THREAD), in_thread, False),
    ("normal", _by_command, in_answer, True),
    ("normal", _by_shortcut, privately, True),
    ("shared", _by_mention(None), alone, False),
    ("shared", _by_mention(THREAD), alone, False),
    ("shared", _by_command, in_answer, False),
    ("shared", _by_shortcut, privately, False),
    ("unknown", _by_mention(None), alone, False),
    ("unknown", _by_mention(THREAD), alone, False),
    ("unknown", _by_command, in_answer, False),
    ("unknown", _by_shortcut, privately, False),
    ("archived", _by_mention(None), alone, False),
    ("archived", _by_command, in_answer, False),
    ("archived", _by_shortcut, privately, False),
    ("direct", _by_message, at_top, False),
    ("direct", _by_command, in_answer, False),
    ("direct", _by_shortcut, privately, False),
)


def _play(talk: Talk, actor: Actor, hears: Callable[[Callable[..., Hears], bool], Any]) -> None:
    """The whole table; `hears` says what is heard of what those hear who may ask."""
    who = actor.enters(talk)
    places = _places(talk) | {"direct": f"D{who}"}
    for place, ask, heard, shared in TABLE:
        says = _said(ask, actor, places[place])
        talk.plays((who, says, hears(heard, shared)))


def _said(ask: Ask, actor: Actor, channel: str) -> Says:
    return lambda talk, who: ask(talk, who, actor, channel)


@pytest.mark.parametrize("name", MEMBERS)
def test_members(name: str, talk: Talk) -> None:
    """A member is answered everywhere, alone where others read, with Share where it can be."""
    _play(
        talk,
        ACTORS[name],
        lambda heard, shared: heard(ANSWER, buttons=("Share", *JUDGED) if shared else JUDGED),
    )


@pytest.mark.parametrize("name", GUESTS)
def test_guests(name: str, talk: Talk) -> None:
    """A guest is answered as members are; whether it is right, others are asked, where they can."""

    def hears(heard: Callable[..., Hears], shared: bool) -> Hears:  # noqa: FBT001
        public = JUDGED if heard is in_thread else ()
        return heard(ANSWER, buttons=("Share",) if shared else public)

    _play(talk, ACTORS[name], hears)


@pytest.mark.parametrize("name", sorted(set(ACTORS) - set(MEMBERS) - set(GUESTS)))
def test_strangers(name: str, talk: Talk) -> None:
    """Who isn't of this organisation, or isn't any more, or isn't a person, hears nothing."""
    _play(talk, ACTORS[name], lambda _heard, _shared: NOTHING)


def test_no_word_on_the_team(talk: Talk) -> None:
    """Where Slack says nothing of somebody unknown, they are strangers in a shared channel."""
    nobody = Actor(None, team=None)
    who = nobody.enters(talk)
    asked = {"team": None, "user_team": None}
    talk.plays(
        (who, mentions(INFRASTRUCTURE, **asked), in_thread(ANSWER)),
        (who, mentions(INFRASTRUCTURE, **asked, is_ext_shared_channel=True), NOTHING),
    )


def test_slack_says_that_it_is_shared(talk: Talk) -> None:
    """Slack's word in the event that a channel is shared goes before what we know of it."""
    talk.plays(
        (BO, mentions(INFRASTRUCTURE, is_ext_shared_channel=True), alone(ANSWER, buttons=JUDGED)),
        (BO, mentions(INFRASTRUCTURE), in_thread(ANSWER)),
    )


@pytest.mark.parametrize("name", ACTORS)
def test_clicks(name: str, talk: Talk) -> None:
    """In a public answer members' clicks change it, guests' are explained, others' do nothing."""
    actor = ACTORS[name]
    who = actor.enters(talk)
    talk.plays((BO, mentions(INFRASTRUCTURE), in_thread(buttons=JUDGED)))
    posted, button = talk.find("Right")
    message = talk.slack.message(posted)
    fields = {
        "container": container(message, talk.here, ephemeral=False),
        "message": message,
        "actions": [button],
    }
    hears: Hears | list[Hears] = []
    if name in MEMBERS:
        hears = changed("confirmed this answer")
    elif name in GUESTS:
        hears = privately("what they think of an answer isn't recorded")

    def says(talk: Talk, who: str) -> Envelope:
        return _interacts(talk, "block_actions", (who, actor, talk.here), fields)

    talk.plays((who, says, hears))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def closed(request: pytest.FixtureRequest, bots: Bots) -> Iterator[Bot]:
    """A running bot that guests may not ask."""
    with bots.running(str(request.param), guests_ask=False) as bot:
        yield bot


@pytest.fixture
def closed_talk(closed: Bot) -> Iterator[Talk]:
    """A dialogue with a bot that guests may not ask."""
    yield from played(closed)


@pytest.mark.parametrize("name", GUESTS)
def test_guests_turned_away(name: str, closed_talk: Talk) -> None:
    """Where guests may not ask they alone are told so, kindly, wherever they try."""

    def hears(heard: Callable[..., Hears], _shared: bool) -> Hears:  # noqa: FBT001
        return (alone if heard is in_thread else heard)(REFUSAL, buttons=())

    _play(closed_talk, ACTORS[name], hears)


def test_others_are_not_turned_away(closed_talk: Talk) -> None:
    """Where guests may not ask, members still may, and others still hear nothing."""
    _play(closed_talk, ACTORS["of another organisation"], lambda _heard, _shared: NOTHING)
    closed_talk.plays((BO, commands(INFRASTRUCTURE), in_answer(ANSWER)))


def test_guests_clicks(closed_talk: Talk) -> None:
    """Where guests may not ask, their clicks do nothing."""
    guest = closed_talk.joins("Greta Guest", is_restricted=True)
    closed_talk.plays(
        (
            BO,
            mentions("who builds data pipelines and who deploys models?"),
            in_thread("Did you mean"),
        ),
        (guest, clicks("Build data pipelines"), NOTHING),
    )
