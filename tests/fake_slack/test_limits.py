"""Slack's limits: what is within is taken, one more is refused."""

import json
from typing import Any

import pytest

from tests.fake_slack.limits import (
    Surface,
    broken,
    broken_submission,
    broken_suggestion,
    mentions,
    oversized,
    whom,
)

Json = dict[str, Any]
KINDS = "section, header, divider, context, actions, image, rich_text, input, table"


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def _marked(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def _button(**fields: Any) -> Json:
    return {"type": "button", "text": _plain("Right"), "action_id": "a"} | fields


def _select(options: int = 1, **fields: Any) -> Json:
    listed = [{"text": _plain("o"), "value": str(number)} for number in range(options)]
    return {"type": "static_select", "action_id": "s", "options": listed} | fields


def _section(**fields: Any) -> Json:
    return {"type": "section", "text": _marked("x")} | fields


def _actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def _confirm(**fields: Any) -> Json:
    texts = {
        "title": _plain("t"),
        "text": _marked("x"),
        "confirm": _plain("y"),
        "deny": _plain("n"),
    }
    return _button(confirm=texts | fields)


def _rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def _inline(*elements: Json) -> Json:
    return _rich({"type": "rich_text_section", "elements": list(elements)})


def _list(**fields: Any) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}
    return _rich({"type": "rich_text_list", "style": "bullet", "elements": [section]} | fields)


def _image(**fields: Any) -> Json:
    return {"image_url": "https://a.example/b.png", "alt_text": "x", "type": "image"} | fields


def _option(value: str = "1", **fields: Any) -> Json:
    return {"text": _plain("o"), "value": value} | fields


def _options(count: int) -> list[Json]:
    return [_option(str(number)) for number in range(count)]


def _cell(block: Json) -> Json:
    return {"type": "rich_text", "elements": block["elements"]}


def _raw(text: str = "x") -> Json:
    return {"type": "raw_text", "text": text}


def _table(rows: Any, **fields: Any) -> Json:
    return {"type": "table", "rows": rows} | fields


def _input(kind: str = "plain_text_input", block: Json | None = None, **fields: Any) -> Json:
    element = {"type": kind, "action_id": "a"} | fields
    return {"type": "input", "label": _plain("x"), "element": element} | (block or {})


def _view(*blocks: Json, **fields: Any) -> Json:
    named = {"title": _plain("x" * 24), "submit": _plain("x" * 24), "close": _plain("x" * 24)}
    return {"type": "modal", "blocks": list(blocks)} | named | fields


