"""The app's manifest: what Slack is told of Rolecall when an app is made from it.

https://docs.slack.dev/reference/app-manifest
"""

import ipaddress
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import yaml

from bot.desk.desk import COMMAND as OWNERSHIP
from bot.slack import home, removed, roster
from bot.slack.find_owner import FIND, TITLE
from bot.slack.listeners import COMMAND, SHORTCUT
from bot.slack.start_handoff import START_HANDOFF
from bot.slack.start_handoff import TITLE as HANDOFF_TITLE

NAME = "Rolecall"

SCOPES: Mapping[str, str] = {
    "app_mentions:read": "hears questions that mention it",
    "chat:write": "posts its answers",
    "commands": "offers `/whoowns`, `/ownership` and the shortcuts",
    "im:history": "hears questions in direct messages to it",
    "users:read": "knows who may ask and who was deactivated, and links names to profiles",
    "channels:read": "knows which channels are shared with others, and which is whose team's",
    "users:read.email": "finds people of your file in Slack by their address",
    "groups:read": "knows private channels that it is in; without it answers there are private",
    "channels:history": "looks whether a message of its own arrived before it sends it again",
    "groups:history": "does the same in private channels that it is in",
}
"""Every scope that the bot asks for, and what it does with it."""

OPTIONAL = ("users:read.email", "groups:read", "channels:history", "groups:history")
"""The scopes that whoever installs the app may turn down."""

EVENTS = ("app_mention", "message.im", home.EVENT, *roster.EVENTS, *removed.EVENTS)
"""What Slack tells us of without being asked."""

REQUESTS, REDIRECT = "/slack/events", "/slack/oauth_redirect"
"""Where Slack comes in over HTTP, and where it sends a browser after an install."""

WIDTH = 100
_LONG = (
    "Ask in your own words who owns something: mention @Rolecall in a channel, write to it, use "
    "/whoowns, or the shortcut “Who owns this?” on a message. It names the activity, the roles "
    "that share it, the people who fill them in your team, whom to ask if that doesn't help, and "
    "why it thinks so. It notifies nobody whom it names, and says when it doesn't know."
)


def manifest(address: str | None = None) -> dict[str, Any]:
    """The manifest over Socket Mode, or over HTTP where Slack reaches us at this address."""
    requests = None if address is None else f"{address}{REQUESTS}"
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": NAME,
            "description": "Answers “who owns this?”: the role, the person in your team, and why.",
            "long_description": _LONG,
            "background_color": "#0f5c56",
        },
        "features": _features(requests),
        "oauth_config": {
            **({"redirect_urls": [f"{address}{REDIRECT}"]} if address else {}),
            # What is optional is listed twice: that is how Slack wants it.
            "scopes": {"bot": list(SCOPES), "bot_optional": list(OPTIONAL)},
        },
        "settings": {
            "event_subscriptions": {
                **_reached(requests, "request_url"),
                "bot_events": list(EVENTS),
            },
            "interactivity": {
                "is_enabled": True,
                **_reached(requests, "request_url", "message_menu_options_url"),
            },
            "org_deploy_enabled": False,
            "socket_mode_enabled": address is None,
            # Once on it can't be switched off again.
            "token_rotation_enabled": False,
        },
    }


def as_yaml(address: str | None = None) -> str:
    """The manifest as the page takes it on which Slack makes an app from one."""
    text: str = yaml.dump(
        manifest(address), Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=WIDTH
    )
    return text


def public(url: str) -> str:
    """An address at which Slack can reach us, without a slash at the end.

    Raises ValueError saying what it lacks; http is for this machine alone.
    """
    if not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError("an address has plain characters alone")
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_here(parts.hostname or "")):
        raise ValueError("Slack sends its requests only to an address that begins with https://")
    if not parts.hostname or not _has_port(url):
        raise ValueError("an address names a host, and a port only where it is a number")
    if parts.username is not None or parts.password is not None:
        raise ValueError("an address holds no name and no password")
    if "?" in url or "#" in url:
        raise ValueError("an address ends before “?” and “#”")
    return url.rstrip("/")


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _has_port(url: str) -> bool:
    """Whether the port, where there is one, can be one."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _reached(requests: str | None, *names: str) -> dict[str, str]:
    """These settings lead to where we are reached; over Socket Mode there are none."""
    return {} if requests is None else dict.fromkeys(names, requests)


def _features(requests: str | None) -> dict[str, Any]:
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": NAME, "always_online": True},
        "shortcuts": [
            {
                "name": "Who owns this?",
                "type": "message",
                "callback_id": SHORTCUT,
                "description": "Answers privately who owns what this message is about.",
            },
            {
                "name": HANDOFF_TITLE,
                "type": "message",
                "callback_id": START_HANDOFF,
                "description": "Opens a form for a handoff, with a link to this message in it.",
            },
            {
                "name": TITLE,
                "type": "global",
                "callback_id": FIND,
                "description": "Asks in a form who owns something; only you see the answer.",
            },
        ],
        "slash_commands": [
            {
                "command": COMMAND,
                **_reached(requests, "url"),
                "description": "Ask who owns something; only you see the answer.",
                "usage_hint": "who deploys models?",
                # Otherwise people and channels arrive as names, and names repeat.
                "should_escape": True,
            },
            {
                "command": OWNERSHIP,
                **_reached(requests, "url"),
                "description": "Keep ownership true: assign, accept, confirm, override, undo.",
                "usage_hint": "help",
                "should_escape": True,
            },
        ],
    }
