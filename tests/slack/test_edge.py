"""What Slack is told at once, whatever came and whatever state we are in."""

import copy
import logging
import re
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import Ack
from sqlalchemy import Connection, NullPool, create_engine
from sqlalchemy.event import listen

from bot import wiring
from bot.slack import incoming
from bot.slack.edge import Acknowledgement, Edge
from bot.slack.find_owner import FindOwner
from bot.slack.ownership import Ownership
from bot.slack.removed import Removed
from bot.slack.web_api import respond
from tests.fake_slack import Envelope
from tests.fake_slack.envelopes import event_callback, interactive, said, slash_command
from tests.fake_slack.limits import broken_submission
from tests.slack.conftest import HERE, TEAM, DirectSlack, Harbour, execute, outage

Json = dict[str, Any]
ASKED = "who deploys models?"
BUSY = r"The database can't be used right now \(reference ([0-9a-f]{8})\); nothing was changed"
BROKEN = r"Something broke inside Rolecall \(reference ([0-9a-f]{8})\); nothing was changed"
MESSAGE: Json = {"user": "U2", "text": "the deploy of the model failed"}
BUTTON: Json = {"type": "button", "action_id": "right", "block_id": "reply:x", "value": "x"}


def _event(harbour: Harbour, **event: object) -> Envelope:
    given: Json = {"user": "U1", "channel": "C1", "ts": "1.2", "event_ts": "1.2", "text": ASKED}
    return harbour.slack.event(given | event)


SURFACES: dict[str, Callable[[DirectSlack], Envelope]] = {
    "mention": lambda slack: slack.mention(ASKED),
    "direct message": lambda slack: slack.dm(ASKED),
    "command": lambda slack: slack.command(ASKED),
    "shortcut": lambda slack: slack.shortcut(MESSAGE, callback_id="who_owns_this"),
    "click": lambda slack: slack.click(BUTTON),
    "member": lambda slack: slack.event({"type": "user_change", "user": {"id": "U1"}}),
    "channel": lambda slack: slack.event({"type": "channel_archive", "channel": "C1"}),
}
EVENTS = ("mention", "direct message", "member", "channel")


def _untouched(harbour: Harbour) -> bool:
    """Whether nothing is waiting to be sent, was sent, or was noted."""
    harbour.deliver()
    with harbour.ledger.read(HERE) as books:
        return not (books.deliveries() or books.questions() or harbour.slack.messages)


def test_acknowledged(harbour: Harbour) -> None:
    """All that people and Slack do here is acknowledged, and a payload comes with commands only."""
    for surface, happens in SURFACES.items():
        envelope = happens(harbour.slack)
        assert envelope.acknowledged
        assert bool(envelope.answers[0]) == (surface == "command")
    harbour.deliver()
    assert harbour.slack.violations == harbour.slack.pings == []


def test_event_without_a_database(harbour: Harbour) -> None:
    """An event that the database can't take isn't acknowledged, so that Slack sends it again."""
    with outage(harbour.engines):
        for surface in EVENTS:
            assert not SURFACES[surface](harbour.slack).acknowledged
    for surface in EVENTS:
        assert SURFACES[surface](harbour.slack).acknowledged


def test_event_comes_again(harbour: Harbour) -> None:
    """An event that failed and one whose acknowledgement was lost are answered once in all."""
    event = said(TEAM, f"<@U0BOT> {ASKED}", user="U1", channel="C1", ts="1700000000.000100")
    event |= {"type": "app_mention"}
    told = []
    for attempt in range(4):
        if attempt == 0:
            with outage(harbour.engines):
                told.append(harbour.slack.event(event, event_id="Ev1"))
        elif attempt == 1:
            execute(harbour.engines, "ALTER TABLE deliveries RENAME TO elsewhere")
            told.append(harbour.slack.event(event, event_id="Ev1", retry=(1, "http_error")))
            execute(harbour.engines, "ALTER TABLE elsewhere RENAME TO deliveries")
        else:
            told.append(harbour.slack.event(event, event_id="Ev1", retry=(2, "http_error")))
    assert [envelope.acknowledged for envelope in told] == [False, False, True, True]
    harbour.deliver()
    assert [each.thread_ts for each in harbour.slack.messages] == ["1700000000.000100"]
    with harbour.ledger.read(HERE) as books:
        assert len(books.questions()) == 1


