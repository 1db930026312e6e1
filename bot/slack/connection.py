"""Rolecall in one Slack workspace: who we are, the socket, the listeners, and what is sent."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import SecretStr

from bot.desk.desk import Desk
from bot.domain.value import as_name
from bot.errors import RolecallError
from bot.search.finders import Finders
from bot.slack import web_api
from bot.slack.deliver import Dispatcher, Sender
from bot.slack.edge import Edge
from bot.slack.find_owner import FindOwner
from bot.slack.listeners import Listeners
from bot.slack.options import Options
from bot.slack.ownership import Ownership
from bot.slack.pace import Paces
from bot.slack.socket import Socket
from bot.slack.sync import EVERY, Sync
from bot.slack.web_api import (
    Refused,
    SlackTrouble,
    Undecided,
    WebApi,
    granted,
    is_about_the_token,
)
from bot.store.books import Books
from bot.store.installations import Installation
from bot.store.ledger import Ledger
from bot.ticker import Ticker

log = logging.getLogger(__name__)

START_TIMEOUT = 5
"""Seconds that Slack has for its first answers; later it is tried again in the background."""

VIEW_TIMEOUT = 1
"""Seconds for opening a form, on which its acknowledgement waits."""

FIRST_LIST = 2.0
"""Seconds that we wait for the list of channels before we take questions from them."""

GRACE = 8.0
"""Seconds in which everything that was begun may end when we stop."""

WATCH_EVERY = 1.0
TIDY_EVERY = 3600.0
KEPT = timedelta(days=7)
"""How long claims and settled deliveries stay; Slack re-sends events for a day at most."""


@dataclass(frozen=True)
class Tokens:
    """What Slack gave us, and where its API is."""

    bot: SecretStr
    app: SecretStr
    url: str


class Connection:
    """Connects, stays connected, and stops without losing anything.

    `prepare` makes the workspace ready in books of its own, given its name. `workspace` and `name`
    are known once Slack has told them.
    """

    def __init__(
        self,
        ledger: Ledger,
        finders: Finders,
        desk: Desk,
        options: Options,
        tokens: Tokens,
        now: Callable[[], datetime],
        prepare: Callable[[Books, str], None],
    ) -> None:
        self._ledger = ledger
        self._finders = finders
        self._tokens = tokens
        self._now = now
        self._prepare = prepare
        self.workspace: str | None = None
        self.name: str | None = None
        api = self._api(tokens.bot)
        sender = Sender(ledger, lambda _: api)
        self._dispatcher = Dispatcher(ledger, sender, Paces(options), self._workspaces, now)
        edge = Edge(ledger, lambda _: tokens.bot.get_secret_value(), self._build, self._tell)
        wake, self._quick = self._dispatcher.wake, self._api(tokens.bot, VIEW_TIMEOUT)
        ownership = Ownership(ledger, desk, options, now, wake, self._open_view)
        press = ownership.press
        listeners = Listeners(ledger, finders, options, now, wake, self._look_up, press)
        find_owner = FindOwner(ledger, finders, options, now, self._open_view)
        for room in (ownership, find_owner, listeners):
            room.register(edge.app)
        self._socket = Socket(
            self._api(tokens.app, START_TIMEOUT), edge, self._introduced, self._missed
        )
        self._sync = Sync(ledger, api, now, self._dispatcher.wake)
        self._telling = ThreadPoolExecutor(2, "tell")
        self._watching = Ticker("slack socket", WATCH_EVERY, self._watch)
        self._reading = Ticker("slack roster", EVERY, self._read_roster)
        self._tidying = Ticker("slack tidy", TIDY_EVERY, self._tidy)

    @property
    def state(self) -> str:
        """`connected` or `disconnected`."""
        return "connected" if self._socket.connected else "disconnected"

    @property
    def silent_for(self) -> float | None:
        """Seconds since Slack sent anything; None where it never did."""
        return self._socket.silent_for

    def start(self) -> None:
        """Connects, and goes on trying where Slack can't be reached yet.

        Raises RolecallError for a token that Slack refuses.
        """
        self._dispatcher.start()
        try:
            self._introduced()
            self._reading.start()
            self._sync.channels_known.wait(FIRST_LIST)
            self._socket.connect()
        except SlackTrouble as trouble:
            if _is_hopeless(trouble):
                raise _refused("SLACK_APP_TOKEN", trouble) from trouble
            log.warning("Connecting to Slack failed: %s; trying again", trouble)
        self._reading.start()
        self._watching.start()
        self._tidying.start()

    def introduce(self) -> str:
        """Learns from Slack who we are, and makes the workspace ready; gives its id.

        Raises RolecallError for a token that Slack refuses, SlackTrouble where it doesn't answer.
        """
        try:
            data, headers = self._api(self._tokens.bot, START_TIMEOUT).introduction()
        except SlackTrouble as trouble:
            if _is_hopeless(trouble):
                raise _refused("SLACK_BOT_TOKEN", trouble) from trouble
            raise
        found = _installation(data, granted(headers), self._now())
        name = as_name(str(data.get("team") or ""), found.workspace_id)
        with self._ledger.open(found.workspace_id, self._now()) as books:
            self._prepare(books, name)
            books.roster.set_installation(found)
            books.roster.mark_missed()
        with self._ledger.read(found.workspace_id) as books:
            self._build(books)
        self.workspace, self.name = found.workspace_id, name
        return found.workspace_id

    def stop(self) -> None:
        """Answers and sends what has come in, then closes."""
        deadline = time.monotonic() + GRACE

        def left() -> float:
            return max(deadline - time.monotonic(), 0.0)

        self._watching.stop(left())
        self._socket.stop(left())
        self._dispatcher.stop(left())
        self._reading.stop(left())
        self._tidying.stop(left())
        self._telling.shutdown(wait=False)

    def _tell(self, url: str, message: dict[str, Any]) -> None:
        """Sends a message to a response URL; where that fails too, nobody can be told."""
        with suppress(RuntimeError):  # we have stopped
            self._telling.submit(_said, url, message)

    def _workspaces(self) -> tuple[str, ...]:
        """The workspace whose token we hold, once Slack has said which that is."""
        return () if self.workspace is None else (self.workspace,)

    def _watch(self, _stopped: threading.Event) -> None:
        self._socket.watch()

    def _introduced(self) -> None:
        if self.workspace is None:
            self.introduce()

    def _missed(self) -> None:
        if self.workspace is not None:
            try:
                with self._ledger.open(self.workspace, self._now()) as books:
                    books.roster.mark_missed()
            except RolecallError as error:
                log.warning("that events may have been missed was not noted: %s", error)

    def _build(self, books: Books) -> None:
        """Builds the search index of this catalog where it isn't built, before anybody waits."""
        here = books.workspace
        if not self._finders.built(here.id, here.catalog_version):
            self._finders.of(here.id, here.catalog_version, books.catalog())

    def _open_view(self, _workspace: str, trigger: str, view: dict[str, Any]) -> None:
        self._quick.call("views.open", trigger_id=trigger, view=view)

    def _look_up(self, channel: str) -> None:
        self._sync.want(channel)
        self._reading.wake()

    def _read_roster(self, stopped: threading.Event) -> None:
        if self.workspace is not None:
            self._sync.look(self.workspace, stopped)

    def _tidy(self, _stopped: threading.Event) -> None:
        try:
            with self._ledger.queue() as queue:
                queue.forget(self._now() - KEPT)
        except RolecallError as error:
            log.warning("What is long settled was not forgotten: %s; trying again", error)

    def _api(self, token: SecretStr, timeout: int = web_api.TIMEOUT) -> WebApi:
        return WebApi(self._tokens.url, token.get_secret_value(), timeout=timeout)


def _installation(data: dict[str, Any], scopes: list[str], now: datetime) -> Installation:
    team, bot_user, url = data.get("team_id"), data.get("user_id"), data.get("url")
    if not isinstance(team, str) or not isinstance(bot_user, str):
        raise Undecided("Slack's auth.test doesn't say which workspace this is")
    return Installation(
        workspace_id=team,
        url=url if isinstance(url, str) and url.startswith("https://") else None,
        bot_user=bot_user,
        bot_id=_text(data.get("bot_id")),
        enterprise=_text(data.get("enterprise_id")),
        scopes=scopes,
        connected_at=now,
    )


def _said(url: str, message: dict[str, Any]) -> None:
    try:
        web_api.respond(url, message)
    except SlackTrouble as trouble:
        log.warning("a person could not be told: %s", trouble)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _is_hopeless(trouble: SlackTrouble) -> bool:
    missing = isinstance(trouble, Refused) and trouble.error == "missing_scope"
    return missing or is_about_the_token(trouble)


def _refused(which: str, trouble: SlackTrouble) -> RolecallError:
    return RolecallError(
        f"{which} doesn't work ({trouble}): copy it again from the app's pages at "
        "https://api.slack.com/apps, or run `rolecall doctor`."
    )
