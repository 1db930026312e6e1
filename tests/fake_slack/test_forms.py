"""Views in the fake Slack: they open, are filled in, submitted and answered as in Slack."""

import json
import threading
from functools import partial
from typing import Any

import pytest
from slack_sdk import WebClient
from websockets.sync.client import ClientConnection

from tests.fake_slack import FakeSlack, View
from tests.fake_slack.filling import Filled
from tests.fake_slack.speaking import acknowledge, error_of, next_frame
from tests.talk.talk import errors, fields, view_text

Json = dict[str, Any]


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def _option(value: str) -> Json:
    return {"text": _plain(value.upper()), "value": value}


OPTIONS = [_option("a"), _option("b"), _option("c")]


def _input(block_id: str, kind: str, *, optional: bool = True, **element: Any) -> Json:
    shown = {"type": kind, "action_id": "it"} | element
    named = {"block_id": block_id, "label": _plain(f"The {block_id}"), "element": shown}
    return {"type": "input", "optional": optional} | named


def _form(*blocks: Json, **fields: Any) -> Json:
    title = {"title": _plain("Form"), "submit": _plain("Save"), "callback_id": "form"}
    return {"type": "modal", "blocks": list(blocks)} | title | fields


NAME = _input("name", "plain_text_input", optional=False, initial_value="Bo")
WHO = _input("who", "external_select", min_query_length=1)
BUTTON = {"type": "button", "action_id": "more", "text": _plain("More"), "value": "1"}
BUTTONS = {"type": "actions", "block_id": "buttons", "elements": [BUTTON]}


def _open(slack: FakeSlack, client: WebClient, *blocks: Json, **fields: Any) -> View:
    form = _form(*blocks, **fields)
    opened = client.views_open(trigger_id=slack.new_trigger("U2"), view=form)["view"]
    view = slack.view(opened["id"])
    assert view is not None
    return view


def _submit(
    slack: FakeSlack,
    bot: ClientConnection,
    view: View,
    answer: Json | None = None,
    **values: Filled,
) -> Json:
    sent = slack.submit(view, values)
    payload: Json = acknowledge(bot, answer)["payload"]
    sent.answer()
    return payload


def _suggest(
    slack: FakeSlack, bot: ClientConnection, view: View, query: str, answer: Json
) -> list[Json]:
    answering = threading.Thread(target=acknowledge, args=(bot, answer))
    answering.start()
    options = slack.suggest(view, "who", "it", query)
    answering.join(10)
    return options


def test_opens(slack: FakeSlack, client: WebClient) -> None:
    """A view is open for who did what its trigger came of, with a name for all that is in it."""
    view = _open(slack, client, NAME, {"type": "divider"}, private_metadata="here")
    assert (view.user, view.is_open, view.type, view.title) == ("U2", True, "modal", "Form")
    assert (view.callback_id, view.private_metadata) == ("form", "here")
    assert all(block["block_id"] for block in view.blocks)
    assert slack.view_of("U2") is view
    assert slack.view_of("U1") is None


def test_one_form_at_a_time(slack: FakeSlack, client: WebClient) -> None:
    """Who opens a view sees that one alone; what others have open stays."""
    first = _open(slack, client, NAME)
    other = client.views_open(trigger_id=slack.new_trigger("U1"), view=_form(NAME))["view"]["id"]
    second = _open(slack, client, NAME)
    assert (first.is_open, second.is_open) == (False, True)
    assert slack.view(other) is not None


def test_refuses_what_is_beyond_limits(slack: FakeSlack, client: WebClient) -> None:
    """A view that is too much is refused wherever it comes from, and uses no trigger up."""
    view = _open(slack, client, NAME)
    wrong = _form(NAME, title=_plain("x" * 25))
    trigger = slack.new_trigger("U2")
    for call in (
        lambda: client.views_open(trigger_id=trigger, view=wrong),
        lambda: client.views_push(trigger_id=trigger, view=wrong),
        lambda: client.views_update(view_id=view.id, view=wrong),
    ):
        assert error_of(call) == "invalid_arguments"
    assert [each.partition(": ")[0] for each in slack.violations] == [
        "views.open",
        "views.push",
        "views.update",
    ]
    assert client.views_push(trigger_id=trigger, view=_form(NAME))["ok"]


