"""What went to and fro, and what shall go wrong with it."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

T = TypeVar("T")
Json = dict[str, Any]
Where = Callable[[Json], bool]
EVERY = "*"
"""Every method, where it is said what goes wrong."""

Kind = Literal["post", "ephemeral", "update", "respond", "ack"]


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call; one that says nothing lets the call pass.

    A status from 400, an error and `refuse` leave the call undone. All else is done first,
    so that its message is visible, and goes wrong afterwards.
    """

    status: int = 200
    retry_after: float | str | None = None
    delay: float = 0.0
    drop: bool = False
    half: bool = False
    html: bool = False
    error: str | None = None
    hold: threading.Event | None = None
    refuse: bool = False

    @property
    def undone(self) -> bool:
        """Whether Slack doesn't do what it was asked."""
        return self.refuse or self.status >= 400 or self.error is not None


@dataclass
class Call:
    """An HTTP request; its status is None until it is answered, and 0 when it was cut off."""

    method: str
    args: Json
    token: str
    at: float = field(default_factory=time.monotonic)
    status: int | None = None


@dataclass(frozen=True)
class Posted:
    """Something that people can see in Slack; `user` is set if nobody else can."""

    kind: Kind
    channel: str
    thread_ts: str | None
    user: str | None
    ts: str
    text: str
    blocks: list[Json]
    body: Json
    ephemeral: bool = False

    @property
    def elements(self) -> list[Json]:
        """All that can be clicked, each with the block it is in, as a click tells of it."""
        return clickable(self.blocks)


def used(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Every element that people can do something with, each with its block."""
    for block in blocks:
        inside = [block.get("element"), block.get("accessory")]
        inside += block.get("elements", ()) if block["type"] == "actions" else ()
        yield from ((block, each) for each in inside if each and each["type"] != "image")


def clickable(blocks: Sequence[Json]) -> list[Json]:
    """Every element that people can do something with, as a click tells of it."""
    return [{"block_id": block.get("block_id", "")} | each for block, each in used(blocks)]


@dataclass(frozen=True)
class _Rule:
    method: str
    fault: Fault
    where: Where | None
    once: bool

    def covers(self, call: Call) -> bool:
        covered = self.method in (EVERY, call.method)
        return covered and (self.where is None or self.where(call.args))


class Traffic:
    """All that happened so far; whoever waits is woken when something does."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.messages: list[Posted] = []
        self.violations: list[str] = []
        self.pings: list[str] = []
        self.changed = threading.Condition()
        self._changes = 0
        self._rules: list[_Rule] = []
        self._closing = threading.Event()
        self._held: list[threading.Event] = []

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method, in order."""
        with self.changed:
            return [call for call in self.calls if call.method == method]

    def script(self, method: str, *faults: Fault, where: Where | None = None) -> None:
        """The next calls of the method get these faults in turn; those after are normal."""
        with self.changed:
            self._rules += [_Rule(method, fault, where, once=True) for fault in faults]

    def always(self, method: str, fault: Fault, where: Where | None = None) -> None:
        """Every call of the method gets the fault, once those that were scripted are used up."""
        with self.changed:
            self._rules.append(_Rule(method, fault, where, once=False))

    def clear(self, method: str) -> None:
        """Nothing goes wrong with the method any more."""
        with self.changed:
            self._rules = [rule for rule in self._rules if rule.method != method]

    def wait(self, condition: Callable[[], T | None], seconds: float = 30.0, what: str = "") -> T:
        """What the condition returns once it is truthy; it is asked whenever something happens."""
        deadline = time.monotonic() + seconds
        while True:
            with self.changed:
                seen = self._changes
            if value := condition():
                return value
            with self.changed:
                while self._changes == seen:
                    if not self.changed.wait(deadline - time.monotonic()):
                        raise AssertionError(self._story(seconds, what))

    def happened(self) -> None:
        """Wakes whoever waits."""
        with self.changed:
            self._changes += 1
            self.changed.notify_all()

    def fault_of(self, call: Call) -> Fault:
        """What shall go wrong with the call."""
        with self.changed:
            rules = [rule for rule in self._rules if rule.covers(call)]
            first = next((rule for rule in rules if rule.once), None)
            if first is not None:
                self._rules.remove(first)
                return first.fault
            return rules[-1].fault if rules else Fault()

    def pause(self, fault: Fault) -> None:
        """Keeps a call waiting for as long as the fault says, or until the fake is closed."""
        self._closing.wait(fault.delay)
        if fault.hold is None:
            return
        with self.changed:
            self._held.append(fault.hold)
        if not self._closing.is_set():
            fault.hold.wait()

    def release(self) -> None:
        """Lets all go that are kept waiting, from now on."""
        self._closing.set()
        with self.changed:
            held = list(self._held)
        for each in held:
            each.set()
        self.happened()

    def _story(self, seconds: float, what: str) -> str:
        calls = [f"  {call.method} {call.status} {call.args}" for call in self.calls]
        reason = what or "What was waited for did not happen"
        return "\n".join([f"{reason} in {seconds} s. Calls so far:", *(calls or ["  none"])])
