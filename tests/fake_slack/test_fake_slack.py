"""The fake Slack does what Slack does, and goes wrong when it is told to."""

import json
import threading
import time
from collections.abc import Callable
from http.client import IncompleteRead
from typing import Any
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection

from tests.fake_slack import Envelope, FakeSlack, Fault
from tests.fake_slack.limits import whom
from tests.fake_slack.speaking import acknowledge, app_client, error_of, next_frame, open_socket

Json = dict[str, Any]
LONG = "x" * 40_001
BUTTON: Json = {
    "type": "button",
    "action_id": "right",
    "text": {"type": "plain_text", "text": "Right"},
    "value": "1",
}
BLOCKS: list[Json] = [{"type": "actions", "block_id": "b", "elements": [BUTTON]}]


def _pages(answer: SlackResponse) -> list[Json]:
    # The client hands out one object again and again, with another page in it.
    return [dict(page.data) for page in answer]


def _plain(url: str, body: str, kind: str) -> Json:
    request = Request(url, body.encode(), {"Content-Type": kind})  # noqa: S310
    with urlopen(request, timeout=10) as answer:  # noqa: S310
        said: Json = json.loads(answer.read())
    return said


def test_says_who_the_bot_is(slack: FakeSlack, client: WebClient) -> None:
    """`auth.test` tells the team, the bot, and in a header the scopes."""
    slack.scopes = ["chat:write", "commands"]
    answer = client.auth_test()
    assert answer["team_id"] == slack.team.id
    assert answer["user_id"] == slack.team.bot_user
    assert answer.headers["x-oauth-scopes"] == "chat:write,commands"
    assert client.bots_info(bot=answer["bot_id"])["bot"]["app_id"] == slack.team.app_id
    assert error_of(lambda: client.bots_info(bot="B404")) == "bot_not_found"


def test_checks_tokens_and_methods(slack: FakeSlack, client: WebClient) -> None:
    """A wrong token, none at all, and a method that doesn't exist are refused by name."""
    wrong = WebClient("xoxb-wrong", base_url=slack.api_url)
    assert error_of(wrong.auth_test) == "invalid_auth"
    assert error_of(WebClient(base_url=slack.api_url).auth_test) == "not_authed"
    assert error_of(lambda: client.api_call("no.such")) == "unknown_method"
    opened = client.apps_connections_open
    assert error_of(lambda: opened(app_token=slack.bot_token)) == "invalid_auth"


def test_pages_through_people(slack: FakeSlack, client: WebClient) -> None:
    """Cursors lead through all the people, in pages no larger than the fake wants."""
    slack.page_size = 2
    slack.add_user("U3", "Cem", deleted=True, email="cem@harbour.example")
    pages = _pages(client.users_list(limit=100))
    assert [[user["id"] for user in page["members"]] for page in pages] == [
        ["U1", "U2"],
        ["U9", "U3"],
    ]
    assert [page["response_metadata"]["next_cursor"] == "" for page in pages] == [False, True]
    assert error_of(lambda: client.users_list(cursor="nonsense")) == "invalid_cursor"


def test_people_as_slack_has_them(slack: FakeSlack, client: WebClient) -> None:
    """Fields go where Slack has them; a deleted user has fewer, and no scope means no address."""
    slack.add_user("U3", "Cem", deleted=True, title="Was here")
    slack.add_user("U4", "Di", is_restricted=True, tz="Asia/Tokyo", team_id="T9")
    gone = client.users_info(user="U3")["user"]
    assert gone["profile"]["title"] == "Was here"
    assert "tz" not in gone
    assert "is_restricted" not in gone
    guest = client.users_info(user="U4")["user"]
    assert (guest["is_restricted"], guest["tz"], guest["team_id"]) == (True, "Asia/Tokyo", "T9")
    assert client.users_info(user="U1")["user"]["profile"]["email"] == "ana@harbour.example"
    slack.scopes.remove("users:read.email")
    assert "email" not in client.users_info(user="U1")["user"]["profile"]
    assert error_of(lambda: client.users_info(user="U404")) == "user_not_found"