def test_updates(slack: FakeSlack, client: WebClient) -> None:
    """An update needs an open view, and its newest hash if it brings one."""
    view = _open(slack, client, NAME)
    old = view.hash
    client.views_update(view_id=view.id, hash=old, view=_form(NAME, title=_plain("New")))
    assert (view.title, view.is_open) == ("New", True)
    assert view.hash != old
    form = _form(NAME)
    assert error_of(lambda: client.views_update(view_id=view.id, hash=old, view=form)) == (
        "hash_conflict"
    )
    slack.close_view(view)
    assert error_of(lambda: client.views_update(view_id=view.id, view=form)) == "not_found"


def test_pushes(slack: FakeSlack, client: WebClient) -> None:
    """Three views are open at most, one over the other, and each uncovers what is under it."""
    root = _open(slack, client, NAME)

    def push() -> Any:
        return client.views_push(trigger_id=slack.new_trigger("U2"), view=_form(NAME))

    second = push()["view"]
    assert (second["root_view_id"], second["previous_view_id"]) == (root.id, root.id)
    third = push()["view"]
    assert third["previous_view_id"] == second["id"]
    assert error_of(push) == "push_limit_reached"
    top = slack.view(third["id"])
    assert top is not None
    slack.close_view(top)
    seen = slack.view_of("U2")
    assert seen is not None
    assert seen.id == second["id"]
    trigger = slack.new_trigger("U1")
    assert error_of(lambda: client.views_push(trigger_id=trigger, view=_form())) == "not_found"


def test_submission(slack: FakeSlack, client: WebClient, bot: ClientConnection) -> None:
    """A submission brings the view and what stands in it, and the view closes."""
    view = _open(slack, client, NAME, private_metadata="here", external_id="mine")
    payload = _submit(slack, bot, view, name="Ana")
    assert (payload["type"], payload["user"]["id"]) == ("view_submission", "U2")
    assert payload["response_urls"] == []
    assert payload["trigger_id"]
    assert "channel" not in payload
    assert "response_url" not in payload
    shown = payload["view"]
    assert shown["state"]["values"] == {"name": {"it": {"type": NAME_KIND, "value": "Ana"}}}
    assert (shown["id"], shown["hash"], shown["root_view_id"]) == (view.id, view.hash, view.id)
    assert (shown["callback_id"], shown["private_metadata"]) == ("form", "here")
    assert (shown["external_id"], shown["previous_view_id"]) == ("mine", None)
    assert shown["app_installed_team_id"] == slack.team.id
    assert shown["blocks"] == view.blocks
    assert not view.is_open
    assert slack.violations == []


NAME_KIND = "plain_text_input"


