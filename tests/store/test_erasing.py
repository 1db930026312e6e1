"""Everything of a workspace erased, on each database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot.domain.operations import Retention
from bot.errors import StoreUnavailable
from bot.store import erasing, retention
from bot.store.engine import Engines
from bot.store.installations import Installation
from bot.store.ledger import Ledger
from bot.store.tables import InstallationRow, QuestionRow, Tables, TeamRow, WorkspaceRow
from tests.store.rows import AT, GLOBAL, everything, fill
from tests.store.sample import FACTS, NOW, take_in

FOREVER = Retention(questions_days=0, audit_days=0, uninstalled_days=0)
GRACE = Retention(questions_days=0, audit_days=0, uninstalled_days=30)
MANY = 2 * erasing.MOST + 1
HERE = Installation("W1", None, "U0", None, None, [], AT)


def _erase(ledger: Ledger, workspace_id: str = "W1") -> bool:
    with ledger.writing() as session:
        begun = erasing.begin(session, workspace_id, NOW)
    erasing.erase(ledger, workspace_id)
    return begun


def _installed(ledger: Ledger, workspace_id: str = "W1") -> None:
    with ledger.open(workspace_id, AT) as books:
        books.create(workspace_id)
        books.roster.set_installation(HERE)
        books.roster.set_token("sealed")


def _removed(ledger: Ledger) -> None:
    with ledger.open("W1", AT) as books:
        books.end()


def test_no_table_is_forgotten() -> None:
    """Whatever table is added, its rows go with their workspace."""
    assert set(erasing.tables()) == set(Tables.metadata.tables) - GLOBAL


def test_nothing_is_left_and_nobody_elses_goes(engines: Engines) -> None:
    """Every row of the workspace goes, whatever points to whatever, and none of another one."""
    with Session(engines.write) as session:
        fill(session, "W1")
        fill(session, "W2")
        other = everything(session, "W2")
        assert set(erasing.counts(session, "W1")) == set(other) == set(erasing.tables())
        session.commit()
    ledger = Ledger(engines)
    assert _erase(ledger)
    with Session(engines.read) as session:
        assert everything(session, "W1") == {}
        assert erasing.counts(session, "W1") == {}
        assert everything(session, "W2") == other
    assert not _erase(ledger)


def test_more_than_one_transaction_takes(engines: Engines) -> None:
    """What takes several transactions goes whole, also where rows point to others of their kind."""
    with Session(engines.write) as session:
        fill(session, "W1")
        [team] = session.execute(select(TeamRow.__table__)).mappings()
        [question] = session.execute(select(QuestionRow.__table__)).mappings()
        more = [{"key": f"t{n}", "channel": None, "platform": f"t{n - 1}"} for n in range(1, MANY)]
        first = {"key": "t0", "channel": None, "platform": "x"}
        session.execute(insert(TeamRow), [dict(team) | one for one in (first, *more)])
        session.execute(insert(QuestionRow), [dict(question) | {"id": str(n)} for n in range(MANY)])
        session.commit()
    _erase(Ledger(engines))
    with Session(engines.read) as session:
        assert everything(session, "W1") == {}


def test_nobody_sees_half_of_it(ledger: Ledger) -> None:
    """From the moment it begins the workspace is shown to nobody, nor written to."""
    _installed(ledger)
    with ledger.writing() as session:
        assert erasing.begin(session, "W1", NOW)
    assert (ledger.token("W1"), ledger.slack_workspaces()) == (None, ())
    with pytest.raises(StoreUnavailable, match="being erased"), ledger.read("W1") as books:
        books.exists()
    with pytest.raises(StoreUnavailable, match="being erased"), ledger.open("W1", NOW) as books:
        books.roster.set_installation(HERE)


def test_what_is_written_meanwhile_goes_too(engines: Engines) -> None:
    """A row that somebody writes while the rest goes isn't left behind."""
    ledger = Ledger(engines)
    take_in(ledger, FACTS)
    with ledger.writing() as session:
        erasing.begin(session, "W1", NOW)
    with ledger.open("W1", NOW) as books:
        assert books.claim_once("an event that was on its way")
    erasing.erase(ledger, "W1")
    with Session(engines.read) as session:
        assert everything(session, "W1") == {}


def test_grace(ledger: Ledger) -> None:
    """A workspace that removed us keeps everything for just so long, and then has nothing."""
    _installed(ledger)
    _removed(ledger)
    retention.drop(ledger, FOREVER, AT + timedelta(days=3650))
    retention.drop(ledger, GRACE, AT + timedelta(days=30))
    assert ledger.workspaces() == ("W1",)
    retention.drop(ledger, GRACE, AT + timedelta(days=30, seconds=1))
    assert ledger.workspaces() == ()


def test_back_within_the_grace(ledger: Ledger) -> None:
    """A workspace that comes back in time finds everything, for good."""
    take_in(ledger, FACTS)
    _installed(ledger)
    _removed(ledger)
    with ledger.open("W1", AT + timedelta(days=29)) as books:
        books.roster.set_installation(HERE)
    retention.drop(ledger, GRACE, AT + timedelta(days=365))
    with ledger.read("W1") as books:
        assert books.facts() == FACTS


def test_back_after_it(ledger: Ledger) -> None:
    """A workspace that comes back too late begins anew."""
    take_in(ledger, FACTS)
    _installed(ledger)
    _removed(ledger)
    retention.drop(ledger, GRACE, AT + timedelta(days=31))
    _installed(ledger)
    with ledger.read("W1") as books:
        assert (books.facts(), books.history(), books.workspace.last_change) == ({}, (), 0)


def test_comes_back_at_the_last_moment(ledger: Ledger) -> None:
    """Of coming back and being erased one is first: what is back isn't erased any more."""
    _installed(ledger)
    _removed(ledger)
    with ledger.reading() as session:
        assert erasing.ended(session, NOW) == ("W1",)
    _installed(ledger)
    with ledger.writing() as session:
        assert not erasing.begin_ended(session, "W1", NOW, NOW)
    assert ledger.token("W1") == "sealed"


def test_died_over_it(engines: Engines) -> None:
    """What a process that died left half erased is erased by the next that tidies."""
    ledger = Ledger(engines)
    take_in(ledger, FACTS)
    with ledger.writing() as session:
        erasing.begin(session, "W1", NOW)
    retention.drop(ledger, FOREVER, NOW)
    with Session(engines.read) as session:
        assert session.scalars(select(WorkspaceRow.id)).all() == []
        assert session.scalars(select(InstallationRow.workspace_id)).all() == []


def test_comes_back_while_it_begins(ledger: Ledger) -> None:
    """Whoever is just coming back is waited for, and stays."""
    _installed(ledger)
    _removed(ledger)

    def begin() -> bool:
        with ledger.writing() as session:
            return erasing.begin_ended(session, "W1", NOW, NOW)

    with ThreadPoolExecutor(1) as pool:
        with ledger.open("W1", NOW) as books:
            books.roster.set_installation(HERE)
            begun = pool.submit(begin)
            books.roster.set_token("again")
        assert begun.result() is False
    assert ledger.token("W1") == "again"
