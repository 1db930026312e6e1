"""Anybody's text, made fit for both databases."""

import pytest
from sqlalchemy import literal, select

from bot.store.engine import Engines
from bot.store.storable import storable


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("who owns?", "who owns?"),
        ("", ""),
        ("\0a\0", "a"),
        ("\ud800a\udfff", "?a?"),
        ("Ü🎉" * 9, "Ü🎉" * 5),
        ("\0" * 20 + "a" * 20, "a" * 10),
    ],
)
def test_what_is_kept(text: str, kept: str) -> None:
    """Everything that can be stored is kept as it is, up to the length."""
    assert storable(text, 10) == kept


def test_both_databases_hold_it(engines: Engines) -> None:
    """What is left of any text can be given to either database and comes back the same."""
    odd = storable("\0 <!here> \ud83d 'x'; -- \x1b \u202e " + "🎉" * 50, 40)
    with engines.read.connect() as connection:
        assert connection.scalar(select(literal(odd))) == odd
