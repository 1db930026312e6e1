"""A million stored questions and changes in one workspace: answering, digests, pages; PostgreSQL.

Usage: python bench/stored.py [--json] [--rows N]

The same is measured before and after the rows are there. An answer is a whole transaction: the
question is claimed, read, answered and noted, and the message put into the queue.
"""

import argparse
import json
import random
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import count
from statistics import median
from time import perf_counter

import filled
from asking import percentile
from columns import aligned
from filled import Made
from sqlalchemy import Connection, text

from bot import config, wiring
from bot.commands.ask import ask
from bot.domain.call import Call
from bot.domain.delivery import Delivery
from bot.domain.fact import HERE, Change, Subject
from bot.domain.rhythm import Days, Rhythm
from bot.domain.subscription import Subscription
from bot.search.finders import Finders
from bot.settings import ROOT
from bot.slack.rounds import Watch
from bot.store.books import Books
from bot.store.engine import make_engines
from bot.store.ledger import Ledger
from bot.store.questions import asked
from bot.store.schema import migrate

ROWS = 1_000_000
ASKED = 1000
TIMES = 15
HERE_IS = "T0000"
NINE = datetime(2027, 1, 4, 9, tzinfo=UTC)
LAST = NINE + timedelta(days=30)
"""When the last of the stored questions was asked and the last change made; one a minute."""

DIGESTS = ("unfilled", "handoffs", "unconfirmed", "questions", "changes")
Figures = dict[str, float]

_QUESTIONS = """
INSERT INTO questions (workspace_id, id, asked_at, asker, member, channel, surface, text, team,
  ref, outcome, score, shared)
SELECT :of, md5(n::text), :now - n * interval '1 minute', 'p' || n % 200, 'U0X' || n % 200,
  'C' || n % 50, (ARRAY['mention', 'command', 'dm', 'team chosen', 'click'])[1 + n % 5],
  'who owns the thing number ' || n % 5000, 'team-' || n % 20, 'activity:deploy-models',
  (ARRAY['answered', 'answered', 'unfilled', 'unknown', 'choose'])[1 + n % 5], 0.9, false
FROM generate_series(1, :rows) AS n
"""
_CHANGES = """
INSERT INTO changes (workspace_id, number, act, at, actor, source, kind, key, before, after, verb,
  undoes)
SELECT :of, :last + n, :last + n - n % 3, :now - (:rows - n) * interval '1 minute',
  'U0X' || n % 200, 'slack', kind, key, after, CASE WHEN n % 50 > 0 THEN after END, 'assign',
  CASE WHEN n % 999 = 0 THEN :last + n - 500 END
FROM generate_series(1, :rows) AS n JOIN (
  SELECT row_number() OVER () - 1 AS place, count(*) OVER () AS many, kind, key, after
  FROM changes WHERE workspace_id = :of AND kind IN ('assignment', 'person', 'entry', 'team')
) AS made ON made.place = n % made.many
"""
_COUNTED = "UPDATE workspaces SET last_change = last_change + :rows WHERE id = :of"
_VERDICTS = """
INSERT INTO verdicts (workspace_id, question, member, verdict, at)
SELECT workspace_id, id, member, 'wrong', asked_at FROM questions
WHERE workspace_id = :of AND id < '02'
"""
_DELIVERIES = """
INSERT INTO deliveries (workspace_id, id, kind, lane, pace, rank, address, body, state, attempts,
  created_at, settled_at)
SELECT :of, lpad(n::text, 16, '0') || '-000001', 'post', 'C' || n % 50, 'C' || n % 50, 10,
  '{"channel": "C1"}', '{"text": "x"}', 'sent', 1, :now - n * interval '1 minute',
  :now - n * interval '1 minute'
FROM generate_series(1, :rows / 10) AS n
"""


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description="Measures a workspace with a long history.")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--rows", metavar="N", type=int, default=ROWS)
    said = parser.parse_args()
    found = measured(said.rows)
    print(json.dumps(found) if said.json else table(found, said.rows))


def measured(rows: int) -> dict[str, Figures]:
    """The figures of a workspace without, then with so many rows."""
    with filled.postgresql() as url, closing(make_engines(url, ROOT)) as engines:
        migrate(engines, ROOT)
        ledger = Ledger(engines)
        kinds = filled.made(1)
        filled.fill(ledger, engines, [HERE_IS], kinds)
        _subscribe(ledger)
        bench = _Bench(ledger, kinds[0])
        found = {"empty": bench.figures()}
        with engines.write.begin() as connection:
            _store(connection, rows)
        with engines.write.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
        found["full"] = bench.figures()
        return found


