"""The app's manifest: what Slack is told of Rolecall when an app is made from it.

https://docs.slack.dev/reference/app-manifest
"""

from collections.abc import Mapping
from typing import Any

import yaml

from bot.desk.desk import COMMAND as OWNERSHIP
from bot.slack import roster
from bot.slack.find_owner import FIND, TITLE
from bot.slack.listeners import COMMAND, SHORTCUT

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
}
"""Every scope that the bot asks for, and what it does with it."""

OPTIONAL = ("users:read.email", "groups:read")
"""The scopes that whoever installs the app may turn down."""

EVENTS = ("app_mention", "message.im", *roster.EVENTS)
"""What Slack tells us of without being asked."""

WIDTH = 100
_LONG = (
    "Ask in your own words who owns something: mention @Rolecall in a channel, write to it, use "
    "/whoowns, or the shortcut “Who owns this?” on a message. It names the activity, the roles "
    "that share it, the people who fill them in your team, whom to ask if that doesn't help, and "
    "why it thinks so. It notifies nobody whom it names, and says when it doesn't know."
)


def manifest() -> dict[str, Any]:
    """The manifest for one workspace over Socket Mode."""
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": NAME,
            "description": "Answers “who owns this?”: the role, the person in your team, and why.",
            "long_description": _LONG,
            "background_color": "#0f5c56",
        },
        "features": _features(),
        # What is optional is listed twice: that is how Slack wants it.
        "oauth_config": {"scopes": {"bot": list(SCOPES), "bot_optional": list(OPTIONAL)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            # Once on it can't be switched off again.
            "token_rotation_enabled": False,
        },
    }


def as_yaml() -> str:
    """The manifest as the page takes it on which Slack makes an app from one."""
    text: str = yaml.dump(
        manifest(), Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=WIDTH
    )
    return text


def _features() -> dict[str, Any]:
    return {
        "app_home": {
            "home_tab_enabled": False,
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
                "name": TITLE,
                "type": "global",
                "callback_id": FIND,
                "description": "Asks in a form who owns something; only you see the answer.",
            },
        ],
        "slash_commands": [
            {
                "command": COMMAND,
                "description": "Ask who owns something; only you see the answer.",
                "usage_hint": "who deploys models?",
                # Otherwise people and channels arrive as names, and names repeat.
                "should_escape": True,
            },
            {
                "command": OWNERSHIP,
                "description": "Keep ownership true: assign, accept, confirm, override, undo.",
                "usage_hint": "help",
                "should_escape": True,
            },
        ],
    }
