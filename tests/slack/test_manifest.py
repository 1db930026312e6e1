"""The manifest is one that Slack takes, and asks for what is used and nothing else."""

import ast
import inspect
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.search.finders import Finders
from bot.slack import install
from bot.slack.find_owner import FindOwner
from bot.slack.home import HomeTab
from bot.slack.listeners import Listeners
from bot.slack.manifest import (
    EVENTS,
    OPTIONAL,
    REDIRECT,
    REQUESTS,
    SCOPES,
    as_yaml,
    manifest,
    public,
)
from bot.slack.ownership import Ownership
from bot.slack.removed import Removed
from bot.store.ledger import Ledger
from bot.web import slack as routes
from bot.wiring import desk
from tests.slack.conftest import OPTIONS

# From https://docs.slack.dev/reference/app-manifest: the least and the most characters of a text,
# or entries of a list.
LIMITS = {
    "display_information.name": (1, 35),
    "display_information.description": (1, 140),
    "display_information.long_description": (174, 4000),
    "features.bot_user.display_name": (1, 80),
    "features.shortcuts": (1, 10),
    "features.shortcuts.name": (1, 24),
    "features.shortcuts.callback_id": (1, 255),
    "features.shortcuts.description": (1, 150),
    "features.slash_commands": (1, 50),
    "features.slash_commands.command": (2, 32),
    "features.slash_commands.description": (1, 2000),
    "features.slash_commands.usage_hint": (1, 1000),
    "oauth_config.scopes.bot": (1, 255),
    "oauth_config.scopes.bot_optional": (1, 255),
    "settings.event_subscriptions.bot_events": (1, 100),
}

# Only over HTTP: addresses, each a full one that begins with https.
ADDRESS = "https://rolecall.example/apps"
ADDRESSES = (
    "features.slash_commands.url",
    "oauth_config.redirect_urls",
    "settings.event_subscriptions.request_url",
    "settings.interactivity.request_url",
    "settings.interactivity.message_menu_options_url",
)
MOST_REDIRECTS = 1000
BOTH = pytest.mark.parametrize("address", [None, ADDRESS])

# From https://docs.slack.dev/reference/events: the scope without which an event isn't sent.
EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "message.im": "im:history",
    "user_change": "users:read",
    "team_join": "users:read",
    "channel_created": "channels:read",
    "channel_rename": "channels:read",
    "channel_archive": "channels:read",
    "channel_unarchive": "channels:read",
    "channel_deleted": "channels:read",
    "channel_shared": "channels:read",
    "channel_unshared": "channels:read",
    "channel_left": "channels:read",
    # Of private channels with groups:read.
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
}

# Those that tell of private channels alone, which may be turned down.
PRIVATE_EVENTS = {"group_rename", "group_archive", "group_unarchive", "group_deleted", "group_left"}

# Sent to whoever subscribes, whatever the scopes.
FREE_EVENTS = {"app_home_opened", "app_uninstalled", "tokens_revoked"}

# From https://docs.slack.dev/reference/methods: the scopes that a method needs of the bot's token.
METHOD_SCOPES: dict[str, set[str]] = {
    "apps.connections.open": set(),  # takes the app's token
    "auth.test": set(),
    "views.open": set(),
    "views.publish": set(),
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": {"channels:history", "groups:history"},
    "conversations.info": {"channels:read"},
    "conversations.list": {"channels:read"},
    "oauth.v2.access": set(),  # takes the app's own id and secret
    "users.list": {"users:read"},
}

# Commands and shortcuts need one; the optional ones add to what users.list and
# conversations.list tell.
SURFACE_SCOPES = {"commands", *OPTIONAL}


def _nobody() -> AuthorizeResult:
    raise AssertionError("nothing is sent to this app")


class Heard(App):
    """A Bolt app that notes what somebody wants to hear."""

    def __init__(self) -> None:
        super().__init__(
            client=WebClient(token=""),
            authorize=_nobody,
            token_verification_enabled=False,
            request_verification_enabled=False,
        )
        self.events: set[str] = set()
        self.commands: set[str] = set()
        self.shortcuts: set[str] = set()

    def event(self, event: Any, *args: Any, **named: Any) -> Any:
        """An event, by its type."""
        self.events.add(event["type"] if isinstance(event, dict) else event)
        return super().event(event, *args, **named)

    def command(self, command: Any, *args: Any, **named: Any) -> Any:
        """A slash command."""
        self.commands.add(command)
        return super().command(command, *args, **named)

    def message_shortcut(self, callback_id: Any, *args: Any, **named: Any) -> Any:
        """A shortcut on a message."""
        self.shortcuts.add(callback_id)
        return super().message_shortcut(callback_id, *args, **named)

    def global_shortcut(self, callback_id: Any, *args: Any, **named: Any) -> Any:
        """A shortcut that can be used everywhere."""
        self.shortcuts.add(callback_id)
        return super().global_shortcut(callback_id, *args, **named)


