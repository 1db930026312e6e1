"""No slot is lost, and nothing that nobody got counts as told."""

from datetime import timedelta

import pytest

from bot.desk.operators import past
from bot.domain.delivery import DeliveryState, Settled
from bot.domain.ownership.checklists import KIND
from bot.domain.rhythm import Rhythm
from bot.errors import StoreUnavailable
from bot.slack.rounds import AT_ONCE
from bot.store.due import REFRESH, SEND, UNDELIVERED, Due
from tests.commands.counter import CY, EVA, WORKSPACE, Counter
from tests.commands.going import begun
from tests.desk.hearing import (
    DAILY,
    DAY,
    HOUR,
    MINUTE,
    TEN,
    Chores,
    Hearing,
    lines_of,
    reply_of,
)

SECOND = timedelta(seconds=1)
LOST: list[DeliveryState] = ["failed", "expired"]


@pytest.fixture
def chores() -> Chores:
    """What there is to do."""
    return Chores()


@pytest.fixture
def here(counter: Counter, chores: Chores) -> Hearing:
    """A workspace on SQLite."""
    return Hearing(counter.ledger, counter.desk.rounds, chores)


@pytest.mark.parametrize("changed", [False, True])
@pytest.mark.parametrize("state", LOST)
def test_what_nobody_got_is_news_still(
    here: Hearing, chores: Chores, state: DeliveryState, *, changed: bool
) -> None:
    """After a message that never arrived the next one tells of it all, and of what came since."""
    here.subscribes()
    [post] = here.ticks(TEN)
    here.settles(post, Settled(state))
    if changed:
        here.something_changes()
        assert here.ticks() == []
    chores.open.append("windows")
    [again] = here.ticks(TEN + DAY)
    assert lines_of(reply_of(again)) == ["dishes", "windows"]
    assert here.states == ["skipped", "sent"]
    with here.ledger.read(WORKSPACE) as books:
        *_, oldest = past(books, 10)
    assert oldest.endswith(f"  not told: {state}")
    here.arrives(again)
    assert here.ticks(TEN + 2 * DAY) == []


def test_what_may_have_arrived_was_told(here: Hearing) -> None:
    """A message of which nobody knows isn't told again, nor one that waits for Slack."""
    here.subscribes()
    [post] = here.ticks(TEN)
    assert here.ticks(TEN + DAY) == []
    here.settles(post, Settled("unknown"))
    assert here.ticks(TEN + 2 * DAY) == []


def test_told_before_what_was_lost(here: Hearing, chores: Chores) -> None:
    """What arrived earlier stays known: with nothing else to tell, the channel hears nothing."""
    here.subscribes()
    [first] = here.ticks(TEN)
    here.arrives(first)
    chores.open.append("windows")
    [second] = here.ticks(TEN + DAY)
    here.settles(second, Settled("expired"))
    chores.open.remove("windows")
    assert here.ticks(TEN + 2 * DAY) == []
    assert here.states == ["sent", "skipped", "quiet"]


def test_paused_as_it_was_not_delivered_and_resumed(here: Hearing) -> None:
    """What Slack wouldn't take is told once the channel is told again."""
    told = here.subscribes()
    [post] = here.ticks(TEN)
    here.settles(post, Settled("failed", error="not_in_channel"))
    with here.ledger.open(WORKSPACE, TEN) as books:
        books.set_due(Due(f"{UNDELIVERED} {post.id} not_in_channel", TEN))
    assert len(here.ticks()) == 1
    assert here.stored().paused is not None
    here.changes("digest", ("1",), told.model_dump(mode="json"))
    [again] = here.ticks(TEN + DAY)
    assert lines_of(reply_of(again)) == ["dishes"]


def test_changed_while_due(here: Hearing) -> None:
    """What is changed in the moment between the slot and the look at it is told at that slot."""
    told = here.subscribes()
    here.now = TEN + SECOND
    here.changes("digest", ("1",), told.model_copy(update={"well": True}).model_dump(mode="json"))
    assert len(here.ticks()) == 1
    assert [one.slot for one in here.editions] == ["2026-11-23T10:00"]
    assert here.coming["digest 1"].at == TEN + DAY


