"""What was meant where nothing is called as somebody wrote, but something nearly is."""

from collections.abc import Iterator, Sequence

from bot.desk.offers import commands, missing, names
from bot.desk.understanding import MOST_MEANT, Reading
from bot.desk.values import Values
from bot.domain.ownership.codes import encoded
from bot.domain.ownership.verb import Given, Verb
from bot.domain.reply import Action


def nearly(
    verb: Verb, readings: Sequence[Reading], values: Values, *, sure: bool = True
) -> tuple[Reading | None, list[Action]]:
    """The likeliest reading with a slip of the pen in it, and buttons that put it right.

    Each says the whole command; only the name where one reading alone is possible, if that is
    `sure`.
    """
    ranked = sorted(readings, key=lambda one: _rank(verb, one))
    meant: dict[str, tuple[Reading, dict[str, object]]] = {}
    for reading in ranked:
        for instead in _instead(verb, reading, values):
            given = Given({**reading.values, **instead})
            meant.setdefault(str(sorted(encoded(given).items())), (reading, instead))
    found = list(meant.values())[:MOST_MEANT]
    if not found:
        return None, []
    several = [Given({**reading.values, **instead}) for reading, instead in found]
    first, instead = found[0]
    if sure and len(instead) == 1 and all(reading is first for reading, _ in found):
        return first, names(verb, next(iter(instead)), several)
    return first, commands(verb, several)


def _rank(verb: Verb, reading: Reading) -> tuple[int, int, int]:
    """Those first that lack least, with fewest own words, so with most of them in the name."""
    return len(missing(verb, reading.given)), reading.own_words, reading.words_unfit


def _instead(verb: Verb, reading: Reading, values: Values) -> Iterator[dict[str, object]]:
    """What may be meant by the words that nothing fits: of several, by each the closest."""
    close = {
        name: values.nearly(verb.argument[name], words) for name, words in reading.unfit.items()
    }
    if len(close) == 1:
        yield from ({name: thing} for name, things in close.items() for thing in things)
    elif all(close.values()):
        yield {name: things[0] for name, things in close.items()}
