"""Every way to ask is answered once, each in its place."""

from typing import Any

import pytest

from tests.example import small
from tests.talk.conftest import Start
from tests.talk.organisation import ANA, BO, CHURN, DEE, GENERAL, INES
from tests.talk.talk import (
    NOTHING,
    Hears,
    Says,
    Talk,
    again,
    alone,
    at_top,
    changed_privately,
    chooses,
    commands,
    happens,
    in_answer,
    in_thread,
    links,
    mentions,
    points_at,
    privately,
    visible,
    writes,
)

PROFILE = "https://harbour.slack.com/team/"
JUDGED = ("Right", "Wrong person", "Notify")
CARD = (
    "Ask me who owns something, in your own words.",
    "who owns “Define requirements”?",
    "who owns “Build data pipelines”?",
    "who owns “Explore data”?",
)
INFRASTRUCTURE = "who manages infrastructure?"


def test_mention(talk: Talk) -> None:
    """A mention is answered in its thread, or in the one that it stands in."""
    talk.plays(
        (ANA, mentions(INFRASTRUCTURE), in_thread("Bo Chen", buttons=JUDGED)),
        (BO, mentions(INFRASTRUCTURE, thread_ts="1700000000.000100"), in_thread("Bo Chen")),
    )


def test_names_are_links(talk: Talk) -> None:
    """People's names lead to their profiles, and the channel of their team is a link too."""
    talk.plays(
        (ANA, mentions("who deploys models in Churn?"), in_thread(f"Reach them in <#{CHURN}>"))
    )
    assert links(talk.last) == {"Cy Mail": f"{PROFILE}U3", "Ana Ivanova": f"{PROFILE}U1"}


def test_fallback(talk: Talk) -> None:
    """Where blocks can't be shown there is the whole answer as text."""
    talk.plays((ANA, commands("who deploys models in Churn?"), in_answer("Cy Mail")))
    lines = talk.last.text.splitlines()
    assert lines[0] == "Deploy models is shared by Machine Learning Engineer and MLOps Engineer."
    assert "  - MLOps Engineer: Cy Mail" in lines


def test_direct_message(talk: Talk) -> None:
    """A direct message is answered at the top level."""
    talk.plays((ANA, writes(INFRASTRUCTURE), at_top("Bo Chen", buttons=JUDGED)))


def test_follow_up(talk: Talk) -> None:
    """In a direct message a team alone asks the question before it once more, for that team."""
    new = talk.joins("Nils Newcomer")
    talk.plays(
        (new, writes("who deploys models in Search?"), at_top("Eva in Slack")),
        (new, writes("and in Churn?"), at_top("Cy Mail", without=("Eva in Slack",))),
        (new, writes("Pricing?"), at_top("Fay Ortiz")),
        (new, writes("what about the Search team"), at_top("Eva in Slack")),
        (new, writes("who manages infrastructure?"), at_top("Bo Chen")),
        (new, writes("and in Churn?"), at_top("Manage infrastructure", "Churn")),
    )


def test_follow_up_names_the_team(talk: Talk) -> None:
    """A team alone also answers the question which team was meant."""
    new = talk.joins("Nora Newcomer")
    talk.plays(
        (new, writes("who deploys models?"), at_top("Which one do you mean?", without=("Cy",))),
        (new, writes("Churn"), at_top("Deploy models", "Cy Mail")),
    )


def test_follow_up_is_personal(talk: Talk) -> None:
    """A follow-up refers to nobody else's question, and to none that was asked elsewhere."""
    one, other = talk.joins("Olga One"), talk.joins("Otto Other")
    talk.plays(
        (one, writes("who deploys models in Search?"), at_top("Eva in Slack")),
        (other, mentions(INFRASTRUCTURE), in_thread("Bo Chen")),
        (other, writes("and in Churn?"), at_top(without=("Deploy models", "infrastructure"))),
        (one, mentions("and in Churn?"), in_thread(without=("Cy Mail",))),
        (one, writes("and in Churn?"), at_top("Deploy models", "Cy Mail")),
    )