def test_in_another_time_zone(here: Hearing, chores: Chores) -> None:
    """Where the clocks show the same hour later on that day, the channel is told then as well."""
    berlin = Rhythm(days=DAILY.days, at=DAILY.at, zone="Europe/Berlin")
    told = here.subscribes(rhythm=berlin)
    assert len(here.ticks(TEN + DAY - HOUR)) == 1
    chores.open.append("windows")
    west = told.model_copy(update={"rhythm": replace_zone(berlin, "America/New_York")})
    here.changes("digest", ("1",), west.model_dump(mode="json"))
    moment = here.coming["digest 1"].at
    assert moment == TEN + DAY + 5 * HOUR
    [post] = here.ticks(moment)
    assert lines_of(reply_of(post)) == ["dishes", "windows"]
    slots = [one.slot for one in here.editions]
    assert slots == ["2026-11-24T10:00", "2026-11-24T10:00-05:00"]
    here.arrives(post)
    chores.open.clear()
    here.something_changes()
    [update] = here.ticks(moment + MINUTE)
    assert "Tuesday 24 November 2026" in reply_of(update).headline


def test_clocks_that_differ(here: Hearing) -> None:
    """Whose clock is behind doesn't tell again what was told by a clock ahead."""
    told = here.subscribes()
    assert len(here.ticks(TEN)) == 1
    here.now = TEN - 30 * SECOND
    here.changes("digest", ("1",), None)
    here.changes("digest", ("1",), told.model_dump(mode="json"))
    assert here.coming["digest 1"].at == TEN
    assert here.ticks(TEN) == []
    assert here.states == ["sent"]


def test_wanted_in_a_minute_without_news(here: Hearing, chores: Chores) -> None:
    """Somebody who wants the channel to hear it now gets that, though it was quiet just before."""
    chores.open.clear()
    here.subscribes()
    assert here.ticks(TEN) == []
    chores.open.append("dishes")
    here.now = TEN + 30 * SECOND
    with here.ledger.open(WORKSPACE, here.now) as books:
        books.set_due(Due(f"{SEND} 1", here.now))
    [post] = here.ticks()
    assert lines_of(reply_of(post)) == ["dishes"]
    assert here.states == ["quiet", "sent"]


def test_many_messages_are_looked_at(here: Hearing, chores: Chores) -> None:
    """Each of more messages than fit into a transaction is changed, once."""
    many = AT_ONCE * 2 + 5
    for number in range(1, many + 1):
        here.subscribes(str(number))
    posts = here.ticks(TEN)
    for number, post in enumerate(posts):
        here.arrives(post, f"{number}.0")
    chores.open.clear()
    here.something_changes()
    updates = here.ticks(TEN + MINUTE)
    assert sorted(one.address["ts"] for one in updates) == sorted(f"{n}.0" for n in range(many))
    here.something_changes()
    assert here.ticks(TEN + 2 * MINUTE) == []
    assert not [what for what in here.coming if what.startswith("redraw")]


@pytest.mark.parametrize("state", LOST)
def test_a_checklist_that_nobody_got(here: Hearing, counter: Counter, state: DeliveryState) -> None:
    """It goes to both sides, once, though whoever knew that it failed has died."""
    begun(counter)
    [post] = [one for one in here.ticks() if one.kind == "post" and one.address["channel"] == "C2"]
    here.settles(post, Settled(state))
    here.something_changes()
    told = here.ticks()
    assert sorted(one.address["channel"] for one in told) == [CY, EVA]
    assert all("Slack doesn't let me write in #churn" in reply_of(one).text for one in told)
    with here.ledger.open(WORKSPACE, here.now) as books:
        books.set_due(Due(f"{UNDELIVERED} {post.id} gone", here.now))
        books.set_due(Due(REFRESH, here.now))
    assert here.ticks() == []
    [edition] = [one for one in here.editions if one.what == f"{KIND} 1"]
    assert not edition.live


def test_a_workspace_that_somebody_writes_in(here: Hearing, chores: Chores) -> None:
    """Where one workspace can't be written to for long, others wait for it no more than once."""
    with here.ledger.open("T0OTHER", TEN) as books:
        books.create("Other")
        books.set_due(Due("redraw nothing", TEN + MINUTE))
    here.subscribes()
    chores.error = StoreUnavailable("Somebody else is writing.")
    here.now = TEN + HOUR
    watch = here.watch()
    done = []
    for _ in range(2):
        watch.tick()
        with here.ledger.read("T0OTHER") as books:
            done.append("redraw nothing" not in {one.what for one in books.coming()})
    assert done == [False, True]
    chores.error = None
    watch.tick()
    assert here.states == ["sent"]


def replace_zone(rhythm: Rhythm, zone: str) -> Rhythm:
    """The same times in another time zone."""
    return rhythm.model_copy(update={"zone": zone})
