"""Whether the audit is as it was written, on each database."""

import pytest
from sqlalchemy import Engine, delete, insert, select, update

from bot.domain.act import How
from bot.domain.fact import Change
from bot.store import retention
from bot.store.audit import verified
from bot.store.chain import blanked
from bot.store.engine import Engines
from bot.store.ledger import Ledger
from bot.store.statements import table_of
from bot.store.tables import ChangeRow, WorkspaceRow
from tests.store.sample import FACTS, NOW, ZOE, added, take_in

CHANGES = table_of(ChangeRow)
OF = CHANGES.c
HOW = How("assign", "command", "T1", "C1", "ab12", 1)
LONG = [added(f"p{n}", name="Łucja \U0001f600", email=None) for n in range(1200)]

ALTERED: tuple[dict[str, object], ...] = (
    {"actor": "U9"},
    {"at": NOW.replace(year=2025)},
    {"source": "x"},
    {"kind": "lead"},
    {"key": ["x"]},
    {"before": {}},
    {"after": None},
    {"verb": None},
    {"surface": "form"},
    {"home": "T2"},
    {"place": "C2"},
    {"request": None},
    {"undoes": None},
    {"act": 3},
    {"seal": None},
    {"seal": ""},
    {"seal": "x.y.z"},
)


@pytest.fixture
def ours(ledger: Ledger) -> Ledger:
    """A ledger with a workspace in which something was done in several ways."""
    take_in(ledger, FACTS)
    with ledger.open("W1", NOW) as books:
        books.record(LONG, actor="U1", source="slack", how=HOW)
        books.record([Change(ZOE, FACTS[ZOE], None)], actor="U2", source="slack")
        books.record([added("zoe")], actor="U2", source="slack")
    with ledger.read("W1") as books:
        staged = books.stage([added("eve")], actor="U3", source="file", now=NOW)
    with ledger.open("W1", NOW) as books:
        books.record_staged(staged)
    return ledger


@pytest.fixture
def write(engines: Engines) -> Engine:
    """The way into the database past everything."""
    return engines.write


def _count() -> int:
    return len(FACTS) + len(LONG) + 3


def test_as_it_was_written(ours: Ledger) -> None:
    """What was recorded holds, however it was; two workspaces have a chain each."""
    take_in(ours, FACTS, "W2")
    found = verified(ours, "W1")
    assert (found.broken, found.sealed, found.unsealed) == (None, _count(), 0)
    other = verified(ours, "W2")
    assert (other.broken, other.sealed) == (None, len(FACTS))
    assert other.seal != found.seal
    with ours.read("W1") as books:
        assert (books.workspace.seal or "").endswith(f".{found.seal}")


def test_nothing_recorded(ledger: Ledger) -> None:
    """Where nothing was changed there is nothing that doesn't hold."""
    take_in(ledger, {})
    assert (verified(ledger, "W1").broken, verified(ledger, "W1").seal) == (None, None)


@pytest.mark.parametrize("values", ALTERED)
def test_altered(values: dict[str, object], ours: Ledger, write: Engine) -> None:
    """Whichever part of a change is altered, the change is named."""
    number = len(FACTS) + 7
    with write.begin() as connection:
        connection.execute(update(CHANGES).where(OF.number == number).values(values))
    assert f"change {number} " in (verified(ours, "W1").broken or "")


def test_every_column_is_tried() -> None:
    """No column is left out of those that can't be altered unseen."""
    told = {"workspace_id", "number"}.union(*ALTERED)
    assert told == {column.name for column in CHANGES.columns}


@pytest.mark.parametrize("number", [1, 5, 600])
def test_removed(number: int, ours: Ledger, write: Engine) -> None:
    """A change that was removed is missed, the first one too."""
    with write.begin() as connection:
        connection.execute(delete(CHANGES).where(OF.number == number))
    assert verified(ours, "W1").broken == f"change {number} is missing"


def test_the_newest_removed(ours: Ledger, write: Engine) -> None:
    """The newest change is missed too, also where the counter was put back."""
    with write.begin() as connection:
        connection.execute(delete(CHANGES).where(OF.number == _count()))
    assert verified(ours, "W1").broken == f"change {_count()} is missing"
    with write.begin() as connection:
        connection.execute(update(WorkspaceRow).values(last_change=_count() - 1))
    assert "isn't the one that was recorded last" in (verified(ours, "W1").broken or "")


@pytest.mark.parametrize("seal", [None, "aa.bb"])
def test_inserted(seal: str | None, ours: Ledger, write: Engine) -> None:
    """A change that nobody recorded is found, and so is one that took another's place."""
    with write.begin() as connection:
        row = connection.execute(select(CHANGES).where(OF.number == 3)).mappings().one()
        number = _count() + 1
        connection.execute(insert(CHANGES), [dict(row) | {"number": number, "seal": seal}])
    assert f"change {number} was" in (verified(ours, "W1").broken or "")


def test_swapped(ours: Ledger, write: Engine) -> None:
    """Two changes that changed places with all that they say are found."""
    with write.begin() as connection:
        for number, to in ((3, 9000), (4, 3), (9000, 4)):
            connection.execute(update(CHANGES).where(OF.number == number).values(number=to))
    assert verified(ours, "W1").broken == "change 3 was altered"


def test_from_before_there_were_seals(ours: Ledger, write: Engine) -> None:
    """What was recorded by an older version is counted as unsealed, and what follows is sealed."""
    with write.begin() as connection:
        connection.execute(update(CHANGES).values(seal=None))
        connection.execute(update(WorkspaceRow).values(seal=None))
    with ours.open("W1", NOW) as books:
        books.record([added("late")], actor="U1", source="slack")
    found = verified(ours, "W1")
    assert (found.broken, found.unsealed, found.sealed) == (None, _count(), 1)


def test_blanked(ours: Ledger, write: Engine) -> None:
    """A change that no longer says whom it was about is told of, and the chain holds over it."""
    with write.begin() as connection:
        row = connection.execute(select(CHANGES).where(OF.number == 3)).mappings().one()
        seal = blanked(row["seal"], row)
        assert blanked(seal, row) == seal
        connection.execute(
            update(CHANGES).where(OF.number == 3).values(seal=seal, actor="somebody", after=None)
        )
    found = verified(ours, "W1")
    assert (found.broken, found.blanked, found.sealed) == (None, 1, _count())


@pytest.mark.parametrize("numbers", [[1], [1, 2, 3], [4, 8, 9], [5, 4, 3, 7]])
def test_dropped_with_age(numbers: list[int], ours: Ledger) -> None:
    """What retention dropped is counted, and the chain holds over the gap."""
    with ours.writing() as session:
        retention.drop_changes(session, "W1", numbers)
    found = verified(ours, "W1")
    assert (found.broken, found.dropped) == (None, len(numbers))


def test_dropped_one_after_the_other(ours: Ledger, write: Engine) -> None:
    """A gap that grows in several transactions is one gap; what is altered behind it is found."""
    for numbers in ([7, 6], [5], [8], [1], [9]):
        with ours.writing() as session:
            retention.drop_changes(session, "W1", numbers)
    found = verified(ours, "W1")
    assert (found.broken, found.dropped) == (None, 6)
    with write.begin() as connection:
        connection.execute(update(CHANGES).where(OF.number == 10).values(actor="U77"))
    assert verified(ours, "W1").broken == "change 10 was altered"
