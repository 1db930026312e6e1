"""`/ownership` in Slack: the command, its buttons and its forms, one transaction each."""

import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App, BoltContext

from bot.desk.by import By
from bot.desk.desk import COMMAND, Desk, Heard
from bot.desk.forms import MENU, Form, suggestions
from bot.desk.help import HELP
from bot.domain.act import How
from bot.domain.answer import notice
from bot.domain.ownership.codes import Codes
from bot.domain.ownership.deed import Objection, Tell
from bot.domain.ownership.permission import admit
from bot.domain.ownership.verb import Argument
from bot.domain.reply import Reply, Section
from bot.domain.wording import lines
from bot.slack import incoming, outgoing, views
from bot.slack.buttons import Pressed
from bot.slack.find_owner import FIELDS, FIND, form_of
from bot.slack.gate import NOT_FOR_GUESTS, Place, Standing, place, standing
from bot.slack.incoming import Click, Incoming
from bot.slack.message import Message
from bot.slack.options import Options
from bot.slack.start_handoff import NOT_FOR_GUESTS_TO_CHANGE, START_HANDOFF, VERB, codes_for
from bot.slack.views import FORM, OpenView
from bot.slack.web_api import SlackTrouble
from bot.store.books import Books
from bot.store.ledger import Ledger

Body = dict[str, Any]

log = logging.getLogger(__name__)

IN_DIRECT = "I wrote this to you in our direct conversation too, with buttons to choose."
NOT_HERE: Mapping[Standing, str] = {
    "stranger": "Only members of this workspace can use this; nothing was answered.",
    "guest turned away": NOT_FOR_GUESTS,
}
"""Why somebody is turned away, whatever it is that they want."""
NO_FORM = "Slack didn't open the form"
TWICE = "This was sent before and is done only once; look at how it stands with `/ownership show`."


