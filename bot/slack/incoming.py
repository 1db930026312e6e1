"""What Slack sent, as far as we read it: who, where, what, and how to know it again."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.store.storable import storable

Surface = Literal["mention", "direct message", "command", "shortcut", "click", "form", "home"]
Kind = Literal[
    "mention", "message", "event", "command", "click", "form", "shortcut", "look-up", "other"
]
"""What something is that Slack sent; `event` is all that it tells without anybody asking."""

Payload = Mapping[str, Any]
CHANGING = ("block_actions", "message_action", "shortcut", "view_submission")
"""The types of what may change something, and must be known when it is sent again."""

_EVENTS: Mapping[object, Kind] = {"app_mention": "mention", "message": "message"}
_INTERACTIONS: Mapping[object, Kind] = {
    "block_actions": "click",
    "view_submission": "form",
    "message_action": "shortcut",
    "shortcut": "shortcut",
    "block_suggestion": "look-up",
}
_DEPTH = 16
_MOST_ID = 500
_MOST_ACCOUNT = 30
_MOST_VALUE = 2000
_MOST_TEXT = 40_000


@dataclass(frozen=True)
class Incoming:
    """One thing that a person did; ids are Slack's.

    `team` is the workspace of that person's account where the payload says so. `keys` tell a
    repetition. `thread` is the thread that it was written in; a message that begins one is in none.
    `outside` is Slack's word that the channel is shared with other organisations.
    """

    surface: Surface
    user: str
    team: str | None
    channel: str
    text: str
    keys: tuple[str, ...]
    ts: str = ""
    thread: str | None = None
    outside: bool = False
    response_url: str | None = None
    trigger: str | None = None


@dataclass(frozen=True)
class Click:
    """A button or an option that was chosen in one of our messages.

    `question` is the id that we gave the message, `ephemeral` whether only this person sees it.
    It may have been `at_home`, which is no message.
    """

    by: Incoming
    action: str
    value: str
    question: str
    ephemeral: bool
    at_home: bool = False


def kind(body: Payload) -> Kind:
    """What this is."""
    if is_event(body):
        return _EVENTS.get(_id(_at(body, "event"), "type"), "event")
    return "command" if "command" in body else _INTERACTIONS.get(_id(body, "type"), "other")


def workspace(body: Payload) -> str:
    """The id of the workspace that this came from; empty where it says none."""
    return _id(body, "team_id") or _id(_at(body, "team"), "id")


def mention(body: Payload) -> Incoming | None:
    """A mention of us in a channel; None where it isn't for us to answer."""
    return _message(body, "mention")


def direct_message(body: Payload) -> Incoming | None:
    """A message in our own conversation with somebody; None for everything else."""
    event = _at(body, "event")
    if event.get("channel_type") != "im" and not _id(event, "channel").startswith("D"):
        return None
    return _message(body, "direct message")


def command(body: Payload) -> Incoming | None:
    """A slash command; None where it lacks what an answer needs."""
    user, channel = _account(body, "user_id"), _id(body, "channel_id")
    if not user:
        return None
    return Incoming(
        surface="command",
        user=user,
        team=_id(body, "team_id") or None,
        channel=channel,
        text=_text(body, "text"),
        keys=_keys("trigger", _id(body, "trigger_id")),
        response_url=_id(body, "response_url") or None,
        trigger=_id(body, "trigger_id") or None,
    )


def shortcut(body: Payload) -> Incoming | None:
    """A shortcut on a message, with the words of that message."""
    user, url = _at(body, "user"), _id(body, "response_url")
    message = _at(body, "message")
    if not _account(user, "id") or not url:
        return None
    ts = _id(message, "ts") or _id(body, "message_ts")
    return Incoming(
        surface="shortcut",
        user=_account(user, "id"),
        team=_actor_team(body),
        channel=_id(_at(body, "channel"), "id"),
        text=words_of(message),
        keys=_keys("trigger", _id(body, "trigger_id")),
        ts=ts,
        thread=_thread(message, ts),
        response_url=url,
        trigger=_id(body, "trigger_id") or None,
    )


def click(body: Payload) -> Click | None:
    """A click in one of our messages; None where it lacks what an answer needs."""
    actions = body.get("actions")
    action = actions[0] if isinstance(actions, list) and actions else None
    user, container = _at(body, "user"), _at(body, "container")
    if not isinstance(action, Mapping) or not _account(user, "id"):
        return None
    chosen = _at(action, "selected_option")
    ts = _id(container, "message_ts")
    by = Incoming(
        surface="click",
        user=_account(user, "id"),
        team=_actor_team(body),
        channel=_id(container, "channel_id") or _id(_at(body, "channel"), "id"),
        text="",
        keys=_keys("trigger", _id(body, "trigger_id")),
        ts=ts,
        thread=_thread(container, ts) or _thread(_at(body, "message"), ts),
        response_url=_id(body, "response_url") or None,
        trigger=_id(body, "trigger_id") or None,
    )
    return Click(
        by=by,
        action=_id(action, "action_id"),
        value=_id(chosen, "value", _MOST_VALUE) or _id(action, "value", _MOST_VALUE),
        question=_id(action, "block_id").partition("reply:")[2],
        ephemeral=container.get("is_ephemeral") is True,
        at_home=_at(body, "view").get("type") == "home",
    )