def test_channels_are_filtered_after_the_page_is_cut(slack: FakeSlack, client: WebClient) -> None:
    """As in Slack a page may be shorter than asked for, or empty, and not be the last."""
    slack.add_channel("C3", "old", is_archived=True)
    slack.add_channel("C4", "secret", is_private=True)
    pages = _pages(client.conversations_list(limit=2, exclude_archived=True))
    assert [[each["id"] for each in page["channels"]] for page in pages] == [["C1", "C2"], []]
    both = client.conversations_list(types="public_channel,private_channel")["channels"]
    assert [each["id"] for each in both] == ["C1", "C2", "C3", "C4"]
    assert client.conversations_info(channel="C1")["channel"]["name"] == "general"
    assert client.conversations_info(channel="DU1")["channel"]["is_im"]
    assert error_of(lambda: client.conversations_info(channel="C404")) == "channel_not_found"


def test_private_channels(slack: FakeSlack, client: WebClient) -> None:
    """The bot is told of those private channels alone that it is in."""
    slack.add_channel("C3", "ours", is_private=True)
    slack.add_channel("C4", "theirs", is_private=True, is_member=False)
    found = client.conversations_list(types="public_channel,private_channel")["channels"]
    assert [each["id"] for each in found] == ["C1", "C2", "C3"]
    assert client.conversations_info(channel="C3")["channel"]["is_member"]
    assert error_of(lambda: client.conversations_info(channel="C4")) == "channel_not_found"


def test_in_and_out(slack: FakeSlack, client: WebClient, bot: ClientConnection) -> None:
    """The bot is asked in and removed, and told so; of others it is told where it is itself."""
    slack.add_channel("C3", "secret", is_private=True)

    def told(envelopes: list[Envelope]) -> list[Json]:
        return [acknowledge(bot)["payload"]["event"] for _ in envelopes]

    left, moved = told(slack.kick("C1"))
    assert (left["type"], left["channel"], moved["type"]) == (
        *("channel_left", "C1"),
        "member_left_channel",
    )
    assert moved["user"] == slack.team.bot_user
    assert not client.conversations_info(channel="C1")["channel"]["is_member"]
    assert slack.kick("C1", "U2") == []
    [joined] = told(slack.invite("C1", by="U2"))
    assert (joined["type"], joined["user"]) == ("member_joined_channel", slack.team.bot_user)
    assert (joined["inviter"], joined["channel_type"]) == ("U2", "C")
    [other] = told(slack.kick("C1", "U2"))
    assert (other["type"], other["user"]) == ("member_left_channel", "U2")
    assert [one["type"] for one in told(slack.kick("C3"))] == ["group_left", moved["type"]]


def test_archived_and_shared(slack: FakeSlack, client: WebClient, bot: ClientConnection) -> None:
    """A channel is archived, opened again and shared, and the bot is told by the kind of it."""
    slack.add_channel("C3", "secret", is_private=True)
    happened = (slack.archive("C1"), slack.archive("C3"), slack.unarchive("C1"), slack.share("C1"))
    events = [acknowledge(bot)["payload"]["event"] for _ in happened]
    assert [(one["type"], one["channel"]) for one in events] == [
        ("channel_archive", "C1"),
        ("group_archive", "C3"),
        ("channel_unarchive", "C1"),
        ("channel_shared", "C1"),
    ]
    shared = client.conversations_info(channel="C1")["channel"]
    assert (shared["is_archived"], shared["is_member"], shared["is_ext_shared"]) == (
        *(False, True),
        True,
    )


