"""Whatever comes in is acknowledged, harms nobody, and leaves the bot answering."""

import pytest

from tests.fake_slack import Fault
from tests.talk.bot import Bot, until
from tests.talk.organisation import ANA, BO, CHURN, FAY, SEARCH
from tests.talk.talk import (
    NOTHING,
    Json,
    Says,
    Talk,
    at_top,
    commands,
    happens,
    in_answer,
    in_thread,
    mentions,
    points_at,
    privately,
    visible,
    writes,
)

INFRASTRUCTURE = "who manages infrastructure?"
LONG = 40_000
TEXTS = {
    "long": "who deploys models? " * (LONG // 20),
    "one long word": "x" * LONG,
    "long without words": "?" * LONG,
    "many lines": "\n" * LONG,
    "nested quotes": ">" * LONG,
    "open brackets": "<" * LONG,
    "half a token": "<@U1",
    "entities": "&lt;!channel&gt; &amp;lt;!here&amp;gt; &#x3c;!channel&#x3e;",
    "space": " \t\r\n ",
    "emoji": ":fire: 🔥👩‍💻",
    "emoji codes": ":fire::rocket::+1:",
    "right to left": "\u202ewho deploys models?\u202c من ينشر النماذج",
    "zero width": "who\u200b dep\u200dloys\ufeff models?",
    "nul": "who \0deploys\0 models?",
    "controls": "who\x1b[31m deploys\x07 models?",
    "half a character": "who deploys \ud83d models?",
    "broadcast": "<!channel> <!here> <!everyone> who deploys models?",
    "group": "<!subteam^S012AB3CD|@oncall> who deploys models?",
    "date": "<!date^1392734382^{date}|yesterday> who deploys models?",
    "people": "<@U1> <@U2|bo> who deploys models for <@U3>?",
    "channels": "who deploys models in <#C2|churn>?",
    "channel without a name": "who deploys models in <#C2>? <#C404> <#C404|>",
    "links": "<https://example.com/a?b=<!channel>|who deploys> <mailto:a@b.example|models>",
    "markup": "*who* _deploys_ ~models~ `in` ```Churn```?",
    "unicode": "¿Qué équipe déploie les modèles? 谁部署模型 кто развёртывает модели",
    "combining": "who deploys models" + "\u0301" * 500,
    "wide": "ｗｈｏ ｄｅｐｌｏｙｓ ｍｏｄｅｌｓ",
    "JSON": '{"text": "who deploys models?", "blocks": [{"type": "section"}]}',
    "form": "payload=%7B%22type%22%3A%22block_actions%22%7D&command=/whoowns",
    "SQL": "'; DROP TABLE questions; --",
    "template": "{{7*7}} {0} %s ${HOME} <%= 1 %>",
    "payload": "who owns payload-service?",
    "number": "0",
}


@pytest.mark.parametrize("name", TEXTS)
def test_text(name: str, talk: Talk) -> None:
    """Any text is answered with one message on every surface, which notifies nobody."""
    text = TEXTS[name]
    for says, hears in (
        (mentions(text), in_thread),
        (writes(text), at_top),
        (commands(text), in_answer),
        (points_at({"text": text, "user": BO}), privately),
        (points_at({"text": "", "blocks": [_section(text)], "user": BO}), privately),
    ):
        talk.plays((ANA, says, hears()))


def _section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("long", "Deploy models"),
        ("zero width", "Deploy models"),
        ("nul", "Deploy models"),
        ("broadcast", "Deploy models"),
        ("group", "Deploy models"),
        ("people", "Deploy models"),
        ("channels", "Cy Mail"),
        ("channel without a name", "Cy Mail"),
        ("markup", "Deploy models"),
        ("wide", "Deploy models"),
        ("emoji", "Ask me who owns something"),
        ("emoji codes", "Ask me who owns something"),
        ("space", "Ask me who owns something"),
        ("long without words", "Ask me who owns something"),
    ],
)
def test_words_between(text: str, answer: str, talk: Talk) -> None:
    """What is unseen or Slack's own is passed over; the words beside it are understood."""
    talk.plays((FAY, commands(TEXTS[text]), in_answer(answer)))


