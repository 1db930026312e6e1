"""What the Web API's methods do, and what they answer when all goes well."""

import base64
import binascii
import time
from collections.abc import Callable
from typing import Any

from tests.fake_slack.forms import Forms
from tests.fake_slack.traffic import Json
from tests.fake_slack.workspace import (
    RESPONSE_URL_SECONDS,
    USES,
    Refused,
    ResponseUrl,
    Workspace,
)

Method = Callable[[Forms, Json], Json]
PAGE = 200
LARGEST_PAGE = 1000
CURSOR = "next:"
RETAINED = ("blocks", "metadata", "thread_ts")


def _auth_test(slack: Workspace, _args: Json) -> Json:
    team = slack.team
    return {
        "url": team.url,
        "team": team.name,
        "user": "rolecall",
        "team_id": team.id,
        "user_id": team.bot_user,
        "bot_id": team.bot_id,
        "is_enterprise_install": False,
    }


def _bots_info(slack: Workspace, args: Json) -> Json:
    team = slack.team
    if args.get("bot") != team.bot_id:
        raise Refused("bot_not_found")
    named = {"id": team.bot_id, "app_id": team.app_id, "user_id": team.bot_user}
    return {"bot": named | {"name": "rolecall", "deleted": False}}


def _users_list(slack: Workspace, args: Json) -> Json:
    page, more = _page(slack, slack.users, args)
    members = [_allowed(slack, user) for user in page]
    return {"members": members, "cache_ts": int(time.time())} | more


def _users_info(slack: Workspace, args: Json) -> Json:
    user = slack.user(str(args.get("user")))
    if user is None:
        raise Refused("user_not_found")
    return {"user": _allowed(slack, user)}


def _allowed(slack: Workspace, user: Json) -> Json:
    # Without its scope an address isn't refused; it is just not there.
    profile = dict(user["profile"])
    if "users:read.email" not in slack.scopes:
        profile.pop("email", None)
    return user | {"profile": profile}


def _conversations_list(slack: Workspace, args: Json) -> Json:
    # Slack filters a page after it has cut it, so it may be short, or empty, with more to come.
    page, more = _page(slack, slack.channels, args)
    types = str(args.get("types") or "public_channel").replace(" ", "").split(",")
    hidden = _true(args.get("exclude_archived"))
    found = [each for each in page if _type(each) in types and _is_seen(each)]
    return {"channels": [each for each in found if not (hidden and each["is_archived"])]} | more


def _conversations_info(slack: Workspace, args: Json) -> Json:
    channel_id = str(args.get("channel"))
    channel = slack.channel(channel_id)
    if channel is None and channel_id.startswith("D"):
        channel = {"id": channel_id, "is_im": True, "is_channel": False, "is_archived": False}
        channel |= {"user": channel_id[1:], "is_user_deleted": False}
    if channel is None or not _is_seen(channel):
        raise Refused("channel_not_found")
    return {"channel": channel}


def _conversations_history(slack: Workspace, args: Json) -> Json:
    channel = _place(slack, args)
    with slack.changed:
        kept = [each for (place, _), each in slack.history.items() if place == channel]
    top = [each for each in kept if each.get("thread_ts", each["ts"]) == each["ts"]]
    wanted = sorted(filter(_between(args), top), key=_ts, reverse=True)
    page, more = _page(slack, wanted, args)
    if not _true(args.get("include_all_metadata")):
        page = [{key: each[key] for key in each if key != "metadata"} for each in page]
    has_more = bool(more["response_metadata"]["next_cursor"])
    return {"messages": page, "has_more": has_more, "pin_count": 0} | more


def _post_message(slack: Workspace, args: Json) -> Json:
    channel = _place(slack, args)
    slack.check("chat.postMessage", args, "message")
    posted = slack.show("post", channel, args)
    return {"channel": channel, "ts": posted.ts, "message": slack.message(posted)}


def _post_ephemeral(slack: Workspace, args: Json) -> Json:
    channel = _place(slack, args)
    user = str(args.get("user"))
    if slack.user(user) is None:
        raise Refused("user_not_in_channel")
    slack.check("chat.postEphemeral", args, "ephemeral")
    posted = slack.show("ephemeral", channel, args, user=user, ephemeral=True)
    return {"message_ts": posted.ts}


def _update(slack: Workspace, args: Json) -> Json:
    channel, ts = _ours(slack, args)
    slack.check("chat.update", args, "message")
    posted = slack.show("update", channel, _retained(slack, channel, ts, RETAINED) | args, ts=ts)
    message = slack.message(posted)
    return {"channel": channel, "ts": ts, "text": posted.text, "message": message}


def _retained(slack: Workspace, channel: str, ts: str, keys: tuple[str, ...]) -> Json:
    with slack.changed:
        kept = slack.history.get((channel, ts), {})
    return {key: kept[key] for key in keys if key in kept}


def _delete(slack: Workspace, args: Json) -> Json:
    channel, ts = _ours(slack, args)
    with slack.changed:
        del slack.history[channel, ts]
    return {"channel": channel, "ts": ts}


def _views_open(slack: Forms, args: Json) -> Json:
    content = _content(slack, "views.open", args)
    user = slack.use_trigger(str(args.get("trigger_id")))
    return {"view": slack.told(slack.open_view(user, content))}


def _views_push(slack: Forms, args: Json) -> Json:
    content = _content(slack, "views.push", args)
    below = slack.view_of(slack.use_trigger(str(args.get("trigger_id"))))
    if below is None:
        raise Refused("not_found")
    return {"view": slack.told(slack.push_view(below, content))}


