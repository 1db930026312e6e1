"""Events that come late, in another order, or again; fault 7."""

import random
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bot.domain.member import Channel
from tests.acceptance.running import PATIENCE
from tests.conftest import Postgres
from tests.fake_slack import Envelope
from tests.fake_slack.traffic import Json
from tests.faults.conftest import on_postgresql
from tests.faults.replicas import ASK, Scene, channels, in_channel
from tests.faults.tally import Tally, rounds
from tests.talk.bot import until

CHANNELS = 6
NEWEST = 5
LONG_AGO = 2 * 3600
TOO_OLD = 301
QUESTIONS = "SELECT count(*) FROM questions"
CHANGES = "SELECT count(*) FROM changes"


@pytest.fixture(scope="module")
def scene(
    postgres: Postgres, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """Two processes that Slack knows on PostgreSQL, which have read all channels."""
    with on_postgresql(postgres, root, tmp_path_factory.mktemp("order")) as scene:
        both = [scene.replicas.start(), scene.replicas.start("--only", "web")]
        scene.slack.urls += [one.url() for one in both]
        until(lambda: _known(scene, ["C1"]), "The channels were not read", PATIENCE)
        yield scene
        assert scene.slack.violations == []


@pytest.mark.fault(7, "Events of channels in any order, each of them three times")
def test_shuffled(scene: Scene, tally: Tally) -> None:
    """The newest of each kind counts, whichever replica takes which, and in whichever order."""
    for here in rounds():
        wanted = {key: _told(key) for key in channels("ORDER", CHANNELS, here)}
        for key in wanted:
            scene.slack.event(_created(key)).answer()
        events = [
            (f"Ev{here}{key}{n}", each) for key in wanted for n, each in enumerate(wanted[key])
        ]
        shuffled = events * 3
        random.Random(here).shuffle(shuffled)  # noqa: S311 the order alone
        with tally.recovery():
            sent = [scene.slack.event(each, event_id=name) for name, each in shuffled]
            for one in sent:
                one.answer()
        known = _known(scene, wanted)
        tally.compare(wanted, (key for key in wanted if _ended(known.get(key), key)))


@pytest.mark.fault(7, "Messages that are two hours late, in the wrong order, and twice")
def test_late(scene: Scene, tally: Tally) -> None:
    """Each is answered once, in its own thread."""
    for here in rounds():
        began = time.time() - LONG_AGO
        wanted = [f"{began + number:.4f}{here:02d}" for number in range(6)]
        with tally.recovery():
            for ts in reversed(wanted * 2):
                scene.slack.mention(
                    ASK,
                    ts=ts,
                    event_id=f"EvLate{ts}",
                    event_time=int(float(ts)),
                    retry=(3, "http_timeout"),
                )
            until(partial(_all_answered, scene, wanted), "Some went unanswered", PATIENCE)
            _settled(scene)
        tally.compare(wanted, (ts for ts in _threads(scene) if ts in wanted))


@pytest.mark.fault(7, "Whole requests replayed by somebody: events, questions, a change")
def test_replayed(scene: Scene, tally: Tally) -> None:
    """Sent again soon they change nothing, and sent again later they are refused."""
    slack = scene.slack
    for here in rounds():
        [channel] = channels("REPLAY", 1, here)
        with tally.recovery():
            asked = slack.command(ASK, user=f"U{here}R")
            changed = slack.command(f"add team Pricing {here}", command="/ownership", user="U9")
            for one in (asked, changed, slack.dm(ASK, channel=channel)):
                one.answer()
            originals = [asked, changed, _last(scene)]
            scene.settle([channel])
            before = _counts(scene)
            for one in originals:
                again = one.attempts[0]
                assert slack.post(again.body, again.headers).status == 200
                kind = again.headers["Content-Type"]
                late = slack.signed(again.body, kind, at=time.time() - TOO_OLD)
                assert slack.post(again.body, late).status == 401
            _settled(scene)
            after = _counts(scene)
        tally.compare([channel], (one.channel for one in in_channel(slack, channel)))
        tally.doubled += sum(later - sooner for sooner, later in zip(before, after, strict=True))
        assert before[1] > 0


def _created(key: str) -> Json:
    named = {"id": key, "name": f"{key.lower()}-0", "created": 1, "creator": "U9"}
    return {"type": "channel_created", "channel": named, "event_ts": "100.000000"}


def _told(key: str) -> list[Json]:
    """What happens to a channel, oldest first."""
    names = ({"id": key, "name": f"{key.lower()}-{n}", "created": 1} for n in range(1, NEWEST + 1))
    events: list[Json] = [{"type": "channel_rename", "channel": named} for named in names]
    kinds = ("archive", "unarchive", "archive", "unarchive", "shared")
    events += [{"type": f"channel_{kind}", "channel": key} for kind in kinds]
    return [one | {"event_ts": f"{200 + place}.000000"} for place, one in enumerate(events)]


def _ended(found: Channel | None, key: str) -> bool:
    """Whether a channel is as the newest events have it."""
    return found is not None and replace(
        found, as_of=0.0, shared_as_of=0.0, gone_as_of=0.0, ours_as_of=0.0
    ) == Channel(key, f"{key.lower()}-{NEWEST}", shared=True)


def _known(scene: Scene, wanted: Iterable[str]) -> Mapping[str, Channel]:
    with scene.ledger.read(scene.slack.team.id) as books:
        found = [books.roster.channel(key) for key in wanted]
    return {one.id: one for one in found if one is not None}


def _all_answered(scene: Scene, wanted: Iterable[str]) -> bool:
    return set(_threads(scene)) >= set(wanted)


def _threads(scene: Scene) -> list[str]:
    return [one.thread_ts for one in list(scene.slack.messages) if one.thread_ts]


def _settled(scene: Scene) -> None:
    """Waits until nothing is to be sent any more."""
    open_ones = "SELECT count(*) FROM deliveries WHERE settled_at IS NULL"
    until(lambda: scene.rows(open_ones) == 0, "Something was not sent", PATIENCE)


def _counts(scene: Scene) -> tuple[int, int]:
    return scene.rows(QUESTIONS), scene.rows(CHANGES)


def _last(scene: Scene) -> Envelope:
    return list(scene.slack.envelopes.values())[-1]