class _Bench:
    """One workspace, asked and read from every side."""

    def __init__(self, ledger: Ledger, made: Made) -> None:
        self._ledger = ledger
        self._texts = made.questions(ASKED, random.Random(1), filled.written())  # noqa: S311
        self._finders = Finders(
            config.load_vocabulary(ROOT), config.load_matching(ROOT), config.load_learned(ROOT)
        )
        self._desk = wiring.desk(ROOT)
        self._numbers = count()
        self._days = count()

    def figures(self) -> Figures:
        """Milliseconds of everything."""
        for words in self._texts[:100]:
            self._answered(words)
        times = [_ms(partial(self._answered, words)) for words in self._texts]
        found = {"answer p50": percentile(times, 50), "answer p99": percentile(times, 99)}
        for name, read in self._reads().items():
            found[name] = round(median(_ms(partial(self._read, read)) for _ in range(TIMES)), 2)
        found["take from the queue"] = round(median(_ms(self._take) for _ in range(TIMES)), 2)
        found["a channel's five digests"] = round(
            median(_ms(self._digest) for _ in range(TIMES)), 1
        )
        return found

    def _answered(self, words: str) -> None:
        number = next(self._numbers)
        member = f"U0X{number % filled.PEOPLE}"
        with self._ledger.open(HERE_IS, NINE, holds=False) as books:
            books.claim_once(f"Ev{number}")
            account = books.organisation().account
            call = Call(
                text=words,
                today=NINE.date(),
                surface="mention",
                asker=account[member].key if member in account else None,
                remembered=books.remembered_team(member),
            )
            reply = ask(call, books, self._finders)
            books.last_question(member, "C1", NINE - timedelta(minutes=10))
            books.note_question(asked(call, reply, member=member, channel="C1"))
            books.send(Delivery("post", "C1", "C1", {"channel": "C1"}, {"text": "x"}))

    def _read(self, read: Callable[[Books], object]) -> None:
        with self._ledger.read(HERE_IS) as books:
            read(books)

    def _take(self) -> None:
        with self._ledger.queue() as queue:
            queue.take([HERE_IS], [], 20)

    def _digest(self) -> None:
        """One whole round, a day later each time."""
        nine = NINE + timedelta(days=next(self._days))
        Watch(self._ledger, self._desk.rounds, lambda: nine, lambda: None).tick()

    def _reads(self) -> dict[str, Callable[[Books], object]]:
        month = NINE
        return {
            "questions, newest 50": lambda books: books.questions(50),
            "history, newest 20 acts": lambda books: books.acts(20),
            "history of a person": lambda books: books.acts(20, actor="U0X7"),
            "history of a team": lambda books: books.acts(20, of=("team-7",)),
            "what was undone": lambda books: books.undoings(),
            "one act": lambda books: books.act(500),
            "acts since the last digest": lambda books: books.acts_since(
                books.workspace.last_change - 300
            ),
            "questions of a month, open": lambda books: books.open_questions(month),
            "questions of a month, counted": lambda books: books.asked_about(month),
            "who filled what last": lambda books: books.vacated(),
            "changes of one assignment": lambda books: books.steps_of(
                [Subject("assignment", ("team-1", "role:data-scientist", "p10"))]
            ),
            "what a person last was": lambda books: books.last(Subject("person", ("nobody",))),
            "all teams that ever were": lambda books: books.former("team"),
            "deliveries, newest 50": lambda books: books.deliveries(50),
            "editions, newest 50": lambda books: books.editions(50),
            "refusals, newest 50": lambda books: books.refusals(50),
        }


def _store(connection: Connection, rows: int) -> None:
    of = {"of": HERE_IS, "now": LAST, "rows": rows}
    # The rows fit each other; looking each pointer up would take minutes.
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    last = connection.scalar(
        text("SELECT last_change FROM workspaces WHERE id = :of"), {"of": HERE_IS}
    )
    for statement in (_QUESTIONS, _CHANGES, _COUNTED, _VERDICTS, _DELIVERIES):
        given = {name: value for name, value in of.items() if f":{name}" in statement}
        given |= {"last": last} if ":last" in statement else {}
        connection.execute(text(statement), given)


def _subscribe(ledger: Ledger) -> None:
    """A channel that hears everything every day at nine."""
    with ledger.open(HERE_IS, NINE - timedelta(hours=1)) as books:
        told = Subscription(
            channel="C0001",
            digests=DIGESTS,
            rhythm=Rhythm(days=Days(every="day"), at=time(9), zone="UTC"),
            by="U0X0",
            well=True,
        )
        change = Change(Subject("digest", ("1",)), None, told.model_dump(mode="json"))
        books.record([change], actor="U0X0", source=HERE)
        books.drop_due("reminders")


def _ms(job: Callable[[], object]) -> float:
    began = perf_counter()
    job()
    return (perf_counter() - began) * 1000


def table(found: dict[str, Figures], rows: int) -> str:
    """The figures for a person."""
    head = ("milliseconds", "empty", f"{rows:,} questions and changes")
    lines = [head, *((n, f"{v:.2f}", f"{found['full'][n]:.2f}") for n, v in found["empty"].items())]
    return "\n".join(aligned(lines))


if __name__ == "__main__":
    main()
