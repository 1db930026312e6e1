"""Where Slack comes in, whichever way: Bolt routes it, and we say what is acknowledged.

Events are given to Bolt as parsed data, as Socket Mode does: Bolt's own parser of HTTP bodies
loses commands in which the word `payload` occurs.
"""

import json
import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.errors import StoreUnavailable
from bot.slack import incoming, views
from bot.store.books import Books
from bot.store.installations import Installation
from bot.store.ledger import Ledger

log = logging.getLogger(__name__)

OK, NOT_FOUND, FAILED = 200, 404, 500


@dataclass(frozen=True)
class Acknowledgement:
    """What Slack is told at once; nothing, or the answer to a command."""

    payload: dict[str, Any] | None = None


class NotOurs(Exception):
    """It came for a workspace that we aren't installed in, and gets no answer."""


class Edge:
    """Takes what Slack sends, and gives what is acknowledged.

    `token` gives the token for a workspace; `prepare` is called with its books before anything is
    written, to build what answers need. `tell` sends a message to a response URL, once and
    without a promise: for when even the database can't be reached.
    """

    def __init__(
        self,
        ledger: Ledger,
        token: Callable[[str], str],
        prepare: Callable[[Books], None],
        tell: Callable[[str, dict[str, Any]], None],
    ) -> None:
        self._ledger = ledger
        self._prepare = prepare
        self._token = token
        self._tell = tell

        # Bolt calls by the names of arguments, and a method's first has one too.
        def authorize(context: BoltContext, team_id: str | None) -> AuthorizeResult:
            return self._authorized(context, team_id)

        self.app = App(
            name="rolecall",
            logger=_quiet(),
            authorize=authorize,
            client=WebClient(token="", retry_handlers=[]),
            process_before_response=True,
            token_verification_enabled=False,
            request_verification_enabled=False,
            ssl_check_enabled=False,
            url_verification_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
        self.app.error(self._failed)

    def receive(
        self, body: Any, headers: Mapping[str, str] | None = None
    ) -> Acknowledgement | None:
        """What is acknowledged; None where it must not be, so that Slack sends it again."""
        if not isinstance(body, dict) or not _readable(body):
            return Acknowledgement()
        try:
            request = BoltRequest(mode="socket_mode", body=body, headers=dict(headers or {}))
            response = self.app.dispatch(request)
        except Exception as error:  # noqa: BLE001 whatever it is, Slack gets its answer
            response = self._failed(error, body)
        if response.status not in (OK, NOT_FOUND):
            return None
        return Acknowledgement(_payload(response))

    def unheard(self, body: Mapping[str, Any], told: Acknowledgement) -> None:
        """Gives an answer another way, whose acknowledgement could not be sent."""
        url = body.get("response_url")
        if told.payload and isinstance(url, str):
            self._tell(url, told.payload)

    def _installed(self, team_id: str) -> Installation | None:
        with self._ledger.read(team_id) as books:
            here = books.roster.installation()
            if here is not None:
                self._prepare(books)
            return here

    def _authorized(self, context: BoltContext, team_id: str | None) -> AuthorizeResult:
        here = self._installed(team_id or "")
        if here is None:
            raise NotOurs
        return AuthorizeResult(
            enterprise_id=context.enterprise_id,
            team_id=team_id,
            bot_user_id=here.bot_user,
            bot_id=here.bot_id,
            bot_token=self._token(here.workspace_id),
        )

    def _failed(self, error: Exception, body: dict[str, Any]) -> BoltResponse:
        """An event comes again; a command, click or shortcut never does, so somebody is told."""
        if isinstance(error, NotOurs):
            return BoltResponse(status=OK)
        reference = _reference(body)
        busy = isinstance(error, StoreUnavailable)
        if busy:
            log.warning("request %s failed: %s", reference, error)
        else:
            log.error("request %s failed", reference, exc_info=error)
        if incoming.is_event(body):
            return BoltResponse(status=FAILED)
        what = "The database can't be used right now" if busy else "Something broke inside Rolecall"
        sentence = f"{what} (reference {reference}); nothing was changed, so please try again."
        told = {"response_type": "ephemeral", "text": sentence}
        if body.get("type") == "view_submission":
            # A form without an answer closes, as if all had gone well.
            return BoltResponse(status=OK, body=views.failed(sentence))
        if "command" in body:
            return BoltResponse(status=OK, body=told)
        url = body.get("response_url")
        if isinstance(url, str):
            self._tell(url, told)
        return BoltResponse(status=OK)


def _reference(body: dict[str, Any]) -> str:
    """The name of this payload in the audit, where it has one; else just a new one."""
    by = incoming.command(body) if "command" in body else incoming.in_view(body)
    return incoming.reference(by.keys) if by and by.keys else uuid.uuid4().hex[:8]


def _readable(body: dict[str, Any]) -> bool:
    """Whether Bolt can read it; what it can't read would come again and again."""
    authorizations, event = body.get("authorizations", []), body.get("event", {})
    return (
        isinstance(event, dict)
        and isinstance(event.get("user", ""), str | dict)
        and isinstance(authorizations, list)
        and all(isinstance(one, dict) for one in authorizations)
    )


def _payload(response: BoltResponse) -> dict[str, Any] | None:
    """What a listener gave to `ack`; Bolt has made text of it."""
    kind = response.headers.get("content-type", [""])[0]
    if response.status != OK or not response.body:
        return None
    if kind.startswith("application/json"):
        found = json.loads(response.body)
        return found if isinstance(found, dict) and found else None
    return {"text": response.body}


def _quiet() -> logging.Logger:
    """Bolt's warnings hold whole messages, and what it warns of is no fault here."""
    logger = logging.getLogger(f"{__name__}.bolt")
    logger.setLevel(logging.CRITICAL)
    return logger
