"""Editions of long ago are dropped, and messages that change are looked at one by one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.edition import Edition, EditionState
from bot.store.due import Due
from bot.store.editions import LONGER
from bot.store.ledger import Ledger
from tests.store.sample import NOW, take_in

DAY = timedelta(days=1)
OLD = Edition(what="digest 1", slot="2026-01-01T09:00", at=NOW, state="sent", channel="C1")


@pytest.fixture
def ready(ledger: Ledger) -> Ledger:
    """A ledger with two workspaces."""
    for workspace_id in ("W1", "W2"):
        take_in(ledger, {}, workspace_id)
    return ledger


def claims(ledger: Ledger, *given: Edition, workspace_id: str = "W1") -> None:
    """These were told."""
    with ledger.open(workspace_id, NOW) as books:
        for one in given:
            assert books.claim_edition(one)


def left(ledger: Ledger, days: int) -> list[str]:
    """The slots that are known after tidying so many days later than editions are kept."""
    with ledger.queue() as queue:
        queue.forget(NOW + LONGER + days * DAY)
    with ledger.read("W1") as books:
        return sorted(one.slot for one in books.editions(1000))


def told(day: int, state: EditionState, **more: object) -> Edition:
    """An edition of that day, by whose number it is called."""
    return replace(OLD, slot=str(day), at=NOW + day * DAY, state=state, **more)  # type: ignore[arg-type]


def test_the_last_of_each_stays(ready: Ledger) -> None:
    """What is old goes, but for the last message, and the last look after it."""
    states: tuple[EditionState, ...] = ("quiet", "sent", "skipped", "sent", "quiet", "quiet")
    claims(ready, *(told(day, state) for day, state in enumerate(states)))
    assert left(ready, 0) == ["0", "1", "2", "3", "4", "5"]
    assert left(ready, 2) == ["2", "3", "4", "5"]
    assert left(ready, 30) == ["3", "5"]


def test_what_changes_stays(ready: Ledger) -> None:
    """A message that is kept as things stand stays known, however old it is."""
    claims(ready, told(0, "sent", live=True), told(1, "sent"))
    assert left(ready, 30) == ["0", "1"]


def test_each_by_itself(ready: Ledger) -> None:
    """What another subscription, or workspace, was told makes nothing old."""
    claims(ready, told(0, "sent"), replace(told(1, "sent"), what="digest 2"))
    claims(ready, told(2, "sent"), workspace_id="W2")
    assert left(ready, 30) == ["0", "1"]


def test_looked_at_one_by_one(ready: Ledger) -> None:
    """Each live message of the workspace is due by itself; one that waits keeps its turn."""
    live = replace(OLD, live=True)
    claims(ready, live, replace(OLD, what="digest 2"), replace(live, what="checklist 7"))
    claims(ready, replace(live, what="digest 8"), workspace_id="W2")
    with ready.open("W1", NOW) as books:
        books.set_due(Due("redraw digest 1", NOW - DAY))
        books.redraw_live()
        ours = {one for one in books.coming() if one.what.startswith("redraw")}
    assert ours == {Due("redraw digest 1", NOW - DAY), Due("redraw checklist 7", NOW)}
    with ready.open("W1", NOW) as books:
        assert [one.what for one in books.live_editions("digest 1")] == ["digest 1"]
        assert books.live_editions("digest 2") == ()
