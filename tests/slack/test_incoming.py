"""What Slack sent, as far as it can be read; nothing of it can make the reader fail."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack import incoming
from bot.slack.incoming import Click, Incoming
from tests.fake_slack import FakeTeam
from tests.fake_slack.envelopes import (
    container,
    event_callback,
    interactive,
    said,
    slash_command,
)

Json = dict[str, Any]
Path = tuple[str | int, ...]
TEAM = FakeTeam()
TS = "1700000000.000200"
PARENT = "1699999999.000100"
URL = "https://hooks.slack.com/actions/T1/2/x"
QUESTION = "0123456789abcdef"


def _event(event: Json | None = None, **outer: Any) -> Json:
    spoken = said(TEAM, "who deploys?", user="U1", channel="C1", ts=TS)
    payload = event_callback(TEAM, spoken | {"type": "app_mention"} | (event or {}), "Ev1")
    return payload | outer


def _dm(event: Json | None = None) -> Json:
    private = {"type": "message", "channel_type": "im", "channel": "D1"}
    return _event(private | (event or {}))


def _command(**fields: Any) -> Json:
    given: Json = {"command": "/whoowns", "text": "deploys", "trigger_id": "1.2.t"}
    given |= {"user_id": "U1", "channel_id": "C1", "response_url": URL}
    return slash_command(TEAM, **(given | fields))


def _shortcut(message: Json | None = None, **fields: Any) -> Json:
    shown = {"type": "message", "user": "U2", "ts": TS, "text": "it broke"} | (message or {})
    given: Json = {"channel": {"id": "C1", "name": "general"}, "message": shown}
    given |= {"message_ts": TS, "trigger_id": "1.2.t", "response_url": URL}
    return interactive(TEAM, "message_action", "U1", **given) | fields


def _click(action: Json | None = None, **fields: Any) -> Json:
    button = {"type": "button", "action_id": "right", "value": "v", "action_ts": TS}
    given: Json = {"container": container({"ts": TS}, "C1", ephemeral=False)}
    given |= {"actions": [button | {"block_id": f"reply:{QUESTION}"} | (action or {})]}
    given |= {"channel": {"id": "C1"}, "message": {"ts": TS}, "trigger_id": "1.2.t"}
    return interactive(TEAM, "block_actions", "U1", **given, response_url=URL) | fields


def _form(**fields: Any) -> Json:
    shown = {"id": "V1", "hash": "156.x", "private_metadata": "{}", "state": {"values": {}}}
    given: Json = {"view": shown, "trigger_id": "1.2.t", "response_urls": []}
    return interactive(TEAM, "view_submission", "U1", **given) | fields


def _without(payload: Json, *names: str) -> Json:
    return {name: value for name, value in payload.items() if name not in names}


def _mention(payload: Json) -> Incoming:
    found = incoming.mention(payload)
    assert found is not None
    return found


def _clicked(payload: Json) -> Click:
    found = incoming.click(payload)
    assert found is not None
    return found


OPENED = {"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home"}
READERS: dict[str, Callable[[Json], Incoming | Click | None]] = {
    "mention": incoming.mention,
    "direct message": incoming.direct_message,
    "command": incoming.command,
    "shortcut": incoming.shortcut,
    "click": incoming.click,
    "form": incoming.in_view,
    "home": incoming.home_opened,
}
PAYLOADS: dict[str, Json] = {
    "mention": _event({"thread_ts": PARENT, "source_team": "T1"}),
    "direct message": _dm(),
    "command": _command(),
    "shortcut": _shortcut({"text": "", "attachments": [{"blocks": [{"text": "x"}]}]}),
    "click": _click({"selected_option": {"value": "x"}}),
    "form": _form(),
    "home": event_callback(TEAM, OPENED, "Ev1"),
}
JUNK: tuple[Any, ...] = (None, 0, 7, 1.5, True, "", "x", [], [None], [[]], {}, {"id": 1}, {"": {}})


def _paths(value: Any, here: Path = ()) -> Iterator[Path]:
    """Where each part of a payload stands."""
    inside: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    for key, each in inside:
        yield (*here, key)
        yield from _paths(each, (*here, key))


def _changed(payload: Json, path: Path, change: Callable[[Any, str | int], None]) -> Json:
    made = copy.deepcopy(payload)
    place: Any = made
    for key in path[:-1]:
        place = place[key]
    change(place, path[-1])
    return made


def _damaged(payload: Json) -> Iterator[Json]:
    """The payload with each of its parts left out, and with junk in the place of each."""
    for path in _paths(payload):
        yield _changed(payload, path, lambda place, key: place.pop(key))
        for junk in JUNK:

            def put(place: Any, key: str | int, junk: Any = junk) -> None:
                place[key] = junk

            yield _changed(payload, path, put)


def _check(found: Incoming | Click | None) -> None:
    """What was read has the types that it says, and what an answer needs."""
    if found is None:
        return
    if isinstance(found, Click):
        assert all(isinstance(x, str) for x in (found.action, found.value, found.question))
        assert isinstance(found.ephemeral, bool)
        assert isinstance(found.at_home, bool)
    by = found.by if isinstance(found, Click) else found
    assert by.user
    for text in (by.user, by.channel, by.text, by.ts, *by.keys):
        assert isinstance(text, str)
    for optional in (by.team, by.thread, by.response_url, by.trigger):
        assert optional is None or isinstance(optional, str)
    assert by.thread is None or by.thread not in ("", by.ts)
    assert isinstance(by.outside, bool)


@pytest.mark.parametrize("surface", READERS)
def test_damaged_payloads(surface: str) -> None:
    """A payload without any one field, or with nonsense in its place, is read or passed over."""
    read = READERS[surface]
    assert read(PAYLOADS[surface]) is not None
    for payload in _damaged(PAYLOADS[surface]):
        _check(read(payload))
        incoming.is_event(payload)


NAMES = st.sampled_from(
    sorted({str(key) for payload in PAYLOADS.values() for path in _paths(payload) for key in path})
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(NAMES, ANYTHING, max_size=8))
def test_any_json_at_all(payload: Json) -> None:
    """Objects that only look like Slack's never make a reader fail."""
    for read in READERS.values():
        _check(read(payload))
    assert isinstance(incoming.words_of(payload), str)
    assert isinstance(incoming.is_event(payload), bool)


