"""A checklist: one handoff that goes on or went on, line by line, with what was attached."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Gone, NotFound

from bot.domain.checklist import SIDES, Checklist, Link, Side, Tick, Word
from bot.domain.organisation import Person
from bot.domain.ownership.checklists import Going, subject
from bot.store.books import Books
from bot.web.page import Page, Visit
from bot.web.past import of_steps
from bot.web.scenes import scene as scene_of

MOST_NUMBER = 2**31 - 1

_HEADINGS: dict[Side, str] = {"gives": "gives", "receives": "takes over"}
_MARKS = {"open": "☐", "done": "☑", "dropped": "☒"}
_STATES = {"open": "open", "done": "ticked", "dropped": "not applicable"}
_SCHEMES = ("http", "https")


@dataclass(frozen=True)
class Line:
    """One line with who ticked it, or is to."""

    line: Tick
    mark: str
    state: str
    by: Person | None
    given: Person | None


@dataclass(frozen=True)
class Part:
    """One side's part: who it is, their lines, and whether they took the whole as done."""

    side: Side
    does: str
    person: Person
    lines: tuple[Line, ...]
    done: int
    accepted: Word | None


@dataclass(frozen=True)
class Evidence:
    """Something that was attached; without an `address` it leads nowhere."""

    said: str
    address: str | None
    by: Person


def view(visit: Visit, number: int) -> ResponseReturnValue:
    """The checklist with this number."""
    if number > MOST_NUMBER:
        raise NotFound(_UNKNOWN)
    with visit.read() as books:
        scene = scene_of(visit, books)
        body = books.fact(subject(number))
        if body is None:
            raise _missing(books, number)
        going = Going(scene, number, Checklist.model_validate(body))
        steps = books.steps_of([subject(number)]).get(subject(number), ())
        return render_template(
            "checklist.html",
            going=going,
            now=going.now,
            today=visit.today,
            parts=[_part(going, side) for side in SIDES],
            evidence=list(_evidence(going)),
            started=going.person(going.now.started.by),
            closed=going.person(going.now.closed.by) if going.now.closed else None,
            past=of_steps(steps, books.undoings(), scene),
        )


def _missing(books: Books, number: int) -> Gone | NotFound:
    if books.last(subject(number)) is not None:
        return Gone(f"Handoff {number} was taken back, so there is nothing to tick.")
    return NotFound(_UNKNOWN)


def _part(going: Going, side: Side) -> Part:
    lines = tuple(_line(going, one) for one in going.now.of(side))
    done = len([one for one in lines if one.line.state != "open"])
    word = going.now.accepted.get(side)
    return Part(side, _HEADINGS[side], going.side(side), lines, done, word)


def _line(going: Going, one: Tick) -> Line:
    by = going.person(one.word.by) if one.word else None
    given = going.person(one.person) if one.person else None
    return Line(one, _MARKS[one.state], _STATES[one.state], by, given)


def _evidence(going: Going) -> Iterator[Evidence]:
    for one in going.now.links:
        yield Evidence(one.what or one.url, _address(one), going.person(one.word.by))


def _address(link: Link) -> str | None:
    """Where it leads, if that is a page on the web and nothing else."""
    try:
        parts = urlsplit(link.url)
    except ValueError:
        return None
    return link.url if parts.scheme.casefold() in _SCHEMES and parts.netloc else None


_UNKNOWN = "There is no handoff with this number; the page of a handoff lists those that are."

PAGE = Page("checklist", "/checklist/<int:number>", view)
