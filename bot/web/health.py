"""Whether the process is up, and whether it can answer."""

from collections.abc import Callable

from flask import Response, jsonify

from bot.errors import RolecallError
from bot.store.ledger import Ledger


class Health:
    """The checks that a platform calls; they say nothing of what is stored.

    `slack` tells `connected`, `disconnected`, or `off` where no tokens are set; `silent` tells the
    seconds since Slack sent anything, None where it never did.
    """

    def __init__(
        self, ledger: Ledger, slack: Callable[[], str], silent: Callable[[], float | None]
    ) -> None:
        self._ledger = ledger
        self._slack = slack
        self._silent = silent

    def alive(self) -> Response:
        """The process is up."""
        return jsonify(status="ok")

    def ready(self) -> tuple[Response, int]:
        """The database can be reached and has this version's tables; 503 where not.

        A Slack that is down is told, and is no failure: a restart wouldn't mend it.
        """
        try:
            self._ledger.workspaces()
        except RolecallError:
            told = {"status": "unavailable", "database": "unavailable"}
            return jsonify(told | self._of_slack()), 503
        return jsonify({"status": "ok", "database": "ok"} | self._of_slack()), 200

    def _of_slack(self) -> dict[str, object]:
        silent = self._silent()
        return {
            "slack": self._slack(),
            "slack_silent_seconds": None if silent is None else round(silent),
        }
