"""Deliveries leave the queue for Slack: each tried under a lease, and settled by how that went."""

import logging
import random
import threading
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple

from pydantic import ValidationError

from bot import request
from bot.domain.answer import notice
from bot.domain.delivery import DIGEST, MAYBE, NOTICE, REPEATABLE, Settled, Taken
from bot.domain.operations import OnUnknown
from bot.domain.value import as_name
from bot.errors import NotKnown, RolecallError
from bot.metrics import Meter
from bot.slack import outgoing, web_api
from bot.slack.arrival import MARKER, CantTell, arrived
from bot.slack.home import HomeTabs
from bot.slack.message import Message
from bot.slack.pace import Paces
from bot.slack.web_api import (
    Limited,
    Refused,
    SlackTrouble,
    Unavailable,
    Undecided,
    Unreached,
    WebApi,
    is_about_the_token,
)
from bot.store.books import Books
from bot.store.deliveries import AGAIN
from bot.store.due import UNDELIVERED, Due
from bot.store.ledger import Ledger
from bot.store.queue import Queue
from bot.store.sealing import Unopened
from bot.ticker import Ticker

log = logging.getLogger(__name__)

SENDERS = 8
LOOK_EVERY = 1.0
"""Seconds after which the queue is looked at though nobody woke us."""

_METHODS = {
    "post": "chat.postMessage",
    "ephemeral": "chat.postEphemeral",
    "update": "chat.update",
}
RESPONSE_URL = "response_url"
_LONGEST_BACKOFF = 300.0
_REFUSED_TOKEN = timedelta(minutes=1)
_UNREADABLE = timedelta(minutes=5)
_UNCONNECTED = 3  # waits as after so many attempts
_CLOSED = "closed_meanwhile"
_NO_HOMES = "nothing_shows_homes"
_BLOCKS_REFUSED = ("invalid_blocks", "invalid_blocks_format")


class Stands(NamedTuple):
    """Where a message is now, as far as Slack tells: its stamp, and its channel."""

    ts: str | None
    channel: str | None = None


@dataclass(frozen=True)
class Sender:
    """Sends one delivery; `api` gives the Web API for a workspace, `meter` counts how it ends.

    `homes` shows Home tabs.
    """

    ledger: Ledger
    api: Callable[[str], WebApi]
    meter: Meter = field(default_factory=Meter)
    homes: HomeTabs | None = None

    def send(self, taken: Taken) -> Stands:
        """Where the message is now; SlackTrouble where it failed.

        What may have arrived before is looked for first.
        """
        if taken.kind == "home":
            if self.homes is None:
                raise Refused(_NO_HOMES)
            self.homes.publish(taken, self.api(taken.workspace_id))
            return Stands(None)
        if taken.doubtful and (stamp := arrived(self.api(taken.workspace_id), taken)):
            return Stands(stamp)
        with self.ledger.read(taken.workspace_id) as books:
            if taken.rank == DIGEST and _is_closed(books, taken):
                raise Refused(_CLOSED)
            shown = outgoing.rendered(books, Message.model_validate(taken.body))
        try:
            return self._sent(taken, shown)
        except Refused as refused:
            if refused.error not in _BLOCKS_REFUSED:
                raise
            # New kinds of blocks reach workspaces one after the other; text reaches all.
            log.warning("Slack refused the blocks of delivery %s; its text is sent", taken.id)
            return self._sent(taken, {"text": shown["text"], "blocks": []})

    def _sent(self, taken: Taken, shown: dict[str, Any]) -> Stands:
        address = dict(taken.address)
        if taken.kind == "respond":
            try:
                web_api.respond(address.pop("response_url"), address | shown)
            except Limited:
                self.meter.limited(RESPONSE_URL)
                raise
            return Stands(None)
        if taken.kind == "post":
            payload = {"id": taken.id}
            address |= {"metadata": {"event_type": MARKER, "event_payload": payload}}
            address |= {"unfurl_links": False, "unfurl_media": False, "mrkdwn": False}
        answer = self.api(taken.workspace_id).call(_METHODS[taken.kind], **address, **shown)
        return Stands(_text(answer.get("ts")), _text(answer.get("channel")))


@dataclass(frozen=True)
class Landed:
    """An attempt that is over."""

    taken: Taken
    settled: Settled


