"""A command's words as Slack sends them: quoted names, mentions, channels, commas, words."""

import re
from dataclasses import dataclass
from typing import Literal

MOST_CHARACTERS = 2000
"""As long as a command may be; a reason has to fit in, too."""

CHANNEL = re.compile(r"<#([CGD][A-Z0-9]{1,30})(?:\|([^<>]*))?>")
"""A channel as Slack writes it: its id, and the name that it may have."""

PERSON = re.compile(r"<@([UW][A-Z0-9]{1,30})(?:\|[^<>]*)?>")
"""A person as Slack writes a mention of them: their id, and the name that it may have."""

_TOKEN = re.compile(
    r"""(?P<quoted>"[^"]*"|“[^”“]*[”“]|„[^”“]*[”“]|«[^»]*»)(?=[\s,]|$)"""
    r"""|(?P<person><@[UW][A-Z0-9]{1,30}(?:\|[^<>]*)?>)"""
    r"""|(?P<channel><\#[CGD][A-Z0-9]{1,30}(?:\|[^<>]*)?>)"""
    r"""|(?P<comma>,)|(?P<word>[^\s,]+)"""
)
_ESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


@dataclass(frozen=True)
class Token:
    """One of the words; `text` is what was meant, `start` and `end` where it stands.

    For a mention or a channel `text` is the id.
    """

    kind: Literal["quoted", "person", "channel", "comma", "word"]
    text: str
    start: int
    end: int


def tokens(text: str) -> tuple[Token, ...]:
    """The words of a command, without the marks that only group or escape them."""
    return tuple(_token(found) for found in _TOKEN.finditer(text))


def plain(text: str) -> str:
    """Text as it was written, before Slack escaped it."""
    for escaped, char in _ESCAPED:
        text = text.replace(escaped, char)
    return text


def _token(found: re.Match[str]) -> Token:
    kind, raw = found.lastgroup, found.group()
    start, end = found.span()
    match kind:
        case "quoted":
            return Token("quoted", plain(raw[1:-1]).strip(), start, end)
        case "person":
            return Token("person", raw[2:-1].partition("|")[0], start, end)
        case "channel":
            return Token("channel", raw[2:-1].partition("|")[0], start, end)
        case "comma":
            return Token("comma", raw, start, end)
    return Token("word", plain(raw), start, end)
