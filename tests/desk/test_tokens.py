"""A command's words, as Slack sends them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.tokens import plain, tokens

Read = list[tuple[str, str]]


def _read(text: str) -> Read:
    return [(token.kind, token.text) for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t ", []),
        ("<@U1>", [("person", "U1")]),
        ("<@U1|ada>", [("person", "U1")]),
        ("<@W0ABC|Ada, the first>", [("person", "W0ABC")]),
        ("<@U1|>", [("person", "U1")]),
        ("<@U1>,<@U2>", [("person", "U1"), ("comma", ","), ("person", "U2")]),
        ("<#C1|churn>", [("channel", "C1")]),
        ("<#C1>", [("channel", "C1")]),
        ("<#C1|>", [("channel", "C1")]),
        ("<#G1|x>", [("channel", "G1")]),
        ("a, b", [("word", "a"), ("comma", ","), ("word", "b")]),
        ("a,b,", [("word", "a"), ("comma", ","), ("word", "b"), ("comma", ",")]),
        ("R&amp;D &lt;3", [("word", "R&D"), ("word", "<3")]),
        ("&amp;lt;", [("word", "&lt;")]),
        ("@ada #churn", [("word", "@ada"), ("word", "#churn")]),
    ],
)
def test_words(text: str, expected: Read) -> None:
    """Mentions and channels are their ids, commas stand alone, what Slack escaped is itself."""
    assert _read(text) == expected


@pytest.mark.parametrize(
    "text", ["<@u1>", "<@U1", "<@U1|<x>>", "<!channel>", "<@>", "<#1>", "<@S1>", "x<@U1>"]
)
def test_no_mention(text: str) -> None:
    """What only looks like a mention is a word and names nobody."""
    assert {kind for kind, _ in _read(text)} == {"word"}


@pytest.mark.parametrize("quoted", ['"%s"', "“%s”", "“%s“", "„%s“", "„%s”", "«%s»"])
def test_quotes(quoted: str) -> None:
    """Whatever quotes somebody's keyboard makes, what is between them is one name."""
    text = quoted % " in &amp; out, of <@U1> "
    assert _read(f"{text}, x") == [
        ("quoted", "in & out, of <@U1>"),
        ("comma", ","),
        ("word", "x"),
    ]
    assert _read(text) == [("quoted", "in & out, of <@U1>")]


@pytest.mark.parametrize("text", ['"open', "“open", "«open", 'cl"ose', '"a"b', "it's", "«", '""b'])
def test_no_quotes(text: str) -> None:
    """A quote that nothing ends, or inside a word, is part of that word."""
    assert _read(text) == [("word", text)]


def test_empty_quotes() -> None:
    """Between quotes there may be nothing."""
    assert _read('""') == _read("“ ”") == [("quoted", "")]


@given(st.text(alphabet='ab <>@#|,"“”«»&;UC1\n', max_size=60))
def test_nothing_is_lost(text: str) -> None:
    """Every token stands where it says, in order, and between two of them there is only space."""
    end = 0
    for token in tokens(text):
        assert not text[end : token.start].strip()
        assert token.start < token.end
        end = token.end
        if token.kind == "word":
            assert token.text == plain(text[token.start : token.end])
    assert not text[end:].strip()
