"""What is due is done: channels are told, once a slot, and what they were told is kept true."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest

from bot import config
from bot.desk.desk import Desk
from bot.desk.rounds import LATE, LIVE, LOOK, SOON
from bot.domain.delivery import Settled
from bot.domain.edition import Matter
from bot.domain.member import Channel
from bot.domain.rhythm import Days, Rhythm
from bot.store.due import CHANNELS, REFRESH, REMINDERS, SEND, UNDELIVERED, Due
from bot.store.engine import Engines
from bot.store.ledger import Ledger
from tests.commands.counter import ANA, CY, INES, NOW, WORKSPACE, Counter
from tests.desk.hearing import DAILY, DAY, HOUR, MINUTE, TEN, Chores, Hearing, lines_of, reply_of

WORKERS = 8
PATIENCE = 60
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def chores() -> Chores:
    """What there is to do."""
    return Chores()


@pytest.fixture
def here(counter: Counter, chores: Chores) -> Hearing:
    """A workspace on SQLite."""
    return Hearing(counter.ledger, counter.desk.rounds, chores)


def test_told_at_its_time(here: Hearing) -> None:
    """At its moment, and not before, the channel is told, and the next slot is due."""
    here.subscribes()
    assert here.ticks(TEN - INSTANT) == []
    [post] = here.ticks(TEN)
    assert (post.kind, post.address) == ("post", {"channel": "C2"})
    reply = reply_of(post)
    assert reply.headline == "Who owns what, Monday 23 November 2026:"
    assert lines_of(reply) == ["dishes"]
    [edition] = here.editions
    assert (edition.what, edition.slot, edition.at) == ("digest 1", "2026-11-23T10:00", TEN)
    assert (edition.state, edition.late, edition.live) == ("sent", False, True)
    assert (edition.delivery, edition.channel) == (post.id, "C2")
    assert edition.matters == (Matter(digest="chores", about=("dishes",)),)
    assert here.coming["digest 1"] == Due("digest 1", TEN + DAY, "2026-11-24T10:00")
    assert here.ticks(TEN + HOUR) == []


def test_by_the_clock_of_its_zone(here: Hearing) -> None:
    """The slot is a local time, and so is the day in the headline."""
    rhythm = Rhythm(days=Days(every="day"), at=DAILY.at, zone="Pacific/Auckland")
    here.subscribes(rhythm=rhythm)
    # Ten in Auckland, thirteen hours ahead.
    assert here.ticks(datetime.fromisoformat("2026-11-23T20:59+00:00")) == []
    [text] = here.told(datetime.fromisoformat("2026-11-23T21:00+00:00"))
    assert "Tuesday 24 November 2026" in text


def test_two_workers_one_after_the_other(here: Hearing, chores: Chores) -> None:
    """Whoever looks second finds it done, also with what was due before in their hands."""
    here.subscribes()
    stale = here.coming["digest 1"]
    assert len(here.ticks(TEN)) == 1
    assert Hearing(here.ledger, here.rounds, chores).ticks(TEN) == []
    with here.ledger.open(WORKSPACE, TEN) as books:
        assert list(here.rounds.done(books, stale, TEN)) == []
    assert here.states == ["sent"]


def test_many_workers_at_once(engines: Engines, desk: Desk, root: Path) -> None:
    """Of processes that look at the same moment, on either database, one tells the channel."""
    Counter(Ledger(engines), desk).take_in(config.load_catalog(root))
    workers = [Hearing(Ledger(engines), desk.rounds) for _ in range(WORKERS)]
    here = workers[0]
    here.subscribes()
    together = Barrier(WORKERS, timeout=PATIENCE)

    def work(worker: Hearing) -> None:
        worker.now = TEN
        together.wait()
        worker.watch().tick()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, workers))
    # Who waited too long for the others left it to the next tick.
    here.ticks()
    assert [one.kind for one in here.deliveries] == ["post"]
    assert here.states == ["sent"]


@pytest.mark.parametrize(
    ("after", "state", "late"),
    [
        (timedelta(0), "sent", False),
        (LATE, "sent", False),
        (LATE + INSTANT, "sent", True),
        (6 * HOUR, "sent", True),
        (6 * HOUR + INSTANT, "skipped", False),
        (23 * HOUR, "skipped", False),
    ],
)
def test_late(here: Hearing, after: timedelta, state: str, *, late: bool) -> None:
    """A little late it is told and says so; later than six hours it is written down as skipped."""
    assert here.rounds.rules.late_hours == 6
    here.subscribes()
    told = here.told(TEN + after)
    says = "This comes late: it was due on 23 November at 10:00."
    assert [says in text for text in told] == ([late] if state == "sent" else [])
    assert [(one.state, one.late) for one in here.editions] == [(state, late)]
    assert here.coming["digest 1"].at == TEN + DAY


def test_a_year_of_silence(here: Hearing) -> None:
    """Each slot of a year in which nobody looked is skipped, once; the next one is told."""
    here.subscribes()
    assert here.told(NOW + 365 * DAY) == []
    assert here.states == ["skipped"] * 365
    assert {one.at for one in here.editions} == {NOW + 365 * DAY}
    assert here.coming["digest 1"].at == TEN + 365 * DAY
    [text] = here.told(TEN + 365 * DAY)
    assert "late" not in text
    assert here.states == ["skipped"] * 365 + ["sent"]


def test_a_year_of_silence_that_ends_late(here: Hearing) -> None:
    """The newest slot is told late where there is still time, and those before are skipped."""
    here.subscribes()
    [text] = here.told(TEN + 365 * DAY + HOUR)
    assert "This comes late: it was due on 23 November at 10:00." in text
    assert here.states == ["skipped"] * 365 + ["sent"]


def test_slots_within_the_grace(here: Hearing) -> None:
    """Of two slots of which neither is too late, as clocks were changed, the newer is told."""
    rules = here.rounds.rules.model_copy(update={"late_hours": 23})
    here.rounds = replace(here.rounds, rules=rules)
    here.now = datetime.fromisoformat("2027-03-27T08:00+00:00")
    here.subscribes(rhythm=Rhythm(days=DAILY.days, at=DAILY.at, zone="Europe/Berlin"))
    [text] = here.told(datetime.fromisoformat("2027-03-28T08:00+00:00"))
    assert "late" not in text
    assert [(one.slot, one.state) for one in here.editions] == [
        ("2027-03-27T10:00", "skipped"),
        ("2027-03-28T10:00", "sent"),
    ]


def test_nothing_new_is_quiet(here: Hearing, chores: Chores) -> None:
    """What the channel knows isn't told again, which is written down; with something new, all."""
    here.subscribes()
    assert len(here.told(TEN)) == 1
    assert here.told(TEN + DAY) == []
    quiet = here.editions[-1]
    assert (quiet.state, quiet.live, quiet.delivery) == ("quiet", False, None)
    assert [one.live for one in here.editions] == [True, False]
    chores.open.append("windows")
    [post] = here.ticks(TEN + 2 * DAY)
    assert lines_of(reply_of(post)) == ["dishes", "windows"]
    assert [one.live for one in here.editions] == [False, False, True]


