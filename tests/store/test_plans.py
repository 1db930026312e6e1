"""How queries find their rows among many: by an index, looking at few others."""

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from sqlalchemy import Connection, Delete, Engine, delete, event, select
from sqlalchemy.orm import Session

from bot.domain.act import Act, How
from bot.domain.fact import Subject
from bot.domain.operations import Retention
from bot.store import retention, spent_links
from bot.store.books import Books
from bot.store.deliveries import Pace
from bot.store.engine import Engines, make_engines
from bot.store.ledger import Ledger
from bot.store.questions import Of
from bot.store.queue import Queue
from bot.store.sortable import since
from bot.store.tables import EditionRow, QuestionRow, RefusalRow
from tests.conftest import TEMPLATE
from tests.store.full import FIRST, LAST, LONG, MINUTE, OURS, fill

Statement: TypeAlias = tuple[str, Any]
Plan: TypeAlias = dict[str, Any]

FEW = 1500
"""So many rows are read at most of one that has ten times as many, or more."""

STEPS = 20_000
"""So many steps SQLite takes at most: one for each column of a row that it looks at, and more."""

MANY = (
    "spent_links",
    "questions",
    "verdicts",
    "changes",
    "refusals",
    "deliveries",
    "editions",
    "due",
    "claims",
    "homes",
)
AN_HOUR_AGO = LAST - timedelta(hours=1)
NEWEST = 1000 + LONG
ACT = Act(5000, LAST, "U1", "slack", How(), (), 10)
OF_CHURN = Of(frozenset({"churn"}), frozenset({"zoe", "adam"}))
NOBODY = Subject("person", ("nobody",))
_MANY = re.compile(rf"\b({'|'.join(MANY)})\b")
_SCANNED = re.compile(rf"SCAN (earlier|({'|'.join(MANY)})(_\d+)?)\b")
_LOOKED = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
FILLED = ("assignment", "churn", "role:data-engineer")
QUIET: tuple[Pace, ...] = (("W1", "C9"),)

READS: Mapping[str, Callable[[Books], object]] = {
    # an answer
    "what they asked last": lambda books: books.last_question("U1", "C1", AN_HOUR_AGO),
    "the team that they chose last": lambda books: books.remembered_team("U1"),
    "the team of somebody who never chose": lambda books: books.remembered_team("U2"),
    "a question": lambda books: books.question("q7"),
    "what was said of it": lambda books: books.verdicts("q7"),
    # a digest
    "what was asked lately": lambda books: books.asked_about(AN_HOUR_AGO),
    "what is open of that": lambda books: books.open_questions(AN_HOUR_AGO),
    "what changed lately": lambda books: books.acts_since(NEWEST - 50),
    "what touched it lately": lambda books: books.touched_since(NEWEST - 50, [FILLED]),
    "what was undone": lambda books: books.undoings(),
    "what somebody was": lambda books: books.last(NOBODY),
    "its last edition": lambda books: books.last_edition("digest 3"),
    "when it was looked at": lambda books: books.last_look("digest 3"),
    "its edition for a slot": lambda books: books.edition("digest 3", "000003"),
    "the edition that a message is": lambda books: books.edition_of(f"{3:016}"),
    "editions that still change": lambda books: books.live_editions(),
    # a Home tab
    "what they asked lately": lambda books: books.asked_by("U1", 5),
    "tabs that are open": lambda books: books.open_homes(AN_HOUR_AGO, "", 20),
    "open tabs of those who come later": lambda books: books.open_homes(AN_HOUR_AGO, "U5", 20),
    "whether one is under way": lambda books: books.under_way("home U1", AN_HOUR_AGO),
    # a page, or a command
    "the newest questions": lambda books: books.questions(50),
    "the newest acts": lambda books: books.acts(20),
    "the newest acts of somebody": lambda books: books.acts(20, actor="U3"),
    "acts before another": lambda books: books.acts(20, before=5000),
    "one act": lambda books: books.act(5000),
    "what of an act is about something": lambda books: books.changes_about(ACT, ["churn"]),
    "the first change of a day": lambda books: books.number_at(AN_HOUR_AGO),
    "refusals before another": lambda books: books.refusals(50, AN_HOUR_AGO),
    "what came of questions": lambda books: books.outcomes(AN_HOUR_AGO, LAST),
    "what came of a team's": lambda books: books.outcomes(AN_HOUR_AGO, LAST, OF_CHURN),
    "the newest changes": lambda books: books.history(50),
    "the newest refusals": lambda books: books.refusals(50),
    "the newest deliveries": lambda books: books.deliveries(50),
    "the newest editions": lambda books: books.editions(50),
    "a delivery": lambda books: books.delivery(f"{3:016}"),
    "whether a link was followed": lambda books: books.is_spent(f"{3:064}"),
}

WRITES: Mapping[str, Callable[[Books], object]] = {
    "what is due": lambda books: books.due(),
    "messages to show anew": lambda books: books.redraw_live(),
    "an answer is shared": lambda books: books.share("q7"),
    "what a tab shows": lambda books: books.home_shows("U7", "x"),
    "what waits is withdrawn": lambda books: books.withdraw("home U1"),
}

