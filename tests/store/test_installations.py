"""Who we are in each Slack workspace."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.store import installations, workspaces
from bot.store.engine import Engines
from bot.store.installations import Installation
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
