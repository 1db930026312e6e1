"""What channels were told: each slot once, whoever comes first, and what still changes."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import get_args

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.domain.edition import Edition, EditionState, Matter
from bot.errors import StoreUnavailable
from bot.store import editions, workspaces
from bot.store.engine import Engines
from bot.store.ledger import Ledger
from tests.store.sample import NOW

THREADS = 16
PATIENCE = 60
DAY = timedelta(days=1)
MATTERS = (
    Matter(digest="unfilled", about=("churn", "role:baker"), found={"since": "2026-01-02"}),
    Matter(digest="changes", about=()),
)
FULL = Edition(
    what="digest 3",
    slot="2026-03-01T09:00",
    at=NOW,
    state="sent",
    channel="C1",
    late=True,
    delivery="d1",
    matters=MATTERS,
    as_of=7,
    shown="abc",
    live=True,
)
NEXT = replace(FULL, slot="2026-03-02T09:00", at=NOW + DAY, delivery="d2")


@pytest.fixture
def session(engines: Engines) -> Iterator[Session]:
    """A session in which two workspaces are there."""
    with Session(engines.write) as session:
        for workspace_id in ("W1", "W2"):
            workspaces.create(session, workspace_id, workspace_id, NOW)
        session.commit()
        yield session


def _claim(session: Session, *given: Edition, workspace_id: str = "W1") -> None:
    for edition in given:
        assert editions.claim(session, workspace_id, edition)


def test_as_written(session: Session) -> None:
    """Everything that was written is read again, with all its matters."""
    _claim(session, FULL)
    assert editions.latest(session, "W1", 50) == (FULL,)
    bare = Edition("checklist 1", "start", NOW, "quiet", "C2")
    _claim(session, bare)
    assert editions.last(session, "W1", "checklist 1", "quiet") == bare


@pytest.mark.parametrize("state", get_args(EditionState))
def test_every_state_is_stored(state: EditionState, session: Session) -> None:
    """An edition may end in any way that the domain knows, and in no other."""
    _claim(session, replace(FULL, state=state))
    assert [one.state for one in editions.latest(session, "W1", 50)] == [state]


def test_no_other_state(session: Session) -> None:
    """What is no state isn't stored."""
    odd = replace(FULL, state="lost")  # type: ignore[arg-type]
    with pytest.raises(IntegrityError):
        editions.claim(session, "W1", odd)


def test_a_slot_once(session: Session) -> None:
    """A slot is claimed once, however it ended then, and stays as it was claimed first."""
    _claim(session, FULL)
    assert not editions.claim(session, "W1", FULL)
    assert not editions.claim(session, "W1", replace(FULL, state="skipped", at=NOW + DAY))
    assert editions.latest(session, "W1", 50) == (FULL,)
    _claim(session, NEXT, replace(FULL, what="digest 4"))
    _claim(session, FULL, workspace_id="W2")


def test_one_of_many_at_once(session: Session, ledger: Ledger) -> None:
    """Of threads that claim the same slots at the same moment one gets each."""
    together = Barrier(THREADS, timeout=PATIENCE)
    slots = [f"2026-03-{day:02}T09:00" for day in range(1, 6)]

    def race(thread: int) -> list[bool]:
        won = []
        for slot in slots:
            together.wait()
            won.append(_patiently(ledger, replace(FULL, slot=slot, channel=f"C{thread}")))
        return won

    with ThreadPoolExecutor(THREADS) as pool:
        results = list(pool.map(race, range(THREADS)))
    assert [sum(wins) for wins in zip(*results, strict=True)] == [1] * len(slots)
    winners = {f"C{n}" for n, wins in enumerate(results) if any(wins)}
    assert {one.channel for one in editions.latest(session, "W1", 50)} == winners


def _patiently(ledger: Ledger, edition: Edition) -> bool:
    """Tries again where the database was busy for too long, as the next tick does."""
    while True:
        try:
            with ledger.open("W1", NOW) as books:
                return books.claim_edition(edition)
        except StoreUnavailable:
            continue


@pytest.mark.usefixtures("session")
def test_a_claim_that_is_rolled_back(ledger: Ledger) -> None:
    """A slot of which the transaction failed is free for the next."""
    for rehearse, mine in ((True, True), (False, True), (False, False)):
        with ledger.open("W1", NOW, rehearse=rehearse) as books:
            assert books.claim_edition(FULL) is mine


