"""Words as they are compared with what teams are called."""

import pytest

from bot.domain.team_words import folded_words, team_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("who deploys in #ml-platform?", ["who", "deploys", "in", "#ml-platform", "?"]),
        ("The ML Platform, please", ["the", "ml", "platform", ",", "please"]),
        ("Żółw’s team", ["żółw’s", "team"]),
        ("a_b", ["a", "b"]),
        ("", []),
        ("— …", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    """Words are told from marks, in any case; the # of a channel stays with its name."""
    assert folded_words(text) == words
    assert [text[one.start() : one.end()].casefold() for one in team_words(text)] == words
