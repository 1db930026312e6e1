"""The web application: routes, what every response carries, and errors as pages."""

import logging
import uuid

from flask import Flask, Response, render_template
from werkzeug.exceptions import HTTPException

from bot.errors import RolecallError
from bot.web.guard import HEADERS
from bot.web.health import Health
from bot.web.metrics import Metrics
from bot.web.site import Site
from bot.web.slack import SlackRoutes

log = logging.getLogger(__name__)


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
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(RolecallError, _unavailable)
    app.register_error_handler(Exception, _broken)
    return app


def _with_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _refused(error: HTTPException) -> tuple[str, int]:
    return _page(error.name, error.description or "", error.code or 500)


def _unavailable(error: RolecallError) -> tuple[str, int]:
    reference = _reference()
    log.warning("request %s failed: %s", reference, error)
    return _page("Not available", f"{error} (Reference {reference}.)", 503)


def _broken(error: Exception) -> tuple[str, int]:
    reference = _reference()
    log.error("request %s failed", reference, exc_info=error)
    return _page("Something broke", f"The log has it under reference {reference}.", 500)


def _reference() -> str:
    """A new name for a request, by which the log can be searched."""
    return uuid.uuid4().hex[:8]


def _page(title: str, text: str, status: int) -> tuple[str, int]:
    return render_template("error.html", title=title, text=text), status
