"""What people fill in: the state of a view's fields, in the shapes that Slack has for it."""

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tests.fake_slack.checks import is_day, is_decimal
from tests.fake_slack.traffic import Json, used

Filled = str | Sequence[str] | None
Values = dict[str, dict[str, Json]]
Options = Mapping[str, Json]

STATE = {
    "plain_text_input": "value",
    "number_input": "value",
    "datepicker": "selected_date",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
}
"""Under which key Slack tells what stands in an element, by its type; buttons hold nothing."""
EXTERNAL = ("external_select", "multi_external_select")
LONGEST = 3000


def fields(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Everything in which something can stand, each with its block."""
    return ((block, each) for block, each in used(blocks) if each["type"] in STATE)


def field(blocks: Sequence[Json], block_id: str, action_id: str | None = None) -> Json:
    """The one element in the block, or the one that is named; an AssertionError if there isn't."""
    found = [each for block, each in fields(blocks) if block["block_id"] == block_id]
    found = [each for each in found if action_id in (None, each["action_id"])]
    known = [(block["block_id"], each["action_id"]) for block, each in fields(blocks)]
    assert len(found) == 1, f"{len(found)} fields are {(block_id, action_id)}, of {known}"
    return found[0]


def started(blocks: Sequence[Json], before: Values) -> Values:
    """What stands in a view that is shown now, after another that had these values.

    What has the same names as before keeps what stood in it, whatever it starts with now:
    https://github.com/slackapi/bolt-js/issues/290.
    """
    values: Values = {}
    for block, element in fields(blocks):
        kept = before.get(block["block_id"], {}).get(element["action_id"])
        state = kept if kept and _fits(element, kept) else _initial(element)
        values.setdefault(block["block_id"], {})[element["action_id"]] = state
    return values


def filled(element: Json, value: Filled, offered: Options) -> Json:
    """What stands in an element when somebody has filled it in; None is nothing.

    `offered` are the options that were suggested, by their values. An AssertionError if nobody
    could fill it in like this.
    """
    key = STATE[element["type"]]
    if not key.endswith("s"):
        assert value is None or isinstance(value, str), f"{value!r} is not one for {element}"
        return _state(element, _one(element, value, offered) if value else None)
    chosen = list(value or ())
    assert not isinstance(value, str), f"{value!r} is no list for {element}"
    assert len(set(chosen)) == len(chosen), f"{value!r} has something twice for {element}"
    assert len(chosen) <= element.get("max_selected_items", len(chosen)), f"too much for {element}"
    return _state(element, [_one(element, each, offered) for each in chosen])


def is_empty(element: Json, state: Json) -> bool:
    """Whether nothing stands in an element."""
    return not state[STATE[element["type"]]]


def _state(element: Json, value: Any) -> Json:
    return {"type": element["type"], STATE[element["type"]]: value}


def _initial(element: Json) -> Json:
    key = STATE[element["type"]]
    given = element.get(key.replace("selected", "initial") if key != "value" else "initial_value")
    nothing: Any = [] if key.endswith("s") else None
    return _state(element, copy.deepcopy(given) or nothing)


def _fits(element: Json, state: Json) -> bool:
    if state["type"] != element["type"]:
        return False
    chosen = state.get("selected_options") or [state.get("selected_option")]
    known = _options(element)
    return element["type"] in EXTERNAL or all(not one or one["value"] in known for one in chosen)


def _options(element: Json) -> Options:
    groups = element.get("option_groups") or [element]
    return {each["value"]: each for group in groups for each in group.get("options", ())}


def _one(element: Json, value: str, offered: Options) -> Any:
    key = STATE[element["type"]].removesuffix("s")
    return _READ.get(key, _name)(element, value, offered)


def _option(element: Json, value: str, offered: Options) -> Json:
    if element["type"] in EXTERNAL:
        unseen = {"text": {"type": "plain_text", "text": value, "emoji": True}, "value": value}
        return copy.deepcopy(offered.get(value, unseen))
    known = _options(element)
    assert value in known, f"{value!r} is none of {list(known)}"
    return copy.deepcopy(known[value])


def _day(_element: Json, value: str, _offered: Options) -> str:
    assert is_day(value), f"{value!r} is no date as YYYY-MM-DD"
    return value


def _typed(element: Json, value: str, _offered: Options) -> str:
    if element["type"] == "number_input":
        return _number(element, value)
    least, most = element.get("min_length", 0), element.get("max_length", LONGEST)
    assert least <= len(value) <= most, f"{len(value)} characters, not {least} to {most}"
    assert element.get("multiline") or "\n" not in value, f"{value!r} is more than one line"
    return value


def _number(element: Json, value: str) -> str:
    assert is_decimal(value), f"{value!r} is no number"
    assert element["is_decimal_allowed"] or "." not in value, f"{value!r} is no whole number"
    least, most = element.get("min_value", "-inf"), element.get("max_value", "inf")
    assert float(least) <= float(value) <= float(most), f"{value!r} is not from {least} to {most}"
    return value


def _name(_element: Json, value: str, _offered: Options) -> str:
    return value


_READ: dict[str, Callable[[Json, str, Options], Any]] = {
    "value": _typed,
    "selected_date": _day,
    "selected_option": _option,
}
