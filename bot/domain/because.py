"""Why an entry was found, for people: which of their words spoke for it, and how."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.domain.reply import Match
from bot.domain.wording import listed

Way = Literal["word", "vocabulary", "examples"]

MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Clue:
    """One word that spoke for an entry: the entry's own, the vocabulary's, or that of examples.

    `meant` is the entry's word or concept for it, `read_as` the word that a mistyped one was taken
    for, `weight` how much it said.
    """

    said: str
    way: Way
    meant: str
    read_as: str | None
    weight: float


@dataclass(frozen=True, slots=True)
class Because:
    """The weightiest clues as they were said, and the entry's wording that comes nearest.

    `is_name` says whether that wording is its name; else it is another wording for it.
    """

    clues: tuple[Clue, ...]
    wording: str
    is_name: bool


def sentence(because: Because, match: Match) -> str:
    """The reason in one sentence, without its full stop; empty where no word stands out."""
    weightiest = sorted(because.clues, key=lambda clue: -clue.weight)[:MOST_NAMED]
    named = tuple(clue for clue in because.clues if clue in weightiest)
    if not named:
        return ""
    words = listed(f"“{clue.said}”" for clue in named)
    speak = "speaks" if len(named) == 1 else "speak"
    return "; ".join((f"{words} {speak} for the {match.kind} {match.name}", *_notes(named)))


def details(because: Because, match: Match) -> Iterator[str]:
    """The reason at length, a line each."""
    nearest = f"its {'name' if because.is_name else 'wording'} “{because.wording}”"
    yield f"{match.kind} {match.name}, {match.score:.0%} likely; nearest: {nearest}"
    for clue in because.clues:
        read = f", read as “{clue.read_as}”" if clue.read_as else ""
        yield f"“{clue.said}”{read}: {_way(clue)} ({clue.weight:.1f})"


def _notes(clues: tuple[Clue, ...]) -> Iterator[str]:
    for clue in clues:
        if clue.read_as:
            yield f"“{clue.said}” was read as “{clue.read_as}”"
    for meant in dict.fromkeys(clue.meant for clue in clues if clue.way == "vocabulary"):
        goes = (clue for clue in clues if clue.way == "vocabulary" and clue.meant == meant)
        said = [f"“{clue.said}”" for clue in goes]
        yield f"{listed(said)} {'goes' if len(said) == 1 else 'go'} with “{meant}”"


def _way(clue: Clue) -> str:
    if clue.way == "word":
        return "the entry says so itself"
    if clue.way == "vocabulary":
        return f"goes with “{clue.meant}” in the vocabulary"
    return "said in messages like this one, in the examples"
