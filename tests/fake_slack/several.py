"""Several workspaces behind one address, and the OAuth by which they install the app."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from tests.fake_slack.listener import report
from tests.fake_slack.over_http import AT_ONCE, SIGNING_SECRET, HttpSlack
from tests.fake_slack.traffic import Call, Json, Traffic
from tests.fake_slack.web import PAGE, RESPONSE_URL, Answer, Site, Web, said
from tests.fake_slack.workspace import FakeTeam, Refused

AUTHORIZE = "/oauth/v2/authorize"
ACCESS = "oauth.v2.access"
CODE_SECONDS = 600.0
OWNER = "U9"


@dataclass(frozen=True)
class FakeApp:
    """The app as Slack has it on its pages; without `redirect_urls` it takes any."""

    client_id: str = "111.222"
    client_secret: str = "fake-client-secret"  # noqa: S105
    signing_secret: str = SIGNING_SECRET
    redirect_urls: tuple[str, ...] = ()


OURS = FakeApp()


@dataclass(frozen=True)
class Grant:
    """What somebody consented to, for which the app gets a token once, and soon."""

    slack: HttpSlack
    user: str
    scope: str
    redirect: str
    made: float


class FakeSlacks(Traffic):
    """Several workspaces that one app is in, or can be installed in, told apart by its tokens.

    What is sent goes to the `urls`, which they share; change the list in place. Calls with the
    token of nobody, and those of OAuth, are on record here, and can go wrong here; all others in
    their workspace. Whoever is at the browser is in the workspace that `&team=` names at the
    authorize page, or else in the first, and is `&user=`, or else its owner; they consent,
    unless their team is in `denying`.
    """

    def __init__(
        self, *urls: str, app: FakeApp = OURS, retry_after: Sequence[float] = AT_ONCE
    ) -> None:
        super().__init__()
        self.urls = list(urls)
        self.app = app
        self.retry_after = retry_after
        self.denying: set[str] = set()
        self.code_seconds = CODE_SECONDS
        self.workspaces: dict[str, HttpSlack] = {}
        self._grants: dict[str, Grant] = {}
        self._web = Web(Front(self))
        self.api_url = self._web.api_url
        self.authorize_url = self._web.root + AUTHORIZE

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        crashes = [one for slack in self.workspaces.values() for one in slack.crashes]
        report(list(dict.fromkeys(crashes + self._web.crashes)), error)

    def close(self) -> None:
        """Ends every connection and every thread."""
        self.release()
        for slack in self.workspaces.values():
            slack.close()
        self._web.close()

    def add(self, team: FakeTeam, *, installed: bool = True) -> HttpSlack:
        """A new workspace, with the app in it or not."""
        slack = HttpSlack(
            signing_secret=self.app.signing_secret,
            retry_after=self.retry_after,
            team=team,
            web=self._web,
        )
        slack.urls = self.urls
        slack.bot_token = f"xoxb-fake-{team.id}" if installed else ""
        with self.changed:
            self.workspaces[team.id] = slack
        return slack

    def authorize(self, args: Json) -> Answer:
        """Where the browser is sent back to, with a code, or with why there is none."""
        redirect = str(args.get("redirect_uri") or "")
        if args.get("client_id") != self.app.client_id:
            return _page("Invalid client_id parameter")
        if not self._may_redirect(redirect):
            return _page("redirect_uri did not match any configured URIs")
        if not args.get("scope"):
            return _page("Invalid permissions requested")
        slack = self._visited(args)
        told = {"state": str(args.get("state") or "")}
        if slack.team.id in self.denying:
            return _sent_back(redirect, {"error": "access_denied"} | told)
        return _sent_back(redirect, {"code": self._code(slack, args, redirect)} | told)

    def access(self, args: Json) -> Json:
        """The token that there is for a code; once, and for who asked for the code."""
        if args.get("client_id") != self.app.client_id:
            raise Refused("invalid_client_id")
        if args.get("client_secret") != self.app.client_secret:
            raise Refused("bad_client_secret")
        grant = self._granted(str(args.get("code")), str(args.get("redirect_uri") or ""))
        team = grant.slack.team
        return {
            "app_id": team.app_id,
            "authed_user": {"id": grant.user},
            "scope": grant.scope,
            "token_type": "bot",
            "access_token": grant.slack.give_token(grant.scope.split(",")),
            "bot_user_id": team.bot_user,
            "team": {"id": team.id, "name": team.name},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _granted(self, code: str, redirect: str) -> Grant:
        with self.changed:
            grant = self._grants.get(code)
            if grant is None or time.monotonic() - grant.made > self.code_seconds:
                raise Refused("invalid_code")
            if grant.redirect != redirect:
                raise Refused("bad_redirect_uri")
            return self._grants.pop(code)

    def _code(self, slack: HttpSlack, args: Json, redirect: str) -> str:
        code = slack.next_id("code")
        user = str(args.get("user") or OWNER)
        grant = Grant(slack, user, str(args["scope"]), redirect, time.monotonic())
        with self.changed:
            self._grants[code] = grant
        return code

    def _visited(self, args: Json) -> HttpSlack:
        with self.changed:
            first = next(iter(self.workspaces))
            return self.workspaces[str(args.get("team") or first)]

    def _may_redirect(self, redirect: str) -> bool:
        known = self.app.redirect_urls
        return bool(redirect) and (not known or redirect.startswith(known))


class Front(Site):
    """Answers what is meant for no workspace."""

    def __init__(self, slacks: FakeSlacks) -> None:
        super().__init__(slacks)
        self._slacks = slacks

    def perform(self, call: Call) -> Answer:
        """What the call asks for, if it is one of OAuth's, and otherwise why it is refused."""
        if call.method == AUTHORIZE:
            return self._slacks.authorize(call.args)
        if call.method == ACCESS:
            return said(lambda: self._slacks.access(call.args))
        if call.method == RESPONSE_URL:
            return Answer(404, "expired_url", "text/plain; charset=utf-8")
        return said(lambda: _refused("invalid_auth" if call.token else "not_authed"))


def _refused(why: str) -> Json:
    raise Refused(why)


def _page(told: str) -> Answer:
    return Answer(400, f"<!DOCTYPE html><html><body><h1>{told}</h1></body></html>", PAGE)


def _sent_back(redirect: str, told: dict[str, str]) -> Answer:
    joined = "&" if "?" in redirect else "?"
    return Answer(302, "", PAGE, {"Location": f"{redirect}{joined}{urlencode(told)}"})