@pytest.mark.parametrize(
    ("element", "initial", "value", "state"),
    [
        (_input("x", "plain_text_input"), None, "Ana", {"value": "Ana"}),
        (_input("x", "plain_text_input", initial_value="Bo"), "Bo", None, {"value": None}),
        (_input("x", "plain_text_input", initial_value="Bo"), "Bo", "", {"value": None}),
        (
            _input("x", "number_input", is_decimal_allowed=True, initial_value="1"),
            "1",
            "2.5",
            {"value": "2.5"},
        ),
        (
            _input("x", "datepicker", initial_date="2024-01-01"),
            "2024-01-01",
            "2024-02-29",
            {"selected_date": "2024-02-29"},
        ),
        (
            _input("x", "static_select", options=OPTIONS, initial_option=OPTIONS[0]),
            OPTIONS[0],
            "b",
            {"selected_option": OPTIONS[1]},
        ),
        (
            _input("x", "radio_buttons", options=OPTIONS),
            None,
            "c",
            {"selected_option": OPTIONS[2]},
        ),
        (
            _input(
                "x", "static_select", option_groups=[{"label": _plain("x"), "options": OPTIONS}]
            ),
            None,
            "c",
            {"selected_option": OPTIONS[2]},
        ),
        (
            _input("x", "multi_static_select", options=OPTIONS, initial_options=OPTIONS[:1]),
            OPTIONS[:1],
            ["c", "a"],
            {"selected_options": [OPTIONS[2], OPTIONS[0]]},
        ),
        (_input("x", "checkboxes", options=OPTIONS), [], None, {"selected_options": []}),
        (
            _input("x", "external_select"),
            None,
            "new",
            {"selected_option": {"text": _plain("new") | {"emoji": True}, "value": "new"}},
        ),
        (
            _input("x", "multi_external_select", initial_options=OPTIONS[:1]),
            OPTIONS[:1],
            [],
            {"selected_options": []},
        ),
        (_input("x", "users_select", initial_user="U1"), "U1", "U2", {"selected_user": "U2"}),
        (_input("x", "multi_users_select"), [], ["U1", "U2"], {"selected_users": ["U1", "U2"]}),
        (_input("x", "channels_select"), None, "C1", {"selected_channel": "C1"}),
        (_input("x", "multi_channels_select"), [], ["C1"], {"selected_channels": ["C1"]}),
        (
            _input("x", "conversations_select", initial_conversation="C1"),
            "C1",
            "C2",
            {"selected_conversation": "C2"},
        ),
    ],
)
def test_states(
    element: Json,
    initial: Any,
    value: Filled,
    state: Json,
    slack: FakeSlack,
    client: WebClient,
    bot: ClientConnection,
) -> None:
    """Each kind of field starts with what it says, and tells what was filled in as Slack does."""
    view = _open(slack, client, element)
    kind = {"type": element["element"]["type"]}
    [key] = state
    assert view.values == {"x": {"it": kind | {key: initial}}}
    payload = _submit(slack, bot, view, x=value)
    assert payload["view"]["state"]["values"] == {"x": {"it": kind | state}}


@pytest.mark.parametrize(
    ("element", "value", "why"),
    [
        (_input("x", "plain_text_input", min_length=2), "a", "1 characters, not 2 to 3000"),
        (_input("x", "plain_text_input", max_length=2), "abc", "3 characters, not 0 to 2"),
        (_input("x", "plain_text_input"), "a\nb", "more than one line"),
        (_input("x", "plain_text_input"), ["a"], "is not one"),
        (_input("x", "plain_text_input", optional=False), "", "have to be filled in"),
        (_input("x", "checkboxes", options=OPTIONS, optional=False), [], "have to be filled in"),
        (_input("x", "number_input", is_decimal_allowed=False), "1.5", "no whole number"),
        (_input("x", "number_input", is_decimal_allowed=False), "one", "no number"),
        (_input("x", "number_input", is_decimal_allowed=False, min_value="2"), "1", "from 2 to"),
        (_input("x", "datepicker"), "1.1.2024", "no date"),
        (_input("x", "static_select", options=OPTIONS), "d", "'d' is none of"),
        (_input("x", "multi_static_select", options=OPTIONS), "a", "no list"),
        (_input("x", "multi_static_select", options=OPTIONS), ["a", "a"], "twice"),
        (
            _input("x", "multi_users_select", max_selected_items=1),
            ["U1", "U2"],
            "too much",
        ),
        (_input("x", "users_select"), "U404", "nobody is"),
        (_input("x", "channels_select"), "C404", "no public channels"),
        (_input("y", "users_select"), "U1", "0 fields are"),
        ({"type": "divider", "block_id": "x"}, "U1", "0 fields are"),
    ],
)
def test_what_nobody_can_fill_in(
    element: Json, value: Filled, why: str, slack: FakeSlack, client: WebClient
) -> None:
    """What Slack doesn't let people fill in isn't submitted."""
    view = _open(slack, client, element)
    with pytest.raises(AssertionError, match=why):
        slack.submit(view, {"x": value})
    assert slack.envelopes == {}


def test_who_can_submit(slack: FakeSlack, client: WebClient) -> None:
    """Only who sees a view submits it, and only while it is open, on top, and has a button."""
    view = _open(slack, client, NAME)
    with pytest.raises(AssertionError, match="open for U2, not for U1"):
        slack.submit(view, user="U1")
    client.views_push(trigger_id=slack.new_trigger("U2"), view=_form(NAME))
    with pytest.raises(AssertionError, match="isn't seen"):
        slack.submit(view)
    reading = _form({"type": "divider"})
    del reading["submit"]
    client.views_open(trigger_id=slack.new_trigger("U2"), view=reading)
    with pytest.raises(AssertionError, match="can't be submitted"):
        slack.submit(slack.views[-1])
    assert not view.is_open