class Dispatcher:
    """Takes what is due and hands it to threads that send; answers first, a lane in order.

    One thread alone speaks to the queue: it settles what has landed and takes what is next.
    `workspaces` are those whose tokens we hold now: what is for others waits for who holds theirs.
    None stands for all whose tokens are stored. Unwoken it looks every `look_every` seconds.
    `on_unknown` says what becomes of a message of which nobody can tell whether it arrived.
    """

    def __init__(
        self,
        ledger: Ledger,
        sender: Sender,
        paces: Paces,
        workspaces: Callable[[], Collection[str] | None],
        now: Callable[[], datetime],
        look_every: float = LOOK_EVERY,
        on_unknown: OnUnknown = "hold",
    ) -> None:
        self._resend = on_unknown == "resend"
        self._ledger = ledger
        self._sender = sender
        self._paces = paces
        self._workspaces = workspaces
        self._now = now
        self._pool = ThreadPoolExecutor(SENDERS, "deliver")
        self._landed: SimpleQueue[Landed] = SimpleQueue()
        self._unsettled: list[Landed] = []
        self._flying = 0
        self._released = 0.0
        self._ticker = Ticker("deliveries", look_every, self._tick)

    def start(self) -> None:
        """Sends what is due, now and from now on."""
        self._ticker.start()

    def wake(self) -> None:
        """Something was put into the queue."""
        self._ticker.wake()

    def stop(self, within: float) -> None:
        """Sends what is due within half of so many seconds, and settles what has landed by then.

        What is left is sent at the next start.
        """
        began = time.monotonic()
        self._ticker.stop(within)
        left = within - (time.monotonic() - began)
        while self._look(taking=left > within / 2) and left > 0:
            with suppress(Empty):
                self._unsettled.append(self._landed.get(timeout=left))
                self._flying -= 1
            left = within - (time.monotonic() - began)
        self._look(taking=False)
        self._pool.shutdown(wait=False)

    def _tick(self, _stopped: threading.Event) -> None:
        self._look()

    def _look(self, *, taking: bool = True) -> bool:
        """Settles, takes and hands out; whether anything is on its way."""
        while not self._landed.empty():
            self._unsettled.append(self._landed.get())
            self._flying -= 1
        try:
            given_up, taken = self._exchange(taking=taking)
        except RolecallError as error:
            log.warning("the queue can't be read: %s", error)
            return self._flying > 0
        self._count(given_up)
        self._unsettled.clear()
        for one in taken:
            self._flying += 1
            self._pool.submit(self._try, one)
        for landed in given_up:
            try:
                self._tell(landed)
            except RolecallError as error:
                log.warning("that a delivery was given up can't be told: %s", error)
        return self._flying > 0

    def _count(self, given_up: Collection[Landed]) -> None:
        meter, now = self._sender.meter, self._now()
        for one in self._unsettled:
            meter.attempted("failed" if one in given_up else one.settled.state)
            if one.settled.state == "sent":
                meter.delivered(one.taken.rank, now - one.taken.created_at)

    def _exchange(self, *, taking: bool) -> tuple[list[Landed], list[Taken]]:
        """One transaction: what landed is settled, what is due is taken."""
        with self._ledger.queue() as queue:
            given_up = [one for one in self._unsettled if queue.settle(one.taken, one.settled)]
            if time.monotonic() - self._released >= LOOK_EVERY:
                self._released = time.monotonic()
                for lost in queue.release(resend=self._resend):
                    log.error("Whether delivery %s arrived is unknown; it is held", lost)
            return given_up, self._allowed(queue) if taking else []

    def _allowed(self, queue: Queue) -> list[Taken]:
        """What is due and may go now; what has no token yet goes back before anybody tries it."""
        resting = self._paces.resting()
        tired = {workspace for workspace, pace in resting if pace is None}
        paces = [(workspace, pace) for workspace, pace in resting if pace is not None]
        allowed = []
        for taken in queue.take(self._workspaces(), paces, SENDERS - self._flying, tired):
            wait = self._paces.spend(taken.workspace_id, taken.pace)
            if wait == 0:
                allowed.append(taken)
            else:
                pause = timedelta(seconds=wait)
                queue.settle(taken, Settled("waiting", after=pause, counted=False))
        return allowed

    def _try(self, taken: Taken) -> None:
        with request.about(None, taken.workspace_id):
            self._land(taken)

    def _land(self, taken: Taken) -> None:
        settled = self._outcome(taken)
        if settled.state == "unknown":
            log.error("Whether delivery %s arrived is unknown; it is held", taken.id)
        self._landed.put(Landed(taken, settled))
        self._ticker.wake()

    def _outcome(self, taken: Taken) -> Settled:
        settled = self._attempted(taken)
        if settled.state == "unknown" and self._resend:
            # Whoever runs us would rather have it twice than not at all.
            return Settled("waiting", error=AGAIN, after=_backoff(taken.attempts))
        if taken.doubtful and settled.state == "waiting":
            # Whatever kept it from being sent now, it may have arrived before.
            return replace(settled, error=f"{MAYBE}; {settled.error}")
        return settled

    def _attempted(self, taken: Taken) -> Settled:
        try:
            stands = self._sender.send(taken)
            return Settled("sent", ts=stands.ts, channel=stands.channel)
        except Limited as limited:
            seconds = limited.pause.total_seconds()
            self._paces.close(taken.workspace_id, taken.pace, seconds)
            return Settled("waiting", error=str(limited), after=limited.pause, counted=False)
        except RolecallError as error:
            return _after(taken, error)
        except ValidationError:
            # Perhaps another version wrote it. What pydantic says would quote the message.
            return Settled("waiting", error="a message in no shape we know", after=_UNREADABLE)
        except Exception as error:
            log.exception("Delivery %s can't be sent", taken.id)
            return Settled("failed", error=type(error).__name__)

    def _tell(self, landed: Landed) -> None:
        """Tells a steward, once an hour for each reason; a notice that fails is told to nobody."""
        taken, settled = landed.taken, landed.settled
        log.error("Delivery %s was given up: %s", taken.id, settled.error)
        if taken.rank == NOTICE:
            return
        now = self._now()
        with self._ledger.open(taken.workspace_id, now) as books:
            if settled.state == "failed" and books.edition_of(taken.id):
                # Whoever set it up is told, and the channel is left alone.
                error = as_name(settled.error or "", "no reason was given")
                books.set_due(Due(f"{UNDELIVERED} {taken.id} {error}", now))
                return
            steward = outgoing.steward(books)
            if steward and books.claim_once(f"told {now:%Y%m%d%H} {settled.error}"):
                books.send(outgoing.tell(steward, _given_up(taken, settled)))
        self._ticker.wake()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _is_closed(books: Books, taken: Taken) -> bool:
    """Whether what was meant for a channel would by now be read by others, or by nobody."""
    channel = books.roster.channel(str(taken.address.get("channel")))
    return channel is not None and not channel.writable


