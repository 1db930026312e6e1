"""What a person wrote, without what Slack and keyboards add."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search.clean import MOST_CHARACTERS, clean


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("<@U123> who deploys", "who deploys"),
        ("<@U123|ada> who deploys", "who deploys"),
        ("<!here> <!subteam^S1|@ml> who deploys", "who deploys"),
        ("who owns <#C1|churn> now", "who owns #churn now"),
        ("who owns <#C1> now", "who owns now"),
        ("see <https://x.example/y|the docs> please", "see the docs please"),
        ("see <https://x.example/y> please", "see please"),
        ("see https://x.example/y?a=b please", "see please"),
        ("see www.x.example please", "see please"),
        ("<mailto:a@x.example|a@x.example>", "a@x.example"),
        ("&lt;@U1&gt; deploys", "<@U1> deploys"),
        ("a &amp; b &lt; c", "a & b < c"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("who :rocket: ships :+1: it", "who ships it"),
        ("who 🚀 ships 👩‍💻 it", "who ships it"),
        ("at 12:30:45 today", "at 12:30:45 today"),
        ("de\u200bploy mo\ufeffdels", "deploy models"),
        ("de\u00adploy", "deploy"),
        ("\u202edeploy\u202c \u2066models\u2069", "deploy models"),
        ("who\0deploys\x07models", "who deploys models"),
        ("*deploy* _models_ `now` ~or~", "deploy models now or"),
        ("**bold** and ```code```", "bold and code"),
        ("ＤＥＰＬＯＹ ﬁles", "DEPLOY files"),
        ("a\u00a0b\u2003c\t d", "a b c d"),
        (" one \n\n two  three ", "one\ntwo three"),
        ("a\r\nb", "a\nb"),
        ("", ""),
        (" \n\t ", ""),
        ("🚀🎉", ""),
        (":tada: :rocket:", ""),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    """Words stay; tokens, entities, emoji, markup, links and unseen characters go."""
    assert clean(text) == cleaned


@pytest.mark.parametrize("size", [MOST_CHARACTERS, MOST_CHARACTERS + 1, 100_000])
def test_cut(size: int) -> None:
    """What is longer than is read of a question is cut first."""
    assert clean("x" * size) == "x" * MOST_CHARACTERS
    assert clean(" " * MOST_CHARACTERS + "x" * size) == ""


@pytest.mark.parametrize("text", ["<" * 100_000, "<@" * 50_000, ":a" * 50_000, "*_~`" * 25_000])
def test_markup_alone(text: str) -> None:
    """Heaps of opened markup are no longer afterwards than what is read of them."""
    assert len(clean(text)) <= MOST_CHARACTERS


@settings(database=None, deadline=None)
@given(st.text())
def test_any_text(text: str) -> None:
    """Whatever was written, nothing that is unseen remains, and no space at an end of a line."""
    cleaned = clean(text)
    assert not {"\0", "\u200b", "\u202e", "\r", "\t"} & set(cleaned)
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned
