"""Where Slack comes in, whichever way: Bolt routes it, and we say what is acknowledged.

Events are given to Bolt as parsed data, as Socket Mode does: Bolt's own parser of HTTP bodies
loses commands in which the word `payload` occurs.
"""

import json
import logging
import time
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from slack_bolt import App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot import request
from bot.errors import Fleeting, StoreUnavailable
from bot.metrics import Meter
from bot.request import Request
from bot.slack import incoming, views
from bot.slack.incoming import Kind
from bot.slack.load import Load, Over
from bot.store.installations import Installation
from bot.store.ledger import Ledger

log = logging.getLogger(__name__)

OK, NOT_FOUND, FAILED = 200, 404, 500
TRIES = 3
"""So often something is tried that was cut off through nobody's fault, and changed nothing."""

AGAIN = 425
"""Our own status between us and Bolt: nobody is told of it."""

_NAMES = ("type", "subtype", "command", "callback_id", "action_id", "block_id")
_ANY: Mapping[str, Any] = {"action_id": ""}

APP, LEFT, KIND = "app of the payload", "tries that are left", "what it is"
OVER = "too much was asked for"
"""In the context of a question: the sentence that it is answered with, and nothing else done."""

SPOKEN: tuple[Kind, ...] = ("mention", "message")
"""What is answered by a message of its own, whose text can't stand in the acknowledgement."""

ASKING: tuple[Kind, ...] = (*SPOKEN, "command", "click", "form", "shortcut", "look-up")
DONE = "This was done, but the connection to the database broke before its answer was there"
OFF = "Rolecall is switched off for this workspace, so nothing was done."


@dataclass(frozen=True)
class Acknowledgement:
    """What Slack is told at once; nothing, or the answer to a command."""

    payload: dict[str, Any] | None = None


class NotOurs(Exception):
    """It came for a workspace that we aren't installed in, and gets no answer."""


class Silenced(NotOurs):
    """It came for a workspace that is switched off."""


@dataclass(frozen=True)
class Watched:
    """What is looked at of all that comes in: how much it is, and for whom nothing is done.

    `silenced` are the ids of workspaces that get no answers.
    """

    meter: Meter = field(default_factory=Meter)
    load: Load | None = None
    silenced: Collection[str] = ()
    seconds: Callable[[], float] = time.perf_counter


class Unreadable(Exception):
    """It isn't built as Slack builds it, so it would be as unreadable the next time."""


class Edge:
    """Takes what Slack sends, and gives what is acknowledged.

    `prepare` is called with a workspace's id and the version of its catalog before anything is
    written, to build what answers need. `tell` sends a message to a response URL, once and without
    a promise: for when even the database can't be reached. No token is needed on the way in, so
    none is read. `watched` counts all that comes, and turns away what is too much before anything
    is opened.
    """

    def __init__(
        self,
        ledger: Ledger,
        prepare: Callable[[str, int], None],
        tell: Callable[[str, dict[str, Any]], None],
        watched: Watched | None = None,
    ) -> None:
        self._watched = watched or Watched()
        self._ledger = ledger
        self._prepare = prepare
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
        began, kind = self._watched.seconds(), incoming.kind(body)
        with request.about(reference(body), incoming.workspace(body) or None) as asked:
            told = self._acknowledged(asked, kind, body, headers or {})
        meter = self._watched.meter
        meter.received(kind, asked.became, self._watched.seconds() - began)
        for outcome in asked.outcomes if asked.became == "taken" else ():
            meter.answered(outcome)
        return told

    def _acknowledged(
        self, asked: Request, kind: Kind, body: dict[str, Any], headers: Mapping[str, str]
    ) -> Acknowledgement | None:
        load = self._watched.load
        over = load.over(kind, body) if load is not None else None
        if over is not None and not (over.tell and kind in SPOKEN):
            asked.became = "limited"
            return self._turned_away(kind, body, over)
        known = {KIND: kind} | ({OVER: over.sentence} if over is not None else {})
        try:
            response = self._dispatched(asked, body, headers, known)
        except Exception as error:  # noqa: BLE001 whatever it is, Slack gets its answer
            response = self._failed(error, body)
        if over is not None and asked.became == "taken":
            asked.became = "limited"
        if response.status not in (OK, NOT_FOUND):
            return None
        return Acknowledgement(_payload(response))

    def _turned_away(self, kind: Kind, body: dict[str, Any], over: Over) -> Acknowledgement:
        """What is said to whoever asks too much, without opening anything."""
        told = {"response_type": "ephemeral", "text": over.sentence}
        match kind:
            case "command":
                return Acknowledgement(told)
            case "form":
                return Acknowledgement(views.failed(over.sentence))
            case "look-up":
                return Acknowledgement({"options": []})
        url = body.get("response_url")
        if over.tell and isinstance(url, str):
            self._tell(url, told)
        return Acknowledgement()

    def _dispatched(
        self,
        asked: Request,
        body: dict[str, Any],
        headers: Mapping[str, str],
        known: Mapping[str, str],
    ) -> BoltResponse:
        """What Bolt's listeners answer; what nobody could help is tried again at once."""
        app = body.get("api_app_id")
        for left in reversed(range(TRIES)):
            asked.begin()
            context = {**known, APP: app if isinstance(app, str) else None, LEFT: left}
            response = self.app.dispatch(_request(body, headers, context))
            if response.status != AGAIN:
                break
        if asked.became == "repeated" and left < TRIES - 1 and "command" in body:
            # It was cut off while it was committed, and that had gone through.
            text = f"{DONE} (reference {asked.reference}): look at how it stands, or ask again."
            return BoltResponse(status=OK, body={"response_type": "ephemeral", "text": text})
        return response

    def unheard(self, body: Mapping[str, Any], told: Acknowledgement) -> None:
        """Gives an answer another way, whose acknowledgement could not be sent."""
        url = body.get("response_url")
        if told.payload and isinstance(url, str):
            self._tell(url, told.payload)

    def _installed(self, team_id: str) -> Installation | None:
        found = self._ledger.arrival(team_id)
        if found is None or found.installation is None:
            return None
        self._prepare(team_id, found.workspace.catalog_version)
        return found.installation

    def _authorized(self, context: BoltContext, team_id: str | None) -> AuthorizeResult:
        if team_id in self._watched.silenced and context.get(KIND) in ASKING:
            raise Silenced
        here = self._installed(team_id or "")
        if here is None or here.ended_at is not None:
            raise NotOurs
        app = context.get(APP)
        if here.app is not None and app is not None and app != here.app:
            # Another app's payload, signed with our secret: somebody has mixed them up.
            raise NotOurs
        return AuthorizeResult(
            enterprise_id=context.enterprise_id,
            team_id=team_id,
            bot_user_id=here.bot_user,
            bot_id=here.bot_id,
        )

    def _failed(
        self, error: Exception, body: dict[str, Any], context: BoltContext | None = None
    ) -> BoltResponse:
        """An event comes again; a command, click or shortcut never does, so somebody is told."""
        asked = request.current() or Request(None, None)
        if isinstance(error, NotOurs | Unreadable):
            asked.became = "passed over"
            return _passed_over(error, body)
        asked.became = "failed"
        name = asked.reference or reference(body)
        if isinstance(error, Fleeting) and context and context.get(LEFT):
            log.info("request %s is tried again: %s", name, error)
            return BoltResponse(status=AGAIN)
        busy = isinstance(error, StoreUnavailable)
        if busy:
            log.warning("request %s failed: %s", name, error)
        else:
            log.error("request %s failed", name, exc_info=error)
        if incoming.is_event(body):
            return BoltResponse(status=FAILED)
        what = "The database can't be used right now" if busy else "Something broke inside Rolecall"
        sentence = f"{what} (reference {name}); nothing was changed, so please try again."
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


def reference(body: dict[str, Any]) -> str:
    """The name of this payload in the log, and in the audit where it stands there.

    It is the same when Slack sends it again; what nothing is known by gets just a new one.
    """
    by = incoming.command(body) if "command" in body else incoming.in_view(body)
    event = body.get("event_id")
    if by and by.keys:
        return incoming.reference(by.keys)
    if isinstance(event, str) and event:
        return incoming.reference((f"event {event.encode(errors='replace')!r}",))
    return uuid.uuid4().hex[:8]


def _passed_over(error: Exception, body: Mapping[str, Any]) -> BoltResponse:
    """Nothing; but a form that closed without a word would look done."""
    if isinstance(error, Silenced) and body.get("type") == "view_submission":
        return BoltResponse(status=OK, body=views.failed(OFF))
    return BoltResponse(status=OK)


def _request(
    body: dict[str, Any], headers: Mapping[str, str], context: dict[str, Any]
) -> BoltRequest:
    """The body as Bolt reads it. Raises Unreadable where it looks for ids and finds nonsense."""
    try:
        made = BoltRequest(mode="socket_mode", body=body, headers=dict(headers), context=context)
    except Exception as error:
        raise Unreadable from error
    if not _is_id(made.context.team_id or ""):
        raise Unreadable
    return made


def _is_id(value: object) -> bool:
    return isinstance(value, str) and value.isprintable()


def _readable(body: dict[str, Any]) -> bool:
    """Whether Bolt can read it; what it can't read would come again and again."""
    authorizations, event = body.get("authorizations", []), body.get("event", {})
    actions, view = body.get("actions", [_ANY]), body.get("view", {})
    is_form = str(body.get("type")).startswith("view_")
    return (
        isinstance(event, dict)
        and isinstance(event.get("user", ""), str | dict)
        and isinstance(authorizations, list)
        and isinstance(actions, list)
        and bool(actions)
        and all(isinstance(one, dict) for one in (*authorizations, *actions))
        and all("action_id" in one for one in actions)
        and (isinstance(view, dict) or (view is None and not is_form))
        and (not is_form or "type" in (view or {}))
        and all(_is_named(one) for one in (body, event, view or {}, *actions))
    )


def _is_named(value: Mapping[str, Any]) -> bool:
    """Whether all is text by which Bolt tells who listens to it."""
    return all(isinstance(value.get(name, ""), str | None) for name in _NAMES)


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