def _after(taken: Taken, trouble: RolecallError) -> Settled:
    if isinstance(trouble, NotKnown | Unopened):
        # There is no token that could be used, which says nothing about the delivery.
        return Settled("waiting", error=str(trouble), after=_REFUSED_TOKEN, counted=False)
    if not isinstance(trouble, SlackTrouble):  # the database, before anything was sent
        return Settled("waiting", error=str(trouble), after=_backoff(taken.attempts))
    return _after_slack(taken, trouble)


def _after_slack(taken: Taken, trouble: SlackTrouble) -> Settled:
    if is_about_the_token(trouble):
        return Settled("waiting", error=str(trouble), after=_REFUSED_TOKEN, counted=False)
    if isinstance(trouble, Unreached):
        after = _backoff(_UNCONNECTED)
        return Settled("waiting", error=str(trouble), after=after, counted=False)
    if isinstance(trouble, CantTell):
        return Settled("unknown", error=str(trouble))
    undecided = isinstance(trouble, Undecided)
    if isinstance(trouble, Unavailable) or (undecided and taken.kind in REPEATABLE):
        return Settled("waiting", error=str(trouble), after=_backoff(taken.attempts))
    if undecided and taken.can_be_found:
        told = f"{MAYBE}: {trouble}"
        return Settled("waiting", error=told, after=_backoff(taken.attempts))
    return Settled("failed" if isinstance(trouble, Refused) else "unknown", error=str(trouble))


def _backoff(attempts: int) -> timedelta:
    longest = min(_LONGEST_BACKOFF, 2.0**attempts)
    return timedelta(seconds=longest * random.uniform(0.5, 1))  # noqa: S311 spreads, hides nothing


def _given_up(taken: Taken, settled: Settled) -> Message:
    other = "a Home tab" if taken.kind == "home" else "an answer to a button or shortcut"
    where = taken.address.get("channel", other)
    text = f"I couldn't deliver a message ({where}): {settled.error}."
    return Message(reply=notice(text))