def test_nothing_at_all_is_quiet(here: Hearing, chores: Chores) -> None:
    """Where there is nothing to tell, nothing is posted, from the first slot on."""
    chores.open.clear()
    here.subscribes()
    assert here.told(TEN) == []
    assert here.states == ["quiet"]
    chores.open.append("dishes")
    assert len(here.told(TEN + DAY)) == 1


def test_settled_and_open_again(here: Hearing, chores: Chores) -> None:
    """What was seen to and is open again is new."""
    here.subscribes()
    here.ticks(TEN)
    chores.open.clear()
    assert here.told(TEN + DAY) == []
    chores.open.append("dishes")
    assert len(here.told(TEN + 2 * DAY)) == 1


def test_well(here: Hearing, chores: Chores) -> None:
    """Who asked for it hears at each slot, also that there is nothing."""
    here.subscribes(well=True)
    here.ticks(TEN)
    assert len(here.told(TEN + DAY)) == 1
    chores.open.clear()
    [text] = here.told(TEN + 2 * DAY)
    assert "all is well, there is nothing to see to." in text


@pytest.mark.parametrize("first", [timedelta(0), 3 * HOUR])
def test_again_after_some_days(here: Hearing, first: timedelta) -> None:
    """What nobody sees to is told again by the calendar, however late it was told first."""
    assert here.rounds.rules.again_days == 28
    here.subscribes()
    assert len(here.told(TEN + first)) == 1
    told = [day for day in range(1, 60) if here.told(TEN + day * DAY)]
    assert told == [28, 56]


def test_again_where_clocks_were_changed(here: Hearing) -> None:
    """A day of 23 hours in between puts nothing off."""
    rhythm = Rhythm(days=Days(every="week", days=(0,)), at=DAILY.at, zone="Europe/Berlin")
    here.now = datetime.fromisoformat("2027-03-01T00:00+00:00")
    here.subscribes(rhythm=rhythm)
    assert len(here.told(datetime.fromisoformat("2027-03-01T09:00+00:00"))) == 1
    assert here.told(datetime.fromisoformat("2027-03-22T09:00+00:00")) == []
    assert len(here.told(datetime.fromisoformat("2027-03-29T08:00+00:00"))) == 1


