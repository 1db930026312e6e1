"""Replicas whose database goes away, or gives way; faults 12 and 13."""

import threading
from collections.abc import Iterable
from functools import partial

import pytest
from sqlalchemy import text

from tests.conftest import Postgres
from tests.fake_slack import Envelope
from tests.faults.replicas import ASK, Scene, channels
from tests.faults.tally import Tally, rounds

TERMINATE = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
)
LOCK = "LOCK TABLE {} IN ACCESS EXCLUSIVE MODE"
OUTAGE = 10.0


@pytest.mark.fault(12, "the database crashes and is started again")
def test_restart(scene: Scene, tally: Tally, postgres: Postgres) -> None:
    """Events get a 5xx meanwhile, come again, and are answered once."""
    _out(scene, tally, postgres, 0.0)


@pytest.mark.long
@pytest.mark.fault(12, "the database is away for 10 s")
def test_outage(scene: Scene, tally: Tally, postgres: Postgres) -> None:
    """As long as it lasts; the processes recover by themselves."""
    _out(scene, tally, postgres, OUTAGE)


def _out(scene: Scene, tally: Tally, postgres: Postgres, seconds: float) -> None:
    scene.up()
    scene.slack.retry_after = (0.3, seconds + 1.0, 5.0)
    for here in rounds():
        wanted = channels("OUTAGE", 6, here)
        scene.engines.write.dispose()
        postgres.stop()
        sent = [scene.slack.dm(ASK, channel=channel) for channel in wanted]
        scene.slack.wait(partial(_all_tried, sent), 20.0)
        refused = [one.attempts[0].status for one in sent]
        threading.Event().wait(seconds)
        postgres.start()
        with tally.recovery():
            scene.settle(wanted)
        assert not any(status is not None and status < 500 for status in refused), refused
        tally.compare(wanted, scene.heard(wanted))


def _all_tried(sent: Iterable[Envelope]) -> bool:
    return all(one.attempts for one in sent)


@pytest.mark.fault(13, "connections are cut in the middle of transactions")
def test_terminated(scene: Scene, tally: Tally) -> None:
    """What was cut is tried again: every command is answered and every event once."""
    scene.up()
    for here in rounds():
        wanted, stop = channels("CUT", 10, here), threading.Event()
        users = [f"U{here}C{number}" for number in range(20)]
        cutter = threading.Thread(target=_cut, args=(scene, stop))
        cutter.start()
        with tally.recovery():
            scene.asked(wanted)
            commands = {user: scene.slack.command(ASK, user=user) for user in users}
            for one in commands.values():
                one.wait_over(30.0)
            stop.set()
            cutter.join()
            scene.settle(wanted)
        tally.compare(wanted, scene.heard(wanted))
        tally.compare(users, (user for user, one in commands.items() if not one.failure))


def _cut(scene: Scene, stop: threading.Event) -> None:
    with scene.engines.write.connect() as connection:
        while not stop.wait(0.1):
            connection.execute(TERMINATE)
            connection.commit()


@pytest.mark.fault(13, "a deadlock")
def test_deadlock(scene: Scene, tally: Tally) -> None:
    """Whoever gives way tries again, and the answer comes once."""
    scene.up()
    for here in rounds():
        wanted = channels("DEADLOCK", 1, here)
        with tally.recovery():
            with scene.engines.write.connect() as other:
                other.execute(text("SET lock_timeout = '20s'"))
                other.execute(text("SET deadlock_timeout = '20s'"))
                other.execute(text(LOCK.format("questions")))
                scene.asked(wanted)
                scene.slack.wait(lambda: _waits(scene), 10.0)
                other.execute(text(LOCK.format("claims")))
                other.rollback()
            scene.settle(wanted)
        tally.compare(wanted, scene.heard(wanted))


def _waits(scene: Scene) -> bool:
    scene.slack.happened()
    return scene.rows("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0