TAKEN: list[Json] = [
    _section(),
    _section(text=_marked("x" * 3000), block_id="b" * 255),
    {"type": "section", "fields": [_marked("x" * 2000)] * 10},
    _section(accessory=_button()),
    _section(accessory=_image(), expand=True),
    {"type": "header", "text": _plain("x" * 150)},
    {"type": "divider"},
    {"type": "context", "elements": [_marked("x"), _plain("x"), _image()] * 3},
    _actions(*(_button(action_id=str(number)) for number in range(25))),
    _actions(_button(text=_plain("x" * 75), value="x" * 2000, style="primary")),
    _actions(_button(url="https://a.example/" + "x" * 2982)),
    _actions(_confirm(title=_plain("x" * 100), text=_marked("x" * 300))),
    _actions(_select(100, placeholder=_plain("x" * 150))),
    _actions(_select(initial_option={"text": _plain("o"), "value": "0"})),
    _actions(
        _select() | {"type": "overflow", "options": [{"text": _plain("o"), "value": "1"}] * 5}
    ),
    _actions({"type": "users_select", "action_id": "u", "initial_user": "U1"}),
    _image(title=_plain("x")),
    _inline({"type": "text", "text": "x", "style": {"bold": True}}),
    _inline({"type": "link", "url": "http://a.example", "text": "x"}),
    _inline({"type": "user", "user_id": "U1"}, {"type": "channel", "channel_id": "C1"}),
    _inline({"type": "emoji", "name": "wave"}, {"type": "usergroup", "usergroup_id": "S1"}),
    _inline({"type": "broadcast", "range": "here"}),
    _inline({"type": "date", "timestamp": 1, "format": "{date}", "fallback": "x"}),
    _list(style="ordered", indent=8, border=1),
    _rich({"type": "rich_text_quote", "elements": [{"type": "text", "text": "x"}]}),
    _rich({"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x"}]}),
    _actions(
        {"type": "checkboxes", "action_id": "1", "options": _options(10)},
        {"type": "radio_buttons", "action_id": "2", "options": [_option(text=_marked("o"))]},
        {"type": "datepicker", "action_id": "3", "initial_date": "2024-02-29"},
        {"type": "multi_users_select", "action_id": "4", "initial_users": ["U1"]},
        {"type": "external_select", "action_id": "5", "min_query_length": 0},
    ),
    _input(block={"label": _plain("x" * 2000), "hint": _plain("x" * 2000), "optional": True}),
    _input(
        multiline=True,
        min_length=0,
        max_length=3000,
        initial_value="x" * 3000,
        placeholder=_plain("x" * 150),
        dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"]},
        block={"dispatch_action": True},
    ),
    _input("static_select", options=[_option("v" * 150, description=_plain("x" * 75))]),
    _input(
        "multi_static_select",
        options=_options(100),
        initial_options=_options(2),
        max_selected_items=2,
    ),
    _input("external_select", initial_option=_option(), min_query_length=1),
    _input("multi_external_select", initial_options=[_option()]),
    _input("users_select", initial_user="U1", focus_on_load=True),
    _input("channels_select", initial_channel="C1", response_url_enabled=True),
    _input(
        "conversations_select",
        default_to_current_conversation=True,
        filter={"include": ["public", "private"], "exclude_bot_users": True},
    ),
    _input("number_input", is_decimal_allowed=False, min_value="0", max_value="9.5"),
    _table([[_raw()] * 20] * 100, column_settings=[{"align": "right", "is_wrapped": True}] * 20),
    _table([[_raw("x" * 5000), _cell(_inline({"type": "text", "text": "x" * 5000}))]]),
    _table([[_raw()]], column_settings=[{}], block_id="t"),
]
TWICE = ["view.blocks: block_id 'b' twice"]
NO_SUBMIT = ["view: no submit for its input"]
REFUSED: list[tuple[Json, str]] = [
    ({"type": "poem"}, "type 'poem'"),
    ({"text": "x"}, "type None"),
    (_section(text=_marked("")), "text.text: 0 characters"),
    (_section(text=_marked("x" * 3001)), "text.text: 3001 characters"),
    (_section(text={"type": "html", "text": "x"}), "text: type 'html'"),
    (_section(text=_plain("x") | {"verbatim": True}), "verbatim is unknown"),
    (_section(colour="red"), "colour is unknown"),
    (_section(block_id="b" * 256), "block_id: 256 characters"),
    (_section(expand="yes"), "expand: 'yes'"),
    (_section(fields=[_marked("x")] * 11), "fields: 11 of them"),
    (_section(fields=[_marked("x" * 2001)]), "fields[0].text: 2001 characters"),
    ({"type": "section"}, "neither text nor fields"),
    ({"type": "header", "text": _plain("x" * 151)}, "151 characters"),
    ({"type": "header", "text": _marked("x")}, "type 'mrkdwn'"),
    ({"type": "header"}, "no text"),
    ({"type": "context", "elements": []}, "elements: 0 of them"),
    ({"type": "context", "elements": [_plain("x")] * 11}, "elements: 11 of them"),
    ({"type": "context", "elements": [_button()]}, "type 'button'"),
    (_actions(), "elements: 0 of them"),
    (_actions(*(_button(action_id=str(number)) for number in range(26))), "26 of them"),
    (_actions(_button(), _button()), "action_id 'a' twice"),
    (_actions(_plain("x")), "type 'plain_text'"),
    (_actions(_button(text=_plain("x" * 76))), "76 characters"),
    (_actions(_button(text=_marked("x"))), "type 'mrkdwn'"),
    (_actions(_button(value="x" * 2001)), "value: 2001 characters"),
    (_actions(_button(url="https://a.example/" + "x" * 2983)), "url: 3001 characters"),
    (_actions(_button(url="slack://a.example")), "no http or https address"),
    (_actions(_button(url="https://a.example/x y")), "no http or https address"),
    (_actions(_button(url="http://[")), "no http or https address"),
    (_actions(_button(style="default")), "style: 'default'"),
    (_actions(_button(action_id="a" * 256)), "action_id: 256 characters"),
    (_actions(_confirm(title=_plain("x" * 101))), "title.text: 101 characters"),
    (_actions(_confirm(text=_marked("x" * 301))), "text.text: 301 characters"),
    (_actions(_confirm(deny=_plain("x" * 31))), "deny.text: 31 characters"),
    (_actions(_select(0)), "options: 0 of them"),
    (_actions(_select(101)), "options: 101 of them"),
    (_actions(_select(placeholder=_plain("x" * 151))), "placeholder.text: 151 characters"),
    (
        _actions(_select() | {"options": [{"text": _plain("x" * 76), "value": "1"}]}),
        "76 characters",
    ),
    (_actions(_select() | {"options": [{"text": _plain("x"), "value": "1" * 151}]}), "151"),
    (_actions(_select(initial_option={"text": _plain("o"), "value": "9"})), "none of the options"),
    (_actions({"type": "static_select", "action_id": "s"}), "0 of options, option_groups"),
    (_image(alt_text=""), "alt_text: 0 characters"),
    (_image(image_url="ftp://a.example"), "no http or https address"),
    (_rich(), "elements: 0 of them"),
    (_rich({"type": "text", "text": "x"}), "type 'text'"),
    (_inline({"type": "text", "text": ""}), "text: 0 characters"),
    (_inline({"type": "text", "text": "x", "style": "bold"}), "'bold' is no object"),
    (_inline({"type": "text", "text": "x", "style": {"bold": 1}}), "bold: 1"),
    (_inline({"type": "link", "url": "javascript:alert(1)"}), "no http or https address"),
    (_inline({"type": "user"}), "no user_id"),
    (_inline({"type": "mention"}), "type 'mention'"),
    (_list(style="dashed"), "style: 'dashed'"),
    (_list(indent=9), "indent: 9"),
    (_list(indent=True), "indent: True"),
    (_list(elements=[{"type": "text", "text": "x"}]), "type 'text'"),
    (_list(elements="x"), "'x' is no list"),
    (_actions({"type": "plain_text_input"}), "type 'plain_text_input'"),
    (_actions({"type": "checkboxes", "options": _options(11)}), "options: 11 of them"),
    ({"type": "input", "element": {"type": "plain_text_input"}}, "no label"),
    ({"type": "input", "label": _plain("x")}, "no element"),
    (_input(block={"label": _marked("x")}), "type 'mrkdwn'"),
    (_input(block={"label": _plain("x" * 2001)}), "label.text: 2001 characters"),
    (_input(block={"hint": _plain("x" * 2001)}), "hint.text: 2001 characters"),
    (_input(block={"optional": "yes"}), "optional: 'yes'"),
    (_input("button", text=_plain("x")), "type 'button'"),
    (_input("overflow", options=_options(1)), "type 'overflow'"),
    (_input(action_id="a" * 256), "action_id: 256 characters"),
    (_input(max_length=3001), "max_length: 3001"),
    (_input(max_length=0), "max_length: 0"),
    (_input(min_length=3, max_length=2), "min_length 3 is more than max_length 2"),
    (_input(initial_value="x" * 3001), "initial_value: 3001 characters"),
    (_input(placeholder=_plain("x" * 151)), "placeholder.text: 151 characters"),
    (_input(dispatch_action_config={"trigger_actions_on": ["always"]}), "'always' is none of"),
    (_input("radio_buttons", options=_options(11)), "options: 11 of them"),
    (_input("checkboxes", options=_options(1), initial_options=_options(2)), "none of the options"),
    (_input("static_select", options=[_option(description=_plain("x" * 76))]), "76 characters"),
    (_input("static_select", options=[_option(text=_marked("x"))]), "type 'mrkdwn'"),
    (
        _input(
            "multi_static_select",
            options=_options(2),
            initial_options=_options(2),
            max_selected_items=1,
        ),
        "2 initial_options, at most 1",
    ),
    (_input("multi_external_select", max_selected_items=0), "max_selected_items: 0"),
    (_input("external_select", options=_options(1)), "options is unknown"),
    (_input("multi_users_select", initial_users="U1"), "'U1' is no list"),
    (_input("conversations_select", filter={}), "filter: nothing in it"),
    (_input("conversations_select", filter={"include": ["dm"]}), "'dm' is none of"),
    (_input("datepicker", initial_date="29.2.2024"), "no date as YYYY-MM-DD"),
    (_input("datepicker", initial_date="2023-02-29"), "no date as YYYY-MM-DD"),
    (_input("number_input"), "no is_decimal_allowed"),
    (_input("number_input", is_decimal_allowed=True, min_value=0), "0 is no number in a string"),
    ({"type": "alert", "text": _plain("x")}, "type 'alert'"),
    (_table([]), "rows: 0 of them"),
    (_table([[_raw()]] * 101), "rows: 101 of them"),
    (_table([[]]), "rows[0]: 0 of them"),
    (_table([[_raw()] * 21]), "rows[0]: 21 of them"),
    (_table([[_raw("")]]), "rows[0][0].text: 0 characters"),
    (_table([[_marked("x")]]), "type 'mrkdwn'"),
    (_table([[_raw()]], column_settings=[{}] * 21), "column_settings: 21 of them"),
    (_table([[_raw()]], column_settings=[{"align": "top"}]), "align: 'top'"),
    (
        _table([[_raw("x" * 5000), _cell(_inline({"type": "text", "text": "x" * 5001}))]]),
        "10001 characters in all cells",
    ),
]


