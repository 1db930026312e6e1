"""The global shortcut “Find an owner”: a question in a form, answered in its place."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_bolt import Ack, App, BoltContext

from bot.desk.forms import Field, Form, field_of
from bot.domain.answer import notice
from bot.domain.ownership.verb import Argument
from bot.search.finders import Finders
from bot.slack import incoming, outgoing, views
from bot.slack.conversation import NOWHERE, Conversation
from bot.slack.gate import NOT_FOR_GUESTS, standing
from bot.slack.incoming import Incoming
from bot.slack.message import Message
from bot.slack.options import Options
from bot.slack.views import OpenView
from bot.slack.web_api import SlackTrouble
from bot.store.books import Books
from bot.store.ledger import Ledger

Body = dict[str, Any]

log = logging.getLogger(__name__)

FIND = "find_owner"
"""The callback id of the shortcut and of its form."""

TITLE = "Find an owner"
QUESTION = Argument("question", "text", "What do you want to know the owner of?")
TEAM = Argument("team", "team", "In which team?", optional=True)
FIELDS = {argument.name: argument for argument in (QUESTION, TEAM)}
NO_FORM = "Slack didn't open the form; ask with `/whoowns` instead."
_HELP = "Ask in your own words, for example “who deploys models?”. Only you see the answer."


def form_of(books: Books) -> Form:
    """The form in which a question is asked."""
    teams = field_of(TEAM, (), books.catalog(), books.organisation())
    version = books.workspace.last_change
    return Form(FIND, TITLE, _HELP, (Field(QUESTION), teams), version)


@dataclass(frozen=True)
class FindOwner:
    """Opens the form, and answers what was asked in it."""

    ledger: Ledger
    finders: Finders
    options: Options
    now: Callable[[], datetime]
    open_view: OpenView

    def register(self, app: App) -> None:
        """Tells Bolt who listens to what."""
        app.global_shortcut(FIND)(self.shortcut)
        app.view(FIND)(self.submit)

    def shortcut(self, body: Body, context: BoltContext, ack: Ack) -> None:
        """Opens the form; whoever wants it is written to where it couldn't be opened."""
        asked = incoming.in_view(body)
        workspace = context.team_id or ""
        if asked is not None:
            with self.ledger.read(workspace) as books:
                form = self._form(books, workspace, asked)
            if form is not None:
                try:
                    self.open_view(workspace, asked.trigger or "", views.view(form, FIND))
                except SlackTrouble as trouble:
                    log.warning("a form was not opened: %s", trouble)
                    with self.ledger.open(workspace, self.now(), holds=False) as books:
                        books.send(outgoing.tell(asked.user, Message(reply=notice(NO_FORM))))
        ack()

    def submit(self, body: Body, context: BoltContext, ack: Ack) -> None:
        """Shows the answer in the form's place."""
        asked, filled = incoming.in_view(body), views.submitted(body.get("view") or {})
        if asked is None or filled is None:
            ack()
            return
        workspace = context.team_id or ""
        with self.ledger.open(workspace, self.now(), holds=False) as books:
            message = self._answered(books, workspace, asked, filled.codes)
            blocks = outgoing.rendered(books, message)["blocks"] if message else None
        if blocks is None:
            ack()
        else:
            ack({"response_action": "update", "view": views.answer_view(TITLE, blocks)})

    def _form(self, books: Books, workspace: str, asked: Incoming) -> Form | None:
        if self._standing(books, workspace, asked) in ("stranger", "guest turned away"):
            return None
        return form_of(books)

    def _answered(
        self, books: Books, workspace: str, asked: Incoming, codes: dict[str, tuple[str, ...]]
    ) -> Message | None:
        who = self._standing(books, workspace, asked)
        if who == "stranger" or not books.claim_once(*asked.keys):
            return None
        if who == "guest turned away":
            return Message(reply=notice(NOT_FOR_GUESTS))
        [question, *_] = codes.get("question") or ("",)
        [team, *_] = codes.get("team") or ("",)
        recent = timedelta(minutes=self.options.follow_up_minutes)
        conversation = Conversation(books, self.finders, self.now(), recent)
        said = conversation.form(asked, question, team.removeprefix("team:") or None, NOWHERE)
        return Message(reply=said.reply)

    def _standing(self, books: Books, workspace: str, asked: Incoming) -> str:
        return standing(asked, books.roster.member(asked.user), workspace, self.options)