def test_posts(slack: FakeSlack, client: WebClient) -> None:
    """What is posted can be seen, in order, with times that only grow."""
    first = client.chat_postMessage(channel="C1", text="one", blocks=BLOCKS)
    second = client.chat_postMessage(channel="U1", text="two", thread_ts=first["ts"])
    client.chat_postEphemeral(channel="C1", user="U2", text="three")
    assert second["channel"] == "DU1"
    assert [(each.kind, each.channel, each.text) for each in slack.messages] == [
        ("post", "C1", "one"),
        ("post", "DU1", "two"),
        ("ephemeral", "C1", "three"),
    ]
    times = [each.ts for each in slack.messages]
    assert times == sorted(set(times))
    assert slack.messages[1].thread_ts == first["ts"]
    assert (slack.messages[2].user, slack.messages[2].ephemeral) == ("U2", True)
    assert slack.messages[0].elements == [{"block_id": "b"} | BUTTON]
    [call] = slack.calls_of("chat.postEphemeral")
    assert (call.args["user"], call.token, call.status) == ("U2", slack.bot_token, 200)


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C404", "channel_not_found"),
        ("C3", "is_archived"),
        ("C4", "not_in_channel"),
        ("C5", "channel_not_found"),
    ],
)
def test_refuses_to_post(channel: str, error: str, slack: FakeSlack, client: WebClient) -> None:
    """Nobody posts where there is no channel, or where the bot can't."""
    slack.add_channel("C3", "old", is_archived=True)
    slack.add_channel("C4", "closed", is_member=False)
    slack.add_channel("C5", "secret", is_member=False, is_private=True)
    assert error_of(lambda: client.chat_postMessage(channel=channel, text="x")) == error
    assert slack.messages == []


def test_updates_keep_what_is_not_given(slack: FakeSlack, client: WebClient) -> None:
    """An update keeps blocks, metadata and thread, and is refused where there is no message."""
    metadata = {"event_type": "answer", "event_payload": {"id": "1"}}
    top = client.chat_postMessage(channel="C1", text="a", blocks=BLOCKS, metadata=metadata)["ts"]
    client.chat_update(channel="C1", ts=top, text="b")
    update = slack.messages[-1]
    assert (update.kind, update.ts, update.text, update.blocks) == ("update", top, "b", BLOCKS)
    [kept] = client.conversations_history(channel="C1", include_all_metadata=True)["messages"]
    assert (kept["text"], kept["metadata"]) == ("b", metadata)
    client.chat_delete(channel="C1", ts=top)
    assert client.conversations_history(channel="C1")["messages"] == []
    gone = "message_not_found"
    assert error_of(lambda: client.chat_update(channel="C1", ts=top, text="c")) == gone


def test_a_message_to_a_person(client: WebClient) -> None:
    """It stands in their conversation with the bot, and is changed there alone."""
    posted = client.chat_postMessage(channel="U1", text="a")
    assert posted["channel"] == "DU1"
    by_user = "channel_not_found"
    assert error_of(lambda: client.chat_update(channel="U1", ts=posted["ts"], text="b")) == by_user
    assert client.chat_update(channel="DU1", ts=posted["ts"], text="b")["ok"]


def test_history_is_newest_first_and_leaves_threads_out(
    slack: FakeSlack, client: WebClient
) -> None:
    """The history pages through what stands in the channel itself, between two times."""
    slack.page_size = 2
    times = [client.chat_postMessage(channel="C1", text=str(n))["ts"] for n in range(3)]
    client.chat_postMessage(channel="C1", text="reply", thread_ts=times[0])
    client.chat_postMessage(channel="C2", text="elsewhere")
    client.chat_postEphemeral(channel="C1", user="U1", text="whispered")
    pages = _pages(client.conversations_history(channel="C1"))
    assert [[each["text"] for each in page["messages"]] for page in pages] == [["2", "1"], ["0"]]
    assert [page["has_more"] for page in pages] == [True, False]
    newer = client.conversations_history(channel="C1", oldest=times[0])["messages"]
    assert [each["ts"] for each in newer] == [times[2], times[1]]
    exact = client.conversations_history(
        channel="C1", oldest=times[1], latest=times[1], inclusive=True
    )
    assert [each["text"] for each in exact["messages"]] == ["1"]