@pytest.mark.parametrize("block", TAKEN)
def test_takes(block: Json) -> None:
    """What is just within Slack's limits is taken."""
    assert broken({"blocks": [block]}, "message") == []


@pytest.mark.parametrize(("block", "why"), REFUSED)
def test_refuses(block: Json, why: str) -> None:
    """What is beyond one of Slack's limits is refused, for that reason alone."""
    found = broken({"text": "x", "blocks": [block]}, "message")
    assert any(why in each for each in found), found
    assert all(each.startswith("blocks[0]") for each in found)


@pytest.mark.parametrize(
    ("payload", "found"),
    [
        ({}, ["neither text nor blocks"]),
        ({"text": " ", "blocks": []}, ["neither text nor blocks"]),
        ({"text": "x" * 40_000}, []),
        ({"text": "x" * 40_001}, ["text: 40001 characters, not 0 to 40000"]),
        ({"text": 7, "blocks": [_section()]}, ["text: 7 is no text"]),
        ({"blocks": "x"}, ["blocks: 'x' is no list"]),
        ({"blocks": [{"type": "divider"}] * 50}, []),
        ({"blocks": [{"type": "divider"}] * 51}, ["blocks: 51 of them, not 0 to 50"]),
        ({"blocks": [_section(block_id="b")] * 2}, ["blocks: block_id 'b' twice"]),
        ({"blocks": ["x"]}, [f"blocks[0]: type None is none of {KINDS}"]),
        ({"blocks": [_table([[_raw()]])] * 2}, ["blocks: 2 tables, at most 1"]),
        ({"text": "x", "metadata": {"event_type": "t", "event_payload": {}}}, []),
        ({"text": "x", "metadata": {"event_type": "t"}}, ["metadata: no event_payload"]),
        (
            {"text": "x", "metadata": {"event_type": 1, "event_payload": []}},
            ["metadata.event_type: 1 is no text", "metadata.event_payload: [] is no object"],
        ),
        ({"text": "x", "metadata": "t"}, ["metadata: 't' is no object"]),
    ],
)
def test_whole_messages(payload: Json, found: list[str]) -> None:
    """A message has something to say, not too much of it, and metadata of the right shape."""
    assert broken(payload, "message") == found