@pytest.mark.parametrize(
    ("minutes", "answer"), [(9, "Cy Mail"), (11, "I don't know who owns that.")]
)
def test_follow_up_in_time(minutes: int, answer: str, talk: Talk) -> None:
    """After ten minutes a follow-up refers to nothing any more."""
    new = talk.joins("Tim Later")
    talk.plays((new, writes("who deploys models in Search?"), at_top("Eva in Slack")))
    talk.bot.clock.move(minutes=minutes)
    talk.plays((new, writes("and in Churn?"), at_top(answer)))


def test_command(talk: Talk) -> None:
    """A command is answered in its acknowledgement, to the asker alone."""
    talk.plays(
        (ANA, commands(INFRASTRUCTURE), in_answer("Bo Chen", buttons=("Share", *JUDGED))),
        (BO, commands("who deploys models in Churn?"), in_answer("Cy Mail")),
    )
    assert talk.said[0].answer()["response_type"] == "ephemeral"
    assert not talk.slack.calls_of("chat.postEphemeral")


RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "who manages "},
                {"type": "text", "text": "infrastructure?", "style": {"bold": True}},
            ],
        }
    ],
}
ALERT = {
    "type": "message",
    "subtype": "bot_message",
    "bot_id": "B0PAGER",
    "text": "",
    "attachments": [
        {
            "color": "danger",
            "fallback": "[FIRING] something",
            "title": "Alert",
            "text": "Kubernetes cluster is down",
        }
    ],
}


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ({"user": BO, "text": INFRASTRUCTURE}, "Bo Chen"),
        ({"user": BO, "text": "", "blocks": [RICH]}, "Bo Chen"),
        ({"user": BO, "blocks": [RICH]}, "Bo Chen"),
        (ALERT, "Look after the Kubernetes clusters"),
        ({"user": BO, "text": ""}, "That message has no words that I can read"),
        ({"user": BO, "text": ":fire: :fire:"}, "That message has no words that I can read"),
        ({"user": BO, "files": [{"id": "F1"}]}, "That message has no words that I can read"),
        ({}, "That message has no words that I can read"),
        ({"user": BO, "text": "thanks"}, "I don't know who owns that."),
    ],
    ids=["text", "blocks", "no text", "alert", "empty", "emoji", "file", "nothing", "thanks"],
)
def test_shortcut(message: dict[str, Any], answer: str, talk: Talk) -> None:
    """The shortcut asks with the words of the message, wherever they are, and answers privately."""
    talk.plays((ANA, points_at(message), privately(answer)))


def test_shortcut_in_thread(talk: Talk) -> None:
    """The shortcut answers in the thread of the message, where that stands in one."""
    asked = {"user": BO, "text": INFRASTRUCTURE}
    first, later = "1700000000.000100", "1700000001.000100"
    buttons = ("Share", *JUDGED)
    talk.plays(
        (ANA, points_at(asked), privately("Bo Chen", buttons=buttons)),
        (ANA, points_at(asked | {"ts": first, "thread_ts": first}), privately("Bo Chen")),
        (ANA, points_at(asked | {"ts": later, "thread_ts": first}), privately("Bo Chen")),
    )
    assert [posted.thread_ts for posted in talk.heard] == [None, None, first]


@pytest.mark.parametrize(
    ("says", "hears"),
    [
        (mentions("help"), in_thread),
        (mentions(""), in_thread),
        (mentions("thanks!"), in_thread),
        (writes("hi"), at_top),
        (writes("ok thank you very much :pray:"), at_top),
        (commands(""), in_answer),
        (commands("help"), in_answer),
        (commands("how do I use this?"), in_answer),
    ],
)
def test_how_to_ask(says: Says, hears: Any, talk: Talk) -> None:
    """Where nothing is asked there is a short card with three examples of this catalog."""
    talk.plays((ANA, says, hears(*CARD, buttons=())))
    assert visible(talk.last).count("who owns “") == 3


