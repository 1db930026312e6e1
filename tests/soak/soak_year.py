"""A year of digests: 40 zones, 400 subscriptions, three workers with skewed clocks, and restarts.

Every local slot is told once, none twice, none is missed, whatever the clocks do.
"""

import calendar
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import monotonic
from zoneinfo import ZoneInfo

import pytest

from bot import wiring
from bot.domain.fact import HERE, Change, Subject
from bot.domain.rhythm import Days, Rhythm
from bot.domain.subscription import Subscription
from bot.slack.arrival import MARKER
from bot.store.engine import make_engines
from bot.store.installations import Installation
from bot.store.ledger import Ledger
from tests.conftest import TEMPLATE, Postgres
from tests.fake_slack import FakeSlack
from tests.talk.bot import until

ZONES = (
    "Africa/Cairo", "Africa/Casablanca", "Africa/Johannesburg", "Africa/Lagos",
    "America/Anchorage", "America/Asuncion", "America/Bogota", "America/Chicago",
    "America/Denver", "America/Halifax", "America/Havana", "America/Los_Angeles",
    "America/New_York", "America/Phoenix", "America/Santiago", "America/Sao_Paulo",
    "America/St_Johns", "Antarctica/Troll", "Asia/Beirut", "Asia/Dubai", "Asia/Jerusalem",
    "Asia/Kathmandu", "Asia/Kolkata", "Asia/Shanghai", "Asia/Tehran", "Asia/Tokyo",
    "Atlantic/Azores", "Australia/Adelaide", "Australia/Lord_Howe", "Australia/Sydney",
    "Europe/Berlin", "Europe/Chisinau", "Europe/Dublin", "Europe/London", "Pacific/Apia",
    "Pacific/Auckland", "Pacific/Chatham", "Pacific/Easter", "Pacific/Norfolk", "UTC",
)  # fmt: skip
SUBSCRIPTIONS = 400
SKEWS = (-90.0, 0.0, 90.0)
"""Seconds that the workers' clocks are ahead."""

STEP = timedelta(minutes=30)
YEAR = timedelta(days=365)
RESTART_EVERY = 250
"""Steps after which, on average, a worker is killed in the middle of one, and a new one started."""

SEED = 20_261_123
_SATURDAY = 5


@dataclass(frozen=True)
class Kind:
    """Days, and how we ourselves tell whether it is one of them."""

    days: Days
    on: Callable[[date], bool]


def kinds(anchor: date) -> tuple[Kind, ...]:
    """Every sort of days, each as often as it is to be among the subscriptions."""
    week = Days(every="week", days=(0, 3))
    two_weeks = Days(every="week", days=(anchor.weekday(),), weeks=2, since=anchor)
    first_monday = Days(every="month", nth=1, days=(0,))
    last_friday = Days(every="month", nth=-1, days=(4,))
    return (
        Kind(Days(every="day"), lambda _: True),
        Kind(Days(every="weekday"), lambda day: day.isoweekday() < 6),
        Kind(Days(every="week", days=(6,)), lambda day: day.isoweekday() == 7),
        Kind(week, lambda day: day.isoweekday() in (1, 4)),
        Kind(two_weeks, lambda day: (day - anchor).days % 14 == 0),
        Kind(first_monday, lambda day: day == _mondays(day)[0]),
        Kind(last_friday, lambda day: day == _in_month(day, calendar.FRIDAY)[-1]),
        Kind(Days(every="month", day=31), lambda day: (day + timedelta(days=1)).day == 1),
        Kind(Days(every="month"), lambda day: day == _workdays(day)[-1]),
        Kind(Days(every="month", day=15), lambda day: day.day == 15),
    )


def _month(day: date) -> list[date]:
    weeks = calendar.Calendar().monthdatescalendar(day.year, day.month)
    return [one for week in weeks for one in week if one.month == day.month]


def _in_month(day: date, weekday: int) -> list[date]:
    return [one for one in _month(day) if one.weekday() == weekday]


def _mondays(day: date) -> list[date]:
    return _in_month(day, calendar.MONDAY)


def _workdays(day: date) -> list[date]:
    return [one for one in _month(day) if one.weekday() < _SATURDAY]


def slots(kind: Kind, rhythm: Rhythm, began: datetime, ended: datetime) -> Iterator[str]:
    """The local times that have to be told between these moments."""
    day = began.date() - timedelta(days=2)
    while day <= ended.date() + timedelta(days=2):
        local = datetime.combine(day, rhythm.at)
        moment = local.replace(tzinfo=ZoneInfo(rhythm.zone)).astimezone(UTC)
        if kind.on(day) and began < moment <= ended:
            yield local.isoformat(timespec="minutes")
        day += timedelta(days=1)


