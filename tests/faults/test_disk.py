"""Disks that are full.

Here it is SQLite's own limit, for which SQLite says the same as for a disk without room. A disk
without room under PostgreSQL takes a file system of its own, which only an administrator can make;
what PostgreSQL says of it (53100) is in `tests/store/test_trouble.py`.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.acceptance.running import PATIENCE
from tests.fake_slack.envelopes import Envelope
from tests.faults.conftest import on_sqlite
from tests.faults.full_disk import FULL, ROOM
from tests.faults.replicas import ASK, Scene, channels
from tests.faults.tally import Tally, rounds
from tests.talk.bot import until

MANY = 8
UNAVAILABLE = 503
DONE = "is a team from now on"
LATER = (0.5, 1.0, 2.0)


@pytest.fixture
def limit(tmp_path: Path) -> Path:
    """How full the disk is."""
    file = tmp_path / "limit"
    file.write_text(ROOM, encoding="ascii")
    return file


@pytest.fixture
def here(migrated_file: Path, root: Path, tmp_path: Path, limit: Path) -> Iterator[Scene]:
    """One workspace on a file, and a process that is ready."""
    with on_sqlite(migrated_file, root, tmp_path) as scene:
        scene.slack.retry_after = LATER
        scene.slack.urls.append(scene.replicas.run("tests.faults.full_disk", str(limit)).url())
        until(lambda: _synced(scene), "Members and channels were not read", PATIENCE)
        yield scene
        assert scene.slack.violations == []


@pytest.mark.fault(14, "A full disk under SQLite, over questions")
def test_full(here: Scene, tally: Tally, limit: Path) -> None:
    """No event is taken that can't be kept; all are answered once there is room, by themselves."""
    for number in rounds():
        before, over = channels("BEFORE", 2, number), channels("FULL", MANY, number)
        here.asked(before)
        here.settle(before)
        limit.write_text(FULL, encoding="ascii")
        sent = [here.slack.dm(_long(number), channel=channel) for channel in over]
        here.slack.wait(partial(_refused, sent), what="Nothing was refused")
        with tally.recovery():
            limit.write_text(ROOM, encoding="ascii")
            states = here.settle(over)
        assert set(states.values()) == {"sent"}
        tally.compare([*before, *over], here.heard([*before, *over]))
        assert not [one.name for one in sent if one.failure]
    with here.engines.read.connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


@pytest.mark.fault(14, "A full disk under SQLite, over commands")
def test_told(here: Scene, tally: Tally, limit: Path) -> None:
    """Whoever commands something is told at once that it wasn't done, and why; later it is done."""
    for number in rounds():
        limit.write_text(FULL, encoding="ascii")
        # What is in the file and free is used up first.
        attempts = (_adds(here, f"Before {number} {more}") for more in count())
        refused = next(told for told in attempts if DONE not in told)
        assert "nothing was changed, so please try again" in refused
        with tally.recovery():
            limit.write_text(ROOM, encoding="ascii")
            told = _adds(here, f"After {number}")
        assert DONE in told
        with here.ledger.read(here.slack.team.id) as books:
            named = [team.name for team in books.organisation().teams]
        tally.compare([f"After {number}"], [one for one in named if one == f"After {number}"])
    assert "The disk is full" in here.replicas.complaints()


def _synced(scene: Scene) -> bool:
    with scene.ledger.read(scene.slack.team.id) as books:
        here = books.roster.installation()
    return here is not None and here.synced_at is not None


def _adds(scene: Scene, name: str) -> str:
    """What somebody is told who adds a team."""
    words = f"team add {name} as embedded"
    return str(scene.slack.command(words, command="/ownership", user="U9").answer()["text"])


def _long(number: int) -> str:
    """A question of which many don't fit into what is free in the file."""
    return f"{ASK} {'please ' * 200}{number}"


def _refused(sent: Iterable[Envelope]) -> bool:
    """Whether Slack was told of any that it wasn't taken."""
    return any((tried.status or 0) >= UNAVAILABLE for one in sent for tried in one.attempts)
