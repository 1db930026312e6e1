"""Answers keep up with Slack's members and channels, and never wait for them."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from bot.domain.organisation import Organisation
from bot.slack.sync import Sync
from bot.slack.web_api import WebApi
from tests.fake_slack import Envelope, Fault
from tests.talk.bot import Bot, until
from tests.talk.conftest import Start, populated
from tests.talk.organisation import ANA, BO, CHURN, CY, EVA, FAY, GIL, HAL, INES, ORGANISATION
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
    dm,
    dm_of,
    in_answer,
    in_thread,
    links,
    mentions,
    visible,
    writes,
)

INFRASTRUCTURE = "who manages infrastructure?"
PROFILE = "https://harbour.slack.com/team/"


def _user(talk: Talk, user_id: str) -> dict[str, Any]:
    found = talk.slack.user(user_id)
    assert found is not None
    return found


def _is_now(user_id: str, **fields: Any) -> Says:
    """Slack tells that somebody is otherwise now."""

    def say(talk: Talk, _who: str) -> Envelope:
        user = _user(talk, user_id)
        profile = user["profile"] | fields.get("profile", {})
        told = {"type": "user_change", "user": user | fields | {"profile": profile}}
        return talk.slack.event(told | {"event_ts": talk.slack.next_ts()})

    return say


def _changes(talk: Talk, user_id: str, **fields: Any) -> None:
    """Slack tells that somebody is otherwise now, and is acknowledged."""
    _is_now(user_id, **fields)(talk, user_id).answer()


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("method", "hears"),
    # A channel that isn't known yet might be shared with others.
    [("conversations.list", alone), ("users.list", in_thread)],
)
def test_first_sync_is_in_nobodys_way(method: str, hears: Callable[..., Hears], own: Bot) -> None:
    """While Slack withholds one of its lists, questions are answered with what is known."""
    hold = threading.Event()
    own.slack.script(method, Fault(hold=hold))
    own.start()
    own.slack.wait(lambda: own.slack.calls_of(method))
    talk = Talk(own, CHURN)
    talk.plays(
        (ANA, mentions("who deploys models in Churn?"), hears("MLOps Engineer: Cy Mail")),
        (ANA, writes(INFRASTRUCTURE), at_top("Bo Chen")),
        (ANA, commands(INFRASTRUCTURE), in_answer("Bo Chen")),
    )
    assert "Cy Mail" not in links(talk.heard[0])
    assert own.installation.synced_at is None
    hold.set()
    own.wait_synced()
    talk.plays((ANA, mentions("who deploys models?"), in_thread("Cy Mail")))
    assert links(talk.last)["Cy Mail"] == f"{PROFILE}{CY}"


def test_first_sync_reads_every_page(own: Bot) -> None:
    """Members and channels are read to the last page, though Slack gives few at a time."""
    own.slack.page_size = 2
    own.slack.add_user("U0LAST", "Last Member")
    own.slack.add_channel("C0LAST", "last")
    own.start()
    own.wait_synced()
    with own.ledger.read(own.workspace) as books:
        assert {one.id for one in books.roster.members()} == {one["id"] for one in own.slack.users}
        assert all(books.roster.channel(one["id"]) for one in own.slack.channels)
    talk = Talk(own, "C0LAST")
    talk.plays(("U0LAST", mentions(INFRASTRUCTURE), in_thread("Bo Chen")))
    assert len(own.slack.calls_of("users.list")) > 2


def test_joined_by_address(talk: Talk) -> None:
    """Somebody imported with an e-mail address is the member with that address, in any case."""
    talk.plays((BO, commands("who deploys models in Churn?"), in_answer("Cy Mail")))
    assert links(talk.last)["Cy Mail"] == f"{PROFILE}{CY}"
    talk.plays((CY, mentions("who deploys models?"), in_thread("Churn", "Cy Mail")))


def test_without_the_scope_for_addresses(own: Bot) -> None:
    """Where Slack tells no addresses, people who are known by theirs are named without a link."""
    own.slack.scopes = [one for one in own.slack.scopes if one != "users:read.email"]
    own.start()
    own.wait_synced()
    talk = Talk(own, CHURN)
    talk.plays((BO, commands("who deploys models?"), in_answer("Cy Mail")))
    assert "Cy Mail" not in links(talk.last)


def test_leaving_and_coming_back(talk: Talk) -> None:
    """Who is deactivated has left from that moment on, and owns it again once they are back.

    Whoever is in charge is told each time that somebody left, and only then.
    """
    asks = commands("who deploys models in Ads?")
    leaves, returns = _is_now(GIL, deleted=True), _is_now(GIL, deleted=False)
    is_told = dm(
        INES,
        "Gil Sand has left. To hand over:",
        "MLOps Engineer in Ads (primary)",
        buttons=("Hand over MLOps Engineer", "Leave it unfilled"),
    )
    talk.plays(
        (BO, asks, in_answer("MLOps Engineer: Gil Sand")),
        (GIL, leaves, is_told),
        (GIL, again(), NOTHING),
        (GIL, leaves, NOTHING),
        (BO, asks, in_answer("has left", "Gil Sand filled it and left; nobody has taken over")),
        (GIL, returns, NOTHING),
        (BO, asks, in_answer("MLOps Engineer: Gil Sand", without=("left",))),
        (GIL, leaves, is_told),
        (GIL, returns, NOTHING),
    )


def test_leaver_of_whom_nobody_told(own: Bot) -> None:
    """Who is found to have left when members are read again is told of once, to the team's lead."""
    own.start()
    own.wait_synced()
    talk = Talk(own, CHURN)
    _user(talk, CY)["deleted"] = True
    _reads_again(talk)
    told = own.slack.wait(lambda: [one for one in own.slack.messages if _is_direct(one.channel)])
    assert [one.channel for one in told] == [dm_of(ANA)]
    assert "Cy Mail has left. To hand over:" in visible(told[0])
    _reads_again(talk)
    with own.ledger.read(own.workspace) as books:
        sent = [str(one.address.get("channel")) for one in books.deliveries()]
    assert [where for where in sent if not where.startswith("C")] == [ANA]