def test_snoozed(here: Hearing, chores: Chores) -> None:
    """A matter that a channel snoozed is left out until that day, and then it is new again."""
    chores.open.append("windows")
    here.subscribes()
    here.subscribes("2", channel="C3")
    here.changes("snooze", ("C2", "chores windows"), {"until": "2026-11-25"})
    two, three = here.ticks(TEN)
    assert (two.address["channel"], three.address["channel"]) == ("C2", "C3")
    assert lines_of(reply_of(two)) == ["dishes"]
    assert lines_of(reply_of(three)) == ["dishes", "windows"]
    assert here.told(TEN + DAY) == []
    [post] = here.ticks(TEN + 2 * DAY)
    assert lines_of(reply_of(post)) == ["dishes", "windows"]


def test_redrawn_where_it_shows_something_else(here: Hearing, chores: Chores) -> None:
    """After a change of anything the message is looked at, and changed where it isn't so."""
    here.subscribes()
    [post] = here.ticks(TEN)
    here.arrives(post, "17.5")
    told_at = here.editions[0].as_of
    here.something_changes()
    assert here.looks_again == TEN
    assert here.ticks() == []
    assert here.looks_again is None

    here.now += MINUTE
    chores.open.clear()
    here.something_changes()
    [update] = here.ticks()
    assert (update.kind, update.address) == ("update", {"channel": "C2", "ts": "17.5"})
    assert lines_of(reply_of(update)) == ["✓ dishes"]
    [edition] = here.editions
    assert (edition.as_of, edition.live) == (told_at, True)
    here.now += MINUTE
    here.something_changes()
    assert here.ticks() == []


def test_redrawn_after_slacks_word(here: Hearing, counter: Counter, chores: Chores) -> None:
    """What Slack says of people changes what a message shows, though nobody changed a fact."""
    here.subscribes()
    [post] = here.ticks(TEN)
    here.arrives(post)
    chores.open.clear()
    before = counter.version
    counter.leaves(CY)
    assert counter.version == before
    [update] = here.ticks()
    assert lines_of(reply_of(update)) == ["✓ dishes"]


def test_redrawn_late(here: Hearing, chores: Chores) -> None:
    """A message that came late says so ever after."""
    here.subscribes()
    [post] = here.ticks(TEN + HOUR)
    here.arrives(post)
    chores.open.append("never told")
    chores.open.remove("dishes")
    here.something_changes()
    [update] = here.ticks()
    assert "This comes late" in reply_of(update).text
    assert lines_of(reply_of(update)) == ["✓ dishes"]


@pytest.mark.parametrize("paused", ["they asked", None])
def test_redrawn_though_it_is_told_no_more(
    here: Hearing, chores: Chores, paused: str | None
) -> None:
    """A message is kept true also where its subscription is paused or gone by now."""
    told = here.subscribes()
    [post] = here.ticks(TEN)
    here.arrives(post)
    chores.open.clear()
    after = told.model_copy(update={"paused": paused}).model_dump(mode="json") if paused else None
    here.changes("digest", ("1",), after)
    [update] = here.ticks()
    assert lines_of(reply_of(update)) == ["✓ dishes"]
    assert here.told(TEN + DAY) == []


def test_not_sent_yet(here: Hearing, chores: Chores) -> None:
    """A message that hasn't left is looked at again, until Slack has it."""
    here.subscribes()
    [post] = here.ticks(TEN)
    chores.open.clear()
    here.something_changes()
    for n in range(1, 4):
        assert here.ticks() == []
        assert here.looks_again == TEN + n * SOON
        here.now += SOON
    here.arrives(post, "3.0")
    [update] = here.ticks()
    assert update.address["ts"] == "3.0"
    assert here.looks_again is None


@pytest.mark.parametrize("state", ["failed", "expired", "unknown"])
def test_never_arrived(here: Hearing, state: str) -> None:
    """A message that never came to Slack, or perhaps, isn't looked at any more."""
    here.subscribes()
    [post] = here.ticks(TEN)
    here.settles(post, Settled(state))  # type: ignore[arg-type]
    here.something_changes()
    assert here.ticks() == []
    assert [one.live for one in here.editions] == [False]
    assert here.looks_again is None


