"""What one transaction may do with the deliveries of all workspaces."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.delivery import Settled, Taken
from bot.store import claims, deliveries, editions
from bot.store.deliveries import Pace


class Queue:
    """The deliveries that wait, are being sent, and were."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def take(
        self,
        workspaces: Collection[str] | None,
        resting: Collection[Pace],
        limit: int,
        tired: Collection[str] = (),
    ) -> list[Taken]:
        """Deliveries of these workspaces whose turn it is, ours for now; None stands for all.

        `resting` are paces (workspace and name) that may not be used, `tired` whole workspaces.
        """
        return deliveries.take(self._session, workspaces, resting, limit, tired)

    def settle(self, taken: Taken, settled: Settled) -> bool:
        """Writes down how an attempt ended; whether it was given up."""
        return deliveries.settle(self._session, taken, settled)

    def release(self, *, resend: bool = False) -> list[str]:
        """Ends what ran out; the ids of deliveries whose fate is unknown from now on.

        With `resend` they are sent again in the place of that, and may come twice.
        """
        return deliveries.release(self._session, resend=resend)

    def forget(self, before: datetime) -> None:
        """Drops what is settled, and claims, from before that moment; editions later."""
        deliveries.forget(self._session, before)
        editions.forget(self._session, before - editions.LONGER)
        claims.forget(self._session, before)
