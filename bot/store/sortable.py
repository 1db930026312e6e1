"""Ids that sort as their rows were written."""

from datetime import datetime
from secrets import token_hex


def sortable(now: datetime, place: int) -> str:
    """An id of its own, after all of earlier moments; `place` orders what is written at once."""
    return f"{int(now.timestamp() * 1_000_000):016d}-{place:06d}-{token_hex(6)}"
