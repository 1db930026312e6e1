"""Notify: the owners in an answer are called, once, and only where somebody wants it."""

from datetime import timedelta

from tests.fake_slack.limits import whom
from tests.talk.organisation import ANA, BO, DEE, EVA, FAY
from tests.talk.talk import (
    NOTHING,
    Talk,
    again,
    clicks,
    commands,
    dm,
    in_answer,
    in_thread,
    mentions,
    privately,
    visible,
    writes,
)

PIPELINES = "who deploys models in Search?"
BEFORE = "They were notified of this question before."
ONLY_YOU = "You are named as the owner yourself, so there is nobody to notify."


def test_in_public(talk: Talk) -> None:
    """Under a public answer exactly the owners are mentioned in its thread, and only once."""
    talk.may_ping = {EVA}
    before = len(talk.slack.pings)
    talk.plays((BO, mentions(PIPELINES), in_thread("Eva in Slack")))
    assert talk.slack.pings[before:] == []
    _, button = talk.find("Notify")
    assert button["confirm"]["text"]["text"] == (
        "Eva in Slack will be notified of this question, once."
    )
    called = in_thread(
        "Bo asked: ", "who deploys models in Search?”. You are named", "Ana wants you to"
    )
    talk.plays((ANA, clicks("Notify"), called))
    assert talk.heard[1].thread_ts == talk.heard[0].thread_ts
    assert [whom(one) for one in talk.slack.pings[before:]] == [EVA]
    talk.plays(
        (ANA, again(), NOTHING),
        (FAY, clicks("Notify"), privately(BEFORE)),
        (ANA, clicks("Notify"), privately(BEFORE)),
    )
    assert [whom(one) for one in talk.slack.pings[before:]] == [EVA]


def test_by_whoever_asked(talk: Talk) -> None:
    """Where the asker notifies the owner, nobody else is said to want it."""
    talk.may_ping = {EVA}
    before = len(talk.slack.pings)
    called = in_thread("Bo asked: “", "You are named as an owner.", without=("wants you to know",))
    talk.plays(
        (BO, mentions(PIPELINES), in_thread("Eva in Slack")),
        (BO, clicks("Notify"), called),
    )
    assert [whom(one) for one in talk.slack.pings[before:]] == [EVA]


def test_by_the_owner(talk: Talk) -> None:
    """Who is the owner themself is told so and nobody is notified; others still may be first."""
    talk.may_ping = {FAY}
    before = len(talk.slack.pings)
    talk.plays(
        (BO, mentions("who deploys models in Pricing?"), in_thread("Fay Ortiz")),
        (FAY, clicks("Notify"), privately(ONLY_YOU)),
        (FAY, clicks("Notify"), privately(ONLY_YOU)),
    )
    assert talk.slack.pings[before:] == []
    called = in_thread("Bo asked: ", "Ana wants you to know.")
    talk.plays((ANA, clicks("Notify"), called))
    assert [whom(one) for one in talk.slack.pings[before:]] == [FAY]
    talk.plays((FAY, clicks("Notify"), privately(ONLY_YOU)))


def test_by_the_owner_who_asked(talk: Talk) -> None:
    """Who asks for what is their own, where nobody else reads it, isn't written to either."""
    talk.plays(
        (FAY, commands("who deploys models in Pricing?"), in_answer("Fay Ortiz")),
        (FAY, clicks("Notify"), privately(ONLY_YOU)),
    )


def test_in_private(talk: Talk) -> None:
    """Under a private answer the owners get a direct message, and whoever clicked is told."""
    told = (dm(DEE, "Bo asked: “who deploys models in Fraud?”"), privately("I told Dee Novak."))
    talk.plays(
        (BO, commands("who deploys models in Fraud?"), in_answer("Dee Novak")),
        (BO, clicks("Notify"), told),
        (BO, clicks("Notify"), privately(BEFORE)),
    )


def test_a_month_later(talk: Talk) -> None:
    """Who was notified of a question isn't again, also when it was long ago."""
    told = (dm(DEE, "Bo asked: “who deploys models in Fraud?”"), privately("I told Dee Novak."))
    talk.plays(
        (BO, commands("who deploys models in Fraud?"), in_answer("Dee Novak")),
        (BO, clicks("Notify"), told),
    )
    with talk.bot.ledger.queue() as queue:
        queue.forget(talk.bot.clock.now() + timedelta(days=30))
    talk.plays((BO, clicks("Notify"), privately(BEFORE)))


def test_in_a_direct_message(talk: Talk) -> None:
    """In a conversation with the bot alone the owners are written to, not mentioned there."""
    new = talk.joins("Nat Newcomer")
    told = (dm(DEE, "Nat Newcomer asked:"), privately("I told Dee Novak."))
    talk.plays(
        (new, writes("who deploys models in Fraud?"), dm(new, "Dee Novak")),
        (new, clicks("Notify"), told),
    )


def test_what_was_shared(talk: Talk) -> None:
    """Under an answer that was shared where the bot isn't a member they are mentioned there."""
    talk.may_ping = {EVA}
    here = talk.opens(is_member=False)
    talk.says(BO, commands(PIPELINES, channel=here))
    _, (public, _) = talk.says(BO, clicks("Share"))
    before = len(talk.slack.pings)
    _, (called,) = talk.says(ANA, clicks("Notify", message=public))
    assert [whom(one) for one in talk.slack.pings[before:]] == [EVA]
    assert (called.channel, called.thread_ts, called.ephemeral) == (here, public.ts, False)
    assert "Bo asked: “who deploys models in Search?”" in visible(called)


def test_where_others_read_by_now(talk: Talk) -> None:
    """Where a channel was opened to others since, nobody is mentioned in it."""
    talk.plays((BO, mentions("who deploys models in Pricing?"), in_thread("Fay Ortiz")))
    talk.tells({"type": "channel_shared", "channel": talk.here, "connected_team_id": "T0OTHER"})
    told = (dm(FAY, "Bo asked:"), privately("I told Fay Ortiz."))
    talk.plays((ANA, clicks("Notify"), told))


def test_guests_notify_nobody(talk: Talk) -> None:
    """A guest has no such button under what is theirs, and under others' it notifies nobody."""
    guest = talk.joins("Gerda Guest", is_restricted=True)
    talk.plays(
        (guest, commands(PIPELINES), in_answer("Eva in Slack", buttons=("Share",))),
        (BO, mentions(PIPELINES), in_thread("Eva in Slack")),
        (guest, clicks("Notify"), privately("Guests can ask and look")),
    )


def test_nobody_there_to_notify(talk: Talk) -> None:
    """An answer in which nobody is an owner has no such button."""
    talk.plays((BO, commands("who builds data pipelines in Search?"), in_answer("Data Engineer")))
    assert "Notify" not in [one["text"]["text"] for one in talk.last.elements]
