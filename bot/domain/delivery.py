"""A message that must reach Slack once: where to, what, and how far it got."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

DeliveryKind = Literal["post", "ephemeral", "update", "respond"]
"""A message in a channel or DM; one that a single member sees; a message changed; an answer to a
`response_url`."""

DeliveryState = Literal["waiting", "sending", "sent", "failed", "expired", "unknown"]
"""`unknown`: it was tried, and whether it arrived can't be told; such a row is never sent again."""

REPEATABLE: frozenset[DeliveryKind] = frozenset({"update"})
"""Kinds that may be sent twice, for the second sending changes nothing."""

ANSWER, NOTICE = 0, 10
"""Ranks: answers go before everything that nobody is waiting for."""


@dataclass(frozen=True)
class Delivery:
    """What one transaction decided to send.

    Within a `lane` the order holds; `pace` names what Slack's limit of a message a second counts
    by, a channel or a `response_url`. `body` is the message as data, rendered when it is sent.
    """

    kind: DeliveryKind
    lane: str
    pace: str
    address: dict[str, Any]
    body: dict[str, Any]
    rank: int = ANSWER
    lasts: timedelta | None = None


@dataclass(frozen=True)
class Taken:
    """A delivery that is ours to try now; `attempts` counts this one."""

    workspace_id: str
    id: str
    kind: DeliveryKind
    lane: str
    pace: str
    address: dict[str, Any]
    body: dict[str, Any]
    rank: int
    attempts: int
    created_at: datetime


@dataclass(frozen=True)
class Settled:
    """How an attempt ended.

    `waiting` goes back into the queue, not before so much later; `counted` is false where Slack
    surely didn't take it and the attempt says nothing about the delivery: a limit, no connection.
    """

    state: DeliveryState
    ts: str | None = None
    error: str | None = None
    after: timedelta = timedelta(0)
    counted: bool = True
