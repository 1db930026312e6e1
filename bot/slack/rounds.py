"""What is due, workspace by workspace: done and put into the queue, a few to a transaction."""

import logging
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from bot import request
from bot.desk.homes import ShowHome
from bot.desk.rounds import Outcome, Post, Redraw, Rounds
from bot.domain.delivery import DIGEST, NOTICE
from bot.errors import NotKnown, RolecallError, StoreUnavailable
from bot.slack import outgoing
from bot.slack.message import Message
from bot.store.books import Books
from bot.store.due import REFRESH, Due
from bot.store.ledger import Ledger

log = logging.getLogger(__name__)

AT_ONCE = 20
"""So much is done in one transaction, on which answers may have to wait."""

ENOUGH = 0.25
"""After so many seconds a transaction begins nothing more: answers wait 1.5 at the most."""

AGAIN = timedelta(minutes=5)
"""After so long what went wrong is tried again."""


class Watch:
    """Looks what is due and does it; `wake` is called after a commit that left something to send.

    Any number of processes may look: who comes second finds it done. In workspaces that are
    `silenced` nothing is done.
    """

    def __init__(
        self,
        ledger: Ledger,
        rounds: Rounds,
        now: Callable[[], datetime],
        wake: Callable[[], None],
        silenced: Collection[str] = (),
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._silenced = silenced
        self._seconds = seconds
        self._ledger = ledger
        self._rounds = rounds
        self._now = now
        self._wake = wake
        self._held_up: set[str] = set()

    def tick(self) -> None:
        """Does what is due by now; with nothing due, that is one question to the database."""
        try:
            workspaces = self._ledger.due(self._now(), but=self._silenced)
            # What can't be done holds up the others once: it comes after them from then on.
            for workspace in sorted(workspaces, key=self._held_up.__contains__):
                self._held_up.add(workspace)
                with request.about(None, workspace):
                    while self._some(workspace):
                        pass
                self._held_up.discard(workspace)
        except RolecallError as error:
            log.warning("what is due can't be done: %s; trying again", error)

    def _some(self, workspace: str) -> bool:
        """Does some of what is due in a workspace; whether there may be more of it."""
        try:
            with self._ledger.read(workspace) as books, suppress(NotKnown):
                # Others wait as soon as the workspace is held, so it isn't held for building this.
                books.catalog(), books.organisation()
            with self._ledger.open(workspace, self._now()) as books:
                some = books.due(AT_ONCE)
                done, sent = self._done(books, some)
        except StoreUnavailable:
            raise
        except Exception:
            log.exception("something that is due in %s went wrong", workspace)
            return self._one_by_one(workspace)
        if sent:
            self._wake()
        more = done < len(some) or len(some) == AT_ONCE
        return more or any(one.what == REFRESH for one in some)

    def _one_by_one(self, workspace: str) -> bool:
        """Does each in a transaction of its own; what goes wrong is put off."""
        with self._ledger.open(workspace, self._now()) as books:
            some = books.due(AT_ONCE)
        for one in some:
            try:
                with self._ledger.open(workspace, self._now()) as books:
                    self._done(books, [due for due in books.due() if due.what == one.what])
            except StoreUnavailable:
                raise
            except Exception:
                log.exception("%s in %s went wrong", one.what, workspace)
                with self._ledger.open(workspace, self._now()) as books:
                    books.set_due(replace(one, at=self._now() + AGAIN))
        self._wake()
        return len(some) == AT_ONCE

    def _done(self, books: Books, some: Sequence[Due]) -> tuple[int, bool]:
        """Does these until it took long enough: how many, and whether that left some to send."""
        began, done, sent = self._seconds(), 0, False
        for due in some:
            for outcome in self._rounds.done(books, due, self._now()):
                _send(books, outcome)
                sent = True
            done += 1
            if self._seconds() - began >= ENOUGH:
                break
        return done, sent


def _send(books: Books, outcome: Outcome) -> None:
    match outcome:
        case Post():
            delivery = outgoing.post(outcome.edition.channel, None, Message(reply=outcome.reply))
            key = books.send(replace(delivery, rank=DIGEST, lasts=outgoing.DIGEST_LASTS))
            outcome.sent(books, key)
        case Redraw():
            message = Message(reply=outcome.reply)
            books.send(replace(outgoing.update(outcome.channel, outcome.ts, message), rank=NOTICE))
        case ShowHome():
            books.send(outgoing.refresh_home(outcome.user))
        case _:
            books.send(outgoing.tell(outcome.user, Message(reply=outcome.reply)))
