"""Whatever somebody sends to the address that Slack knows, nothing breaks."""

from pathlib import Path

import pytest

from bot.store.engine import Engines
from tests.slack.hostile import REFUSED, hostile

CASES = 300


def test_nothing_breaks(engines: Engines, root: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Each of some hundred random requests is taken or refused; none is a fault of ours."""
    somebody = hostile(engines, root, seed=8)
    caplog.clear()
    for number in range(CASES):
        told = somebody.attack()
        assert told.status == 200 or told.status in REFUSED, number
    assert [one.getMessage() for one in caplog.records if one.exc_info] == []
    assert somebody.statuses[200] > CASES / 4
    assert sum(somebody.statuses[status] for status in REFUSED) > CASES / 4
