"""Moments in columns."""

from datetime import UTC as ZONE
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError

from bot.store.engine import Engines
from bot.store.tables import UTC

MOMENTS = Table("moments", MetaData(), Column("at", UTC()))


def test_moments_come_back_in_utc(engines: Engines) -> None:
    """The same moment comes back, aware and in UTC, whatever zone it was given in."""
    there = datetime(2026, 7, 1, 9, 30, 0, 123456, tzinfo=timezone(timedelta(hours=5.5)))
    with engines.write.begin() as connection:
        MOMENTS.create(connection)
        connection.execute(insert(MOMENTS), [{"at": there}, {"at": None}])
        found = list(connection.scalars(select(MOMENTS.c.at)))
    assert found == [there, None]
    assert found[0].utcoffset() == timedelta(0)
    assert found[0] == datetime(2026, 7, 1, 4, 0, 0, 123456, tzinfo=ZONE)


def test_naive_datetimes_are_refused(engines: Engines) -> None:
    """What has no zone is no moment."""
    naive = datetime(2026, 7, 1)  # noqa: DTZ001 that is the point
    with engines.write.connect() as connection:
        MOMENTS.create(connection)
        with pytest.raises(StatementError, match="has no time zone"):
            connection.execute(insert(MOMENTS), [{"at": naive}])
