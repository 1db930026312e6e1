"""The workspace that the fake Slack knows: people, channels, messages."""

import base64
import hashlib
import itertools
import time
from dataclasses import dataclass
from typing import Any

from tests.fake_slack.limits import Surface, broken, mentions
from tests.fake_slack.traffic import Json, Kind, Posted, Traffic

SCOPES = (
    "app_mentions:read,channels:history,channels:read,chat:write,commands,"
    "im:history,users:read,users:read.email"
)
USES = 5
RESPONSE_URL_SECONDS = 30 * 60
TRIGGER_SECONDS = 3.0
IN_PROFILE = ("email", "title", "display_name", "first_name", "last_name", "phone")
IN_FORCE = ("color", "tz", "tz_label", "tz_offset", "is_admin", "is_owner", "is_primary_owner")
GUEST = ("is_restricted", "is_ultra_restricted", "is_email_confirmed")


@dataclass(frozen=True)
class FakeTeam:
    """The workspace's names, and the bot's in it."""

    id: str = "T0HARBOUR"
    name: str = "Harbour Goods"
    url: str = "https://harbour.slack.com/"
    domain: str = "harbour"
    bot_user: str = "U0BOT"
    bot_id: str = "B0BOT"
    app_id: str = "A0ROLECALL"


HARBOUR = FakeTeam()


class Refused(Exception):
    """Slack does not do what it was asked; the argument is its code for why."""


@dataclass
class Trigger:
    """What somebody did, with which a view can be opened for them, once and soon."""

    user: str
    made: float
    used: bool = False


@dataclass
class ResponseUrl:
    """Where to answer a command or a click, so often and so long."""

    channel: str
    user: str
    original: str | None
    made: float
    uses: int = 0


