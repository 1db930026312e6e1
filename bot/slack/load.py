"""How much one person, one channel and one workspace may ask of this process."""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.domain.operations import Limit, Limits
from bot.slack import incoming
from bot.slack.incoming import Incoming, Kind, Payload

Whose = Literal["person", "channel", "workspace", "look-ups"]
Key = tuple[Whose, str, str]
"""Whose bucket it is: the workspace, and who or what in it."""

MOST = 10_000
"""So many buckets, and so many of the newest requests, are kept; the oldest go first."""

TOLD_EVERY = 60.0
"""Seconds in which one person is told once, where telling is a message of its own."""

LETTERS = 10
"""A look-up is one letter of a word that somebody types, so many more of them are allowed."""

_IN_PLACE: tuple[Kind, ...] = ("command", "form", "look-up")
"""What can be told in its acknowledgement, each time."""

_A_WHILE = 120
"""From so many seconds on, minutes say enough."""

_WHO: Mapping[Whose, str] = {
    "person": "you",
    "channel": "this channel",
    "workspace": "this workspace",
    "look-ups": "you",
}


@dataclass(frozen=True)
class Over:
    """Too much was asked for: by whom, and for how many seconds to wait.

    `tell` is whether whoever asked may be told in a message of its own.
    """

    whose: Whose
    seconds: int
    tell: bool

    @property
    def sentence(self) -> str:
        """What happened, and what to do."""
        wait = f"{self.seconds} second{'' if self.seconds == 1 else 's'}"
        if self.seconds >= _A_WHILE:
            wait = f"{math.ceil(self.seconds / 60)} minutes"
        return (
            f"That was too much at once from {_WHO[self.whose]}, so nothing was done; "
            f"please try again in {wait}."
        )


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Load:
    """Buckets of tokens in this process's memory; `seconds` is a clock that never goes back.

    What Slack sends again counts once. What nobody does on purpose never counts: what Slack tells
    of members and channels, and forms that are closed.
    """

    def __init__(self, limits: Limits, seconds: Callable[[], float] = time.monotonic) -> None:
        self._limits: dict[Whose, Limit] = {
            "person": limits.person,
            "channel": limits.channel,
            "workspace": limits.workspace,
            "look-ups": _scaled(limits.person, LETTERS),
        }
        self._seconds = seconds
        self._lock = threading.Lock()
        self._buckets: OrderedDict[Key, _Bucket] = OrderedDict()
        self._counted: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._told: OrderedDict[tuple[str, str], float] = OrderedDict()

    def over(self, kind: Kind, body: Payload) -> Over | None:
        """None where this may go on, and is counted; nothing is counted of what may not."""
        asked = _asked(kind, body)
        if asked is None:
            return None
        here = incoming.workspace(body)
        with self._lock:
            again = (here, asked.keys[-1]) if asked.keys else None
            if again is not None and again in self._counted:
                return None
            now = self._seconds()
            over = self._short(_keys(kind, here, asked), now)
            if over is not None:
                tell = kind not in _IN_PLACE and self._may_tell((here, asked.user), now)
                return replace(over, tell=tell)
            if again is not None:
                self._counted[again] = None
                _keep(self._counted)
        return None

    def _short(self, keys: tuple[Key, ...], now: float) -> Over | None:
        """The bucket that is empty for the longest; where none is, each gives a token."""
        buckets = [(key, self._bucket(key, now)) for key in keys]
        empty = [(self._wait(key, bucket), key[0]) for key, bucket in buckets if bucket.tokens < 1]
        if empty:
            seconds, whose = max(empty)
            return Over(whose, math.ceil(seconds), tell=False)
        for _, bucket in buckets:
            bucket.tokens -= 1
        return None

    def _bucket(self, key: Key, now: float) -> _Bucket:
        limit = self._limits[key[0]]
        bucket = self._buckets.setdefault(key, _Bucket(limit.burst, now))
        self._buckets.move_to_end(key)
        _keep(self._buckets)
        gained = (now - bucket.at) * limit.per_minute / 60
        bucket.tokens, bucket.at = min(limit.burst, bucket.tokens + gained), now
        return bucket

    def _wait(self, key: Key, bucket: _Bucket) -> float:
        return (1 - bucket.tokens) * 60 / self._limits[key[0]].per_minute

    def _may_tell(self, who: tuple[str, str], now: float) -> bool:
        told = self._told.get(who)
        if told is not None and now - told < TOLD_EVERY:
            return False
        self._told[who] = now
        self._told.move_to_end(who)
        _keep(self._told)
        return True


def _asked(kind: Kind, body: Payload) -> Incoming | None:
    """Who did something on purpose, and where; None where nobody did."""
    read = _ON_PURPOSE.get(kind)
    return None if read is None else read(body)


def _shortcut(body: Payload) -> Incoming | None:
    return incoming.shortcut(body) or incoming.in_view(body)


def _click(body: Payload) -> Incoming | None:
    clicked = incoming.click(body)
    return clicked.by if clicked else None


_ON_PURPOSE: Mapping[Kind, Callable[[Payload], Incoming | None]] = {
    "mention": incoming.mention,
    "message": incoming.direct_message,
    "command": incoming.command,
    "shortcut": _shortcut,
    "click": _click,
    "form": incoming.in_view,
    "look-up": incoming.in_view,
}


def _keys(kind: Kind, here: str, asked: Incoming) -> tuple[Key, ...]:
    if kind == "look-up":
        return (("look-ups", here, asked.user),)
    person: Key = ("person", here, asked.user)
    workspace: Key = ("workspace", here, "")
    if not asked.channel:
        return (person, workspace)
    return (person, ("channel", here, asked.channel), workspace)


def _scaled(limit: Limit, by: int) -> Limit:
    return Limit.model_construct(burst=limit.burst * by, per_minute=limit.per_minute * by)


def _keep(found: OrderedDict[Any, Any]) -> None:
    while len(found) > MOST:
        found.popitem(last=False)
