"""People who left: whoever is in charge is told once, and that is written down."""

from datetime import datetime

from bot.desk.stale import told_at
from bot.domain.ownership.deed import Tell
from bot.domain.ownership.departures import Departures, departures, leavers
from bot.store.books import Books


def told(books: Books, now: datetime) -> tuple[Tell, ...]:
    """Who has to be told now of people who left; they count as told once this commits."""
    organisation, before, today = books.organisation(), books.departed(), now.date()
    left = leavers(organisation, today)
    found = Departures((), left)
    if not left <= before:
        found = departures(organisation, books.catalog(), today, before)
    if found.departed != before:
        books.set_departed(found.departed)
    now_at = books.workspace.last_change
    return tuple(told_at(one, now_at) for one in found.tells)
