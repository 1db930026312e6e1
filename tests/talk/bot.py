"""Rolecall running in this process, connected to a fake Slack of its own."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from pydantic import SecretStr

from bot import config, wiring
from bot.commands.take_in import apply, planned
from bot.desk.desk import Desk
from bot.domain.catalog import Catalog
from bot.domain.operations import Limits, Operations
from bot.domain.organisation import Organisation
from bot.domain.reminders import Reminders
from bot.search.finders import Finders
from bot.slack.connection import Connection, Tokens
from bot.slack.options import Options, Pace
from bot.slack.parts import Parts
from bot.store.books import Books
from bot.store.engine import Engines
from bot.store.installations import Installation
from bot.store.ledger import Ledger
from bot.web.links import Links
from bot.wiring import make_ready
from tests.acceptance.unlimited import PLENTY
from tests.fake_slack import FakeSlack

T = TypeVar("T")
# Slack's own limits are for people's sake; a test says much at once.
FAST = Pace(burst=100, per_second=100)
PATIENCE = 30.0
OWNER = "U9"
"""The primary owner of the fake Slack's workspace."""


LINKS = Links(lambda: ["a key that nobody can guess" * 2], "https://rolecall.example")


class Clock:
    """The time as Rolecall sees it, which can be moved forward."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The time."""
        return datetime.now(UTC) + self._ahead

    def move(self, **by: float) -> None:
        """So much time has passed, by the names that timedelta has for it."""
        self._ahead += timedelta(**by)


class Bot:
    """A connection over a database, and the Slack that it speaks to.

    `options` differ from those that ship, and so do `operations`, where nobody asks too much.
    Nobody is reminded of anything at any hour, unless `reminders` say so. Where it is `linked`
    there are pages to look at.
    """

    def __init__(
        self,
        engines: Engines,
        finders: Finders,
        root: Path,
        *,
        slack: FakeSlack | None = None,
        reminders: Reminders | None = None,
        operations: Mapping[str, Any] | None = None,
        linked: bool = False,
        **options: Any,
    ) -> None:
        self.slack = slack or FakeSlack()
        self.clock = Clock()
        self.options = self._options(root, options)
        self.ledger = Ledger(engines, self.options.stewards)
        self._root = root
        tokens = Tokens(
            SecretStr(self.slack.bot_token), SecretStr(self.slack.app_token), self.slack.api_url
        )
        parts = Parts(
            self.ledger,
            finders,
            replace(_desk(root, reminders), linking=LINKS.to if linked else None),
            self.options,
            _operations(root, operations),
            self.clock.now,
        )
        self.meter = parts.meter
        self.connection = Connection(parts, tokens, self._prepare, self._tidy)

    @property
    def workspace(self) -> str:
        """The id of the workspace."""
        return self.slack.team.id

    @property
    def installation(self) -> Installation:
        """Who we are there, as it is stored."""
        with self.ledger.read(self.workspace) as books:
            found = books.roster.installation()
        assert found is not None
        return found

    def take_in(self, given: Organisation | Catalog) -> None:
        """Imports an organisation or a catalog, as `rolecall import` does."""
        with self.ledger.open(self.connection.introduce(), self.clock.now()) as books:
            apply(books, planned(books, given, "file:given.yaml"), OWNER)

    def start(self) -> None:
        """Connects, and waits until there is a socket."""
        self.connection.start()
        self.slack.wait_connected()

    def wait_synced(self) -> None:
        """Waits until members and channels were read to the end."""
        until(lambda: self.installation.synced_at, "Members and channels were not read")

    def settled(self) -> list[str]:
        """How the deliveries ended, oldest first; nothing while one is open."""
        with self.ledger.read(self.workspace) as books:
            states = [one.state for one in reversed(books.deliveries())]
        return [] if {"waiting", "sending"} & set(states) else states

    def settles(self) -> None:
        """Does what is due by now, and waits until that has reached Slack."""
        self.connection.look()
        until(self.settled, "Something was not sent")

    def stop(self) -> None:
        """Ends the connection and the fake Slack."""
        with self.slack:
            self.connection.stop()

    def _tidy(self) -> None:
        with self.ledger.queue() as queue:
            queue.forget(self.clock.now() - wiring.KEPT)

    def _prepare(self, books: Books, name: str) -> None:
        make_ready(books, self._root, name=name, example=False)

    def _options(self, root: Path, changed: dict[str, Any]) -> Options:
        fast = {"channel": FAST, "workspace": FAST}
        return config.load_slack(root).model_copy(update=fast | changed)


def _operations(root: Path, changed: Mapping[str, Any] | None) -> Operations:
    limits = Limits(person=PLENTY, channel=PLENTY, workspace=PLENTY)
    return config.load_operations(root).model_copy(update={"limits": limits, **(changed or {})})


def _desk(root: Path, reminders: Reminders | None) -> Desk:
    """The desk with every verb, where people are reminded by these rules alone."""
    desk = wiring.desk(root)
    shipped = desk.rounds.reminders
    never = shipped.working_hours.model_copy(update={"days": ()})
    rules = reminders or shipped.model_copy(update={"working_hours": never})
    return replace(desk, rounds=replace(desk.rounds, reminders=rules))


def until(condition: Callable[[], T | None], what: str, patience: float = PATIENCE) -> T:
    """What the condition returns once it is truthy: for what no fake can wake us for."""
    pause, deadline = threading.Event(), time.monotonic() + patience
    while not (value := condition()):
        assert time.monotonic() < deadline, f"{what} in {patience} s"
        pause.wait(0.005)
    return value
