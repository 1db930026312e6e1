"""What came of a fault: how often it was made to happen, and what was lost or doubled by it."""

import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

ROUNDS = "FAULT_ROUNDS"
"""The variable that says how many rounds there are of each fault."""


def rounds() -> range:
    """The rounds that a test plays; one where nobody says how many."""
    return range(int(os.environ.get(ROUNDS) or 1))


@dataclass
class Tally:
    """The counts of one test; `longest` is the longest recovery in seconds.

    `unknown` are messages of which Rolecall says honestly that it can't tell.
    """

    rounds: int = 0
    lost: int = 0
    doubled: int = 0
    unknown: int = 0
    longest: float = 0.0

    @contextmanager
    def recovery(self) -> Iterator[None]:
        """Inside, a round: the fault happens and is survived."""
        began = time.monotonic()
        yield
        self.rounds += 1
        self.longest = max(self.longest, time.monotonic() - began)

    def compare(
        self, wanted: Iterable[str], seen: Iterable[str], unknown: Iterable[str] = ()
    ) -> None:
        """Counts what is missing and what came more than once; each of `wanted` must come once."""
        came, held = Counter(seen), set(unknown)
        self.lost += sum(1 for one in wanted if not came[one] and one not in held)
        self.doubled += sum(count - 1 for count in came.values())
        self.unknown += len(held)

    def as_row(self) -> dict[str, float]:
        """The counts by name."""
        return asdict(self)
