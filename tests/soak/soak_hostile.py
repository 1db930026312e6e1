"""A hundred thousand requests that nobody should send, through the real application."""

import gc
import logging
from pathlib import Path

import pytest

from bot.store.engine import Engines
from tests.slack.hostile import REFUSED, hostile

CASES = 100_000
WARM = 10_000
"""So many requests fill what may be kept in memory."""

MOST_GROWTH = 64 * 1024 * 1024
SLOWEST = 2.0
PAGE = 4096


class Broken(logging.Handler):
    """Keeps what was logged with a traceback."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Looks at one line of the log."""
        if record.exc_info:
            self.seen.append(self.format(record))


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
def test_hostile(engines: Engines, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """None is a fault of ours, none takes long, none leaves a traceback, and memory stays."""
    broken = Broken()
    logging.getLogger("bot").addHandler(broken)
    somebody = hostile(engines, root, seed=1)
    before = 0
    for number in range(CASES):
        told = somebody.attack()
        assert told.status == 200 or told.status in REFUSED, number
        assert told.took < SLOWEST, number
        assert broken.seen == [], number
        if number == WARM:
            before = _memory()
    growth = _memory() - before
    with capsys.disabled():
        counts = ", ".join(f"{status}: {n:,}" for status, n in sorted(somebody.statuses.items()))
        print(  # noqa: T201
            f"\n{CASES:,} requests ({counts}); the slowest took {somebody.slowest:.2f} s; "
            f"memory grew by {growth / 1e6:.0f} MB after the first {WARM:,}"
        )
    assert growth < MOST_GROWTH


def _memory() -> int:
    """The bytes of memory that this process has."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE
