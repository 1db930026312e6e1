"""A question as it is counted with others: by whom, in which words, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.reply import Verdict


@dataclass(frozen=True)
class Asking:
    """One question, or the choice that somebody made when asked what they meant.

    `by` is who asked, by user id or key, where that is known; `asker` their key. `ref` is what it
    was answered with, or what fitted best; `chosen` says that `by` meant just that. `again` is one
    that was only asked once more for a team. `said` is what was thought of the answer, by member.
    """

    at: datetime
    by: str | None
    asker: str | None
    channel: str | None
    surface: str
    text: str
    team: str | None
    ref: str | None
    outcome: str
    chosen: bool = False
    again: bool = False
    said: Mapping[str, Verdict] = field(default_factory=dict)
