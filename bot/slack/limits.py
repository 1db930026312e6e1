"""Slack's limits, and the functions that cut to them: one figure too many and nothing is shown."""

import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any

BLOCKS = 50
"""Blocks in a message: https://docs.slack.dev/reference/block-kit/blocks."""

HOME_BLOCKS = 100
"""Blocks in a Home tab: https://docs.slack.dev/reference/block-kit/blocks."""

HOME_BYTES = 250_000
"""Bytes of a view as JSON: https://docs.slack.dev/reference/views."""

HEADER = 150
"""Characters: https://docs.slack.dev/reference/block-kit/blocks/header-block."""

CONTEXT_ELEMENTS = 10
"""Elements: https://docs.slack.dev/reference/block-kit/blocks/context-block."""

TEXT = 3_000
"""Characters: https://docs.slack.dev/reference/block-kit/composition-objects/text-object."""

BUTTON_TEXT = 75
"""Characters: https://docs.slack.dev/reference/block-kit/block-elements/button-element."""

BUTTON_VALUE = 2_000
"""Characters: https://docs.slack.dev/reference/block-kit/block-elements/button-element."""

CONFIRM_TEXT = 300
"""Characters:
https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object."""

CONFIRM_BUTTON = 30
"""Characters, on the buttons of the same."""

TABLE_ROWS = 100
"""Rows with the header: https://docs.slack.dev/reference/block-kit/blocks/table-block."""

TABLE_COLUMNS = 20
"""Columns of the same."""

TABLE_TEXT = 10_000
"""Characters in all cells of the same."""

VIEW_TITLE = 24
"""Characters of a view's title and buttons: https://docs.slack.dev/reference/views/modal-views."""

METADATA = 3_000
"""Characters of `private_metadata`, ibid."""

LABEL = 2_000
"""Characters of a field's label:
https://docs.slack.dev/reference/block-kit/blocks/input-block."""

PLACEHOLDER = 150
"""Characters: https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element."""

OPTIONS = 100
"""Options: https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element."""

OPTION_TEXT = 75
"""Characters: https://docs.slack.dev/reference/block-kit/composition-objects/option-object."""

OPTION_VALUE = 150
"""Characters: https://docs.slack.dev/reference/block-kit/composition-objects/option-object."""

ID = 255
"""Characters of a block_id or action_id: https://docs.slack.dev/reference/block-kit/blocks."""

FALLBACK = 3_000
"""Characters and bytes of a message's `text`; Slack advises to stay below 4,000 characters:
https://docs.slack.dev/reference/methods/chat.postMessage#truncating."""

RICH_TEXT = 10_000
"""Characters of all rich text in a message; Slack documents no figure and refuses from about
12,000 on, as `msg_blocks_too_long`: https://github.com/slackapi/bolt-js/issues/2509."""

PAYLOAD = 16_000
"""Bytes of a whole message as JSON; undocumented too, with 15,561 seen accepted and 17,694 refused:
https://github.com/slackapi/bolt-js/issues/2867."""

# What shows nothing and can make a name pass for another: controls, overrides of direction, ends
# of lines that Slack doesn't know. The joiners stand rightly inside emoji and several scripts.
_UNSEEN = {"Cc", "Cf", "Zl", "Zp"}
_RIGHTLY_UNSEEN = {"\n", "\u200c", "\u200d"}
_UNUSUAL = re.compile(r"[^ -~\n]+")
_JSON = json.JSONEncoder(ensure_ascii=False)
_END = "…"


def clean(text: str) -> str:
    """The text without characters that show nothing; half a surrogate pair becomes U+FFFD."""
    return text if text.isprintable() else _UNUSUAL.sub(_shown_of, text)


def line(text: str) -> str:
    """The clean text on one line, without space around it."""
    return " ".join(clean(text).split())


def escape(text: str) -> str:
    """Text that Slack takes literally in `text`, where <!channel> would notify everybody:
    https://docs.slack.dev/messaging/formatting-message-text#escaping.
    """  # noqa: D205
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def weight(value: Any) -> int:
    """The bytes that something takes as JSON."""
    return len(_JSON.encode(value).encode())


def cut(text: str, most: int) -> str:
    """The text in at most so many characters; an ellipsis shows that there was more."""
    return text if len(text) <= most else text[: most - len(_END)].rstrip() + _END


def cut_to_bytes(text: str, most: int, shape: Callable[[str], str] = str) -> str:
    """The text of which the `shape` takes at most so many bytes as JSON, its quotes aside.

    An ellipsis shows that there was more; it alone is left where there is room for nothing.
    """
    start = text[: max(most, 0) + 1]
    if _bytes(shape(start)) <= most:
        return text
    room = most - _bytes(_END)
    place = bisect_right(range(len(start)), room, key=lambda end: _bytes(shape(start[:end])))
    return start[: max(place - 1, 0)].rstrip() + _END


def fallback(text: str) -> str:
    """A message's `text`, which notifications and screen readers have instead of its blocks."""
    return escape(cut_to_bytes(clean(text), FALLBACK, escape))


def usable(value: str, most: int) -> bool:
    """Whether Slack brings the value back as it is; what identifies something can't be cut."""
    return 0 < len(value) <= most and value == line(value) and _bytes(value) <= most


def fair(texts: Sequence[str], most: int) -> list[str]:
    """The texts in so many bytes together: the longest are cut, to the same length."""
    shown = list(texts)
    by_size = sorted(range(len(texts)), key=lambda place: _bytes(texts[place]))
    for done, place in enumerate(by_size):
        shown[place] = cut_to_bytes(texts[place], most // (len(texts) - done))
        most -= _bytes(shown[place])
    return shown


def kept(weights: Sequence[Sequence[int]], room: int) -> list[int]:
    """How many lines each section keeps for all to fit: the longest gives up its last line first.

    `weights` has a figure for each line of each section.
    """
    counts = [len(section) for section in weights]
    sizes = [sum(section) for section in weights]
    while sum(sizes) > room and any(counts):
        longest = max(range(len(sizes)), key=lambda place: (sizes[place], counts[place]))
        counts[longest] -= 1
        sizes[longest] -= weights[longest][counts[longest]]
    return counts


def _shown_of(found: re.Match[str]) -> str:
    return found[0] if found[0].isprintable() else "".join(map(_shown, found[0]))


def _shown(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cs":
        return "\ufffd"
    if category in _UNSEEN and char not in _RIGHTLY_UNSEEN:
        return " " if char.isspace() else ""
    return char


def _bytes(text: str) -> int:
    return weight(text) - len('""')
