"""Whether a new name holds words that were meant otherwise, which nobody takes in silence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.desk.offers import commands, form_for
from bot.desk.tokens import Token
from bot.desk.understanding import Reading
from bot.desk.values import Values
from bot.domain.ownership.deed import Objection
from bot.domain.ownership.verb import Argument, Given, Verb

_ENDS = (";", ":")


@dataclass(frozen=True)
class Swallowed:
    """The argument that is a name with such words in it; `before` is what is before them."""

    argument: Argument
    words: Sequence[Token]
    before: Sequence[Token]


def swallowed(verb: Verb, reading: Reading) -> Swallowed | None:
    """What a reading takes for a part of a name that may say something else; None where nothing.

    A name in quotes is one, whatever is in it.
    """
    for name, words in reading.own.items():
        argument = verb.argument[name]
        if argument.kind == "name" and (places := [*_doubts(verb, reading, argument, words)]):
            return Swallowed(argument, words, words[: min(places)])
    return None


def asked_back(
    verb: Verb, reading: Reading, found: Swallowed, otherwise: Objection | None, values: Values
) -> Objection:
    """Asks whether that is the name; `otherwise` says what is wrong in a reading without it."""
    exact = [] if any(one.kind == "person" for one in found.words) else [reading.given]
    name = values.own_words(found.words)
    field = found.argument.name
    whole = commands(verb, exact)
    if otherwise is not None:
        question = f" Or is “{name}” the whole name?" if exact else ""
        offers = [*otherwise.offers, *whole]
        return Objection(f"{otherwise}{question}", field=otherwise.field, offers=offers)
    before = values.own_words(found.before) if found.before else ""
    form = form_for(verb, Given({**reading.values, field: before.rstrip("".join(_ENDS))}))
    if not exact:
        return Objection(
            "A name can't have a mention in it; write it without, or fill in the form.",
            field=field,
            offers=[form],
        )
    return Objection(f"Is “{name}” the whole name?", field=field, offers=[*whole, form])


def _doubts(
    verb: Verb, reading: Reading, argument: Argument, words: Sequence[Token]
) -> Iterator[int]:
    """Where in a name something begins that may not belong to it."""
    others = [one for one in verb.arguments if one is not argument]
    for at, word in enumerate(words):
        if at and any(_leads_to(one, words[at:]) for one in others if _is_open(one, reading)):
            yield at
        if at and any(_is_a(word, one) for one in others):
            yield at
    if words and words[-1].kind == "word" and words[-1].text.endswith(_ENDS):
        yield len(words)


def _is_open(argument: Argument, reading: Reading) -> bool:
    return argument.kind != "flag" and argument.name not in reading.values


def _leads_to(argument: Argument, words: Sequence[Token]) -> bool:
    """Whether the words begin with those that lead to the argument, and go on after them."""
    leading = argument.after.casefold().split()
    said = [word.text.casefold() for word in words[: len(leading)] if word.kind == "word"]
    return bool(leading) and said == leading and len(words) > len(leading)


def _is_a(word: Token, argument: Argument) -> bool:
    if argument.kind == "person":
        return word.kind == "person" or (word.kind == "word" and word.text.startswith("@"))
    is_channel = word.kind == "channel" or (word.kind == "word" and word.text.startswith("#"))
    return argument.kind == "channel" and is_channel
