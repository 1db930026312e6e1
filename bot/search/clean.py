"""What a person wrote, without what Slack and keyboards add to it."""

import html
import re
import unicodedata

MOST_CHARACTERS = 2000
"""Longer questions are cut here before anything else is done with them."""

_SLACK = re.compile(r"<([@#!]?)([^<>|]{1,300})(?:\|([^<>]{0,300}))?>")
_EMOJI_CODE = re.compile(r":(?:[+-]1|(?=[0-9_+'-]{0,30}[a-z])[a-z0-9_+'-]{1,61}):")
# At the edge of a word only: feature_store is a name.
_MARKUP = re.compile(r"(?<!\w)[*_~`]+(?=\S)|(?<=\S)[*_~`]+(?!\w)")
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_CONTROLS = dict.fromkeys((*range(10), *range(11, 32), 127), " ")
_SPACE = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


def clean(text: str) -> str:
    """The words of a message: no markup, entities, mentions, links, emoji or unseen characters.

    Slack's order matters: tokens in angle brackets first, entities after, or an escaped bracket
    would become a token.
    """
    text = _SLACK.sub(_spoken, text[:MOST_CHARACTERS])
    text = unicodedata.normalize("NFKC", html.unescape(text))[:MOST_CHARACTERS]
    # Nearly every text is ASCII, and then nothing is unseen but controls.
    plain = text.isascii()
    text = text.translate(_CONTROLS) if plain else "".join(_seen(char) for char in text)
    text = _LINK.sub(" ", text)
    text = _EMOJI_CODE.sub(" ", text)
    text = _MARKUP.sub("", text)
    return _SPACE.sub(" ", _LINES.sub("\n", "\n".join(text.splitlines()))).strip()


def _spoken(token: re.Match[str]) -> str:
    """A channel by its name, a link by its label; people, groups and broadcasts leave no word."""
    sign, _, label = token.groups()
    if sign == "#":
        return f" #{label} " if label else " "
    return f" {label or ''} " if sign == "" else " "


def _seen(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cf", "Mn"):
        return ""
    if char != "\n" and (category[0] == "C" or category in ("So", "Sk", "Zl", "Zp")):
        return " "
    return char
