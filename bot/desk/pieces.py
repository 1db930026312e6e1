"""What stands in a command's words where they are more than the one value that belongs there."""

from collections.abc import Collection, Mapping, Sequence

from bot.desk.tokens import Token
from bot.desk.values import Values
from bot.domain.ownership.codes import OF_KIND, code
from bot.domain.ownership.verb import Argument, Verb

MOST_WORDS = 20
"""Longer ones aren't searched; nobody leaves out a word among so many."""

_KINDS = (*OF_KIND, "day", "channel")

Words = Sequence[Token]


def pieces(
    verb: Verb, unfit: Mapping[str, Words], known: Collection[str], values: Values
) -> dict[str, object]:
    """The values that stand in words that nothing fits as a whole, by the arguments they are for.

    Every argument is looked for in its own words first, then the ones not known yet in the rest.
    """
    found: dict[str, object] = {}
    rest: list[Words] = []
    for name, words in unfit.items():
        value, left = _found(verb.argument[name], [words], values)
        rest += left
        if value is not None:
            found[name] = value
    for argument in verb.arguments:
        if argument.name not in {*known, *found}:
            value, rest = _found(argument, rest, values)
            if value is not None:
                found[argument.name] = value
    return found


def _found(
    argument: Argument, parts: list[Words], values: Values
) -> tuple[object | None, list[Words]]:
    """The argument's value in these parts, and what is left of them; of a list every one of it."""
    value, left = _first(argument, parts, values)
    if not argument.many or value is None:
        return value, left
    several: dict[str, object] = {}
    while isinstance(value, tuple):
        several |= {code(one): one for one in value}
        value, left = _first(argument, left, values)
    return tuple(several.values()), left


def _first(
    argument: Argument, parts: list[Words], values: Values
) -> tuple[object | None, list[Words]]:
    for at, part in enumerate(parts):
        if (hit := _within(argument, part, values)) is not None:
            value, start, end = hit
            return value, [*parts[:at], part[:start], part[end:], *parts[at + 1 :]]
    return None, parts


def _within(argument: Argument, words: Words, values: Values) -> tuple[object, int, int] | None:
    """The longest part of the words that is just one value, with where it begins and ends."""
    if argument.kind == "flag":
        return _flag(argument, words)
    if argument.kind not in _KINDS or len(words) > MOST_WORDS:
        return None
    for width in range(len(words), 0, -1):
        for start in range(len(words) - width + 1):
            several = values.of(argument, words[start : start + width])
            if len(several) == 1 and several != [()]:
                return several[0], start, start + width
    return None


def _flag(argument: Argument, words: Words) -> tuple[object, int, int] | None:
    """A flag of which at least the last word was said, which is the one that counts."""
    last = argument.after.casefold().split()[-1]
    for at, word in enumerate(words):
        if word.kind == "word" and word.text.casefold() == last:
            return True, at, at + 1
    return None
