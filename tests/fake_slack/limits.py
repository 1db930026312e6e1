"""Slack's documented limits on what is posted, written down without a look at the product."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal
from urllib.parse import urlsplit

Surface = Literal["message", "ephemeral", "respond", "ack"]
Json = dict[str, Any]
Check = Callable[[Any, str], Iterator[str]]

TEXT = 40_000
BLOCKS = 50
ID = 255
ACK_BYTES = 65_000
NOTIFYING = ("<!", "<@", "<#")
NOTIFYING_ELEMENTS = ("user", "usergroup")


def broken(payload: Json, surface: Surface) -> list[str]:
    """Everything for which Slack would refuse the payload; nothing if it would take it."""
    return list(_broken(payload, surface))


def mentions(payload: Json, surface: Surface = "message") -> list[str]:
    """Every construct that notifies somebody, and every one that might."""
    return list(_mentions(payload, public=_is_public(payload, surface)))


def oversized(payload: Json) -> list[str]:
    """What Slack would refuse in an acknowledgement because of its size."""
    size = len(json.dumps(payload).encode())
    return [f"{size} bytes, at most {ACK_BYTES}"] if size > ACK_BYTES else []


def _broken(payload: Json, surface: Surface) -> Iterator[str]:
    if surface == "ack":
        yield from oversized(payload)
    if surface in ("respond", "ack"):
        yield from _answering(payload)
    if surface == "respond" and payload.get("delete_original") is True:
        return
    yield from _content(payload)
    if payload.get("metadata") is not None:
        yield from METADATA(payload["metadata"], "metadata")


def _answering(payload: Json) -> Iterator[str]:
    if payload.get("response_type") is not None:
        yield from _among("ephemeral", "in_channel")(payload["response_type"], "response_type")
    for key in ("replace_original", "delete_original"):
        if payload.get(key) is not None:
            yield from _flag(payload[key], key)


def _content(payload: Json) -> Iterator[str]:
    text, blocks = payload.get("text"), payload.get("blocks")
    if (
        not (isinstance(text, str) and text.strip())
        and not blocks
        and not payload.get("attachments")
    ):
        yield "neither text nor blocks"
    if text is not None:
        yield from _string(0, TEXT)(text, "text")
    if blocks is not None:
        yield from _listed(_block, 0, BLOCKS)(blocks, "blocks")
        yield from _unique(blocks, "block_id", "blocks")


def _block(block: Any, path: str) -> Iterator[str]:
    yield from BLOCK(block, path)
    if not isinstance(block, dict):
        return
    if block.get("type") == "section" and not block.get("text") and not block.get("fields"):
        yield f"{path}: neither text nor fields"
    if block.get("type") == "actions":
        yield from _unique(block.get("elements"), "action_id", f"{path}.elements")


def _unique(items: Any, key: str, path: str) -> Iterator[str]:
    seen = set()
    for item in items if isinstance(items, list) else ():
        name = item.get(key) if isinstance(item, dict) else None
        if isinstance(name, str) and name in seen:
            yield f"{path}: {key} {name!r} twice"
        elif isinstance(name, str):
            seen.add(name)


def _string(least: int, most: int) -> Check:
    def check(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"{path}: {value!r} is no text"
        elif not least <= len(value) <= most:
            yield f"{path}: {len(value)} characters, not {least} to {most}"

    return check


def _number(least: int, most: int) -> Check:
    def check(value: Any, path: str) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            yield f"{path}: {value!r} is no number from {least} to {most}"

    return check


def _flag(value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield f"{path}: {value!r} is neither true nor false"


def _among(*words: str) -> Check:
    def check(value: Any, path: str) -> Iterator[str]:
        if value not in words:
            yield f"{path}: {value!r} is none of {', '.join(words)}"

    return check


def _url(most: int) -> Check:
    string = _string(1, most)

    def check(value: Any, path: str) -> Iterator[str]:
        yield from string(value, path)
        if isinstance(value, str) and not _is_url(value):
            yield f"{path}: {value[:100]!r} is no http or https address"

    return check


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    spaced = any(letter.isspace() or not letter.isprintable() for letter in text)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not spaced


def _listed(check_item: Check, least: int, most: int) -> Check:
    def check(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{path}: {value!r} is no list"
            return
        if not least <= len(value) <= most:
            yield f"{path}: {len(value)} of them, not {least} to {most}"
        for number, item in enumerate(value):
            yield from check_item(item, f"{path}[{number}]")

    return check


def _shaped(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    known = required | (optional or {})

    def check(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{path}: {value!r} is no object"
            return
        for key in required:
            if key not in value:
                yield f"{path}: no {key}"
        for key, inside in value.items():
            if key in known:
                yield from known[key](inside, f"{path}.{key}")
            elif key != "type":
                yield f"{path}: {key} is unknown here"

    return check


def _typed(checks: dict[str, Check]) -> Check:
    def check(value: Any, path: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in checks:
            yield f"{path}: type {kind!r} is none of {', '.join(checks)}"
        else:
            yield from checks[kind](value, path)

    return check


def _both(*checks: Check) -> Check:
    def check(value: Any, path: str) -> Iterator[str]:
        for each in checks:
            yield from each(value, path)

    return check


def _one_of(*keys: str) -> Check:
    def check(value: Any, path: str) -> Iterator[str]:
        given = [key for key in keys if isinstance(value, dict) and key in value]
        if len(given) != 1:
            yield f"{path}: {len(given)} of {', '.join(keys)}, not 1"

    return check


def _initial(value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict) or "initial_option" not in value:
        return
    groups = value.get("option_groups") or [value]
    if not any(value["initial_option"] in (group.get("options") or []) for group in groups):
        yield f"{path}: initial_option is none of the options"


def _any_object(value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: {value!r} is no object"


def _plain(most: int) -> Check:
    shape = _shaped({"text": _string(1, most)}, {"emoji": _flag})
    return _typed({"plain_text": shape})


def _text(most: int) -> Check:
    marked = _shaped({"text": _string(1, most)}, {"verbatim": _flag})
    plain = _shaped({"text": _string(1, most)}, {"emoji": _flag})
    return _typed({"mrkdwn": marked, "plain_text": plain})


METADATA = _shaped({"event_type": _string(1, ID), "event_payload": _any_object})
ACTION = {"action_id": _string(1, ID)}
STYLE = _among("primary", "danger")
CONFIRM = _shaped(
    {"title": _plain(100), "text": _text(300), "confirm": _plain(30), "deny": _plain(30)},
    {"style": STYLE},
)
OPTION = _shaped({"text": _plain(75), "value": _string(1, 150)}, {"description": _plain(75)})
OVERFLOW_OPTION = _shaped(
    {"text": _plain(75), "value": _string(1, 150)},
    {"description": _plain(75), "url": _url(3000)},
)
OPTION_GROUP = _shaped({"label": _plain(75), "options": _listed(OPTION, 1, 100)})
PICKED = {"placeholder": _plain(150), "confirm": CONFIRM, "focus_on_load": _flag} | ACTION
BUTTON = _shaped(
    {"text": _plain(75)},
    {
        "value": _string(1, 2000),
        "url": _url(3000),
        "style": STYLE,
        "confirm": CONFIRM,
        "accessibility_label": _string(1, 75),
    }
    | ACTION,
)
STATIC_SELECT = _both(
    _shaped(
        {},
        {
            "options": _listed(OPTION, 1, 100),
            "option_groups": _listed(OPTION_GROUP, 1, 100),
            "initial_option": OPTION,
        }
        | PICKED,
    ),
    _one_of("options", "option_groups"),
    _initial,
)
OVERFLOW = _shaped({"options": _listed(OVERFLOW_OPTION, 1, 5)}, {"confirm": CONFIRM} | ACTION)
INTERACTIVE = {
    "button": BUTTON,
    "static_select": STATIC_SELECT,
    "overflow": OVERFLOW,
    "users_select": _shaped({}, {"initial_user": _string(1, ID)} | PICKED),
    "channels_select": _shaped({}, {"initial_channel": _string(1, ID)} | PICKED),
    "conversations_select": _shaped({}, {"initial_conversation": _string(1, ID)} | PICKED),
}
IMAGE = {"image_url": _url(3000), "alt_text": _string(1, 2000)}
IMAGE_ELEMENT = _shaped(IMAGE)
CONTEXT_TEXT = _text(3000)
CONTEXT_ELEMENT = _typed(
    {"mrkdwn": CONTEXT_TEXT, "plain_text": CONTEXT_TEXT, "image": IMAGE_ELEMENT}
)

FACES = _shaped({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), _flag))
FACE = {"style": FACES}
RICH_TEXT = _shaped({"text": _string(1, TEXT)}, FACE)
LINK = _shaped({"url": _url(3000)}, {"text": _string(1, TEXT), "unsafe": _flag} | FACE)
INNER = _typed(
    {
        "text": RICH_TEXT,
        "link": LINK,
        "user": _shaped({"user_id": _string(1, ID)}, FACE),
        "usergroup": _shaped({"usergroup_id": _string(1, ID)}, FACE),
        "channel": _shaped({"channel_id": _string(1, ID)}, FACE),
        "broadcast": _shaped({"range": _among("here", "channel", "everyone")}, FACE),
        "emoji": _shaped(
            {"name": _string(1, ID)},
            {"unicode": _string(1, ID), "skin_tone": _number(1, 6)} | FACE,
        ),
        "color": _shaped({"value": _string(1, 7)}),
        "date": _shaped(
            {"timestamp": _number(0, 2**40), "format": _string(1, ID)},
            {"url": _url(3000), "fallback": _string(1, TEXT)} | FACE,
        ),
    }
)
INNERS = {"elements": _listed(INNER, 1, 1000)}
BORDER = {"border": _number(0, 1)}
SECTION = _shaped(INNERS)
RICH_ELEMENT = _typed(
    {
        "rich_text_section": SECTION,
        "rich_text_list": _shaped(
            {
                "style": _among("bullet", "ordered"),
                "elements": _listed(_typed({"rich_text_section": SECTION}), 1, 1000),
            },
            {"indent": _number(0, 8), "offset": _number(0, 2**31)} | BORDER,
        ),
        "rich_text_quote": _shaped(INNERS, BORDER),
        "rich_text_preformatted": _shaped(
            {"elements": _listed(_typed({"text": RICH_TEXT, "link": LINK}), 1, 1000)},
            {"language": _string(1, ID)} | BORDER,
        ),
    }
)
NAMED = {"block_id": _string(1, ID)}
BLOCK = _typed(
    {
        "section": _shaped(
            {},
            {
                "text": _text(3000),
                "fields": _listed(_text(2000), 1, 10),
                "accessory": _typed(INTERACTIVE | {"image": IMAGE_ELEMENT}),
                "expand": _flag,
            }
            | NAMED,
        ),
        "header": _shaped({"text": _plain(150)}, NAMED),
        "divider": _shaped({}, NAMED),
        "context": _shaped({"elements": _listed(CONTEXT_ELEMENT, 1, 10)}, NAMED),
        "actions": _shaped({"elements": _listed(_typed(INTERACTIVE), 1, 25)}, NAMED),
        "image": _shaped(IMAGE, {"title": _plain(2000)} | NAMED),
        "rich_text": _shaped({"elements": _listed(RICH_ELEMENT, 1, 1000)}, NAMED),
    }
)


def _is_public(payload: Json, surface: Surface) -> bool:
    if surface in ("respond", "ack"):
        return payload.get("response_type") == "in_channel"
    return surface == "message"


def _mentions(payload: Json, *, public: bool) -> Iterator[str]:
    if payload.get("link_names") not in (None, False, 0, "0", "false"):
        yield "link_names is set"
    if payload.get("parse") == "full":
        yield "parse is full"
    yield from _in_text(payload.get("text"), "text")
    for key in ("blocks", "attachments"):
        for path, found in _objects(payload.get(key), key):
            yield from _in_object(found, path, public=public)


def _in_object(found: Json, path: str, *, public: bool) -> Iterator[str]:
    kind = found.get("type")
    if kind == "mrkdwn":
        yield from _in_text(found.get("text"), f"{path}.text")
    if kind == "broadcast" or (public and kind in NOTIFYING_ELEMENTS):
        yield f"{path}: {kind}"


def _in_text(text: Any, path: str) -> Iterator[str]:
    if isinstance(text, str):
        for start in NOTIFYING:
            if start in text:
                yield f"{path}: {start} in {text[text.index(start) :][:40]!r}"


def _objects(value: Any, path: str) -> Iterator[tuple[str, Json]]:
    inside: Iterable[tuple[str, Any]] = ()
    if isinstance(value, dict):
        yield path, value
        inside = ((f"{path}.{key}", each) for key, each in value.items())
    elif isinstance(value, list):
        inside = ((f"{path}[{number}]", each) for number, each in enumerate(value))
    for name, each in inside:
        yield from _objects(each, name)