def test_takes_forms_and_json(slack: FakeSlack) -> None:
    """Blocks and metadata are JSON text in a form, and themselves in JSON."""
    url = f"{slack.api_url}chat.postMessage?token={slack.bot_token}"
    form = "channel=C1&text=a%20b&blocks=" + json.dumps(BLOCKS)
    assert _plain(url, form, "application/x-www-form-urlencoded")["ok"]
    assert _plain(url, json.dumps({"channel": "C1", "blocks": BLOCKS}), "application/json")["ok"]
    assert [each.blocks for each in slack.messages] == [BLOCKS, BLOCKS]
    assert slack.messages[0].text == "a b"


def test_refuses_broken_blocks(slack: FakeSlack, client: WebClient) -> None:
    """What Slack would refuse is refused, remembered, and not seen."""
    refused = error_of(
        lambda: client.chat_postMessage(channel="C1", text="x", blocks=[{"type": "no"}])
    )
    assert refused == "invalid_blocks"
    assert (
        error_of(lambda: client.chat_postEphemeral(channel="C1", user="U1", text=LONG)) == refused
    )
    assert slack.messages == []
    assert [each.partition(":")[0] for each in slack.violations] == [
        "chat.postMessage",
        "chat.postEphemeral",
    ]


def test_notes_whom_a_message_notifies(slack: FakeSlack, client: WebClient) -> None:
    """A message that notifies somebody is posted, and remembered apart."""
    client.chat_postMessage(channel="C1", text="<!channel> &lt;!here>")
    assert slack.pings == ["chat.postMessage: text: <! in '<!channel> &lt;!here>'"]
    assert (len(slack.messages), slack.violations) == (1, [])


