"""Slack's limits on blocks: those in messages, and those in views."""

from collections.abc import Iterator
from typing import Any

from tests.fake_slack.checks import (
    Check,
    among,
    both,
    flag,
    listed,
    number,
    plain,
    shaped,
    string,
    text,
    typed,
    unique,
    url,
)
from tests.fake_slack.elements import ELEMENT, ID, INPUT_ELEMENT, INTERACTIVE

TEXT = 40_000
CELLS = 10_000
IMAGE = {"image_url": url(3000), "alt_text": string(1, 2000)}
IMAGE_ELEMENT = shaped(IMAGE)
CONTEXT_ELEMENT = typed({"mrkdwn": text(3000), "plain_text": text(3000), "image": IMAGE_ELEMENT})

FACES = shaped({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), flag))
FACE = {"style": FACES}
RICH_TEXT = shaped({"text": string(1, TEXT)}, FACE)
LINK = shaped({"url": url(3000)}, {"text": string(1, TEXT), "unsafe": flag} | FACE)
INNER = typed(
    {
        "text": RICH_TEXT,
        "link": LINK,
        "user": shaped({"user_id": string(1, ID)}, FACE),
        "usergroup": shaped({"usergroup_id": string(1, ID)}, FACE),
        "channel": shaped({"channel_id": string(1, ID)}, FACE),
        "broadcast": shaped({"range": among("here", "channel", "everyone")}, FACE),
        "emoji": shaped(
            {"name": string(1, ID)},
            {"unicode": string(1, ID), "skin_tone": number(1, 6)} | FACE,
        ),
        "color": shaped({"value": string(1, 7)}),
        "date": shaped(
            {"timestamp": number(0, 2**40), "format": string(1, ID)},
            {"url": url(3000), "fallback": string(1, TEXT)} | FACE,
        ),
    }
)
INNERS = {"elements": listed(INNER, 1, 1000)}
BORDER = {"border": number(0, 1)}
SECTION = shaped(INNERS)
RICH_ELEMENT = typed(
    {
        "rich_text_section": SECTION,
        "rich_text_list": shaped(
            {
                "style": among("bullet", "ordered"),
                "elements": listed(typed({"rich_text_section": SECTION}), 1, 1000),
            },
            {"indent": number(0, 8), "offset": number(0, 2**31)} | BORDER,
        ),
        "rich_text_quote": shaped(INNERS, BORDER),
        "rich_text_preformatted": shaped(
            {"elements": listed(typed({"text": RICH_TEXT, "link": LINK}), 1, 1000)},
            {"language": string(1, ID)} | BORDER,
        ),
    }
)
RICH = {"elements": listed(RICH_ELEMENT, 1, 1000)}
CELL = typed({"raw_text": shaped({"text": string(1, CELLS)}), "rich_text": shaped(RICH)})
COLUMN = shaped({}, {"align": among("left", "center", "right"), "is_wrapped": flag})


def _said(block: Any, path: str) -> Iterator[str]:
    if not block.get("text") and not block.get("fields"):
        yield f"{path}: neither text nor fields"


def _actions(block: Any, path: str) -> Iterator[str]:
    yield from unique(block.get("elements"), "action_id", f"{path}.elements")


def _cells(block: Any, path: str) -> Iterator[str]:
    size = _size(block.get("rows"))
    if size > CELLS:
        yield f"{path}.rows: {size} characters in all cells, at most {CELLS}"


def _size(value: Any) -> int:
    if isinstance(value, list):
        return sum(map(_size, value))
    if not isinstance(value, dict):
        return 0
    own = value.get("text")
    return (len(own) if isinstance(own, str) else 0) + _size(value.get("elements"))


NAMED = {"block_id": string(1, ID)}
COMMON: dict[str, Check] = {
    "section": both(
        shaped(
            {},
            {
                "text": text(3000),
                "fields": listed(text(2000), 1, 10),
                "accessory": typed(INTERACTIVE | {"image": IMAGE_ELEMENT}),
                "expand": flag,
            }
            | NAMED,
        ),
        _said,
    ),
    "header": shaped({"text": plain(150)}, NAMED),
    "divider": shaped({}, NAMED),
    "context": shaped({"elements": listed(CONTEXT_ELEMENT, 1, 10)}, NAMED),
    "actions": both(shaped({"elements": listed(ELEMENT, 1, 25)}, NAMED), _actions),
    "image": shaped(IMAGE, {"title": plain(2000)} | NAMED),
    "rich_text": shaped(RICH, NAMED),
    "input": shaped(
        {"label": plain(2000), "element": INPUT_ELEMENT},
        {"hint": plain(2000), "optional": flag, "dispatch_action": flag} | NAMED,
    ),
}
TABLE = both(
    shaped(
        {"rows": listed(listed(CELL, 1, 20), 1, 100)},
        {"column_settings": listed(COLUMN, 1, 20)} | NAMED,
    ),
    _cells,
)
# https://github.com/slackapi/node-slack-sdk/pull/2567: no message takes it.
ALERT = shaped(
    {"text": text(3000)},
    {"level": among("default", "info", "warning", "error", "success")} | NAMED,
)
IN_MESSAGE = typed(COMMON | {"table": TABLE})
IN_VIEW = typed(COMMON | {"alert": ALERT})
IN_HOME = typed(COMMON)
