"""A handoff that is going on: what each side ticks, who did, and whether both took it as done."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from bot.domain.catalog import Handoff
from bot.domain.value import Day, HandoffRef, Key, Name, Prose, Value

Side = Literal["gives", "receives"]
SIDES: tuple[Side, Side] = ("gives", "receives")
OTHER: dict[Side, Side] = {"gives": "receives", "receives": "gives"}

MOST_LINES = 60
MOST_LINKS = 6
MOST_ADDRESS = 300
"""Characters of a link's address."""


class Word(Value):
    """Who said or did something, and on which day."""

    by: Key
    on: Day


class Tick(Value):
    """One line, ticked by the person of its side, or by the `person` to whom it was given.

    A line that is `dropped` doesn't apply, `because` of a reason.
    """

    number: int = Field(ge=1)
    side: Side
    text: Name
    state: Literal["open", "done", "dropped"] = "open"
    word: Word | None = None
    because: Prose | None = None
    person: Key | None = None


class Link(Value):
    """Evidence that somebody attached, such as a data contract; `what` says what it is."""

    url: str = Field(min_length=1, max_length=MOST_ADDRESS)
    what: Name | None = None
    word: Word


class Checklist(Value):
    """One handoff between two people; `because` is why it was cancelled.

    `accepted` has the sides that took it as done, `orphaned` those whose person left and whose role
    nobody fills. `closed` is who ended it, or accepted last.
    """

    handoff: HandoffRef
    name: Name
    giver: Key
    receiver: Key
    started: Word
    team: Key | None = None
    channel: Name | None = None
    due: Day | None = None
    state: Literal["open", "done", "cancelled"] = "open"
    lines: tuple[Tick, ...] = Field((), max_length=MOST_LINES)
    links: tuple[Link, ...] = Field((), max_length=MOST_LINKS)
    accepted: dict[Side, Word] = Field(default_factory=dict)
    closed: Word | None = None
    because: Prose | None = None
    orphaned: tuple[Side, ...] = ()

    @model_validator(mode="after")
    def _every_line_once(self) -> "Checklist":
        numbers = [one.number for one in self.lines]
        if len(set(numbers)) < len(numbers):
            raise ValueError("every line with a number of its own")
        return self

    @property
    def person(self) -> dict[Side, str]:
        """The keys of both sides."""
        return {"gives": self.giver, "receives": self.receiver}

    @property
    def people(self) -> frozenset[str]:
        """The keys of everybody who has something to do here."""
        given = (one.person for one in self.lines if one.person is not None)
        return frozenset((self.giver, self.receiver, *given))

    @property
    def left(self) -> tuple[Tick, ...]:
        """The lines that nobody has seen to yet."""
        return tuple(one for one in self.lines if one.state == "open")

    @property
    def complete(self) -> bool:
        """Whether every line is ticked, or doesn't apply."""
        return not self.left

    def of(self, side: Side) -> tuple[Tick, ...]:
        """The lines of one side."""
        return tuple(one for one in self.lines if one.side == side)

    def line(self, number: int) -> Tick | None:
        """The line with this number."""
        return next((one for one in self.lines if one.number == number), None)

    def whose(self, line: Tick) -> str:
        """The key of whoever ticks a line."""
        return line.person or self.person[line.side]

    def overdue(self, today: date) -> int:
        """For how many days it should have been done; 0 where it needn't be yet, or is."""
        late = self.state == "open" and self.due is not None and self.due < today
        return (today - self.due).days if late and self.due is not None else 0


def lines_of(handoff: Handoff) -> tuple[Tick, ...]:
    """The lines that a handoff begins with, the giver's first."""
    texts: list[tuple[Side, str]] = [("gives", one) for one in handoff.checklist.gives]
    texts += [("receives", one) for one in handoff.checklist.receives]
    return tuple(
        Tick(number=number, side=side, text=text) for number, (side, text) in enumerate(texts, 1)
    )


