"""A workspace whose channels hear of chores; what is due there is done when a test says so."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any

from bot.desk.rounds import Rounds
from bot.digests import Digest, Line, Look
from bot.domain.delivery import Settled, Taken
from bot.domain.edition import Edition, Matter
from bot.domain.fact import HERE, Change, Subject
from bot.domain.reply import Action, Reply, Span
from bot.domain.rhythm import Days, Rhythm
from bot.domain.subscription import Subscription
from bot.slack.message import Message
from bot.slack.rounds import Watch
from bot.store.deliveries import Sent
from bot.store.due import REDRAW, REFRESH, Due
from bot.store.ledger import Ledger
from tests.commands.counter import ANA, NOW, WORKSPACE

DAILY = Rhythm(days=Days(every="day"), at=time(10), zone="UTC")
TEN = NOW.replace(hour=10, minute=0)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@dataclass
class Chores:
    """A digest of chores: those that are open, and of those told before, which are done."""

    name: str = "chores"
    open: list[str] = field(default_factory=lambda: ["dishes"])
    error: Exception | None = None

    @property
    def digest(self) -> Digest:
        """The plug-in."""
        return Digest(self.name, self.name.capitalize(), "chores", self.find, self.line)

    def find(self, _: Look) -> Iterator[Matter]:
        """The open ones."""
        if self.error is not None:
            raise self.error
        for one in self.open:
            yield Matter(digest=self.name, about=(one,))

    def line(self, _: Look, matter: Matter) -> Line:
        """A chore by its name, with a button as long as it is open."""
        [name] = matter.about
        if name not in self.open:
            return Line((Span(text=name),), done=True)
        return Line((Span(text=name),), (Action(label="Do it", verb="take"),))


class Hearing:
    """The workspace; `now` is moved by hand, at first it is half an hour before ten."""

    def __init__(self, ledger: Ledger, rounds: Rounds, *chores: Chores) -> None:
        silent = rounds.reminders.model_copy(update={"reminders": ()})
        digests = {one.name: one.digest for one in chores or (Chores(),)}
        self.rounds = replace(rounds, digests=digests, reminders=silent)
        self.ledger = ledger
        self.now = NOW
        self.woken = 0

    def subscribes(self, number: str = "1", **fields: Any) -> Subscription:
        """The channel C2 hears of chores every day at ten, or what else is said."""
        told = Subscription.model_validate(
            {"channel": "C2", "digests": ("chores",), "rhythm": DAILY, "by": ANA} | fields
        )
        self.changes("digest", (number,), told.model_dump(mode="json"))
        return told

    def changes(self, kind: Any, key: tuple[str, ...], after: dict[str, Any] | None) -> None:
        """Something is from now on like this, or not any more."""
        with self.ledger.open(WORKSPACE, self.now) as books:
            change = Change(subject := Subject(kind, key), books.fact(subject), after)
            books.record([change], actor=ANA, source=HERE)

    def something_changes(self) -> None:
        """Something changes that no channel hears of."""
        steward = {"name": None, "email": None, "slack": None, "active": True}
        self.changes("person", (f"p{self.now:%d%H%M%S%f}",), steward)

    def watch(self) -> Watch:
        """What looks after all that is due."""
        return Watch(self.ledger, self.rounds, lambda: self.now, self._wake)

    def ticks(self, now: datetime | None = None) -> list[Sent]:
        """What is due by then is done; gives what is to be sent for it, in order."""
        self.now = now or self.now
        before = {one.id for one in self.deliveries}
        self.watch().tick()
        return [one for one in self.deliveries if one.id not in before]

    def told(self, now: datetime | None = None) -> list[str]:
        """What channels and people are told by then, as text."""
        return [reply_of(one).text for one in self.ticks(now)]

    def settles(self, delivery: Sent, settled: Settled) -> None:
        """An attempt to send this ended so."""
        where, what = delivery.address, delivery.body
        taken = Taken(WORKSPACE, delivery.id, "post", "", "", where, what, 0, 1, NOW)
        with self.ledger.queue() as queue:
            queue.settle(taken, settled)

    def arrives(self, delivery: Sent, ts: str = "1.0") -> None:
        """Slack has taken this."""
        self.settles(delivery, Settled("sent", ts=ts))

    @property
    def deliveries(self) -> list[Sent]:
        """What was put into the queue, the first first."""
        with self.ledger.read(WORKSPACE) as books:
            return list(reversed(books.deliveries(1000)))

    @property
    def editions(self) -> list[Edition]:
        """What became of each slot, by the slot."""
        with self.ledger.read(WORKSPACE) as books:
            return sorted(books.editions(1000), key=lambda one: (one.what, one.slot))

    @property
    def states(self) -> list[str]:
        """How each slot ended."""
        return [one.state for one in self.editions]

    @property
    def coming(self) -> dict[str, Due]:
        """What will be due, by its name."""
        with self.ledger.read(WORKSPACE) as books:
            return {one.what: one for one in books.coming()}

    @property
    def looks_again(self) -> datetime | None:
        """When messages are looked at again."""
        found = (one.at for what, one in self.coming.items() if what.startswith((REFRESH, REDRAW)))
        return min(found, default=None)

    def stored(self, number: str = "1") -> Subscription:
        """The subscription as it stands."""
        with self.ledger.read(WORKSPACE) as books:
            return Subscription.model_validate(books.fact(Subject("digest", (number,))))

    def _wake(self) -> None:
        self.woken += 1


def reply_of(delivery: Sent) -> Reply:
    """What a message says."""
    return Message.model_validate(delivery.body).reply


def lines_of(reply: Reply) -> list[str]:
    """Its lines."""
    return ["".join(span.text for span in line) for one in reply.sections for line in one.lines]
