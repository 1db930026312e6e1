"""Members and channels as Slack's objects and events tell of them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeGuard

from bot.domain.member import Channel, Member
from bot.domain.value import as_name
from bot.slack.incoming import Payload
from bot.store.roster import Roster

MEMBERS_CHANGE = ("user_change", "team_join")
CHANNELS_CHANGE = (
    "channel_created",
    "channel_rename",
    "channel_archive",
    "channel_unarchive",
    "channel_deleted",
    "channel_shared",
    "channel_unshared",
    "group_rename",
    "group_archive",
    "group_unarchive",
    "group_deleted",
)
WE_LEAVE = ("channel_left", "group_left")
"""Slack tells of these whoever left, and nobody else."""

ANYBODY_MOVES = ("member_joined_channel", "member_left_channel")
WE_MOVE = (*ANYBODY_MOVES, *WE_LEAVE)
EVENTS = (*MEMBERS_CHANGE, *CHANNELS_CHANGE, *WE_MOVE)

_MOST_ID = 30


@dataclass(frozen=True)
class News:
    """What is otherwise by what Slack told: answers; names of channels, the new by the old ones.

    `closed` is that we can't write in a channel; `joined` one that we are in and that isn't known.
    `entered` is one that we are in from now on, known or not, with an id of this time.
    """

    differs: bool = False
    renamed: Mapping[str, str] = field(default_factory=dict)
    closed: bool = False
    joined: str | None = None
    entered: tuple[str, str] | None = None


def note(body: Payload, workspace_id: str, roster: Roster) -> News:
    """Stores what an event tells of a member or a channel; anything else is passed over."""
    event = body.get("event")
    if not isinstance(event, Mapping):
        return News()
    stamp = _seconds(event.get("event_ts")) or _seconds(body.get("event_time"))
    kind = event.get("type")
    if kind in MEMBERS_CHANGE:
        user = event.get("user")
        member = member_of(user, workspace_id, stamp) if isinstance(user, Mapping) else None
        if member is not None:
            return News(differs=roster.save_members([member]))
    elif kind in CHANNELS_CHANGE:
        channel = _channel_after(str(kind), event, roster, stamp)
        if channel is not None:
            return News(renamed=roster.save_channels([channel]), closed=not channel.writable)
    elif kind in WE_LEAVE or (kind in ANYBODY_MOVES and _is_us(event.get("user"), roster)):
        joins = kind == "member_joined_channel"
        news = _moved(event.get("channel"), roster, stamp, joins=joins)
        return replace(news, entered=_entered(body, event)) if joins else news
    return News()


def member_of(user: Payload, workspace_id: str, stamp: float = 0.0) -> Member | None:
    """A member from Slack's user object; None where that has no id.

    In an organisation of several workspaces an account belongs to all that its object lists.
    """
    key = user.get("id")
    if not _is_id(key):
        return None
    profile = user.get("profile")
    about: Payload = profile if isinstance(profile, Mapping) else {}
    shown = (about.get("real_name"), user.get("real_name"), about.get("display_name"))
    name = next((one for one in (*shown, user.get("name")) if isinstance(one, str) and one), key)
    return Member(
        id=key,
        name=as_name(name, key),
        team=workspace_id if workspace_id in _teams(user) else _text(user.get("team_id")),
        email=(_text(about.get("email")) or "").casefold() or None,
        zone=_text(user.get("tz")),
        admin=bool(user.get("is_admin") or user.get("is_owner") or user.get("is_primary_owner")),
        primary_owner=user.get("is_primary_owner") is True,
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        bot=user.get("is_bot") is True or key == "USLACKBOT",
        deleted=user.get("deleted") is True,
        as_of=_seconds(user.get("updated")) or stamp,
    )


def channel_of(found: Payload, stamp: float) -> Channel | None:
    """A channel from Slack's conversation object; None where that has no id or name.

    Whether we are in it isn't said of an archived one: nobody is, until it is opened again.
    """
    key, name = found.get("id"), found.get("name")
    if not _is_id(key) or not isinstance(name, str):
        return None
    outside = ("is_ext_shared", "is_pending_ext_shared")
    ours, gone = found.get("is_member"), found.get("is_archived") is True
    return Channel(
        id=key,
        name=as_name(name, key),
        shared=any(found.get(flag) is True for flag in outside),
        gone=gone,
        as_of=stamp,
        shared_as_of=stamp,
        gone_as_of=stamp,
        ours=ours is True and not gone,
        ours_as_of=stamp if isinstance(ours, bool) and not gone else 0.0,
    )


def _channel_after(kind: str, event: Payload, roster: Roster, stamp: float) -> Channel | None:
    """What an event tells of a channel, which most name by id alone, over what is known of it.

    An event tells one thing, and stamps that alone.
    """
    told = event.get("channel")
    if isinstance(told, Mapping):
        return _named(kind, told, roster, stamp)
    if not _is_id(told):
        return None
    known = roster.channel(told)
    if kind == "channel_shared":
        # What we are told before its name is at least never taken for our own.
        known = known or Channel(told, told, shared=True)
        return replace(known, shared=True, shared_as_of=stamp)
    if known is None:
        return None
    if kind == "channel_unshared":
        shared = event.get("is_ext_shared") is not False
        return replace(known, shared=shared, shared_as_of=stamp)
    return replace(known, gone=not kind.endswith("_unarchive"), gone_as_of=stamp)


def _named(kind: str, told: Payload, roster: Roster, stamp: float) -> Channel | None:
    """A new channel, or one of a new name."""
    found = channel_of(told, stamp)
    if found is None:
        return None
    known = roster.channel(found.id)
    if known is None:
        return found if kind == "channel_created" else None
    return replace(known, name=found.name, as_of=stamp)


def _moved(told: object, roster: Roster, stamp: float, *, joins: bool) -> News:
    """We are in a channel from now on, which is there then, or not any more."""
    if not _is_id(told):
        return News()
    known = roster.channel(told)
    if known is None:
        return News(joined=told if joins else None)
    after = replace(known, ours=joins, ours_as_of=stamp)
    if joins:
        after = replace(after, gone=False, gone_as_of=stamp)
    return News(renamed=roster.save_channels([after]), closed=not after.writable)


def _entered(body: Payload, event: Payload) -> tuple[str, str] | None:
    """The channel, and the id of the event, which is the same where Slack sends it again."""
    channel, once = event.get("channel"), body.get("event_id") or event.get("event_ts")
    outside = body.get("is_ext_shared_channel") is True
    return (channel, once) if _is_id(channel) and _is_id(once) and not outside else None


def _is_us(user: object, roster: Roster) -> bool:
    here = roster.installation()
    return here is not None and user == here.bot_user


def _teams(user: Payload) -> list[object]:
    enterprise = user.get("enterprise_user")
    teams = enterprise.get("teams") if isinstance(enterprise, Mapping) else None
    return teams if isinstance(teams, list) else []


def _is_id(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and 0 < len(value) <= _MOST_ID and value.isprintable()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value and value.isprintable() else None


def _seconds(value: object) -> float:
    try:
        seconds = float(value) if isinstance(value, str | int | float) else 0.0
    except (ValueError, OverflowError):
        return 0.0
    return seconds if math.isfinite(seconds) else 0.0
