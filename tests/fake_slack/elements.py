"""Slack's limits on what can be clicked, chosen from, or filled in."""

from collections.abc import Iterator
from typing import Any

from tests.fake_slack.checks import (
    among,
    both,
    day,
    decimal,
    flag,
    listed,
    number,
    one_of,
    plain,
    shaped,
    string,
    text,
    typed,
    url,
)

ID = 255
INPUT = 3000
ACTION = {"action_id": string(1, ID)}
STYLE = among("primary", "danger")
CONFIRM = shaped(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": STYLE},
)
OPTION = shaped({"text": plain(75), "value": string(1, 150)}, {"description": plain(75)})
TICK = shaped({"text": text(75), "value": string(1, 150)}, {"description": text(75)})
OVERFLOW_OPTION = shaped(
    {"text": plain(75), "value": string(1, 150)},
    {"description": plain(75), "url": url(3000)},
)
OPTION_GROUP = shaped({"label": plain(75), "options": listed(OPTION, 1, 100)})
FILTER = shaped(
    {},
    {
        "include": listed(among("im", "mpim", "private", "public"), 1, 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)


def _initial(value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        return
    chosen = value.get("initial_options")
    most = value.get("max_selected_items")
    if isinstance(chosen, list) and isinstance(most, int) and len(chosen) > most:
        yield f"{path}: {len(chosen)} initial_options, at most {most}"
    for option in chosen if isinstance(chosen, list) else ():
        if not _offered(option, value):
            yield f"{path}: one of initial_options is none of the options"
    if "initial_option" in value and not _offered(value["initial_option"], value):
        yield f"{path}: initial_option is none of the options"


def _offered(option: Any, menu: dict[str, Any]) -> bool:
    groups = menu.get("option_groups") or [menu]
    return any(option in (group.get("options") or []) for group in groups)


def _lengths(value: Any, path: str) -> Iterator[str]:
    least, most = value.get("min_length"), value.get("max_length")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        yield f"{path}: min_length {least} is more than max_length {most}"


def _some_filter(value: Any, path: str) -> Iterator[str]:
    if value == {}:
        yield f"{path}: nothing in it"


FOCUS = {"focus_on_load": flag}
HINTED = {"placeholder": plain(150)} | FOCUS | ACTION
PICKED = {"confirm": CONFIRM} | HINTED
SEVERAL = {"max_selected_items": number(1, 2**31)} | PICKED
DISPATCH = {
    "dispatch_action_config": shaped(
        {"trigger_actions_on": listed(among("on_enter_pressed", "on_character_entered"), 1, 2)}
    )
}
OFFERED = {"options": listed(OPTION, 1, 100), "option_groups": listed(OPTION_GROUP, 1, 100)}
ONE_SOURCE = one_of("options", "option_groups")
QUERY = {"min_query_length": number(0, 2**31)}
NAMES = listed(string(1, ID), 1, 100)
ANSWERED = {"response_url_enabled": flag}
CONVERSATIONS = {
    "default_to_current_conversation": flag,
    "filter": both(FILTER, _some_filter),
}
BUTTON = shaped(
    {"text": plain(75)},
    {
        "value": string(1, 2000),
        "url": url(3000),
        "style": STYLE,
        "confirm": CONFIRM,
        "accessibility_label": string(1, 75),
    }
    | ACTION,
)
OVERFLOW = shaped({"options": listed(OVERFLOW_OPTION, 1, 5)}, {"confirm": CONFIRM} | ACTION)
CHOICES = {
    "static_select": both(
        shaped({}, {"initial_option": OPTION} | OFFERED | PICKED), ONE_SOURCE, _initial
    ),
    "multi_static_select": both(
        shaped({}, {"initial_options": listed(OPTION, 1, 100)} | OFFERED | SEVERAL),
        ONE_SOURCE,
        _initial,
    ),
    "external_select": shaped({}, {"initial_option": OPTION} | QUERY | PICKED),
    "multi_external_select": shaped(
        {}, {"initial_options": listed(OPTION, 1, 100)} | QUERY | SEVERAL
    ),
    "users_select": shaped({}, {"initial_user": string(1, ID)} | PICKED),
    "multi_users_select": shaped({}, {"initial_users": NAMES} | SEVERAL),
    "channels_select": shaped({}, {"initial_channel": string(1, ID)} | ANSWERED | PICKED),
    "multi_channels_select": shaped({}, {"initial_channels": NAMES} | SEVERAL),
    "conversations_select": shaped(
        {}, {"initial_conversation": string(1, ID)} | CONVERSATIONS | ANSWERED | PICKED
    ),
    "multi_conversations_select": shaped(
        {}, {"initial_conversations": NAMES} | CONVERSATIONS | SEVERAL
    ),
    "datepicker": shaped({}, {"initial_date": day} | PICKED),
    "checkboxes": both(
        shaped(
            {"options": listed(TICK, 1, 10)},
            {"initial_options": listed(TICK, 1, 10), "confirm": CONFIRM} | FOCUS | ACTION,
        ),
        _initial,
    ),
    "radio_buttons": both(
        shaped(
            {"options": listed(TICK, 1, 10)},
            {"initial_option": TICK, "confirm": CONFIRM} | FOCUS | ACTION,
        ),
        _initial,
    ),
}
INTERACTIVE = {"button": BUTTON, "overflow": OVERFLOW} | CHOICES
INPUTS = CHOICES | {
    "plain_text_input": both(
        shaped(
            {},
            {
                "initial_value": string(0, INPUT),
                "multiline": flag,
                "min_length": number(0, INPUT),
                "max_length": number(1, INPUT),
            }
            | DISPATCH
            | HINTED,
        ),
        _lengths,
    ),
    "number_input": shaped(
        {"is_decimal_allowed": flag},
        {"initial_value": decimal, "min_value": decimal, "max_value": decimal} | DISPATCH | HINTED,
    ),
}
ELEMENT = typed(INTERACTIVE)
INPUT_ELEMENT = typed(INPUTS)
