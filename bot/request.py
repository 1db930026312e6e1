"""What is being answered just now: how the log names it, and what has come of it so far."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal

Became = Literal["taken", "repeated", "limited", "passed over", "failed"]
"""`repeated`: it had been taken before; `passed over`: it is for a workspace that gets nothing."""


@dataclass(slots=True)
class Request:
    """One thing that is answered; `reference` is what people are told where it fails.

    `outcomes` are those of the questions that were answered in it.
    """

    reference: str | None
    workspace: str | None
    became: Became = "taken"
    outcomes: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Nothing has come of it: it is tried, or tried again."""
        self.became = "taken"
        self.outcomes.clear()


_CURRENT: ContextVar[Request | None] = ContextVar("request", default=None)


@contextmanager
def about(reference: str | None, workspace: str | None) -> Iterator[Request]:
    """What this thread does meanwhile is for this request."""
    made = Request(reference, workspace)
    before = _CURRENT.set(made)
    try:
        yield made
    finally:
        _CURRENT.reset(before)


def current() -> Request | None:
    """The request that this thread works for."""
    return _CURRENT.get()


def repeated() -> None:
    """It turned out that this request had been taken before."""
    if (found := current()) is not None:
        found.became = "repeated"


def answered(outcome: str) -> None:
    """A question of this request was answered."""
    if (found := current()) is not None:
        found.outcomes.append(outcome)
