"""Adding a digest: what is left out is filled in, and what can't be told is refused."""

from dataclasses import replace

import pytest

from bot.domain.fact import Subject
from bot.domain.member import Channel
from bot.domain.subscription import Subscription
from tests.commands.counter import ANA, BO, CY, INES, Counter

ADD = "digest add unfilled every Monday"


def stored(counter: Counter, number: str = "1") -> Subscription:
    """The subscription as it stands."""
    return Subscription.model_validate(counter.facts[Subject("digest", (number,))])


def test_what_is_left_out(counter: Counter) -> None:
    """Channel and team are those where it is said, the time is nine, the zone known or UTC."""
    heard = counter.says(ANA, ADD, place="churn")
    assert heard.done, heard.reply.headline
    told = stored(counter)
    assert (told.channel, told.team, told.by) == ("C2", "churn", ANA)
    assert str(told.rhythm) == "every Monday at 09:00 (UTC)"
    assert not told.well


def test_another_channel_of_ones_team(counter: Counter) -> None:
    """In a channel of no team it is about the only team that the lead leads."""
    assert counter.says(ANA, "digest add unfilled in <#C1|general> every day").done
    assert (stored(counter).channel, stored(counter).team) == ("C1", "churn")


def test_of_several_teams_one_leads(counter: Counter) -> None:
    """Whoever leads several teams and names none means all, which only a steward may."""
    heard = counter.says(BO, "digest add unfilled in <#C1|general> every day")
    assert not heard.done
    assert counter.says(BO, "digest add unfilled for Search in <#C1|general> every day").done


def test_without_a_channel(counter: Counter) -> None:
    """In a direct conversation the channel has to be named."""
    heard = counter.says(ANA, "digest add unfilled for Churn every day")
    assert heard.reply.headline == "Say in which channel: add “in #channel”."


@pytest.mark.parametrize(
    ("channel", "because"),
    [
        (Channel("C4", "pricing", shared=True, shared_as_of=9), "People of other organisations"),
        (Channel("C4", "pricing", shared=False, ours_as_of=9), "type `/invite @Rolecall` there"),
    ],
)
def test_where_nothing_can_be_told(counter: Counter, channel: Channel, because: str) -> None:
    """A channel that outsiders read, or in which we aren't, is refused with what to do."""
    with counter.ledger.open("T0HARBOUR", counter.now) as books:
        books.roster.save_channels([channel])
    heard = counter.says(ANA, "digest add unfilled for Churn in <#C4|pricing> every day")
    assert because in heard.reply.headline
    with counter.ledger.open("T0HARBOUR", counter.now) as books:
        books.roster.save_channels([replace(channel, shared=False, ours=True, shared_as_of=10)])


def test_a_number_is_never_used_again(counter: Counter) -> None:
    """What was removed keeps its number, so that nobody's button means another one."""
    counter.says(ANA, ADD, place="churn")
    assert counter.says(ANA, "digest remove 1").done
    heard = counter.says(ANA, ADD, place="churn")
    assert "as digest 2." in heard.reply.headline


def test_members_do_not(counter: Counter) -> None:
    """Whoever leads nothing is told who may, and nothing is stored."""
    before = counter.facts
    heard = counter.says(CY, "digest add unfilled for Churn in <#C2|churn> every day")
    assert heard.reply.headline.startswith("Only Ana Ivanova, who leads Churn")
    assert counter.facts == before
    assert counter.says(INES, "digest add unfilled for all in <#C2|churn> every day").done