def test_several_fields_in_a_block(
    slack: FakeSlack, client: WebClient, bot: ClientConnection
) -> None:
    """Fields outside of inputs are told too, and named where a block has more than one."""
    users = [{"type": "users_select", "action_id": name} for name in ("from", "to")]
    view = _open(slack, client, {"type": "actions", "block_id": "x", "elements": users})
    with pytest.raises(AssertionError, match="2 fields are"):
        slack.submit(view, {"x": "U1"})
    slack.submit(view, {"x": {"to": "U2"}})
    state = acknowledge(bot)["payload"]["view"]["state"]["values"]["x"]
    assert (state["from"]["selected_user"], state["to"]["selected_user"]) == (None, "U2")


def test_response_urls(slack: FakeSlack, client: WebClient, bot: ClientConnection) -> None:
    """A channel that was chosen where the app asked for it can be answered in."""
    view = _open(slack, client, _input("x", "channels_select", response_url_enabled=True))
    [url] = _submit(slack, bot, view, x="C2")["response_urls"]
    assert (url["block_id"], url["action_id"], url["channel_id"]) == ("x", "it", "C2")
    assert url["response_url"].startswith("http")


def test_errors(slack: FakeSlack, client: WebClient, bot: ClientConnection) -> None:
    """A view with errors stays open with what was filled in, until it is submitted again."""
    view = _open(slack, client, NAME, WHO)
    wrong = {"response_action": "errors", "errors": {"name": "Who is that?"}}
    _submit(slack, bot, view, wrong, name="Cy")
    assert (view.is_open, errors(view)) == (True, {"name": "Who is that?"})
    payload = _submit(slack, bot, view, who="x")
    assert payload["view"]["state"]["values"]["name"]["it"]["value"] == "Cy"
    assert (view.is_open, errors(view)) == (False, {})


def test_update_keeps_what_was_filled_in(
    slack: FakeSlack, client: WebClient, bot: ClientConnection
) -> None:
    """After an update a field with the same names keeps its value, whatever it starts with."""
    kind = _input("kind", "static_select", options=OPTIONS)
    view = _open(slack, client, NAME, kind)
    old = view.hash
    other = _input("kind", "static_select", options=OPTIONS[:1])
    fresh = _input("fresh", "plain_text_input", initial_value="new")
    answer = {"response_action": "update", "view": _form(NAME, other, fresh)}
    _submit(slack, bot, view, answer, name="Ana", kind="c")
    assert view.is_open
    assert view.hash != old
    assert view.values["name"]["it"]["value"] == "Ana"
    assert view.values["kind"]["it"]["selected_option"] is None
    assert view.values["fresh"]["it"]["value"] == "new"


def test_push_and_clear(slack: FakeSlack, client: WebClient, bot: ClientConnection) -> None:
    """A submission can be answered with another view over it, and with the end of all."""
    view = _open(slack, client, NAME)
    _submit(slack, bot, view, {"response_action": "push", "view": _form(WHO)})
    above = slack.views[-1]
    assert (above.previous, above.root, view.is_open) == (view.id, view.id, True)
    _submit(slack, bot, above, {"response_action": "clear"})
    assert slack.view_of("U2") is None
    assert slack.violations == []


def test_closing_uncovers(slack: FakeSlack, client: WebClient, bot: ClientConnection) -> None:
    """A submission that is merely acknowledged closes one view, and shows what was under it."""
    view = _open(slack, client, NAME)
    _submit(slack, bot, view, {"response_action": "push", "view": _form(WHO)})
    _submit(slack, bot, slack.views[-1])
    assert slack.view_of("U2") is view


@pytest.mark.parametrize(
    ("answer", "violation"),
    [
        ({"response_action": "errors", "errors": {"who": "x"}}, "errors: 'who' is no input"),
        ({"response_action": "update", "view": _form(title=_plain(""))}, "view.title.text: 0"),
        ({"response_action": "close"}, "response_action: 'close'"),
        ({"response_action": "errors", "errors": {"name": "x" * 65_000}}, "65"),
    ],
)
def test_broken_answers_to_a_submission(
    answer: Json,
    violation: str,
    slack: FakeSlack,
    client: WebClient,
    bot: ClientConnection,
) -> None:
    """What Slack would refuse of an answer to a submission is remembered."""
    view = _open(slack, client, NAME)
    _submit(slack, bot, view, answer)
    [found] = slack.violations
    assert found.startswith(f"ack of view_submission: {violation}")
    assert view.is_open


