"""A workspace, and what a channel there would be told."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import time
from pathlib import Path

import pytest

from bot import config, wiring
from bot.desk.desk import Desk
from bot.desk.editions import Newsroom, Told
from bot.domain.edition import Edition, Matter
from bot.domain.reply import Action
from bot.domain.rhythm import Days, Rhythm
from bot.domain.subscription import Subscription
from bot.store.books import Books
from bot.store.engine import make_engines
from bot.store.ledger import Ledger
from tests.commands.counter import INES, WORKSPACE, Counter

Reads = Callable[..., "Paper"]


@dataclass(frozen=True)
class Paper:
    """What a channel is told by one digest."""

    told: Told

    @property
    def lines(self) -> list[str]:
        """The lines, one for each matter."""
        sections = self.told.reply.sections
        return ["".join(span.text for span in line) for one in sections for line in one.lines]

    @property
    def matters(self) -> tuple[Matter, ...]:
        """What it is about."""
        return self.told.matters

    @property
    def buttons(self) -> list[list[str]]:
        """The labels under each line."""
        sections = self.told.reply.sections
        return [[action.label for action in one.actions] for one in sections]

    def button(self, label: str) -> Action:
        """The first button with this label."""
        actions = (action for one in self.told.reply.sections for action in one.actions)
        return next(action for action in actions if action.label == label)


@dataclass(frozen=True)
class Channel:
    """A channel of the workspace, which hears one digest."""

    counter: Counter
    digest: str

    def reads(self, matters: tuple[Matter, ...] | None = None, *, team: str | None = None) -> Paper:
        """What it is told now; of these matters, where they were found before."""
        days = Days(every="day")
        rhythm = Rhythm(days=days, at=time(9), zone="UTC")
        told = Subscription(channel="C1", digests=(self.digest,), rhythm=rhythm, by=INES, team=team)
        with self.counter.ledger.open(WORKSPACE, self.counter.now) as books:
            room = self._room(books)
            found = room.found(told, "1") if matters is None else matters
            return Paper(room.told(told, "1", found, self.counter.now.date()))

    def was_told(self) -> None:
        """It was told of everything until now."""
        with self.counter.ledger.open(WORKSPACE, self.counter.now) as books:
            slot = f"{self.counter.now:%Y-%m-%dT%H:%M}"
            now, last = self.counter.now, books.workspace.last_change
            books.claim_edition(Edition("digest 1", slot, now, "sent", "C1", as_of=last))

    def _room(self, books: Books) -> Newsroom:
        rounds = self.counter.desk.rounds
        scene = rounds.scene(books, self.counter.now)
        return Newsroom(books, scene, rounds.digests, self.counter.now)


@pytest.fixture(scope="session")
def desk(root: Path) -> Desk:
    """The desk with every verb and digest."""
    return wiring.desk(root)


@pytest.fixture(scope="session")
def counter_file(
    migrated_file: Path, desk: Desk, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A SQLite database with the organisation in it, to be copied."""
    path = Path(shutil.copy(migrated_file, tmp_path_factory.mktemp("digests") / "counter.db"))
    engines = make_engines(f"sqlite:///{path}", root)
    Counter(Ledger(engines), desk).take_in(config.load_catalog(root))
    engines.close()
    return path


@pytest.fixture
def counter(counter_file: Path, desk: Desk, root: Path, tmp_path: Path) -> Iterator[Counter]:
    """A workspace in which people hand things in, for one test alone."""
    path = shutil.copy(counter_file, tmp_path / "counter.db")
    engines = make_engines(f"sqlite:///{path}", root)
    yield Counter(Ledger(engines), desk)
    engines.close()