@pytest.mark.parametrize("name", ["payload-team", "payload", "command", "C2", "<!here>", "🔥"])
def test_channel_name(name: str, talk: Talk) -> None:
    """A channel may have any name: questions from it are answered."""
    here = talk.opens(name)
    talk.plays(
        (ANA, commands(INFRASTRUCTURE, channel=here, channel_name=name), in_answer("Bo Chen")),
        (ANA, mentions(f"{INFRASTRUCTURE} <#{here}>", channel=here), in_thread("Bo Chen")),
        (ANA, points_at({"text": f"payload={name}"}, channel=here), privately()),
    )


DEEP: Json = {"type": "rich_text", "elements": []}
for _ in range(200):
    DEEP = {"type": "rich_text", "elements": [DEEP]}


@pytest.mark.parametrize(
    "message",
    [
        {"text": None, "blocks": None, "attachments": None},
        {"text": 7, "blocks": "none", "attachments": {"a": 1}},
        {"text": "", "blocks": [None, 7, "x", [], {}]},
        {"text": "", "blocks": [DEEP]},
        {"text": "", "blocks": [{"type": "rich_text", "elements": 7}]},
        {"text": "", "attachments": [{"fields": [{"title": None, "value": []}]}]},
        {"text": "", "attachments": [{"blocks": [{"type": "section", "text": None}]}]},
        {"text": "", "blocks": [{"type": "future", "text": {"type": "future", "text": 7}}]},
    ],
)
def test_message_of_odd_shape(message: Json, talk: Talk) -> None:
    """A message whose parts have any shape is answered."""
    talk.plays((ANA, points_at(message | {"user": BO}), privately("no words that I can read")))


@pytest.mark.parametrize(
    "event",
    [
        {"type": "reaction_added", "user": ANA, "reaction": "+1", "item": {"type": "message"}},
        {"type": "app_home_opened", "user": ANA, "channel": "D1", "tab": "home"},
        {"type": "tokens_revoked"},
        {"type": "tokens_revoked", "tokens": {"bot": ["U404"], "oauth": None}},
        {"type": "tokens_revoked", "tokens": {"bot": "U0BOT"}},
        {"type": "something_new", "channel": CHURN, "user": ANA, "text": INFRASTRUCTURE},
        {"type": "message", "subtype": "something_new", "channel": CHURN, "ts": "1.1"},
        {"type": "channel_created"},
        {"type": "channel_created", "channel": {"id": "C0NAMELESS"}},
        {"type": "channel_rename", "channel": "C404"},
        {"type": "channel_rename", "channel": {"id": "C404", "name": "nowhere"}},
        {"type": "channel_archive", "channel": None},
        {"type": "channel_shared", "channel": {"id": 7, "name": []}},
        {"type": "user_change", "user": "U1"},
        {"type": "user_change", "user": {"id": None}},
        {"type": "user_change", "user": {"id": "U0LONG" + "X" * LONG, "name": "x"}},
        {"type": "team_join", "user": {"id": "U0ODD", "profile": 7, "updated": "soon"}},
        {"type": "team_join", "user": {"id": "U0ODD2", "name": "\0", "updated": 1e400}},
        {"type": "team_join", "user": {"id": "U0ODD3", "real_name": "x\0\ud800y" * 300}},
        {"type": "channel_created", "channel": {"id": "C0ODD", "name": "x\0\ud800" * 300}},
        {},
        {"type": None},
        {"type": ["app_mention"]},
    ],
)
def test_event_that_asks_nothing(event: Json, talk: Talk) -> None:
    """Events of unknown type, or that lack what they are about, are acknowledged in silence."""
    talk.plays(
        (ANA, happens(event), NOTHING),
        (ANA, commands(INFRASTRUCTURE), in_answer("Bo Chen")),
    )


def _sends(kind: str, payload: Json) -> Says:
    return lambda talk, _who: talk.slack.send(kind, payload)


