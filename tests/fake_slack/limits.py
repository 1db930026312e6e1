"""Slack's documented limits on what is sent to it, written without a look at the product."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from tests.fake_slack.blocks import IN_HOME, IN_MESSAGE, IN_VIEW, TEXT
from tests.fake_slack.checks import (
    among,
    anything,
    flag,
    listed,
    one_of,
    plain,
    shaped,
    string,
    typed,
    unique,
)
from tests.fake_slack.elements import ID, OPTION, OPTION_GROUP

Surface = Literal["message", "ephemeral", "respond", "ack", "view"]
Json = dict[str, Any]

BLOCKS = 50
BLOCKS_IN_VIEW = 100
ACK_BYTES = 65_000
VIEW_BYTES = 250_000
METADATA = shaped({"event_type": string(1, ID), "event_payload": anything})
VIEW = typed(
    {
        "modal": shaped(
            {"title": plain(24), "blocks": listed(IN_VIEW, 0, BLOCKS_IN_VIEW)},
            {
                "submit": plain(24),
                "close": plain(24),
                "private_metadata": string(0, 3000),
                "callback_id": string(1, ID),
                "external_id": string(1, ID),
                "clear_on_close": flag,
                "notify_on_close": flag,
            },
        ),
        "home": shaped(
            {"blocks": listed(IN_HOME, 0, BLOCKS_IN_VIEW)},
            {
                "private_metadata": string(0, 3000),
                "callback_id": string(1, ID),
                "external_id": string(1, ID),
            },
        ),
    }
)
ANSWERS = {
    "errors": shaped({"errors": anything}),
    "update": shaped({"view": anything}),
    "push": shaped({"view": anything}),
    "clear": shaped({}),
}
SUGGESTION = shaped(
    {}, {"options": listed(OPTION, 0, 100), "option_groups": listed(OPTION_GROUP, 0, 100)}
)
NOTIFYING = ("<!", "<@", "<#")
NOTIFYING_ELEMENTS = {"user": "user_id", "usergroup": "usergroup_id"}
WHOM = re.compile(r"""[^'"]*: (?:user |<@ in ['"]<@)(\w+)""")


def broken(payload: Json, surface: Surface) -> list[str]:
    """Everything for which Slack would refuse the payload; nothing if it would take it."""
    return list(_view(payload) if surface == "view" else _broken(payload, surface))


def broken_submission(answer: Json, view: Json) -> list[str]:
    """Everything for which Slack would refuse this answer to the submission of a view."""
    return list(_submission(answer, view)) if answer else []


def broken_suggestion(answer: Json) -> list[str]:
    """Everything for which Slack would show none of the options in this answer."""
    return list(_suggestion(answer)) if answer else []


def mentions(payload: Json, surface: Surface = "message") -> list[str]:
    """Every construct that notifies somebody, and every one that might; nothing does in a view."""
    if surface == "view":
        return []
    return list(_mentions(payload, public=_is_public(payload, surface)))


def whom(ping: str) -> str | None:
    """Who is notified by one of the constructs, if it is one person."""
    found = WHOM.match(ping)
    return found[1] if found else None


def oversized(payload: Json) -> list[str]:
    """What Slack would refuse in an acknowledgement because of its size."""
    return _too_large(payload, ACK_BYTES)


def _too_large(payload: Json, most: int) -> list[str]:
    size = len(json.dumps(payload).encode())
    return [f"{size} bytes, at most {most}"] if size > most else []


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
        yield from among("ephemeral", "in_channel")(payload["response_type"], "response_type")
    for key in ("replace_original", "delete_original"):
        if payload.get(key) is not None:
            yield from flag(payload[key], key)


def _content(payload: Json) -> Iterator[str]:
    said, blocks = payload.get("text"), payload.get("blocks")
    if (
        not (isinstance(said, str) and said.strip())
        and not blocks
        and not payload.get("attachments")
    ):
        yield "neither text nor blocks"
    if said is not None:
        yield from string(0, TEXT)(said, "text")
    if blocks is not None:
        yield from listed(IN_MESSAGE, 0, BLOCKS)(blocks, "blocks")
        yield from unique(blocks, "block_id", "blocks")
        yield from _tables(blocks)


def _tables(blocks: Any) -> Iterator[str]:
    found = len(_of_type(blocks, "table"))
    if found > 1:
        yield f"blocks: {found} tables, at most 1"


def _of_type(blocks: Any, kind: str) -> list[Json]:
    known = [one for one in blocks if isinstance(one, dict)] if isinstance(blocks, list) else []
    return [one for one in known if one.get("type") == kind]


def _view(view: Json, path: str = "view") -> Iterator[str]:
    yield from VIEW(view, path)
    yield from (f"{path}: {each}" for each in _too_large(view, VIEW_BYTES))
    yield from unique(view.get("blocks"), "block_id", f"{path}.blocks")
    modal = view.get("type") != "home"
    if modal and _of_type(view.get("blocks"), "input") and "submit" not in view:
        yield f"{path}: no submit for its input"
    focused = [one for _, one in _objects(view, path) if one.get("focus_on_load") is True]
    if len(focused) > 1:
        yield f"{path}: {len(focused)} times focus_on_load, at most 1"


def _submission(answer: Json, view: Json) -> Iterator[str]:
    action = answer.get("response_action")
    if not isinstance(action, str) or action not in ANSWERS:
        yield f"response_action: {action!r} is none of {', '.join(ANSWERS)}"
        return
    given = {key: answer[key] for key in answer if key != "response_action"}
    yield from ANSWERS[action](given, action)
    if action == "errors":
        yield from _errors(given.get("errors"), view)
    elif isinstance(given.get("view"), dict):
        yield from _view(given["view"])


def _errors(errors: Any, view: Json) -> Iterator[str]:
    if not isinstance(errors, dict):
        return
    if not errors:
        yield "errors: none"
    inputs = [one.get("block_id") for one in _of_type(view.get("blocks"), "input")]
    for block, message in errors.items():
        if block not in inputs:
            yield f"errors: {block!r} is no input of the view"
        if not isinstance(message, str) or not message.strip():
            yield f"errors.{block}: {message!r} says nothing"


def _suggestion(answer: Json) -> Iterator[str]:
    yield from SUGGESTION(answer, "answer")
    yield from one_of("options", "option_groups")(answer, "answer")


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
    if kind == "broadcast":
        yield f"{path}: broadcast {found.get('range')}"
    if public and isinstance(kind, str) and kind in NOTIFYING_ELEMENTS:
        yield f"{path}: {kind} {found.get(NOTIFYING_ELEMENTS[kind])}"


def _in_text(said: Any, path: str) -> Iterator[str]:
    if isinstance(said, str):
        for start in NOTIFYING:
            for found in re.finditer(re.escape(start), said):
                yield f"{path}: {start} in {said[found.start() :][:40]!r}"


def _objects(value: Any, path: str) -> Iterator[tuple[str, Json]]:
    inside: Iterable[tuple[str, Any]] = ()
    if isinstance(value, dict):
        yield path, value
        inside = ((f"{path}.{key}", each) for key, each in value.items())
    elif isinstance(value, list):
        inside = ((f"{path}[{place}]", each) for place, each in enumerate(value))
    for name, each in inside:
        yield from _objects(each, name)