def test_command_without_a_database(harbour: Harbour, caplog: pytest.LogCaptureFixture) -> None:
    """A command that the database can't take is told so, with a reference that the log has.

    It is the one by which the audit knows this command.
    """
    with outage(harbour.engines):
        envelope = harbour.slack.command(ASKED)
    [told] = envelope.answers
    found = re.match(BUSY, told["text"])
    assert found is not None
    asked = incoming.command(envelope.payload)
    assert asked is not None
    assert found[1] == incoming.reference(asked.keys)
    assert told["response_type"] == "ephemeral"
    assert f"request {found[1]} failed" in caplog.text
    assert "deploys" in harbour.slack.command(ASKED).answers[0]["text"]


def test_told_by_another_way(harbour: Harbour) -> None:
    """Whoever clicks or uses a shortcut in vain is told by the address that came with it."""
    with outage(harbour.engines):
        told = [SURFACES[surface](harbour.slack).answers for surface in ("click", "shortcut")]
    assert told == [[{}], [{}]]
    assert len(harbour.slack.messages) == 2
    for posted in harbour.slack.messages:
        assert (posted.kind, posted.user, posted.ephemeral) == ("respond", "U1", True)
        assert re.match(BUSY, posted.text)


def _failing(harbour: Harbour) -> None:
    """Puts an edge in the place of the product's, whose listeners fail the first time."""
    edge = Edge(
        harbour.ledger,
        lambda *_: None,
        respond,
    )
    failures = iter([ZeroDivisionError("zanzibar"), KeyError("zanzibar")])

    def fail(ack: Ack) -> None:
        for failure in failures:
            raise failure
        ack()

    edge.app.event("app_mention")(fail)
    edge.app.command("/whoowns")(fail)
    edge.app.block_action("right")(fail)

    def receive(payload: Json) -> Json | None:
        told = edge.receive(payload)
        return None if told is None else told.payload or {}

    harbour.slack.receive = receive


def test_listener_fails(harbour: Harbour) -> None:
    """Where a listener breaks, an event comes again and is then taken."""
    _failing(harbour)
    found = [harbour.slack.mention(ASKED).acknowledged for _ in range(3)]
    assert found == [False, False, True]


def test_listener_fails_at_once(harbour: Harbour, caplog: pytest.LogCaptureFixture) -> None:
    """Where a listener breaks, a person gets a sentence and the log what broke."""
    _failing(harbour)
    told = harbour.slack.command(ASKED).answers[0]
    found = re.match(BROKEN, told["text"])
    assert found is not None
    assert "zanzibar" not in told["text"]
    assert f"request {found[1]} failed" in caplog.text
    assert "ZeroDivisionError" in caplog.text
    assert harbour.slack.click(BUTTON).answers == [{}]
    assert re.match(BROKEN, harbour.slack.messages[0].text)
    assert harbour.slack.command(ASKED).answers == [{}]


FORM: Json = {"id": "V1", "type": "modal", "callback_id": "ownership", "state": {"values": {}}}


def _submits(edge: Edge) -> Json:
    """What is acknowledged to whoever submits a form."""
    told = edge.receive(interactive(TEAM, "view_submission", "U1", view=FORM, trigger_id="1.2.x"))
    assert told is not None
    assert told.payload is not None
    assert broken_submission(told.payload, {"blocks": []}) == []
    return told.payload


def test_form_fails(harbour: Harbour, caplog: pytest.LogCaptureFixture) -> None:
    """A form that breaks stays open and says so with a reference: closed, it would look done."""

    def fail() -> None:
        raise ZeroDivisionError("zanzibar")

    harbour.edge.app.view("ownership")(fail)
    told = _submits(harbour.edge)
    with outage(harbour.engines):
        busy = _submits(harbour.edge)
    for answer, sentence in ((told, BROKEN), (busy, BUSY)):
        [block] = answer["view"]["blocks"]
        found = re.match(sentence, block["text"]["text"])
        assert found is not None
        assert f"request {found[1]} failed" in caplog.text
    assert "zanzibar" not in str(told)
    assert _untouched(harbour)


