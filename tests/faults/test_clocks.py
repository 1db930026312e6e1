"""Clocks that are wrong, and nights in which they are changed.

A year of such nights in many time zones is in `tests/soak/soak_year.py`.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.domain.edition import Edition
from bot.domain.fact import HERE, Change, Subject
from bot.domain.rhythm import Days, Rhythm
from bot.domain.subscription import Subscription
from bot.store.due import Due
from tests.acceptance.running import Running
from tests.acceptance.test_digest_killed import CHANNEL
from tests.faults.replicas import Scene, channels, in_channel, stopped
from tests.faults.tally import Tally, rounds
from tests.talk.bot import until

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NEW_YORK = "America/New_York"


@pytest.mark.fault(15, "Two replicas whose clocks are 90 seconds apart")
def test_apart(scene: Scene, tally: Tally) -> None:
    """Every slot is told once, and every question is answered once."""
    _apart(scene, tally, 45, MINUTE)


@pytest.mark.long
@pytest.mark.fault(15, "Two replicas whose clocks are two hours apart")
def test_far_apart(scene: Scene, tally: Tally) -> None:
    """Every slot is told once, and every question is answered once."""
    _apart(scene, tally, HOUR.total_seconds(), 2 * HOUR)


def _apart(scene: Scene, tally: Tally, seconds: float, since: timedelta) -> None:
    """One clock is so much ahead and one so much behind; by both of them a slot is over."""
    begun = [scene.replicas.start(ahead=ahead) for ahead in (seconds, -seconds)]
    scene.slack.urls += [one.url() for one in begun]
    for here in rounds():
        asked = channels("CLOCK", 6, here)
        slot = (datetime.now(UTC) - since).replace(second=0, microsecond=0)
        with tally.recovery():
            _told_daily(scene, str(here + 1), slot, "UTC", slot)
            scene.asked(asked)
            states = scene.settle(asked)
            _hears(scene, here + 1)
        tally.compare(asked, scene.heard(asked))
        assert set(states.values()) == {"sent"}
    _leave(begun)
    _count_digests(scene, tally)


@pytest.mark.parametrize(
    ("night", "named", "looks"),
    [
        ("gap", "2027-03-14T02:30", ("2027-03-14T07:31", "2027-03-14T08:31")),
        ("fold", "2027-11-07T01:30", ("2027-11-07T05:31", "2027-11-07T06:31")),
    ],
    ids=["gap", "fold"],
)
@pytest.mark.fault(16, "A night in which the clocks are changed")
def test_changed(
    scene: Scene, tally: Tally, night: str, named: str, looks: tuple[str, str]
) -> None:
    """A slot that is left out, or comes twice, is told once; the next one is a day later."""
    slot = datetime.fromisoformat(named)
    moment = Rhythm(days=Days(every="day"), at=slot.time(), zone=NEW_YORK).moment(slot)
    begun = [scene.replicas.start("--only", "worker", ahead=_until(one)) for one in looks]
    for one in begun:
        one.url()
    wanted = [f"digest {here + 1}" for here in rounds()]
    for number, what in enumerate(wanted, 1):
        with tally.recovery():
            _told_daily(scene, what.split()[1], slot, NEW_YORK, moment)
            _hears(scene, number)
    _leave(begun)
    _count_digests(scene, tally)
    assert _editions(scene) == dict.fromkeys(wanted, named), night
    with scene.ledger.read(scene.slack.team.id) as books:
        coming = {one.what: one.slot for one in books.coming() if one.what in wanted}
    following = (slot + timedelta(days=1)).isoformat(timespec="minutes")
    assert coming == dict.fromkeys(wanted, following)


def _hears(scene: Scene, count: int) -> None:
    """Waits until so many digests were told and heard."""
    until(lambda: len(_editions(scene)) >= count, "It isn't told", 20)
    until(lambda: len(in_channel(scene.slack, CHANNEL)) >= count, "It isn't heard", 20)


def _until(moment: str) -> float:
    """The seconds from now to a moment in UTC."""
    return (datetime.fromisoformat(moment).replace(tzinfo=UTC) - datetime.now(UTC)).total_seconds()


def _told_daily(scene: Scene, key: str, slot: datetime, zone: str, at: datetime) -> None:
    """A channel hears something every day, for the first time at a slot."""
    told = Subscription(
        channel=CHANNEL,
        digests=("unfilled",),
        rhythm=Rhythm(days=Days(every="day"), at=time(slot.hour, slot.minute), zone=zone),
        by="U9",
        well=True,
    )
    named = slot.replace(tzinfo=None).isoformat(timespec="minutes")
    with scene.ledger.open(scene.slack.team.id, datetime.now(UTC)) as books:
        change = Change(Subject("digest", (key,)), None, told.model_dump(mode="json"))
        books.record([change], actor="U9", source=HERE)
        books.set_due(Due(f"digest {key}", at, named))


def _editions(scene: Scene) -> dict[str, str]:
    """The slots that were told, by the name of what was due."""
    return {one.what: one.slot for one in _told(scene)}


def _told(scene: Scene) -> list[Edition]:
    """The digests that were told."""
    with scene.ledger.read(scene.slack.team.id) as books:
        editions = [one for one in books.editions() if one.what.startswith("digest ")]
    return [one for one in editions if one.state == "sent"]


def _leave(begun: Iterable[Running]) -> None:
    """All that they have begun is done."""
    for one in begun:
        stopped(one)


def _count_digests(scene: Scene, tally: Tally) -> None:
    """Every edition is in its channel once."""
    wanted = [one.delivery or "" for one in _told(scene)]
    posted = in_channel(scene.slack, CHANNEL)
    told = [one.body["metadata"]["event_payload"]["id"] for one in posted if one.kind == "post"]
    tally.compare(wanted, told)
