"""Who hands something in, and from where."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class By:
    """What the payload says of whoever acts, never what a button carries.

    `home` is the workspace of their account, `place` the channel's id, `place_name` its name where
    others may know it; `request` is the reference for messages and the audit.
    """

    user: str
    home: str | None
    surface: str
    request: str
    now: datetime
    place: str | None = None
    place_name: str | None = None
    guest: bool = False
