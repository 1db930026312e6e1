"""Learning from examples without fooling oneself."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest

from bot.domain.evaluation import Labelled
from bot.search.finder import Finder
from bot.search.learned import Learned, fingerprint
from bot.tuning.calibrate import Figures
from bot.tuning.tune import FOLDS, MANY, STEPS, Tuned, folds
from tests.tuning import bakery
from tests.tuning.conftest import FURTHER


def _by(**counts: int) -> list[Labelled]:
    """So many messages by each writer, those of all writers mixed."""
    made = [
        Labelled(text=f"{writer} {n}", expected=(), writer=writer)
        for writer, count in counts.items()
        for n in range(count)
    ]
    return sorted(made, key=lambda one: one.text[::-1])


VOICES = _by(ann=7, ben=1, cem=30, dee=4, eva=4, fay=9, gil=2)
COLLECTED = _by(ann=7, ben=3, all=MANY + 1)


@pytest.mark.parametrize("examples", [[], _by(ann=3), VOICES, COLLECTED, VOICES[:2] * 2])
def test_every_message_once(examples: list[Labelled]) -> None:
    """Every message is judged once, by what all others taught that aren't of its fold."""
    seen: Counter[str] = Counter()
    rounds = list(folds(examples))
    assert len(rounds) == FOLDS
    for mine, others in rounds:
        seen.update(one.text for one in mine)
        assert Counter(one.text for one in (*mine, *others)) == Counter(o.text for o in examples)
    assert seen == Counter(one.text for one in examples)


@pytest.mark.parametrize("examples", [VOICES, _by(ann=MANY, ben=MANY - 1, cy=1, di=1, eva=1)])
def test_judged_by_others(examples: list[Labelled]) -> None:
    """Nobody with a voice of their own is judged by what they taught themselves."""
    for mine, others in folds(examples):
        assert not {one.writer for one in mine} & {one.writer for one in others}


def test_too_few_voices() -> None:
    """Where there are too few writers to hear the others, each is judged by the rest they wrote."""
    for mine, others in folds(_by(ann=50)):
        assert (len(mine), len(others)) == (10, 40)


def test_collections_are_split() -> None:
    """What is too much for one voice is split evenly over all folds."""
    counts = [sum(one.writer == "all" for one in mine) for mine, _ in folds(COLLECTED)]
    assert max(counts) - min(counts) <= 1
    assert sum(counts) == MANY + 1


def test_voices_are_spread() -> None:
    """Voices are spread over all folds, the same way in any order of the messages."""
    voices = [{one.writer for one in mine} for mine, _ in folds(VOICES)]
    assert sorted(map(len, voices)) == [1, 1, 1, 2, 2]
    assert voices == [{one.writer for one in mine} for mine, _ in folds(VOICES[::-1])]


def test_steps(tuned: tuple[Tuned, int]) -> None:
    """It says that it has come further as often as it says it will."""
    assert tuned[1] == STEPS


def _same(one: Learned, other: Learned) -> bool:
    return np.array_equal(one.weights, other.weights) and one.taught_by == other.taught_by


def test_all_of_it_teaches(tuned: tuple[Tuned, int]) -> None:
    """What is kept was learned from all examples, and from nothing further."""
    assert _same(tuned[0].learned, bakery.taught())
    assert tuned[0].learned.taught_by == fingerprint(bakery.messages())


def test_all_of_it_is_judged(tuned: tuple[Tuned, int]) -> None:
    """Probabilities are fitted on every example and on what is further."""
    judged = Counter(one.labelled.text for one in tuned[0].judged)
    assert judged == Counter(one.text for one in (*bakery.messages(), *FURTHER))


def test_what_stays(tuned: tuple[Tuned, int]) -> None:
    """What tuning doesn't fit is taken over as it stood; so few messages don't fit words alone."""
    made = tuned[0].matching
    fitted = {"with_examples"}
    assert made.model_dump(exclude=fitted) == bakery.MATCHING.model_dump(exclude=fitted)
    assert made.with_examples != bakery.MATCHING.with_examples


def _share(candidates: Sequence[tuple[str, Figures]], ref: str) -> float:
    return next((figures["share"] for found, figures in candidates if found == ref), -99.0)


def test_not_fooled(tuned: tuple[Tuned, int]) -> None:
    """What only one writer says is judged as by somebody who never heard it, and kept."""
    made = tuned[0]
    [judged] = [one for one in made.judged if one.labelled == bakery.HERS]
    finder = Finder.over(bakery.catalog(), bakery.vocabulary(), made.matching, made.learned)
    known = _share(finder.figures(bakery.HERS.text), bakery.OVEN)
    assert known > _share(judged.candidates, bakery.OVEN) + 1


def test_finds_what_was_said(tuned: tuple[Tuned, int]) -> None:
    """With what tuning gives, messages like the examples are answered, and talk is refused."""
    made = tuned[0]
    finder = Finder.over(bakery.catalog(), bakery.vocabulary(), made.matching, made.learned)
    for ref, texts in bakery.TOLD.items():
        best = finder.find(f"look, {texts[0]} today")[0]
        assert (best.ref, best.answerable, best.sure) == (ref, True, True)
    for text in bakery.TALK:
        assert not any(one.answerable for one in finder.find(f"look, {text}"))
