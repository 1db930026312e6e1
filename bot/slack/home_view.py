"""A Home tab in Slack's shape, within Slack's limits however much there is to tell."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from bot.domain.home import Home, Part
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

_MOST_LINES = limits.HOME_BLOCKS // 2
"""Lines of one part: with buttons more don't fit, and nobody reads more without."""

_DONE_LINES = 3
_ALL = "`/ownership show`"


@dataclass(frozen=True)
class _Drawn:
    """A part whose lines have Slack's shape, before it is known how many of them fit."""

    part: Part
    lines: tuple[tuple[list[Block], list[Block]], ...]
    directory: Directory

    def blocks(self, most: int) -> Iterator[Block]:
        """The title, so many lines, what was left out, and the buttons for all of it."""
        title = cut(line(self.part.title), limits.HEADER) or "–"
        yield {"type": "header", "text": {"type": "plain_text", "text": title, "emoji": False}}
        for has_buttons, some in groupby(self.lines[:most], key=lambda one: bool(one[1])):
            if has_buttons:
                yield from (block for words, buttons in some for block in (*_rich(words), *buttons))
            else:
                yield from _bullets([section for words, _ in some for section in words])
        left = self.part.left + max(0, len(self.part.lines) - most)
        if left:
            text = f"and {left:,} more: {self.part.how or _ALL}"
            yield from _rich(_words((Span(text=text),), self.directory))
        yield from rows(self.part.actions, "below")


def view(home: Home, directory: Directory, done: Reply | None = None) -> dict[str, Any]:
    """The view; what somebody has just `done` stands above it all.

    Where not everything fits, the parts with most lines lose some.
    """
    above = _done(done, directory) if done is not None else []
    drawn = [_drawn(part, directory) for part in home.parts]

    def blocks(most: int) -> list[Block]:
        return [*above, *(block for one in drawn for block in one.blocks(most))]

    too_many = bisect_left(range(_MOST_LINES + 1), x=True, key=lambda most: not _fits(blocks(most)))
    shown = blocks(max(0, too_many - 1))
    return {"type": "home", "callback_id": "home", "blocks": shown[: limits.HOME_BLOCKS]}


def _fits(blocks: Sequence[Block]) -> bool:
    return len(blocks) <= limits.HOME_BLOCKS and weight(blocks) <= _BYTES


def _drawn(part: Part, directory: Directory) -> _Drawn:
    lines = (
        (_words(one.words, directory), rows(one.actions, "line"))
        for one in part.lines[:_MOST_LINES]
    )
    return _Drawn(part, tuple(lines), directory)


def _bullets(sections: list[Block]) -> list[Block]:
    listed = {"type": "rich_text_list", "style": "bullet", "elements": sections}
    return [{"type": "rich_text", "elements": [listed]}] if sections else []


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