def test_own_catalog(start: Start) -> None:
    """The examples are of the workspace's own catalog, also of one that comes while we run."""
    bot = start()
    bot.start()
    bot.wait_synced()
    talk = Talk(bot, GENERAL)
    talk.plays((ANA, commands("help"), in_answer(*CARD)))
    bot.take_in(small())
    talk.plays(
        (
            ANA,
            commands("help"),
            in_answer("who owns “Make things”?", "“Ship things”?", "“Guess”?", without=CARD[1:]),
        ),
        (ANA, commands("who ships things?"), in_answer("Ship things is shared by Maker")),
    )


def test_unknown(talk: Talk) -> None:
    """Where nothing fits Rolecall says so, with three examples, and names the next person."""
    new = talk.joins("Nina Newcomer")
    talk.plays(
        (
            new,
            mentions("what's for lunch?"),
            in_thread(
                "I don't know who owns that.",
                "“Define requirements”, “Build data pipelines” or “Explore data”",
                "ask Ines, who looks after who owns what here",
            ),
        ),
        (new, mentions("what's for lunch?", channel=CHURN), in_thread("Ana Ivanova, who leads")),
    )


@pytest.mark.parametrize("text", ["who owns this?", "whose is that?", "who should look into it?"])
def test_this(text: str, talk: Talk) -> None:
    """“Who owns this?” in a thread says what it lacks, and names the shortcut."""
    talk.plays(
        (
            ANA,
            mentions(text, thread_ts="1700000000.000100"),
            in_thread("I can't tell what “this” is", "choose “Who owns this?”", buttons=()),
        )
    )


def test_which_team(talk: Talk) -> None:
    """The question's team goes before the channel's, that before the asker's, else it is asked."""
    new, deploys = talk.joins("Nadja Newcomer"), "who deploys models?"
    talk.plays(
        (DEE, mentions("who deploys models in Search?", channel=CHURN), in_thread("Eva in Slack")),
        (DEE, mentions("who deploys models for #pricing?"), in_thread("Fay Ortiz")),
        (DEE, mentions(f"who deploys models for <#{CHURN}|churn>?"), in_thread("Cy Mail")),
        (DEE, mentions(f"who deploys models for <#{CHURN}>?"), in_thread("Cy Mail")),
        (DEE, mentions(deploys, channel=CHURN), in_thread("Cy Mail", without=("Dee",))),
        (DEE, mentions(deploys), in_thread("Dee Novak", without=("Cy Mail",))),
        (DEE, writes(deploys), at_top("Dee Novak")),
        (DEE, commands(deploys, channel=CHURN), in_answer("Cy Mail")),
        (new, commands(deploys, channel=CHURN), in_answer("Cy Mail")),
        (new, points_at({"text": deploys}, channel=CHURN), privately("Cy Mail")),
        (new, commands(deploys), in_answer("Deploy models differs from team to team")),
    )


def test_every_team_alike(talk: Talk) -> None:
    """What is the same in every team is answered without asking which."""
    new = talk.joins("Noor Newcomer")
    talk.plays((new, commands(INFRASTRUCTURE), in_answer("Every team", "Bo Chen")))


def test_choice_is_remembered(talk: Talk) -> None:
    """Who chose a team is answered for it from then on, unless something nearer names another."""
    new, deploys = talk.joins("Nele Newcomer"), "who deploys models?"
    talk.plays(
        (new, commands(deploys), in_answer("Which one do you mean?")),
        (new, chooses("Pricing"), changed_privately("Fay Ortiz")),
        (new, mentions(deploys), in_thread("Fay Ortiz")),
        (new, writes("who monitors models?"), at_top("Fay Ortiz")),
        (new, mentions(deploys, channel=CHURN), in_thread("Cy Mail")),
    )


