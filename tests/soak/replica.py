"""`rolecall run` with leases of seconds, and without limits on how much is asked and said.

The arguments are those of `rolecall run`.
"""

import faulthandler
import signal
import sys
from datetime import timedelta
from pathlib import Path

from bot import cli, config
from bot.slack.options import Options, Pace
from bot.store import deliveries
from tests.acceptance.unlimited import lift_limits

LEASE = timedelta(seconds=10)
"""Longer than any attempt takes here, where Slack answers at once."""

FAST = Pace(burst=100, per_second=100)


def lift_paces() -> None:
    """From now on this process sends as fast as it can."""
    shipped = config.load_slack

    def fast(root: Path) -> Options:
        return shipped(root).model_copy(update={"channel": FAST, "workspace": FAST})

    config.load_slack = fast


def main(*words: str) -> None:
    """Runs until it is told to stop."""
    deliveries.LEASE = LEASE
    lift_limits()
    lift_paces()
    faulthandler.register(signal.SIGUSR1, all_threads=True)
    sys.argv = ["rolecall", "run", *words]
    cli.main()


if __name__ == "__main__":
    main(*sys.argv[1:])
