"""The queue of what must reach Slack: in which order, how often, and what becomes of it."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from bot.domain.delivery import (
    ANSWER,
    NOTICE,
    REPEATABLE,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Settled,
    Taken,
)
from bot.domain.edition import Edition
from bot.store import deliveries, editions, workspaces
from bot.store.deliveries import LEASE, MOST_ATTEMPTS, Sent
from bot.store.engine import Engines
from bot.store.tables import DeliveryRow
from tests.store.sample import NOW

POST = Delivery(
    kind="post",
    lane="C1 1.0",
    pace="C1",
    address={"channel": "C1", "thread_ts": "1.0"},
    body={"reply": {"headline": "Żółw “owns” it", "people": [1, None, True]}},
)
UPDATE = replace(POST, kind="update", lane="C1 update 2.0")
HOUR = timedelta(hours=1)
SENT = Settled("sent", ts="9.0")
AGAIN = Settled("waiting", error="busy")
OVER = [state for state in get_args(DeliveryState) if state not in ("waiting", "sending")]


@pytest.fixture
def session(engines: Engines) -> Iterator[Session]:
    """A session in which two workspaces are there."""
    with Session(engines.write) as session:
        for workspace_id in ("W1", "W2"):
            workspaces.create(session, workspace_id, workspace_id, NOW)
        session.commit()
        yield session


def _put(
    session: Session, *given: Delivery, workspace_id: str = "W1", at: datetime | None = None
) -> list[str]:
    """Writes deliveries as one transaction does; gives their ids."""
    now = deliveries.clock(session) if at is None else at
    return [
        deliveries.put(session, workspace_id, one, now, place)
        for place, one in enumerate(given, start=1)
    ]


def _take(session: Session, *resting: str, limit: int = 50) -> list[Taken]:
    paces = {("W1", pace) for pace in resting}
    return deliveries.take(session, ("W1", "W2"), paces, limit)


def _ids(session: Session, *resting: str, limit: int = 50) -> list[str]:
    return [taken.id for taken in _take(session, *resting, limit=limit)]


def _row(session: Session, key: str, workspace_id: str = "W1") -> Sent:
    [found] = [one for one in deliveries.latest(session, workspace_id, 50) if one.id == key]
    return found


def _end_leases(session: Session) -> None:
    """As if whoever holds a row had held it for longer than a lease lasts."""
    statement = "UPDATE deliveries SET leased_until = '2020-01-01 00:00:00.000000'"
    session.execute(text(f"{statement} WHERE leased_until IS NOT NULL"))


def _moment(session: Session, column: str, key: str) -> datetime | None:
    query = select(getattr(DeliveryRow, column))
    return session.scalar(query.where(DeliveryRow.id == key))


def _set(session: Session, key: str, column: str, value: str | int) -> None:
    statement = text(f"UPDATE deliveries SET {column} = :value WHERE id = :id")  # noqa: S608 ours
    session.execute(statement, {"value": value, "id": key})


def test_taken_as_written(session: Session) -> None:
    """Everything that was written is handed out again, for one attempt."""
    now = deliveries.clock(session)
    given = replace(POST, rank=NOTICE, lasts=HOUR)
    [key] = _put(session, given, at=now)
    [taken] = _take(session)
    assert taken == Taken(
        workspace_id="W1",
        id=key,
        kind="post",
        lane=given.lane,
        pace=given.pace,
        address=given.address,
        body=given.body,
        rank=NOTICE,
        attempts=1,
        created_at=now,
    )
    assert _take(session) == []


def test_every_kind_is_stored(session: Session) -> None:
    """A delivery may be of any kind that the domain knows."""
    kinds: tuple[DeliveryKind, ...] = get_args(DeliveryKind)
    _put(session, *(replace(POST, kind=kind, lane=kind) for kind in kinds))
    assert [taken.kind for taken in _take(session)] == list(kinds)


def test_every_state_is_stored(session: Session) -> None:
    """A delivery may end an attempt in any state that the domain knows."""
    states: tuple[DeliveryState, ...] = get_args(DeliveryState)
    _put(session, *(replace(POST, lane=state) for state in states))
    for taken, state in zip(_take(session), states, strict=True):
        deliveries.settle(session, taken, Settled(state))
        assert _row(session, taken.id).state == state


def test_latest(session: Session) -> None:
    """The newest deliveries come first, with all that is told of them."""
    first, second = _put(session, POST, UPDATE)
    [taken] = _take(session, limit=1)
    deliveries.settle(session, taken, SENT)
    assert deliveries.latest(session, "W1", 5) == (
        Sent(second, "update", "waiting", 0, UPDATE.address, UPDATE.body, None, None),
        Sent(first, "post", "sent", 1, POST.address, POST.body, "9.0", None),
    )
    assert [one.id for one in deliveries.latest(session, "W1", 1)] == [second]


def test_first_of_each_lane(session: Session) -> None:
    """Within a lane one goes after the other; other lanes don't wait for it."""
    other = replace(POST, lane="C1 2.0")
    first, second, third, beside = _put(session, POST, POST, POST, other)
    took = _take(session)
    assert [taken.id for taken in took] == [first, beside]
    for expected in (second, third):
        assert _take(session) == []
        deliveries.settle(session, took[0], SENT)
        took = _take(session)
        assert [taken.id for taken in took] == [expected]


def test_lane_waits_for_its_first(session: Session) -> None:
    """What waits to be tried again holds back what came after it in its lane, and nothing else."""
    other = replace(POST, lane="C1 2.0")
    first, second = _put(session, POST, POST)
    [taken] = _take(session)
    deliveries.settle(session, taken, replace(AGAIN, after=HOUR))
    [beside] = _put(session, other)
    assert _ids(session) == [beside]
    _set(session, first, "not_before", "2020-01-01 00:00:00.000000")
    [taken] = _take(session)
    assert taken.id == first
    deliveries.settle(session, taken, SENT)
    assert _ids(session) == [second]


@pytest.mark.parametrize("state", OVER)
def test_what_is_over_holds_nothing_back(state: DeliveryState, session: Session) -> None:
    """However a delivery ended, undecided too, what comes after it in its lane goes."""
    _, second = _put(session, POST, POST)
    [taken] = _take(session)
    deliveries.settle(session, taken, Settled(state))
    assert _ids(session) == [second]


@pytest.mark.parametrize("state", OVER)
def test_what_is_over_is_never_taken_again(state: DeliveryState, session: Session) -> None:
    """A delivery that ended is not sent again, undecided ones least of all."""
    _put(session, POST)
    [taken] = _take(session)
    deliveries.settle(session, taken, Settled(state))
    deliveries.release(session)
    assert _take(session) == []


def test_resting_paces(session: Session) -> None:
    """What goes by a pace that rests is left, whichever its lane; the rest is taken."""
    here, there, elsewhere = _put(
        session,
        POST,
        replace(POST, lane="C1 2.0"),
        replace(POST, lane="C2 1.0", pace="C2"),
    )
    assert _ids(session, "C1", "C3") == [elsewhere]
    assert _ids(session, "C3") == [here, there]


def test_pace_rests_in_its_workspace(session: Session) -> None:
    """The same channel id in another workspace doesn't rest with it."""
    one, two = (_put(session, POST, workspace_id=name) for name in ("W1", "W2"))
    assert _ids(session, "C1") == two
    assert _ids(session) == one


def test_of_these_workspaces_alone(session: Session) -> None:
    """Whoever sends for some workspaces takes nothing of another, and for none takes nothing."""
    one, two = (_put(session, POST, workspace_id=name) for name in ("W1", "W2"))
    for workspaces_of_ours, expected in (((), []), (("W3",), []), (("W2", "W3"), two)):
        took = deliveries.take(session, workspaces_of_ours, (), 50)
        assert [taken.id for taken in took] == expected
    assert deliveries.take(session, ("W1",), (), 0) == []
    assert _ids(session) == one


def test_answers_go_first(session: Session) -> None:
    """Answers are taken before what nobody waits for, then what is older; up to the limit."""
    lanes = [replace(POST, lane=f"C1 {n}") for n in range(4)]
    notice = replace(lanes[0], rank=NOTICE)
    early, first, second, third = _put(session, notice, *lanes[1:])
    assert ANSWER < NOTICE
    assert _ids(session, limit=2) == [first, second]
    assert _ids(session, limit=2) == [third, early]


def test_order_in_a_lane_goes_before_rank(session: Session) -> None:
    """A notice that came first in a lane goes before the answer after it."""
    notice, answer = _put(session, replace(POST, rank=NOTICE), POST)
    [taken] = _take(session)
    assert taken.id == notice
    deliveries.settle(session, taken, SENT)
    assert _ids(session) == [answer]


