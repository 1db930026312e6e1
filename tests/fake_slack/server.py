"""The fake Slack: what its people do, and all that the bot sees of it."""

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from tests.fake_slack import envelopes, filling
from tests.fake_slack.envelopes import Envelope
from tests.fake_slack.filling import Filled
from tests.fake_slack.forms import View
from tests.fake_slack.limits import broken_suggestion
from tests.fake_slack.listener import report
from tests.fake_slack.sockets import SocketMode
from tests.fake_slack.traffic import Json, Posted
from tests.fake_slack.web import RESPOND, Place, Web
from tests.fake_slack.workspace import HARBOUR, FakeTeam

AROUND = (
    "api_app_id",
    "authorizations",
    "context_team_id",
    "envelope_id",
    "event_id",
    "event_time",
    "is_ext_shared_channel",
    "retry",
    "team_id",
)
TOKENS, UNINSTALLED = "tokens_revoked", "app_uninstalled"
EXPECTING = ("block_suggestion", "view_submission")
FEWEST = 3
"""How much has to be typed for a suggestion, where an element doesn't say."""


class FakeSlack(SocketMode):
    """A Slack of our own, on this machine, for as long as the `with` lasts.

    In what its people do, a field that is None is left out, and fields that belong to the
    payload around an event (`event_id`, `retry`, …) go there. It has a server for itself, unless it
    is given one that it shares with others.
    """

    def __init__(self, team: FakeTeam = HARBOUR, web: Web | None = None) -> None:
        super().__init__(team)
        self._web = web or Web()
        self._place = Place(self, self.open_socket)
        self._web.join(self._place)
        self.api_url = self._web.api_url

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        report(self.crashes, error)

    @property
    def crashes(self) -> list[str]:
        """Where the fake itself went wrong."""
        return self._web.crashes + self._sockets_listener.crashes

    def close(self) -> None:
        """Ends every connection and every thread."""
        self.release()
        super().close()
        self._web.leave(self._place)

    def event(
        self,
        event: Json,
        *,
        event_id: str | None = None,
        envelope_id: str | None = None,
        retry: tuple[int, str] | None = None,
        **outer: Any,
    ) -> Envelope:
        """Something happens that the bot subscribed to."""
        payload = envelopes.event_callback(self.team, event, event_id or self.next_id("Ev"))
        return self.send("events_api", payload | outer, envelope_id=envelope_id, retry=retry)

    def revoke(self, *told: str) -> list[Envelope]:
        """The app's token works no longer, and the app is told so, by these events in this order.

        Without any it is removed, and told both.
        """
        self.revoke_token()
        tokens = {"oauth": [], "bot": [self.team.bot_user]}
        events: dict[str, Json] = {TOKENS: {"tokens": tokens}, UNINSTALLED: {}}
        kinds = told or (UNINSTALLED, TOKENS)
        return [self.event({"type": each} | events[each]) for each in kinds]

    def invite(self, channel: str, user: str | None = None, *, by: str = "U9") -> list[Envelope]:
        """Somebody brings a person into a channel, the bot if nobody is named."""
        return self._moved("member_joined_channel", channel, user, {"inviter": by})

    def kick(self, channel: str, user: str | None = None, *, by: str = "U9") -> list[Envelope]:
        """Somebody removes a person from a channel, the bot if nobody is named."""
        return self._moved("member_left_channel", channel, user, {"actor_id": by})

    def archive(self, channel: str, *, by: str = "U9") -> Envelope:
        """Somebody archives a channel, in which nobody is any more."""
        known = self._change(channel, is_archived=True, is_member=False)
        told = {"type": f"{_sort(known)}_archive", "channel": channel, "user": by}
        return self.event(told | {"event_ts": self.next_ts()})

    def unarchive(self, channel: str, *, by: str = "U9") -> Envelope:
        """Somebody opens an archived channel again, in which everybody is who was."""
        known = self._change(channel, is_archived=False, is_member=True)
        told = {"type": f"{_sort(known)}_unarchive", "channel": channel, "user": by}
        return self.event(told | {"event_ts": self.next_ts()})

    def share(self, channel: str, team: str = "T0OTHER") -> Envelope:
        """Another organisation accepts to be in a channel."""
        self._change(channel, is_shared=True, is_ext_shared=True)
        told = {"type": "channel_shared", "connected_team_id": team, "channel": channel}
        return self.event(told | {"event_ts": self.next_ts()})

    def mention(
        self,
        text: str,
        *,
        user: str = "U1",
        channel: str = "C1",
        thread_ts: str | None = None,
        ts: str | None = None,
        **fields: Any,
    ) -> Envelope:
        """Somebody mentions the bot in a channel, before the text."""
        words = f"<@{self.team.bot_user}> {text}"
        spoken = envelopes.said(
            self.team, words, user=user, channel=channel, ts=ts or self.next_ts()
        )
        return self._spoken(spoken | {"type": "app_mention", "thread_ts": thread_ts}, fields)

    def dm(
        self, text: str, *, user: str = "U1", channel: str | None = None, **fields: Any
    ) -> Envelope:
        """Somebody writes to the bot alone."""
        spoken = envelopes.said(
            self.team, text, user=user, channel=channel or f"D{user}", ts=self.next_ts()
        )
        return self._spoken(spoken | {"type": "message", "channel_type": "im"}, fields)

    def command(
        self,
        text: str,
        *,
        command: str = "/whoowns",
        user: str = "U1",
        channel: str = "C1",
        channel_name: str = "general",
        **fields: Any,
    ) -> Envelope:
        """Somebody uses a slash command."""
        given: Json = {
            "command": command,
            "text": text,
            "user_id": user,
            "user_name": user.lower(),
            "channel_id": channel,
            "channel_name": channel_name,
            "trigger_id": self.new_trigger(user),
            "response_url": self.response_url(channel=channel, user=user),
        }
        around = _around(fields)
        payload = envelopes.slash_command(self.team, **(given | fields | _payload(around)))
        return self.send("slash_commands", _present(payload), accepts_response=True, **_own(around))

    def shortcut(
        self,
        message: Json,
        *,
        callback_id: str,
        user: str = "U1",
        channel: str = "C1",
        **fields: Any,
    ) -> Envelope:
        """Somebody uses the app's shortcut on a message."""
        shown = {"type": "message", "ts": self.next_ts(), "team": self.team.id} | message
        given: Json = {
            "callback_id": callback_id,
            "action_ts": self.next_ts(),
            "channel": self._named_channel(channel),
            "message": shown,
            "message_ts": shown["ts"],
            "trigger_id": self.new_trigger(user),
            "response_url": self.response_url(channel=channel, user=user),
        }
        return self._interactive("message_action", user, given, fields)

    def open_home(self, user: str = "U1", *, tab: str = "home", **fields: Any) -> Envelope:
        """Somebody opens the app's Home tab, or another one of its tabs."""
        event: Json = {"type": "app_home_opened", "user": user, "channel": f"D{user}", "tab": tab}
        home = self.homes.get(user)
        shown = {"view": self.told(home)} if home and tab == "home" else {}
        return self._spoken(event | shown | {"event_ts": self.next_ts()}, fields)

    def global_shortcut(self, *, callback_id: str, user: str = "U1", **fields: Any) -> Envelope:
        """Somebody uses the app's shortcut, wherever they are."""
        given: Json = {
            "callback_id": callback_id,
            "action_ts": self.next_ts(),
            "trigger_id": self.new_trigger(user),
        }
        return self._interactive("shortcut", user, given, fields)

    def click(
        self,
        action: Json,
        *,
        user: str = "U1",
        channel: str = "C1",
        message: Posted | Json | None = None,
        ephemeral: bool = False,
        **fields: Any,
    ) -> Envelope:
        """Somebody clicks on something in a message; in their own one, Slack does not show it."""
        ephemeral = ephemeral or envelopes.is_private(message)
        shown = self.message(message) if isinstance(message, Posted) else message or {}
        now = self.next_ts()
        shown = shown | {"ts": shown.get("ts", now)}
        url = self.response_url(channel=channel, user=user, original=shown["ts"])
        given: Json = {
            "container": envelopes.container(shown, channel, ephemeral=ephemeral),
            "channel": self._named_channel(channel),
            "message": None if ephemeral or message is None else shown,
            "state": {"values": {}},
            "actions": [{"type": "button", "block_id": "block", "action_ts": now} | action],
            "trigger_id": self.new_trigger(user),
            "response_url": url,
        }
        return self._interactive("block_actions", user, given, fields)

    def press(self, view: View, action: Json, **fields: Any) -> Envelope:
        """Somebody clicks on something in their view, as one of its `elements` has it."""
        self._sees(view)
        names = [(each["block_id"], each["action_id"]) for each in view.elements]
        pressed = (action["block_id"], action["action_id"])
        assert pressed in names, f"{pressed} is none of {names}"
        given: Json = {
            "container": envelopes.in_view(view.id),
            "view": self.told(view),
            "actions": [{"type": "button", "action_ts": self.next_ts()} | action],
            "trigger_id": self.new_trigger(view.user),
        }
        return self._interactive("block_actions", view.user, given, fields)

    def pick(
        self,
        view: View,
        block_id: str,
        value: Filled,
        *,
        action_id: str | None = None,
        **fields: Any,
    ) -> Envelope:
        """Somebody fills in a field of their view that tells the app at once."""
        element = filling.field(view.blocks, block_id, action_id)
        [block] = [each for each in view.blocks if each["block_id"] == block_id]
        tells = block["type"] != "input" or block.get("dispatch_action", False)
        assert tells, f"{block_id!r} has no dispatch_action"
        name = element["action_id"]
        self.fill(view, {block_id: {name: value}})
        action = {"block_id": block_id, "action_id": name} | view.values[block_id][name]
        return self.press(view, action, **fields)

    def submit(
        self,
        view: View,
        values: Mapping[str, Filled | Mapping[str, Filled]] | None = None,
        *,
        user: str | None = None,
        **fields: Any,
    ) -> Envelope:
        """Somebody fills in a view and submits it; what they don't name stays as it was.

        `values` are by block, or by block and action where a block has more than one field: text
        or a name, a list where several can be chosen, None for nothing. An AssertionError where
        Slack wouldn't let them.
        """
        self._sees(view, user)
        assert "submit" in view.content, f"{view.title!r} can't be submitted"
        self.fill(view, values or {})
        assert not (missing := self.unfilled(view)), f"{missing} have to be filled in"
        with self.changed:
            view.errors = {}
        given: Json = {
            "view": self.told(view),
            "trigger_id": self.new_trigger(view.user),
            "response_urls": self._response_urls(view),
        }
        return self._interactive("view_submission", view.user, given, fields)

    def close_view(self, view: View, **fields: Any) -> Envelope | None:
        """Somebody closes a view; what is sent, if the app wants to know."""
        self._sees(view)
        cleared = bool(view.content.get("clear_on_close"))
        given: Json = {"view": self.told(view), "is_cleared": cleared}
        if cleared:
            self.clear_views(view)
        else:
            self.shut_view(view)
        if not view.content.get("notify_on_close"):
            return None
        return self._interactive("view_closed", view.user, given, fields)

    def suggest(
        self,
        where: View | Posted,
        block_id: str,
        action_id: str,
        query: str,
        *,
        user: str | None = None,
    ) -> list[Json]:
        """The options that somebody is shown who types in a menu; none if Slack refused them."""
        menu = filling.field(where.blocks, block_id, action_id)
        assert menu["type"] in filling.EXTERNAL, f"{menu} isn't asked for"
        assert len(query) >= menu.get("min_query_length", FEWEST), f"{query!r} is too short"
        given = {"block_id": block_id, "action_id": action_id, "value": query}
        who, place = self._typing(where, user)
        answer = self._interactive("block_suggestion", who, given | place, {}).answer()
        options = _options(answer)
        if isinstance(where, View):
            self.suggested(where, options)
        return options

    def response_url(
        self, *, channel: str = "C1", user: str = "U1", original: str | None = None
    ) -> str:
        """A fresh response URL."""
        return self._web.root + RESPOND + self.new_response_url(channel, user, original)

    def _moved(self, kind: str, channel: str, user: str | None, fields: Json) -> list[Envelope]:
        """Tells of somebody who joined or left; whoever left hears so in a word of their own too.

        Who isn't in a private channel hears nothing of it.
        """
        who, joins = user or self.team.bot_user, kind == "member_joined_channel"
        known = self.channel(channel)
        assert known is not None, f"there is no channel {channel}"
        ours = who == self.team.bot_user
        hears = ours or known["is_member"]
        if ours:
            self._change(channel, is_member=joins)
        told = [{"user": who, "channel_type": channel[0], "team": self.team.id, "type": kind}]
        if ours and not joins:
            told = [{"type": f"{_sort(known)}_left"}, *told]
        around = {"channel": channel} | fields
        events = [one | around | {"event_ts": self.next_ts()} for one in told]
        return [self.event(one) for one in events if hears]

    def _change(self, channel: str, **fields: Any) -> Json:
        known = self.channel(channel)
        assert known is not None, f"there is no channel {channel}"
        with self.changed:
            known.update(fields)
        return known

    def _spoken(self, event: Json, fields: Json) -> Envelope:
        around = _around(fields)
        return self.event(_present(event | fields), **around)

    def _interactive(self, kind: str, user: str, given: Json, fields: Json) -> Envelope:
        around = _around(fields)
        payload = envelopes.interactive(
            self.team, kind, user, **(given | fields | _payload(around))
        )
        return self.send(
            "interactive",
            _present(payload) | {"enterprise": None},
            accepts_response=kind in EXPECTING,
            **_own(around),
        )

    def _sees(self, view: View, user: str | None = None) -> None:
        assert user in (None, view.user), f"{view.title!r} is open for {view.user}, not for {user}"
        if view.type == "home":
            assert self.homes.get(view.user) is view
            return
        seen = self.view_of(view.user)
        assert seen is view, f"{view.title!r} isn't seen, but {seen and seen.title!r}"

    def _typing(self, where: View | Posted, user: str | None) -> tuple[str, Json]:
        if isinstance(where, View):
            self._sees(where, user)
            return where.user, {"container": envelopes.in_view(where.id), "view": self.told(where)}
        shown = self.message(where)
        place = envelopes.container(shown, where.channel, ephemeral=where.ephemeral)
        message = None if where.ephemeral else shown
        channel = self._named_channel(where.channel)
        return user or "U1", {"container": place, "channel": channel, "message": message}

    def _response_urls(self, view: View) -> list[Json]:
        found = []
        for block, element in filling.fields(view.blocks):
            names = {"block_id": block["block_id"], "action_id": element["action_id"]}
            state = view.values[names["block_id"]][names["action_id"]]
            channel = state[filling.STATE[element["type"]]]
            if element.get("response_url_enabled") and channel:
                url = self.response_url(channel=channel, user=view.user)
                found.append(names | {"channel_id": channel, "response_url": url})
        return found

    def _named_channel(self, channel: str) -> Json:
        known = self.channel(channel)
        return {"id": channel, "name": known["name"] if known else "directmessage"}


def _options(answer: Json) -> list[Json]:
    if broken_suggestion(answer):
        return []
    groups: Sequence[Json] = answer.get("option_groups") or [answer]
    return [option for group in groups for option in group.get("options", ())]


def _sort(channel: Json) -> str:
    return "group" if channel["is_private"] else "channel"


def _around(fields: Json) -> Json:
    return {key: fields.pop(key) for key in AROUND if key in fields}


def _own(around: Json) -> Json:
    return {key: around[key] for key in ("envelope_id", "retry") if key in around}


def _payload(around: Json) -> Json:
    return {key: around[key] for key in around if key not in ("envelope_id", "retry")}


def _present(fields: Json) -> Json:
    return {key: value for key, value in fields.items() if value is not None}
