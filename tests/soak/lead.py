"""One process of several: takes forms that a lead submits, and says what is acknowledged.

Each line on standard input is a `view_submission` as Slack sends it; each line on standard output
is the acknowledgement of one.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot import config, wiring
from bot.slack.edge import Edge
from bot.slack.ownership import Ownership
from bot.store.engine import make_engines
from bot.store.ledger import Ledger


def main(url: str, root: Path) -> None:
    """Answers line by line until there are no more."""
    ledger = Ledger(make_engines(url, root))
    edge = Edge(ledger, lambda *_: None, _nothing)
    options = config.load_slack(root)

    def now() -> datetime:
        return datetime.now(UTC)

    Ownership(ledger, wiring.desk(root), options, now, _nothing, _nothing).register(edge.app)
    for line in sys.stdin:
        told = edge.receive(json.loads(line))
        sys.stdout.write(json.dumps(told.payload if told else None) + "\n")
        sys.stdout.flush()


def _nothing(*_: Any) -> None:
    """Nobody is woken or told outside the database."""


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
