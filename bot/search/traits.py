"""What a message is made of, as numbered traits: words, pairs, pieces of words, concepts."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.search.vocabulary import Features, Vocabulary, join
from bot.search.words import stem, stems_of

Numbers = NDArray[np.int32]
Weights = NDArray[np.float32]

BUCKETS = 1 << 14
"""Traits are told apart by a hash; so many are enough for a few thousand examples."""

ALWAYS = BUCKETS
"""The number of the trait that every message has."""

WIDTH = BUCKETS + 1

MOST_LETTERS = 20
SHORTEST_PIECE, LONGEST_PIECE = 2, 5

WORD, PAIR, PIECE, CONCEPT = 1.0, 0.7, 1.0, 0.3
"""How much each kind of trait counts; vocabulary concepts blur what the words themselves say."""


@dataclass(frozen=True, slots=True)
class Traits:
    """One message: of each kind of trait the numbers, with how surely they are there."""

    kinds: tuple[tuple[float, Numbers, Weights], ...]

    def weighed(self, rarity: Weights) -> tuple[Numbers, Weights]:
        """(numbers, weights): each kind as long as its share, rare traits before common ones.

        A number may occur twice, for two kinds that share it.
        """
        numbers = [np.array([ALWAYS], np.int32)]
        weights = [np.ones(1, np.float32)]
        for share, found, sure in self.kinds:
            weight = sure * rarity[found]
            length = math.sqrt(float(weight @ weight))
            numbers.append(found)
            weights.append(weight * np.float32(share / length))
        return np.concatenate(numbers), np.concatenate(weights)


def traits(spelt: Sequence[str], vocabulary: Vocabulary) -> Traits:
    """The traits of a message, given its words rightly spelt."""
    row = stems_of(spelt)
    said = _pieces_of(spelt)
    return Traits(
        tuple(
            (share, np.fromiter(found, np.int32), np.fromiter(found.values(), np.float32))
            for share, found in (
                (WORD, _numbered("w", row)),
                (PAIR, _numbered("b", (" ".join(two) for two in pairwise(("<", *row, ">"))))),
                (PIECE, dict.fromkeys(said, 1.0)),
                (CONCEPT, _concepts(row, vocabulary)),
            )
            if found
        )
    )


def numbers_of(word: str) -> set[int]:
    """The numbers that a word of a message brings in by itself."""
    return {_number("w", stem(word)), *_pieces(word[:MOST_LETTERS])}


def _numbered(kind: str, found: Iterable[str]) -> dict[int, float]:
    return dict.fromkeys((_number(kind, one) for one in found), 1.0)


def _number(kind: str, what: str) -> int:
    # Python's own hash differs from run to run.
    return crc32(f"{kind}{what}".encode()) % BUCKETS


def _pieces_of(plain: Iterable[str]) -> Iterator[int]:
    for word in dict.fromkeys(plain):
        yield from _pieces(word[:MOST_LETTERS])


@lru_cache(maxsize=10_000)
def _pieces(word: str) -> tuple[int, ...]:
    """The numbers of a word's pieces; they know a word again that was mistyped or bent."""
    framed = f" {word} "
    pieces = {
        framed[start : start + length]
        for length in range(SHORTEST_PIECE, LONGEST_PIECE + 1)
        for start in range(len(framed) - length + 1)
    }
    return tuple({_number("c", piece) for piece in sorted(pieces)})


def _concepts(row: tuple[str, ...], vocabulary: Vocabulary) -> dict[int, float]:
    said: Features = {}
    for start in range(len(row)):
        for _, meant in vocabulary.phrases.at(row, start):
            join(said, meant)
    return {_number("v", concept): strength for concept, strength in said.items()}
