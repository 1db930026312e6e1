"""Installing by OAuth v2: from “Add to Slack” to a token that is stored sealed.

https://docs.slack.dev/authentication/installing-with-oauth
"""

import hashlib
import hmac
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from pydantic import SecretStr

from bot.desk.first_steps import begin
from bot.domain.value import as_name
from bot.errors import RolecallError
from bot.slack.manifest import SCOPES
from bot.slack.web_api import SlackTrouble, WebApi
from bot.store.books import Books
from bot.store.installations import Installation
from bot.store.ledger import Ledger
from bot.store.sealing import Seals, Unopened

log = logging.getLogger(__name__)

BEGIN, FINISH = "/slack/install", "/slack/oauth_redirect"
LASTS = timedelta(minutes=10)
"""So long somebody has to finish an install that they began."""

MOST_CODE, MOST_ID = 500, 30
STATE = "the state of an install"
"""What a state is sealed for, as a token is for its workspace."""

_AGAIN = "begin again at /slack/install"


class NotInstalled(RolecallError):
    """An install that came to nothing; the text says why, and what to do."""


@dataclass(frozen=True)
class App:
    """Our app as Slack knows it: its credentials, and where people and Slack reach us."""

    client_id: str
    client_secret: SecretStr
    authorize_url: str
    api_url: str
    public_url: str

    @property
    def redirect(self) -> str:
        """Where Slack sends a browser back to; it must be just what the app's pages say."""
        return f"{self.public_url}{FINISH}"


class Begun(NamedTuple):
    """An install that begins: where the browser goes, and the cookie that it keeps."""

    url: str
    cookie: str


class Installed(NamedTuple):
    """A workspace that installed us."""

    workspace: str
    name: str
    app: str | None


@dataclass(frozen=True)
class Install:
    """Installs the app in any workspace; `prepare` makes one ready in its books, given its name."""

    app: App
    ledger: Ledger
    seals: Seals
    now: Callable[[], datetime]
    prepare: Callable[[Books, str], None]

    def begin(self) -> Begun:
        """Where a browser goes to install us, and what it keeps to prove that it was there."""
        cookie = secrets.token_urlsafe(32)
        until = (self.now() + LASTS).isoformat()
        # It proves itself, so that visitors who begin and never finish leave nothing behind.
        state = self.seals.seal(f"{until} {_digest(cookie)}", STATE)
        asked = {
            "client_id": self.app.client_id,
            "scope": ",".join(SCOPES),
            "state": state,
            "redirect_uri": self.app.redirect,
        }
        return Begun(f"{self.app.authorize_url}?{urlencode(asked)}", cookie)

    def finish(self, given: Mapping[str, str], cookie: str) -> Installed:
        """The workspace that is installed now. Raises NotInstalled, or StoreUnavailable.

        `given` is what Slack sent the browser back with.
        """
        state = given.get("state", "")
        until = self._lasts(state, cookie)
        if until is None or not self.ledger.finish_install(_digest(state), until):
            raise NotInstalled(
                "This install wasn't begun in this browser, or over 10 minutes ago, or it is "
                f"finished already: {_AGAIN}."
            )
        if given.get("error") or not given.get("code"):
            word = as_name(given.get("error", "")[:50], "no code was given")
            raise NotInstalled(f"Slack didn't install Rolecall ({word}): {_AGAIN} if you want it.")
        return self._stored(self._exchanged(given["code"][:MOST_CODE]))

    def _lasts(self, state: str, cookie: str) -> datetime | None:
        """Until when this browser may finish what it began; None where it may not (any more)."""
        try:
            until, _, digest = self.seals.open(state, STATE).partition(" ")
        except Unopened:
            return None
        moment = datetime.fromisoformat(until)
        began = hmac.compare_digest(digest, _digest(cookie))
        return moment if began and moment > self.now() else None

    def _exchanged(self, code: str) -> Mapping[str, Any]:
        """What Slack gives for the code. Raises NotInstalled."""
        api = WebApi(self.app.api_url, "")
        try:
            return api.ask(
                "oauth.v2.access",
                client_id=self.app.client_id,
                client_secret=self.app.client_secret.get_secret_value(),
                code=code,
                redirect_uri=self.app.redirect,
            )
        except SlackTrouble as trouble:
            log.warning("an install failed: %s", trouble)
            raise NotInstalled(f"Slack didn't give its token ({trouble}): {_AGAIN}.") from trouble

    def _stored(self, given: Mapping[str, Any]) -> Installed:
        token, team = given.get("access_token"), _at(given, "team")
        workspace, bot_user = team.get("id"), given.get("bot_user_id")
        if given.get("is_enterprise_install") is True or not _is_id(workspace):
            raise NotInstalled(
                "Rolecall is installed in one workspace at a time, and this was for a whole "
                f"organisation: {_AGAIN} and choose a workspace."
            )
        is_bots = given.get("token_type") == "bot" and _is_id(bot_user)
        if not is_bots or not isinstance(token, str) or not token:
            raise NotInstalled(f"Slack's answer holds no token of a bot: {_AGAIN}.")
        name = as_name(str(team.get("name") or ""), str(workspace))
        found = Installation(
            workspace_id=str(workspace),
            url=None,
            bot_user=str(bot_user),
            bot_id=None,
            enterprise=_id_or_none(_at(given, "enterprise").get("id")),
            scopes=sorted(str(given.get("scope") or "").split(",")),
            connected_at=self.now(),
            app=_id_or_none(given.get("app_id")),
            installer=_id_or_none(_at(given, "authed_user").get("id")),
        )
        found = self._introduced(found, token)
        with self.ledger.open(found.workspace_id, self.now()) as books:
            self.prepare(books, name)
            before = books.roster.installation()
            if before is not None and before.ended_at is not None:
                # What was on its way when the workspace removed us comes too late by now.
                books.end()
            books.roster.set_installation(found)
            books.roster.set_token(self.seals.seal(token, found.workspace_id))
            books.roster.mark_missed()
            books.redraw_live()
            begin(books, self.now())
        return Installed(found.workspace_id, name, found.app)

    def _introduced(self, found: Installation, token: str) -> Installation:
        """With what only the token itself can tell: the bot's id, and the workspace's address."""
        try:
            data, _ = WebApi(self.app.api_url, token).introduction()
        except SlackTrouble as trouble:
            raise NotInstalled(f"The new token doesn't work ({trouble}): {_AGAIN}.") from trouble
        if (data.get("team_id"), data.get("user_id")) != (found.workspace_id, found.bot_user):
            raise NotInstalled(f"Slack's answers are about two workspaces or bots: {_AGAIN}.")
        url = data.get("url")
        kept = url if isinstance(url, str) and url.startswith("https://") else None
        return replace(found, url=kept, bot_id=_id_or_none(data.get("bot_id")))


def _digest(text: str) -> str:
    """What is stored of a secret that a browser has: nobody who reads it can use it."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _at(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = value.get(name)
    return found if isinstance(found, Mapping) else {}


def _is_id(value: object) -> bool:
    return isinstance(value, str) and value.isalnum() and value.isascii() and len(value) <= MOST_ID


def _id_or_none(value: object) -> str | None:
    return str(value) if _is_id(value) else None