@pytest.mark.parametrize(
    "says",
    [
        _sends("interactive", {"type": "view_submission", "view": {"id": "V1"}}),
        _sends("interactive", {"type": "view_closed", "team": {"id": "T0HARBOUR"}}),
        _sends("interactive", {"type": "shortcut", "callback_id": "who_owns_this"}),
        _sends("interactive", {"type": "block_actions", "actions": []}),
        _sends("interactive", {"type": "something_new", "team": {"id": "T0HARBOUR"}}),
        _sends("interactive", {}),
        _sends("slash_commands", {}),
        _sends("slash_commands", {"command": "/whoowns", "team_id": "T0HARBOUR"}),
        _sends("events_api", {}),
        _sends("events_api", {"type": "event_callback", "team_id": "T0HARBOUR"}),
        _sends("events_api", {"type": "app_rate_limited", "team_id": "T0HARBOUR"}),
        _sends("something_new", {"a": 1}),
        commands(INFRASTRUCTURE, command="/other"),
        commands(INFRASTRUCTURE, team_id="T0OTHER"),
        points_at({"text": INFRASTRUCTURE}, callback_id="other"),
        mentions(INFRASTRUCTURE, team_id="T0OTHER", authorizations=[]),
    ],
)
def test_payload_that_asks_nothing(says: Says, talk: Talk) -> None:
    """Payloads of unknown type, incomplete, or not for us are acknowledged in silence."""
    talk.plays(
        (ANA, says, NOTHING),
        (ANA, commands(INFRASTRUCTURE), in_answer("Bo Chen")),
    )


@pytest.mark.parametrize(
    "action",
    [
        {"action_id": "something_new"},
        {"action_id": "pick_9"},
        {"action_id": None},
        {"value": "activity:no-such-thing", "action_id": "pick_1"},
        {"type": "static_select", "action_id": "pick_team", "selected_option": {"value": "none"}},
        {"type": "static_select", "action_id": "pick_team", "selected_option": None},
    ],
)
def test_action_of_odd_shape(action: Json, talk: Talk) -> None:
    """A click that no button of ours makes does no harm, and at most shows the answer again."""
    talk.plays((ANA, mentions(INFRASTRUCTURE), in_thread("Bo Chen")))
    message, button = talk.find("Right")
    envelope, came = talk.says(
        ANA,
        lambda talk, who: talk.slack.click(
            button | action, user=who, channel=talk.here, message=message
        ),
    )
    assert envelope.answer() == {}
    assert len(came) <= 1
    talk.plays((ANA, commands(INFRASTRUCTURE), in_answer("Bo Chen")))


def test_late_event(talk: Talk) -> None:
    """A question that Slack delivers two hours late is answered, once, in its thread."""
    now = talk.bot.clock.now().timestamp()
    late = f"{now - 7200:.6f}"
    fields = {"ts": late, "event_ts": late, "event_time": int(now) - 7200}
    talk.plays(
        (ANA, mentions(INFRASTRUCTURE, **fields, retry=(3, "http_timeout")), in_thread("Bo Chen")),
        (ANA, mentions(INFRASTRUCTURE, **fields), NOTHING),
    )
    assert talk.heard[0].thread_ts == late


def test_out_of_order(talk: Talk) -> None:
    """Questions that overtake each other are each answered in their own thread."""
    first, second = talk.slack.next_ts(), talk.slack.next_ts()
    talk.plays(
        (ANA, mentions("who deploys models in Search?", ts=second), in_thread("Eva in Slack")),
        (ANA, mentions("who deploys models in Churn?", ts=first), in_thread("Cy Mail")),
    )
    assert [posted.thread_ts for posted in talk.heard] == [second, first]


def _faulty(talk: Talk, method: str, fault: Fault, channel: str) -> None:
    """Something goes wrong with the next message into a channel."""
    talk.slack.script(method, fault, where=lambda args: args.get("channel") == channel)


