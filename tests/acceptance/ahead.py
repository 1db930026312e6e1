"""`rolecall run` with a clock that is ahead, by so many seconds as the first argument says.

All others are those of `rolecall run`.
"""

import sys
from datetime import UTC, datetime, timedelta

from bot import cli, wiring
from tests.acceptance.unlimited import lift_limits


def main(seconds: float, *words: str) -> None:
    """Runs until it is told to stop."""
    lift_limits()
    wiring.now = lambda: datetime.now(UTC) + timedelta(seconds=seconds)
    sys.argv = ["rolecall", "run", *words]
    cli.main()


if __name__ == "__main__":
    main(float(sys.argv[1]), *sys.argv[2:])