@pytest.mark.parametrize("body", [None, [], "event", 7, {"type": "block_actions"}, {}])
def test_what_is_no_event(body: object) -> None:
    """Only an object with an event in it, or that calls itself one, is an event."""
    assert not incoming.is_event(body)
    assert incoming.is_event({"event": {}})
    assert incoming.is_event({"type": "event_callback"})


def test_mention() -> None:
    """A mention tells who said what where, and has two keys to know it again by."""
    assert incoming.mention(_event()) == Incoming(
        surface="mention",
        user="U1",
        team=TEAM.id,
        channel="C1",
        text="who deploys?",
        keys=("event Ev1", f"message C1 {TS}"),
        ts=TS,
    )


def test_direct_message() -> None:
    """A message in our conversation is told by its channel's type or, without one, by its id."""
    asked = incoming.direct_message(_dm())
    assert asked is not None
    assert (asked.surface, asked.channel, asked.text) == ("direct message", "D1", "who deploys?")
    assert incoming.direct_message(_dm({"channel_type": None})) == asked
    for kind in ("channel", "group", "mpim", None):
        assert incoming.direct_message(_dm({"channel_type": kind, "channel": "C1"})) is None


@pytest.mark.parametrize("read", [incoming.mention, incoming.direct_message])
@pytest.mark.parametrize(
    "event",
    [
        {"bot_id": "B0OTHER"},
        {"bot_id": TEAM.bot_id, "user": TEAM.bot_user},
        {"subtype": "bot_message"},
        {"edited": {"user": "U1", "ts": TS}},
        {"subtype": "message_changed", "hidden": True, "user": None},
        {"subtype": "message_deleted", "hidden": True, "deleted_ts": TS},
        {"user": None},
        {"channel": ""},
        {"ts": 1700000000.0002},
    ],
)
def test_not_for_us(read: Callable[[Json], Incoming | None], event: Json) -> None:
    """Messages of bots, edits, deletions, and what says neither who nor where, get no answer."""
    assert read(_dm(event)) is None


