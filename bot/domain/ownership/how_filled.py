"""How well a role is filled for a team: the state that a matrix and its picture show."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from bot.domain.organisation import Assignment
from bot.domain.routing import RoleHere

How = Literal["confirmed", "unconfirmed", "backup", "pending", "left", "unfilled", "waived"]


def how_filled(here: RoleHere, today: date, confirm_days: int) -> How:
    """How a role is filled here.

    It is `unconfirmed` where nobody confirmed it for more than so many days, `backup` where only
    backups fill it.
    """
    status = here.status
    if status != "filled":
        return status
    there = [one.held for one in here.holders if one.state == "accepted"]
    if all(held.standing == "backup" for held in there):
        return "backup"
    return "confirmed" if fresh(there, today, confirm_days) else "unconfirmed"


def fresh(held: Iterable[Assignment], today: date, days: int) -> bool:
    """Whether one of these was confirmed, or begun, no more than so many days ago."""
    since = [day for one in held if (day := one.confirmed or one.since) is not None]
    return any((today - day).days <= days for day in since)
