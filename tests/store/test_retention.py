"""What is dropped with age, and what never is, on each database."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain.act import How
from bot.domain.fact import Change
from bot.domain.operations import Retention
from bot.errors import RolecallError
from bot.store import retention
from bot.store.audit import verified
from bot.store.engine import Engines
from bot.store.ledger import Ledger
from bot.store.questions import Question
from bot.store.tables import NotifiedRow, QuestionRow, RefusalRow, VerdictRow
from tests.store.sample import FACTS, NOW, ZOE, added, take_in

KEPT = Retention(questions_days=30, audit_days=60, uninstalled_days=0)
FOREVER = Retention(questions_days=0, audit_days=0, uninstalled_days=0)
DAY = timedelta(days=1)
ASKED = Question("zoe", "command", "who?", None, None, "unknown", None, member="U1")
BOB = added("bob").subject
FIRST, SECOND, THIRD = (added("bob", name=name).after for name in ("One", "Two", "Three"))


def _ask(ledger: Ledger, at: datetime, count: int = 1) -> list[str]:
    with ledger.open("W1", at) as books:
        ids = [books.note_question(ASKED) for _ in range(count)]
        books.record_verdict(ids[0], "U2", "wrong")
        books.note_notified(ids[0], "U3")
    return ids


def _record(
    ledger: Ledger, at: datetime, *changes: Change, source: str = "slack", undoes: int | None = None
) -> int:
    with ledger.open("W1", at) as books:
        return books.record(changes, actor="U1", source=source, how=How(undoes=undoes))


def _numbers(ledger: Ledger) -> list[int]:
    with ledger.read("W1") as books:
        return sorted(step.number for step in books.history(10_000))


def _counts(engines: Engines) -> list[int | None]:
    with Session(engines.read) as session:
        tables = (QuestionRow, VerdictRow, NotifiedRow, RefusalRow)
        return [session.scalar(select(func.count()).select_from(one)) for one in tables]


def test_questions(ledger: Ledger, engines: Engines) -> None:
    """A question goes once it is so old, with all that was said of it; a younger one stays."""
    take_in(ledger, {})
    _ask(ledger, NOW, retention.MOST + 1)
    [young] = _ask(ledger, NOW + 2 * DAY)
    retention.drop(ledger, FOREVER, NOW + 1000 * DAY)
    assert _counts(engines)[0] == retention.MOST + 2
    retention.drop(ledger, KEPT, NOW + 1031 * DAY)
    assert _counts(engines) == [0, 0, 0, 0]
    with ledger.read("W1") as books:
        assert books.question(young) is None


def test_questions_just_so_old(ledger: Ledger, engines: Engines) -> None:
    """To the day: what is as old as is kept stays, what is older goes."""
    take_in(ledger, {})
    _ask(ledger, NOW)
    [young] = _ask(ledger, NOW + DAY)
    retention.drop(ledger, KEPT, NOW + 30 * DAY)
    assert _counts(engines)[:3] == [2, 2, 2]
    retention.drop(ledger, KEPT, NOW + 31 * DAY)
    assert _counts(engines)[:3] == [1, 1, 1]
    with ledger.read("W1") as books:
        assert books.verdicts(young) == {"U2": "wrong"}


def test_refusals(ledger: Ledger) -> None:
    """What was refused goes with the audit's age."""
    take_in(ledger, {})
    for at in (NOW, NOW + DAY):
        with ledger.open("W1", at) as books:
            books.refuse("U1", How(), "words", "no")
    retention.drop(ledger, KEPT, NOW + 60 * DAY)
    with ledger.read("W1") as books:
        assert len(books.refusals()) == 2
    retention.drop(ledger, KEPT, NOW + 61 * DAY)
    with ledger.read("W1") as books:
        assert [one.at for one in books.refusals()] == [NOW + DAY]


def test_changes_that_nothing_needs(ledger: Ledger) -> None:
    """An old act goes once all that it did was done otherwise since, as long ago, at that place."""
    take_in(ledger, {})
    _record(ledger, NOW, Change(BOB, None, FIRST))
    _record(ledger, NOW + DAY, Change(BOB, FIRST, SECOND))
    _record(ledger, NOW + 2 * DAY, Change(BOB, SECOND, THIRD))
    for days, left in ((61, [1, 2, 3]), (62, [2, 3]), (63, [3]), (1000, [3])):
        retention.drop(ledger, KEPT, NOW + days * DAY)
        assert _numbers(ledger) == left
    found = verified(ledger, "W1")
    assert (found.broken, found.dropped) == (None, 2)


