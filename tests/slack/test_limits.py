"""Slack's limits, and cutting to them."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.limits import (
    FALLBACK,
    clean,
    cut,
    cut_to_bytes,
    escape,
    fair,
    fallback,
    kept,
    line,
    usable,
    weight,
)

# Surrogates too, which Hypothesis leaves out by itself.
ANY = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        ("José 👩‍💻 <b> & `c`", "José 👩‍💻 <b> & `c`"),
        ("a\nb", "a\nb"),
        ("a\tb\rc\u2028d", "a b c d"),
        ("a\0b\x1b\x7fc", "abc"),
        ("\u202egnp.exe\u202c\u2066x\u2069\ufeff", "gnp.exex"),
        ("half \ud83d of one", "half \ufffd of one"),
        ("", ""),
    ],
)
def test_clean(text: str, expected: str) -> None:
    """What shows nothing goes, joined emoji and line ends stay, half a character is marked."""
    assert clean(text) == expected


def test_line() -> None:
    """Text for a button or a menu is one line."""
    assert line("  Build\n data\u202e\tpipelines ") == "Build data pipelines"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!channel> & <@U1>", "&lt;!channel&gt; &amp; &lt;@U1&gt;"),
        ("&lt;", "&amp;lt;"),
        ("*bold* `code`", "*bold* `code`"),
    ],
)
def test_escape(text: str, expected: str) -> None:
    """The three characters that Slack reads as mark-up of its own are escaped, no others."""
    assert escape(text) == expected


def test_weight() -> None:
    """Weight is in bytes: an é takes two, an emoji four."""
    assert weight({"a": ["é", "👍"]}) == len('{"a": ["é", "👍"]}') + 1 + 3


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("ab cd", 4, "ab…"), ("", 1, ""), ("abc", 1, "…")],
)
def test_cut(text: str, most: int, expected: str) -> None:
    """A text that is too long ends with an ellipsis, and never with a space before it."""
    assert cut(text, most) == expected


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("abc", 3, "abc"),
        ("abcdef", 5, "ab…"),
        ("a bcde", 5, "a…"),
        ("ééé", 6, "ééé"),
        ("éééé", 7, "éé…"),
        ('"""', 4, "…"),
        ('""""', 7, '""…'),
        ("abcdef", -9, "…"),
        ("", 0, ""),
    ],
)
def test_cut_to_bytes(text: str, most: int, expected: str) -> None:
    """Bytes count as JSON has them; a cut is always visible, even without any room."""
    assert cut_to_bytes(text, most) == expected


@given(ANY, st.integers(3, 60))
def test_cut_to_bytes_fits(text: str, most: int) -> None:
    """Whatever the text, it fits, and what is left of it is its beginning."""
    shown = cut_to_bytes(clean(text), most)
    assert weight(shown) - 2 <= most
    assert clean(text).startswith(shown.removesuffix("…"))


@settings(max_examples=50)
@given(ANY, st.integers(1, 4_000))
def test_fallback(text: str, times: int) -> None:
    """The fallback is escaped and whole: it fits, no mention is left, and no entity is cut."""
    shown = fallback(text * times)
    assert weight(shown) - 2 <= FALLBACK
    assert not set("<>") & set(shown)
    for entity in shown.split("&")[1:]:
        assert entity.startswith(("amp;", "lt;", "gt;"))
    json.dumps(shown, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("activity:deploy-models", True),
        ("x" * 255, True),
        ("x" * 256, False),
        ("é" * 128, False),
        ("", False),
        (" ", False),
        ("a\nb", False),
        ("a\u202eb", False),
        ("\ud800", False),
    ],
)
def test_usable(value: str, *, expected: bool) -> None:
    """What Slack would change or refuse can't identify anything."""
    assert usable(value, 255) is expected


@pytest.mark.parametrize(
    ("texts", "most", "expected"),
    [
        ([], 10, []),
        (["ab", "cd"], 4, ["ab", "cd"]),
        (["abcdefghijkl", "mn", "op"], 12, ["abcde…", "mn", "op"]),
        (["abcdefgh", "ijklmnop"], 12, ["abc…", "ijk…"]),
    ],
)
def test_fair(texts: list[str], most: int, expected: list[str]) -> None:
    """Short texts stay whole, long ones share what the short ones leave."""
    assert fair(texts, most) == expected


@pytest.mark.parametrize(
    ("weights", "room", "expected"),
    [
        ([], 0, []),
        ([[1, 1], [1]], 3, [2, 1]),
        ([[5, 5, 5], [5]], 10, [1, 1]),
        ([[5, 5, 5], [5, 5]], 20, [2, 2]),
        ([[1, 9], [4, 4]], 9, [1, 2]),
        ([[5], [5]], 0, [0, 0]),
        ([[5], [5]], -1, [0, 0]),
    ],
)
def test_kept(weights: list[list[int]], room: int, expected: list[int]) -> None:
    """The longest section gives up its last lines first, until all fit."""
    assert kept(weights, room) == expected
