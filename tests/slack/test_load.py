"""How much may be asked at once, and what whoever asks more is told; time is moved by hand."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.operations import Limit, Limits
from bot.slack import load
from bot.slack.edge import OFF, Edge, Watched
from bot.slack.incoming import Kind, kind
from bot.slack.load import LETTERS, TOLD_EVERY, Load, Over
from tests.fake_slack import Envelope, Posted
from tests.fake_slack.envelopes import event_callback, interactive, said, slash_command
from tests.slack.conftest import HERE, TEAM, Harbour, Seconds
from tests.slack.test_edge import ASKED, BUTTON, FORM, MESSAGE, SURFACES, Json

PLENTY = Limit(burst=1000, per_minute=1000)
ONE = Limit(burst=1, per_minute=4)
ANA, BO, CLEO = "U1", "U2", "U3"
SENTENCE = "That was too much at once from you, so nothing was done; please try again in {}."


def _limits(person: Limit = PLENTY, channel: Limit = PLENTY, workspace: Limit = PLENTY) -> Limits:
    return Limits(person=person, channel=channel, workspace=workspace)


class Asking:
    """Commands, each with a trigger of its own, as a load hears them."""

    def __init__(self, limits: Limits, seconds: Seconds) -> None:
        self.load = Load(limits, seconds)
        self._triggers = 0

    def command(self, user: str = ANA, channel: str = "C1", team: str = HERE) -> Over | None:
        """Somebody uses a command somewhere."""
        self._triggers += 1
        trigger = f"{self._triggers}.2.x"
        return self.load.over(
            "command", _command(user, channel=channel, team=team, trigger=trigger)
        )


def _command(user: str, *, channel: str = "C1", team: str = HERE, trigger: str = "1.2.x") -> Json:
    given: Json = {"user_id": user, "channel_id": channel, "trigger_id": trigger}
    return slash_command(TEAM, command="/whoowns", text=ASKED, **given) | {"team_id": team}


def _waits(*found: Over | None) -> list[int]:
    return [one.seconds if one else 0 for one in found]


def test_burst_and_refill(seconds: Seconds) -> None:
    """So many go at once, then so many a minute; who waits as long as they are told may go on."""
    asking = Asking(_limits(Limit(burst=3, per_minute=4)), seconds)
    assert _waits(*(asking.command() for _ in range(5))) == [0, 0, 0, 15, 15]
    seconds.now += 14
    assert _waits(asking.command()) == [1]
    seconds.now += 1
    assert _waits(asking.command(), asking.command()) == [0, 15]
    seconds.now += 3600
    assert _waits(*(asking.command() for _ in range(4))) == [0, 0, 0, 15]


@pytest.mark.parametrize(
    ("whose", "same", "other"),
    [
        ("person", {"channel": "C2"}, {"user": BO}),
        ("channel", {"user": BO}, {"channel": "C2"}),
        ("workspace", {"user": BO, "channel": "C2"}, {"team": "T2"}),
    ],
)
def test_each_has_a_limit(whose: str, same: Json, other: Json, seconds: Seconds) -> None:
    """A person, a channel and a workspace each have one of their own, which slows no other."""
    asking = Asking(_limits(**{whose: ONE}), seconds)
    assert asking.command() is None
    over = asking.command(**same)
    assert over is not None
    assert (over.whose, over.seconds) == (whose, 15)
    assert asking.command(**other) is None


def test_what_may_not_go_takes_nothing(seconds: Seconds) -> None:
    """A person who asks on and on in vain leaves channel and workspace all that they have."""
    three = Limit(burst=3, per_minute=1)
    asking = Asking(_limits(ONE, three, three), seconds)
    assert _waits(*(asking.command() for _ in range(50))) == [0, *[15] * 49]
    assert _waits(asking.command(BO), asking.command(CLEO)) == [0, 0]
    over = asking.command("U4")
    assert over is not None
    assert over.seconds == 60


def test_sent_again_counts_once(seconds: Seconds) -> None:
    """What Slack sends again costs nothing, for it was counted when it came first."""
    loaded = Load(_limits(ONE), seconds)
    spoken = said(TEAM, ASKED, user=ANA, channel="C1", ts="1.2")
    mention = event_callback(TEAM, {"type": "app_mention"} | spoken, "Ev1")
    assert [loaded.over("mention", mention) for _ in range(4)] == [None] * 4
    assert loaded.over("command", _command(ANA)) is not None
    # What was turned away wasn't counted, so it is once there is room.
    seconds.now += 15
    assert [loaded.over("command", _command(ANA)) for _ in range(2)] == [None] * 2


NOBODY_ASKS: tuple[Json, ...] = (
    {"type": "user_change", "user": {"id": ANA}},
    {"type": "channel_rename", "channel": {"id": "C1", "name": "x"}},
    {"type": "app_uninstalled"},
    {"type": "message", "channel_type": "im", "channel": "D1", "user": ANA, "bot_id": "B1"},
    {"type": "message", "channel": "C1", "user": ANA, "ts": "1.1", "channel_type": "channel"},
)


def test_what_nobody_asks_never_counts(seconds: Seconds) -> None:
    """Members, channels, removals, other bots' talk and closed forms are never too much."""
    loaded = Load(_limits(ONE), seconds)
    for number, event in enumerate(NOBODY_ASKS * 3):
        body = event_callback(TEAM, event, f"Ev{number}")
        assert loaded.over(kind(body), body) is None
    for number in range(3):
        closed = interactive(TEAM, "view_closed", ANA, view=FORM, trigger_id=f"{number}.x")
        assert loaded.over(kind(closed), closed) is None
    assert loaded.over("command", _command(ANA)) is None