def test_kept_true_for_some_time(here: Hearing, chores: Chores) -> None:
    """After two weeks a message stays as it is."""
    here.subscribes()
    [post] = here.ticks(TEN)
    here.arrives(post)
    here.ticks(TEN + LIVE)
    chores.open.clear()
    here.something_changes()
    assert [one.kind for one in here.ticks()] == ["update"]
    here.ticks(TEN + LIVE + MINUTE)
    chores.open.append("dishes")
    here.something_changes()
    assert here.ticks() == []
    assert not any(one.live for one in here.editions)


def archived(channel: Channel) -> Channel:
    """It is archived."""
    return replace(channel, gone=True, gone_as_of=5.0)


def with_strangers(channel: Channel) -> Channel:
    """It is shared with another organisation."""
    return replace(channel, shared=True, shared_as_of=5.0)


def without_us(channel: Channel) -> Channel:
    """We were removed."""
    return replace(channel, ours=False, ours_as_of=5.0)


CHURN = Channel("C2", "churn", shared=False)
CLOSED = [
    (archived, "#churn is archived, or I can't see it any more"),
    (with_strangers, "people of other organisations read along in #churn"),
    (without_us, "I am not in #churn any more; invite me with /invite @Rolecall"),
]


@pytest.mark.parametrize(("happens", "because"), CLOSED)
@pytest.mark.parametrize("due", [CHANNELS, f"{SEND} 1", "digest 1"])
def test_closed_channels(
    here: Hearing, happens: Callable[[Channel], Channel], because: str, due: str
) -> None:
    """A channel that can't be told pauses what it hears, once, and whoever set it up hears why."""
    here.subscribes()
    with here.ledger.open(WORKSPACE, here.now) as books:
        books.roster.save_channels([happens(CHURN)])
        if due != "digest 1":
            books.set_due(Due(due, here.now))
    told = here.ticks(TEN if due == "digest 1" else None)
    [tell] = told
    assert tell.address["channel"] == ANA
    [resume] = reply_of(tell).actions
    assert (resume.verb, resume.given) == ("digest resume", {"number": ("1",)})
    expected = f"What #churn hears every day at 10:00 (UTC) is paused: {because}."
    assert reply_of(tell).headline == expected
    assert here.stored().paused == because
    assert not {"digest 1", CHANNELS, f"{SEND} 1"} & here.coming.keys()
    with here.ledger.open(WORKSPACE, here.now) as books:
        books.set_due(Due(CHANNELS, here.now))
    assert here.ticks(TEN + DAY) == []
    assert here.states == []


def test_open_channels_are_told(here: Hearing) -> None:
    """A channel that nothing is the matter with, or that we don't know, is told."""
    here.subscribes()
    here.subscribes("2", channel="C0UNKNOWN")
    with here.ledger.open(WORKSPACE, NOW) as books:
        books.roster.save_channels([replace(CHURN, ours=True, ours_as_of=5.0)])
        books.set_due(Due(CHANNELS, NOW))
    assert here.ticks() == []
    assert [one.address["channel"] for one in here.ticks(TEN)] == ["C2", "C0UNKNOWN"]


def test_closed_before_it_is_redrawn(here: Hearing, chores: Chores) -> None:
    """In a channel that can't be written to no message is changed, then or later."""
    here.subscribes()
    [post] = here.ticks(TEN)
    here.arrives(post)
    chores.open.clear()
    with here.ledger.open(WORKSPACE, TEN) as books:
        books.roster.save_channels([archived(CHURN)])
    here.something_changes()
    assert here.ticks() == []
    assert [one.live for one in here.editions] == [False]


def test_a_team_that_is_gone(here: Hearing) -> None:
    """Where the team is gone there is nothing to tell any more, and that is said."""
    here.subscribes(team="churn")
    here.subscribes("2", team="ghosts")
    [post, tell] = here.ticks(TEN)
    assert reply_of(post).headline == "Who owns what in Churn, Monday 23 November 2026:"
    assert "is paused: the team that it is about is gone." in reply_of(tell).headline
    assert (here.stored("2").paused, here.stored().paused) == (
        "the team that it is about is gone",
        None,
    )


def test_whoever_set_it_up_has_left(here: Hearing, counter: Counter) -> None:
    """Then somebody who looks after all teams is told, and why they are."""
    here.subscribes()
    counter.leaves(ANA)
    with here.ledger.open(WORKSPACE, NOW) as books:
        books.roster.save_channels([archived(CHURN)])
    [tell] = here.ticks(TEN)
    assert tell.address["channel"] == INES
    assert "Ana Ivanova set that up and has left." in reply_of(tell).headline


