"""Members and channels are read whole, once and after a gap, and channels that were asked in."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from queue import SimpleQueue

from bot.desk.renames import follow
from bot.errors import RolecallError
from bot.slack.following import tell_of_leavers
from bot.slack.incoming import Payload
from bot.slack.roster import channel_of, member_of
from bot.slack.web_api import Limited, Refused, Undecided, WebApi
from bot.store.due import CHANNELS, Due
from bot.store.installations import Installation
from bot.store.ledger import Ledger

log = logging.getLogger(__name__)

PAGE = 200
EVERY = 60.0
"""Seconds between looks at whether it is time to read."""

SKEW = timedelta(minutes=2)
"""How far our clock may be ahead of Slack's: lists are taken for so much older than they seem."""

AT_MOST_EVERY = timedelta(hours=1)
AT_LEAST_EVERY = timedelta(hours=24)
LOOK_UP_EVERY = 3600.0
"""Seconds after which a channel that Slack didn't tell of is asked for again."""

_MOST_DOUBLINGS = 6


class Sync:
    """Reads channels and members of a workspace, page by page, each page one transaction.

    `api` gives the Web API for a workspace. `wake` is called after a commit that left something to
    send. `channels_known` is set once the channels were read, or needn't be. `seconds` is a clock
    that never goes back.
    """

    def __init__(
        self,
        ledger: Ledger,
        api: Callable[[str], WebApi],
        now: Callable[[], datetime],
        wake: Callable[[], None],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ledger = ledger
        self._api = api
        self._now = now
        self._wake = wake
        self._seconds = seconds
        self.channels_known = threading.Event()
        self._asked_in: SimpleQueue[tuple[str, str, bool]] = SimpleQueue()
        self._looked_up: dict[tuple[str, str], float] = {}
        self._next_try = 0.0
        self._failures = 0

    def want(self, workspace_id: str, channel: str) -> None:
        """A channel was asked in that isn't known: it is read at the next look."""
        self._asked_in.put((workspace_id, channel, False))

    def joined(self, workspace_id: str, channel: str) -> None:
        """We are in a channel now that isn't known: it is read even if that was lately in vain."""
        self._asked_in.put((workspace_id, channel, True))

    def look(self, workspace_id: str, stopped: threading.Event) -> None:
        """Reads what it is time for; what fails is tried again, later each time."""
        self.read_asked_in()
        if self._seconds() < self._next_try:
            return
        try:
            self.run(workspace_id, stopped)
        except RolecallError as error:
            log.warning("Members and channels can't be read: %s; trying again", error)
            wait = EVERY * 2 ** min(self._failures, _MOST_DOUBLINGS)
            self._failures += 1
            self._next_try = self._seconds() + wait
        else:
            self._failures = 0

    def run(self, workspace_id: str, stopped: threading.Event) -> bool:
        """Reads where it is time to; whether it read to the end.

        Raises SlackTrouble where Slack doesn't answer; what was read until then is kept.
        """
        began = self._now()
        with self._ledger.read(workspace_id) as books:
            here = books.roster.installation()
        if here is None or not is_due(here, began):
            self.channels_known.set()
            return False
        stamp = (began - SKEW).timestamp()
        self._read_channels(here, stamp, stopped)
        self._read_members(workspace_id, stamp, stopped)
        if stopped.is_set():
            return False
        with self._ledger.open(workspace_id, self._now()) as books:
            books.roster.mark_synced(began=began)
            sends = tell_of_leavers(books, began)
        if sends:
            self._wake()
        return True

    def read_asked_in(self) -> None:
        """Reads the channels that were asked in, or joined, and aren't known."""
        later: list[tuple[str, str]] = []
        while not self._asked_in.empty():
            (workspace_id, channel, ours), now = self._asked_in.get(), self._seconds()
            place = (workspace_id, channel)
            if not ours and now < self._looked_up.get(place, now):
                continue
            try:
                self._look_up(workspace_id, channel)
            except Refused as refused:
                log.info("channel %s can't be read: %s", channel, refused)
            except RolecallError as error:
                log.warning("channel %s can't be read yet: %s", channel, error)
                # Whoever asked in it asks again; that we are in it is told once.
                later += [place] if ours else []
                continue
            recent = {key: until for key, until in self._looked_up.items() if until > now}
            self._looked_up = recent | {place: now + LOOK_UP_EVERY}
        for place in later:
            self.joined(*place)

    def _look_up(self, workspace_id: str, channel_id: str) -> None:
        """Reads one channel that was asked in and isn't known: a private one, or a new one.

        Slack tells of private channels only with the scope groups:read.
        """
        stamp = (self._now() - SKEW).timestamp()
        told = self._api(workspace_id).ask("conversations.info", channel=channel_id).get("channel")
        found = channel_of(told, stamp) if isinstance(told, Mapping) else None
        if found is not None:
            with self._ledger.open(workspace_id, self._now()) as books:
                books.roster.save_channels([found])
                if not found.writable:
                    books.set_due(Due(CHANNELS, self._now()))

    def _read_channels(self, here: Installation, stamp: float, stopped: threading.Event) -> None:
        """Channels come first, for until one is known its answers are private."""
        private = "groups:read" in here.scopes
        kinds = "public_channel,private_channel" if private else "public_channel"
        for page in self._pages(
            here.workspace_id, "conversations.list", "channels", stopped, types=kinds
        ):
            channels = [one for found in page if (one := channel_of(found, stamp))]
            with self._ledger.open(here.workspace_id, self._now()) as books:
                follow(books, books.roster.save_channels(channels))
        if not stopped.is_set():
            with self._ledger.open(here.workspace_id, self._now()) as books:
                books.roster.drop_channels(before=stamp)
                books.set_due(Due(CHANNELS, self._now()))
            self.channels_known.set()

    def _read_members(self, workspace_id: str, stamp: float, stopped: threading.Event) -> None:
        for page in self._pages(workspace_id, "users.list", "members", stopped):
            told = [member for user in page if (member := member_of(user, workspace_id, stamp))]
            with self._ledger.open(workspace_id, self._now()) as books:
                books.roster.save_members(told)

    def _pages(
        self,
        workspace_id: str,
        method: str,
        field: str,
        stopped: threading.Event,
        **args: object,
    ) -> Iterator[list[Payload]]:
        """The pages of a list; where Slack wants a pause, this thread alone takes it."""
        api = self._api(workspace_id)
        cursor: str | None = None
        seen: set[str] = set()
        while not stopped.is_set():
            try:
                data = api.ask(method, limit=PAGE, cursor=cursor, **args)
            except Limited as limited:
                stopped.wait(limited.pause.total_seconds())
                continue
            listed = data.get(field)
            if not isinstance(listed, list):
                # Half a list would make everything that it lacks look gone.
                raise Undecided(f"Slack's answer to {method} is no list")
            yield [one for one in listed if isinstance(one, Mapping)]
            metadata = data.get("response_metadata")
            cursor = metadata.get("next_cursor") if isinstance(metadata, Mapping) else None
            if not isinstance(cursor, str) or not cursor:
                return
            if cursor in seen:
                raise Undecided(f"Slack's answer to {method} has no end")
            seen.add(cursor)


def is_due(here: Installation, now: datetime) -> bool:
    """Whether members and channels are to be read: never read, old, or something was missed."""
    if here.synced_at is None:
        return True
    age = now - here.synced_at
    missed = here.missed_at is not None and here.missed_at > here.synced_at
    return age > AT_LEAST_EVERY or (missed and age > AT_MOST_EVERY)
