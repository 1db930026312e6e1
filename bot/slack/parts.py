"""What everything that speaks with Slack works with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.desk.desk import Desk
from bot.domain.operations import Operations
from bot.metrics import Meter
from bot.search.finders import Finders
from bot.slack.options import Options
from bot.slack.web_api import WebApi
from bot.store.ledger import Ledger

Api = Callable[[str, int], WebApi]
"""Gives the Web API for a workspace, with a time-out in seconds."""


@dataclass(frozen=True)
class Parts:
    """The store, the search, the desk, and what config says; `now` is the clock.

    `meter` counts what happens.
    """

    ledger: Ledger
    finders: Finders
    desk: Desk
    options: Options
    operations: Operations
    now: Callable[[], datetime]
    meter: Meter = field(default_factory=Meter)