@pytest.mark.parametrize(
    ("event", "outer", "team"),
    [
        ({}, {}, TEAM.id),
        ({"team": None}, {}, TEAM.id),
        ({"team": None}, {"team_id": None}, None),
        ({"team": "T0ELSE"}, {}, "T0ELSE"),
        ({"user_team": "T0ELSE"}, {}, "T0ELSE"),
        ({"source_team": "T0ELSE"}, {}, "T0ELSE"),
        ({"user_team": "T0ELSE", "source_team": TEAM.id}, {}, "T0ELSE"),
        ({"team": None}, {"is_ext_shared_channel": True}, None),
        ({}, {"is_ext_shared_channel": True}, TEAM.id),
        ({"user_team": "T0ELSE"}, {"is_ext_shared_channel": True}, "T0ELSE"),
        ({"user_team": 5, "source_team": ["T0ELSE"]}, {}, TEAM.id),
    ],
)
def test_team_of_an_author(event: Json, outer: Json, team: str | None) -> None:
    """The author's own workspace goes before the envelope's, which says nothing where shared."""
    asked = _mention(_event(event, **outer))
    assert asked.team == team
    assert asked.outside == (outer.get("is_ext_shared_channel") is True)


@pytest.mark.parametrize("value", ["true", 1, None, {}])
def test_only_true_is_outside(value: object) -> None:
    """A flag of the wrong type isn't taken for Slack's word."""
    assert not _mention(_event(is_ext_shared_channel=value)).outside


@pytest.mark.parametrize("payload", [_shortcut, _click])
@pytest.mark.parametrize(
    ("fields", "team"),
    [
        ({}, TEAM.id),
        ({"user": {"id": "U1", "team_id": "T0ELSE"}}, "T0ELSE"),
        ({"user": {"id": "U1"}}, TEAM.id),
        ({"user": {"id": "U1"}, "is_ext_shared_channel": True}, None),
        ({"user": {"id": "U1", "team_id": "T0ELSE"}, "is_ext_shared_channel": True}, "T0ELSE"),
    ],
)
def test_team_of_an_actor(payload: Callable[..., Json], fields: Json, team: str | None) -> None:
    """Whoever clicks or uses a shortcut belongs to the workspace that their own field names."""
    made = payload(**fields)
    found = incoming.shortcut(made) or incoming.click(made)
    assert found is not None
    assert (found.by if isinstance(found, Click) else found).team == team


def test_no_team_is_none() -> None:
    """Where a click says nothing of its actor's team, that is None as everywhere else."""
    assert _clicked(_click(user={"id": "U1"}, team=None)).by.team is None


@pytest.mark.parametrize(
    ("thread_ts", "thread"), [(None, None), ("", None), (TS, None), (PARENT, PARENT), (5, None)]
)
def test_threads(thread_ts: object, thread: str | None) -> None:
    """A message is in the thread that it names, unless it is the one that begins it."""
    fields = {"thread_ts": thread_ts}
    assert _mention(_event(fields)).thread == thread
    shortcut = incoming.shortcut(_shortcut(fields))
    assert shortcut is not None
    assert shortcut.thread == thread
    within = container({"ts": TS}, "C1", ephemeral=True) | fields
    assert _clicked(_click(container=within, message=None)).by.thread == thread
    assert _clicked(_click(message={"ts": TS} | fields)).by.thread == thread


def test_command() -> None:
    """A command tells who asked what where, and where else to answer."""
    assert incoming.command(_command()) == Incoming(
        surface="command",
        user="U1",
        team=TEAM.id,
        channel="C1",
        text="deploys",
        keys=("trigger 1.2.t",),
        response_url=URL,
        trigger="1.2.t",
    )
    assert incoming.command(_command(user_id="")) is None
    bare = incoming.command({"user_id": "U1"})
    assert bare is not None
    assert (bare.text, bare.channel, bare.keys, bare.team) == ("", "", (), None)


