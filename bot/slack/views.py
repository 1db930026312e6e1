"""The one form as Slack shows it, what people filled in, and an answer in its place."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.desk.forms import CHOSEN, Field, Form, Option
from bot.domain.ownership.codes import YES
from bot.domain.ownership.verb import Kind
from bot.domain.reply import Section, Table
from bot.domain.wording import bullets
from bot.slack import limits
from bot.slack.limits import cut, line, usable
from bot.store.storable import storable

Block = dict[str, Any]
Payload = Mapping[str, Any]

FORM = "ownership"
"""The callback id of every form of a verb."""

VALUE = "value"
"""The action id of what is filled in; its block is called by the argument."""

MOST_REASON = 2_000
MOST_NAME = 75
_PLAIN_KINDS: Mapping[Kind, str] = {
    "text": "plain_text_input",
    "name": "plain_text_input",
    "days": "plain_text_input",
    "clock": "plain_text_input",
    "number": "number_input",
    "day": "datepicker",
    "flag": "checkboxes",
    "person": "users_select",
    "channel": "conversations_select",
}


OpenView = Callable[[str, str, dict[str, Any]], None]
"""Opens a view in a workspace for a trigger, once and soon; SlackTrouble where that failed."""


@dataclass(frozen=True)
class Submitted:
    """What a form was filled in with: the verb, the codes, and the change it was opened at."""

    verb: str
    codes: dict[str, tuple[str, ...]]
    version: int
    place: str | None


def view(form: Form, callback_id: str = FORM) -> dict[str, Any]:
    """The form as a modal, within Slack's limits."""
    told = {"verb": form.verb, "version": form.version, "place": form.place}
    about = [form.notice] if form.notice else [form.help]
    return {
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": json.dumps(told),
        "title": _plain(cut(line(form.title), limits.VIEW_TITLE)),
        "submit": _plain("OK"),
        "close": _plain("Cancel"),
        "blocks": [
            *({"type": "section", "text": _plain(cut(text, limits.TEXT))} for text in about),
            *(_input(field) for field in form.fields),
        ],
    }


def answer_view(title: str, blocks: list[Block]) -> dict[str, Any]:
    """What came of a form, in its place."""
    return {
        "type": "modal",
        "title": _plain(cut(line(title), limits.VIEW_TITLE)),
        "close": _plain("Close"),
        "blocks": blocks or [{"type": "section", "text": _plain("Done.")}],
    }


def failed(sentence: str) -> dict[str, Any]:
    """The acknowledgement of a form that says why nothing came of it."""
    blocks = [{"type": "section", "text": _plain(sentence)}]
    return {"response_action": "update", "view": answer_view("Ownership", blocks)}


def as_lines(table: Table) -> tuple[Section, ...]:
    """A table as a section a row, for modals show no tables."""
    return tuple(
        Section(
            heading=row[0],
            lines=bullets(
                f"{name}: {cell}"
                for name, cell in zip(table.header[1:], row[1:], strict=True)
                if cell
            ),
        )
        for row in table.rows
    )


def submitted(found: Payload) -> Submitted | None:
    """What a view was filled in with; None where it isn't one of ours."""
    told = metadata(found)
    state = found.get("state")
    values = state.get("values") if isinstance(state, Mapping) else None
    verb, version = told.get("verb"), told.get("version")
    if not isinstance(verb, str) or not isinstance(version, int):
        return None
    place = told.get("place")
    codes = {
        str(name): several
        for name, block in (values.items() if isinstance(values, Mapping) else ())
        if (several := _codes(block))
    }
    return Submitted(verb, codes, version, _storable(place) if isinstance(place, str) else None)


def metadata(found: Payload) -> Payload:
    """What we wrote into a view, for ourselves."""
    written = found.get("private_metadata")
    try:
        told = json.loads(written) if isinstance(written, str) else {}
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def errors(wrong: Mapping[str, str], sentence: str, fields: tuple[str, ...]) -> dict[str, str]:
    """Sentences by field as Slack takes them; one about no field stands at the first."""
    known = {name: text for name, text in wrong.items() if name in fields}
    return known or {fields[0]: sentence} if fields else {}


