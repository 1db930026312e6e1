"""Slack's word on a workspace, as one transaction sees it."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.member import Channel, Member
from bot.store import installations, members
from bot.store.arrival import Arrival
from bot.store.installations import Installation


class Roster:
    """Members, channels, and who we are among them; `now` is None where it only reads.

    `stewards` tells whom config names, and who installed us. `hold` keeps other writers waiting;
    `differs` is called where answers may differ by what was stored.
    """

    def __init__(
        self,
        session: Session,
        workspace_id: str,
        now: datetime | None,
        stewards: Callable[[], Sequence[str]],
        hold: Callable[[], object],
        differs: Callable[[], None],
    ) -> None:
        self._session = session
        self._id = workspace_id
        self._now = now
        self._stewards = stewards
        self._hold = hold
        self._differs = differs
        self.arrived: Arrival | None = None
        """What was read at once of whoever sent something; true until anything is written here."""

    def installation(self) -> Installation | None:
        """Who we are in this Slack workspace; None where it isn't Slack's."""
        if self.arrived is not None:
            return self.arrived.installation
        return installations.find(self._session, self._id)

    def set_installation(self, found: Installation) -> None:
        """Stores who we are here, and when we connected."""
        self._writing()
        # Nobody may begin to erase the workspace meanwhile, as its app was removed before.
        self._hold()
        installations.save(self._session, found)

    def token(self) -> str | None:
        """Our token here as it is sealed; None where we have none, or were removed."""
        return installations.sealed(self._session, self._id)

    def set_token(self, sealed: str) -> None:
        """Stores our token here, sealed; whoever installed us may look after the workspace."""
        self._writing()
        installations.mark(self._session, self._id, sealed=sealed)
        self._differs()

    def end(self) -> None:
        """Notes that the workspace has removed us; the token is gone with that."""
        now = self._writing()
        installations.mark(self._session, self._id, ended_at=now, sealed=None)

    def mark_synced(self, *, began: datetime) -> None:
        """Members and channels are as Slack's lists told them from that moment on."""
        self._writing()
        installations.mark(self._session, self._id, synced_at=began)

    def mark_missed(self) -> None:
        """From now on events may have been missed."""
        installations.mark(self._session, self._id, missed_at=self._writing())

    def member(self, member_id: str) -> Member | None:
        """The member with this user id."""
        if self.arrived is not None and self.arrived.sender == member_id:
            return self.arrived.member
        return members.find(self._session, self._id, member_id)

    def members(self) -> tuple[Member, ...]:
        """Everybody with an account, as far as is known."""
        return members.everybody(self._session, self._id)

    def save_members(self, told: Sequence[Member]) -> bool:
        """What Slack says of members; older words than those stored change nothing.

        Whether answers may differ now.
        """
        self._writing()
        # Whether anything differs is seen by what was stored before, so nobody may change it now.
        self._hold()
        differs = members.save(self._session, self._id, told, self._stewards())
        if differs:
            self._differs()
        return differs

    def channel(self, channel_id: str) -> Channel | None:
        """The channel with this id."""
        if self.arrived is not None and self.arrived.place == channel_id:
            return self.arrived.channel
        return members.channel(self._session, self._id, channel_id)

    def channel_names(self, ids: Collection[str]) -> dict[str, str]:
        """Names of channels by id."""
        return members.channel_names(self._session, self._id, ids)

    def channels_called(self, names: Sequence[str]) -> dict[str, str]:
        """Ids of channels by name."""
        return members.channels_called(self._session, self._id, names)

    def save_channels(self, told: Sequence[Channel]) -> dict[str, str]:
        """What Slack says of channels; older words than those stored change nothing.

        The new names of channels that were called something else, by the old ones.
        """
        self._writing()
        before = self.channel_names([one.id for one in told])
        members.save_channels(self._session, self._id, told)
        moved = [one.id for one in told if before.get(one.id, one.id) not in (one.id, one.name)]
        after = self.channel_names(moved) if moved else {}
        return {before[key]: name for key, name in after.items() if before[key] != name}

    def drop_channels(self, *, before: float) -> None:
        """Forgets channels of which nothing was heard since that stamp."""
        self._writing()
        members.drop_channels(self._session, self._id, before)

    def _writing(self) -> datetime:
        if self._now is None:
            raise RuntimeError("this roster was opened for reading")
        self.arrived = None
        return self._now
