"""Every way in which a command's words can be shared out among a verb's arguments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.desk.tokens import Token
from bot.domain.ownership.verb import Argument

MOST_WAYS = 200
"""Further ways are not tried: nobody writes a command that has so many."""

Span = tuple[int, int]


@dataclass(frozen=True)
class Way:
    """Which tokens each argument has, by its name; a flag has none."""

    spans: dict[str, Span]


@dataclass(frozen=True)
class _Mark:
    """Where the words that lead to an argument stand, and how many they are.

    With `behind` it leads there only right behind that flag.
    """

    at: int
    width: int
    argument: Argument
    behind: Argument | None = None


def ways(words: Sequence[Token], arguments: Sequence[Argument]) -> tuple[Way, ...]:
    """The ways to share the words out, such that every word belongs to an argument."""
    marks = _before_text(sorted(_marks(words, arguments), key=lambda mark: mark.at))
    first = next((one for one in arguments if not one.after and one.kind != "flag"), None)
    found = _from(words, marks, 0, first, frozenset())
    return tuple(Way(dict(spans)) for spans in islice(found, MOST_WAYS))


def _before_text(marks: Sequence[_Mark]) -> Sequence[_Mark]:
    """The marks up to the first that leads to somebody's own words, which go on to the end."""
    text = next((mark.at for mark in marks if mark.argument.kind == "text"), None)
    return [mark for mark in marks if text is None or mark.at <= text]


def _marks(words: Sequence[Token], arguments: Sequence[Argument]) -> Iterator[_Mark]:
    plain = [word.text.casefold() if word.kind == "word" else "" for word in words]
    led = [mark for argument in arguments for mark in _led_to(plain, argument, arguments)]
    may_begin = arguments[0].optional if arguments else False
    yield from led
    for argument in arguments[1:]:
        if argument.kind == "number" or not argument.after:
            end = min((mark.at for mark in led if mark.at), default=len(words))
            yield from _unled(words, argument, end, may_begin=may_begin)


def _led_to(
    plain: Sequence[str], argument: Argument, arguments: Sequence[Argument]
) -> Iterator[_Mark]:
    """Where the words stand that lead to an argument."""
    leading = argument.after.casefold().split()
    for at in range(len(plain) - len(leading) + 1) if leading else ():
        if plain[at : at + len(leading)] == leading:
            yield _Mark(at, len(leading), argument)
            yield from _behind(argument, at + len(leading), arguments)


def _unled(
    words: Sequence[Token], argument: Argument, end: int, *, may_begin: bool
) -> Iterator[_Mark]:
    """Where an argument may begin without a word before it: a person, a number, or a new name.

    A name comes right behind what is first, before the words at `end` that lead to something.
    """
    for at, word in enumerate(words):
        match argument.kind:
            case "person":
                begins = word.kind == "person" or word.text.startswith("@")
                here = begins and bool(at or may_begin)
            case "number":
                here = at > 0 and word.text.removeprefix("#").isdecimal()
            case _:
                here = argument.kind == "name" and 0 < at < end
        if here:
            yield _Mark(at, 0, argument)


def _behind(flag: Argument, at: int, arguments: Sequence[Argument]) -> Iterator[_Mark]:
    """What comes right behind a flag whose first words lead there too: “as backup ROLE”."""
    for argument in arguments:
        if flag.kind == "flag" and argument.after and flag.after.startswith(f"{argument.after} "):
            yield _Mark(at, 0, argument, flag)


def _from(
    words: Sequence[Token],
    marks: Sequence[_Mark],
    start: int,
    argument: Argument | None,
    used: frozenset[str],
) -> Iterator[tuple[tuple[str, Span], ...]]:
    """The ways for the words from `start` on, the first of which belong to this argument."""
    ends = [*_after(marks, start, used, argument), None]
    for mark in ends:
        end = len(words) if mark is None else mark.at
        # A word of its own, such as a flag or nothing at all, has no words after it.
        has_words = end > start
        if has_words and (argument is None or argument.kind == "flag"):
            continue
        if not has_words and argument is not None and argument.kind != "flag" and argument.after:
            continue
        here = _span(argument, start, end) if argument and (has_words or argument.after) else ()
        if mark is None:
            yield here
            continue
        taken = used | {mark.argument.name} | ({argument.name} if argument else set())
        for rest in _from(words, marks, mark.at + mark.width, mark.argument, taken):
            yield (*here, *rest)


def _after(
    marks: Sequence[_Mark], start: int, used: frozenset[str], argument: Argument | None
) -> Iterator[_Mark]:
    for mark in marks:
        own = argument is not None and mark.argument.name == argument.name
        behind = mark.behind is None or (mark.behind is argument and mark.at == start)
        if mark.at >= start and mark.argument.name not in used and not own and behind:
            yield mark


def _span(argument: Argument, start: int, end: int) -> tuple[tuple[str, Span], ...]:
    return ((argument.name, (start, end)),)