def test_names_follow_slack(talk: Talk) -> None:
    """Somebody whom the file gives no name is called what Slack calls them now."""
    asks = commands("who deploys models in Rides?")
    talk.plays((BO, asks, in_answer("Hal Okt")))
    _changes(talk, HAL, profile={"real_name": "Hal Okt-Ruiz"})
    talk.plays((BO, asks, in_answer("Hal Okt-Ruiz")))


def test_older_news_change_nothing(talk: Talk) -> None:
    """News that come out of order leave what was told last."""
    newest = 1_900_000_000
    _changes(talk, FAY, deleted=False, updated=newest)
    _changes(talk, FAY, deleted=True, updated=newest - 1)
    talk.plays((BO, commands("who deploys models in Pricing?"), in_answer("Engineer: Fay Ortiz")))


def test_newcomer_asks(talk: Talk) -> None:
    """Who has just joined may ask, and may choose, before and after Slack tells of them."""
    user = talk.slack.add_user("U0FRESH", "Fresh Member")
    talk.plays((user["id"], mentions(INFRASTRUCTURE), in_thread("Bo Chen")))
    talk.tells({"type": "team_join", "user": user})
    talk.plays((user["id"], mentions(INFRASTRUCTURE), in_thread("Bo Chen")))


def test_primary_owner_is_steward(own: Bot) -> None:
    """Until somebody says otherwise the primary owner looks after ownership, whoever that is."""
    own.start()
    own.wait_synced()
    talk = Talk(own, "C1")
    asks = commands("what's for lunch?")
    talk.plays((EVA, asks, in_answer("ask Bo Chen, who leads Search")))
    talk.plays(("U0NEW", asks, in_answer("ask Ines, who looks after who owns what here")))
    _changes(talk, INES, is_primary_owner=False)
    _changes(talk, ANA, is_primary_owner=True)
    talk.plays(("U0NEW", asks, in_answer("ask Ana Ivanova, who looks after who owns what here")))


