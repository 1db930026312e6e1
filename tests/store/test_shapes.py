"""How facts lie in rows."""

from typing import get_args

from bot.domain.fact import Body, Kind
from bot.store.shapes import SHAPES
from tests.store.sample import FACTS


def test_every_kind_has_its_shape() -> None:
    """No kind of fact is without a place."""
    assert set(SHAPES) == set(get_args(Kind))


def test_columns_are_named_as_in_the_domain() -> None:
    """A fact's body has exactly the columns of its shape."""
    for subject, body in FACTS.items():
        shape = SHAPES[subject.kind]
        assert tuple(body) == shape.body
        assert tuple(shape.place(subject).values()) == subject.key


def test_older_bodies_are_made_whole() -> None:
    """A body from before a column was there has nothing in it; whole ones stay as they are."""
    for subject, body in FACTS.items():
        shape = SHAPES[subject.kind]
        assert shape.whole(body) == body
        assert shape.whole({}) == dict.fromkeys(shape.body)
        assert shape.whole(None) is None
    entry: Body = {"name": "x"}
    assert SHAPES["entry"].whole(entry) == entry
