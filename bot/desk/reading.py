"""From a command's words to the arguments that were meant; never a guess taken in silence."""

from collections.abc import Sequence

from bot.desk.offers import commands, form_for, missing
from bot.desk.pieces import pieces
from bot.desk.slips import nearly
from bot.desk.swallowed import Swallowed, asked_back, swallowed
from bot.desk.tokens import Token, tokens
from bot.desk.understanding import MOST_MEANT, Reading, likeliest, readings_of
from bot.desk.values import Values
from bot.domain.ownership.deed import Objection
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.wording import listed


def read(verb: Verb, text: str, values: Values) -> Given:
    """The arguments that a command's words after the verb stand for.

    Objection where they can be understood in several ways, or in none; it offers what may be
    meant. What is missing is missing in what is given.
    """
    words = tokens(text)
    readings = readings_of(verb, words, values)
    whole = [reading for reading in readings if not reading.unfit]
    hanging = _hanging(verb, words)
    if hanging is not None and all(_has_name(verb, reading) for reading in whole):
        raise _nothing_after(verb, hanging, words, values)
    if not readings:
        raise Objection(
            f"I can't read that; write it as `/ownership {verb.usage}`, or fill in the form.",
            offers=[form_for(verb, Given({}))],
        )
    if not whole:
        raise _not_understood(verb, readings, values)
    best = likeliest(verb, whole)
    if len(best) > 1:
        raise _several(verb, best)
    found = swallowed(verb, best[0])
    if found is not None:
        raise _asked_back(verb, best[0], found, readings, values)
    return best[0].given


def legible(verb: Verb, text: str, values: Values) -> Given:
    """What can be read in a command's words even where they aren't understood as a whole."""
    return _legible(verb, readings_of(verb, tokens(text), values), values)


def _several(verb: Verb, readings: Sequence[Reading]) -> Objection:
    return Objection(
        "That can be understood in more than one way; which one do you mean?",
        offers=commands(verb, [reading.given for reading in readings[:MOST_MEANT]]),
    )


def _asked_back(
    verb: Verb, best: Reading, found: Swallowed, readings: Sequence[Reading], values: Values
) -> Objection:
    """Says what is wrong with the words in a name that say something else, if they do."""
    clear = [one for one in readings if one.unfit and swallowed(verb, one) is None]
    otherwise = _not_understood(verb, clear, values, sure=False) if clear else None
    return asked_back(verb, best, found, otherwise, values)


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
    before = readings_of(verb, words[: -len(hanging.after.split())], values)
    return Objection(
        f"Something is missing after “{hanging.after}”: write it as `/ownership {verb.usage}`, or "
        "fill in the form.",
        field=hanging.name,
        offers=[form_for(verb, _legible(verb, before, values))],
    )


def _legible(verb: Verb, readings: Sequence[Reading], values: Values) -> Given:
    """What can be read in any case: what all likely readings share, else what stands in the best.

    Empty where there are none.
    """
    whole = likeliest(verb, [reading for reading in readings if not reading.unfit])
    if whole:
        first, *others = (one.values for one in whole)
        shared = {
            name: value
            for name, value in first.items()
            if all(other.get(name) == value for other in others)
        }
        return Given(shared)
    if not readings:
        return Given({})
    return _with_pieces(verb, _ranked(verb, readings)[0], values)


def _with_pieces(verb: Verb, reading: Reading, values: Values) -> Given:
    """What is known in a reading, with what stands in the words that nothing fits."""
    found = pieces(verb, reading.unfit, reading.values, values)
    return Given({**reading.values, **found})


def _ranked(verb: Verb, readings: Sequence[Reading]) -> list[Reading]:
    """Those first that fit best; those that take other words for a name only if all do."""
    readings = [one for one in readings if swallowed(verb, one) is None] or readings
    return sorted(
        readings,
        key=lambda one: (one.words_unfit, len(missing(verb, one.given)), one.own_words),
    )


def _not_understood(
    verb: Verb, readings: Sequence[Reading], values: Values, *, sure: bool = True
) -> Objection:
    """What nothing fits in the reading that fits best, with what is called nearly so."""
    ranked = _ranked(verb, readings)
    best = ranked[0]
    several = (_one_at_a_time(verb, reading, values) for reading in ranked)
    plain = next((one for one in several if one is not None), None)
    plain = plain or _left_out(verb, best, values)
    if plain is not None:
        return plain
    slip, offers = nearly(verb, readings, values, sure=sure)
    if not offers:
        return _nothing_close(verb, best, values)
    name, words = next(iter((slip or best).unfit.items()))
    meant = listed((offer.label for offer in offers), "or")
    objection = values.unfit(verb.argument[name], words)
    return Objection(f"{objection} Did you mean {meant}?", field=name, offers=offers)


def _nothing_close(verb: Verb, best: Reading, values: Values) -> Objection:
    """Says what isn't there, or only isn't where it belongs, with what can be read in the form."""
    name, words = next(iter(best.unfit.items()))
    given = _with_pieces(verb, best, values)
    fill_in = form_for(verb, given)
    if not missing(verb, given) and len(given.values) > len(best.values) + 1:
        sentence = f"I can't read “{values.shown(words)}” there; write it as "
        sentence += f"`/ownership {verb.usage}`, or fill in the form."
        return Objection(sentence, field=name, offers=[fill_in])
    objection = values.unfit(verb.argument[name], words)
    mention = any(word.kind == "person" for word in words)
    otherwise = "" if mention else " Check how it is written, or choose it in the form."
    return Objection(f"{objection}{otherwise}", field=name, offers=[fill_in])


def _one_at_a_time(verb: Verb, reading: Reading, values: Values) -> Objection | None:
    """Asks which is meant, where several are listed in the place of one."""
    if len(reading.unfit) > 1:
        return None
    [(name, words)] = reading.unfit.items()
    argument = verb.argument[name]
    several = [] if argument.many else values.each(argument, words)
    if not several:
        return None
    given = [Given({**reading.values, name: one}) for one in several]
    offers = commands(verb, given[: MOST_MEANT - 1])
    return Objection(
        f"Only one “{argument.label}” at a time; choose which one comes first.",
        field=name,
        offers=[*offers, form_for(verb, given[0])],
    )


def _left_out(verb: Verb, reading: Reading, values: Values) -> Objection | None:
    """Says which words are missing that lead to something, with what can be read in the form."""
    name = next(iter(reading.unfit))
    found = pieces(verb, reading.unfit, reading.values, values)
    lacking = [
        one
        for one in missing(verb, reading.given)
        if one.after and one.name not in reading.unfit and (not one.here or one.name in found)
    ]
    if name not in found or not lacking:
        return None
    are = "is" if len(lacking) == 1 else "are"
    usages = listed(f"“{one.usage.strip('[]')}”" for one in lacking)
    return Objection(
        f"{usages} {are} missing: write it as `/ownership {verb.usage}`, or fill in the form.",
        field=lacking[0].name,
        offers=[form_for(verb, Given({**reading.values, **found}))],
    )
