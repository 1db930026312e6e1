"""Slack's limits: what is within is taken, one more is refused."""

from typing import Any

import pytest

from tests.fake_slack.limits import Surface, broken, mentions, oversized

Json = dict[str, Any]
KINDS = "section, header, divider, context, actions, image, rich_text"


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
]
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
        ("message", {}, ["user", "usergroup", "broadcast"]),
        ("ephemeral", {}, ["broadcast"]),
        ("respond", {}, ["broadcast"]),
        ("ack", {"response_type": "in_channel"}, ["user", "usergroup", "broadcast"]),
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
    assert [each.rpartition(" ")[2] for each in mentions(payload, surface)] == found
