"""Rolecall connected to Slack: one workspace over a socket or HTTP, or many over HTTP."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import SecretStr

from bot.desk.first_steps import begin
from bot.domain.value import as_name
from bot.errors import Fleeting, Locked, RolecallError
from bot.metrics import Meter
from bot.slack.access import Access, OneToken, StoredTokens
from bot.slack.edge import Edge
from bot.slack.inward import Inward
from bot.slack.outward import Outward
from bot.slack.parts import Parts
from bot.slack.socket import Socket
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
from bot.store.sealing import Seals
from bot.ticker import Ticker

log = logging.getLogger(__name__)

Only = Literal["web", "worker"]
"""What a process does of all where there are several: hears Slack, or does what is due."""

START_TIMEOUT = 5
"""Seconds that Slack has for its first answers; later it is tried again in the background."""

FIRST_LIST = 2.0
"""Seconds that we wait for the list of channels before we take questions from them."""

GRACE = 8.0
"""Seconds in which everything that was begun may end when we stop."""

WATCH_EVERY = 1.0
TRY_EVERY = 10.0
"""Seconds after which Slack is asked again who we are, where it didn't answer."""


@dataclass(frozen=True)
class Tokens:
    """What Slack gave us, and where its API is.

    Without `app` Slack comes over HTTP; without `bot` each workspace has given us its own token,
    and `seals` opens it.
    """

    bot: SecretStr | None
    app: SecretStr | None
    url: str
    seals: Seals | None = None


class Connection:
    """Connects, stays connected, and stops without losing anything.

    `prepare` makes a workspace ready in books of its own, given its name; `tidy` drops what is
    kept no longer. `workspace` and `name` are known once Slack has told them, and are never where
    there are many. `only` is the part that this process does.
    """

    def __init__(
        self,
        parts: Parts,
        tokens: Tokens,
        prepare: Callable[[Books, str], None],
        tidy: Callable[[], None],
        only: Only | None = None,
    ) -> None:
        self._parts = parts
        self._tokens = tokens
        self._prepare = prepare
        self.workspace: str | None = None
        self.name: str | None = None
        self._access = self._made_access()
        self._outward = Outward(parts, self._access, self._api, tidy, alone=only is not None)
        self._works, self._hears = only != "web", only != "worker"
        send = self._outward.send if self._works else _nobody
        look = self._outward.changed if self._works else _nobody
        self._inward = Inward(parts, self._api, send, look)
        self._socket: Socket | None = None
        if tokens.app is not None:
            app = WebApi(tokens.url, tokens.app.get_secret_value(), timeout=START_TIMEOUT)
            self._socket = Socket(app, self.edge, self._introduced, self._missed)
        every = TRY_EVERY if self._socket is None else WATCH_EVERY
        self._watching = Ticker("slack", every, self._watch)

    @property
    def edge(self) -> Edge:
        """Where Slack comes in."""
        return self._inward.edge

    @property
    def meter(self) -> Meter:
        """What is counted here."""
        return self._parts.meter

    @property
    def connected(self) -> bool | None:
        """Whether Slack can reach us over a socket; None where it comes another way."""
        return None if self._socket is None else self._socket.connected

    @property
    def read(self) -> Callable[[], None]:
        """Reads people and channels at once, where that is due."""
        return self._outward.read

    @property
    def look(self) -> Callable[[], None]:
        """Does what is due by now, as is done every second."""
        return self._outward.look

    @property
    def many(self) -> bool:
        """Whether each workspace has given us a token of its own."""
        return self._tokens.bot is None

    @property
    def state(self) -> str:
        """`connected` or `disconnected` over a socket, and `http`."""
        if self._socket is None:
            return "http"
        return "connected" if self._socket.connected else "disconnected"

    @property
    def silent_for(self) -> float | None:
        """Seconds since Slack sent anything over the socket; None where it never did."""
        return None if self._socket is None else self._socket.silent_for

    def start(self) -> None:
        """Connects, and goes on trying where Slack can't be reached yet, or the database is busy.

        Raises RolecallError for a token that Slack refuses.
        """
        if self._works:
            self._outward.start()
        try:
            self._introduced()
            if self._socket is not None:
                self._outward.read()
                self._outward.sync.channels_known.wait(FIRST_LIST)
                self._socket.connect()
        except SlackTrouble as trouble:
            if self._socket is not None and _is_hopeless(trouble):
                raise _refused("SLACK_APP_TOKEN", trouble) from trouble
            log.warning("Connecting to Slack failed: %s; trying again", trouble)
        except (Fleeting, Locked) as busy:
            log.warning("What Slack says of us can't be stored yet: %s", busy)
        if self._hears:
            self._inward.start()
        if self._works:
            self._outward.keep()
        self._watching.start()

    def introduce(self) -> str:
        """Learns from Slack who we are, and makes the workspace ready; gives its id.

        Raises RolecallError for a token that Slack refuses, SlackTrouble where it doesn't answer.
        """
        try:
            data, headers = self._api("", START_TIMEOUT).introduction()
        except SlackTrouble as trouble:
            if _is_hopeless(trouble):
                raise _refused("SLACK_BOT_TOKEN", trouble) from trouble
            raise
        found = _installation(data, granted(headers), self._parts.now())
        name = as_name(str(data.get("team") or ""), found.workspace_id)
        with self._parts.ledger.open(found.workspace_id, self._parts.now()) as books:
            self._prepare(books, name)
            books.roster.set_installation(found)
            books.roster.mark_missed()
            begin(books, self._parts.now())
        with self._parts.ledger.read(found.workspace_id) as books:
            self._inward.index(books)
        self.workspace, self.name = found.workspace_id, name
        return found.workspace_id

    def stop(self) -> None:
        """Answers and sends what has come in, then closes."""
        deadline = time.monotonic() + GRACE

        def left() -> float:
            return max(deadline - time.monotonic(), 0.0)

        self._outward.rest()
        self._watching.stop(left())
        if self._socket is not None:
            self._socket.stop(left())
        self._outward.stop(left)
        self._inward.stop(left())

    def _made_access(self) -> Access:
        if self._tokens.bot is not None:
            return OneToken(self._tokens.bot, lambda: self.workspace)
        if self._tokens.seals is None:
            raise RuntimeError("without a bot token there must be keys for those that are stored")
        return StoredTokens(self._parts.ledger, self._tokens.seals)

    def _watch(self, _stopped: threading.Event) -> None:
        if self._socket is not None:
            self._socket.watch()
            return
        try:
            self._introduced()
        except RolecallError as error:
            log.warning("Connecting to Slack failed: %s; trying again", error)

    def _introduced(self) -> None:
        if self.workspace is None and not self.many:
            self.introduce()

    def _missed(self) -> None:
        if self.workspace is not None:
            try:
                with self._parts.ledger.open(self.workspace, self._parts.now()) as books:
                    books.roster.mark_missed()
            except RolecallError as error:
                log.warning("that events may have been missed was not noted: %s", error)

    def _api(self, workspace: str, timeout: int) -> WebApi:
        token = self._access.token(workspace).get_secret_value()
        limited = self._parts.meter.limited
        return WebApi(self._tokens.url, token, timeout=timeout, limited=limited)


def _nobody() -> None:
    """Wakes nobody: another process looks by itself."""


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