@pytest.mark.parametrize(
    ("payload", "surface", "found"),
    [
        ({"delete_original": True}, "respond", []),
        ({"text": "x", "response_type": "in_channel"}, "ack", []),
        (
            {"text": "x", "response_type": "public"},
            "ack",
            ["response_type: 'public' is none of ephemeral, in_channel"],
        ),
        (
            {"text": "x", "replace_original": "yes"},
            "respond",
            ["replace_original: 'yes' is neither true nor false"],
        ),
        ({"text": "x" * 39_000, "more": "x" * 25_000}, "ack", []),
        ({"text": "x" * 39_000, "more": "x" * 26_000}, "ack", ["65024 bytes, at most 65000"]),
        ({"text": "x" * 39_000, "more": "x" * 26_000}, "respond", []),
        ({"text": "x", "delete_original": True}, "ephemeral", []),
    ],
)
def test_surfaces(payload: Json, surface: Surface, found: list[str]) -> None:
    """Answers to a command or a click have rules of their own."""
    assert broken(payload, surface) == found


@pytest.mark.parametrize(
    ("view", "found"),
    [
        (_view(*[{"type": "divider"}] * 100), []),
        (_view(*[{"type": "divider"}] * 101), ["view.blocks: 101 of them, not 0 to 100"]),
        (_view({"type": "alert", "text": _marked("x"), "level": "warning"}), []),
        (
            _view({"type": "alert", "text": _marked("x"), "level": "bad"}),
            [
                "view.blocks[0].level: 'bad' is none of default, info, warning, error, success",
            ],
        ),
        (_view(private_metadata="x" * 3000, callback_id="x" * 255, clear_on_close=True), []),
        (
            _view(private_metadata="x" * 3001),
            ["view.private_metadata: 3001 characters, not 0 to 3000"],
        ),
        (_view(callback_id="x" * 256), ["view.callback_id: 256 characters, not 1 to 255"]),
        (_view(title=_plain("x" * 25)), ["view.title.text: 25 characters, not 1 to 24"]),
        (_view(submit=_plain("x" * 25)), ["view.submit.text: 25 characters, not 1 to 24"]),
        (_view(close=_marked("x")), ["view.close: type 'mrkdwn' is none of plain_text"]),
        ({"type": "home", "blocks": []}, []),
        ({"type": "home", "blocks": [], "title": _plain("x")}, ["view: title is unknown here"]),
        (
            {"type": "home", "blocks": [{"type": "divider"}] * 101},
            ["view.blocks: 101 of them, not 0 to 100"],
        ),
        ({"type": "page", "blocks": []}, ["view: type 'page' is none of modal, home"]),
        ({"type": "modal", "blocks": []}, ["view: no title"]),
        (_view(text="x"), ["view: text is unknown here"]),
        (_view(_section(block_id="b"), _input(block={"block_id": "b"})), TWICE),
        ({"type": "modal", "title": _plain("x"), "blocks": [_input()]}, NO_SUBMIT),
        (
            _view(_input(focus_on_load=True), _input(focus_on_load=True)),
            ["view: 2 times focus_on_load, at most 1"],
        ),
    ],
)
def test_views(view: Json, found: list[str]) -> None:
    """A view has a title, not too much in it, and a way to submit what is filled in."""
    assert broken(view, "view") == found


