"""`/metrics`: who sees it, and what the database and the socket add to what was counted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from bot.domain.answer import notice
from bot.metrics import Meter
from bot.slack import outgoing
from bot.slack.message import Message
from bot.store.due import Due
from bot.store.engine import Engines
from bot.web.app import make_app
from bot.web.health import Health
from bot.web.metrics import Gauges, Metrics
from bot.wiring import LOCAL, Product
from tests.web.conftest import NOW
from tests.web.test_health import lose

TOKEN = "a-token-for-metrics"  # noqa: S105 opens nothing but this test
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}
Client = Callable[..., FlaskClient]


@pytest.fixture
def client_of(product: Product) -> Client:
    """Makes a client of the application whose metrics have this token."""

    def make(token: str | None = None, meter: Meter | None = None, **changed: Any) -> FlaskClient:
        registry = (meter or Meter()).registry
        gauges = Gauges(product.ledger, lambda: None, lambda: None, lambda: 3, lambda: NOW)
        registry.register(replace(gauges, **changed))
        health = Health(product.ledger, lambda: "off", lambda: None)
        metrics = Metrics(registry, SecretStr(token) if token else None)
        return make_app(None, health, None, metrics).test_client()

    return make


def _figures(client: FlaskClient) -> dict[str, float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    return {
        " ".join((sample.name, *sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


@pytest.mark.parametrize("token", [None, TOKEN])
def test_this_machine(token: str | None, client_of: Client) -> None:
    """Whoever sits at this machine needs no token."""
    assert client_of(token).get("/metrics").status_code == 200


def test_elsewhere_without_a_token(client_of: Client) -> None:
    """Where no token is set nobody else sees anything, whatever they send."""
    client = client_of()
    for sent in ({}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {TOKEN}"}):
        answer = client.get("/metrics", environ_base=ELSEWHERE, headers=sent)
        assert answer.status_code == 403
        assert "ROLECALL_METRICS_TOKEN" in answer.text
        assert "rolecall_" not in answer.text
    forwarded = {"X-Forwarded-For": "127.0.0.1"}
    assert client.get("/metrics", headers=forwarded).status_code == 403


@pytest.mark.parametrize(
    "sent",
    [None, "", "Bearer", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", TOKEN, f"Basic {TOKEN}", "é"],
)
def test_wrong_token(sent: str | None, client_of: Client) -> None:
    """Who sends no token, or another one, is asked for it; at this machine a wrong one too."""
    headers = {} if sent is None else {"Authorization": sent}
    client = client_of(TOKEN)
    answer = client.get("/metrics", environ_base=ELSEWHERE, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].lower().startswith("bearer")
    assert "rolecall_" not in answer.text
    if sent is not None:
        assert client.get("/metrics", headers=headers).status_code == 401


def test_right_token(client_of: Client) -> None:
    """Who sends the token sees everything, from anywhere and through a proxy."""
    headers = {"Authorization": f"Bearer {TOKEN}", "X-Forwarded-For": "192.0.2.9"}
    answer = client_of(TOKEN).get("/metrics", environ_base=ELSEWHERE, headers=headers)
    assert answer.status_code == 200
    assert "rolecall_warm_workspaces 3.0" in answer.text


def test_waiting(product: Product, client_of: Client) -> None:
    """What waits in the database is told with its age, and how late the scheduler is."""
    minute = timedelta(minutes=1)
    with product.ledger.open(LOCAL, NOW - 2 * minute) as books:
        books.send(outgoing.tell("U1", Message(reply=notice("Hello"))))
        books.set_due(Due("digest 1", NOW - minute))
    figures = _figures(client_of())
    assert figures["rolecall_queue_deliveries waiting"] == 1
    assert figures["rolecall_queue_oldest_seconds waiting"] == 120
    assert figures["rolecall_queue_deliveries unknown"] == 0
    assert figures["rolecall_queue_oldest_seconds unknown"] == 0
    assert figures["rolecall_scheduler_lag_seconds"] == 60
    quiet = _figures(client_of(silenced=(LOCAL,)))
    assert quiet["rolecall_queue_deliveries waiting"] == 0
    assert quiet["rolecall_scheduler_lag_seconds"] == 0


def test_without_a_database(engines: Engines, client_of: Client) -> None:
    """Where the database is away the process tells what it knows itself, and no error."""
    meter = Meter()
    meter.answered("choose")
    client = client_of(None, meter)
    lose(engines)
    figures = _figures(client)
    assert figures["rolecall_answers_total choose"] == 1
    assert figures["rolecall_warm_workspaces"] == 3
    assert not [name for name in figures if "queue" in name or "lag" in name]


def test_socket(client_of: Client) -> None:
    """The state of a socket and since when it is silent are told, where there is one."""
    figures = _figures(client_of(connected=lambda: False, silent=lambda: 7.5))
    assert figures["rolecall_socket_connected"] == 0
    assert figures["rolecall_socket_silent_seconds"] == 7.5
    assert not [name for name in _figures(client_of()) if "socket" in name]
