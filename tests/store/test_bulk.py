"""Many rows of one table at once."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store import bulk, workspaces
from bot.store.engine import Engines
from bot.store.tables import AssignmentRow, PersonRow, TeamRow
from tests.store.sample import NOW

ODD = 'Zoë "O\'Neil"; DROP TABLE people; -- {}\\ %s :rows'


def person(key: str, name: str | None) -> dict[str, Any]:
    """A row of `people`."""
    kept = {"workspace_id": "W1", "key": key, "position": 0, "source": "test", "active": True}
    return kept | {"name": name, "email": None, "slack": None, "retired_at": None}


def test_rows_are_added_as_they_are(engines: Engines) -> None:
    """Text that looks like code, missing values and moments arrive unchanged."""
    rows = [person("a", ODD), person("b", None) | {"retired_at": NOW}]
    with Session(engines.write) as session:
        workspaces.create(session, "W1", "One", NOW)
        bulk.add(session, PersonRow, rows)
        stored = session.scalars(select(PersonRow).order_by(PersonRow.key)).all()

        assert [(row.key, row.name, row.retired_at) for row in stored] == [
            ("a", ODD, None),
            ("b", None, NOW),
        ]


def test_only_named_rows_are_changed(engines: Engines) -> None:
    """A change finds its row by the whole key and leaves the others alone."""
    with Session(engines.write) as session:
        workspaces.create(session, "W1", "One", NOW)
        bulk.add(session, PersonRow, [person("a", "Ada"), person("b", "Bo")])
        bulk.change(session, PersonRow, [person("b", ODD)])
        session.expire_all()
        names = session.scalars(select(PersonRow.name).order_by(PersonRow.key)).all()

        assert list(names) == ["Ada", ODD]


def test_days_stay_days(engines: Engines) -> None:
    """A day goes in and comes out as the same day."""
    common = {"workspace_id": "W1", "position": 0, "source": "test", "retired_at": None}
    team = {"key": "t", "name": "T", "kind": "product", "platform": None}
    team |= {"structure": None, "channel": None}
    held: dict[str, Any] = {"team": "t", "role": "role:x", "person": "a", "standing": "primary"}
    held |= {"state": "accepted", "until": None, "confirmed": None, "confirmed_by": None}
    with Session(engines.write) as session:
        workspaces.create(session, "W1", "One", NOW)
        bulk.add(session, PersonRow, [person("a", "Ada")])
        bulk.add(session, TeamRow, [common | team])
        bulk.add(session, AssignmentRow, [common | held | {"since": date(2026, 1, 5)}])

        assert session.scalar(select(AssignmentRow.since)) == date(2026, 1, 5)


def test_nothing_is_no_work(engines: Engines) -> None:
    """No rows are neither added nor changed."""
    with Session(engines.write) as session:
        bulk.add(session, PersonRow, [])
        bulk.change(session, PersonRow, [])

        assert session.scalars(select(PersonRow)).all() == []
