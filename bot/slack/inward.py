"""What comes from Slack, whichever way: who listens, and what is looked up because of it."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from bot.errors import RolecallError
from bot.slack import web_api
from bot.slack.edge import Edge, Watched
from bot.slack.find_owner import FindOwner
from bot.slack.home import HomeTab
from bot.slack.listeners import Listeners
from bot.slack.load import Load
from bot.slack.ownership import Ownership
from bot.slack.parts import Api, Parts
from bot.slack.removed import Removed
from bot.slack.sync import EVERY, Sync
from bot.slack.web_api import SlackTrouble
from bot.store.books import Books
from bot.ticker import Ticker

log = logging.getLogger(__name__)

VIEW_TIMEOUT = 1
"""Seconds for opening a form, on which its acknowledgement waits."""


class Inward:
    """Takes what Slack sends.

    `send` is called after a commit that left something to send, `look` after one that may have
    changed what stands somewhere.
    """

    def __init__(
        self, parts: Parts, api: Api, send: Callable[[], None], look: Callable[[], None]
    ) -> None:
        ledger, finders, options, now = parts.ledger, parts.finders, parts.options, parts.now
        self._ledger, self._finders = ledger, finders
        self._api = api
        self._sync = Sync(ledger, lambda here: api(here, web_api.TIMEOUT), now, send)
        operations = parts.operations
        watched = Watched(parts.meter, Load(operations.limits), operations.silenced)
        self.edge = Edge(ledger, self.build, self._tell, watched)

        def changed() -> None:
            send()
            look()

        ownership = Ownership(ledger, parts.desk, options, now, changed, self._open_view)
        listeners = Listeners(
            ledger, finders, options, now, send, self._asked_in, ownership.press, self._joined
        )
        find_owner = FindOwner(ledger, finders, options, now, self._open_view)
        home = HomeTab(ledger, options, now, send)
        for room in (listeners, ownership, find_owner, home, Removed(ledger, now)):
            room.register(self.edge.app)
        self._telling = ThreadPoolExecutor(2, "tell")
        self._reading = Ticker("slack channels", EVERY, self._read)

    def start(self) -> None:
        """Looks up what is asked for from now on."""
        self._reading.start()

    def stop(self, within: float) -> None:
        """Lets end what was begun."""
        self._reading.stop(within)
        self._telling.shutdown(wait=False)

    def build(self, workspace: str, version: int) -> None:
        """Builds the search index of this catalog where it isn't built, before anybody waits."""
        if not self._finders.built(workspace, version):
            with self._ledger.read(workspace) as books:
                self.index(books)

    def index(self, books: Books) -> None:
        """Builds the search index of the catalog in these books."""
        here = books.workspace
        self._finders.of(here.id, here.catalog_version, books.catalog())

    def _tell(self, url: str, message: dict[str, Any]) -> None:
        """Sends a message to a response URL; where that fails too, nobody can be told."""
        with suppress(RuntimeError):  # we have stopped
            self._telling.submit(_said, url, message)

    def _open_view(self, workspace: str, trigger: str, view: dict[str, Any]) -> None:
        try:
            api = self._api(workspace, VIEW_TIMEOUT)
        except RolecallError as error:
            raise SlackTrouble(str(error)) from error  # there is no token that can be used
        api.call("views.open", trigger_id=trigger, view=view)

    def _asked_in(self, workspace: str, channel: str) -> None:
        self._sync.want(workspace, channel)
        self._reading.wake()

    def _joined(self, workspace: str, channel: str) -> None:
        self._sync.joined(workspace, channel)
        self._reading.wake()

    def _read(self, _stopped: threading.Event) -> None:
        self._sync.read_asked_in()


def _said(url: str, message: dict[str, Any]) -> None:
    try:
        web_api.respond(url, message)
    except SlackTrouble as trouble:
        log.warning("a person could not be told: %s", trouble)
