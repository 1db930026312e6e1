"""What fails has one name: in the log, in what Slack is answered, and in what a person is told."""

import io
import json
import re
import time
from typing import Any

from pydantic import SecretStr

from bot import logs
from bot.logs import Redaction
from bot.slack.edge import reference
from bot.slack.http import HttpEdge
from tests.fake_slack import HttpSlack
from tests.fake_slack.over_http import SIGNING_SECRET
from tests.slack.conftest import HERE, Harbour, outage
from tests.slack.test_edge import ASKED, SURFACES

NAMED = re.compile(r"reference ([0-9a-f]{8})")


def _logged(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_person(harbour: Harbour, stream: io.StringIO) -> None:
    """The reference in a sentence stands in each line that was logged on the way."""
    logs.set_up("json", Redaction(), stream)
    with outage(harbour.engines):
        [told] = harbour.slack.command(ASKED).answers
    found = NAMED.search(told["text"])
    assert found is not None
    lines = _logged(stream)
    assert lines
    assert {(one["request"], one["workspace"]) for one in lines} == {(found[1], HERE)}


def test_slack_itself(harbour: Harbour, stream: io.StringIO) -> None:
    """An event that wasn't taken is answered with the reference that the log has, each time."""
    logs.set_up("json", Redaction(), stream)
    edge = HttpEdge(SecretStr(SIGNING_SECRET), harbour.edge.receive, time.time)
    with HttpSlack() as sender:
        raw = json.dumps(harbour.slack.mention(ASKED).payload | {"event_id": "Ev77"}).encode()
        signed = sender.signed(raw)
    with outage(harbour.engines):
        answers = [edge.answer(raw, signed) for _ in range(2)]
    [named, again] = [NAMED.search(str(one.body)) for one in answers]
    assert [one.status for one in answers] == [503, 503]
    assert named is not None
    assert again is not None
    assert named[1] == again[1]
    assert {one["request"] for one in _logged(stream)} == {named[1]}


def test_nothing_is_left(harbour: Harbour, stream: io.StringIO) -> None:
    """What is logged after a request says nothing of it."""
    log = logs.log
    logs.set_up("json", Redaction(), stream)
    for happens in SURFACES.values():
        happens(harbour.slack)
    log.warning("later")
    assert "request" not in _logged(stream)[-1]


def test_unlike_things_are_named_unlike(harbour: Harbour) -> None:
    """Two things that nothing is known by have two names; the same event has one."""
    assert reference({"type": "x"}) != reference({"type": "x"})
    first = harbour.slack.mention(ASKED).payload
    assert reference(first) == reference(dict(first))
    assert reference(first) != reference(harbour.slack.mention(ASKED).payload)
