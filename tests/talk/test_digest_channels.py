"""Where a channel can't be told any more, whoever set that up is, on both databases."""

from collections.abc import Callable, Iterator
from datetime import UTC, timedelta

import pytest

from bot.domain.fact import HERE, Change, Subject
from bot.domain.rhythm import Days, Rhythm
from bot.domain.subscription import Subscription
from bot.store.ledger import Ledger
from tests.fake_slack import FakeSlack
from tests.talk.bot import Bot, until
from tests.talk.conftest import DIALECTS, Bots
from tests.talk.organisation import BO, INES
from tests.talk.talk import Talk, clicks, commands, dm_of, in_answer, labels, owns, visible

SOON = timedelta(minutes=2)
INVITE = "I am not in #{here} any more; invite me with /invite @Rolecall"
Happens = Callable[[FakeSlack, str], object]


@pytest.fixture(scope="module", params=DIALECTS)
def bot(request: pytest.FixtureRequest, bots: Bots) -> Iterator[Bot]:
    """A running bot of these dialogues alone, for its clock is moved."""
    with bots.running(str(request.param)) as bot:
        yield bot


def hears_of_gaps(talk: Talk, by: str) -> str:
    """The dialogue's channel hears every day what nobody fills, from soon on; the number."""
    bot = talk.bot
    soon = (bot.clock.now() + SOON).astimezone(UTC).time().replace(second=0, microsecond=0)
    rhythm = Rhythm(days=Days(every="day"), at=soon, zone="UTC")
    told = Subscription(channel=talk.here, digests=("unfilled",), rhythm=rhythm, by=by, well=True)
    with bot.ledger.open(bot.workspace, bot.clock.now()) as books:
        number = str(1 + len(books.facts({"digest"})))
        step = Change(Subject("digest", (number,)), None, told.model_dump(mode="json"))
        books.record([step], actor=by, source=HERE)
    return number


def paused(talk: Talk, number: str) -> str | None:
    """Why a channel isn't told for now."""
    with talk.bot.ledger.read(talk.bot.workspace) as books:
        body = books.fact(Subject("digest", (number,)))
    assert body is not None
    return Subscription.model_validate(body).paused


def is_silent(talk: Talk) -> bool:
    """Whether the channel heard nothing when the time came."""
    talk.bot.clock.move(minutes=2)
    talk.bot.settles()
    return not [one for one in talk.slack.messages if one.channel == talk.here]


def tells_private(slack: FakeSlack, channel: str) -> None:
    """Slack has it that the channel is private, and removes us."""
    known = slack.channel(channel)
    assert known is not None
    known["is_private"] = True
    slack.kick(channel)


HAPPENINGS: dict[str, tuple[Happens, str]] = {
    "removed": (lambda slack, here: slack.kick(here), INVITE),
    "removed from a private one": (tells_private, INVITE),
    "archived": (lambda slack, here: slack.archive(here), "#{here} is archived"),
    "deleted": (
        lambda slack, here: slack.event(
            {"type": "channel_deleted", "channel": here, "event_ts": slack.next_ts()}
        ),
        "#{here} is archived, or I can't see it any more",
    ),
    "shared": (
        lambda slack, here: slack.share(here),
        "people of other organisations read along in #{here}",
    ),
}


@pytest.mark.parametrize("what", HAPPENINGS)
def test_closed(what: str, talk: Talk) -> None:
    """A channel that is closed to us pauses what it hears, and who set it up is told why."""
    happens, because = HAPPENINGS[what]
    because = because.format(here=talk.here.casefold())
    number = hears_of_gaps(talk, by=(lea := talk.joins("Lea Digest")))
    happens(talk.slack, talk.here)
    told = talk.hears("hears every day at", f"is paused: {because}", channel=dm_of(lea))
    assert labels(told) == ("Resume",)
    assert (paused(talk, number) or "").startswith(because)
    assert is_silent(talk)


def test_refused(talk: Talk) -> None:
    """Where Slack doesn't take a message, though we weren't told why not, that pauses it too."""
    number = hears_of_gaps(talk, by=(lea := talk.joins("Lea Digest")))
    known = talk.slack.channel(talk.here)
    assert known is not None
    known["is_member"] = False
    talk.bot.clock.move(minutes=2)
    because = INVITE.format(here=talk.here.casefold())
    told = talk.hears(f"is paused: {because}.", channel=dm_of(lea))
    assert labels(told) == ("Resume",)
    assert paused(talk, number) == because
    assert is_silent(talk)