def test_shortcut() -> None:
    """A shortcut brings the words of the message that it was used on, and needs an address."""
    asked = incoming.shortcut(_shortcut())
    assert asked is not None
    assert (asked.text, asked.user, asked.ts, asked.channel) == ("it broke", "U1", TS, "C1")
    assert (asked.keys, asked.response_url) == (("trigger 1.2.t",), URL)
    assert incoming.shortcut(_shortcut(response_url=None)) is None
    assert incoming.shortcut(_shortcut(user={})) is None


def test_click() -> None:
    """A click tells the button, its value, and the question that the message was for."""
    clicked = _clicked(_click())
    assert (clicked.action, clicked.value, clicked.question) == ("right", "v", QUESTION)
    assert not clicked.ephemeral
    assert clicked.by == Incoming(
        surface="click",
        user="U1",
        team=TEAM.id,
        channel="C1",
        text="",
        keys=("trigger 1.2.t",),
        ts=TS,
        response_url=URL,
        trigger="1.2.t",
    )
    hidden = container({"ts": TS}, "C1", ephemeral=True)
    assert _clicked(_click(container=hidden, message=None)).ephemeral
    chosen = {"selected_option": {"value": "churn"}, "value": "v"}
    assert _clicked(_click(chosen)).value == "churn"


def test_form() -> None:
    """A form tells who filled it in, from no channel, with what opens the next one."""
    assert incoming.in_view(_form()) == Incoming(
        surface="form",
        user="U1",
        team=TEAM.id,
        channel="",
        text="",
        keys=("trigger 1.2.t",),
        trigger="1.2.t",
    )
    assert incoming.in_view(_form(user={})) is None
    elsewhere = incoming.in_view(_form(user={"id": "U1", "team_id": "T0ELSE"}))
    assert elsewhere is not None
    assert elsewhere.team == "T0ELSE"


@pytest.mark.parametrize(
    ("view", "keys"),
    [
        ({"id": "V1", "hash": "156.x"}, ("view V1 156.x",)),
        ({"id": "V1"}, ()),
        ({"hash": "156.x"}, ("view  156.x",)),
        (None, ()),
        ([], ()),
    ],
)
def test_form_without_a_trigger(view: object, keys: tuple[str, ...]) -> None:
    """A form that opens nothing is known again by its own id and how often it was changed."""
    found = incoming.in_view(_form(trigger_id=None, view=view))
    assert found is not None
    assert (found.keys, found.trigger) == (keys, None)


@pytest.mark.parametrize("trigger", [None, "", 7, "a\nb", "x" * 501, ["1.2.t"]])
def test_trigger_of_nonsense(trigger: object) -> None:
    """What can't be a trigger is none, and opens nothing."""
    command = incoming.command(_command(trigger_id=trigger))
    assert command is not None
    assert (command.trigger, command.keys) == (None, ())
    clicked = _clicked(_click(trigger_id=trigger)).by
    assert (clicked.trigger, clicked.keys) == (None, ())


@pytest.mark.parametrize(
    ("block_id", "question"),
    [(f"reply:{QUESTION}", QUESTION), ("reply:", ""), ("other", ""), ("", ""), (None, "")],
)
def test_question_of_a_click(block_id: object, question: str) -> None:
    """The question's id stands in the block's own; any other block has none."""
    assert _clicked(_click({"block_id": block_id})).question == question


@pytest.mark.parametrize("actions", [None, [], {}, "right", [None], ["right"]])
def test_click_on_nothing(actions: object) -> None:
    """A click that names no action is passed over."""
    assert incoming.click(_click(actions=actions)) is None


def _rich(*sections: Json) -> Json:
    return {"type": "rich_text", "elements": list(sections)}


def _section(*texts: str) -> Json:
    elements = [{"type": "text", "text": text} for text in texts]
    return {"type": "rich_text_section", "elements": elements}


