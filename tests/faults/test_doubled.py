"""The same thing at two web processes at once; fault 6."""

import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

from tests.fake_slack.envelopes import event_callback, said, slash_command
from tests.fake_slack.over_http import FORM
from tests.faults.replicas import ASK, Scene, channels
from tests.faults.tally import Tally, rounds

COPIES = 4


@pytest.mark.fault(6, "The same event four times, at two web processes at once")
def test_events(scene: Scene, tally: Tally) -> None:
    """Each is answered once, and every copy is acknowledged."""
    scene.up(web=2)
    slack = scene.slack
    for here in rounds():
        wanted = channels("TWICE", 4, here)
        bodies = [_event(scene, channel) for channel in wanted for _ in range(COPIES)]
        with tally.recovery(), ThreadPoolExecutor(len(bodies)) as pool:
            told = list(pool.map(lambda body: slack.post(body, slack.signed(body)), bodies))
            scene.settle(wanted)
        assert {one.status for one in told} == {200}
        tally.compare(wanted, scene.heard(wanted))


@pytest.mark.fault(6, "The same command four times, at two web processes at once")
def test_commands(scene: Scene, tally: Tally) -> None:
    """Each is answered in one of its copies alone, and every copy is acknowledged."""
    scene.up(web=2, worker=0)
    slack = scene.slack
    for here in rounds():
        triggers = [f"{here}.{number}.twice" for number in range(4)]
        bodies = [(one, _command(scene, one)) for one in triggers for _ in range(COPIES)]
        with tally.recovery(), ThreadPoolExecutor(len(bodies)) as pool:
            told = list(
                pool.map(lambda each: slack.post(each[1], slack.signed(each[1], FORM)), bodies)
            )
        assert {one.status for one in told} == {200}
        answered = (one for (one, _), reply in zip(bodies, told, strict=True) if reply.body)
        tally.compare(triggers, answered)


def _event(scene: Scene, channel: str) -> bytes:
    """Somebody's question in a conversation, as Slack posts it."""
    slack = scene.slack
    spoken = said(slack.team, ASK, user="U1", channel=channel, ts="1790000000.000100")
    spoken |= {"type": "message", "channel_type": "im"}
    return json.dumps(event_callback(slack.team, spoken, f"Ev{channel}")).encode()


def _command(scene: Scene, trigger: str) -> bytes:
    """Somebody's question in a command, as Slack posts it."""
    words = {"command": "/whoowns", "text": ASK, "user_id": "U1", "channel_id": "C1"}
    return urlencode(slash_command(scene.slack.team, **words, trigger_id=trigger)).encode()
