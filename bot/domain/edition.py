"""What a channel was told at one slot, and what of it still changes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import Field

from bot.domain.value import Value

EditionState = Literal["sent", "quiet", "skipped"]
"""`quiet`: there was nothing to tell; `skipped`: it was too late when we came to it."""


class Matter(Value):
    """One thing that a digest tells of.

    `about` is what it is, and the same from one edition to the next; `found` are facts as they were
    when it was found, such as since when, that its line repeats.
    """

    digest: str
    about: tuple[str, ...]
    found: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True)
class Edition:
    """One sending: of a subscription at a local slot, or of a checklist, which has one.

    `what` is the subscription's or checklist's key with its kind: `digest 3`; the first steps are
    `setup`, and what a channel is told that we join is `joined C1`. `delivery` is the message, None
    where nothing was sent. `as_of` is the newest change when it was made, `shown` a fingerprint of
    what it shows. A `live` one changes in its place as people act on it.
    """

    what: str
    slot: str
    at: datetime
    state: EditionState
    channel: str
    late: bool = False
    delivery: str | None = None
    matters: tuple[Matter, ...] = ()
    as_of: int = 0
    shown: str | None = None
    live: bool = False