@pytest.fixture
def heard(ledger: Ledger, finders: Finders, root: Path) -> Heard:
    """What the listeners of the product listen to."""
    app = Heard()
    now, wake, unknown = lambda: datetime.now(UTC), lambda: None, lambda *_: None
    ownership = Ownership(ledger, desk(root), OPTIONS, now, wake, _open_view)
    Listeners(ledger, finders, OPTIONS, now, wake, unknown, ownership.press, unknown).register(app)
    FindOwner(ledger, finders, OPTIONS, now, _open_view).register(app)
    ownership.register(app)
    Removed(ledger, now).register(app)
    HomeTab(ledger, OPTIONS, now, wake).register(app)
    return app


def _open_view(*_: Any) -> None:
    """Opens nothing."""


def _at(value: Any, path: list[str]) -> list[Any]:
    """What stands at a path, in each entry of the lists on the way."""
    if not path:
        return [value]
    inside = value if isinstance(value, list) else [value]
    return [found for each in inside for found in _at(each[path[0]], path[1:])]


@BOTH
@pytest.mark.parametrize("path", LIMITS)
def test_limits(path: str, address: str | None) -> None:
    """Every text and every list is within what Slack documents."""
    least, most = LIMITS[path]
    found = _at(manifest(address), path.split("."))
    assert found
    assert all(least <= len(each) <= most for each in found)


def test_every_text_has_a_limit() -> None:
    """No text or list stands in the manifest without being measured, but for fixed words."""
    fixed = {"display_information.background_color", "features.shortcuts.type"}
    assert set(_paths(manifest())) - fixed == set(LIMITS)
    assert set(_paths(manifest(ADDRESS))) - fixed == {*LIMITS, *ADDRESSES}


def _paths(value: Any, path: str = "") -> list[str]:
    if isinstance(value, dict):
        return [each for key, inner in value.items() for each in _paths(inner, f"{path}.{key}")]
    if isinstance(value, list):
        return [
            path[1:],
            *(each for one in value if isinstance(one, dict) for each in _paths(one, path)),
        ]
    return [path[1:]] if isinstance(value, str) else []


def test_fixed_words() -> None:
    """What has a form of its own has it: commands, colours, types of shortcuts."""
    found = manifest()
    assert found["_metadata"] == {"major_version": 2, "minor_version": 1}
    assert re.fullmatch(r"#[0-9a-f]{6}", found["display_information"]["background_color"])
    for command in found["features"]["slash_commands"]:
        assert re.fullmatch(r"/[a-z]+", command["command"])
        assert command["should_escape"] is True
    assert [each["type"] for each in found["features"]["shortcuts"]] == [
        "message",
        "message",
        "global",
    ]


