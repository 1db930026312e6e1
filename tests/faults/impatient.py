"""`rolecall run` that gives Slack so many seconds for an answer as the first argument says.

All others are those of `rolecall run`.
"""

import sys

from bot import cli
from bot.slack import web_api
from tests.acceptance.unlimited import lift_limits


def main(seconds: int, *words: str) -> None:
    """Runs until it is told to stop."""
    lift_limits()
    web_api.TIMEOUT = seconds
    sys.argv = ["rolecall", "run", *words]
    cli.main()


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