def test_not_before(session: Session) -> None:
    """What is to be tried again later is not taken until then."""
    [key] = _put(session, POST)
    [taken] = _take(session)
    before = deliveries.clock(session)
    assert not deliveries.settle(session, taken, replace(AGAIN, after=HOUR))
    due = _moment(session, "not_before", key)
    assert due
    assert before + HOUR <= due <= deliveries.clock(session) + HOUR
    assert _take(session) == []
    _set(session, key, "not_before", "2020-01-01 00:00:00.000000")
    assert _ids(session) == [key]


def test_expiry(session: Session) -> None:
    """What is too old is never taken, ends as expired, and lets go what came after it."""
    now = deliveries.clock(session)
    [old] = _put(session, replace(POST, lasts=HOUR), at=now - HOUR - timedelta(seconds=1))
    young, lasting = _put(session, replace(POST, lasts=HOUR), replace(POST, lane="other"), at=now)
    assert _ids(session) == [lasting]
    assert deliveries.release(session) == []
    assert (_row(session, old).state, _row(session, old).attempts) == ("expired", 0)
    assert _moment(session, "settled_at", old)
    assert _ids(session) == [young]


def test_expiry_ends_no_attempt(session: Session) -> None:
    """What is being sent goes on although its time runs out, and may then be tried no more."""
    [key] = _put(session, replace(POST, kind="respond", lasts=HOUR))
    [taken] = _take(session)
    _set(session, key, "expires_at", "2020-01-01 00:00:00.000000")
    deliveries.release(session)
    assert _row(session, key).state == "sending"
    deliveries.settle(session, taken, AGAIN)
    deliveries.release(session)
    assert _row(session, key).state == "expired"


def test_lease_that_ran_out(session: Session) -> None:
    """What was tried and never settled is unknown, told once, and held: it may have arrived."""
    kinds = [kind for kind in get_args(DeliveryKind) if kind not in REPEATABLE]
    first = [replace(POST, kind=kind, lane=kind) for kind in kinds]
    put = _put(session, *first, *(replace(POST, lane=kind) for kind in kinds))
    keys, after = put[: len(kinds)], put[len(kinds) :]
    _take(session)
    _end_leases(session)
    assert _take(session) == []
    assert sorted(deliveries.release(session)) == keys
    assert deliveries.release(session) == []
    for key in keys:
        held = _row(session, key)
        assert (held.state, held.attempts) == ("unknown", 1)
        assert "can't be told" in (held.error or "")
        assert _moment(session, "settled_at", key)
    assert _ids(session) == after


def test_lease_of_an_update_that_ran_out(session: Session) -> None:
    """A change of a message may be made twice, so it is tried again, and counted again."""
    [key] = _put(session, UPDATE)
    _take(session)
    _end_leases(session)
    assert deliveries.release(session) == []
    assert (_row(session, key).state, _row(session, key).attempts) == ("waiting", 1)
    [again] = _take(session)
    assert (again.id, again.attempts) == (key, 2)


def test_update_that_kills_every_process(session: Session) -> None:
    """A change whose every attempt ends a process is set aside after as many as any other."""
    [key] = _put(session, UPDATE)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        [taken] = _take(session)
        assert taken.attempts == attempt
        _end_leases(session)
        assert deliveries.release(session) == ([key] if attempt == MOST_ATTEMPTS else [])
    assert _row(session, key).state == "unknown"
    assert _take(session) == []


def test_lease_that_runs(session: Session) -> None:
    """Nothing is taken from whoever holds it, and a lease is as long as it says."""
    keys = _put(session, POST, UPDATE)
    before = deliveries.clock(session)
    _take(session)
    assert deliveries.release(session) == []
    for key in keys:
        until = _moment(session, "leased_until", key)
        assert until
        assert before + LEASE <= until <= deliveries.clock(session) + LEASE
        assert _row(session, key).state == "sending"


def test_late_word_counts(session: Session) -> None:
    """A process that was thought dead and says that it sent the message is believed."""
    [key] = _put(session, POST)
    [taken] = _take(session)
    _end_leases(session)
    deliveries.release(session)
    deliveries.settle(session, taken, SENT)
    assert (_row(session, key).state, _row(session, key).ts) == ("sent", "9.0")


def test_attempts_are_counted_when_taken(session: Session) -> None:
    """An attempt counts before it is made, so one that ends the process counts too."""
    [key] = _put(session, POST)
    assert _row(session, key).attempts == 0
    [taken] = _take(session)
    assert (taken.attempts, _row(session, key).attempts) == (1, 1)


