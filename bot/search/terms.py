"""A wording as terms: each word with its weight and the concepts it speaks for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.search.vocabulary import Features, Vocabulary, join
from bot.search.words import stem

# Words that hold sentences together and say nothing about work.
_FUNCTION = """
a about above after again all already also always am an and any anybody anyone are around as ask
asking at back be because been before being below between both but by can could day did do does
doing done down during each either else ever every few for from further go goes going got had has
have having he hello her here hers hey hi him his how i id if im in into is it its itself just
know lets like maybe me might mine more most must my myself need needs neither no nor not now of
off oh ok on once one only onto or other our ours out over own per please pls quite rather really
right s same shall she should since so some somebody someone soon still such sure t than thank
thanks that thats the their them then there these they thing this those though through thx til to
today together too under until up upon us very via want wants was we well were what whats when
where which while who whod whom whos whose why will with within without would yes yet you your
youre yours guy guys folk folks team person people contact owner owns owned responsible
responsibility charge somebodys anyones hm hmm btw fyi idea wondering wonder tell say says said
talk speak bug poke ping point direct hand
"""
FUNCTION = frozenset(stem(word) for word in _FUNCTION.split())

GENERIC_WEIGHT = 0.35
LEAST_WEIGHT = 0.45

Weigh = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a wording: its stem, how much it says, and the concepts it speaks for."""

    stem: str
    weight: float
    features: Features


def terms(row: Sequence[str], vocabulary: Vocabulary, weigh: Weigh) -> tuple[Term, ...]:
    """The terms of a row of stems; function words take part in phrases and are no terms."""
    return tuple(
        Term(one, weigh(one), said)
        for one, (said, inside) in zip(row, spoken_for(row, vocabulary), strict=True)
        if one not in FUNCTION or (inside and len(said) > 1 and one not in GLUE)
    )


def spoken_for(row: Sequence[str], vocabulary: Vocabulary) -> list[tuple[Features, bool]]:
    """What each stem of a row speaks for, by itself and in phrases, and whether it is in one."""
    features: list[Features] = [{one: 1.0} for one in row]
    in_phrase = [False] * len(row)
    for start in range(len(row)):
        for length, meant in vocabulary.phrases.at(row, start):
            for place in range(start, start + length):
                in_phrase[place] = in_phrase[place] or length > 1
                join(features[place], meant)
    return list(zip(features, in_phrase, strict=True))


_GLUE_WORDS = "a an and at by for from in into is it of on the to"
GLUE = frozenset(stem(word) for word in _GLUE_WORDS.split())
