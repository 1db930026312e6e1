"""Who we are in each Slack workspace."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.store import installations, workspaces
from bot.store.engine import Engines
from bot.store.installations import Installation
from bot.store.ledger import Ledger
from tests.store.sample import NOW

OURS = Installation(
    workspace_id="W1",
    url="https://acme.slack.com/",
    bot_user="U0",
    bot_id="B0",
    enterprise="E1",
    scopes=["chat:write", "users:read"],
    connected_at=NOW,
)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def session(engines: Engines) -> Iterator[Session]:
    """A session in which three workspaces are there."""
    with Session(engines.write) as session:
        for workspace_id in ("W1", "W2", "local"):
            workspaces.create(session, workspace_id, workspace_id, NOW)
        yield session


@pytest.mark.parametrize(
    "given",
    [
        OURS,
        replace(OURS, url=None, bot_id=None, enterprise=None, scopes=[]),
        replace(OURS, synced_at=NOW, missed_at=LATER),
    ],
)
def test_comes_back_as_it_went_in(given: Installation, session: Session) -> None:
    """Every field survives, whether it is filled or not."""
    assert installations.find(session, "W1") is None
    installations.save(session, given)
    assert installations.find(session, "W1") == given


def test_connected_again(session: Session) -> None:
    """Who we are is replaced; when people were read, and missed, stays."""
    installations.save(session, OURS)
    installations.mark(session, "W1", synced_at=NOW)
    installations.mark(session, "W1", missed_at=LATER)
    again = replace(OURS, bot_user="U9", scopes=["commands"], url=None, connected_at=LATER)
    installations.save(session, again)
    assert installations.find(session, "W1") == replace(again, synced_at=NOW, missed_at=LATER)


def test_marked(session: Session) -> None:
    """A moment is set without touching the other, and only where we are installed."""
    installations.save(session, OURS)
    installations.save(session, other := replace(OURS, workspace_id="W2"))
    installations.mark(session, "W1", synced_at=LATER)
    installations.mark(session, "local", synced_at=LATER)
    assert installations.find(session, "W1") == replace(OURS, synced_at=LATER)
    assert installations.find(session, "W2") == other
    assert installations.find(session, "local") is None


def test_everywhere(session: Session) -> None:
    """Workspaces that are Slack's are listed in order; those that aren't, are not."""
    assert installations.everywhere(session) == ()
    for workspace_id in ("W2", "W1"):
        installations.save(session, replace(OURS, workspace_id=workspace_id))
    assert installations.everywhere(session) == ("W1", "W2")


HOUR, DAY, LEASE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=15)
JUST = timedelta(microseconds=1)


def _stored(session: Session, where: str = "W1", **changed: datetime | str | None) -> None:
    installations.save(session, replace(OURS, workspace_id=where))
    values: dict[str, datetime | str | None] = {"sealed": "v1.sealed", "synced_at": NOW}
    installations.mark(session, where, **values | changed)


def test_sealed(session: Session) -> None:
    """A token is there as it was stored, until the workspace removes us, and only there."""
    assert installations.sealed(session, "W1") is None
    _stored(session)
    assert installations.sealed(session, "W1") == "v1.sealed"
    assert installations.sealed(session, "W2") is None
    installations.mark(session, "W1", ended_at=NOW)
    assert installations.sealed(session, "W1") is None


def test_removed_ones_are_nowhere(session: Session) -> None:
    """A workspace that removed us isn't listed; installed again it is, and reads as before."""
    _stored(session)
    _stored(session, "W2", ended_at=NOW)
    assert installations.everywhere(session) == ("W1",)
    installations.save(session, replace(OURS, workspace_id="W2"))
    assert installations.everywhere(session) == ("W1", "W2")


@pytest.mark.parametrize(
    ("changed", "now", "due"),
    [
        ({"synced_at": None}, NOW, True),
        ({}, NOW + DAY, False),
        ({}, NOW + DAY + JUST, True),
        ({"missed_at": NOW + JUST}, NOW + HOUR, False),
        ({"missed_at": NOW + JUST}, NOW + HOUR + JUST, True),
        ({"missed_at": NOW - JUST}, NOW + HOUR + JUST, False),
        ({"synced_at": None, "reading_until": NOW}, NOW, False),
        ({"synced_at": None, "reading_until": NOW}, NOW + JUST, True),
        ({"synced_at": None, "ended_at": NOW}, NOW, False),
        ({"synced_at": None, "sealed": None}, NOW, False),
    ],
)
def test_to_read(
    changed: dict[str, datetime | None],
    now: datetime,
    due: bool,  # noqa: FBT001
    session: Session,
) -> None:
    """People are read when never read, after a day, or after an hour where events were missed.

    Not while another process reads them, where we were removed, or where we have no token.
    """
    _stored(session, "W1", **changed)
    assert installations.to_read(session, now, LEASE) == ("W1" if due else None)


def test_read_by_one(session: Session) -> None:
    """Whoever is given a workspace to read has it alone until the lease runs out."""
    for workspace_id in ("W1", "W2"):
        _stored(session, workspace_id, synced_at=None)
    given = [installations.to_read(session, NOW, LEASE) for _ in range(3)]
    assert sorted(filter(None, given)) == ["W1", "W2"]
    assert given[2] is None
    later = NOW + LEASE + JUST
    assert installations.to_read(session, later, LEASE) in ("W1", "W2")


def test_read_by_one_at_once(engines: Engines) -> None:
    """Processes that ask at once are given different workspaces."""
    names = [f"W{number}" for number in range(8)]
    with Session(engines.write) as session:
        for name in names:
            workspaces.create(session, name, name, NOW)
            _stored(session, name, synced_at=None)
        session.commit()
    ledgers = [Ledger(engines) for _ in names]
    with ThreadPoolExecutor(len(names)) as pool:
        given = list(pool.map(lambda one: one.to_read(NOW, LEASE), ledgers))
    found = [name for name in given if name]
    assert len(found) == len(set(found))
    found += [one for _ in names if (one := ledgers[0].to_read(NOW, LEASE))]
    assert sorted(found) == names
