"""What was changed."""

from sqlalchemy.orm import Session

from bot.domain.fact import Change
from bot.store import history, workspaces
from bot.store.engine import Engines
from bot.store.history import Recorded
from tests.store.sample import FILE, NOW, ZOE, added


def test_steps_come_back_newest_first(engines: Engines) -> None:
    """Every part of a step survives, and the newest is read first, up to the limit."""
    first = Recorded(1, 1, NOW, "U1", FILE, added("zoe"))
    second = Recorded(2, 2, NOW, "U2", "slack", Change(ZOE, first.change.after, None))
    with Session(engines.write) as session:
        workspaces.create(session, "W1", "One", NOW)
        history.append(session, "W1", [first, second])

        assert history.latest(session, "W1", 50) == (second, first)
        assert history.latest(session, "W1", 1) == (second,)


def test_another_workspace_sees_nothing(engines: Engines) -> None:
    """History belongs to one workspace."""
    with Session(engines.write) as session:
        for workspace_id in ("W1", "W2"):
            workspaces.create(session, workspace_id, workspace_id, NOW)
        history.append(session, "W1", [Recorded(1, 1, NOW, "U1", FILE, added("zoe"))])

        assert history.latest(session, "W2", 50) == ()
