"""Replicas to hurt, and the counts of what came of it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.edition import Edition
from bot.store.due import SETUP
from bot.store.engine import make_engines
from bot.store.ledger import Ledger
from bot.wiring import make_ready
from tests.acceptance.running import environment
from tests.conftest import TEMPLATE, Postgres
from tests.fake_slack import HttpSlack
from tests.fake_slack.over_http import SIGNING_SECRET
from tests.faults.replicas import Replicas, Scene
from tests.faults.tally import ROUNDS, Tally
from tests.talk.bot import OWNER

AGAIN = (0.3, 1.0, 3.0)
"""Seconds after which the fake Slack sends an event again; Slack itself waits for minutes."""

PATIENCE = 10.0
"""Seconds that the fake Slack waits for an answer: a busy machine is no fault of ours."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what takes long, where nobody said how many rounds there are to be."""
    if os.environ.get(ROUNDS):
        return
    long = [one for one in items if one.get_closest_marker("long")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [one for one in items if one not in long]


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Iterator[Tally]:
    """The counts of this test; nothing may be lost or doubled in the end."""
    tally = Tally()
    yield tally
    marker = request.node.get_closest_marker("fault")
    assert marker is not None, "which fault is it?"
    number, name = marker.args
    row = {"number": number, "name": name} | tally.as_row()
    request.node.user_properties.append(("fault", row))
    assert (tally.lost, tally.doubled) == (0, 0), tally
    assert tally.rounds > 0


@pytest.fixture
def scene(postgres: Postgres, root: Path, tmp_path: Path) -> Iterator[Scene]:
    """PostgreSQL, a Slack that speaks HTTP, and no process yet."""
    with on_postgresql(postgres, root, tmp_path) as scene:
        yield scene


@contextmanager
def on_postgresql(postgres: Postgres, root: Path, folder: Path) -> Iterator[Scene]:
    """A scene of one workspace on a database that survives a crash of its server."""
    url = postgres.fresh(TEMPLATE)
    engines = make_engines(url, root)
    with engines.write.begin() as connection:
        name = connection.execute(text("SELECT current_database()")).scalar_one()
        connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = on"))
    engines.write.dispose()
    with at(url, root, folder) as scene:
        yield scene
    postgres.drop(url)


@contextmanager
def on_sqlite(migrated: Path, root: Path, folder: Path) -> Iterator[Scene]:
    """A scene of one workspace on a file."""
    path = shutil.copy(migrated, folder / "rolecall.db")
    with at(f"sqlite:///{path}", root, folder) as scene:
        yield scene


@contextmanager
def at(url: str, root: Path, folder: Path) -> Iterator[Scene]:
    """A scene of one workspace on this database, where the first steps were told before."""
    engines = make_engines(url, root)
    with HttpSlack(retry_after=AGAIN) as slack:
        slack.patience = PATIENCE
        _told_before(Ledger(engines), slack.team.id, root)
        env = environment(
            url,
            SLACK_BOT_TOKEN=slack.bot_token,
            SLACK_SIGNING_SECRET=SIGNING_SECRET,
            SLACK_API_URL=slack.api_url,
        )
        with Replicas(env, root, folder) as replicas:
            yield Scene(slack, replicas, engines, Ledger(engines))
    engines.close()


def _told_before(ledger: Ledger, workspace: str, root: Path) -> None:
    now = datetime.now(UTC)
    with ledger.open(workspace, now) as books:
        make_ready(books, root, name="Harbour Goods", example=False)
        books.claim_edition(Edition(SETUP, now.isoformat(), now, "sent", OWNER))
