"""What goes to Slack without being asked just now: deliveries, what is due, and what is read."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from bot.errors import RolecallError
from bot.scheduler import Scheduler
from bot.slack import web_api
from bot.slack.access import Access
from bot.slack.deliver import LOOK_EVERY, Dispatcher, Sender
from bot.slack.home import HomeTabs
from bot.slack.pace import Paces
from bot.slack.parts import Api, Parts
from bot.slack.rounds import Watch
from bot.slack.sync import EVERY, Sync
from bot.slack.web_api import WebApi
from bot.ticker import Ticker

log = logging.getLogger(__name__)

TIDY_EVERY = 3600.0
ROUNDS_EVERY = 1.0
READ_EVERY = 5.0
"""Seconds between looks at whether people and channels of some workspace are to be read."""

LOOK_ALONE = 0.25
"""Seconds between looks at the queue where nobody in this process fills it."""

READING = timedelta(minutes=15)
"""So long a process has for reading a workspace; if it fails another one tries after that."""


class Outward:
    """Sends what is due, and keeps in step with Slack; any number of processes may.

    `tidy` drops what is kept no longer. `alone` is whether no other part of this process puts
    anything into the queue.
    """

    def __init__(
        self,
        parts: Parts,
        access: Access,
        api: Api,
        tidy: Callable[[], None],
        *,
        alone: bool = False,
    ) -> None:
        ledger, now = parts.ledger, parts.now
        self._ledger = ledger
        self._now = now
        self._access = access
        self._drop = tidy

        def patient(workspace: str) -> WebApi:
            return api(workspace, web_api.TIMEOUT)

        desk = parts.desk
        homes = HomeTabs(
            ledger, desk.rounds.homes, parts.options, now, pages=desk.linking is not None
        )
        self._dispatcher = Dispatcher(
            ledger,
            Sender(ledger, patient, parts.meter, homes),
            Paces(parts.options, silenced=parts.operations.silenced),
            access.workspaces,
            now,
            LOOK_ALONE if alone else LOOK_EVERY,
            parts.operations.on_unknown,
        )
        self.sync = Sync(ledger, patient, now, self._dispatcher.wake)
        silenced = parts.operations.silenced
        self.look = Watch(ledger, parts.desk.rounds, now, self._dispatcher.wake, silenced).tick
        self._rounds = Scheduler("rounds", ROUNDS_EVERY, self.look)
        every = READ_EVERY if access.workspaces() is None else EVERY
        self._reading = Ticker("slack roster", every, self._read_roster)
        self._tidying = Ticker("slack tidy", TIDY_EVERY, self._tidy)

    def send(self) -> None:
        """Something was put into the queue."""
        self._dispatcher.wake()

    def changed(self) -> None:
        """Something may be due, or stand otherwise than it is shown."""
        self._rounds.wake()

    def start(self) -> None:
        """Sends what is due, now and from now on."""
        self._dispatcher.start()

    def keep(self) -> None:
        """Reads people and channels now, and keeps everything in step from now on."""
        self._reading.start()
        self._tidying.start()
        self._rounds.start()

    def read(self) -> None:
        """Reads people and channels now, where that is due."""
        self._reading.start()

    def rest(self) -> None:
        """Begins nothing new that is due."""
        self._rounds.stop()

    def stop(self, left: Callable[[], float]) -> None:
        """Sends what is due in the seconds that are left, and lets end what was begun."""
        self._rounds.stop()
        self._dispatcher.stop(left())
        self._reading.stop(left())
        self._tidying.stop(left())

    def _read_roster(self, stopped: threading.Event) -> None:
        ours = self._access.workspaces()
        if ours is not None:
            for workspace in ours:
                self.sync.look(workspace, stopped)
            return
        while not stopped.is_set():
            found = self._ledger.to_read(self._now(), READING)
            if found is None:
                return
            try:
                self.sync.run(found, stopped)
            except RolecallError as error:
                log.warning("Members and channels of %s can't be read: %s", found, error)

    def _tidy(self, _stopped: threading.Event) -> None:
        try:
            self._drop()
        except RolecallError as error:
            log.warning("What is kept no longer was not dropped: %s; trying again", error)