def test_socket_mode() -> None:
    """It is for Socket Mode in one workspace, people can write to the bot, and buttons work."""
    found = manifest()
    assert found["settings"]["socket_mode_enabled"] is True
    assert found["settings"]["interactivity"] == {"is_enabled": True}
    assert found["settings"]["token_rotation_enabled"] is False
    assert found["settings"]["org_deploy_enabled"] is False
    assert found["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    assert "url" not in as_yaml()


def test_http() -> None:
    """For HTTP it is the same app, reached at one address of ours, and Socket Mode is off."""
    found = manifest(ADDRESS)
    assert found["settings"]["socket_mode_enabled"] is False
    assert _at(found, ["oauth_config", "redirect_urls"]) == [[f"{ADDRESS}{REDIRECT}"]]
    for path in ADDRESSES:
        if path != "oauth_config.redirect_urls":
            assert set(_at(found, path.split("."))) == {f"{ADDRESS}{REQUESTS}"}, path
    assert len(found["oauth_config"]["redirect_urls"]) <= MOST_REDIRECTS
    over_socket = manifest()
    assert found["oauth_config"]["scopes"] == over_socket["oauth_config"]["scopes"]
    assert found["features"]["shortcuts"] == over_socket["features"]["shortcuts"]
    assert all(each["should_escape"] for each in found["features"]["slash_commands"])


def test_addresses_are_served() -> None:
    """The addresses that Slack is told are those at which we answer."""
    assert (REQUESTS, REDIRECT) == (routes.EVENTS, routes.FINISH)
    assert install.FINISH == REDIRECT


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("https://rolecall.example", "https://rolecall.example"),
        ("https://rolecall.example/", "https://rolecall.example"),
        ("https://rolecall.example:8443/apps//", "https://rolecall.example:8443/apps"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost:8080/", "http://localhost:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_public(given: str, used: str) -> None:
    """An address that Slack can reach is taken, and http where it is for this machine alone."""
    assert public(given) == used


@pytest.mark.parametrize(
    "url",
    [
        "",
        "rolecall.example",
        "http://rolecall.example",
        "http://127.0.0.1.example",
        "http://0.0.0.0:8080",
        "ftp://rolecall.example",
        "https://",
        "https://:8080",
        "https:rolecall.example",
        "https://me@rolecall.example",
        "https://me:secret@rolecall.example",
        "https://rolecall.example?a=b",
        "https://rolecall.example/?",
        "https://rolecall.example#top",
        "https://rolecall.example:http",
        "https://rolecall.example:99999",
        "https://rolecall.example:0",
        "https://rolecall.example/a b",
        "https://rolecall.example\n",
        "https://rolecall.exämple",
        "https://[::1",
    ],
)
def test_not_public(url: str) -> None:
    """What Slack couldn't reach, or what would give something away, is refused with a reason."""
    with pytest.raises(ValueError, match=r"address|IPv6"):
        public(url)


@BOTH
def test_yaml(address: str | None) -> None:
    """The text is YAML for the manifest, with plain characters and no references."""
    text = as_yaml(address)
    assert yaml.safe_load(text) == manifest(address)
    assert "“who owns this?”" in text
    assert not re.search(r"[&*]id\d", text)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_everything_heard_is_sent(heard: Heard) -> None:
    """Slack sends what somebody listens to, and nothing that nobody does."""
    found = manifest()
    assert len(set(EVENTS)) == len(EVENTS)
    # A message is subscribed to by where it is written.
    assert {event.partition(".")[0] for event in EVENTS} == heard.events
    assert {each["command"] for each in found["features"]["slash_commands"]} == heard.commands
    assert {each["callback_id"] for each in found["features"]["shortcuts"]} == heard.shortcuts


def test_every_event_has_its_scope() -> None:
    """For each event that is subscribed to there is the scope without which it isn't sent."""
    assert set(EVENT_SCOPES) | PRIVATE_EVENTS | FREE_EVENTS == set(EVENTS)
    assert "groups:read" in SCOPES
    assert set(EVENT_SCOPES.values()) <= set(SCOPES) - set(OPTIONAL)


def test_every_call_has_its_scope(root: Path) -> None:
    """Each Web API method that bot/slack names is allowed by a scope, and each scope is used."""
    assert _methods(root / "bot" / "slack") == set(METHOD_SCOPES)
    for_calls = set().union(*METHOD_SCOPES.values())
    # Without these a message of which nobody knows whether it arrived is held.
    assert for_calls & set(OPTIONAL) == METHOD_SCOPES["conversations.history"]
    assert for_calls <= set(SCOPES)
    assert for_calls | set(EVENT_SCOPES.values()) | SURFACE_SCOPES == set(SCOPES)


def _methods(folder: Path) -> set[str]:
    """Slack's methods among the texts in these modules; the SDK knows which there are."""
    known = set(re.findall(r'api_call\(\s*"([\w.]+)"', inspect.getsource(WebClient)))
    texts = {
        node.value
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return texts & known


def test_optional_scopes() -> None:
    """Optional scopes are among those asked for, as Slack wants it, and each has a reason."""
    scopes = manifest()["oauth_config"]["scopes"]
    assert set(scopes["bot_optional"]) < set(scopes["bot"])
    assert all(reason.strip() for reason in SCOPES.values())
    # Slack grants addresses only together with the people they belong to.
    assert "users:read" in SCOPES
