"""From a command's words to the arguments that were meant; never a guess taken in silence."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from bot.desk.split import Way, ways
from bot.desk.tokens import Token, tokens
from bot.desk.values import Values
from bot.domain.ownership.codes import encoded
from bot.domain.ownership.deed import Objection
from bot.domain.ownership.naming import Thing
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.reply import Action
from bot.domain.wording import listed

MOST_OFFERED = 4


@dataclass(frozen=True)
class Reading:
    """One way to understand a command: what is known, what is missing, and what nothing fits."""

    values: dict[str, object]
    unfit: dict[str, Sequence[Token]] = field(default_factory=dict)
    own_words: int = 0

    @property
    def given(self) -> Given:
        """What is known."""
        return Given(self.values)


def read(verb: Verb, text: str, values: Values) -> Given:
    """The arguments that a command's words after the verb stand for.

    Objection where they can be understood in several ways, or in none; it offers what may be
    meant. What is missing is missing in what is given.
    """
    words = tokens(text)
    readings = _all(verb, words, values)
    whole = [reading for reading in readings if not reading.unfit]
    hanging = _hanging(verb, words)
    if hanging is not None and all(_has_name(verb, reading) for reading in whole):
        raise _nothing_after(verb, hanging, words, values)
    if not whole:
        raise _not_understood(verb, readings, values)
    best = _likeliest(verb, whole)
    if len(best) > 1:
        raise _several(verb, best)
    return best[0].given


def missing(verb: Verb, given: Given) -> list[Argument]:
    """The arguments that are needed and weren't given."""
    return [
        argument
        for argument in verb.arguments
        if not argument.optional and argument.name not in given.values
    ]


def _all(verb: Verb, words: Sequence[Token], values: Values) -> list[Reading]:
    return [
        reading
        for way in ways(words, verb.arguments)
        for reading in _readings(verb, way, words, values)
    ]


def _readings(verb: Verb, way: Way, words: Sequence[Token], values: Values) -> Iterator[Reading]:
    """The readings of one way to share the words out: several where names are not unique."""
    found = [Reading({})]
    for argument in verb.arguments:
        if argument.name not in way.spans:
            continue
        start, end = way.spans[argument.name]
        found = [
            extended
            for reading in found
            for extended in _extended(reading, argument, words[start:end], values)
        ][:MOST_OFFERED]
    yield from found


def _extended(
    reading: Reading, argument: Argument, words: Sequence[Token], values: Values
) -> Iterator[Reading]:
    if argument.kind == "flag":
        yield Reading(reading.values | {argument.name: True}, reading.unfit, reading.own_words)
        return
    own = len(words) if argument.kind in ("text", "name") else 0
    several = values.of(argument, words)
    for value in several:
        yield Reading(
            reading.values | {argument.name: value}, reading.unfit, reading.own_words + own
        )
    if not several:
        unfit = reading.unfit | {argument.name: words}
        yield Reading(reading.values, unfit, reading.own_words + own)


def _likeliest(verb: Verb, whole: Sequence[Reading]) -> list[Reading]:
    """The readings that lack least; of these the ones that need fewest of a person's own words."""
    if not whole:
        return []
    ranked = sorted(whole, key=lambda one: (len(missing(verb, one.given)), one.own_words))
    first = (len(missing(verb, ranked[0].given)), ranked[0].own_words)
    equal = [one for one in ranked if (len(missing(verb, one.given)), one.own_words) == first]
    distinct = {str(sorted(encoded(one.given).items())): one for one in equal}
    return list(distinct.values())


def _several(verb: Verb, readings: Sequence[Reading]) -> Objection:
    offers = [_offer(verb, reading.given) for reading in readings[:MOST_OFFERED]]
    return Objection(
        "That can be understood in more than one way; which one do you mean?", offers=offers
    )


def _hanging(verb: Verb, words: Sequence[Token]) -> Argument | None:
    """The argument whose leading words are the last ones said."""
    plain = [word.text.casefold() if word.kind == "word" else "" for word in words]
    for argument in verb.arguments:
        leading = argument.after.casefold().split()
        if leading and argument.kind != "flag" and plain[-len(leading) :] == leading:
            return argument
    return None