@dataclass(frozen=True)
class Ownership:
    """What people hand in at the desk, and what Slack shows them of it."""

    ledger: Ledger
    desk: Desk
    options: Options
    now: Callable[[], datetime]
    wake: Callable[[], None]
    open_view: OpenView

    def register(self, app: App) -> None:
        """Tells Bolt who listens to what."""
        app.command(COMMAND)(self.command)
        app.message_shortcut(START_HANDOFF)(self.start_handoff)
        app.view(FORM)(self.submit)
        app.options(views.VALUE)(self.suggest)

    def command(self, body: Body, context: BoltContext, ack: Ack) -> None:
        """Does what the words say; with none, or with too few, opens a form."""
        asked = incoming.command(body)
        if asked is None:
            ack()
            return
        workspace = context.team_id or ""
        verb, _ = self.desk.verb_in(asked.text)
        with self._open(workspace, holds=verb is None or verb.writes) as books:
            heard = self._said(books, workspace, asked)
            shown = self._shown(books, asked, heard) if heard else None
        self.wake()
        if heard is not None and heard.form is not None:
            shown = self._form_or_words(workspace, asked, heard.form)
        if shown is None:
            ack()
        else:
            ack({"response_type": "ephemeral", **shown})

    def start_handoff(self, body: Body, context: BoltContext, ack: Ack) -> None:
        """Opens the form of a handoff that begins with a message, which it links to."""
        asked = incoming.shortcut(body)
        workspace = context.team_id or ""
        form = None
        if asked is not None:
            with self._open(workspace) as books:
                if books.claim_once(*asked.keys):
                    form = self._handoff(books, workspace, asked)
            self.wake()
        if asked is not None and form is not None:
            self._open_or_tell(workspace, asked, form)
        ack()

    def _handoff(self, books: Books, workspace: str, asked: Incoming) -> Form | None:
        """The form; None for who is turned away, who is told so where that is a guest."""
        by = self._by(books, workspace, asked, verb=VERB, words=VERB)
        form = self._form(books, by, VERB, codes_for(books, asked)) if by else None
        guest = self._standing(books, workspace, asked) in ("guest", "guest turned away")
        if form is None and guest and asked.response_url:
            told = Message(reply=notice(NOT_FOR_GUESTS_TO_CHANGE))
            books.send(outgoing.respond(asked.response_url, told))
        return form

    def press(self, workspace: str, click: Click, pressed: Pressed) -> None:
        """Does what one of our buttons is for, or opens its form."""
        form, heard, told = None, None, None
        with self._open(workspace) as books:
            if not books.claim_once(*click.by.keys):
                return
            by = self._by(books, workspace, click.by, verb=pressed.verb, words=pressed.verb)
            if by is None:
                return
            if pressed.form:
                form = self._form(books, by, pressed.verb, pressed.codes)
            if form is None:
                heard = self.desk.chosen(books, by, pressed.verb, pressed.codes, pressed.version)
                self._tell(books, heard.tells)
                if click.at_home:
                    told = self._at_home(books, by, pressed.verb, heard)
                else:
                    self._answer(books, click, pressed, heard)
                if (heard.act or heard.step) and not click.at_home:
                    self._show(books, by, click, pressed)
        self.wake()
        if form is not None:
            self._open_or_tell(workspace, click.by, form)
        if heard is not None and told is not None:
            self._show_or_tell(workspace, click.by, told, heard.reply)

    def _at_home(self, books: Books, by: By, name: str, heard: Heard) -> Mapping[str, Any] | None:
        """Shows the tab with what was done; where nothing was, the view that says why."""
        if heard.act or heard.step:
            outgoing.show_home(books, by.user, Message(reply=heard.reply))
            return None
        # Perhaps the tab shows what isn't so any more.
        outgoing.show_home(books, by.user)
        return self._result(books, self._with_choices(books, by, name, heard))

    def _show_or_tell(
        self, workspace: str, by: Incoming, view: Mapping[str, Any], reply: Reply
    ) -> None:
        """The view over somebody's Home tab; where Slack doesn't open it, a message."""
        try:
            self.open_view(workspace, by.trigger or "", dict(view))
        except SlackTrouble as trouble:
            log.warning("an answer was not shown: %s", trouble)
            with self._open(workspace, holds=False) as books:
                books.send(outgoing.tell(by.user, Message(reply=reply)))
            self.wake()

    def submit(self, body: Body, context: BoltContext, ack: Ack) -> None:
        """Does what a form was filled in for; what is wrong is said at its field."""
        view = body.get("view")
        asked, filled = incoming.in_view(body), views.submitted(view or {})
        if asked is None or filled is None:
            ack()
            return
        workspace = context.team_id or ""
        with self._open(workspace) as books:
            answer = self._submitted(books, workspace, asked, filled)
        self.wake()
        ack(answer) if answer else ack()

    def suggest(self, body: Body, context: BoltContext, ack: Ack) -> None:
        """Offers what fits what somebody has typed so far."""
        asked, view = incoming.in_view(body), body.get("view")
        told = views.metadata(view if isinstance(view, dict) else {})
        argument = self._argument(str(told.get("verb")), str(body.get("block_id")))
        found: list[dict[str, Any]] = []
        if asked is not None and argument is not None:
            typed, workspace = str(body.get("value") or ""), context.team_id or ""
            with self.ledger.read(workspace) as books:
                if self._standing(books, workspace, asked) not in NOT_HERE:
                    known = (books.catalog(), books.organisation())
                    offered = suggestions(argument, *known, typed)
                    found = [one for each in offered if (one := views.option(each))]
        ack(options=found)

    def _argument(self, verb: str, name: str) -> Argument | None:
        return FIELDS.get(name) if verb == FIND else self.desk.argument(verb, name)

    def _said(self, books: Books, workspace: str, asked: Incoming) -> Heard | None:
        """What comes of a command; None for a repetition, and for a stranger."""
        if not books.claim_once(*asked.keys):
            return None
        verb, _ = self.desk.verb_in(asked.text)
        named = verb.name if verb else None
        by = self._by(books, workspace, asked, verb=named, words=asked.text)
        if by is None:
            who = self._standing(books, workspace, asked)
            return Heard(notice(NOT_FOR_GUESTS)) if who == "guest turned away" else None
        heard = self.desk.said(books, by, asked.text)
        self._tell(books, heard.tells)
        return heard

    def _shown(self, books: Books, asked: Incoming, heard: Heard) -> dict[str, Any] | None:
        """The acknowledgement; None where the answer goes another way."""
        message = Message(reply=heard.reply)
        if heard.reply.table is not None and asked.response_url:
            # Where Slack doesn't know tables yet, a delivery falls back to its text.
            books.send(outgoing.respond(asked.response_url, message))
            return None
        return outgoing.rendered(books, message)

    def _submitted(
        self, books: Books, workspace: str, asked: Incoming, filled: views.Submitted
    ) -> dict[str, Any] | None:
        named = filled.verb if filled.verb in (*self.desk.verbs, HELP) else None
        by = self._by(books, workspace, asked, filled.place, verb=named, words=filled.verb)
        if by is None:
            return None
        if filled.verb == MENU:
            chosen, *_ = filled.codes.get("verb") or ("",)
            return self._chosen(books, by, chosen)
        if not books.claim_once(*asked.keys):
            return _updated(self._result(books, notice(TWICE)))
        heard = self.desk.chosen(books, by, filled.verb, filled.codes, filled.version)
        self._tell(books, heard.tells)
        if heard.form is not None:
            return _updated(views.view(heard.form))
        verb = self.desk.verbs.get(filled.verb)
        fields = tuple(one.name for one in verb.arguments) if verb else ()
        if heard.done or not fields:
            reply = self._with_choices(books, by, filled.verb, heard)
            return _updated(self._result(books, reply))
        wrong = views.errors(heard.wrong, heard.reply.headline, fields)
        return {"response_action": "errors", "errors": wrong}

    def _with_choices(self, books: Books, by: By, name: str, heard: Heard) -> Reply:
        """What a view says; where that asks back, it is written to them with the buttons."""
        reply, verb = heard.reply, self.desk.verbs.get(name)
        if heard.act or verb is None or not verb.writes or not _asks(reply):
            return reply
        # A view that only answers has no buttons.
        books.send(outgoing.tell(by.user, Message(reply=reply)))
        direct = Section(heading=None, lines=lines(IN_DIRECT))
        return reply.model_copy(update={"sections": (*reply.sections, direct)})

    def _chosen(self, books: Books, by: By, name: str) -> dict[str, Any]:
        """The form of the verb that was chosen in the menu, or why there is none."""
        form = self._form(books, by, name, {})
        if form is not None:
            return _updated(views.view(form))
        return _updated(self._result(books, self.desk.chosen(books, by, name, {}).reply))

    def _result(self, books: Books, reply: Reply) -> dict[str, Any]:
        """What came of a form, without the buttons, which would need another message."""
        sections = tuple(one.model_copy(update={"actions": ()}) for one in reply.sections)
        bare = reply.model_copy(update={"actions": (), "sections": sections, "table": None})
        if reply.table is not None:
            bare = bare.model_copy(update={"sections": (*sections, *views.as_lines(reply.table))})
        return views.answer_view(
            "Ownership", outgoing.rendered(books, Message(reply=bare))["blocks"]
        )

    def _answer(self, books: Books, click: Click, pressed: Pressed, heard: Heard) -> None:
        """Says what came of a click: in the message's place where that was all about it."""
        by, message = click.by, Message(reply=heard.reply)
        direct = by.channel.startswith("D")
        verb = self.desk.verbs.get(pressed.verb)
        stays = verb is not None and verb.beside
        done = heard.done and pressed.where == "below" and not stays
        if done and not click.ephemeral and by.ts and direct:
            books.send(outgoing.update(by.channel, by.ts, message))
        elif by.response_url:
            replaces = done and click.ephemeral
            books.send(
                outgoing.respond(by.response_url, message, thread=by.thread, replaces=replaces)
            )

    def _show(self, books: Books, by: By, click: Click, pressed: Pressed) -> None:
        """Shows a private message with the line that was clicked as it stands now.

        Those in channels are shown so by themselves.
        """
        at, direct = click.by, click.by.channel.startswith("D")
        verb = self.desk.verbs.get(pressed.verb)
        shows = self.desk.verbs.get(verb.shows or "") if verb else None
        if shows is None or pressed.where != "line" or not (direct or click.ephemeral):
            return
        needed = [one.name for one in shows.arguments if not one.optional]
        codes = {name: code for name, code in pressed.codes.items() if name in needed}
        message = Message(reply=self.desk.chosen(books, by, shows.name, codes).reply)
        if direct and not click.ephemeral and at.ts:
            books.send(outgoing.update(at.channel, at.ts, message))
        elif click.ephemeral and at.response_url:
            books.send(outgoing.respond(at.response_url, message, thread=at.thread, replaces=True))

    def _form(self, books: Books, by: By, name: str, codes: Codes) -> Form | None:
        """The form of a verb; None where there is no such verb, or whoever wants it may not."""
        if name == MENU:
            return self.desk.menu(books, by)
        if name == FIND:
            return form_of(books)
        verb = self.desk.verbs.get(name)
        try:
            if verb is not None:
                admit(verb, self.desk.scene(books, by).actor)
        except Objection:
            return None
        return self.desk.form(books, by, name, codes)

    def _form_or_words(self, workspace: str, asked: Incoming, form: Form) -> dict[str, Any] | None:
        """Nothing once the form is open; else the words that say how to do without it."""
        try:
            self.open_view(workspace, asked.trigger or "", views.view(form))
        except SlackTrouble as trouble:
            log.warning("a form was not opened: %s", trouble)
            verb = self.desk.verbs.get(form.verb)
            how = f"`{COMMAND} {verb.usage}`" if verb else f"`{COMMAND} help`"
            return {"text": f"{NO_FORM}; write it as {how} instead."}
        return None

    def _open_or_tell(self, workspace: str, by: Incoming, form: Form) -> None:
        callback = FIND if form.verb == FIND else FORM
        try:
            self.open_view(workspace, by.trigger or "", views.view(form, callback))
        except SlackTrouble as trouble:
            log.warning("a form was not opened: %s", trouble)
            verb = self.desk.verbs.get(form.verb)
            usage = f"{COMMAND} {verb.usage}" if verb else COMMAND
            told = Message(reply=notice(f"{NO_FORM}; click again, or write it as `{usage}`."))
            url = by.response_url
            with self._open(workspace) as books:
                books.send(outgoing.respond(url, told) if url else outgoing.tell(by.user, told))
            self.wake()

    def _by(
        self,
        books: Books,
        workspace: str,
        asked: Incoming,
        channel: str | None = None,
        *,
        verb: str | None = None,
        words: str = "",
    ) -> By | None:
        """Who hands it in, and from where; None for who is turned away, which is written down."""
        who = self._standing(books, workspace, asked)
        request, there = incoming.reference(asked.keys), channel or asked.channel or None
        if who in NOT_HERE:
            how = How(verb, asked.surface, asked.team, there, request)
            books.refuse(asked.user, how, words, NOT_HERE[who])
            return None
        where = _place(books, asked, channel or asked.channel)
        return By(
            user=asked.user,
            home=asked.team,
            surface=asked.surface,
            request=request,
            now=self.now(),
            place=there,
            place_name=where.name,
            guest=who == "guest",
        )

    def _standing(self, books: Books, workspace: str, asked: Incoming) -> Standing:
        return standing(asked, books.roster.member(asked.user), workspace, self.options)

    def _tell(self, books: Books, tells: Iterable[Tell]) -> None:
        for tell in tells:
            books.send(outgoing.tell(tell.user, Message(reply=tell.reply)))

    def _open(self, workspace: str, *, holds: bool = True) -> AbstractContextManager[Books]:
        return self.ledger.open(workspace, self.now(), holds=holds)


def _place(books: Books, asked: Incoming, channel: str) -> Place:
    return place(asked, books.roster.channel(channel) if channel else None)


def _asks(reply: Reply) -> bool:
    """Whether there is something to choose with a button."""
    return bool(reply.actions or any(one.actions for one in reply.sections))


def _updated(view: Mapping[str, Any]) -> dict[str, Any]:
    return {"response_action": "update", "view": view}
