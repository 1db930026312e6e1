"""Replicas that are killed, or asked to stop, in the middle of something."""

import signal

import pytest
from sqlalchemy import text

from tests.acceptance.dying import POISON
from tests.acceptance.running import PATIENCE
from tests.acceptance.test_digest_killed import CHANNEL, subscribed
from tests.faults.replicas import ASK, Scene, channels, in_channel, killed, stopped
from tests.faults.tally import Tally, rounds
from tests.talk.bot import until

WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
IN_FLIGHT = 20
GRACE = 10.0
"""Seconds after which a platform kills what it has asked to stop."""


@pytest.mark.fault(9, "SIGKILL of a web process after the commit, before it answers Slack")
def test_after_the_commit(scene: Scene, tally: Tally) -> None:
    """Slack sends the event again to another replica, and it is answered once."""
    scene.up()
    for here in rounds():
        dying = scene.replicas.start("--only", "web", point="event committed")
        scene.slack.urls.insert(0, dying.url())
        wanted = channels("COMMIT", 4, here)
        with tally.recovery():
            scene.asked(wanted)
            killed(dying)
            scene.settle(wanted)
        tally.compare(wanted, scene.heard(wanted))
        scene.slack.urls.pop(0)


@pytest.mark.fault(9, "SIGKILL of a worker before it posts a digest")
def test_before_a_digest(scene: Scene, tally: Tally) -> None:
    """Another worker looks for it in the channel, doesn't find it, and posts it."""
    _digest(scene, tally, "taken")


@pytest.mark.fault(10, "SIGKILL of a worker after it posted a digest, before that is written")
def test_after_a_digest(scene: Scene, tally: Tally) -> None:
    """Another worker finds it in the channel, and doesn't post it again."""
    _digest(scene, tally, "posted")


def _digest(scene: Scene, tally: Tally, point: str) -> None:
    first = scene.replicas.start("--only", "worker")
    first.url()
    stopped(first)
    for here in rounds():
        dying = scene.replicas.start("--only", "worker", point=point)
        dying.url()
        subscribed(scene.ledger, scene.slack.team.id, str(here + 1))
        killed(dying)
        with tally.recovery():
            after = scene.replicas.start("--only", "worker")
            until(lambda: scene.settle([CHANNEL])[CHANNEL] == "sent", "It isn't sent", PATIENCE)
        told = [
            one.body["metadata"]["event_payload"]["id"] for one in in_channel(scene.slack, CHANNEL)
        ]
        stopped(after)
    tally.compare(set(told), told)
    assert len(set(told)) == len(rounds())


@pytest.mark.fault(9, "SIGKILL of a worker that has taken an answer, before it posts it")
def test_before_an_answer(scene: Scene, tally: Tally) -> None:
    """What can't be looked for is held, and said to be unknown; all others arrive."""
    _answer(scene, tally, "answer taken")


@pytest.mark.fault(10, "SIGKILL of a worker after it posted an answer, before that is written")
def test_after_an_answer(scene: Scene, tally: Tally) -> None:
    """What can't be looked for isn't posted twice, and said to be unknown."""
    _answer(scene, tally, "answer posted")


def _answer(scene: Scene, tally: Tally, point: str) -> None:
    scene.up(worker=0)
    for here in rounds():
        dying = scene.replicas.start("--only", "worker", point=point)
        dying.url()
        wanted = channels("ANSWER", 4, here)
        with tally.recovery():
            scene.asked(wanted)
            killed(dying)
            after = scene.replicas.start("--only", "worker")
            states = scene.settle(wanted)
        unknown = [channel for channel, state in states.items() if state == "unknown"]
        tally.compare(wanted, scene.heard(wanted), unknown)
        assert set(states.values()) <= {"sent", "unknown"}
        assert unknown
        stopped(after)


@pytest.mark.fault(11, "SIGTERM during 20 commands")
def test_asked_to_stop(scene: Scene, tally: Tally) -> None:
    """All that came in is answered, and the process leaves within the grace."""
    for here in rounds():
        [web] = scene.up(worker=0)
        users = [f"U{here}T{number}" for number in range(IN_FLIGHT)]
        with tally.recovery():
            with scene.engines.write.connect() as other, scene.engines.read.connect() as looking:
                other.execute(text("LOCK TABLE claims IN ACCESS EXCLUSIVE MODE"))
                sent = {user: scene.slack.command(ASK, user=user) for user in users}
                until(lambda: looking.execute(WAITING).scalar_one() >= 1, "Nobody waits")
                web.process.send_signal(signal.SIGTERM)
                other.rollback()
            for one in sent.values():
                one.wait_over()
            assert web.process.wait(GRACE) == 0
        tally.compare(users, (user for user, one in sent.items() if not one.failure))
        scene.slack.urls.clear()


@pytest.mark.fault(17, "A message that kills whoever sends it")
def test_poison_that_kills(scene: Scene, tally: Tally) -> None:
    """It takes one replica with it, is set aside, and the queue moves on."""
    scene.up(worker=0)
    for here in rounds():
        poison, *others = wanted = [f"{POISON}{here}", *channels("HEALTHY", 4, here)]
        dying = scene.replicas.start("--only", "worker", point="poison")
        dying.url()
        with tally.recovery():
            scene.asked(wanted)
            killed(dying)
            after = scene.replicas.start("--only", "worker", point="poison")
            states = scene.settle(wanted)
        tally.compare(others, scene.heard(others), [one for one in others if states[one] != "sent"])
        assert states[poison] == "unknown"
        stopped(after)
