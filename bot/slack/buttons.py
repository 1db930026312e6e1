"""Buttons that do one of the verbs, and what they send back: the verb and its arguments' codes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.domain.reply import Action
from bot.slack import limits
from bot.slack.limits import cut, line, usable
from bot.store.storable import storable

Block = dict[str, Any]

MOST_ACTIONS = 5
"""In one row; more of them wrap into several."""

_PREFIXES = {"below": "do", "line": "line"}
Where = Literal["below", "line"]
"""Under the whole message, which what was done replaces; or under one of its lines."""


@dataclass(frozen=True)
class Pressed:
    """A verb that somebody chose with a button; with `form` it is to be filled in first.

    `version` is the number of the newest change when the button was made, where that matters.
    """

    where: Where
    verb: str
    codes: dict[str, tuple[str, ...]]
    form: bool
    version: int | None = None


def rows(actions: Sequence[Action], where: Where) -> list[Block]:
    """The blocks with a button for each action; one whose arguments are too long has none."""
    elements = [
        element
        for number, action in enumerate(actions, 1)
        if (element := _button(action, f"{_PREFIXES[where]}_{number}")) is not None
    ]
    return [
        {"type": "actions", "elements": elements[start : start + MOST_ACTIONS]}
        for start in range(0, len(elements), MOST_ACTIONS)
    ]


def pressed(action_id: str, value: str) -> Pressed | None:
    """What a button stands for; None where it is none of these, or can't be read."""
    prefix = action_id.partition("_")[0]
    where = next((key for key, known in _PREFIXES.items() if known == prefix), None)
    try:
        told = json.loads(value)
        codes = {
            str(key): tuple(storable(str(one), limits.BUTTON_VALUE) for one in several)
            for key, several in told["given"].items()
        }
        verb, form, version = told["verb"], told.get("form") is True, told.get("version")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    if where is None or not isinstance(verb, str):
        return None
    known = version if isinstance(version, int) and not isinstance(version, bool) else None
    return Pressed("below" if where == "below" else "line", verb, codes, form, known)


def _button(action: Action, action_id: str) -> dict[str, Any] | None:
    told: dict[str, Any] = {"verb": action.verb, "given": action.given}
    if action.form:
        told["form"] = True
    if action.version is not None:
        told["version"] = action.version
    value = json.dumps(told, separators=(",", ":"))
    label = cut(line(action.label), limits.BUTTON_TEXT)
    if not label or not usable(value, limits.BUTTON_VALUE):
        return None
    button = {"type": "button", "action_id": action_id, "text": _plain(label), "value": value}
    if action.style:
        button["style"] = action.style
    if action.confirm and line(action.confirm):
        button["confirm"] = confirm(label, action.confirm)
    return button


def confirm(label: str, question: str) -> dict[str, Any]:
    """What is asked before a button does what it says."""
    return {
        "title": _plain("Are you sure?"),
        "text": _plain(cut(line(question), limits.CONFIRM_TEXT)),
        "confirm": _plain(cut(label, limits.CONFIRM_BUTTON)),
        "deny": _plain("Cancel"),
    }


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}