def _views_update(slack: Forms, args: Json) -> Json:
    content = _content(slack, "views.update", args)
    view = slack.view(str(args.get("view_id") or args.get("external_id") or ""))
    if view is None:
        raise Refused("not_found")
    if args.get("hash") not in (None, "", view.hash):
        raise Refused("hash_conflict")
    slack.update_view(view, content)
    return {"view": slack.told(view)}


def _views_publish(slack: Forms, args: Json) -> Json:
    content = _content(slack, "views.publish", args, kind="home")
    user = str(args.get("user_id"))
    found = slack.user(user)
    if found is None or found["deleted"]:
        raise Refused("user_not_found")
    home = slack.homes.get(user)
    if args.get("hash") not in (None, "", home.hash if home else ""):
        raise Refused("hash_conflict")
    return {"view": slack.told(slack.publish_home(user, content))}


def _content(slack: Forms, method: str, args: Json, kind: str = "modal") -> Json:
    content = args.get("view")
    if not isinstance(content, dict):
        raise Refused("invalid_arguments")
    slack.check(method, content, "view")
    if content["type"] != kind:
        raise Refused("invalid_arguments")
    return content


METHODS: dict[str, Method] = {
    "auth.test": _auth_test,
    "bots.info": _bots_info,
    "chat.delete": _delete,
    "chat.postEphemeral": _post_ephemeral,
    "chat.postMessage": _post_message,
    "chat.update": _update,
    "conversations.history": _conversations_history,
    "conversations.info": _conversations_info,
    "conversations.list": _conversations_list,
    "users.info": _users_info,
    "users.list": _users_list,
    "views.open": _views_open,
    "views.publish": _views_publish,
    "views.push": _views_push,
    "views.update": _views_update,
}


def respond(slack: Workspace, token: str, body: Json) -> None:
    """Does what is asked through a response URL."""
    url = _usable(slack, token)
    if not _true(body.get("delete_original")):
        slack.check("response_url", body, "respond")
    with slack.changed:
        url.uses += 1
    if _true(body.get("delete_original")):
        with slack.changed:
            slack.history.pop((url.channel, url.original or ""), None)
        return
    if _true(body.get("replace_original")) and url.original is not None:
        _replace(slack, url, url.original, body)
    else:
        private = body.get("response_type") != "in_channel"
        slack.show("respond", url.channel, body, user=url.user, ephemeral=private)


def _replace(slack: Workspace, url: ResponseUrl, ts: str, body: Json) -> None:
    private = (url.channel, ts) not in slack.history
    body = _retained(slack, url.channel, ts, ("thread_ts",)) | body
    slack.show("respond", url.channel, body, user=url.user, ts=ts, ephemeral=private)


def _usable(slack: Workspace, token: str) -> ResponseUrl:
    with slack.changed:
        url = slack.response_urls.get(token)
    if url is None or time.monotonic() - url.made > RESPONSE_URL_SECONDS:
        raise Refused("expired_url")
    if url.uses >= USES:
        raise Refused("used_url")
    return url


def _place(slack: Workspace, args: Json) -> str:
    asked = str(args.get("channel") or "")
    if asked.startswith("U"):
        return f"D{asked}"
    channel = slack.channel(asked)
    if channel is None and not asked.startswith("D"):
        raise Refused("channel_not_found")
    if channel is not None and not _is_seen(channel):
        raise Refused("channel_not_found")
    if channel is not None and channel["is_archived"]:
        raise Refused("is_archived")
    if channel is not None and not channel["is_member"]:
        raise Refused("not_in_channel")
    return asked


def _ours(slack: Workspace, args: Json) -> tuple[str, str]:
    if str(args.get("channel")).startswith("U"):
        # A message can be posted to a person, but only in its conversation is it found again.
        raise Refused("channel_not_found")
    key = (_place(slack, args), str(args.get("ts")))
    if key not in slack.history:
        raise Refused("message_not_found")
    return key


def _page(slack: Workspace, everything: list[Json], args: Json) -> tuple[list[Json], Json]:
    start = _start(str(args.get("cursor") or ""))
    size = min(int(args.get("limit") or PAGE), LARGEST_PAGE, slack.page_size or LARGEST_PAGE)
    with slack.changed:
        page, left = everything[start : start + size], everything[start + size :]
    following = base64.b64encode(f"{CURSOR}{start + size}".encode()).decode() if left else ""
    return page, {"response_metadata": {"next_cursor": following}}


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix(CURSOR))
    except (binascii.Error, ValueError) as error:
        raise Refused("invalid_cursor") from error


def _between(args: Json) -> Callable[[Json], bool]:
    inclusive = _true(args.get("inclusive"))
    oldest, latest = float(args.get("oldest") or 0), float(args.get("latest") or "inf")

    def between(message: Json) -> bool:
        ts = _ts(message)
        return oldest < ts < latest or (inclusive and ts in (oldest, latest))

    return between


def _ts(message: Json) -> float:
    return float(message["ts"])


def _is_seen(channel: Json) -> bool:
    # Of private channels a bot knows those alone that it is in.
    return bool(channel.get("is_member") or channel.get("is_im") or not channel.get("is_private"))


def _type(channel: Json) -> str:
    for flag, name in (("is_im", "im"), ("is_mpim", "mpim"), ("is_private", "private_channel")):
        if channel[flag]:
            return name
    return "public_channel"


def _true(value: Any) -> bool:
    return value in (True, "true", "True", "1")