def ticked(now: Checklist, number: int, word: Word) -> Checklist:
    """The line is done."""
    return _with_line(now, number, state="done", word=word, because=None)


def opened(now: Checklist, number: int) -> Checklist:
    """The line is open again, so nobody has accepted the whole any more."""
    fresh = _with_line(now, number, state="open", word=None, because=None)
    return fresh.model_copy(update={"accepted": {}})


def dropped(now: Checklist, number: int, word: Word, because: str) -> Checklist:
    """The line doesn't apply."""
    return _with_line(now, number, state="dropped", word=word, because=because)


def given(now: Checklist, number: int, person: str) -> Checklist:
    """Somebody else ticks the line; its own side again where that is who they are."""
    line = now.line(number)
    own = line is not None and now.person[line.side] == person
    return _with_line(now, number, person=None if own else person)


def added(now: Checklist, side: Side, texts: Iterable[str]) -> Checklist:
    """One line more for each text; what was accepted before it was there isn't any more."""
    lines = list(now.lines)
    for text in texts:
        number = max((one.number for one in lines), default=0) + 1
        lines.append(Tick(number=number, side=side, text=text))
    return now.model_copy(update={"lines": tuple(lines), "accepted": {}})


def linked(now: Checklist, link: Link) -> Checklist:
    """The link is attached; the same address once, as it was said last."""
    others = tuple(one for one in now.links if one.url != link.url)
    return now.model_copy(update={"links": (*others, link)})


def accepted(now: Checklist, side: Side, word: Word) -> Checklist:
    """One side takes it as done; with both it is."""
    said = {**now.accepted, side: word}
    whole = len(said) == len(SIDES)
    end = {"state": "done", "closed": word} if whole else {}
    return now.model_copy(update={"accepted": said, **end})


def cancelled(now: Checklist, word: Word, because: str) -> Checklist:
    """It is over before it was done."""
    return now.model_copy(update={"state": "cancelled", "closed": word, "because": because})


def reopened(now: Checklist) -> Checklist:
    """It goes on where it ended; who accepted it has to again."""
    fresh: dict[str, object] = {"state": "open", "closed": None, "because": None, "accepted": {}}
    return now.model_copy(update=fresh)


def handed(now: Checklist, side: Side, person: str) -> Checklist:
    """Somebody else is one of the sides, with the lines that were given to who was it before."""
    before = now.person[side]
    who = {"gives": "giver", "receives": "receiver"}[side]
    lines = tuple(
        one.model_copy(update={"person": None if one.side == side else person})
        if one.person == before
        else one
        for one in now.lines
    )
    accepted = {one: word for one, word in now.accepted.items() if one != side}
    orphaned = tuple(one for one in now.orphaned if one != side)
    return now.model_copy(
        update={who: person, "lines": lines, "accepted": accepted, "orphaned": orphaned}
    )


def named_anew(now: Checklist, old: str, new: str) -> Checklist:
    """Who was known by one key is known by another."""

    def word(said: Word | None) -> Word | None:
        return said.model_copy(update={"by": new}) if said and said.by == old else said

    def key(one: str | None) -> str | None:
        return new if one == old else one

    return now.model_copy(
        update={
            "giver": key(now.giver),
            "receiver": key(now.receiver),
            "started": word(now.started),
            "closed": word(now.closed),
            "lines": tuple(
                one.model_copy(update={"word": word(one.word), "person": key(one.person)})
                for one in now.lines
            ),
            "links": tuple(one.model_copy(update={"word": word(one.word)}) for one in now.links),
            "accepted": {side: word(said) for side, said in now.accepted.items()},
        }
    )


def _with_line(now: Checklist, number: int, **values: object) -> Checklist:
    lines = tuple(
        one.model_copy(update=values) if one.number == number else one for one in now.lines
    )
    return now.model_copy(update={"lines": lines})
