"""The Home tab: noted when somebody opens it, and shown as things stand when it is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_bolt import App, BoltContext

from bot.desk.home import for_guest, turned_away
from bot.desk.homes import Homes
from bot.desk.stale import as_of
from bot.domain.delivery import Taken
from bot.domain.home import Home
from bot.domain.reply import Action
from bot.slack import incoming, outgoing
from bot.slack.gate import NOT_FOR_GUESTS, standing, standing_of
from bot.slack.home_view import view
from bot.slack.message import Message
from bot.slack.options import Options
from bot.slack.web_api import WebApi
from bot.store.books import Books
from bot.store.ledger import Ledger

Body = dict[str, Any]

EVENT = "app_home_opened"

GUESTS_ASK = (
    "As a guest you can ask who owns something, with `/whoowns`, in a direct message to me, or by "
    "mentioning me in a channel that you are in."
)
UNKNOWN = "I don't know your account yet; open this tab again in a minute."
TO_PAGES = Action(label="Open in the browser", verb="pages")


@dataclass(frozen=True)
class HomeTab:
    """Notes who opens the tab, and has it shown; `wake` is called after the commit."""

    ledger: Ledger
    options: Options
    now: Callable[[], datetime]
    wake: Callable[[], None]

    def register(self, app: App) -> None:
        """Tells Bolt who listens to what."""
        app.event(EVENT)(self.opened)

    def opened(self, body: Body, context: BoltContext) -> None:
        """Has the tab shown to whoever opened it; a stranger gets nothing."""
        by = incoming.home_opened(body)
        if by is None:
            return
        workspace = context.team_id or ""
        with self.ledger.open(workspace, self.now(), holds=False) as books:
            if not books.claim_once(*by.keys):
                return
            member = books.roster.member(by.user)
            if standing(by, member, workspace, self.options) == "stranger":
                return
            books.open_home(by.user)
            outgoing.show_home(books, by.user)
        self.wake()


@dataclass(frozen=True)
class HomeTabs:
    """What Slack is given for somebody's tab; with `pages` there are some to look at.

    It is worked out when it is sent: a change that comes between is shown, and the queue holds no
    names.
    """

    ledger: Ledger
    homes: Homes
    options: Options
    now: Callable[[], datetime]
    pages: bool = False

    def publish(self, taken: Taken, api: WebApi) -> None:
        """Shows the tab, and writes down what it shows; nothing for who is a stranger by now."""
        user, told = str(taken.address["user"]), taken.body.get("done")
        done = None if told is None else Message.model_validate(told).reply
        with self.ledger.read(taken.workspace_id) as books:
            home = self._home(books, user)
            if home is None:
                return
            shown = view(self._with_buttons(books, home), outgoing.directory(books), done)
        api.call("views.publish", user_id=user, view=shown)
        with self.ledger.open(taken.workspace_id, self.now(), holds=False) as books:
            books.home_shows(user, home.fingerprint)

    def _home(self, books: Books, user: str) -> Home | None:
        member = books.roster.member(user)
        if member is None:
            return turned_away(UNKNOWN)
        match standing_of(member, books.workspace.id, self.options):
            case "stranger":
                return None
            case "guest":
                return for_guest(GUESTS_ASK)
            case "guest turned away":
                return turned_away(NOT_FOR_GUESTS)
        return self.homes.of(books, user, self.now())

    def _with_buttons(self, books: Books, home: Home) -> Home:
        """The buttons as of now, and one that leads to the pages, where others do something."""
        top, *rest = home.parts
        if self.pages and len(top.actions) > 1:
            top = top.model_copy(update={"actions": (*top.actions, TO_PAGES)})
        version = books.workspace.last_change
        return Home(parts=(top, *rest)).dated(lambda actions: as_of(actions, version))
