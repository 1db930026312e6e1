"""One place in the matrix: what is said there, ready to be shown."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.domain.matrix import Cell
from bot.domain.organisation import Team
from bot.domain.ownership.how_filled import How, how_filled
from bot.domain.ownership.spread import Tally
from bot.domain.routing import Holder

State = How | Literal["nobody", "partly", "ticked"]

NOBODY = "nobody, by design"

SIGNS: dict[State, tuple[str, str]] = {
    "confirmed": ("✓", "filled, and confirmed lately"),
    "unconfirmed": ("?", "filled, not confirmed lately"),
    "backup": ("▲", "a backup alone fills it"),
    "partly": ("◑", "filled in some teams"),
    "pending": ("…", "asked, not accepted yet"),
    "left": ("×", "whoever filled it left"),
    "unfilled": ("!", "nobody fills it"),
    "nobody": ("∅", NOBODY),
    "waived": ("–", "not needed in this team"),
    "ticked": ("•", "has a part in it"),
}
"""What stands for a state, beside its words and its colour, and what it means."""


@dataclass(frozen=True)
class Who:
    """Somebody in a place, with what there is to say of them."""

    called: str
    key: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Box:
    """What is said of a role in an activity; `words` stand where it isn't all said by people.

    It goes over as many columns as it `spans`. A `quiet` one is of a role that only has a say.
    """

    state: State
    who: tuple[Who, ...] = ()
    words: str = ""
    because: str = ""
    parts: tuple[str, ...] = ()
    spans: int = 1
    quiet: bool = False

    @property
    def sign(self) -> str:
        """The character that stands for the state."""
        return SIGNS[self.state][0]

    @property
    def letters(self) -> str:
        """“R/A” for who is responsible and accountable; empty where parts aren't told apart."""
        return "/".join(part[0].upper() for part in self.parts)

    @property
    def text(self) -> str:
        """All of it in words, without the sign."""
        who = (
            f"{one.called} ({', '.join(one.notes)})" if one.notes else one.called
            for one in self.who
        )
        said = ", ".join((*who, *((self.words,) if self.words else ())))
        return f"{self.letters}: {said}" if self.letters else said


def of_team(cell: Cell, today: date, confirm_days: int, *, lettered: bool) -> Box:
    """Who fills the role in a team, or why nobody does."""
    here, state = cell.here, how_filled(cell.here, today, confirm_days)
    waived = here.waiver is not None and state == "waived"
    who = () if waived else tuple(_who(holder) for holder in here.holders)
    return Box(
        state,
        who,
        words=_WORDS.get(state, ""),
        because=here.waiver.because if waived and here.waiver else "",
        parts=cell.parts if lettered else (),
        quiet=not cell.responsible,
    )


def of_all(tally: Tally, teams: int) -> Box:
    """In how many teams the role is filled."""
    if not teams:
        return Box("ticked", words="has a part")
    if not tally.needed:
        return Box("waived", words="not needed")
    said = f"{tally.filled:,} of {tally.needed:,}"
    if not tally.filled:
        return Box("unfilled", words=said)
    if tally.filled < tally.needed:
        return Box("partly", words=said)
    if tally.confirmed < tally.needed:
        return Box("unconfirmed", words=f"{said}, {tally.confirmed:,} confirmed")
    return Box("confirmed", words=said)


def without_teams(cell: Cell, *, lettered: bool) -> Box:
    """A role with a part in an activity, where there are no teams yet."""
    return Box("ticked", words="has a part", parts=cell.parts if lettered else ())


def by_design(because: str | None, spans: int) -> Box:
    """Nobody at all, and why."""
    return Box("nobody", words=NOBODY, because=because or "", spans=spans)


_WORDS: dict[State, str] = {
    "unconfirmed": "unconfirmed",
    "unfilled": "unfilled",
    "waived": "not needed",
}
"""What is added in a team where people don't say it; the other states are noted with them."""


def _who(holder: Holder) -> Who:
    return Who(holder.person.called, holder.person.key, tuple(_notes(holder, holder.sits_in)))


def _notes(holder: Holder, team: Team) -> list[str]:
    if holder.state != "accepted":
        return [holder.state]
    backup = ["backup"] if holder.held.standing == "backup" else []
    return [*backup, *([f"from {team.name}"] if holder.standing == "covering" else [])]