def test_what_slack_did_not_take(talk: Talk) -> None:
    """What Slack surely didn't take, however it says so, is sent again, and is there once."""
    faults = (
        Fault(status=429, retry_after=1),
        Fault(status=500),
        Fault(status=503, html=True),
        Fault(error="service_unavailable"),
    )
    for fault in faults:
        here = talk.opens()
        _faulty(talk, "chat.postMessage", fault, here)
        talk.slack.mention(INFRASTRUCTURE, user=ANA, channel=here).answer()
    talk.tells({"type": "channel_shared", "channel": talk.here, "connected_team_id": "T0OTHER"})
    _faulty(talk, "chat.postEphemeral", Fault(status=500), talk.here)
    talk.slack.mention(INFRASTRUCTURE, user=ANA, channel=talk.here).answer()
    for fault in faults[:2]:
        talk.slack.script("response_url", fault)
        asked = {"text": INFRASTRUCTURE}
        talk.slack.shortcut(asked, callback_id="who_owns_this", user=ANA).answer()
    until(lambda: set(_newest(talk, 7)) == {"sent"}, "Not everything was sent")
    talk.heard += talk.slack.messages[-7:]
    kinds = sorted(one.kind for one in talk.heard)
    assert kinds == ["ephemeral", *["post"] * 4, *["respond"] * 2]
    assert all("Bo Chen" in visible(one) for one in talk.heard)


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        (Fault(drop=True), 1),
        (Fault(half=True), 1),
        (Fault(html=True), 1),
        (Fault(refuse=True), 0),
        (Fault(error="internal_error"), 0),
    ],
    ids=["dropped", "half an answer", "HTML", "nothing", "internal error"],
)
def test_reply_of_which_nobody_knows(fault: Fault, seen: int, talk: Talk) -> None:
    """Where nobody can tell whether Slack took it, it is held as unknown, and never sent twice."""
    _faulty(talk, "chat.postMessage", fault, talk.here)
    talk.slack.mention(INFRASTRUCTURE, user=ANA, channel=talk.here).answer()
    until(lambda: _newest(talk, 1) == ["unknown"], "It was not held")
    posts = [call for call in talk.slack.calls_of("chat.postMessage") if _is_here(talk, call.args)]
    assert len(posts) == 1
    talk.heard += [one for one in talk.slack.messages if one.channel == talk.here]
    assert len(talk.heard) == seen
    talk.plays((ANA, mentions(INFRASTRUCTURE), in_thread("Bo Chen")))


def test_blocks_that_slack_refuses(talk: Talk) -> None:
    """Where Slack refuses the blocks, the text alone arrives."""
    _faulty(talk, "chat.postMessage", Fault(error="invalid_blocks"), talk.here)
    talk.plays((ANA, mentions(INFRASTRUCTURE), in_thread("Bo Chen", buttons=())))
    assert talk.last.blocks == []
    assert "Bo Chen" in visible(talk.last)


def test_slack_refuses_for_good(own: Bot) -> None:
    """An answer that Slack won't take is given up, and a steward is told where and why."""
    own.start()
    own.wait_synced()
    talk = Talk(own, SEARCH)
    _faulty(talk, "chat.postMessage", Fault(error="not_in_channel"), SEARCH)
    own.slack.mention(INFRASTRUCTURE, user=ANA, channel=SEARCH).answer()
    own.slack.wait(lambda: own.slack.messages)
    [told] = own.slack.messages
    assert told.channel == "DU9"
    assert "I couldn't deliver a message" in visible(told)
    assert "not_in_channel" in visible(told)
    assert sorted(until(own.settled, "It was not settled")) == ["failed", "sent"]


def test_one_channel_waits_alone(own: Bot) -> None:
    """A channel that Slack wants a pause for delays no other."""
    own.start()
    own.wait_synced()
    talk = Talk(own, CHURN)
    _faulty(talk, "chat.postMessage", Fault(status=429, retry_after=30), SEARCH)
    own.slack.mention(INFRASTRUCTURE, user=ANA, channel=SEARCH).answer()
    own.slack.wait(lambda: [call for call in own.slack.calls_of("chat.postMessage") if call.status])
    talk.plays(
        (ANA, mentions(INFRASTRUCTURE), in_thread("Bo Chen")),
        (ANA, writes(INFRASTRUCTURE), at_top("Bo Chen")),
        (ANA, commands(INFRASTRUCTURE, channel=SEARCH), in_answer("Bo Chen")),
    )
    assert {one.channel for one in own.slack.messages} == {CHURN, f"D{ANA}", SEARCH}
    assert "post" not in {one.kind for one in own.slack.messages if one.channel == SEARCH}


def _is_here(talk: Talk, args: Json) -> bool:
    return args.get("channel") == talk.here


def _newest(talk: Talk, count: int) -> list[str]:
    """How far the newest messages got."""
    with talk.bot.ledger.read(talk.bot.workspace) as books:
        return [one.state for one in books.deliveries(count)]
