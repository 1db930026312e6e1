"""`rolecall run`, which kills itself at a named point on a message's way out.

The first argument is the point; with `never` it lives. All others are those of `rolecall run`.
Leases last a second, so that whoever comes after it needn't wait for long.
"""

import faulthandler
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bot import cli
from bot.domain.delivery import ANSWER, DIGEST
from bot.slack import incoming, rounds
from bot.slack.deliver import Dispatcher, Sender
from bot.slack.edge import Edge
from bot.slack.rounds import Watch
from bot.store import deliveries
from bot.store.books import Books
from tests.acceptance.unlimited import lift_limits

Do = Callable[..., Any]

NEVER = "never"
POISON = "DPOISON"
"""Whatever goes to a channel whose id begins so is poison."""

MOST_ATTEMPTS = 3
"""So often poison is tried."""


def die() -> None:
    """Ends the process as if the machine had gone."""
    os.kill(os.getpid(), signal.SIGKILL)


def after(do: Do) -> Do:
    """What dies once it is done."""

    def done(*args: Any, **more: Any) -> Any:
        found = do(*args, **more)
        die()
        return found

    return done


def before_posting(do: Do) -> Do:
    """What dies instead of posting what a channel is to hear."""

    def send(self: Any, taken: Any) -> Any:
        if taken.rank == DIGEST:
            die()
        return do(self, taken)

    return send


def after_posting(do: Do) -> Do:
    """What dies once a channel has heard something, before that is written down."""

    def send(self: Any, taken: Any) -> Any:
        found = do(self, taken)
        if taken.rank == DIGEST:
            die()
        return found

    return send


def after_settling(do: Do) -> Do:
    """What dies once it is written down that a channel has heard something."""

    def exchange(self: Any, **more: Any) -> Any:
        found = do(self, **more)
        if any(one.taken.rank == DIGEST for one in self._unsettled):
            die()
        return found

    return exchange


def after_event(do: Do) -> Do:
    """What dies once an event is committed, before Slack is told."""

    def receive(self: Any, body: Any, *more: Any) -> Any:
        told = do(self, body, *more)
        if incoming.is_event(body):
            die()
        return told

    return receive


def before_answering(do: Do) -> Do:
    """What dies instead of sending an answer."""

    def send(self: Any, taken: Any) -> Any:
        if taken.rank == ANSWER:
            die()
        return do(self, taken)

    return send


def after_answering(do: Do) -> Do:
    """What dies once an answer is in Slack, before that is written down."""

    def send(self: Any, taken: Any) -> Any:
        found = do(self, taken)
        if taken.rank == ANSWER:
            die()
        return found

    return send


def poisoned(do: Do) -> Do:
    """What dies of poison."""

    def send(self: Any, taken: Any) -> Any:
        if _is_poison(taken):
            die()
        return do(self, taken)

    return send


def sickened(do: Do) -> Do:
    """What poison makes fail in a way that nobody has thought of."""

    def send(self: Any, taken: Any) -> Any:
        if _is_poison(taken):
            raise ZeroDivisionError
        return do(self, taken)

    return send


def _is_poison(taken: Any) -> bool:
    return str(taken.address.get("channel", "")).startswith(POISON)


POINTS: dict[str, tuple[Any, str, Callable[[Do], Do]]] = {
    "claimed": (Books, "claim_edition", after),
    "put into the queue": (rounds, "_send", after),
    "committed": (Watch, "_some", after),
    "taken": (Sender, "send", before_posting),
    "posted": (Sender, "send", after_posting),
    "settled": (Dispatcher, "_exchange", after_settling),
}
"""Where it dies: after an edition is claimed, its message written, both committed, and so on."""

ON_ANSWERS: dict[str, tuple[Any, str, Callable[[Do], Do]]] = {
    "event committed": (Edge, "receive", after_event),
    "answer taken": (Sender, "send", before_answering),
    "answer posted": (Sender, "send", after_answering),
    "poison": (Sender, "send", poisoned),
    "sick of poison": (Sender, "send", sickened),
    "poisonous digest": (Sender, "send", before_posting),
}
"""Where it dies on the way of an answer; of what is sent as poison alone, it may only fail."""


def main(point: str, *words: str) -> None:
    """Runs until it dies, or is told to stop."""
    deliveries.LEASE = timedelta(seconds=1)
    deliveries.MOST_ATTEMPTS = MOST_ATTEMPTS if "poison" in point else deliveries.MOST_ATTEMPTS
    lift_limits()
    faulthandler.register(signal.SIGUSR1, all_threads=True)
    if point != NEVER:
        owner, name, dying = (POINTS | ON_ANSWERS)[point]
        setattr(owner, name, dying(getattr(owner, name)))
    sys.argv = ["rolecall", "run", *words]
    cli.main()


if __name__ == "__main__":
    main(*sys.argv[1:])