def test_tables_are_for_messages() -> None:
    """A view takes no table."""
    [found] = broken(_view(_table([[_raw()]])), "view")
    assert found.startswith("view.blocks[0]: type 'table' is none of")


def test_size_of_a_view() -> None:
    """A view is at most 250 kB, as JSON."""
    big = [_section(text=_marked("x" * 3000)) for _ in range(81)]
    left = 250_000 - len(json.dumps(_view(*big, private_metadata="")))
    assert broken(_view(*big, private_metadata="x" * left), "view") == []
    assert broken(_view(*big, private_metadata="x" * (left + 1)), "view") == [
        "view: 250001 bytes, at most 250000"
    ]


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ({}, []),
        ({"response_action": "clear"}, []),
        ({"response_action": "update", "view": _view()}, []),
        ({"response_action": "push", "view": _view(_input())}, []),
        ({"response_action": "errors", "errors": {"b": "Too long."}}, []),
        ({"text": "x"}, ["response_action: None is none of errors, update, push, clear"]),
        ({"response_action": "clear", "view": _view()}, ["clear: view is unknown here"]),
        ({"response_action": "update"}, ["update: no view"]),
        ({"response_action": "push", "view": "x"}, ["push.view: 'x' is no object"]),
        ({"response_action": "update", "view": {}}, ["view: type None is none of modal, home"]),
        ({"response_action": "errors"}, ["errors: no errors"]),
        ({"response_action": "errors", "errors": {}}, ["errors: none"]),
        ({"response_action": "errors", "errors": {"b": " "}}, ["errors.b: ' ' says nothing"]),
        (
            {"response_action": "errors", "errors": {"c": "x", "d": "x"}},
            ["errors: 'c' is no input of the view", "errors: 'd' is no input of the view"],
        ),
    ],
)
def test_answers_to_a_submission(answer: Json, found: list[str]) -> None:
    """An answer to a submission is one of four, and errors are told of inputs that are there."""
    view = _view(_input(block={"block_id": "b"}), _section(block_id="c"))
    assert broken_submission(answer, view) == found


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ({}, []),
        ({"options": []}, []),
        ({"options": _options(100)}, []),
        ({"option_groups": [{"label": _plain("x"), "options": _options(100)}]}, []),
        ({"options": _options(101)}, ["answer.options: 101 of them, not 0 to 100"]),
        (
            {"options": [_option("v" * 151)]},
            ["answer.options[0].value: 151 characters, not 1 to 150"],
        ),
        (
            {"options": [], "option_groups": []},
            ["answer: 2 of options, option_groups, not 1"],
        ),
    ],
)
def test_suggestions(answer: Json, found: list[str]) -> None:
    """A hundred options can be suggested, in groups or not."""
    assert broken_suggestion(answer) == found