@pytest.mark.parametrize(
    ("error", "because"),
    [
        ("Slack said: not_in_channel", CLOSED[2][1]),
        ("channel_not_found", CLOSED[2][1]),
        ("is_archived", "#churn is archived"),
        ("restricted_action", "what I wrote there wasn't taken (restricted_action)"),
    ],
)
def test_undelivered(here: Hearing, error: str, because: str) -> None:
    """What Slack wouldn't take pauses what the channel hears, and tells whoever set it up."""
    here.subscribes()
    [post] = here.ticks(TEN)
    _given_up(here, post.id, error)
    [tell] = here.ticks()
    assert tell.address["channel"] == ANA
    assert here.stored().paused == because
    _given_up(here, post.id, error)
    assert here.ticks() == []


def test_undelivered_of_long_ago(here: Hearing) -> None:
    """What is no digest's message, or one of a subscription that is gone, pauses nothing."""
    here.subscribes()
    [post] = here.ticks(TEN)
    here.arrives(post)
    _given_up(here, "d0", "is_archived")
    assert here.ticks() == []
    here.changes("digest", ("1",), None)
    _given_up(here, post.id, "is_archived")
    assert here.ticks() == []
    assert set(here.coming) == {REMINDERS}


def _given_up(here: Hearing, delivery: str, error: str) -> None:
    with here.ledger.open(WORKSPACE, here.now) as books:
        books.set_due(Due(f"{UNDELIVERED} {delivery} {error}", here.now))


def test_sent_now(here: Hearing) -> None:
    """Sent out of turn it is posted at once, news or not, and its own time stays."""
    here.subscribes()
    assert len(here.told(TEN)) == 1
    for passed, told in ((HOUR, 1), (timedelta(seconds=20), 0), (MINUTE, 1)):
        here.now += passed
        with here.ledger.open(WORKSPACE, here.now) as books:
            books.set_due(Due(f"{SEND} 1", here.now))
        assert len(here.ticks()) == told
    assert here.coming["digest 1"].at == TEN + DAY
    assert [one.slot[-5:] for one in here.editions] == ["10:00", "11:00", "11:01"]


def test_what_is_nobodys_any_more(here: Hearing) -> None:
    """What is due of something that is gone is dropped."""
    dues = ["digest 9", "send 9", "checklist 9", REFRESH, CHANNELS]
    with here.ledger.open(WORKSPACE, NOW) as books:
        for what in dues:
            books.set_due(Due(what, NOW, "2026-11-23T09:00"))
    assert here.ticks() == []
    assert set(here.coming) == {REMINDERS}


def test_what_a_newer_version_planned(here: Hearing) -> None:
    """What is due of a kind that nobody here knows stays, for whoever knows it."""
    with here.ledger.open(WORKSPACE, NOW) as books:
        books.set_due(Due("nonsense 1", NOW, "2026-11-23T09:00"))
    assert here.ticks() == []
    assert here.coming["nonsense 1"].at > NOW


def test_paused_meanwhile(here: Hearing) -> None:
    """What was paused by the time that somebody comes to it is dropped."""
    here.subscribes(paused="they asked")
    with here.ledger.open(WORKSPACE, NOW) as books:
        books.set_due(Due("digest 1", NOW, "2026-11-23T09:00"))
        books.set_due(Due("send 1", NOW))
    assert here.ticks() == []
    assert set(here.coming) == {REMINDERS}
    assert here.states == []


def test_reminders_go_on(here: Hearing) -> None:
    """A look at who is to be reminded sets the next one."""
    assert here.ticks() == []
    assert here.coming[REMINDERS] == Due(REMINDERS, NOW + LOOK)


def test_a_digest_that_is_no_more(here: Hearing) -> None:
    """A digest whose plug-in is gone is left out of what is told."""
    here.subscribes(digests=("gone", "chores"))
    here.subscribes("2", digests=("gone",), channel="C3")
    [post] = here.ticks(TEN)
    assert post.address["channel"] == "C2"
    assert here.states == ["sent", "quiet"]


def test_a_preview_is_no_telling(here: Hearing) -> None:
    """What is shown beforehand is what will be told, writes nothing down and stays news."""
    told = here.subscribes()
    with here.ledger.open(WORKSPACE, TEN) as books:
        shown = here.rounds.preview(books, told, "1", TEN)
    assert here.editions == []
    [post] = here.ticks(TEN)
    assert reply_of(post) == shown


def test_names(here: Hearing) -> None:
    """Each digest is known by its name, with what it tells of."""
    assert here.rounds.names == {"chores": "chores"}