def test_too_many_attempts(session: Session) -> None:
    """After so many attempts a delivery is given up, and whoever settled it is told."""
    [key] = _put(session, POST)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        [taken] = _take(session)
        assert taken.attempts == attempt
        last = attempt == MOST_ATTEMPTS
        assert deliveries.settle(session, taken, AGAIN) is last
        assert _row(session, key).state == ("failed" if last else "waiting")
    assert (_row(session, key).attempts, _row(session, key).error) == (MOST_ATTEMPTS, "busy")
    assert _moment(session, "settled_at", key)
    assert _moment(session, "not_before", key) is None


def test_uncounted_attempts(session: Session) -> None:
    """What Slack surely didn't take counts for nothing, however often, and also the last time."""
    [key] = _put(session, POST)
    for _ in range(MOST_ATTEMPTS + 1):
        [taken] = _take(session)
        assert taken.attempts == 1
        assert not deliveries.settle(session, taken, replace(AGAIN, counted=False))
        assert (_row(session, key).state, _row(session, key).attempts) == ("waiting", 0)
    _set(session, key, "attempts", MOST_ATTEMPTS - 1)
    [taken] = _take(session)
    assert not deliveries.settle(session, taken, replace(AGAIN, counted=False))
    [taken] = _take(session)
    assert deliveries.settle(session, taken, AGAIN)


@pytest.mark.parametrize("state", OVER)
def test_settled(state: DeliveryState, session: Session) -> None:
    """How it ended is written down with Slack's stamp and the reason; only failing is giving up."""
    [key] = _put(session, POST)
    [taken] = _take(session)
    before = deliveries.clock(session)
    given_up = deliveries.settle(session, taken, Settled(state, ts="3.0", error="why"))
    assert given_up is (state == "failed")
    row = _row(session, key)
    assert (row.state, row.attempts, row.ts, row.error) == (state, 1, "3.0", "why")
    settled = _moment(session, "settled_at", key)
    assert settled
    assert before <= settled <= deliveries.clock(session)
    assert _moment(session, "leased_until", key) is None


def test_where_it_stands(session: Session) -> None:
    """What was sent to a person is found in the conversation that Slack names; the rest stays."""
    to_a_person = replace(POST, address={"channel": "U1", "thread_ts": "1.0"})
    [key] = _put(session, to_a_person)
    [taken] = _take(session)
    deliveries.settle(session, taken, Settled("sent", ts="3.0", channel="D1"))
    stands = {"channel": "U1", "thread_ts": "1.0", "stands_in": "D1"}
    assert _row(session, key).address == stands


def test_any_reason_can_be_told(session: Session) -> None:
    """Whatever Slack gave for a reason, what can be kept of it is kept."""
    [key] = _put(session, POST)
    [taken] = _take(session)
    deliveries.settle(session, taken, Settled("failed", error="\0<html>\ud800" + "ü" * 5000))
    assert (_row(session, key).error or "").startswith("<html>?ü")
    assert len(_row(session, key).error or "") < 1000


def test_ids_sort_in_writing_order(session: Session) -> None:
    """Ids sort by the moment, then by the place in the transaction, past the hundredth too."""
    moments = [datetime.min.replace(year=1970, tzinfo=UTC), NOW, NOW + timedelta(microseconds=1)]
    written = [key for at in (*moments, NOW + HOUR) for key in _put(session, *[POST] * 101, at=at)]
    assert sorted(written) == written
    assert [one.id for one in deliveries.latest(session, "W1", 1000)] == written[::-1]


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_ids_of_very_many_sort_in_writing_order(session: Session) -> None:
    """However much one transaction writes, ids sort as it was written."""
    written = [
        deliveries.put(session, "W1", POST, NOW, place) for place in (999, 1000, 99_999, 100_000)
    ]
    assert sorted(written) == written


def test_same_moment_and_place(session: Session) -> None:
    """Transactions that write at the same moment get ids of their own."""
    assert len({deliveries.put(session, "W1", POST, NOW, 1) for _ in range(50)}) == 50