@pytest.mark.parametrize(
    ("says", "hears"),
    [
        (mentions(INFRASTRUCTURE), in_thread("Bo Chen")),
        (writes(INFRASTRUCTURE), at_top("Bo Chen")),
        (commands(INFRASTRUCTURE), in_answer("Bo Chen")),
        (points_at({"text": INFRASTRUCTURE}), privately("Bo Chen")),
    ],
    ids=["mention", "direct message", "command", "shortcut"],
)
def test_once(says: Says, hears: Hears, talk: Talk) -> None:
    """What Slack sends three times is acknowledged each time, and answered once."""
    new = talk.joins("Nick Newcomer")
    talk.plays((new, says, hears), (new, again(), NOTHING), (new, again(), NOTHING))


def test_one_message_as_two_events(talk: Talk) -> None:
    """A message that comes under another event id is still one question."""
    talk.plays(
        (ANA, mentions(INFRASTRUCTURE), in_thread("Bo Chen")),
        (ANA, again(event_id="Ev0ANOTHER"), NOTHING),
    )


def test_mention_in_direct_message(talk: Talk) -> None:
    """Mentioned in our own conversation with somebody, we answer once though two events come."""
    new = talk.joins("Nala Newcomer")
    ts = talk.slack.next_ts()
    words = f"<@{talk.slack.team.bot_user}> {INFRASTRUCTURE}"
    talk.plays(
        (new, writes(words, ts=ts), at_top("Bo Chen")),
        (new, mentions(INFRASTRUCTURE, channel=f"D{new}", ts=ts), NOTHING),
    )


def _message(**fields: Any) -> dict[str, Any]:
    usual = {"type": "message", "channel": f"D{ANA}", "channel_type": "im", "user": ANA}
    return usual | {"text": INFRASTRUCTURE, "ts": "1700000000.000200"} | fields


@pytest.mark.parametrize(
    "event",
    [
        _message(bot_id="B0PAGER"),
        _message(bot_id="B0PAGER", subtype="bot_message"),
        _message(bot_id="B0BOT", user="U0BOT"),
        _message(user="U0BOT"),
        _message(subtype="message_changed", message=_message(), hidden=True),
        _message(subtype="message_deleted", hidden=True),
        _message(edited={"user": ANA, "ts": "1700000000.000300"}),
        _message(subtype="channel_join"),
        _message(subtype="channel_topic", topic="x"),
        _message(channel=CHURN, channel_type="channel"),
        _message(channel="G0SEVERAL", channel_type="mpim"),
        _message() | {"type": "app_mention", "channel": CHURN, "bot_id": "B0PAGER"},
        _message()
        | {"type": "app_mention", "channel": CHURN, "edited": {"user": ANA, "ts": "1.2"}},
        {"type": "member_joined_channel", "user": ANA, "channel": CHURN, "channel_type": "C"},
        {"type": "member_joined_channel", "user": "U0BOT", "channel": CHURN, "channel_type": "C"},
    ],
    ids=[
        "another app",
        "another app, classic",
        "ourselves as an app",
        "ourselves",
        "changed",
        "deleted",
        "edited",
        "joined",
        "topic",
        "not to us",
        "group",
        "mentioned by an app",
        "edited mention",
        "join event",
        "we join",
    ],
)
def test_silence(event: dict[str, Any], talk: Talk) -> None:
    """Other apps, edits, joins, our own messages and talk among people get no answer."""
    talk.plays((ANA, happens(event), NOTHING))


def test_alone_where_others_read(talk: Talk) -> None:
    """In a channel shared with other organisations a thread's answer stays in the thread."""
    here = talk.opens(is_ext_shared=True)
    talk.tells({"type": "channel_shared", "channel": here, "connected_team_id": "T0OTHER"})
    talk.plays(
        (ANA, mentions(INFRASTRUCTURE, channel=here), alone("Bo Chen")),
        (ANA, mentions(INFRASTRUCTURE, channel=here, thread_ts="17.1"), alone("Bo Chen")),
    )
    assert [posted.thread_ts for posted in talk.heard] == [None, "17.1"]
    assert INES not in visible(talk.heard[0])
