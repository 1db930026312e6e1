"""What was done at once: its changes, who did it, and from where."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.fact import Change


@dataclass(frozen=True)
class How:
    """From where something was done, as far as is known.

    `home` is the Slack workspace of the actor's account, `place` the channel, `surface` what was
    used there, `request` the reference that messages show, `undoes` the act that this one undid.
    """

    verb: str | None = None
    surface: str | None = None
    home: str | None = None
    place: str | None = None
    request: str | None = None
    undoes: int | None = None


@dataclass(frozen=True)
class Act:
    """Changes that were made in one go; `number` is that of the first.

    `changes` may be only the first of them, `count` is how many there are.
    """

    number: int
    at: datetime
    actor: str
    source: str
    how: How
    changes: tuple[Change, ...]
    count: int


@dataclass(frozen=True)
class Refusal:
    """Something that was not done, because whoever wanted it may not."""

    at: datetime
    actor: str
    how: How
    words: str
    because: str