def test_of_which_nobody_told(talk: Talk) -> None:
    """What happened while events were lost is seen when channels are read again."""
    number = hears_of_gaps(talk, by=(lea := talk.joins("Lea Digest")))
    known = talk.slack.channel(talk.here)
    assert known is not None
    known["is_ext_shared"] = True
    talk.bot.clock.move(hours=25)
    talk.bot.connection.read()
    talk.hears("is paused: people of other organisations read along", channel=dm_of(lea))
    assert paused(talk, number)


def test_shared_is_shown_nothing_new(talk: Talk) -> None:
    """A message that changes in its place stays as it was once others read along."""
    number = hears_of_gaps(talk, by=(lea := talk.joins("Lea Digest")))
    talk.bot.clock.move(minutes=2)
    talk.hears("Who owns what", "Data Scientist in Churn")
    talk.slack.share(talk.here)
    talk.hears("is paused", channel=dm_of(lea))
    talk.says(INES, owns("waive Data Scientist in Churn because we buy it"))
    talk.bot.settles()
    assert paused(talk, number)
    seen = [one for one in talk.slack.messages if one.channel == talk.here and not one.ephemeral]
    assert [one.kind for one in seen] == ["post"]
    talk.says(INES, owns("restore Data Scientist in Churn"))


def test_resumed(talk: Talk) -> None:
    """Resuming is refused as long as we aren't there; asked in again, the channel is told."""
    number = hears_of_gaps(talk, by=(lea := talk.joins("Lea Digest")))
    talk.slack.kick(talk.here)
    talk.hears("is paused", channel=dm_of(lea))
    resumes = clicks("Resume", where=dm_of(lea))
    _, [refused] = talk.says(lea, resumes)
    assert "I am not in" in visible(refused)
    assert paused(talk, number)
    for envelope in talk.slack.invite(talk.here):
        envelope.answer()
    _, [resumed] = talk.says(lea, resumes)
    assert "again; the next time is" in visible(resumed)
    talk.bot.clock.move(minutes=2)
    talk.hears("Who owns what")


def test_opened_again(talk: Talk) -> None:
    """An archived channel that is opened again can be told again."""
    number = hears_of_gaps(talk, by=(lea := talk.joins("Lea Digest")))
    talk.slack.archive(talk.here)
    talk.hears("is paused", channel=dm_of(lea))
    talk.slack.unarchive(talk.here).answer()
    talk.says(lea, clicks("Resume", where=dm_of(lea)))
    assert paused(talk, number) is None
    talk.bot.clock.move(minutes=2)
    talk.hears("Who owns what")


def test_whoever_set_it_up_left(talk: Talk) -> None:
    """Where whoever set it up is nobody here any more, a steward is told, and of whom it was."""
    hears_of_gaps(talk, by=(lea := talk.joins("Lea Digest")))
    talk.tells({"type": "user_change", "user": (talk.slack.user(lea) or {}) | {"deleted": True}})
    talk.slack.kick(talk.here)
    here = f"#{talk.here.casefold()}"
    told = talk.hears(f"What {here} hears", "is paused", channel=dm_of(INES))
    assert "Lea Digest set that up and has left." in visible(told)
    assert labels(told) == ("Resume",)
    assert not [one for one in talk.slack.messages if one.channel == dm_of(lea)]


def test_others_come_and_go(talk: Talk) -> None:
    """Who else joins or leaves a channel makes no difference to what it hears."""
    number = hears_of_gaps(talk, by=(lea := talk.joins("Lea Digest")))
    for envelope in (*talk.slack.invite(talk.here, lea), *talk.slack.kick(talk.here, lea)):
        envelope.answer()
    talk.bot.clock.move(minutes=2)
    talk.hears("Who owns what")
    assert paused(talk, number) is None


def test_asked_into_a_private_channel(talk: Talk) -> None:
    """A private channel is known once we are asked in, though it was asked for in vain before."""
    slack, key = talk.slack, talk.slack.next_id("C")
    slack.add_channel(key, key.casefold(), is_private=True, is_member=False)
    asks = commands("who manages infrastructure?", channel=key)
    talk.plays((BO, asks, in_answer("Bo Chen")))

    def asked() -> int:
        return len(
            [one for one in slack.calls_of("conversations.info") if one.args["channel"] == key]
        )

    until(asked, "The channel was not asked for")
    slack.invite(key)
    until(lambda: _is_ours(talk.bot.ledger, talk.bot.workspace, key), "The channel was not read")
    assert asked() == 2


def _is_ours(ledger: Ledger, workspace: str, channel: str) -> bool:
    with ledger.read(workspace) as books:
        found = books.roster.channel(channel)
    return found is not None and found.ours