def register_all(harbour: Harbour) -> None:
    """Lets everybody listen who listens in the product."""

    def nothing(*_: object) -> None:
        pass

    ledger, options, now = harbour.ledger, harbour.options, harbour.now
    rooms = (
        Ownership(ledger, wiring.desk(), options, now, nothing, nothing),
        FindOwner(ledger, harbour.finders, options, now, nothing),
        Removed(ledger, now),
    )
    for room in rooms:
        room.register(harbour.edge.app)


def _elsewhere(surface: str) -> Json:
    """What comes from a workspace that we aren't in."""
    team = TEAM.__class__(id="T0ELSE", name="Else", bot_user="U7BOT", bot_id="B7BOT")
    spoken = said(team, ASKED, user="U1", channel="C1", ts="1.2")
    events: dict[str, Json] = {
        "mention": {"type": "app_mention"} | spoken,
        "direct message": {"type": "message", "channel_type": "im"} | spoken,
        "member": {"type": "user_change", "user": {"id": "U1", "deleted": True}},
        "channel": {"type": "channel_created", "channel": {"id": "C7", "name": "x"}},
    }
    given: Json = {"trigger_id": "1.2.x", "response_url": "http://127.0.0.1:9/x"}
    if surface in events:
        return event_callback(team, events[surface], "Ev7")
    if surface == "command":
        where = {"command": "/whoowns", "text": ASKED, "user_id": "U1", "channel_id": "C1"}
        return slash_command(team, **where, **given)
    if surface == "shortcut":
        about = {"callback_id": "who_owns_this", "message": MESSAGE, "channel": {"id": "C1"}}
        return interactive(team, "message_action", "U1", **about, **given)
    return interactive(team, "block_actions", "U1", actions=[BUTTON], **given)


def test_unknown_workspace(harbour: Harbour) -> None:
    """What comes for a workspace that we aren't in is acknowledged, and that is all."""
    for surface in SURFACES:
        assert harbour.edge.receive(_elsewhere(surface)) == Acknowledgement()
    assert _untouched(harbour)
    assert harbour.ledger.workspaces() == (HERE,)
    with harbour.ledger.read(HERE) as books:
        ana = books.roster.member("U1")
        assert ana is not None
        assert not ana.deleted
        assert books.roster.channel("C7") is None
    assert harbour.slack.calls == []


def test_prepared(harbour: Harbour) -> None:
    """What answers need is made ready for the workspace of each payload, and for no other."""
    seen: list[str] = []
    edge = Edge(
        harbour.ledger,
        lambda workspace, _: seen.append(workspace),
        lambda *_: None,
    )
    payload = harbour.slack.mention(ASKED).payload
    assert edge.receive(payload) == Acknowledgement()
    assert edge.receive(_elsewhere("mention")) == Acknowledgement()
    assert seen == [HERE]


def test_unpreparable(harbour: Harbour) -> None:
    """Where what answers need can't be made ready, an event comes again and a person is told."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    told: list[str] = []
    edge = Edge(harbour.ledger, fail, lambda _, said: told.append(said["text"]))
    for surface, happens in SURFACES.items():
        answer = edge.receive(happens(harbour.slack).payload)
        assert (answer is None) == (surface in EVENTS)
    assert [bool(re.match(BROKEN, text)) for text in told] == [True, True]


IM: Json = {"type": "message", "channel_type": "im", "channel": "D1"}
ASKING_NOTHING: tuple[Json, ...] = (
    {"type": "reaction_added"},
    {"type": "member_joined_channel"},
    {"type": "app_home_opened", "tab": "home"},
    {"type": "something_new"},
    {"type": None},
    {"type": "message", "channel_type": "channel"},
    {"type": "message", "channel_type": "group", "channel": "G1"},
    {"type": "message", "channel_type": "mpim", "channel": "G1"},
    {**IM, "subtype": "channel_topic"},
    {**IM, "subtype": "message_changed"},
    {**IM, "subtype": "message_deleted"},
    {**IM, "edited": {"ts": "1.3"}},
    {**IM, "bot_id": "B0OTHER"},
    {**IM, "subtype": "bot_message"},
    {**IM, "user": TEAM.bot_user},
    {"type": "app_mention", "bot_id": "B0OTHER", "user": "U0OTHER"},
    {"type": "app_mention", "bot_id": TEAM.bot_id},
    {"type": "app_mention", "user": TEAM.bot_user},
    {"type": "app_mention", "subtype": "bot_message", "user": None},
    {"type": "app_mention", "edited": {"user": "U1", "ts": "1.3"}},
)


def test_events_that_ask_nothing(harbour: Harbour) -> None:
    """Unknown events, other channels' talk, edits, joins, bots and ourselves: taken, unanswered."""
    for event in ASKING_NOTHING:
        assert _event(harbour, **event).answers == [{}]
        assert _untouched(harbour), event


