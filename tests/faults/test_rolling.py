"""Older and newer versions of Rolecall over one database."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from bot.domain.answer import notice
from bot.domain.delivery import Delivery
from bot.slack import outgoing
from bot.slack.message import Message
from bot.store.due import Due
from tests.acceptance.running import get, rolecall
from tests.faults.replicas import Scene, channels
from tests.faults.tally import Tally, rounds
from tests.talk.bot import until

NEWER = "a message in no shape we know"
ADDED = (
    "ALTER TABLE deliveries ADD COLUMN colour text",
    "ALTER TABLE questions ADD COLUMN mood text NOT NULL DEFAULT 'calm'",
    "ALTER TABLE due ADD COLUMN weight integer NOT NULL DEFAULT 1",
    "ALTER TABLE deliveries DROP CONSTRAINT ck_deliveries_kind",
)
REVISION = "UPDATE alembic_version SET version_num = '9999'"
FAULT = 3


@pytest.mark.fault(20, "Rows and columns of a newer version, beside a process of this one")
def test_newer_rows(scene: Scene, tally: Tally) -> None:
    """They are left to that version, whatever they are; all that this one knows is done."""
    scene.slack.urls.append(scene.replicas.start().url())
    for here in rounds():
        wanted, newer = channels("ROLL", 4, here), channels("NEWER", 2, here)
        before = channels("BEFORE", 2, here)
        scene.asked(before)
        scene.settle(before)
        with tally.recovery():
            if here == 0:
                _execute(scene, *ADDED)
            _newer(scene, newer)
            scene.asked(wanted)
            states = scene.settle(wanted)
            _looked_at(scene, newer[0])
        assert set(states.values()) == {"sent"}
        tally.compare([*before, *wanted], scene.heard([*before, *wanted, *newer]))
        assert _states(scene, newer) == ["waiting", "waiting"]
        with scene.ledger.read(scene.slack.team.id) as books:
            assert "parade 1" in {one.what for one in books.coming()}


@pytest.mark.fault(20, "A database that a newer version has migrated, under a process of this one")
def test_newer_tables(scene: Scene, tally: Tally) -> None:
    """Who runs goes on; who would start says that it is too old, and why, and doesn't."""
    old = scene.replicas.start().url()
    scene.slack.urls.append(old)
    for here in rounds():
        before, wanted = channels("OLD", 2, here), channels("MIGRATED", 4, here)
        scene.asked(before)
        scene.settle(before)
        with tally.recovery():
            _execute(scene, *(ADDED if here == 0 else ()), REVISION)
            scene.asked(wanted)
            assert set(scene.settle(wanted).values()) == {"sent"}
        tally.compare([*before, *wanted], scene.heard([*before, *wanted]))
        new = rolecall(dict(scene.replicas.env), "run")
        assert (new.returncode, new.stdout) == (FAULT, "")
        assert "newer version than this one: run that version" in new.stderr
        assert '"database":"ok"' in get(f"{old}/readyz")


def _newer(scene: Scene, newer: list[str]) -> None:
    """What a newer version left: a message in a new shape, one of a new kind, and what is due."""
    now = datetime.now(UTC)
    good = outgoing.post(newer[0], None, Message(reply=notice("good")))
    shape = Delivery(good.kind, good.lane, good.pace, good.address, {"newer": good.body})
    with scene.ledger.open(scene.slack.team.id, now) as books:
        books.send(shape)
        kind = books.send(outgoing.post(newer[1], None, Message(reply=notice("good"))))
        books.set_due(Due("parade 1", now))
        books._session.execute(  # noqa: SLF001 this version can't write such a row
            text("UPDATE deliveries SET kind = 'card' WHERE id = :id"), {"id": kind}
        )


def _execute(scene: Scene, *statements: str) -> None:
    with scene.engines.write.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def _rows(scene: Scene, channel: str) -> list[tuple[str, str | None]]:
    with scene.ledger.read(scene.slack.team.id) as books:
        found = books.deliveries(500)
    return [(one.state, one.error) for one in found if one.address.get("channel") == channel]


def _looked_at(scene: Scene, channel: str) -> None:
    """Waits until a message was taken, found to be in no shape we know, and put back."""
    until(lambda: _rows(scene, channel) == [("waiting", NEWER)], "It isn't looked at")


def _states(scene: Scene, wanted: list[str]) -> list[str]:
    return [state for channel in wanted for state, _ in _rows(scene, channel)]
