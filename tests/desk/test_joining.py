"""What a channel is told once we are in it: once each time, and never where outsiders read."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.desk.desk import Desk
from bot.desk.joining import PATIENCE, enter
from bot.domain.member import Channel
from bot.store.due import JOINED
from bot.store.engine import Engines
from bot.store.ledger import Ledger
from tests.commands.counter import NOW, WORKSPACE
from tests.desk.hearing import HOUR, Hearing
from tests.desk.installed import installed

OURS = Channel(
    "C4",
    "pricing",
    shared=False,
    as_of=1.0,
    shared_as_of=1.0,
    gone_as_of=1.0,
    ours=True,
    ours_as_of=1.0,
)


@pytest.fixture
def here(engines: Engines, desk: Desk, root: Path) -> Hearing:
    """A workspace that has just installed us."""
    return installed(Hearing(Ledger(engines), desk.rounds), root)


def test_a_channel_that_nobody_reads(here: Hearing) -> None:
    """A channel that can't be read is waited for, and then told nothing; nothing is left of it."""
    with here.ledger.open(WORKSPACE, NOW) as books:
        enter(books, "C77", "Ev1", NOW)
    here.ticks()
    assert f"{JOINED} C77" in here.coming
    here.ticks(NOW + PATIENCE + timedelta(seconds=1))
    assert f"{JOINED} C77" not in here.coming
    assert "C77" not in [one.address["channel"] for one in here.deliveries]


@pytest.mark.parametrize(
    "after", [replace(OURS, shared=True), replace(OURS, gone=True), replace(OURS, ours=False)]
)
def test_not_ours_any_more(here: Hearing, after: Channel) -> None:
    """What became shared, archived or not ours meanwhile is told nothing."""
    with here.ledger.open(WORKSPACE, NOW) as books:
        enter(books, "C4", "Ev1", NOW)
        books.roster.save_channels([after])
    here.ticks()
    assert "C4" not in [one.address["channel"] for one in here.deliveries]


def test_told_once_each_time(here: Hearing) -> None:
    """The same event again says nothing new; another one does."""
    with here.ledger.open(WORKSPACE, NOW) as books:
        books.roster.save_channels([OURS])
    for once, count in (("Ev1", 1), ("Ev1", 1), ("Ev2", 2)):
        with here.ledger.open(WORKSPACE, here.now) as books:
            enter(books, "C4", once, here.now)
        here.ticks(here.now + HOUR)
        told = [one for one in here.deliveries if one.address.get("channel") == "C4"]
        assert len(told) == count