def test_unknown_interactions(harbour: Harbour) -> None:
    """Forms, other apps' shortcuts and commands, and whatever Slack invents are acknowledged."""
    kinds = ("view_submission", "view_closed", "shortcut", "block_suggestion", "something_new")
    for kind in kinds:
        payload = interactive(TEAM, kind, "U1", callback_id="x", view={"id": "V1"}, actions=[])
        assert harbour.edge.receive(payload) == Acknowledgement()
    assert harbour.slack.command("x", command="/other").answers == [{}]
    assert harbour.slack.shortcut(MESSAGE, callback_id="other").answers == [{}]
    assert harbour.slack.click(BUTTON | {"action_id": "other", "block_id": "b"}).answers == [{}]
    harbour.deliver()
    with harbour.ledger.read(HERE) as books:
        assert books.questions() == ()


def test_form_of_no_type(harbour: Harbour) -> None:
    """A form that doesn't say what kind of view it is can't be read, and is acknowledged."""
    view = {"id": "V1", "callback_id": "ownership"}
    told = harbour.edge.receive(interactive(TEAM, "view_submission", "U1", view=view))
    assert told == Acknowledgement()


def test_no_payload_at_all(harbour: Harbour) -> None:
    """What isn't even an object of Slack's is acknowledged."""
    bodies: tuple[Any, ...] = (None, [], "x", 7, {}, {"type": "x"}, {"payload": "{}"})
    for body in bodies:
        assert harbour.edge.receive(body) == Acknowledgement()


def test_a_channel_named_payload(harbour: Harbour) -> None:
    """The word “payload” loses no command, wherever in it it stands."""
    told = harbour.slack.command("who owns the payload?", channel_name="payload-team").answers[0]
    assert told["text"]


