"""Processes of Rolecall over one database, before one fake Slack."""

import signal
import socket
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import text

from bot.store.engine import Engines
from bot.store.ledger import Ledger
from tests.acceptance.dying import NEVER
from tests.acceptance.running import HOST, PATIENCE, Running
from tests.fake_slack import FakeSlack, HttpSlack, Posted
from tests.talk.bot import until

ASK = "who deploys models?"
POST = "chat.postMessage"
SETTLED = ("sent", "unknown", "failed", "expired")


@dataclass
class Replicas:
    """What was started, all of it ended at the end; complaints go into the folder."""

    env: Mapping[str, str]
    root: Path
    folder: Path
    running: list[Running] = field(default_factory=list)
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for one in self.running:
            one.process.kill()
        self._stack.close()

    def start(self, *words: str, point: str = NEVER, ahead: float | None = None) -> Running:
        """A process that is starting; it dies at a point, or its clock is ahead."""
        module, first = "tests.acceptance.dying", point
        if ahead is not None:
            module, first = "tests.acceptance.ahead", str(ahead)
        return self.run(module, first, *words)

    def run(self, *words: str) -> Running:
        """A module of ours that runs Rolecall in its own way."""
        path = self.folder / f"complaints-{len(self.running)}"
        complaints = self._stack.enter_context(path.open("w", encoding="utf-8"))
        command = [sys.executable, "-m", *words]
        env = dict(self.env) | {"PYTHONPATH": str(self.root)}
        running = Running(env=env, command=command, complaints=complaints)
        self._stack.callback(running.close)
        self.running.append(running)
        return running

    def complaints(self) -> str:
        """All that the processes have complained of."""
        files = sorted(self.folder.glob("complaints-*"))
        return "\n".join(file.read_text("utf-8") for file in files)


@dataclass(frozen=True)
class Scene:
    """Replicas, the Slack before them, and what is stored."""

    slack: HttpSlack
    replicas: Replicas
    engines: Engines
    ledger: Ledger

    def up(self, web: int = 1, worker: int = 1) -> list[Running]:
        """So many web processes that Slack knows, and so many workers; all of them ready."""
        webs = [self.replicas.start("--only", "web") for _ in range(web)]
        workers = [self.replicas.start("--only", "worker") for _ in range(worker)]
        self.slack.urls += [one.url() for one in webs]
        for one in workers:
            one.url()
        return [*webs, *workers]

    def asked(self, channels: Iterable[str]) -> None:
        """Somebody asks in each of these conversations, all at once."""
        for channel in channels:
            self.slack.dm(ASK, channel=channel)

    def settle(self, channels: Iterable[str], patience: float = PATIENCE) -> dict[str, str]:
        """How each of these conversations' answers ended, once all have."""
        wanted = set(channels)
        return until(lambda: self._settled(wanted), f"{wanted} were not settled", patience)

    def heard(self, channels: Iterable[str]) -> list[str]:
        """The channel of each message in one of these, as often as there is one."""
        wanted = set(channels)
        return [one.channel for one in list(self.slack.messages) if one.channel in wanted]

    def rows(self, sql: str) -> int:
        """The number that a query gives."""
        with self.engines.read.connect() as connection:
            return int(connection.execute(text(sql)).scalar_one())

    def _settled(self, wanted: set[str]) -> dict[str, str] | None:
        # Only the newest are told of, so a round asks for few.
        with self.ledger.read(self.slack.team.id) as books:
            found = {str(one.address.get("channel")): one.state for one in books.deliveries(500)}
        ended = {channel: found.get(channel, "") for channel in wanted}
        return ended if all(state in SETTLED for state in ended.values()) else None


def killed(running: Running) -> None:
    """Waits until a process has killed itself."""
    assert running.process.wait(PATIENCE) == -signal.SIGKILL


def stopped(running: Running) -> float:
    """Asks a process to stop; the seconds that it took to leave as it should."""
    began = time.monotonic()
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(PATIENCE) == 0
    return time.monotonic() - began


def in_channel(slack: FakeSlack, channel: str) -> list[Posted]:
    """What stands in a channel."""
    return [one for one in list(slack.messages) if one.channel == channel]


def free_port() -> int:
    """A port on which nobody listens now."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


def channels(prefix: str, count: int, here: int) -> list[str]:
    """The ids of so many conversations, which no other round has."""
    return [f"D{prefix}{here}N{number}" for number in range(count)]
