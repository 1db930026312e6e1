"""What Slack says, routed by Bolt to one transaction each; acknowledged after its commit."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_bolt import Ack, App, BoltContext

from bot.domain.answer import notice
from bot.domain.delivery import Delivery
from bot.search.finders import Finders
from bot.slack import incoming, outgoing, roster
from bot.slack.buttons import Pressed, pressed
from bot.slack.clicks import Clicks
from bot.slack.conversation import Conversation, message_for
from bot.slack.edge import OVER
from bot.slack.following import follow_up
from bot.slack.gate import NOT_FOR_GUESTS, Place, Standing, place, standing
from bot.slack.incoming import Click, Incoming
from bot.slack.message import Button, Message
from bot.slack.options import Options
from bot.store.books import Books
from bot.store.ledger import Ledger

Body = dict[str, Any]

COMMAND = "/whoowns"
SHORTCUT = "who_owns_this"
PUBLIC: tuple[Button, ...] = ("verdict", "notify")
PRIVATE: tuple[Button, ...] = ("share", "verdict", "notify")
SUBTYPES = [None, "file_share", "thread_broadcast", "me_message"]
ANY_ACTION = re.compile("")


@dataclass(frozen=True)
class Listeners:
    """Everything that a person can do to ask, and what Slack tells of members and channels.

    `wake` is called after a commit that left something to send, `unknown` with the ids of a
    workspace and a channel that was asked in and isn't known, `press` with a button that does one
    of the verbs, `joined` with those of a channel that we are in from now on and that isn't known.
    """

    ledger: Ledger
    finders: Finders
    options: Options
    now: Callable[[], datetime]
    wake: Callable[[], None]
    unknown: Callable[[str, str], None]
    press: Callable[[str, Click, Pressed], None]
    joined: Callable[[str, str], None]

    def register(self, app: App) -> None:
        """Tells Bolt who listens to what; what nobody listens to is acknowledged by the edge."""
        # Bolt asks one after the other, so what comes most often comes first.
        app.command(COMMAND)(self.command)
        app.event("app_mention")(self.mention)
        app.event({"type": "message", "subtype": SUBTYPES})(self.direct_message)
        for name in roster.EVENTS:
            app.event(name)(self.told)
        app.message_shortcut(SHORTCUT)(self.shortcut)
        app.block_action(ANY_ACTION)(self.click)

    def mention(self, body: Body, context: BoltContext) -> None:
        """Answers a mention in its thread; where others read along, to the asker alone."""
        asked = incoming.mention(body)
        if asked is not None:
            direct = asked.channel.startswith("D")
            way = _in_conversation if direct else _in_channel
            self._deliver(_workspace(context), asked, way, over=context.get(OVER))

    def direct_message(self, body: Body, context: BoltContext) -> None:
        """Answers a direct message."""
        asked = incoming.direct_message(body)
        if asked is not None:
            over = context.get(OVER)
            self._deliver(_workspace(context), asked, _in_conversation, over=over)

    def shortcut(self, body: Body, context: BoltContext, ack: Ack) -> None:
        """Answers privately who owns what a message is about."""
        asked = incoming.shortcut(body)
        if asked is not None:
            self._deliver(_workspace(context), asked, _privately, PRIVATE)
        ack()

    def command(self, body: Body, context: BoltContext, ack: Ack) -> None:
        """Answers a command in its acknowledgement."""
        asked = incoming.command(body)
        if asked is None:
            ack()
            return
        with self._open(_workspace(context)) as books:
            books.arrived(asked.user, asked.channel)
            where = _place(books, asked)
            message = self._answered(books, _workspace(context), asked, where, PRIVATE)
            shown = outgoing.rendered(books, message) if message else None
        if message is not None:
            self._wonder(_workspace(context), asked, where)
        if shown is None:
            ack()
        else:
            ack({"response_type": "ephemeral", **shown})

    def click(self, body: Body, context: BoltContext, ack: Ack) -> None:
        """Does what a button in one of our messages is for."""
        clicked = incoming.click(body)
        workspace = _workspace(context)
        verb = pressed(clicked.action, clicked.value) if clicked else None
        if clicked is not None and verb is not None:
            self.press(workspace, clicked, verb)
        elif clicked is not None:
            with self._open(workspace) as books:
                if books.claim_once(*clicked.by.keys):
                    where = _place(books, clicked.by)
                    clicks = Clicks(books, self._conversation(books), where)
                    who = self._standing(books, workspace, clicked.by)
                    for delivery in clicks.deliveries(clicked, who):
                        books.send(delivery)
            self.wake()
        ack()

    def told(self, body: Body, context: BoltContext) -> None:
        """Keeps members and channels as Slack says they are, and does what follows from it."""
        with self._open(_workspace(context)) as books:
            news = roster.note(body, _workspace(context), books.roster)
            sends = follow_up(books, news, self.now())
        if sends:
            self.wake()
        if news.joined is not None:
            self.joined(_workspace(context), news.joined)

    def _deliver(
        self,
        workspace: str,
        asked: Incoming,
        way: Callable[[Incoming, Place, Message], Delivery],
        buttons: tuple[Button, ...] = PUBLIC,
        *,
        over: str | None = None,
    ) -> None:
        """Sends the answer; where it was too much, the sentence that says so in its place."""
        with self._open(workspace) as books:
            books.arrived(asked.user, asked.channel)
            where = _place(books, asked)
            message = self._answered(books, workspace, asked, where, buttons, over=over)
            if message is not None:
                books.send(way(asked, where, message))
        self.wake()
        if message is not None and over is None:
            self._wonder(workspace, asked, where)

    def _wonder(self, workspace: str, asked: Incoming, where: Place) -> None:
        """Has a channel read that isn't known; conversations of two have no name to know."""
        if where.name is None and asked.channel and not asked.channel.startswith("D"):
            self.unknown(workspace, asked.channel)

    def _answered(
        self,
        books: Books,
        workspace: str,
        asked: Incoming,
        where: Place,
        buttons: tuple[Button, ...],
        *,
        over: str | None = None,
    ) -> Message | None:
        """The message for what was asked; None for a repetition, and for a stranger."""
        if not books.claim_once(*asked.keys):
            return None
        who = self._standing(books, workspace, asked)
        if who == "stranger":
            return None
        if who == "guest turned away":
            return Message(reply=notice(NOT_FOR_GUESTS), private=True)
        if over is not None:
            return Message(reply=notice(over), private=True)
        answered = self._conversation(books).answer(asked, where)
        return message_for(answered, buttons, who, where)

    def _standing(self, books: Books, workspace: str, by: Incoming) -> Standing:
        return standing(by, books.roster.member(by.user), workspace, self.options)

    def _conversation(self, books: Books) -> Conversation:
        recent = timedelta(minutes=self.options.follow_up_minutes)
        return Conversation(books, self.finders, self.now(), recent)

    def _open(self, workspace: str) -> AbstractContextManager[Books]:
        return self.ledger.open(workspace, self.now(), holds=False)


def _place(books: Books, by: Incoming) -> Place:
    return place(by, books.roster.channel(by.channel) if by.channel else None)


def _workspace(context: BoltContext) -> str:
    return context.team_id or ""


def _in_channel(asked: Incoming, where: Place, message: Message) -> Delivery:
    if where.open and not message.private:
        return outgoing.post(asked.channel, asked.thread or asked.ts, message)
    return outgoing.whisper(asked.channel, asked.user, asked.thread, message)


def _in_conversation(asked: Incoming, _where: Place, message: Message) -> Delivery:
    return outgoing.post(asked.channel, None, message)


def _privately(asked: Incoming, _where: Place, message: Message) -> Delivery:
    return outgoing.respond(asked.response_url or "", message, thread=asked.thread)