def test_put(session: Session, ledger: Ledger) -> None:
    """What it shows, its message and whether it changes can be set; of that slot alone."""
    _claim(session, FULL, NEXT, replace(FULL, what="digest 4"))
    _claim(session, FULL, workspace_id="W2")
    session.commit()
    now = replace(FULL, delivery="d9", as_of=9, shown="xyz", live=False, state="quiet")
    with ledger.open("W1", NOW) as books:
        books.set_edition(now)
    with ledger.read("W1") as books:
        assert books.editions() == (NEXT, now, replace(FULL, what="digest 4"))
    assert editions.latest(session, "W2", 50) == (FULL,)


def test_live(session: Session) -> None:
    """Those that change in their place come oldest first, those of other workspaces never."""
    still = replace(FULL, what="digest 5", live=False)
    same = replace(FULL, what="checklist 1", slot="start")
    _claim(session, NEXT, FULL, still, same)
    _claim(session, FULL, workspace_id="W2")
    assert editions.live(session, "W1") == (same, FULL, NEXT)


def test_rest(session: Session) -> None:
    """Of what is told again only that edition changes; of others each stays as it was."""
    other = replace(FULL, what="digest 30")
    _claim(session, FULL, NEXT, other)
    _claim(session, FULL, workspace_id="W2")
    editions.rest(session, "W1", "digest 3", NEXT.slot)
    assert editions.live(session, "W1") == (other, NEXT)
    assert editions.live(session, "W2") == (FULL,)


def test_last(session: Session) -> None:
    """The newest that ended in one of these ways; of the same moment, that of the later slot."""
    quiet = replace(FULL, slot="2026-03-03T09:00", at=NOW + 2 * DAY, state="quiet")
    skipped = [
        replace(FULL, slot=f"2026-03-{day:02}T09:00", at=NOW + 9 * DAY, state="skipped")
        for day in (5, 7, 6)
    ]
    _claim(session, NEXT, FULL, quiet, *skipped)
    _claim(session, replace(NEXT, at=NOW + 20 * DAY), workspace_id="W2")
    assert editions.last(session, "W1", "digest 3", "sent") == NEXT
    assert editions.last(session, "W1", "digest 3", "sent", "quiet") == quiet
    assert editions.last(session, "W1", "digest 3", "skipped") == skipped[1]
    assert editions.last(session, "W1", "digest 3", *get_args(EditionState)) == skipped[1]
    assert editions.last(session, "W1", "digest 4", "sent") is None
    assert editions.last(session, "W2", "digest 3", "quiet") is None


def test_last_words(session: Session, ledger: Ledger) -> None:
    """The last message was sent, the last look may have had nothing to tell; both not skipped."""
    quiet = replace(FULL, slot="2026-03-03T09:00", at=NOW + 2 * DAY, state="quiet")
    _claim(session, FULL, quiet, replace(NEXT, at=NOW + 3 * DAY, state="skipped"))
    session.commit()
    with ledger.read("W1") as books:
        assert (books.last_edition("digest 3"), books.last_look("digest 3")) == (FULL, quiet)
        assert (books.last_edition("digest 4"), books.last_look("digest 4")) == (None, None)


def test_latest(session: Session) -> None:
    """The newest come first; of the same moment in the order of names, the later slot first."""
    same = replace(NEXT, at=NOW)
    other = replace(FULL, what="checklist 1")
    newer = replace(FULL, what="digest 4", at=NOW + DAY)
    _claim(session, FULL, same, other, newer)
    _claim(session, FULL, workspace_id="W2")
    assert editions.latest(session, "W1", 50) == (newer, other, same, FULL)
    assert editions.latest(session, "W1", 2) == (newer, other)


def test_of_delivery(session: Session) -> None:
    """A message leads to its edition, in its own workspace alone."""
    _claim(session, FULL, NEXT, replace(FULL, what="digest 4", delivery=None))
    assert editions.of_delivery(session, "W1", "d2") == NEXT
    assert editions.of_delivery(session, "W1", "d9") is None
    assert editions.of_delivery(session, "W2", "d2") is None