def test_workspaces_are_apart(session: Session) -> None:
    """The same lane in two workspaces is two lanes, and each sees its own deliveries alone."""
    [one] = _put(session, POST, workspace_id="W1")
    [two] = _put(session, POST, workspace_id="W2")
    took = {taken.workspace_id: taken for taken in _take(session)}
    assert {name: taken.id for name, taken in took.items()} == {"W1": one, "W2": two}
    deliveries.settle(session, replace(took["W1"], workspace_id="W2"), SENT)
    assert _row(session, one).state == _row(session, two, "W2").state == "sending"
    deliveries.settle(session, took["W1"], SENT)
    assert [row.state for row in deliveries.latest(session, "W1", 50)] == ["sent"]
    assert [row.state for row in deliveries.latest(session, "W2", 50)] == ["sending"]


def test_same_id_in_two_workspaces(session: Session) -> None:
    """A row is told by its workspace and its id together, when taken and when settled."""
    [one] = _put(session, POST, workspace_id="W1")
    _put(session, POST, workspace_id="W2")
    session.execute(text("UPDATE deliveries SET id = :id"), {"id": one})
    took = _take(session)
    assert sorted(taken.workspace_id for taken in took) == ["W1", "W2"]
    first = next(taken for taken in took if taken.workspace_id == "W1")
    deliveries.settle(session, first, SENT)
    assert (_row(session, one).state, _row(session, one, "W2").state) == ("sent", "sending")


def test_forgotten(session: Session) -> None:
    """What was settled before a moment is dropped; what is open stays, however old."""
    now = deliveries.clock(session)
    long_ago = now - timedelta(days=365)
    lanes = [replace(POST, lane=f"C1 {n}") for n in range(len(OVER))]
    done = _put(session, *lanes, at=long_ago)
    for taken, state in zip(_take(session), OVER, strict=True):
        deliveries.settle(session, taken, Settled(state))
    sending, waiting = _put(session, UPDATE, UPDATE, at=long_ago)
    _take(session)
    deliveries.forget(session, now)
    assert {one.id for one in deliveries.latest(session, "W1", 50)} == {*done, sending, waiting}
    deliveries.forget(session, deliveries.clock(session) + HOUR)
    assert {one.id for one in deliveries.latest(session, "W1", 50)} == {sending, waiting}


def test_a_message_that_changes_is_not_forgotten(session: Session) -> None:
    """A settled message stays as long as it changes in its place, for what changes is its stamp."""
    long_ago = deliveries.clock(session) - timedelta(days=365)
    kept, gone = _put(session, POST, replace(POST, lane="C1 2"), at=long_ago)
    for taken in _take(session):
        deliveries.settle(session, taken, SENT)
    edition = Edition("checklist 1", "start", long_ago, "sent", "C1", delivery=kept, live=True)
    assert editions.claim(session, "W1", edition)
    assert editions.claim(session, "W2", replace(edition, delivery=gone))
    soon = deliveries.clock(session) + HOUR
    deliveries.forget(session, soon)
    assert [one.id for one in deliveries.latest(session, "W1", 50)] == [kept]
    editions.put(session, "W1", edition, live=False)
    deliveries.forget(session, soon)
    assert deliveries.latest(session, "W1", 50) == ()


def test_clock(session: Session, dialect: str) -> None:
    """The clock is the database's, a moment in UTC, and goes on within a transaction."""
    before = deliveries.clock(session)
    assert before.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - before) < HOUR
    began = session.scalar(select(func.now())) if dialect == "postgresql" else before
    after = deliveries.clock(session)
    assert began
    assert after >= before
    assert dialect == "sqlite" or after > began


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_two_takers_at_once(session: Session, engines: Engines) -> None:
    """What one is taking, another passes over without waiting, and so the rest of its lane."""
    other = replace(POST, lane="C1 2.0")
    first, second, beside = _put(session, POST, POST, other)
    session.commit()
    with Session(engines.write) as rival:
        assert _ids(session, limit=1) == [first]
        assert _ids(rival) == [beside]
        assert _ids(rival) == []
        rival.commit()
        session.rollback()
        [again] = _take(rival)
        assert (again.id, again.attempts) == (first, 1)
        deliveries.settle(rival, again, SENT)
        rival.commit()
        assert _ids(session) == [second]


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_takers_hold_different_rows(session: Session, engines: Engines) -> None:
    """Many takers at once, none of which has committed, hold different rows."""
    lanes = [replace(POST, lane=f"C1 {n}") for n in range(9)]
    keys = _put(session, *lanes)
    session.commit()
    with ExitStack() as stack:
        rivals = [stack.enter_context(Session(engines.write)) for _ in range(4)]
        took = [key for rival in rivals for key in _ids(rival, limit=2)]
    assert took == keys[:8]
    assert _ids(session) == keys
