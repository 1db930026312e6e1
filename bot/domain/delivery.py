"""A message that must reach Slack once: where to, what, and how far it got."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

DeliveryKind = Literal["post", "ephemeral", "update", "respond", "home"]
"""A message in a channel or DM; one that a single member sees; a message changed; an answer to a
`response_url`; somebody's Home tab."""

DeliveryState = Literal["waiting", "sending", "sent", "failed", "expired", "unknown"]
"""`unknown`: it was tried, and whether it arrived can't be told; such a row is never sent again.

What can be looked for in its channel is, and sent again only where it isn't there.
"""

REPEATABLE: frozenset[DeliveryKind] = frozenset({"update", "home"})
"""Kinds that may be sent twice, for the second sending changes nothing."""

ANSWER, NOTICE, DIGEST = 0, 10, 20
"""Ranks: answers go before everything that nobody is waiting for, what channels hear comes last."""


HOME = "home"
"""Leads the lane and the pace of what is to stand on somebody's Home tab."""


def home_lane(user: str) -> str:
    """The lane of everything that is to stand on somebody's Home tab."""
    return f"{HOME} {user}"


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


MAYBE = "it may have arrived"
"""Begins the error of a delivery that is looked for before it is sent again."""


@dataclass(frozen=True)
class Taken:
    """A delivery that is ours to try now; `attempts` counts this one, `error` is of the last."""

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
    error: str | None = None

    @property
    def can_be_found(self) -> bool:
        """Whether a message can be looked for in its channel: not in a thread, nor a DM."""
        channel = str(self.address.get("channel", ""))
        return self.kind == "post" and "thread_ts" not in self.address and channel[:1] in "CG"

    @property
    def doubtful(self) -> bool:
        """Whether it may have arrived already."""
        return (self.error or "").startswith(MAYBE)


@dataclass(frozen=True)
class Settled:
    """How an attempt ended.

    `waiting` goes back into the queue, not before so much later; `counted` is false where Slack
    surely didn't take it and the attempt says nothing about the delivery: a limit, no connection.
    `channel` is where the message stands, which for one to a person is their conversation with us.
    """

    state: DeliveryState
    ts: str | None = None
    error: str | None = None
    after: timedelta = timedelta(0)
    counted: bool = True
    channel: str | None = None