class Workspace(Traffic):
    """People, channels and messages, with Slack's rules on what may be posted.

    `revoked` are tokens that worked once; `bot_token` is "" before the app is installed.
    """

    bot_token = "xoxb-fake"  # noqa: S105
    app_token = "xapp-fake"  # noqa: S105

    def __init__(self, team: FakeTeam = HARBOUR) -> None:
        super().__init__()
        self.team = team
        self.revoked: set[str] = set()
        self.scopes = SCOPES.split(",")
        self.users: list[Json] = []
        self.channels: list[Json] = []
        self.page_size: int | None = None
        self.history: dict[tuple[str, str], Json] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self._triggers: dict[str, Trigger] = {}
        self._numbers = itertools.count(1)
        self._latest = 0
        self.add_user("U1", "Ana", email="ana@harbour.example")
        self.add_user("U2", "Bo", email="bo@harbour.example")
        owner = {"is_primary_owner": True, "is_owner": True, "is_admin": True}
        self.add_user("U9", "Ines", email="ines@harbour.example", **owner)
        self.add_channel("C1", "general")
        self.add_channel("C2", "churn")

    def add_user(self, user_id: str, name: str, **fields: Any) -> Json:
        """A new member; fields are Slack's, wherever in a user Slack has them."""
        profile = _profile(self.team.id, name)
        profile |= {key: fields.pop(key) for key in IN_PROFILE if key in fields}
        profile |= fields.pop("profile", {})
        user = _user(user_id, self.team.id, name) | fields | {"profile": profile}
        if user["deleted"]:
            user = {k: v for k, v in user.items() if k in fields or k not in IN_FORCE + GUEST}
        with self.changed:
            self.users.append(user)
        return user

    def has_no_admins(self) -> None:
        """Nobody owns or administers the workspace, so nobody may set anything up there."""
        with self.changed:
            for user in self.users:
                user |= {"is_admin": False, "is_owner": False, "is_primary_owner": False}

    def add_channel(self, channel_id: str, name: str, **fields: Any) -> Json:
        """A new channel, which the bot is in unless `is_member` says otherwise."""
        channel = _channel(channel_id, self.team.id, name) | fields
        with self.changed:
            self.channels.append(channel)
        return channel

    def user(self, user_id: str) -> Json | None:
        """The user with this id."""
        return next((user for user in self.users if user["id"] == user_id), None)

    def channel(self, channel_id: str) -> Json | None:
        """The channel with this id."""
        return next((channel for channel in self.channels if channel["id"] == channel_id), None)

    def give_token(self, scopes: list[str]) -> str:
        """A new token of the bot's with these scopes; the one that it had works no longer."""
        self.revoke_token()
        with self.changed:
            self.bot_token = f"xoxb-fake-{self.next_id('')}"
            self.scopes = scopes
        return self.bot_token

    def revoke_token(self) -> None:
        """The bot's token works no longer."""
        with self.changed:
            self.revoked |= {self.bot_token} - {""}

    def next_ts(self) -> str:
        """The time now, later than any that was given out before."""
        with self.changed:
            self._latest = max(self._latest + 1, time.time_ns() // 1000)
            seconds, micros = divmod(self._latest, 1_000_000)
        return f"{seconds}.{micros:06d}"

    def next_id(self, prefix: str) -> str:
        """An id that was not given out before; as Slack's, no two are much alike."""
        told = hashlib.sha256(f"{self.team.id}{prefix}{next(self._numbers)}".encode()).digest()
        return f"{prefix}{base64.b32encode(told).decode()[:10]}"

    def check(self, method: str, body: Json, surface: Surface) -> None:
        """Notes all that Slack would refuse in the payload, and all who would be notified."""
        found = broken(body, surface)
        with self.changed:
            self.violations += [f"{method}: {each}" for each in found]
            self.pings += [f"{method}: {each}" for each in mentions(body, surface)]
        if found:
            raise Refused("invalid_arguments" if surface == "view" else "invalid_blocks")

    def show(self, kind: Kind, channel: str, body: Json, **known: Any) -> Posted:
        """Makes a message visible; a public one is kept for the history."""
        fields: Json = {"ts": self.next_ts(), "user": None, "ephemeral": False} | known
        posted = Posted(
            kind=kind,
            channel=channel,
            thread_ts=body.get("thread_ts"),
            text=body.get("text") or "",
            blocks=body.get("blocks") or [],
            body=body,
            **fields,
        )
        with self.changed:
            self.messages.append(posted)
            if not posted.ephemeral:
                self.history[channel, posted.ts] = self.message(posted)
        self.happened()
        return posted

    def message(self, posted: Posted) -> Json:
        """A message as Slack hands it out."""
        optional = {"thread_ts": posted.thread_ts, "metadata": posted.body.get("metadata")}
        return {
            "type": "message",
            "user": self.team.bot_user,
            "bot_id": self.team.bot_id,
            "app_id": self.team.app_id,
            "team": self.team.id,
            "ts": posted.ts,
            "text": posted.text,
            "blocks": posted.blocks,
        } | {key: value for key, value in optional.items() if value is not None}

    def new_response_url(self, channel: str, user: str, original: str | None) -> str:
        """The token of a fresh response URL."""
        token = self.next_id("respond")
        with self.changed:
            made = time.monotonic()
            self.response_urls[token] = ResponseUrl(channel, user, original, made)
        return token

    def new_trigger(self, user: str = "U1") -> str:
        """A fresh trigger id, with which a view can be opened for somebody, once and soon."""
        trigger = f"{self.next_id('1')}.{self.next_id('2')}.fake"
        with self.changed:
            self._triggers[trigger] = Trigger(user, time.monotonic())
        return trigger

    def use_trigger(self, trigger_id: str) -> str:
        """For whom it opens a view; refuses a trigger id that is unknown, used or too old."""
        with self.changed:
            trigger = self._triggers.get(trigger_id)
            if trigger is None:
                raise Refused("invalid_trigger_id")
            if trigger.used:
                raise Refused("exchanged_trigger_id")
            trigger.used = True
        if time.monotonic() - trigger.made > TRIGGER_SECONDS:
            raise Refused("expired_trigger_id")
        return trigger.user


def _profile(team: str, name: str) -> Json:
    return {
        "title": "",
        "phone": "",
        "real_name": name,
        "real_name_normalized": name,
        "display_name": name,
        "display_name_normalized": name,
        "first_name": name.partition(" ")[0],
        "last_name": name.partition(" ")[2],
        "fields": None,
        "status_text": "",
        "status_emoji": "",
        "avatar_hash": "g0000",
        "image_24": "https://secure.gravatar.com/avatar/0.jpg?s=24",
        "team": team,
    }


def _user(user_id: str, team: str, name: str) -> Json:
    return {
        "id": user_id,
        "team_id": team,
        "name": name.lower().replace(" ", "."),
        "deleted": False,
        "color": "9f69e7",
        "real_name": name,
        "tz": "Europe/Berlin",
        "tz_label": "Central European Time",
        "tz_offset": 3600,
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": False,
        "is_app_user": False,
        "is_email_confirmed": True,
        "updated": 1_700_000_000,
    }


def _channel(channel_id: str, team: str, name: str) -> Json:
    return {
        "id": channel_id,
        "name": name,
        "name_normalized": name,
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": False,
        "is_archived": False,
        "is_general": name == "general",
        "is_shared": False,
        "is_org_shared": False,
        "is_ext_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "is_member": True,
        "created": 1_700_000_000,
        "updated": 1_700_000_000_000,
        "creator": "U9",
        "unlinked": 0,
        "context_team_id": team,
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
        "num_members": 3,
    }