QUEUE: Mapping[str, Callable[[Queue], object]] = {
    "take": lambda queue: queue.take(OURS, QUIET, 20),
    "release": lambda queue: queue.release(),
    "forget": lambda queue: queue.forget(FIRST),
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def full(
    request: pytest.FixtureRequest, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engines]:
    """A database with a long history."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("full") / "full.db"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        url = f"sqlite:///{path}"
    else:
        url = request.getfixturevalue("postgres").fresh(TEMPLATE)
    with closing(make_engines(url, root)) as engines:
        fill(engines)
        yield engines
    if request.param == "postgresql":
        request.getfixturevalue("postgres").drop(url)


@pytest.mark.parametrize("name", READS)
def test_read(full: Engines, name: str) -> None:
    """What an answer, a digest or a page reads is found by an index."""

    def run(ledger: Ledger) -> None:
        with ledger.read("W1") as books:
            READS[name](books)

    _check(full, run)


@pytest.mark.parametrize("name", WRITES)
def test_written(full: Engines, name: str) -> None:
    """What is changed is found by an index."""

    def run(ledger: Ledger) -> None:
        with ledger.open("W1", LAST, rehearse=True) as books:
            WRITES[name](books)

    _check(full, run)


@pytest.mark.parametrize("name", QUEUE)
def test_queue(full: Engines, name: str) -> None:
    """Whatever was sent before, the queue looks at what waits, or is old enough to go."""

    def run(ledger: Ledger) -> None:
        with ledger.queue() as queue:
            QUEUE[name](queue)

    _check(full, run)


def test_due(full: Engines) -> None:
    """Which workspaces have something to do is found by an index, however much comes later."""
    _check(full, lambda ledger: ledger.due(LAST + 5 * MINUTE))


def test_what_expired(full: Engines) -> None:
    """Links that can't be followed any more are found by an index, however many still can."""

    def run(_: Ledger) -> None:
        with Session(full.write) as session:
            spent_links.forget(session, FIRST + spent_links.LASTS)
            session.rollback()

    _check(full, run)


@pytest.mark.parametrize(
    "statement",
    [
        delete(RefusalRow).where(RefusalRow.workspace_id == "W1", RefusalRow.id < since(FIRST)),
        delete(EditionRow).where(EditionRow.workspace_id == "W1", EditionRow.at < FIRST),
    ],
    ids=["refusals", "editions"],
)
def test_what_is_old(full: Engines, statement: Delete) -> None:
    """What is too old to be kept is found by an index, however much stays."""

    def run(_: Ledger) -> None:
        with full.write.connect() as connection:
            connection.execute(statement)
            connection.rollback()

    _check(full, run)


def test_retention(full: Engines) -> None:
    """Each day's look for old questions finds them by an index, and the workspaces too."""
    kept = Retention(questions_days=1, audit_days=0, uninstalled_days=1)
    _check(full, lambda ledger: retention.drop(ledger, kept, FIRST + timedelta(days=1)))


def test_a_full_scan_is_seen(full: Engines) -> None:
    """A query without an index doesn't pass here."""

    def run(_: Ledger) -> None:
        with full.read.connect() as connection:
            connection.execute(select(QuestionRow.id).where(QuestionRow.text == "x"))

    with pytest.raises(AssertionError):
        _check(full, run)


def _check(engines: Engines, run: Callable[[Ledger], object]) -> None:
    """Raises AssertionError where one of the statements looks at more than a few rows."""
    given = list(_statements(engines, run))
    assert given
    for statement, parameters in given:
        with engines.write.connect() as connection:
            looks = _steps if engines.one_writer else _rows
            looks(connection, statement, parameters)
            connection.rollback()


def _statements(engines: Engines, run: Callable[[Ledger], object]) -> list[Statement]:
    """What is asked of the tables with many rows."""
    given: list[Statement] = []

    def note(*args: Any) -> None:
        _, _, statement, parameters, _, many = args
        given.append((statement, parameters[0] if many else parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        run(Ledger(engines))
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return [one for one in given if " VALUES " not in one[0] and _MANY.search(one[0])]


def _rows(connection: Connection, statement: str, parameters: Any) -> None:
    """PostgreSQL tells how many rows it looked at."""
    explained = f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}"
    found = connection.exec_driver_sql(explained, parameters).scalar_one()
    for node in _nodes(found[0]["Plan"]):
        looked = sum(node.get(name, 0) for name in _LOOKED) * node["Actual Loops"]
        assert looked <= FEW, f"{statement}\n{json.dumps(node, indent=1)}"
        assert node["Node Type"] != "Seq Scan", f"{statement}\n{json.dumps(node, indent=1)}"


def _nodes(plan: Plan) -> Iterator[Plan]:
    """The parts of a plan that read tables with many rows."""
    if plan.get("Relation Name") in MANY:
        yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


def _steps(connection: Connection, statement: str, parameters: Any) -> None:
    """SQLite tells what it would scan, and takes more steps the more rows it looks at."""
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    told = "\n".join(str(row[3]) for row in plan)
    assert not _SCANNED.search(told), f"{statement}\n{told}"
    steps = count()
    raw: Any = connection.connection.dbapi_connection
    raw.set_progress_handler(lambda: next(steps) and 0, 100)
    connection.exec_driver_sql(statement, parameters).close()
    raw.set_progress_handler(None, 100)
    assert next(steps) * 100 <= STEPS, f"{statement}\n{told}"
