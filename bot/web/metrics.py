"""`/metrics`: what this process counts, and how much waits in the database it works on."""

import hmac
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from flask import Response, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from pydantic import SecretStr

from bot import __version__
from bot.errors import RolecallError
from bot.store.ledger import Ledger
from bot.web.guard import is_here

REASON = (
    "Metrics are shown on the machine Rolecall runs on, or to whoever sends the token that is set "
    "in ROLECALL_METRICS_TOKEN: Authorization: Bearer TOKEN."
)


@dataclass(frozen=True)
class Gauges:
    """What is looked up when somebody asks for it; what can't be is left out.

    `connected` is whether there is a socket to Slack, None where there needn't be one, and
    `silent` the seconds since Slack sent anything on it. `warm` is how many workspaces are ready in
    memory. What waits in workspaces that are `silenced` isn't counted.
    """

    ledger: Ledger
    connected: Callable[[], bool | None]
    silent: Callable[[], float | None]
    warm: Callable[[], int]
    now: Callable[[], datetime]
    silenced: Collection[str] = ()

    def collect(self) -> Iterator[Metric]:
        """The gauges as they stand."""
        yield InfoMetricFamily("rolecall", "What runs here.", {"version": __version__})
        yield GaugeMetricFamily(
            "rolecall_warm_workspaces",
            "Workspaces whose search index is ready in memory.",
            value=self.warm(),
        )
        connected, silent = self.connected(), self.silent()
        if connected is not None:
            yield GaugeMetricFamily(
                "rolecall_socket_connected",
                "Whether Slack can reach us over its socket.",
                value=int(connected),
            )
        if silent is not None:
            yield GaugeMetricFamily(
                "rolecall_socket_silent_seconds",
                "Since Slack sent anything over the socket.",
                value=silent,
            )
        yield from self._of_database()

    def _of_database(self) -> Iterator[Metric]:
        now = self.now()
        try:
            waiting = self.ledger.backlog(now, self.silenced)
        except RolecallError:
            return
        depth = GaugeMetricFamily(
            "rolecall_queue_deliveries",
            "Messages in the database that are not settled, by state.",
            labels=["state"],
        )
        age = GaugeMetricFamily(
            "rolecall_queue_oldest_seconds",
            "Since the oldest message in that state was decided on.",
            labels=["state"],
        )
        found = {one.state: one for one in waiting.deliveries}
        for state in ("waiting", "sending", "unknown"):
            one = found.get(state)
            depth.add_metric([state], one.count if one else 0)
            age.add_metric([state], _since(one.oldest if one else None, now))
        yield depth
        yield age
        yield GaugeMetricFamily(
            "rolecall_scheduler_lag_seconds",
            "How late the longest due of all that is due is.",
            value=_since(waiting.due_since, now),
        )


@dataclass(frozen=True)
class Metrics:
    """Shows what is in a registry; to this machine, and to whoever has the token."""

    registry: CollectorRegistry
    token: SecretStr | None = None

    def show(self) -> Response:
        """Everything, as Prometheus reads it; a sentence for whoever may not see it."""
        given = request.headers.get("Authorization")
        if given is None and is_here(request):
            return self._shown()
        if self.token is None:
            return Response(REASON, HTTPStatus.FORBIDDEN, mimetype="text/plain")
        wanted = f"Bearer {self.token.get_secret_value()}".encode()
        if not hmac.compare_digest((given or "").encode("utf-8", "replace"), wanted):
            asked = {"WWW-Authenticate": "Bearer"}
            return Response(REASON, HTTPStatus.UNAUTHORIZED, asked, mimetype="text/plain")
        return self._shown()

    def _shown(self) -> Response:
        return Response(generate_latest(self.registry), content_type=CONTENT_TYPE_LATEST)


def _since(moment: datetime | None, now: datetime) -> float:
    return 0.0 if moment is None else max((now - moment).total_seconds(), 0.0)
