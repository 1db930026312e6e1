"""Whether the process is up, and whether it can answer; on each database."""

from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.store.engine import Engines
from bot.store.ledger import Ledger
from bot.web.health import Health
from bot.wiring import Product


def _client(engines: Engines, slack: str = "off") -> FlaskClient:
    app = Flask(__name__)
    health = Health(Ledger(engines), lambda: slack, lambda: None if slack == "off" else 1.6)
    app.add_url_rule("/healthz", "healthz", health.alive)
    app.add_url_rule("/readyz", "readyz", health.ready)
    return app.test_client()


def _of_slack(slack: str) -> dict[str, object]:
    return {"slack": slack, "slack_silent_seconds": None if slack == "off" else 2}


def lose(engines: Engines) -> None:
    """The database is gone: its file isn't there, or its server lets nobody in."""
    url = engines.write.url
    engines.close()
    if url.drivername.startswith("sqlite"):
        path = Path(url.database or "")
        for part in path.parent.glob(f"{path.name}*"):
            part.unlink()
        return
    server = url.set(drivername="postgresql", database="postgres")
    with psycopg.connect(server.render_as_string(hide_password=False), autocommit=True) as admin:
        admin.execute(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS false'.encode())


def test_ready(both: FlaskClient) -> None:
    """With its database and tables in place the product is alive and ready."""
    alive, ready = both.get("/healthz"), both.get("/readyz")
    assert (alive.status_code, alive.json) == (200, {"status": "ok"})
    assert (ready.status_code, ready.json) == (
        200,
        {"status": "ok", "database": "ok", "slack": "off", "slack_silent_seconds": None},
    )
    assert alive.mimetype == ready.mimetype == "application/json"


def test_unmigrated(bare: Engines) -> None:
    """Without tables the process is alive and not ready."""
    client = _client(bare)
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (
        503,
        {"status": "unavailable", "database": "unavailable"} | _of_slack("off"),
    )


def test_empty(engines: Engines) -> None:
    """A migrated database without any workspace is ready."""
    assert _client(engines).get("/readyz").status_code == 200


@pytest.mark.parametrize("slack", ["off", "connected", "disconnected"])
def test_slack_is_told(slack: str, engines: Engines, bare: Engines) -> None:
    """How Slack is doing and since when it is silent is told, and makes nothing unready."""
    ready = _client(engines, slack).get("/readyz")
    assert (ready.status_code, ready.json) == (
        200,
        {"status": "ok", "database": "ok"} | _of_slack(slack),
    )
    unready = _client(bare, slack).get("/readyz")
    assert (unready.status_code, unready.json) == (
        503,
        {"status": "unavailable", "database": "unavailable"} | _of_slack(slack),
    )


def test_slack_is_asked_each_time(engines: Engines) -> None:
    """Every check tells how Slack is doing now."""
    states, silences = iter(("connected", "disconnected")), iter((0.2, 70.0))
    app = Flask(__name__)
    health = Health(Ledger(engines), lambda: next(states), lambda: next(silences))
    app.add_url_rule("/readyz", "readyz", health.ready)
    client = app.test_client()
    told = [client.get("/readyz").json or {} for _ in range(2)]
    assert [one["slack"] for one in told] == ["connected", "disconnected"]
    assert [one["slack_silent_seconds"] for one in told] == [0, 70]


def test_database_gone(product: Product, both: FlaskClient) -> None:
    """When the database goes, readiness and pages turn to 503, and the process stays alive."""
    assert both.get("/readyz").status_code == 200
    lose(product.engines)
    assert both.get("/readyz").status_code == 503
    for path in ("/", "/matrix"):
        page = both.get(path)
        assert page.status_code == 503
        assert "<h1>Not available</h1>" in page.text
    assert both.get("/healthz").status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_says_nothing_of_what_is_stored(path: str, client: FlaskClient) -> None:
    """Whoever asks how it is learns no address, no version and no name."""
    text = client.get(path).text
    assert "sqlite" not in text
    assert "postgres" not in text
    assert "local" not in text
