"""Which entries use which words."""

import numpy as np
import pytest

from bot.search.labels import Findable, Label
from bot.search.postings import SUPPORT, Postings
from bot.search.vocabulary import Vocabulary, VocabularyFile

WORDS = Vocabulary(VocabularyFile(same=(("on call", "pager duty"), ("ship", "send"))))


def _entry(number: int, *names: str, support: str = "") -> Findable:
    ref = f"activity:{number}"
    return Findable(ref, names[0], tuple(Label(ref, one) for one in names), support, frozenset())


ENTRIES = (
    _entry(0, "Ship parcels", "send boxes", support="Boxes of wood."),
    _entry(1, "Who is on call", support="Parcels, and parcels again."),
    _entry(2, "Boxes"),
)
POSTINGS = Postings(ENTRIES, WORDS)


@pytest.mark.parametrize(
    ("phrase", "strengths"),
    [
        (("ship",), {0: 1.0}),
        (("parcel",), {0: 1.0, 1: SUPPORT}),
        (("box",), {0: 1.0, 2: 1.0}),
        (("wood",), {0: SUPPORT}),
        (("on", "call"), {1: 1.0}),
        (("who",), {}),
        (("zebra",), {}),
        (("pager", "duti"), {}),
    ],
)
def test_of(phrase: tuple[str, ...], strengths: dict[int, float]) -> None:
    """Each entry once, by its name rather than by what is said of it."""
    found = POSTINGS.of(phrase)
    assert dict(zip(found.places.tolist(), found.strengths.tolist(), strict=True)) == strengths


def test_words() -> None:
    """The words of names, and of some names, without those of descriptions."""
    assert {"ship", "parcels", "boxes", "who"} <= POSTINGS.words
    assert "wood" not in POSTINGS.words
    assert set(POSTINGS.words_of(np.array([False, False, True]))) == {"boxes"}
    assert "call" in set(POSTINGS.words_of(np.array([False, True, False])))


def test_spread() -> None:
    """A stem is counted once for each entry that has it in a name."""
    spread = {one: int(POSTINGS.spread[number]) for one, number in POSTINGS.numbers.items()}
    assert (spread["box"], spread["parcel"], spread["wood"], spread["who"]) == (2, 1, 0, 1)


def test_order() -> None:
    """Among equals short names go first, and those that may go later go last."""
    order = POSTINGS.order(np.array([False, False, False]), lambda _: 1.0)
    assert order.argmin() == 1  # “on call”: the rest of its name are function words
    assert order[2] < order[0]
    later = POSTINGS.order(np.array([False, True, True]), lambda _: 1.0)
    assert later.argmin() == 0


def test_nothing() -> None:
    """No entries, and entries without a word, are no trouble."""
    assert not len(Postings((), WORDS).of(("ship",)).places)
    silent = Postings((_entry(0, "…"), _entry(1, "ship")), WORDS)
    assert silent.of(("ship",)).places.tolist() == [1]