PLAIN: Json = {"type": "plain_text", "text": "Deploy failed"}
LISTED = _rich(_section("Look:"), {"type": "rich_text_list", "elements": [_section("a ", "b")]})
BUTTONS: Json = {
    "type": "actions",
    "elements": [{"type": "button", "text": PLAIN, "value": "secret", "action_id": "x"}],
}


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({}, ""),
        ({"text": " who? "}, "who?"),
        ({"text": "who?", "blocks": [{"type": "header", "text": PLAIN}]}, "who?"),
        ({"text": " ", "blocks": [{"type": "header", "text": PLAIN}]}, "Deploy failed"),
        (
            {"blocks": [{"type": "section", "fields": [PLAIN, {"text": "two"}]}]},
            "Deploy failed\ntwo",
        ),
        ({"blocks": [LISTED]}, "Look:\na b"),
        ({"blocks": [_rich({"type": "rich_text_quote", "elements": [PLAIN]})]}, "Deploy failed"),
        ({"blocks": [{"type": "context", "elements": [PLAIN, PLAIN]}]}, "Deploy failed"),
        ({"blocks": [BUTTONS]}, ""),
        ({"blocks": [{"type": "section", "text": PLAIN, "accessory": BUTTONS}]}, "Deploy failed"),
        ({"attachments": [{"fallback": "[alert]"}]}, "[alert]"),
        (
            {"attachments": [{"title": "Alert", "text": "it broke", "fallback": "f"}]},
            "Alert\nit broke",
        ),
        (
            {"attachments": [{"pretext": "Hear", "fields": [{"title": "Job", "value": "x"}]}]},
            "Hear\nJob\nx",
        ),
        ({"attachments": [{"blocks": [{"type": "section", "text": PLAIN}]}]}, "Deploy failed"),
        ({"attachments": [{"text": "t", "actions": [{"value": "secret"}]}]}, "t"),
        ({"files": [{"name": "who.png"}]}, ""),
        (
            {"blocks": [_rich({"type": "rich_text_section", "elements": [{"type": "user"}]})]},
            "",
        ),
    ],
)
def test_words(message: Json, words: str) -> None:
    """The words are the text, else all that blocks and attachments say; no button's are among."""
    assert incoming.words_of(message) == words


def test_words_of_a_list_in_an_attachment() -> None:
    """What a bot says as a list in an attachment's blocks can be asked about."""
    assert incoming.words_of({"attachments": [{"blocks": [LISTED]}]}) == "Look:\na b"


def test_words_too_deep() -> None:
    """However deep a message is nested, reading it ends."""
    deep: Json = {"text": "bottom"}
    for _ in range(5_000):
        deep = {"elements": [deep]}
    assert incoming.words_of({"blocks": [deep], "attachments": [deep]}) == ""


def test_words_without_text_reach_the_question() -> None:
    """A mention whose text is missing is read from its blocks."""
    assert _mention(_event({"text": None})).text == "who deploys?"


def test_no_event_id() -> None:
    """Without an event's id the message itself is still known again."""
    assert _mention(_without(_event(), "event_id")).keys == (f"message C1 {TS}",)


def test_the_home_tab() -> None:
    """Who opened it, in their own workspace; the other tabs are none of ours."""
    found = incoming.home_opened(event_callback(TEAM, OPENED, "Ev1"))
    assert found == Incoming("home", "U1", TEAM.id, "", "", ("event Ev1",))
    for tab in ("messages", "about", "", None):
        assert incoming.home_opened(event_callback(TEAM, OPENED | {"tab": tab}, "Ev1")) is None
    told = event_callback(TEAM, OPENED, "Ev1") | {"is_ext_shared_channel": True}
    outside = incoming.home_opened(told)
    assert outside is not None
    assert outside.team is None


@pytest.mark.parametrize(
    ("view", "at_home"),
    [({"type": "home"}, True), ({"type": "modal"}, False), ({}, False), ("home", False)],
)
def test_a_click_on_a_home_tab(view: Any, *, at_home: bool) -> None:
    """A click on a tab is told from one in a message, and from one in a form."""
    assert _clicked(_click() | {"view": view}).at_home is at_home
