"""Which kind of delivery carries a message where, and how it is drawn."""

import json
from typing import Any

import pytest

from bot.domain.answer import notice
from bot.domain.delivery import ANSWER, NOTICE, Delivery
from bot.domain.member import Channel, Member
from bot.domain.reply import Reply, Section, Span
from bot.slack import outgoing
from bot.slack.message import Message
from bot.store.ledger import Ledger
from tests.slack.conftest import HERE, TEAM
from tests.store.sample import NOW

MESSAGE = Message(reply=notice("Hello."), question="q1")
URL = "https://hooks.slack.com/actions/T1/2/x"


def _parts(delivery: Delivery) -> tuple[str, str, dict[str, Any], int]:
    """All but the body and how long it lasts."""
    return delivery.kind, delivery.pace, delivery.address, delivery.rank


def test_post() -> None:
    """A post goes to a channel, in the thread if there is one."""
    top = outgoing.post("C1", None, MESSAGE)
    assert _parts(top) == ("post", "C1", {"channel": "C1"}, ANSWER)
    inside = outgoing.post("C1", "1.2", MESSAGE)
    assert _parts(inside) == ("post", "C1", {"channel": "C1", "thread_ts": "1.2"}, ANSWER)


def test_whisper() -> None:
    """What one member sees names them, and a thread only where there is one."""
    top = outgoing.whisper("C1", "U1", None, MESSAGE)
    assert _parts(top) == ("ephemeral", "C1", {"channel": "C1", "user": "U1"}, ANSWER)
    assert outgoing.whisper("C1", "U1", "1.2", MESSAGE).address["thread_ts"] == "1.2"


def test_tell() -> None:
    """A direct message that nobody waits for lets answers go first."""
    assert _parts(outgoing.tell("U9", MESSAGE)) == ("post", "U9", {"channel": "U9"}, NOTICE)


def test_update() -> None:
    """A change names the message, and takes nothing from the channel's own pace."""
    made = outgoing.update("C1", "1.2", MESSAGE)
    assert _parts(made) == ("update", "C1 updates", {"channel": "C1", "ts": "1.2"}, ANSWER)


@pytest.mark.parametrize(
    ("how", "address"),
    [
        ({}, {"response_type": "ephemeral", "replace_original": False}),
        ({"replaces": True}, {"response_type": "ephemeral", "replace_original": True}),
        ({"in_channel": True}, {"response_type": "in_channel", "replace_original": False}),
    ],
)
def test_respond(how: dict[str, bool], address: dict[str, object]) -> None:
    """An answer to a response URL says who sees it, and always whether it replaces the message."""
    made = outgoing.respond(URL, MESSAGE, thread="1.2", **how)
    assert made.kind == "respond"
    assert made.address == address | {"response_url": URL, "thread_ts": "1.2"}
    assert "thread_ts" not in outgoing.respond(URL, MESSAGE).address


def test_lanes() -> None:
    """The order holds within a thread, a whisper, a message or an address, and not between them."""
    made = [
        outgoing.post("C1", None, MESSAGE),
        outgoing.post("C1", "1.2", MESSAGE),
        outgoing.post("C1", "1.3", MESSAGE),
        outgoing.post("C2", "1.2", MESSAGE),
        outgoing.whisper("C1", "U1", "1.2", MESSAGE),
        outgoing.whisper("C1", "U2", "1.2", MESSAGE),
        outgoing.update("C1", "1.2", MESSAGE),
        outgoing.update("C1", "1.3", MESSAGE),
        outgoing.respond(URL, MESSAGE),
        outgoing.respond(URL + "y", MESSAGE),
    ]
    assert len({delivery.lane for delivery in made}) == len(made)
    assert outgoing.post("C1", "1.2", MESSAGE).lane == made[1].lane
    assert outgoing.respond(URL, MESSAGE, in_channel=True).lane == made[8].lane


def test_only_response_urls_run_out() -> None:
    """An answer to a response URL is given up before Slack's 30 minutes; all else is kept."""
    lasts = outgoing.respond(URL, MESSAGE).lasts
    assert lasts is not None
    assert 20 * 60 < lasts.total_seconds() < 30 * 60
    assert outgoing.post("C1", None, MESSAGE).lasts is None
    assert outgoing.update("C1", "1.2", MESSAGE).lasts is None


def test_body_is_the_message() -> None:
    """Every delivery holds the message as JSON from which it can be made again."""
    for made in (
        outgoing.post("C1", None, MESSAGE),
        outgoing.whisper("C1", "U1", None, MESSAGE),
        outgoing.tell("U1", MESSAGE),
        outgoing.update("C1", "1.2", MESSAGE),
        outgoing.respond(URL, MESSAGE),
    ):
        assert Message.model_validate(json.loads(json.dumps(made.body))) == MESSAGE


REACHABLE = Reply(
    outcome="answered",
    headline="Bo owns it.",
    channel="#churn",
    sections=(Section(heading=None, lines=((Span(text="Bo", user="U2"),),)),),
)


def test_links_into_the_workspace(installed: Ledger) -> None:
    """Names lead to profiles and channels of the workspace that is asked, and of no other."""
    with installed.open(HERE, NOW) as books:
        books.roster.save_members([Member("U2", "Bo", team=HERE)])
        books.roster.save_channels([Channel("C2", "churn", shared=False)])
        shown = json.dumps(outgoing.rendered(books, Message(reply=REACHABLE)))
    assert f"{TEAM.url}team/U2" in shown
    assert '"channel_id": "C2"' in shown
    with installed.open("T0ELSE", NOW) as books:
        elsewhere = json.dumps(outgoing.rendered(books, Message(reply=REACHABLE)))
    assert "U2" not in elsewhere
    assert "C2" not in elsewhere
    assert "#churn" in elsewhere


def test_a_channel_that_is_gone_is_no_link(installed: Ledger) -> None:
    """A channel that was archived is named and not linked."""
    with installed.open(HERE, NOW) as books:
        books.roster.save_channels([Channel("C2", "churn", shared=False, gone=True)])
        shown = json.dumps(outgoing.rendered(books, Message(reply=REACHABLE)))
    assert "C2" not in shown
    assert "#churn" in shown