def _parts(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    found = [(*here, key) for key, _ in inside]
    return found + [path for key, each in inside for path in _parts(each, (*here, key))]


def _broken(payload: Json, path: tuple[Any, ...], *junk: Any) -> Json:
    made = copy.deepcopy(payload)
    place: Any = made
    for key in path[:-1]:
        place = place[key]
    if junk:
        place[path[-1]] = junk[0]
    else:
        del place[path[-1]]
    return made


def test_missing_fields(harbour: Harbour) -> None:
    """Whichever one field is missing, Slack gets its acknowledgement."""
    for surface, happens in SURFACES.items():
        payload = happens(harbour.slack).payload
        for path in _parts(payload):
            told = harbour.edge.receive(_broken(payload, path))
            assert told is not None, (surface, path)
            assert "broke" not in str(told.payload), (surface, path)


JUNK: tuple[Any, ...] = (None, 7, 10**400, 1e308, True, "\0", "\ud800", [], [[]], {"id": 1})
SEEN: Json = {"hash": "1.x", "private_metadata": "{}", "app_installed_team_id": HERE} | FORM


def test_fields_of_nonsense(harbour: Harbour, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever stands in one field, it is acknowledged and nothing breaks, for it can't be read."""
    register_all(harbour)
    payloads = [happens(harbour.slack).payload for happens in SURFACES.values()]
    given: Json = {"callback_id": "find_owner", "action_id": "value", "trigger_id": "1.2.x"}
    for kind, form in product(("view_submission", "view_closed", "block_suggestion"), (FORM, SEEN)):
        payloads.append(interactive(TEAM, kind, "U1", view=form, **given))
    payloads.append(interactive(TEAM, "block_actions", "U1", view=SEEN, actions=[BUTTON], **given))
    payloads.append(harbour.slack.event({"type": "tokens_revoked", "tokens": {"bot": []}}).payload)
    caplog.clear()
    for payload in payloads:
        for path, junk in product(_parts(payload), JUNK):
            told = harbour.edge.receive(_broken(payload, path, junk))
            assert told is not None, (path, junk)
            assert "broke" not in str(told.payload), (path, junk)
    assert [one for one in caplog.records if one.exc_info] == []


def test_events_that_nobody_can_read(harbour: Harbour) -> None:
    """An event that would be as unreadable the next time is acknowledged, so that none comes."""
    for surface, junk in product(EVENTS, (None, 7, "x", [7], [None])):
        payload = SURFACES[surface](harbour.slack).payload
        for field in ("event", "authorizations"):
            assert harbour.edge.receive(payload | {field: junk}) == Acknowledgement(), (field, junk)


def test_slacks_own_environment(
    harbour: Harbour, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What Bolt would read from the environment changes nothing and leaves no files."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("CLIENT_ID", "CLIENT_SECRET", "SIGNING_SECRET", "VERIFICATION_TOKEN", "SCOPES"):
        monkeypatch.setenv(f"SLACK_{name}", "other")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-other")
    harbour.connect()
    assert harbour.slack.mention(ASKED).answers == [{}]
    assert "deploys" in harbour.slack.command(ASKED).answers[0]["text"]
    harbour.deliver()
    assert len(harbour.slack.messages) == 2
    assert {call.method for call in harbour.slack.calls} == {"chat.postMessage"}
    assert list(home.iterdir()) == []


def test_nothing_private_in_the_log(harbour: Harbour, caplog: pytest.LogCaptureFixture) -> None:
    """Neither what people write nor a token is logged, at any level, in good times or bad."""
    caplog.set_level(logging.DEBUG)

    def speak() -> None:
        slack = harbour.slack
        slack.mention(f"{ASKED} zanzibar")
        slack.dm("zanzibar \ud800")
        slack.command("zanzibar \0")
        slack.shortcut({"text": "zanzibar"}, callback_id="who_owns_this")
        slack.click(BUTTON | {"value": "zanzibar"})
        _event(harbour, type="message", text="zanzibar")
        _event(harbour, type="app_mention", text="zanzibar", bot_id="B0OTHER")
        slack.command("zanzibar", command="/zanzibar")

    speak()
    execute(harbour.engines, "ALTER TABLE claims RENAME TO elsewhere")
    speak()
    execute(harbour.engines, "ALTER TABLE elsewhere RENAME TO claims")
    with outage(harbour.engines):
        speak()
    harbour.deliver()
    assert "reference" in "".join(each.text for each in harbour.slack.messages)
    assert "failed" in caplog.text
    for secret in ("zanzibar", harbour.slack.bot_token, "/respond/"):
        assert secret not in caplog.text


def test_unheard(harbour: Harbour) -> None:
    """An answer whose acknowledgement can't be sent goes to the command's address instead."""
    payload = harbour.slack.command(ASKED).payload
    before = len(harbour.slack.messages)
    block = {"type": "section", "text": {"type": "plain_text", "text": "The whole answer."}}
    harbour.edge.unheard(payload, Acknowledgement({"text": "The answer.", "blocks": [block]}))
    assert harbour.slack.messages[-1].text == "The answer."
    assert "The whole answer." in str(harbour.slack.messages[-1].blocks)
    for told in (Acknowledgement(), Acknowledgement({})):
        harbour.edge.unheard(payload, told)
    harbour.edge.unheard({"event": {}}, Acknowledgement({"text": "The answer."}))
    assert len(harbour.slack.messages) == before + 1


@pytest.mark.parametrize("dialect", ["postgresql"])
@pytest.mark.parametrize("when", ["before the commit", "while it commits"])
def test_cut_off(when: str, harbour: Harbour) -> None:
    """A connection that breaks costs nothing: it is done once, and its sender hears of it."""
    breaks = iter([when])

    def cut(connection: Connection) -> None:
        if next(breaks, None) is None:
            return
        if when == "while it commits":
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("BEGIN")
        with create_engine(harbour.engines.write.url, poolclass=NullPool).connect() as other:
            pid = connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
            other.exec_driver_sql(f"SELECT pg_terminate_backend({pid}, 5000)")

    listen(harbour.engines.write, "commit", cut)
    told = str(harbour.slack.command(ASKED).answer())
    with harbour.ledger.read(HERE) as books:
        assert len(books.questions()) == 1
    if when == "while it commits":
        assert re.search(r"This was done, but .* \(reference [0-9a-f]{8}\): look", told)
    else:
        assert "Deploy models" in told