def _input(field: Field) -> Block:
    argument = field.argument
    block = {
        "type": "input",
        "block_id": argument.name,
        "optional": argument.optional,
        "label": _plain(cut(argument.label, limits.LABEL)),
        "element": _element(field) | {"action_id": VALUE},
    }
    return block | ({"hint": _plain(argument.hint)} if argument.hint else {})


def _element(field: Field) -> dict[str, Any]:
    kind, many = field.argument.kind, field.argument.many
    if kind in CHOSEN:
        return _select(field)
    element: dict[str, Any] = {"type": _PLAIN_KINDS[kind]}
    first = field.codes[0] if field.codes else None
    match kind:
        case "text":
            element |= {"multiline": True, "max_length": MOST_REASON}
            element |= {"initial_value": cut(first, MOST_REASON)} if first else {}
        case "name" | "days" | "clock":
            element |= {"max_length": MOST_NAME}
            element |= {"initial_value": cut(line(first), MOST_NAME)} if first else {}
        case "number":
            element |= {"is_decimal_allowed": False}
            element |= {"initial_value": first} if first else {}
        case "day":
            element |= {"initial_date": first} if first else {}
        case "flag":
            option = {"text": _plain(field.argument.label), "value": YES}
            element |= {"options": [option]} | ({"initial_options": [option]} if first else {})
        case "person":
            return _people(field, many=many)
        case "channel":
            return _channels(field, many=many)
    return element


def _channels(field: Field, *, many: bool) -> dict[str, Any]:
    """Slack's own picker of channels, which shows each person those that they may see."""
    shown = {"include": ["public", "private"], "exclude_bot_users": True}
    chosen = list(field.codes)
    if many:
        element: dict[str, Any] = {"type": "multi_conversations_select", "filter": shown}
        return element | ({"initial_conversations": chosen} if chosen else {})
    element = {"type": "conversations_select", "filter": shown}
    return element | ({"initial_conversation": chosen[0]} if chosen else {})


def _people(field: Field, *, many: bool) -> dict[str, Any]:
    """Slack's own picker of people; who has no account can only be named in words."""
    users = [code for code in field.codes if ":" not in code]
    if many:
        return {"type": "multi_users_select"} | ({"initial_users": users} if users else {})
    return {"type": "users_select"} | ({"initial_user": users[0]} if users else {})


def _select(field: Field) -> dict[str, Any]:
    listed, many = field.options, field.argument.many
    options = None if listed is None else [_option(one) for one in listed if _usable(one)]
    labels = field.labels or {}
    known = (Option(code, labels[code]) for code in field.codes if code in labels)
    chosen = [_option(one) for one in known if _usable(one)]
    prefix = "multi_" if many else ""
    if not options:
        element: dict[str, Any] = {"type": f"{prefix}external_select", "min_query_length": 0}
    else:
        element = {"type": f"{prefix}static_select", "options": options}
    if chosen:
        element |= {"initial_options": chosen} if many else {"initial_option": chosen[0]}
    return element


def option(one: Option) -> dict[str, Any] | None:
    """Something to choose, as Slack takes it; None where its code is too long."""
    return _option(one) if _usable(one) else None


def _usable(one: Option) -> bool:
    return usable(one.code, limits.OPTION_VALUE) and bool(line(one.label))


def _option(one: Option) -> dict[str, Any]:
    return {"text": _plain(cut(line(one.label), limits.OPTION_TEXT)), "value": one.code}


def _codes(block: object) -> tuple[str, ...]:
    """The codes of one field, whichever way Slack gives what was filled in."""
    value = block.get(VALUE) if isinstance(block, Mapping) else None
    if not isinstance(value, Mapping):
        return ()
    for name in ("value", "selected_date", "selected_user", "selected_conversation"):
        if isinstance(value.get(name), str) and value[name].strip():
            return (_storable(value[name].strip()),)
    for name in ("selected_users", "selected_conversations"):
        several = value.get(name)
        if isinstance(several, list):
            return tuple(_storable(one) for one in several)
    options = value.get("selected_options")
    chosen = options if isinstance(options, list) else [value.get("selected_option")]
    return tuple(
        _storable(one["value"]) for one in chosen if isinstance(one, Mapping) and "value" in one
    )


def _storable(value: object) -> str:
    return storable(str(value), limits.TEXT)


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}