def home_opened(body: Payload) -> Incoming | None:
    """Who opened their Home tab; None for the other tabs, and for everything else."""
    event = _at(body, "event")
    if event.get("tab") != "home" or not _account(event, "user"):
        return None
    return Incoming(
        surface="home",
        user=_account(event, "user"),
        team=_author_team(body, event),
        channel="",
        text="",
        keys=_keys("event", _id(body, "event_id")),
    )


def in_view(body: Payload) -> Incoming | None:
    """Who filled in a form, looked for something in it, or wants one; None where nobody is named.

    The key of a form is its own, for a submit that Slack repeats has the same view and hash.
    """
    user, view = _at(body, "user"), _at(body, "view")
    if not _account(user, "id"):
        return None
    trigger = _id(body, "trigger_id")
    form = f"{_id(view, 'id')} {_id(view, 'hash')}" if _id(view, "hash") else ""
    return Incoming(
        surface="form",
        user=_account(user, "id"),
        team=_actor_team(body),
        channel="",
        text="",
        keys=_keys("trigger", trigger) or _keys("view", form),
        trigger=trigger or None,
    )


def words_of(message: Payload) -> str:
    """The words of a message: its text, else what its blocks and attachments say."""
    text = _text(message, "text").strip()
    if text:
        return text
    parts = [*_spoken(message.get("blocks")), *_spoken(message.get("attachments"))]
    return "\n".join(dict.fromkeys(part for part in parts if part.strip()))


def reference(keys: Iterable[str]) -> str:
    """A short name for one thing that Slack sent, the same when it is sent again."""
    return hashlib.sha256(" ".join(keys).encode()).hexdigest()[:8]


def is_event(body: object) -> bool:
    """Whether this is an event: what Slack sends again when it isn't acknowledged."""
    return isinstance(body, Mapping) and ("event" in body or body.get("type") == "event_callback")


def _message(body: Payload, surface: Surface) -> Incoming | None:
    event = _at(body, "event")
    user, channel, ts = _account(event, "user"), _id(event, "channel"), _id(event, "ts")
    altered = "edited" in event or event.get("hidden") is True
    if event.get("bot_id") or altered or event.get("subtype") == "bot_message":
        return None
    if not (user and channel and ts):
        return None
    return Incoming(
        surface=surface,
        user=user,
        team=_author_team(body, event),
        channel=channel,
        text=words_of(event),
        # The same message may come as two events, so it has a key of its own.
        keys=(*_keys("event", _id(body, "event_id")), f"message {channel} {ts}"),
        ts=ts,
        thread=_thread(event, ts),
        outside=body.get("is_ext_shared_channel") is True,
    )


def _author_team(body: Payload, event: Payload) -> str | None:
    """The workspace of whoever wrote; in a shared channel the envelope's own says nothing of it."""
    for name in ("user_team", "source_team", "team"):
        if _id(event, name):
            return _id(event, name)
    if body.get("is_ext_shared_channel") is True:
        return None
    return _id(body, "team_id") or None


def _actor_team(body: Payload) -> str | None:
    user = _at(body, "user")
    own = _id(user, "team_id")
    if own:
        return own
    outside = body.get("is_ext_shared_channel") is True
    return None if outside else _id(_at(body, "team"), "id") or None


def _thread(message: Payload, ts: str) -> str | None:
    thread = _id(message, "thread_ts")
    return thread if thread and thread != ts else None


def _keys(kind: str, value: str) -> tuple[str, ...]:
    return (f"{kind} {value}",) if value else ()


def _spoken(value: object, depth: int = 0) -> Iterator[str]:
    """Every text inside blocks or attachments, in order."""
    if depth > _DEPTH:
        return
    if isinstance(value, list):
        for one in value:
            yield from _spoken(one, depth + 1)
    elif isinstance(value, Mapping):
        yield from _said(value, depth)


def _said(value: Payload, depth: int) -> Iterator[str]:
    inline = value.get("type") in ("rich_text_section", "rich_text_preformatted", "rich_text_quote")
    if inline:
        yield "".join(_spoken(value.get("elements"), depth + 1))
        return
    if value.get("type") == "actions":
        return
    for name in ("pretext", "title", "text", "fields", "value", "elements", "blocks"):
        inner = None if name == "value" and "type" in value else value.get(name)
        if isinstance(inner, str):
            yield inner
        else:
            yield from _spoken(inner, depth + 1)
    if not any(value.get(name) for name in ("text", "blocks", "title")):
        yield _text(value, "fallback")


def _at(value: Payload, name: str) -> Payload:
    found = value.get(name)
    return found if isinstance(found, Mapping) else {}


def _id(value: Payload, name: str, most: int = _MOST_ID) -> str:
    """An id, address or value; nothing where it can't be one, for it is stored as it is."""
    found = _text(value, name)
    return found if found.isprintable() and len(found) <= most else ""


def _account(value: Payload, name: str) -> str:
    """The id of an account; nothing where it can't be one, for people are known by it."""
    found = _id(value, name, _MOST_ACCOUNT)
    return found if found.isascii() and found.isalnum() else ""


def _text(value: Payload, name: str) -> str:
    found = value.get(name)
    return storable(found, _MOST_TEXT) if isinstance(found, str) else ""