@pytest.mark.parametrize("steward", [FAY, "fay@harbour.example"])
def test_named_stewards(steward: str, start: Start) -> None:
    """Config names the stewards by user id or address, and goes before the primary owner."""
    slack = populated()
    fay = slack.user(FAY)
    assert fay is not None
    fay["profile"]["email"] = "Fay@harbour.example"
    own = start(slack=slack, stewards=(steward,))
    own.take_in(ORGANISATION)
    own.start()
    own.wait_synced()
    talk = Talk(own, "C1")
    talk.plays(
        (
            "U0NEW",
            commands("what's for lunch?"),
            in_answer("ask Fay Ortiz, who looks after", without=("Ines",)),
        )
    )


def test_stewards_of_the_file(start: Start) -> None:
    """Stewards that the file names go before those of config and the primary owner."""
    own = start(slack=populated(), stewards=(FAY,))
    own.take_in(Organisation.model_validate(ORGANISATION.model_dump() | {"stewards": ["dee"]}))
    own.start()
    own.wait_synced()
    talk = Talk(own, "C1")
    talk.plays(("U0NEW", commands("what's for lunch?"), in_answer("ask Dee Novak, who looks")))


def test_renamed_channel(talk: Talk) -> None:
    """A channel that gets the name of a team's channel is that team's, under later names too."""
    new, here = talk.joins("Rita Newcomer"), talk.opens("old-name")
    asks = mentions("who deploys models?", channel=here)
    talk.plays((new, asks, in_thread("Which one do you mean?")))
    told = {"id": here, "created": 1_700_000_000}
    for name in ("pricing", "prices", "pricing"):
        talk.tells({"type": "channel_rename", "channel": told | {"name": name}})
        talk.plays((new, asks, in_thread("Pricing", "Fay Ortiz", f"Reach them in <#{here}>")))
        with talk.bot.ledger.read(talk.bot.workspace) as books:
            assert books.organisation().team["pricing"].channel == f"#{name}"


def test_renamed_channel_of_which_nobody_told(own: Bot) -> None:
    """Where the list of channels has a team's channel under a new name the team follows."""
    own.start()
    own.wait_synced()
    talk = Talk(own, CHURN)
    channel = own.slack.channel(CHURN)
    assert channel is not None
    channel["name"] = "retention"
    _reads_again(talk)
    talk.plays(("U0NEW", mentions("who deploys models?"), in_thread("Churn", "Cy Mail")))


def test_channel_that_nobody_told_of(talk: Talk) -> None:
    """Where somebody asks in a channel that isn't known, Slack is asked for it, and tells."""
    talk.slack.add_channel("C0SECRET", "secret", is_private=True)
    asks = mentions(INFRASTRUCTURE, channel="C0SECRET")
    talk.plays((BO, asks, alone("Bo Chen")))
    until(lambda: _known(talk, "C0SECRET"), "The channel was not read")
    talk.plays((BO, asks, in_thread("Bo Chen")))


def test_channel_that_slack_tells_nothing_of(talk: Talk) -> None:
    """A channel of which Slack tells nothing is asked for once, not with every question."""
    unknown = talk.slack.next_id("C")
    talk.slack.add_channel(unknown, "kept")
    refused = Fault(error="channel_not_found")
    talk.slack.always("conversations.info", refused, lambda args: args["channel"] == unknown)
    for _ in range(3):
        talk.plays((BO, mentions(INFRASTRUCTURE, channel=unknown), alone("Bo Chen")))
    # Channels are read one after the other: once this one is there, the others were asked for.
    talk.slack.add_channel("C0NEXT", "next")
    talk.plays((BO, mentions(INFRASTRUCTURE, channel="C0NEXT"), alone("Bo Chen")))
    until(lambda: _known(talk, "C0NEXT"), "The channel was not read")
    asked = [call.args["channel"] for call in talk.slack.calls_of("conversations.info")]
    assert asked.count(unknown) == 1


