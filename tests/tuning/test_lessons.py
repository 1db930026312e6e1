"""Labelled messages to what is learned from them."""

import numpy as np

from bot.domain.evaluation import Labelled
from bot.search.learned import Learned, Likeness, fingerprint
from bot.search.traits import traits
from bot.search.words import words
from bot.tuning.lessons import learned
from tests.tuning import bakery

NEW = "the flugelhorn squeaks"


def _taught(*more: Labelled) -> Learned:
    return learned((*bakery.messages(), *more), bakery.catalog(), bakery.vocabulary())


def _told(text: str, *expected: str) -> Labelled:
    return Labelled(text=text, expected=expected)


def _like(known: Learned, text: str) -> Likeness:
    return known.likeness(traits(words(text), bakery.vocabulary()))


def _best(known: Learned, text: str) -> str:
    shares = _like(known, text).shares
    return max(shares, key=shares.__getitem__)


def _same(one: Learned, other: Learned) -> bool:
    """Whether two teach the same, whatever they were taught by."""
    return all(
        np.array_equal(getattr(one, part), getattr(other, part))
        for part in ("weights", "scales", "rarity")
    )


def test_what_was_said() -> None:
    """What was said of an entry is found again, also in other words around it."""
    for ref, texts in bakery.TOLD.items():
        for text in texts:
            assert _best(bakery.taught(), text) == ref
            assert _best(bakery.taught(), f"oh dear, {text} once more") == ref


def test_own_wordings() -> None:
    """Without any example the catalog's own wordings are known."""
    known = learned((), bakery.catalog(), bakery.vocabulary())
    for text, ref in (
        ("who owns sourdough?", bakery.BAKE),
        ("deliver orders", bakery.DELIVER),
        ("who do I ask about the till", bakery.COUNT),
        ("what does a clerk do?", bakery.CLERK),
        ("asks where the keys hang", bakery.KEYS),
    ):
        assert _best(known, text) == ref
    assert known.taught_by == fingerprint(())


def test_refs() -> None:
    """Whatever can be the answer has its weights; a boundary can't be."""
    refs = bakery.taught().refs
    assert set(refs) == set(bakery.catalog().by_ref) - {bakery.NO_COUNT, bakery.NO_WEATHER}
    assert len(refs) == len(set(refs))


def test_boundary() -> None:
    """A boundary stands for its activity."""
    known = _taught(_told(NEW, bakery.NO_COUNT))
    assert _best(known, NEW) == bakery.COUNT
    assert _same(known, _taught(_told(NEW, bakery.COUNT)))


def test_left_out() -> None:
    """A message that names only what can't be the answer teaches nothing, not even that."""
    for ref in (bakery.NO_WEATHER, "activity:gone"):
        known = _taught(_told(NEW, ref))
        assert _same(known, bakery.taught())
        assert known.taught_by != bakery.taught().taught_by


def test_partly_unknown() -> None:
    """Of several refs those that are there count, as if they stood alone."""
    known = _taught(_told(NEW, "activity:gone", bakery.NO_WEATHER, bakery.GREET))
    assert _best(known, NEW) == bakery.GREET
    assert _same(known, _taught(_told(NEW, bakery.GREET)))


def test_best_first() -> None:
    """Of several right answers the first one counts most, and each of them something."""
    known = _taught(_told(NEW, bakery.GREET, bakery.OVEN))
    shares = _like(known, NEW).shares
    first, second, third, *_ = sorted(shares, key=shares.__getitem__, reverse=True)
    assert (first, second) == (bakery.GREET, bakery.OVEN)
    assert shares[first] > 1.5 * shares[second]
    assert shares[second] > 3 * shares[third]


def test_concerns() -> None:
    """What is about nothing in the catalog teaches just that."""
    taught = bakery.taught()
    for text in bakery.TALK:
        assert _like(taught, text).concerns < 0
    for text in ("bake bread", "the rye came out flat", "soot in the chimney"):
        assert _like(taught, text).concerns > 0
    before = _like(taught, NEW).concerns
    assert _like(_taught(_told(NEW)), NEW).concerns < min(before, 0)


def test_deterministic() -> None:
    """The same messages teach the same, and what taught is kept."""
    assert _same(_taught(), bakery.taught())
    assert bakery.taught().taught_by == fingerprint(bakery.messages())


def test_mistyped() -> None:
    """What is a known word mistyped teaches that word."""
    one, other = _taught(_told("delivr it", bakery.OVEN)), _taught(_told("deliver it", bakery.OVEN))
    assert _same(one, other)
