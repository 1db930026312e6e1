"""Every way to understand a command's words, and which of them is likely."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.desk.offers import missing
from bot.desk.split import Way, ways
from bot.desk.tokens import Token
from bot.desk.values import Values
from bot.domain.ownership.codes import encoded
from bot.domain.ownership.verb import Argument, Given, Verb

MOST_MEANT = 4
"""So many things of one name are told apart."""


@dataclass(frozen=True)
class Reading:
    """One way to understand a command: what is known, what is missing, and what nothing fits.

    `own` are the words of each argument that is a person's own words.
    """

    values: Mapping[str, object]
    unfit: Mapping[str, Sequence[Token]] = field(default_factory=dict)
    own: Mapping[str, Sequence[Token]] = field(default_factory=dict)

    @property
    def given(self) -> Given:
        """What is known."""
        return Given(self.values)

    @property
    def own_words(self) -> int:
        """How many words are a person's own."""
        return sum(map(len, self.own.values()))

    @property
    def words_unfit(self) -> int:
        """How many words nothing fits."""
        return sum(map(len, self.unfit.values()))


def readings_of(verb: Verb, words: Sequence[Token], values: Values) -> list[Reading]:
    """Every way to understand the words."""
    return [
        reading
        for way in ways(words, verb.arguments)
        for reading in _readings(verb, way, words, values)
    ]


def likeliest(verb: Verb, whole: Sequence[Reading]) -> list[Reading]:
    """The readings that lack least; of these the ones that need fewest of a person's own words."""
    if not whole:
        return []
    ranked = sorted(whole, key=lambda one: _rank(verb, one))
    equal = [one for one in ranked if _rank(verb, one) == _rank(verb, ranked[0])]
    distinct = {str(sorted(encoded(one.given).items())): one for one in equal}
    return list(distinct.values())


def _rank(verb: Verb, reading: Reading) -> tuple[int, int]:
    return len(missing(verb, reading.given)), reading.own_words


def _readings(verb: Verb, way: Way, words: Sequence[Token], values: Values) -> Iterator[Reading]:
    """The readings of one way to share the words out: several where names are not unique."""
    found = [Reading({})]
    for argument in verb.arguments:
        if argument.name not in way.spans:
            continue
        start, end = way.spans[argument.name]
        own = _without_commas(argument, words[start:end])
        found = [
            extended for reading in found for extended in _extended(reading, argument, own, values)
        ][:MOST_MEANT]
    yield from found


def _without_commas(argument: Argument, words: Sequence[Token]) -> Sequence[Token]:
    """The words without commas around them, which only part them from what stands beside."""
    said = [at for at, word in enumerate(words) if word.kind != "comma"]
    if argument.kind == "text" or not said:
        return words
    return words[said[0] : said[-1] + 1]


def _extended(
    reading: Reading, argument: Argument, words: Sequence[Token], values: Values
) -> Iterator[Reading]:
    if argument.kind == "flag":
        yield replace(reading, values={**reading.values, argument.name: True})
        return
    if argument.kind in ("text", "name"):
        reading = replace(reading, own={**reading.own, argument.name: words})
    several = values.of(argument, words)
    for value in several:
        yield replace(reading, values={**reading.values, argument.name: value})
    if not several:
        yield replace(reading, unfit={**reading.unfit, argument.name: words})