def test_size_of_an_acknowledgement() -> None:
    """The size is that of the bytes that are sent."""
    assert oversized({"a": "x" * 64_991}) == []
    assert oversized({"a": "x" * 64_992}) == ["65001 bytes, at most 65000"]


@pytest.mark.parametrize(
    ("payload", "found"),
    [
        ({"text": "&lt;!channel&gt; @here #general <https://a.example|b>"}, []),
        ({"text": "<!channel>"}, ["text: <! in '<!channel>'"]),
        ({"text": "to <@U1> in <#C1>"}, ["text: <@ in '<@U1> in <#C1>'", "text: <# in '<#C1>'"]),
        (
            {"blocks": [_section(text=_marked("<!subteam^S1>"))]},
            ["blocks[0].text.text: <! in '<!subteam^S1>'"],
        ),
        ({"blocks": [_section(text=_plain("<!channel>"))]}, []),
        (
            {"blocks": [_inline({"type": "text", "text": "<!channel>"})]},
            [],
        ),
        ({"text": "x", "link_names": True}, ["link_names is set"]),
        ({"text": "x", "link_names": False, "parse": "none"}, []),
        ({"text": "x", "parse": "full"}, ["parse is full"]),
    ],
)
def test_mentions(payload: Json, found: list[str]) -> None:
    """Whatever Slack turns into a mention is found, and what it leaves alone is not."""
    assert mentions(payload) == found


@pytest.mark.parametrize(
    ("surface", "fields", "found"),
    [
        ("message", {}, ["user U1", "usergroup S1", "broadcast here"]),
        ("ephemeral", {}, ["broadcast here"]),
        ("respond", {}, ["broadcast here"]),
        ("ack", {"response_type": "in_channel"}, ["user U1", "usergroup S1", "broadcast here"]),
        ("view", {}, []),
    ],
)
def test_mentions_by_element(surface: Surface, fields: Json, found: list[str]) -> None:
    """A person is notified where others see it too; a broadcast is wrong everywhere."""
    elements = [
        {"type": "user", "user_id": "U1"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "broadcast", "range": "here"},
    ]
    payload = fields | {"blocks": [_inline(*elements)]}
    assert [each.rpartition(": ")[2] for each in mentions(payload, surface)] == found


@pytest.mark.parametrize(
    ("payload", "found"),
    [
        ({"text": "<@U1> and <@U2|bo>"}, ["U1", "U2"]),
        ({"text": "it's <@U1>"}, ["U1"]),
        ({"text": "<!channel>: user U1"}, [None]),
        ({"text": "<#C1> <!subteam^S1>"}, [None, None]),
        ({"blocks": [_inline({"type": "user", "user_id": "U1"})]}, ["U1"]),
        ({"blocks": [_table([[_cell(_inline({"type": "user", "user_id": "U1"}))]])]}, ["U1"]),
        ({"blocks": [_inline({"type": "usergroup", "usergroup_id": "S1"})]}, [None]),
        ({"text": "x", "link_names": True}, [None]),
    ],
)
def test_whom(payload: Json, found: list[str | None]) -> None:
    """Each mention of one person tells who it is; what reaches others tells nobody."""
    assert sorted(map(str, map(whom, mentions(payload)))) == sorted(map(str, found))
