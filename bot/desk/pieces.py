"""What stands in a command's words where they are more than the one value that belongs there."""

from collections.abc import Collection, Sequence

from bot.desk.tokens import Token
from bot.desk.values import Values
from bot.domain.ownership.codes import OF_KIND
from bot.domain.ownership.verb import Argument, Verb

MOST_WORDS = 20
"""Longer ones aren't searched; nobody leaves out a word among so many."""

Words = Sequence[Token]


def pieces(
    verb: Verb, argument: Argument, words: Words, known: Collection[str], values: Values
) -> dict[str, object]:
    """The argument's value that stands in these words, with those of arguments not known yet.

    Empty where its own doesn't, once.
    """
    others = [one for one in verb.arguments if one.name not in {*known, argument.name}]
    found: dict[str, object] = {}
    rest = [words]
    for one in (argument, *others):
        for at, part in enumerate(rest):
            if (hit := _within(one, part, values)) is not None:
                value, before, after = hit
                found[one.name] = value
                rest[at : at + 1] = [before, after]
                break
        if argument.name not in found:
            break
    return found


def _within(argument: Argument, words: Words, values: Values) -> tuple[object, Words, Words] | None:
    """The longest part of the words that is just one value, with what is before and after it."""
    if argument.kind not in OF_KIND or len(words) > MOST_WORDS:
        return None
    for width in range(len(words), 0, -1):
        for start in range(len(words) - width + 1):
            end = start + width
            several = values.of(argument, words[start:end])
            if len(several) == 1:
                return several[0], words[:start], words[end:]
    return None