def test_look_ups_count_by_themselves(seconds: Seconds) -> None:
    """Typing into a field takes nothing of what a person may ask, and has a wider limit."""
    loaded = Load(_limits(ONE), seconds)

    def typed() -> Over | None:
        return loaded.over("look-up", interactive(TEAM, "block_suggestion", ANA, value="x"))

    assert [typed() for _ in range(LETTERS)] == [None] * LETTERS
    assert typed() is not None
    assert loaded.over("command", _command(ANA)) is None


def test_bounded(seconds: Seconds, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only so many buckets are kept, and those that were used longest ago go first."""
    monkeypatch.setattr(load, "MOST", 10)
    asking = Asking(_limits(ONE), seconds)
    asking.command(ANA)
    for number in range(3):
        asking.command(f"U10{number}")
    assert asking.command(ANA) is not None
    for number in range(50):
        asking.command(f"U20{number}")
    assert asking.command(ANA) is None


@given(
    st.lists(st.tuples(st.floats(0, 30), st.sampled_from([ANA, BO]), st.sampled_from("CD"))),
    st.integers(1, 5),
    st.integers(1, 120),
)
def test_never_more_than_allowed(
    asks: list[tuple[float, str, str]], burst: int, per_minute: int
) -> None:
    """However it comes, a person gets no more than the burst and what came back since."""
    seconds = Seconds()
    asking = Asking(_limits(Limit(burst=burst, per_minute=per_minute)), seconds)
    taken = {ANA: 0, BO: 0}
    for pause, user, channel in asks:
        seconds.now += pause
        taken[user] += asking.command(user, channel) is None
    passed = seconds.now - Seconds().now
    assert all(count <= burst + passed * per_minute / 60 + 1e-6 for count in taken.values())


@pytest.mark.parametrize(
    ("whose", "seconds", "said"),
    [
        ("person", 1, "from you, so nothing was done; please try again in 1 second."),
        ("channel", 2, "from this channel, so nothing was done; please try again in 2 seconds."),
        ("workspace", 9, "from this workspace, so nothing was done; please try again in 9 sec"),
        ("look-ups", 3, "from you, "),
        ("person", 119, "again in 119 seconds."),
        ("person", 121, "again in 3 minutes."),
    ],
)
def test_sentence(whose: Any, seconds: int, said: str) -> None:
    """The sentence says whose asking was too much, and how long to wait."""
    assert said in Over(whose, seconds, tell=False).sentence


@pytest.fixture
def full(harbour: Harbour, seconds: Seconds) -> Harbour:
    """A workspace in which Ana has just asked all that she may ask, and got her answer."""
    harbour.watched = Watched(load=Load(_limits(ONE), seconds))
    harbour.connect()
    assert "deploy" in harbour.slack.command(ASKED, user=ANA).answers[0]["text"]
    return harbour


def _heard(harbour: Harbour) -> list[Posted]:
    """What came by itself, and not as an acknowledgement."""
    harbour.deliver()
    return [one for one in harbour.slack.messages if one.kind != "ack"]


def _questions(harbour: Harbour) -> int:
    with harbour.ledger.read(HERE) as books:
        return len(books.questions())


def test_command(full: Harbour) -> None:
    """A command too many is told so in its place, does nothing, and costs others nothing."""
    for _ in range(20):
        told = {"response_type": "ephemeral", "text": SENTENCE.format("15 seconds")}
        assert full.slack.command(ASKED, user=ANA).answers == [told]
    assert _questions(full) == 1
    assert "deploy" in full.slack.command(ASKED, user=BO).answers[0]["text"]
    assert full.deliveries() == []


@pytest.mark.parametrize("surface", ["mention", "direct message"])
def test_spoken(surface: str, full: Harbour, seconds: Seconds) -> None:
    """Who mentions the bot or writes to it too often is told once a minute, privately."""
    for _ in range(5):
        assert SURFACES[surface](full.slack).answers == [{}]
    [told] = _heard(full)
    assert told.text == SENTENCE.format("15 seconds")
    assert (told.kind == "ephemeral") == (surface == "mention")
    seconds.now += 1
    assert SURFACES[surface](full.slack).answers == [{}]
    seconds.now += TOLD_EVERY
    full.slack.command(ASKED, user=ANA)
    SURFACES[surface](full.slack)
    assert len(_heard(full)) == 2
    assert _questions(full) == 2
    assert full.unknown == []


@pytest.mark.parametrize("surface", ["shortcut", "click"])
def test_by_response_url(surface: str, full: Harbour) -> None:
    """Who clicks or points too often is told by the address that came with it, once a minute."""
    for _ in range(5):
        assert SURFACES[surface](full.slack).answers == [{}]
    [told] = _heard(full)
    assert (told.kind, told.ephemeral, told.text) == (
        "respond",
        True,
        SENTENCE.format("15 seconds"),
    )
    assert full.deliveries() == []


def _receives(harbour: Harbour, kind_: str, **fields: Any) -> Json | None:
    told = harbour.edge.receive(interactive(TEAM, kind_, ANA, **fields))
    assert told is not None
    return told.payload


def test_form(full: Harbour) -> None:
    """A form too many says so in its place, and what is typed into one is offered nothing."""
    told = _receives(full, "view_submission", view=FORM, trigger_id="7.2.x")
    assert told is not None
    assert told["response_action"] == "update"
    [block] = told["view"]["blocks"]
    assert block["text"]["text"] == SENTENCE.format("15 seconds")
    for _ in range(LETTERS):
        assert _receives(full, "block_suggestion", view=FORM, value="x") is None
    assert _receives(full, "block_suggestion", view=FORM, value="x") == {"options": []}


def test_strangers_are_told_nothing(full: Harbour) -> None:
    """Who isn't of this workspace gets no word in a channel, however much they write."""
    for _ in range(5):
        full.slack.mention(ASKED, user="U0OUT", user_team="T0OTHER")
    assert _heard(full) == []


def _forms(edge: Edge) -> str:
    told = edge.receive(interactive(TEAM, "view_submission", ANA, view=FORM, trigger_id="8.2.x"))
    assert told is not None
    assert told.payload is not None
    text: str = told.payload["view"]["blocks"][0]["text"]["text"]
    return text


def test_silenced(harbour: Harbour) -> None:
    """In a workspace that is switched off nobody is answered, yet everything is acknowledged.

    A form says so, for it would look done. Who joins or leaves is noted all the same.
    """
    harbour.watched = Watched(silenced=(HERE,))
    harbour.connect()
    for surface in ("mention", "direct message", "command", "shortcut", "click"):
        assert SURFACES[surface](harbour.slack).answers == [{}]
    assert _forms(harbour.edge) == OFF
    assert (_heard(harbour), harbour.deliveries(), _questions(harbour)) == ([], [], 0)
    leaver = {"id": ANA, "deleted": True, "profile": {}}
    harbour.slack.event({"type": "user_change", "user": leaver})
    with harbour.ledger.read(HERE) as books:
        ana = books.roster.member(ANA)
    assert ana is not None
    assert ana.deleted


def test_another_workspace_is_silenced(harbour: Harbour) -> None:
    """Switching one workspace off leaves the others as they were."""
    harbour.watched = Watched(silenced=("T0ELSE",))
    harbour.connect()
    assert "deploy" in harbour.slack.command(ASKED).answers[0]["text"]


def _count(harbour: Harbour, kind_: Kind, became: str) -> float:
    labels = {"kind": kind_, "became": became}
    registry = harbour.watched.meter.registry
    return registry.get_sample_value("rolecall_received_total", labels) or 0.0


def test_counted(full: Harbour) -> None:
    """What is too much is counted as such, and not as taken."""
    full.slack.command(ASKED, user=ANA)
    full.slack.mention(ASKED, user=ANA)
    assert _count(full, "command", "taken") == 1
    assert _count(full, "command", "limited") == 1
    assert (_count(full, "mention", "taken"), _count(full, "mention", "limited")) == (0, 1)


def test_shortcut_of_messages(full: Harbour) -> None:
    """Nothing of what was pointed at is looked at, where it was too much."""
    envelope: Envelope = full.slack.shortcut(MESSAGE, callback_id="who_owns_this", user=ANA)
    assert envelope.answers == [{}]
    assert _questions(full) == 1
    assert full.slack.click(BUTTON, user=BO).answers == [{}]
