"""Whether the process is up, and whether it can answer."""

from flask import Response, jsonify

from bot.errors import RolecallError
from bot.store.ledger import Ledger


class Health:
    """The checks that a platform calls; they say nothing of what is stored."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def alive(self) -> Response:
        """The process is up."""
        return jsonify(status="ok")

    def ready(self) -> tuple[Response, int]:
        """The database can be reached and has this version's tables; 503 where not."""
        try:
            self._ledger.workspaces()
        except RolecallError:
            return jsonify(status="unavailable", database="unavailable"), 503
        return jsonify(status="ok", database="ok"), 200
