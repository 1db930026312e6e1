"""What operators read of digests, and how they send one."""

from datetime import timedelta

import pytest

from bot.desk.operators import coming, past, send
from bot.domain.delivery import Settled
from bot.domain.edition import Edition
from bot.domain.rhythm import Days, Rhythm
from bot.errors import RolecallError
from bot.store.due import SEND, Due
from tests.commands.counter import NOW, WORKSPACE, Counter
from tests.desk.hearing import DAILY, DAY, HOUR, TEN, Chores, Hearing


@pytest.fixture
def here(counter: Counter) -> Hearing:
    """A workspace whose channel C2, called churn, hears of chores every day at ten."""
    here = Hearing(counter.ledger, counter.desk.rounds, Chores())
    here.subscribes("3")
    return here


def due(here: Hearing) -> list[str]:
    """What is due, a line each."""
    with here.ledger.read(WORKSPACE) as books:
        return list(coming(books))


def history(here: Hearing, limit: int = 50) -> list[str]:
    """What was told, a line each."""
    with here.ledger.read(WORKSPACE) as books:
        return list(past(books, limit))


def test_coming(here: Hearing) -> None:
    """Each digest that is due, the soonest first, with its channel and its local time."""
    tokyo = Rhythm(days=Days(every="day"), at=DAILY.at, zone="Asia/Tokyo")
    here.subscribes("4", channel="C0ELSE", digests=("chores", "more"), rhythm=tokyo)
    here.subscribes("5", paused="they asked")
    assert due(here) == [
        "2026-11-23 10:00 UTC  digest 3  #churn  chores  (2026-11-23 10:00 UTC)",
        "2026-11-24 01:00 UTC  digest 4  C0ELSE  chores, more  (2026-11-24 10:00 Asia/Tokyo)",
    ]


def test_nothing_comes(here: Hearing) -> None:
    """Where no channel hears anything no line is given, whatever else is due."""
    here.changes("digest", ("3",), None)
    assert here.coming
    assert due(here) == []


def test_past(here: Hearing) -> None:
    """What became of each slot, the newest first: told, late, nothing new, or too late."""
    [post] = here.ticks(TEN)
    here.ticks(TEN + DAY)
    here.ticks(TEN + 2 * DAY + 7 * HOUR)
    lines = [
        "2026-11-25 17:00 UTC  digest 3  for 2026-11-25 10:00  #churn  skipped: too late",
        "2026-11-24 10:00 UTC  digest 3  for 2026-11-24 10:00  #churn  nothing new, nothing posted",
        "2026-11-23 10:00 UTC  digest 3  for 2026-11-23 10:00  #churn  1 matter: waiting",
    ]
    assert history(here) == lines
    assert history(here, 2) == lines[:2]
    here.settles(post, Settled("failed", error="is_archived"))
    assert history(here)[-1].endswith("  1 matter: failed")


def test_past_and_late(here: Hearing) -> None:
    """That it came late is said, and of how many matters it told."""
    chores = Chores(open=["dishes", "windows"])
    late = Hearing(here.ledger, here.rounds, chores)
    [post] = late.ticks(TEN + HOUR)
    late.arrives(post)
    [line] = history(here)
    assert line.endswith("  2 matters, late: sent")


def test_past_of_a_checklist(here: Hearing) -> None:
    """A checklist in a channel has no time that it was for, and what became of it stands there."""
    with here.ledger.open(WORKSPACE, NOW) as books:
        books.claim_edition(Edition("checklist 1", "start", NOW, "sent", "C2"))
    assert history(here) == ["2026-11-23 09:30 UTC  checklist 1  #churn  sent long ago"]


def test_send(here: Hearing) -> None:
    """It is due at once, and posted by whoever looks next; its own time stays."""
    at = NOW + timedelta(minutes=5)
    with here.ledger.open(WORKSPACE, at) as books:
        assert send(books, "3", at) == "Digest 3 is on its way to #churn."
    assert here.coming[f"{SEND} 3"] == Due(f"{SEND} 3", at)
    [post] = here.ticks(at)
    assert post.address == {"channel": "C2"}
    assert here.coming["digest 3"].at == TEN


def test_send_what_cannot_be_sent(here: Hearing) -> None:
    """What isn't there, or is paused, is refused with what to do instead, and isn't due."""
    here.subscribes("4", paused="they asked")
    with here.ledger.open(WORKSPACE, NOW) as books:
        with pytest.raises(RolecallError, match="There is no digest 9: `rolecall digest due`"):
            send(books, "9", NOW)
        with pytest.raises(RolecallError, match=r"Digest 4 is paused \(they asked\): resume it"):
            send(books, "4", NOW)
    assert not [what for what in here.coming if what.startswith(SEND)]