def test_fourth_view(slack: FakeSlack, client: WebClient, bot: ClientConnection) -> None:
    """A fourth view over three others is refused."""
    _open(slack, client, NAME)
    push = {"response_action": "push", "view": _form(NAME)}
    for _ in range(3):
        _submit(slack, bot, slack.views[-1], push)
    assert len(slack.views) == 3
    assert slack.violations == ["ack of view_submission: push_limit_reached"]


def test_suggestions(slack: FakeSlack, client: WebClient, bot: ClientConnection) -> None:
    """Options for what was typed are shown, and what is chosen of them is told as it was shown."""
    view = _open(slack, client, WHO)
    assert _suggest(slack, bot, view, "a", {"options": OPTIONS}) == OPTIONS
    groups = [{"label": _plain("x"), "options": OPTIONS[:2]}]
    assert _suggest(slack, bot, view, "b", {"option_groups": groups}) == OPTIONS[:2]
    state = _submit(slack, bot, view, who="a")["view"]["state"]["values"]
    assert state["who"]["it"]["selected_option"] == OPTIONS[0]
    asked = next(each.payload for each in slack.envelopes.values())
    assert (asked["type"], asked["value"]) == ("block_suggestion", "a")
    assert (asked["block_id"], asked["action_id"]) == ("who", "it")
    assert asked["container"] == {"type": "view", "view_id": view.id}
    assert asked["view"]["id"] == view.id
    assert slack.violations == []


def test_broken_suggestions(slack: FakeSlack, client: WebClient, bot: ClientConnection) -> None:
    """Options that Slack would refuse aren't shown, and remembered."""
    view = _open(slack, client, WHO)
    many = [_option(str(number)) for number in range(101)]
    assert _suggest(slack, bot, view, "a", {"options": many}) == []
    assert slack.violations == [
        "ack of block_suggestion: answer.options: 101 of them, not 0 to 100"
    ]


def test_what_suggests_nothing(slack: FakeSlack, client: WebClient) -> None:
    """Slack asks for options where the menu has none itself, and enough was typed."""
    usual = _input("usual", "external_select")
    view = _open(slack, client, WHO, NAME, usual)
    for block, query, why in (("who", "", "too short"), ("usual", "ab", "too short")):
        with pytest.raises(AssertionError, match=why):
            slack.suggest(view, block, "it", query)
    with pytest.raises(AssertionError, match="isn't asked for"):
        slack.suggest(view, "name", "it", "abc")


def test_suggestions_in_a_message(
    slack: FakeSlack, client: WebClient, bot: ClientConnection
) -> None:
    """A menu in a message asks too, with the message and its channel."""
    menu = {"type": "external_select", "action_id": "it", "min_query_length": 0}
    actions = {"type": "actions", "block_id": "who", "elements": [menu]}
    client.chat_postMessage(channel="C1", text="x", blocks=[actions])
    answering = threading.Thread(target=acknowledge, args=(bot, {"options": []}))
    answering.start()
    assert slack.suggest(slack.messages[0], "who", "it", "", user="U2") == []
    answering.join(10)
    [asked] = [each.payload for each in slack.envelopes.values()]
    assert (asked["user"]["id"], asked["channel"]["id"]) == ("U2", "C1")
    assert asked["message"]["text"] == "x"
    assert "view" not in asked


