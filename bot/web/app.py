"""The web application: routes, what every response carries, and errors as pages."""

import logging
import uuid
from functools import partial

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from bot.errors import RolecallError
from bot.web.compress import compressed
from bot.web.guard import HEADERS, is_here
from bot.web.health import Health
from bot.web.metrics import Metrics
from bot.web.site import Site
from bot.web.slack import SlackRoutes

log = logging.getLogger(__name__)

_WORDS = {
    404: "There is nothing at this address; it may have been cut short on its way here.",
    405: "This address is for something else than to be looked at.",
}
"""What is said where nothing better is known."""

AWAY = "This can't be answered just now; try again in a minute. The log has why."


def make_app(
    site: Site | None,
    health: Health,
    slack: SlackRoutes | None = None,
    metrics: Metrics | None = None,
) -> Flask:
    """The application: pages, checks, figures and what Slack calls under their addresses."""
    app = Flask(__name__)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if site is not None:
        site.register(app)
    if slack is not None:
        slack.register(app)
    app.add_url_rule("/healthz", "healthz", health.alive)
    app.add_url_rule("/readyz", "readyz", health.ready)
    if metrics is not None:
        app.add_url_rule("/metrics", "metrics", metrics.show)
    app.after_request(_with_headers)
    app.after_request(compressed)
    app.register_error_handler(HTTPException, _refused)
    alone = site is not None and site.visitors.local is not None
    app.register_error_handler(RolecallError, partial(_unavailable, alone=alone))
    app.register_error_handler(Exception, _broken)
    return app


def _with_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _refused(error: HTTPException) -> tuple[str, int]:
    usual = error.description == type(error).description
    told = _WORDS.get(error.code or 0, error.description) if usual else error.description
    return _page(error.name, told or "", error.code or 500)


def _unavailable(error: RolecallError, *, alone: bool) -> tuple[str, int]:
    """What went wrong; others than whoever sits here don't learn what the database is called."""
    reference = _reference()
    log.warning("request %s failed: %s", reference, error)
    told = str(error) if alone and is_here(request) else AWAY
    return _page("Not available", f"{told} (Reference {reference}.)", 503)


def _broken(error: Exception) -> tuple[str, int]:
    reference = _reference()
    log.error("request %s failed", reference, exc_info=error)
    return _page("Something broke", f"The log has it under reference {reference}.", 500)


def _reference() -> str:
    """A new name for a request, by which the log can be searched."""
    return uuid.uuid4().hex[:8]


def _page(title: str, text: str, status: int) -> tuple[str, int]:
    return render_template("error.html", title=title, text=text), status