def test_notes_whom_a_direct_message_names(slack: FakeSlack, client: WebClient) -> None:
    """Naming somebody notifies them in a direct message too."""
    named = {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U2"}]}
    blocks = [{"type": "rich_text", "elements": [named]}]
    client.chat_postMessage(channel="U1", text="x", blocks=blocks)
    assert [whom(ping) for ping in slack.pings] == ["U2"]


def test_opens_views_once_and_soon(slack: FakeSlack, client: WebClient) -> None:
    """A trigger opens one view."""
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Form"}, "blocks": []}
    trigger = slack.new_trigger()
    opened = client.views_open(trigger_id=trigger, view=view)["view"]
    assert opened["id"] == slack.views[0].id
    assert error_of(lambda: client.views_open(trigger_id=trigger, view=view)) == (
        "exchanged_trigger_id"
    )
    assert (
        error_of(lambda: client.views_open(trigger_id="1.2.3", view=view)) == "invalid_trigger_id"
    )


def test_response_url_works_five_times(slack: FakeSlack) -> None:
    """A response URL takes five answers and then no more."""
    webhook = WebhookClient(slack.response_url(channel="C2", user="U2"))
    answers = [webhook.send(text=str(n), response_type="in_channel") for n in range(6)]
    assert [(each.status_code, each.body) for each in answers[-2:]] == [
        (200, "ok"),
        (404, "used_url"),
    ]
    assert [each.text for each in slack.messages] == ["0", "1", "2", "3", "4"]
    assert {(each.kind, each.channel, each.user) for each in slack.messages} == {
        ("respond", "C2", "U2")
    }
    assert not slack.messages[0].ephemeral
    strange = WebhookClient(slack.api_url.replace("/api/", "/respond/unknown"))
    assert strange.send(text="x").status_code == 404


def test_response_url_is_ephemeral_unless_told(slack: FakeSlack) -> None:
    """An answer is for one person alone, in the thread that it names, and checked."""
    webhook = WebhookClient(slack.response_url())
    webhook.send_dict({"text": "a", "thread_ts": "1.2"})
    [answer] = slack.messages
    assert (answer.ephemeral, answer.thread_ts) == (True, "1.2")
    refused = webhook.send_dict({"text": ""})
    assert json.loads(refused.body) == {"ok": False, "error": "invalid_blocks"}
    assert slack.violations == ["response_url: neither text nor blocks"]


def test_response_url_replaces_and_deletes(
    slack: FakeSlack, client: WebClient, bot: ClientConnection
) -> None:
    """A click's response URL changes the message that was clicked on, or takes it away."""
    client.chat_postMessage(channel="C1", text="a", blocks=BLOCKS)
    slack.click(BUTTON, message=slack.messages[0])
    url = next_frame(bot)["payload"]["response_url"]
    WebhookClient(url).send(text="b", replace_original=True)
    assert slack.messages[-1].ts == slack.messages[0].ts
    [kept] = client.conversations_history(channel="C1")["messages"]
    assert (kept["text"], kept["blocks"]) == ("b", [])
    WebhookClient(url).send(delete_original=True)
    assert client.conversations_history(channel="C1")["messages"] == []
    assert slack.violations == []


def test_scripted_faults_come_in_turn(slack: FakeSlack, client: WebClient) -> None:
    """Each next call gets the next fault; afterwards all is well again."""
    slack.script("chat.postMessage", Fault(status=429, retry_after=7), Fault(error="fatal_error"))
    with pytest.raises(SlackApiError) as limited:
        client.chat_postMessage(channel="C1", text="x")
    assert limited.value.response.status_code == 429
    assert limited.value.response.headers["Retry-After"] == "7"
    assert error_of(lambda: client.chat_postMessage(channel="C1", text="x")) == "fatal_error"
    assert slack.messages == []
    assert client.chat_postMessage(channel="C1", text="x")["ok"]
    assert [call.status for call in slack.calls] == [429, 200, 200]


def test_faults_of_one_channel(slack: FakeSlack, client: WebClient) -> None:
    """A fault can be kept to some calls, and can be for always, until it is cleared."""
    slack.always("chat.postMessage", Fault(status=503), where=lambda args: args["channel"] == "C2")
    for _ in range(2):
        with pytest.raises(SlackApiError):
            client.chat_postMessage(channel="C2", text="x")
        client.chat_postMessage(channel="C1", text="x")
    slack.clear("chat.postMessage")
    client.chat_postMessage(channel="C2", text="y")
    assert [each.channel for each in slack.messages] == ["C1", "C1", "C2"]


@pytest.mark.parametrize(
    ("fault", "error", "visible"),
    [
        (Fault(drop=True), OSError, 1),
        (Fault(half=True), IncompleteRead, 1),
        (Fault(refuse=True), OSError, 0),
        (Fault(status=500, html=True), SlackApiError, 0),
        (Fault(html=True), SlackApiError, 1),
        (Fault(status=502), SlackApiError, 0),
    ],
)
def test_faults_and_what_is_visible(
    fault: Fault, error: type[Exception], visible: int, slack: FakeSlack, client: WebClient
) -> None:
    """Some faults come before anything is done, and some after."""
    slack.script("chat.postMessage", fault)
    with pytest.raises(error):
        client.chat_postMessage(channel="C1", text="x")
    assert len(slack.messages) == visible
    assert len(slack.calls) == 1


def test_default_client_posts_twice_when_the_answer_is_lost(slack: FakeSlack) -> None:
    """The fake shows what Slack's own client does after a lost connection."""
    slack.script("chat.postMessage", Fault(drop=True))
    careless = WebClient(slack.bot_token, base_url=slack.api_url)
    careless.chat_postMessage(channel="C1", text="x")
    assert [each.text for each in slack.messages] == ["x", "x"]
    assert [call.status for call in slack.calls] == [0, 200]


def test_a_held_call_is_done_and_not_answered(slack: FakeSlack, client: WebClient) -> None:
    """A message is visible while its call is held, and the call goes on when it is let go."""
    hold = threading.Event()
    slack.script("chat.postMessage", Fault(hold=hold))
    post = threading.Thread(target=client.chat_postMessage, kwargs={"channel": "C1", "text": "x"})
    post.start()
    slack.wait(lambda: slack.messages)
    assert slack.calls[0].status is None
    hold.set()
    post.join(10)
    assert slack.calls[0].status == 200


def test_closing_lets_held_and_late_calls_go() -> None:
    """A fake that is closed keeps nobody waiting."""
    started = time.monotonic()
    with FakeSlack() as slack:
        slack.script("auth.test", Fault(hold=threading.Event()), Fault(delay=60))
        client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        threads = [threading.Thread(target=_quietly, args=(client,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        slack.wait(lambda: len(slack.calls) == 2)
    for thread in threads:
        thread.join(10)
    assert time.monotonic() - started < 10


def _quietly(client: WebClient) -> None:
    try:
        client.auth_test()
    except (OSError, SlackApiError, IncompleteRead):
        return


def test_late_answers_are_late(slack: FakeSlack) -> None:
    """A delayed answer comes after the client has given up, though the call is done."""
    hold = threading.Event()
    slack.script("chat.postMessage", Fault(hold=hold))
    hasty = WebClient(slack.bot_token, base_url=slack.api_url, timeout=1)
    with pytest.raises(TimeoutError):
        hasty.chat_postMessage(channel="C1", text="x")
    assert len(slack.messages) == 1
    hold.set()


def test_response_url_goes_wrong_too(slack: FakeSlack) -> None:
    """Response URLs get their faults as methods do."""
    slack.script("response_url", Fault(status=500), Fault(error="expired_url"))
    webhook = WebhookClient(slack.response_url(), retry_handlers=[])
    statuses = [webhook.send(text="x").status_code for _ in range(3)]
    assert statuses == [500, 404, 200]
    assert [call.status for call in slack.calls_of("response_url")] == statuses


def test_waiting_tells_what_came_instead(slack: FakeSlack, client: WebClient) -> None:
    """Who waits in vain learns which calls there were."""
    client.chat_postMessage(channel="C1", text="x")
    with pytest.raises(AssertionError, match=r"chat\.postMessage 200 .*'text': 'x'"):
        slack.wait(lambda: None, seconds=0.01)


def test_a_ticket_opens_one_socket(slack: FakeSlack, bot: ClientConnection) -> None:
    """A URL for a socket works once, and its handshake can be refused."""
    assert (slack.connected, bot.recv_bufsize > 0) == (1, True)
    url = app_client(slack).apps_connections_open(app_token=slack.app_token)["url"]
    slack.refuse_handshakes = 1
    for _ in range(2):
        with pytest.raises(InvalidStatus):
            open_socket(slack, url)
    with open_socket(slack) as second:
        assert next_frame(second)["num_connections"] == 2
        slack.wait_connected(2)
    slack.wait(lambda: slack.connected == 1)
    assert slack.handshakes == [101, 404, 404, 101]


def test_mention(slack: FakeSlack, bot: ClientConnection) -> None:
    """A mention comes as an event, and its acknowledgement is seen."""
    sent = slack.mention("churn?", user="U2", thread_ts="1.2", event_id="Ev1", retry=(1, "timeout"))
    frame = acknowledge(bot)
    assert (frame["type"], frame["retry_attempt"]) == ("events_api", 1)
    assert frame["retry_reason"] == "timeout"
    payload = frame["payload"]
    assert (payload["event_id"], payload["team_id"]) == ("Ev1", slack.team.id)
    event = payload["event"]
    assert (event["type"], event["user"], event["channel"]) == ("app_mention", "U2", "C1")
    assert (event["text"], event["thread_ts"]) == ("<@U0BOT> churn?", "1.2")
    assert sent.answer() == {}
    assert sent.acknowledged
    assert 0 <= sent.took < 10


def test_direct_message(slack: FakeSlack, bot: ClientConnection) -> None:
    """A direct message is a message of an im; fields can be added, and taken away."""
    slack.dm("churn?", bot_id="B9", client_msg_id=None, is_ext_shared_channel=True)
    payload = next_frame(bot)["payload"]
    event = payload["event"]
    assert (event["type"], event["channel_type"]) == ("message", "im")
    assert (event["channel"], event["bot_id"]) == ("DU1", "B9")
    assert "client_msg_id" not in event
    assert "thread_ts" not in event
    assert payload["is_ext_shared_channel"] is True


def test_command(slack: FakeSlack, bot: ClientConnection) -> None:
    """A command's acknowledgement can be an answer, which is seen by who asked."""
    sent = slack.command("churn", user="U2", channel="C2", channel_name="churn")
    payload = acknowledge(bot, {"text": "Bo", "blocks": BLOCKS})["payload"]
    assert (payload["command"], payload["text"]) == ("/whoowns", "churn")
    assert (payload["user_id"], payload["channel_name"]) == ("U2", "churn")
    assert payload["is_enterprise_install"] == "false"
    assert payload["trigger_id"]
    assert WebhookClient(payload["response_url"]).send(text="later").status_code == 200
    assert sent.answer()["text"] == "Bo"
    slack.wait(lambda: len(slack.messages) == 2)
    [ack] = [each for each in slack.messages if each.kind == "ack"]
    assert (ack.channel, ack.user, ack.ephemeral) == ("C2", "U2", True)


@pytest.mark.parametrize(
    ("payload", "violation"),
    [
        ({"text": ""}, "ack of slash_commands: neither text nor blocks"),
        ({"text": "x", "blocks": [{"type": "no"}]}, "ack of slash_commands: blocks[0]: type 'no'"),
        ({"text": "x" * 39_000, "more": "x" * 30_000}, "ack of slash_commands: 69"),
    ],
)
def test_broken_answer_to_a_command(
    payload: Json, violation: str, slack: FakeSlack, bot: ClientConnection
) -> None:
    """What Slack would refuse in an acknowledgement is remembered, and not seen."""
    slack.command("churn")
    acknowledge(bot, payload)
    slack.wait(lambda: slack.violations)
    assert slack.violations[0].startswith(violation)
    assert slack.messages == []


def test_event_takes_no_answer(slack: FakeSlack, bot: ClientConnection) -> None:
    """Slack takes no payload with the acknowledgement of an event, nor one of nothing."""
    slack.mention("churn")
    acknowledge(bot, {"text": "x"})
    slack.wait(lambda: slack.violations)
    bot.send("nonsense")
    slack.wait(lambda: len(slack.violations) == 2)
    assert slack.violations == [
        "ack of events_api: a payload where Slack takes none",
        "socket: 'nonsense' acknowledges nothing",
    ]


def test_shortcut(slack: FakeSlack, bot: ClientConnection) -> None:
    """A shortcut brings the message that it was used on."""
    slack.shortcut({"text": "churn?", "user": "U2"}, callback_id="who_owns")
    payload = acknowledge(bot)["payload"]
    assert (payload["type"], payload["callback_id"]) == ("message_action", "who_owns")
    assert payload["message"]["text"] == "churn?"
    assert payload["message_ts"] == payload["message"]["ts"]
    assert (payload["user"]["id"], payload["channel"]["name"]) == ("U1", "general")
    assert payload["team"] == {"id": slack.team.id, "domain": "harbour"}
    assert WebhookClient(payload["response_url"]).send(text="x").status_code == 200


def test_click(slack: FakeSlack, bot: ClientConnection, client: WebClient) -> None:
    """A click brings its action, and its message unless only one person sees it."""
    client.chat_postMessage(channel="C1", text="a", blocks=BLOCKS, thread_ts="1.2")
    client.chat_postEphemeral(channel="C1", user="U1", text="b", blocks=BLOCKS)
    public, private = slack.messages
    slack.click(public.elements[0], user="U2", message=public)
    payload = acknowledge(bot)["payload"]
    assert payload["actions"][0]["block_id"] == "b"
    assert payload["actions"][0]["value"] == "1"
    assert payload["container"]["message_ts"] == public.ts
    assert payload["container"]["thread_ts"] == "1.2"
    assert payload["message"]["text"] == "a"
    slack.click(BUTTON, message=private)
    payload = acknowledge(bot)["payload"]
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload


def test_envelopes_go_to_any_socket(slack: FakeSlack, bot: ClientConnection) -> None:
    """With two sockets, each gets its share, and either can acknowledge."""
    with open_socket(slack) as second:
        next_frame(second)
        slack.wait_connected(2)
        sent = [slack.mention("x") for _ in range(2)]
        frames = [next_frame(bot), next_frame(second)]
        for frame in frames:
            second.send(json.dumps({"envelope_id": frame["envelope_id"]}))
        assert [each.answer() for each in sent] == [{}, {}]


def test_nobody_acknowledges(slack: FakeSlack, bot: ClientConnection) -> None:
    """Without an acknowledgement there is nothing to read from it."""
    sent = slack.mention("x")
    next_frame(bot)
    with pytest.raises(AssertionError, match="No acknowledgement of events_api"):
        sent.answer(seconds=0.01)
    with pytest.raises(AssertionError, match="was not acknowledged"):
        _ = sent.took
    assert not sent.acknowledged


def test_told_to_go(slack: FakeSlack, bot: ClientConnection) -> None:
    """A socket that is told to go gets nothing more; a warning is only a warning."""
    slack.disconnect("warning")
    assert next_frame(bot)["reason"] == "warning"
    assert slack.connected == 1
    slack.disconnect()
    assert next_frame(bot) == {
        "type": "disconnect",
        "reason": "refresh_requested",
        "debug_info": {"host": "applink-fake"},
    }
    assert slack.connected == 0
    with open_socket(slack) as second:
        next_frame(second)
        slack.mention("x")
        assert next_frame(second)["type"] == "events_api"


def test_sockets_are_closed(slack: FakeSlack, bot: ClientConnection) -> None:
    """A close frame carries its code."""
    slack.close_sockets(4001)
    with pytest.raises(ConnectionClosed) as closed:
        bot.recv(timeout=10)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4001
    assert slack.connected == 0


def test_sockets_are_dropped(slack: FakeSlack, bot: ClientConnection) -> None:
    """A connection that is cut has no close frame."""
    slack.drop_sockets()
    with pytest.raises(ConnectionClosed) as closed:
        bot.recv(timeout=10)
    assert closed.value.rcvd is None


def test_closed_before_or_after_an_acknowledgement(slack: FakeSlack, bot: ClientConnection) -> None:
    """A socket can be closed when an envelope was sent, or when it was acknowledged."""
    slack.close_before_ack = 1
    lost = slack.mention("x")
    assert next_frame(bot)["envelope_id"] == lost.id
    with pytest.raises(ConnectionClosed):
        bot.recv(timeout=10)
    slack.close_after_ack = 1
    with open_socket(slack) as second:
        next_frame(second)
        kept = slack.mention("x")
        acknowledge(second)
        assert kept.answer() == {}
        with pytest.raises(ConnectionClosed):
            second.recv(timeout=10)
    assert not lost.acknowledged
    assert (slack.close_before_ack, slack.close_after_ack) == (0, 0)


def test_silent_sockets(slack: FakeSlack, bot: ClientConnection) -> None:
    """Pings are answered, unless the fake is told to be silent; so is a new socket greeted."""
    assert bot.ping().wait(10)
    slack.pong, slack.hello = False, False
    assert not bot.ping().wait(0.05)
    with open_socket(slack) as second, pytest.raises(TimeoutError):
        second.recv(timeout=0.05)
    assert slack.connected == 1


def test_speaks_with_slacks_own_client(slack: FakeSlack, client: WebClient) -> None:
    """Slack's own client greets, acknowledges, and comes back however it is sent away."""

    def refresh() -> None:
        slack.disconnect()
        slack.close_sockets()

    ways: list[Callable[[], None]] = [
        refresh,
        slack.close_sockets,
        slack.drop_sockets,
    ]
    socket = SocketModeClient(slack.app_token, web_client=client, ping_interval=0.1)
    socket.socket_mode_request_listeners.append(_agree)
    try:
        socket.connect()
        for number, leave in enumerate(ways):
            slack.wait_connected()
            assert slack.command("churn" * 1000).answer() == {"text": "Yes"}
            assert slack.mention("churn").answer() == {}
            assert len(slack.calls_of("apps.connections.open")) == number + 1
            leave()
        assert slack.mention("churn").answer() == {}
    finally:
        socket.close()
    assert slack.violations == []


def _agree(client: BaseSocketModeClient, request: SocketModeRequest) -> None:
    payload = {"text": "Yes"} if request.type == "slash_commands" else None
    client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))