class Worker:
    """One process that does what is due; `skew` is how far its clock is ahead."""

    def __init__(self, url: str, slack: FakeSlack, root: Path, skew: float) -> None:
        words = [url, slack.api_url, slack.team.id, str(skew)]
        self.process = subprocess.Popen(  # noqa: S603 our own module
            [sys.executable, "-m", "tests.soak.teller", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=root,
        )

    def tell(self, moment: datetime) -> None:
        """Tells it the time, and doesn't wait."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{moment.isoformat()}\n")
        self.process.stdin.flush()

    def wait(self) -> None:
        """Waits until what was due then is done."""
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "done\n"

    def kill(self) -> None:
        """Ends it as if its machine had gone."""
        self.process.kill()
        with suppress(BrokenPipeError):
            self.process.communicate()

    def close(self) -> None:
        """Lets it end."""
        with suppress(BrokenPipeError):
            self.process.communicate(timeout=120)


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A fake Slack with a channel for each subscription, and nobody to be told of set-up."""
    with FakeSlack() as slack:
        slack.has_no_admins()
        slack.bot_token = "xoxb-fake"  # noqa: S105 a fake
        for number in range(1, SUBSCRIPTIONS + 1):
            slack.add_channel(f"C{number:04d}", f"channel-{number}")
        yield slack
    assert slack.violations == []


def test_every_slot_is_told_once(slack: FakeSlack, postgres: Postgres, root: Path) -> None:
    """After the year each channel has heard each of its slots, and none of them twice."""
    url = postgres.fresh(TEMPLATE)
    chance = random.Random(SEED)  # noqa: S311 a test's
    with closing(Ledger(make_engines(url, root))) as ledger:
        _a_year(slack, ledger, url, root, chance)


def _a_year(slack: FakeSlack, ledger: Ledger, url: str, root: Path, chance: random.Random) -> None:
    # Between the quarters of an hour at which anything is due, as far as the clocks differ.
    began = datetime.now(UTC).replace(minute=7, second=30, microsecond=0)
    ended = began + YEAR
    kind_of = _subscribe(ledger, slack.team.id, began, root)
    workers = [Worker(url, slack, root, skew) for skew in SKEWS]
    started, restarts, steps, longest, now = monotonic(), 0, 0, 0.0, began
    while now < ended:
        now, steps = min(now + STEP, ended), steps + 1
        step = monotonic()
        for worker in workers:
            worker.tell(now)
        if chance.random() < 1 / RESTART_EVERY:
            dying = chance.randrange(len(workers))
            workers[dying].kill()
            workers[dying] = Worker(url, slack, root, SKEWS[dying])
            workers[dying].tell(now)
            restarts += 1
        for worker in workers:
            worker.wait()
        longest = max(longest, monotonic() - step)
    until(lambda: _settled(ledger, slack.team.id), "Something was not sent", patience=300)
    for worker in workers:
        worker.close()

    wanted = {
        (f"digest {number}", slot)
        for number, (kind, told) in kind_of.items()
        for slot in slots(kind, told.rhythm, began, ended)
    }
    with ledger.read(slack.team.id) as books:
        editions = books.editions(10 * len(wanted))
        sent = {one.delivery: (one.what, one.slot) for one in editions if one.state == "sent"}
    marks = Counter(_mark(one.body) for one in slack.messages if one.kind == "post")
    heard = {sent[mark] for mark in marks if mark in sent}
    twice = [mark for mark, count in marks.items() if count > 1]
    _print(
        {
            "subscriptions": len(kind_of),
            "zones": len(ZONES),
            "slots": len(wanted),
            "told": len(heard & wanted),
            "told twice": len(twice),
            "missed": len(wanted - heard),
            "not wanted": len(heard - wanted),
            "skipped": sum(one.state == "skipped" for one in editions),
            "workers killed": restarts,
            "steps": steps,
            "longest step, s": round(longest, 2),
            "took, s": round(monotonic() - started),
        }
    )
    assert not twice
    assert heard == wanted
    assert len(sent) == len(wanted)


def _subscribe(
    ledger: Ledger, workspace: str, began: datetime, root: Path
) -> dict[int, tuple[Kind, Subscription]]:
    """Every channel hears something; what it is by the subscription's number."""
    made, several = {}, kinds(began.date())
    times = (time(2, 30), time(9), time(1, 30), time(17, 45), time(0))
    with ledger.open(workspace, began) as books:
        wiring.make_ready(books, root, name="Soak", example=True)
        books.roster.set_installation(Installation(workspace, None, "U0BOT", None, None, [], began))
        teams = [team.key for team in books.organisation().teams]
        for number in range(1, SUBSCRIPTIONS + 1):
            # Days of every sort fall into every zone, and into every time.
            kind = several[number % len(several) if number % 3 else 2 + number % 7]
            zone = ZONES[number // len(several) % len(ZONES)]
            rhythm = Rhythm(days=kind.days, at=times[number % 7 % len(times)], zone=zone)
            told = Subscription(
                channel=f"C{number:04d}",
                digests=("unfilled",),
                rhythm=rhythm,
                by="U9",
                team=teams[number % len(teams)],
                well=True,
            )
            change = Change(Subject("digest", (str(number),)), None, told.model_dump(mode="json"))
            books.record([change], actor="U9", source=HERE)
            made[number] = (kind, told)
    return made


def _settled(ledger: Ledger, workspace: str) -> bool:
    with ledger.read(workspace) as books:
        return not {"waiting", "sending"} & {one.state for one in books.deliveries(500)}


def _mark(body: dict[str, object]) -> str:
    metadata = body["metadata"]
    assert isinstance(metadata, dict)
    assert metadata["event_type"] == MARKER
    return str(metadata["event_payload"]["id"])


def _print(figures: dict[str, object]) -> None:
    for name, value in figures.items():
        sys.stderr.write(f"{name:>20}: {value}\n")