def test_shared_channel(talk: Talk) -> None:
    """From the moment that a channel is shared answers there are for the asker's eyes alone."""
    asks = mentions(INFRASTRUCTURE)
    talk.plays((BO, asks, in_thread("Bo Chen")))
    talk.tells({"type": "channel_shared", "channel": talk.here, "connected_team_id": "T0OTHER"})
    talk.plays((BO, asks, alone("Bo Chen")))
    talk.tells(
        {
            "type": "channel_unshared",
            "channel": talk.here,
            "previously_connected_team_id": "T0OTHER",
            "is_ext_shared": True,
        }
    )
    talk.plays((BO, asks, alone("Bo Chen")))
    talk.tells(
        {
            "type": "channel_unshared",
            "channel": talk.here,
            "previously_connected_team_id": "T0ANOTHER",
            "is_ext_shared": False,
        }
    )
    talk.plays((BO, asks, in_thread("Bo Chen")))


def test_archived_channel(talk: Talk) -> None:
    """A channel counts as open again once Slack tells so."""
    asks = mentions(INFRASTRUCTURE)
    talk.tells({"type": "channel_archive", "channel": talk.here, "user": INES})
    talk.plays((BO, asks, alone("Bo Chen")))
    talk.tells({"type": "channel_unarchive", "channel": talk.here, "user": INES})
    talk.plays((BO, asks, in_thread("Bo Chen")))


def test_choice_by_somebody_new(talk: Talk) -> None:
    """Who is not yet synced chooses a team, and is answered for it after they are."""
    user = talk.slack.add_user("U0CHOOSER", "Some Chooser")
    talk.plays(
        (user["id"], commands("who deploys models?"), in_answer("Which one do you mean?")),
        (user["id"], chooses("Churn"), changed_privately("Cy Mail")),
    )
    talk.tells({"type": "team_join", "user": user})
    talk.plays((user["id"], commands("who deploys models?"), in_answer("Cy Mail")))


def test_read_again_at_most_hourly(own: Bot) -> None:
    """After a lost socket members and channels are read again, an hour after the last time."""
    own.start()
    own.wait_synced()
    api = WebApi(own.slack.api_url, own.slack.bot_token)
    sync = Sync(own.ledger, lambda _: api, own.clock.now, lambda: None)
    running = threading.Event()
    assert not sync.run(own.workspace, running)
    own.slack.close_sockets()
    own.slack.wait(lambda: len(own.slack.handshakes) > 1)
    until(lambda: _missed(own), "That events were missed was not noted")
    own.slack.wait_connected()
    own.clock.move(minutes=59)
    assert not sync.run(own.workspace, running)
    own.clock.move(minutes=2)
    own.slack.add_channel("C0MISSED", "missed")
    assert sync.run(own.workspace, running)
    talk = Talk(own, "C0MISSED")
    talk.plays((BO, mentions(INFRASTRUCTURE), in_thread("Bo Chen")))
    assert len(own.slack.calls_of("users.list")) == 2
    assert "Bo Chen" in visible(talk.last)


def _is_direct(channel: str) -> bool:
    return channel.startswith("D")


def _reads_again(talk: Talk) -> None:
    """A day goes by and members and channels are read; waits until they were."""
    before = talk.bot.installation.synced_at
    talk.bot.clock.move(hours=25)
    talk.bot.connection.read()
    until(lambda: talk.bot.installation.synced_at != before, "Nothing was read again")


def _known(talk: Talk, channel: str) -> bool:
    with talk.bot.ledger.read(talk.bot.workspace) as books:
        return books.roster.channel(channel) is not None


def _missed(bot: Bot) -> bool:
    here = bot.installation
    assert here.synced_at is not None
    return here.missed_at is not None and here.missed_at > here.synced_at
