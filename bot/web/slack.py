"""Where Slack and people who install the app come in; what they get is decided elsewhere."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from bot.errors import RolecallError, StoreUnavailable

COOKIE = "rolecall-install"
COOKIE_SECONDS = 600
EVENTS, INSTALL, FINISH = "/slack/events", "/slack/install", "/slack/oauth_redirect"

Answer = Callable[[bytes, Mapping[str, str]], tuple[int, dict[str, Any] | str | None]]
"""From the bytes and headers of a request to the status and the body of its answer."""

Begin = Callable[[], tuple[str, str]]
"""Where a browser goes to install the app, and the cookie that it keeps."""

Finish = Callable[[Mapping[str, str], str], tuple[str, str, str | None]]
"""The id and name of the workspace that is installed now, and the app's id."""


@dataclass(frozen=True)
class SlackRoutes:
    """The addresses that Slack knows; `install` only where there are many workspaces."""

    answer: Answer
    install: "InstallRoutes | None" = None

    def register(self, app: Flask) -> None:
        """Tells the application of them."""
        app.add_url_rule(EVENTS, "slack_events", self._events, methods=["POST"])
        if self.install is not None:
            self.install.register(app)

    def _events(self) -> Response:
        status, body = self.answer(request.get_data(cache=False), dict(request.headers))
        response = jsonify(body) if isinstance(body, dict) else Response(body or "")
        response.status_code = status
        if isinstance(body, str):
            response.mimetype = "text/plain"
        return response


@dataclass(frozen=True)
class InstallRoutes:
    """The addresses at which a browser installs the app; `secure` cookies need https."""

    begin: Begin
    finish: Finish
    secure: bool

    def register(self, app: Flask) -> None:
        """Tells the application of them."""
        app.add_url_rule(INSTALL, "slack_install", self._install)
        app.add_url_rule(FINISH, "slack_oauth_redirect", self._installed)

    def _install(self) -> AnyResponse:
        url, cookie = self.begin()
        response = redirect(url)
        response.set_cookie(
            COOKIE,
            cookie,
            max_age=COOKIE_SECONDS,
            path="/slack",
            secure=self.secure,
            httponly=True,
            samesite="Lax",
        )
        return response

    def _installed(self) -> tuple[AnyResponse, int]:
        try:
            team, name, app = self.finish(request.args, request.cookies.get(COOKIE, ""))
        except StoreUnavailable:
            raise
        except RolecallError as error:
            page = render_template("error.html", title="Not installed", text=str(error))
            return Response(page), 400
        response = Response(render_template("installed.html", team=team, name=name, app=app))
        response.delete_cookie(COOKIE, path="/slack", secure=self.secure, httponly=True)
        return response, 200
