"""A Home tab in Slack's shape, within Slack's limits however much there is to tell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from bot.domain.home import Home, Line, Part
from bot.domain.reply import Reply, Span
from bot.slack import limits
from bot.slack.buttons import rows
from bot.slack.limits import cut, line, weight
from bot.slack.message import Directory
from bot.slack.render import spoken

Block = dict[str, Any]

_LINE = 600
"""Bytes of one line, with what frames it."""

_BYTES = limits.HOME_BYTES // 4
"""Bytes as we count them, of which Slack may count up to three where they go out as ASCII."""

_DONE_LINES = 3
_ALL = "`/ownership show`"


@dataclass(frozen=True)
class _Drawn:
    """A part of which so many lines are shown."""

    part: Part
    count: int
    directory: Directory

    @property
    def blocks(self) -> list[Block]:
        """The title, the lines, what was left out, and the buttons for all of it."""
        title = cut(line(self.part.title), limits.HEADER) or "–"
        return [
            {"type": "header", "text": {"type": "plain_text", "text": title, "emoji": False}},
            *_lines(self.part.lines[: self.count], self.directory),
            *self._more(),
            *rows(self.part.actions, "below"),
        ]

    def _more(self) -> Iterator[Block]:
        left = self.part.left + len(self.part.lines) - self.count
        if left:
            text = f"and {left:,} more: {self.part.how or _ALL}"
            yield from _rich(_words((Span(text=text),), self.directory))


def view(home: Home, directory: Directory, done: Reply | None = None) -> dict[str, Any]:
    """The view; what somebody has just `done` stands above it all."""
    above = _done(done, directory) if done is not None else []
    drawn = [_Drawn(part, len(part.lines), directory) for part in home.parts]
    blocks = [*above, *_blocks(drawn)]
    while not _fits(blocks):
        longest = max(range(len(drawn)), key=lambda place: drawn[place].count)
        if not drawn[longest].count:
            break
        drawn[longest] = replace(drawn[longest], count=drawn[longest].count - 1)
        blocks = [*above, *_blocks(drawn)]
    return {"type": "home", "callback_id": "home", "blocks": blocks[: limits.HOME_BLOCKS]}


def _fits(blocks: Sequence[Block]) -> bool:
    return len(blocks) <= limits.HOME_BLOCKS and weight(blocks) <= _BYTES


def _blocks(drawn: Sequence[_Drawn]) -> list[Block]:
    return [block for one in drawn for block in one.blocks]


def _lines(lines: Sequence[Line], directory: Directory) -> Iterator[Block]:
    """Lines with buttons each by itself, those without in lists."""
    for has_buttons, some in groupby(lines, key=lambda one: bool(one.actions)):
        if has_buttons:
            for one in some:
                yield from _rich(_words(one.words, directory))
                yield from rows(one.actions, "line")
        else:
            bullets = [section for one in some for section in _words(one.words, directory)]
            if bullets:
                listed = {"type": "rich_text_list", "style": "bullet", "elements": bullets}
                yield {"type": "rich_text", "elements": [listed]}


def _done(done: Reply, directory: Directory) -> list[Block]:
    """What came of a click, with its buttons, such as to undo it."""
    below = [words for section in done.sections for words in section.lines][:_DONE_LINES]
    spoken_of = [(Span(text=done.headline),), *below]
    sections = [section for words in spoken_of for section in _words(words, directory)]
    return [*_rich(sections), *rows(done.actions, "below")[:1], {"type": "divider"}]


def _words(words: Sequence[Span], directory: Directory) -> list[Block]:
    elements = spoken(words, directory, _LINE)
    return [{"type": "rich_text_section", "elements": elements}] if elements else []


def _rich(sections: list[Block]) -> list[Block]:
    return [{"type": "rich_text", "elements": sections}] if sections else []
