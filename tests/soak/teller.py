"""One worker of several: does what is due at the times it is told, and sends what came of it.

Each line on standard input is a moment; once what is due by then is done, there is a line on
standard output. Its own clock is some seconds ahead of that, or behind.
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import config, wiring
from bot.settings import ROOT
from bot.slack.deliver import Dispatcher, Sender
from bot.slack.options import Pace
from bot.slack.pace import Paces
from bot.slack.rounds import Watch
from bot.slack.web_api import WebApi
from bot.store import deliveries
from bot.store.engine import make_engines
from bot.store.ledger import Ledger

FAST = Pace(burst=100, per_second=100)


def main(url: str, slack: str, workspace: str, skew: float, root: Path = ROOT) -> None:
    """Works line by line until there are no more."""
    # Whoever died holds its messages no longer than this.
    deliveries.LEASE = timedelta(seconds=2)
    ledger = Ledger(make_engines(url, root))
    told = datetime.now(UTC)

    def now() -> datetime:
        return told + timedelta(seconds=skew)

    options = config.load_slack(root).model_copy(update={"channel": FAST, "workspace": FAST})
    api = WebApi(slack, "xoxb-fake")
    dispatcher = Dispatcher(
        ledger, Sender(ledger, lambda _: api), Paces(options), lambda: (workspace,), now
    )
    watch = Watch(ledger, wiring.desk(root).rounds, now, dispatcher.wake)
    dispatcher.start()
    for line in sys.stdin:
        told = datetime.fromisoformat(line.strip())
        watch.tick()
        sys.stdout.write("done\n")
        sys.stdout.flush()
    dispatcher.stop(60)
    ledger.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4]))