def _has_name(verb: Verb, reading: Reading) -> bool:
    """Whether it makes up a name, which could swallow words that were meant otherwise."""
    return any(verb.argument[name].kind == "name" for name in reading.values)


def _nothing_after(
    verb: Verb, hanging: Argument, words: Sequence[Token], values: Values
) -> Objection:
    """Says what is missing at the end, with what was said before it in the form."""
    before = _all(verb, words[: -len(hanging.after.split())], values)
    known = _likeliest(verb, [reading for reading in before if not reading.unfit])
    return Objection(
        f"Something is missing after “{hanging.after}”: write it as `/ownership {verb.usage}`, or "
        "fill in the form.",
        field=hanging.name,
        offers=[form_for(verb, known[0].given if len(known) == 1 else Given({}))],
    )


def _not_understood(verb: Verb, readings: Sequence[Reading], values: Values) -> Objection:
    """What nothing fits in the reading that fits best, with what is called nearly so."""
    if not readings:
        return Objection(
            f"I can't read that; write it as `/ownership {verb.usage}`, or fill in the form.",
            offers=[form_for(verb, Given({}))],
        )
    fewest = min(map(_words_unfit, readings))
    close = [reading for reading in readings if _words_unfit(reading) == fewest]
    offers = list(_nearly(verb, close, values))
    best = min(close, key=lambda one: (len(missing(verb, one.given)), one.own_words))
    name, words = next(iter(best.unfit.items()))
    objection = values.unfit(verb.argument[name], words)
    if not offers:
        mention = any(word.kind == "person" for word in words)
        otherwise = "" if mention else " Check how it is written, or choose it in the form."
        return Objection(f"{objection}{otherwise}", field=name, offers=[form_for(verb, best.given)])
    meant = listed((offer.label for offer in offers), "or")
    return Objection(f"{objection} Did you mean {meant}?", field=name, offers=offers)


def _nearly(verb: Verb, readings: Iterable[Reading], values: Values) -> Iterator[Action]:
    """The command with something that is nearly called so in the place of each name that isn't.

    Each of these once, in the reading that lacks least.
    """
    offered: dict[str, Action] = {}
    for reading in sorted(readings, key=lambda one: len(missing(verb, one.given))):
        for things in _instead(verb, reading, values):
            instead = {
                name: (thing,) if verb.argument[name].many else thing
                for name, thing in things.items()
            }
            # One name says enough; where several are meant otherwise, the whole command does.
            label = called(*things.values()) if len(things) == 1 else ""
            offer = _offer(verb, Given(reading.values | instead), label)
            offered.setdefault(offer.label, offer)
    yield from islice(offered.values(), MOST_OFFERED)


def _instead(verb: Verb, reading: Reading, values: Values) -> Iterator[dict[str, Thing]]:
    """What may be meant by the words that nothing fits: of several, by each the closest."""
    close = {
        name: values.nearly(verb.argument[name], words) for name, words in reading.unfit.items()
    }
    if len(close) == 1:
        yield from ({name: thing} for name, things in close.items() for thing in things)
    elif all(close.values()):
        yield {name: things[0] for name, things in close.items()}


def _words_unfit(reading: Reading) -> int:
    return sum(map(len, reading.unfit.values()))


def called(thing: object) -> str:
    """What something is called in a sentence."""
    return str(getattr(thing, "called", None) or getattr(thing, "name", thing))


def _offer(verb: Verb, given: Given, label: str = "") -> Action:
    lacking = any(not argument.here for argument in missing(verb, given))
    return Action(
        label=label or _told(verb, given), verb=verb.name, given=encoded(given), form=lacking
    )


def form_for(verb: Verb, given: Given) -> Action:
    """A button that opens the verb's form, with what is known filled in."""
    return Action(label="Fill in the form", verb=verb.name, given=encoded(given), form=True)


def _told(verb: Verb, given: Given) -> str:
    """A reading in words, as it would be written without doubt."""
    parts = [verb.name]
    for argument in verb.arguments:
        value = given.values.get(argument.name)
        if value is None:
            continue
        several = value if isinstance(value, tuple) else (value,)
        names = ", ".join(f"“{called(one)}”" for one in several) or argument.nothing or ""
        parts.append(argument.after if argument.kind == "flag" else f"{argument.after} {names}")
    return " ".join(" ".join(parts).split())