def test_button_in_a_view(slack: FakeSlack, client: WebClient, bot: ClientConnection) -> None:
    """A click in a view brings the view, and no message, channel or response URL."""
    view = _open(slack, client, NAME, BUTTONS)
    slack.press(view, view.elements[-1])
    payload = acknowledge(bot)["payload"]
    assert (payload["type"], payload["user"]["id"]) == ("block_actions", "U2")
    assert payload["container"] == {"type": "view", "view_id": view.id}
    assert payload["view"]["state"]["values"]["name"]["it"]["value"] == "Bo"
    assert payload["actions"][0]["action_id"] == "more"
    assert not {"message", "channel", "response_url"} & payload.keys()
    assert view.is_open
    pushed = client.views_push(trigger_id=payload["trigger_id"], view=_form(WHO))["view"]
    assert pushed["previous_view_id"] == view.id
    with pytest.raises(AssertionError, match="is none of"):
        slack.press(slack.views[-1], view.elements[-1])


def test_fields_that_tell_at_once(
    slack: FakeSlack, client: WebClient, bot: ClientConnection
) -> None:
    """A field with `dispatch_action` tells what was filled in before all is submitted."""
    telling = _input("kind", "static_select", options=OPTIONS) | {"dispatch_action": True}
    view = _open(slack, client, NAME, telling)
    slack.pick(view, "kind", "b")
    payload = acknowledge(bot)["payload"]
    [action] = payload["actions"]
    assert (action["type"], action["block_id"]) == ("static_select", "kind")
    assert action["selected_option"] == OPTIONS[1]
    assert payload["view"]["state"]["values"]["kind"]["it"]["selected_option"] == OPTIONS[1]
    with pytest.raises(AssertionError, match="no dispatch_action"):
        slack.pick(view, "name", "Ana")


def test_closing_is_told_where_asked_for(
    slack: FakeSlack, client: WebClient, bot: ClientConnection
) -> None:
    """Who closes a view sends nothing, unless the app wants to know."""
    assert slack.close_view(_open(slack, client, NAME)) is None
    view = _open(slack, client, NAME, notify_on_close=True, clear_on_close=True)
    slack.close_view(view)
    payload = acknowledge(bot)["payload"]
    assert (payload["type"], payload["is_cleared"]) == ("view_closed", True)
    assert not view.is_open


def test_global_shortcut(slack: FakeSlack, client: WebClient, bot: ClientConnection) -> None:
    """A shortcut from anywhere opens a view, and has no channel to answer in."""
    slack.global_shortcut(callback_id="new", user="U2")
    payload = next_frame(bot)["payload"]
    assert (payload["type"], payload["callback_id"]) == ("shortcut", "new")
    assert not {"channel", "response_url", "message"} & payload.keys()
    client.views_open(trigger_id=payload["trigger_id"], view=_form(NAME))
    assert slack.views[-1].user == "U2"


def test_what_people_read_in_a_form(slack: FakeSlack, client: WebClient) -> None:
    """A dialogue reads labels, and all the words there are, with what was filled in."""
    view = _open(slack, client, NAME, WHO, BUTTONS)
    slack.fill(view, {"name": "Ana Ivanova"})
    view.errors = {"name": "Who is that?"}
    assert fields(view) == {"name": "The name", "who": "The who"}
    words = view_text(view).split("\n")
    assert words[0] == "Form"
    assert {"The name", "More", "Save", "Ana Ivanova", "Who is that?"} <= set(words)
    assert json.dumps(slack.told(view))


def test_home_tabs(slack: FakeSlack, client: WebClient) -> None:
    """Everybody has one tab, which shows what was published last, and tells of it when opened."""
    home = {"type": "home", "blocks": [BUTTONS]}
    first = client.views_publish(user_id="U2", view=home)["view"]
    second = client.views_publish(user_id="U2", view=home, hash=first["hash"])["view"]
    assert first["id"] == second["id"] == slack.homes["U2"].id
    assert [one["type"] for one in slack.published] == ["home", "home"]
    refused: tuple[tuple[Json, str], ...] = (
        ({"user_id": "U0NOBODY", "view": home}, "user_not_found"),
        ({"user_id": "U2", "view": home, "hash": first["hash"]}, "hash_conflict"),
        ({"user_id": "U2", "view": _form()}, "invalid_arguments"),
        ({"user_id": "U2", "view": home | {"blocks": [NAME | {"x": 1}]}}, "invalid_arguments"),
    )
    for named, code in refused:
        assert error_of(partial(client.views_publish, **named)) == code
    trigger = slack.new_trigger("U2")
    assert error_of(lambda: client.views_open(trigger_id=trigger, view=home)) == "invalid_arguments"
