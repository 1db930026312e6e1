"""What a message is made of."""

import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from bot.search.traits import (
    ALWAYS,
    BUCKETS,
    CONCEPT,
    MOST_LETTERS,
    PAIR,
    PIECE,
    WORD,
    Traits,
    numbers_of,
    traits,
)
from bot.search.vocabulary import IMPLIED, Vocabulary, VocabularyFile
from bot.search.words import words

VOCABULARY = Vocabulary(
    VocabularyFile(same=(("deploy", "ship", "go live"),), implies={"canary": ("deploy",)})
)
SAID = "who will deploy the canary now"
WORDS, PAIRS, PIECES, CONCEPTS = range(4)
EVEN = np.ones(BUCKETS + 1, np.float32)


def _traits(text: str) -> Traits:
    return traits(words(text), VOCABULARY)


def _of(seen: Traits, kind: int) -> dict[int, float]:
    """The numbers of one kind, with how surely they are there."""
    found = seen.kinds[kind : kind + 1]
    return {n: s for _, ns, ss in found for n, s in zip(ns.tolist(), ss.tolist(), strict=True)}


def _pieces(text: str) -> set[int]:
    return set(_of(_traits(text), PIECES))


def _shown(seen: Traits) -> str:
    return str([(share, numbers.tolist(), sure.tolist()) for share, numbers, sure in seen.kinds])


PRINT = f"from tests.search.test_traits import _shown, _traits; print(_shown(_traits({SAID!r})))"


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process(seed: str, root: Path) -> None:
    """The same text has the same numbers in every process, in the same order."""
    told = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", PRINT],
        cwd=root,
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == _shown(_traits(SAID))


def test_kinds() -> None:
    """Words, their pairs with both ends, their pieces and the vocabulary's concepts."""
    seen = _traits("ship it")
    assert [share for share, _, _ in seen.kinds] == [WORD, PAIR, PIECE, CONCEPT]
    assert (len(_of(seen, WORDS)), len(_of(seen, PAIRS))) == (2, 3)
    assert _of(seen, CONCEPTS) == _of(_traits("deploy"), CONCEPTS)
    assert _of(seen, PAIRS).keys().isdisjoint(_of(_traits("it ship"), PAIRS))


def test_concepts() -> None:
    """A phrase speaks for its concept fully, a word that implies it a little less."""
    [(deploy, sure)] = _of(_traits("we go live"), CONCEPTS).items()
    assert sure == 1
    assert _of(_traits("canary"), CONCEPTS)[deploy] == pytest.approx(IMPLIED)
    assert _of(_traits("umbrella"), CONCEPTS) == {}


@pytest.mark.parametrize("text", ["", "🚀"])
def test_no_words(text: str) -> None:
    """A text without words is its two ends and nothing else."""
    [(share, numbers, _)] = _traits(text).kinds
    assert (share, len(numbers)) == (PAIR, 1)
    assert [len(part) for part in _traits(text).weighed(EVEN)] == [2, 2]


def test_repetition() -> None:
    """Saying a word again adds no number but that of the word beside itself."""
    once, often = _traits("hello"), _traits("hello " * 50)
    for kind in (WORDS, PIECES):
        assert _of(often, kind) == _of(once, kind)
    assert len(_of(often, PAIRS)) == 3


def test_length() -> None:
    """Only the first letters of a long word count as pieces."""
    long = "abcdefghijklmnopqrstuvwxyz"
    assert _pieces(long + "0123") == _pieces(long)
    assert len(_pieces(long)) <= 4 * (MOST_LETTERS + 1)
    assert _of(_traits(long + "0123"), WORDS) != _of(_traits(long), WORDS)


@pytest.mark.parametrize(
    ("one", "mistyped"),
    [
        ("monitoring", "monitorng"),
        ("deployment", "deploymnt"),
        ("requirements", "requiremnets"),
        ("kubernetes", "kubernettes"),
    ],
)
def test_mistyped(one: str, mistyped: str) -> None:
    """A mistyped word is another word of mostly the same pieces; other words share few."""
    shared = len(_pieces(one) & _pieces(mistyped)) / len(_pieces(one))
    other = len(_pieces(one) & _pieces("umbrella")) / len(_pieces(one))
    assert shared > 0.5
    assert other < 0.2
    assert _of(_traits(one), WORDS) != _of(_traits(mistyped), WORDS)


@pytest.mark.parametrize("text", [SAID, "ship", "who", "a b c"])
def test_weighed(text: str) -> None:
    """Each kind is as long as its share, whatever the rarity; what is always there weighs 1."""
    rarity = np.random.default_rng(5).uniform(1, 9, BUCKETS + 1).astype(np.float32)
    seen = _traits(text)
    numbers, weights = seen.weighed(rarity)
    assert (numbers[0], weights[0]) == (ALWAYS, 1)
    start = 1
    for share, found, _ in seen.kinds:
        part = weights[start : start + found.size]
        assert numbers[start : start + found.size].tolist() == found.tolist()
        assert float(np.linalg.norm(part)) == pytest.approx(share, rel=1e-5)
        start += found.size
    assert start == numbers.size


def test_rare_weighs_more() -> None:
    """Of two words in a message the rarer one weighs more."""
    seen = _traits("alpha beta")
    first, second = _of(seen, WORDS)
    rarity = EVEN.copy()
    rarity[first] = 5
    numbers, weights = seen.weighed(rarity)
    found = dict(zip(numbers.tolist(), weights.tolist(), strict=True))
    assert found[first] == pytest.approx(5 * found[second])


def test_numbers_of() -> None:
    """A word brings the same numbers into every message, and each number is in its place."""
    for word, other in combinations(words(SAID), 2):
        both = _traits(f"{word} {other}")
        there = {number for _, numbers, _ in both.kinds for number in numbers.tolist()}
        assert numbers_of(word) | numbers_of(other) <= there
        assert all(0 <= number < BUCKETS for number in there)