def test_acts_stay_whole(ledger: Ledger) -> None:
    """An act stays with all its changes as long as one of them is the last word on something."""
    take_in(ledger, FACTS)
    act = _record(ledger, NOW, Change(BOB, None, FIRST), added("eve"))
    _record(ledger, NOW, Change(BOB, FIRST, SECOND))
    _record(ledger, NOW, Change(BOB, SECOND, THIRD))
    retention.drop(ledger, KEPT, NOW + 100 * DAY)
    with ledger.read("W1") as books:
        found = books.act(act)
        assert found is not None
        assert [one.after for one in found.changes] == [FIRST, added("eve").after]
        assert len(books.acts()) == 3
        assert books.facts() == FACTS | {BOB: THIRD, added("eve").subject: added("eve").after}


def test_what_is_gone_is_remembered(ledger: Ledger) -> None:
    """What a thing was before it went stays known, and its number or name stays used."""
    take_in(ledger, FACTS)
    _record(ledger, NOW, Change(ZOE, FACTS[ZOE], None))
    retention.drop(ledger, KEPT, NOW + 100 * DAY)
    with ledger.read("W1") as books:
        assert books.last(ZOE) == FACTS[ZOE]
        assert (ZOE, FACTS[ZOE]) in books.former("person")


def test_the_last_word_of_each_source(ledger: Ledger) -> None:
    """What a file said last stays known though people changed it here, for its next reading."""
    take_in(ledger, {})
    _record(ledger, NOW, Change(BOB, None, FIRST), source="file:x")
    _record(ledger, NOW, Change(BOB, FIRST, SECOND))
    _record(ledger, NOW, Change(BOB, SECOND, THIRD))
    retention.drop(ledger, KEPT, NOW + 100 * DAY)
    assert _numbers(ledger) == [1, 3]


def test_undone_stays_undone(ledger: Ledger) -> None:
    """As long as an act is there, so is the one that undid it."""
    take_in(ledger, {})
    act = _record(ledger, NOW, Change(BOB, None, FIRST), added("eve"), source="file:x")
    back = _record(ledger, NOW, Change(BOB, FIRST, None), undoes=act)
    _record(ledger, NOW, Change(BOB, None, SECOND))
    retention.drop(ledger, KEPT, NOW + 100 * DAY)
    with ledger.read("W1") as books:
        assert books.undoings() == {act: back}


def test_both_go_at_last(ledger: Ledger) -> None:
    """An act and the one that undid it go together, when nothing needs either."""
    take_in(ledger, {})
    act = _record(ledger, NOW, Change(BOB, None, FIRST))
    _record(ledger, NOW, Change(BOB, FIRST, None), undoes=act)
    _record(ledger, NOW, Change(BOB, None, SECOND))
    retention.drop(ledger, KEPT, NOW + 100 * DAY)
    assert _numbers(ledger) == [3]


def test_a_long_history(ledger: Ledger) -> None:
    """More than goes in one transaction goes too, and the chain of seals holds."""
    take_in(ledger, {})
    many = [added(f"p{n}") for n in range(1100)]
    renamed = [Change(one.subject, one.after, {**(one.after or {}), "name": "x"}) for one in many]
    again = [Change(one.subject, one.after, {**(one.after or {}), "name": "y"}) for one in renamed]
    for changes in (many, renamed, again):
        _record(ledger, NOW, *changes)
    retention.drop(ledger, KEPT, NOW + 100 * DAY)
    assert _numbers(ledger) == list(range(2201, 3301))
    found = verified(ledger, "W1")
    assert (found.broken, found.dropped, found.sealed) == (None, 2200, 1100)
    _record(ledger, NOW, added("late"))
    assert verified(ledger, "W1").broken is None


def test_once_a_day(ledger: Ledger, engines: Engines) -> None:
    """A workspace that was looked through is left alone for a day."""
    take_in(ledger, {})
    _ask(ledger, NOW)
    later = NOW + 30 * DAY
    retention.drop(ledger, KEPT, later)
    retention.drop(ledger, KEPT, later + timedelta(hours=23))
    assert _counts(engines)[0] == 1
    retention.drop(ledger, KEPT, later + DAY)
    assert _counts(engines)[0] == 0


def test_several_at_once(ledger: Ledger, engines: Engines) -> None:
    """Any number of processes may drop at once; together they do it once."""
    together = threading.Barrier(4)
    for place in range(20):
        take_in(ledger, FACTS, f"W{place}")
    _ask(ledger, NOW, 50)

    def drop(_: int) -> None:
        together.wait()
        _patiently(ledger)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(drop, range(4)))
    assert _counts(engines)[:3] == [0, 0, 0]
    assert _all_hold(ledger)


def _patiently(ledger: Ledger) -> None:
    for _ in range(100):
        try:
            retention.drop(ledger, KEPT, NOW + 100 * DAY)
        except RolecallError:
            continue
        return


def _all_hold(ledger: Ledger) -> bool:
    return all(verified(ledger, one).broken is None for one in ledger.workspaces())
