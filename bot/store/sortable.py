"""Ids that sort as their rows were written."""

from datetime import datetime
from secrets import token_hex


def sortable(now: datetime, place: int) -> str:
    """An id of its own, after all of earlier moments; `place` orders what is written at once."""
    return f"{since(now)}-{place:06d}-{token_hex(6)}"


def since(moment: datetime) -> str:
    """What sorts before every id from that moment on, and after all earlier ones."""
    return f"{int(moment.timestamp() * 1_000_000):016d}"
