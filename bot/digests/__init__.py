"""What channels can hear: one digest a module, each under `DIGEST`."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.act import Act
from bot.domain.asking import Asking
from bot.domain.edition import Matter
from bot.domain.organisation import Organisation, Team
from bot.domain.ownership.scene import Scene
from bot.domain.reply import Action, Span


class Record(Protocol):
    """The workspace's books, as far as digests read them."""

    def vacated(self) -> dict[tuple[str, str], datetime]:
        """When somebody filled a role in a team last who doesn't any more, by team and role."""
        ...

    def asked_about(self, since: datetime) -> dict[tuple[str, str | None], int]:
        """How often something was asked about since then, by its ref and the asker's team."""
        ...

    def acts_since(self, number: int, limit: int = 500) -> tuple[Act, ...]:
        """Whole acts with changes after the one with this number, oldest first."""
        ...

    def acts(
        self,
        limit: int = 20,
        *,
        of: Collection[str] = (),
        before: int | None = None,
        after: int | None = None,
    ) -> tuple[Act, ...]:
        """The newest acts, newest first, each with its first changes and their full count.

        Only those with a change in whose key one of `of` stands, and between these two numbers.
        """
        ...

    def open_questions(self, since: datetime, limit: int = 500) -> tuple[Asking, ...]:
        """The newest questions since then without an answer, or judged, and what was chosen.

        The oldest comes first.
        """
        ...


@dataclass(frozen=True)
class Look:
    """What a digest looks at.

    `organisation` is without requests that hold no longer, `teams` are those of it that the channel
    hears of, `team` is the only one where there is one. `since` is the newest change that the
    channel was told of last, `last` when that was.
    """

    scene: Scene
    organisation: Organisation
    teams: tuple[Team, ...]
    team: Team | None
    record: Record
    since: int
    last: datetime | None
    now: datetime


@dataclass(frozen=True)
class Line:
    """How one matter stands; `done` is one that nobody has to see to any more."""

    spans: tuple[Span, ...]
    actions: tuple[Action, ...] = ()
    done: bool = False


@dataclass(frozen=True)
class Digest:
    """Something that a channel can hear of again and again.

    `help` says in a few words what it tells of. `find` gives what is to be told now. `line` tells
    how a matter stands by now, also one that is settled, from a sending of any age. `over` are the
    buttons for all open matters together.
    """

    name: str
    heading: str
    help: str
    find: Callable[[Look], Iterable[Matter]]
    line: Callable[[Look, Matter], Line]
    over: Callable[[Look, Sequence[Matter]], Collection[Action]] = lambda _look, _open: ()
