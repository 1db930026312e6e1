"""The views that people have open, and what becomes of them."""

import copy
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.fake_slack import filling
from tests.fake_slack.filling import Filled, Options, Values
from tests.fake_slack.limits import broken_submission
from tests.fake_slack.traffic import Json, clickable, used
from tests.fake_slack.workspace import HARBOUR, FakeTeam, Refused, Workspace

DEPTH = 3


@dataclass
class View:
    """A view that somebody sees or has seen, as it is now.

    `content` is what the app gave, `values` what stands in its fields, `errors` what the app
    said of them, by their blocks.
    """

    id: str
    user: str
    root: str
    previous: str | None
    hash: str = ""
    content: Json = field(default_factory=dict)
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    suggested: dict[str, Json] = field(default_factory=dict)
    is_open: bool = True

    @property
    def type(self) -> str:
        """What kind of view it is."""
        return str(self.content["type"])

    @property
    def title(self) -> str:
        """What stands above it; nothing above a Home tab."""
        return str(self.content.get("title", {}).get("text", ""))

    @property
    def callback_id(self) -> str:
        """By what the app knows it again."""
        return str(self.content.get("callback_id", ""))

    @property
    def private_metadata(self) -> str:
        """What the app keeps in it."""
        return str(self.content.get("private_metadata", ""))

    @property
    def blocks(self) -> list[Json]:
        """What people see in it, each block and each element with a name."""
        return list(self.content["blocks"])

    @property
    def elements(self) -> list[Json]:
        """All that can be clicked or filled in, each with its block, as a click tells of it."""
        return clickable(self.blocks)


