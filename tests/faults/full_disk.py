"""`rolecall run` on a disk that is as full as a file says: so many pages may the database have.

The first argument is the file; all others are those of `rolecall run`.
"""

import sys
from pathlib import Path

from sqlalchemy import Connection, Engine, event

from bot import cli
from tests.acceptance.unlimited import lift_limits

ROOM, FULL = "1000000", "1"
"""Room for all; none at all, where what is stored already is taken to fit."""


def main(told: str, *words: str) -> None:
    """Runs until it is told to stop."""

    def limited(connection: Connection) -> None:
        pages = int(Path(told).read_text(encoding="ascii"))
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    # Before each transaction, for the disk fills up, and is emptied, while we run.
    event.listen(Engine, "begin", limited)
    lift_limits()
    sys.argv = ["rolecall", "run", *words]
    cli.main()


if __name__ == "__main__":
    main(*sys.argv[1:])
