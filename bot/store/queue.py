"""What one transaction may do with the deliveries of all workspaces."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.delivery import Settled, Taken
from bot.store import claims, deliveries
from bot.store.deliveries import Pace


class Queue:
    """The deliveries that wait, are being sent, and were."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def take(
        self, workspaces: Collection[str], resting: Collection[Pace], limit: int
    ) -> list[Taken]:
        """Deliveries of these workspaces whose turn it is, ours for now.

        `resting` are paces (workspace and name) that may not be used.
        """
        return deliveries.take(self._session, workspaces, resting, limit)

    def settle(self, taken: Taken, settled: Settled) -> bool:
        """Writes down how an attempt ended; whether it was given up."""
        return deliveries.settle(self._session, taken, settled)

    def release(self) -> list[str]:
        """Ends what ran out; the ids of deliveries whose fate is unknown from now on."""
        return deliveries.release(self._session)

    def forget(self, before: datetime) -> None:
        """Drops what is settled, and claims, from before that moment."""
        deliveries.forget(self._session, before)
        claims.forget(self._session, before)