class Forms(Workspace):
    """A workspace in which everybody can have a stack of views open, and sees the last of them."""

    def __init__(self, team: FakeTeam = HARBOUR) -> None:
        super().__init__(team)
        self.views: list[View] = []
        self.homes: dict[str, View] = {}
        self.published: list[Json] = []

    def view_of(self, user: str) -> View | None:
        """The view that somebody sees, if one is open."""
        with self.changed:
            return next((v for v in reversed(self.views) if v.is_open and v.user == user), None)

    def view(self, view_id: str) -> View | None:
        """The view with this id, or with this id of the app's, if it is open."""
        with self.changed:
            known = [v for v in self.views if v.is_open]
        return next((v for v in known if view_id in (v.id, v.content.get("external_id"))), None)

    def open_view(self, user: str, content: Json) -> View:
        """A view that somebody sees now, instead of all they had open."""
        if (seen := self.view_of(user)) is not None:
            self.clear_views(seen)
        name = self.next_id("V")
        return self._shown(View(name, user, root=name, previous=None), content)

    def publish_home(self, user: str, content: Json) -> View:
        """What somebody sees on the app's Home tab from now on, instead of what was there."""
        home = self.homes.get(user)
        if home is None:
            name = self.next_id("V")
            home = View(name, user, root=name, previous=None)
        with self.changed:
            self.homes[user] = home
            self.published.append(content)
        self.update_view(home, content)
        return home

    def push_view(self, below: View, content: Json) -> View:
        """A view over another one."""
        if len(self._stack(below)) >= DEPTH:
            raise Refused("push_limit_reached")
        above = View(self.next_id("V"), below.user, root=below.root, previous=below.id)
        return self._shown(above, content)

    def update_view(self, view: View, content: Json) -> None:
        """Other content in a view; what people filled in stays where the names are the same."""
        named = self._named(content)
        with self.changed:
            view.content = named
            view.values = filling.started(named["blocks"], view.values)
            view.hash = f"{int(time.time())}.{self.next_id('h')}"
            view.errors = {}
        self.happened()

    def shut_view(self, view: View) -> None:
        """Closes a view; what was under it is seen again."""
        with self.changed:
            view.is_open = False
        self.happened()

    def clear_views(self, view: View) -> None:
        """Closes a view with all that are over and under it."""
        for each in self._stack(view):
            self.shut_view(each)

    def told(self, view: View) -> Json:
        """A view as Slack tells of it."""
        team = self.team
        around = {
            "id": view.id,
            "team_id": team.id,
            "app_id": team.app_id,
            "app_installed_team_id": team.id,
            "bot_id": team.bot_id,
            "hash": view.hash,
            "root_view_id": view.root,
            "previous_view_id": view.previous,
            "state": {"values": view.values},
        }
        return copy.deepcopy(_defaults() | view.content | around)

    def answered(self, name: str, view: View, answer: Json) -> None:
        """What becomes of a view after its submission was acknowledged like this."""
        found = broken_submission(answer, view.content)
        with self.changed:
            self.violations += [f"{name}: {each}" for each in found]
        if found or not view.is_open:
            return
        match answer.get("response_action"):
            case "errors":
                with self.changed:
                    view.errors = dict(answer["errors"])
            case "update":
                self.update_view(view, answer["view"])
            case "push":
                self._push(name, view, answer["view"])
            case "clear":
                self.clear_views(view)
            case _:
                self.shut_view(view)

    def fill(self, view: View, values: Mapping[str, Filled | Mapping[str, Filled]]) -> None:
        """Somebody fills in fields, by their blocks, or by block and action where there are more.

        An AssertionError if they can't.
        """
        for block, given in values.items():
            by_action = given if isinstance(given, Mapping) else {None: given}
            for action, value in by_action.items():
                element = filling.field(view.blocks, block, action)
                self._known(element, value)
                state = filling.filled(element, value, view.suggested)
                with self.changed:
                    view.values[block][element["action_id"]] = state

    def unfilled(self, view: View) -> list[str]:
        """The inputs that have to be filled in and aren't."""
        return [
            block["block_id"]
            for block, element in filling.fields(view.blocks)
            if block["type"] == "input"
            and not block.get("optional")
            and filling.is_empty(element, view.values[block["block_id"]][element["action_id"]])
        ]

    def suggested(self, view: View, options: Sequence[Json]) -> None:
        """Notes what somebody can choose from now, besides what a view has itself."""
        with self.changed:
            view.suggested |= _by_value(options)

    def _push(self, name: str, below: View, content: Json) -> None:
        try:
            self.push_view(below, content)
        except Refused as refused:
            with self.changed:
                self.violations.append(f"{name}: {refused}")

    def _shown(self, view: View, content: Json) -> View:
        self.update_view(view, content)
        with self.changed:
            self.views.append(view)
        self.happened()
        return view

    def _stack(self, view: View) -> list[View]:
        with self.changed:
            return [each for each in self.views if each.is_open and each.root == view.root]

    def _named(self, content: Json) -> Json:
        named = copy.deepcopy(content)
        for block in named["blocks"]:
            block.setdefault("block_id", self.next_id("b"))
        for _, element in used(named["blocks"]):
            element.setdefault("action_id", self.next_id("a"))
        return named

    def _known(self, element: Json, value: Filled) -> None:
        names = [value] if isinstance(value, str) else list(value or ())
        if "users_select" in element["type"]:
            unknown = [each for each in names if each and self.user(each) is None]
            assert not unknown, f"nobody is {unknown}"
        if "channels_select" in element["type"]:
            unknown = [each for each in names if each and not self._is_public(each)]
            assert not unknown, f"{unknown} are no public channels"

    def _is_public(self, channel_id: str) -> bool:
        channel = self.channel(channel_id)
        return channel is not None and not channel["is_private"]


def _by_value(options: Sequence[Json]) -> Options:
    return {option["value"]: option for option in options}


def _defaults() -> dict[str, Any]:
    empty = dict.fromkeys(("private_metadata", "callback_id", "external_id"), "")
    absent = dict.fromkeys(("close", "submit"))
    return empty | absent | dict.fromkeys(("clear_on_close", "notify_on_close"), False)
