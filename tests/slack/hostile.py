"""Requests that nobody should send: real ones, changed at random in all that they consist of."""

import copy
import json
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask.testing import FlaskClient
from pydantic import SecretStr

from bot import config, wiring
from bot.domain.member import Channel, Member
from bot.domain.operations import Limit, Limits
from bot.search.finders import Finders
from bot.slack.connection import Connection, Tokens
from bot.slack.http import HttpEdge
from bot.slack.parts import Parts
from bot.store.engine import Engines
from bot.store.installations import Installation
from bot.store.ledger import Ledger
from bot.store.sealing import Seals
from bot.web.app import make_app
from bot.web.health import Health
from bot.web.slack import SlackRoutes
from tests.fake_slack import FakeTeam
from tests.fake_slack.envelopes import event_callback, interactive, slash_command
from tests.fake_slack.over_http import FORM, JSON, SIGNING_SECRET, signature

Json = dict[str, Any]
Path_ = tuple[Any, ...]
TEAM = FakeTeam()
NOBODY = "http://127.0.0.1:9/"
KEY = "k" * 32
REFUSED = {400, 401, 413, 415}
"""How a request is refused that isn't Slack's, or can't be read."""

JUNK: tuple[Any, ...] = (
    None,
    True,
    -1,
    7,
    10**30,
    1e308,
    "",
    "x" * 5000,
    "\0",
    "\ud800",
    "\u202e<!channel>",
    "' OR 1=1 --",
    "%s%n",
    "../../etc/passwd",
    "payload",
    [],
    {},
    [[]],
    [None],
    {"id": {}},
    {"a": [{"b": None}]},
)
HEADERS = (
    "X-Slack-Signature",
    "X-Slack-Request-Timestamp",
    "Content-Type",
)


@dataclass(frozen=True)
class Told:
    """How a request was answered, and how many seconds of the processor that took."""

    status: int
    took: float


@dataclass
class Hostile:
    """Somebody who has the signing secret, the patience, and a seed."""

    client: FlaskClient
    random: random.Random
    statuses: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    _numbers: int = 0

    def attack(self) -> Told:
        """Sends one request."""
        self._numbers += 1
        kind, payload = self._real()
        for _ in range(self.random.choice((0, 1, 1, 1, 2, 5))):
            payload = self._changed(payload)
        raw = self._written(kind, payload)
        raw = self.random.choice((_same, _same, _same, self._cut, self._flipped, self._noise))(raw)
        headers = self._headers(raw, JSON if kind == "event" else FORM)
        began = time.process_time()
        answer = self.client.post("/slack/events", data=raw, headers=headers)
        told = Told(answer.status_code, time.process_time() - began)
        self.statuses[told.status] += 1
        self.slowest = max(self.slowest, told.took)
        return told

    def _real(self) -> tuple[str, Json]:
        """Something that might really happen, new each time."""
        number = self._numbers
        user, channel = self.random.choice(("U1", "U9", "U404")), self.random.choice(("C1", "D1"))
        text = self.random.choice(
            ("who deploys models?", "what does onlyb own?", "", "help", "history", "payload")
        )
        said = {"user": user, "channel": channel, "text": text, "ts": f"{number}.1"}
        around = {"trigger_id": f"{number}.x", "response_url": NOBODY}
        button = {"type": "button", "action_id": "right", "block_id": "reply:x", "value": "x"}
        does = {"verb": "alias add", "given": {"words": ["w"], "of": ["activity:deploy-models"]}}
        line = button | {"action_id": "do_1", "value": json.dumps(does)}
        happened = self.random.choice(
            (
                {"type": "app_mention", **said},
                {"type": "message", "channel_type": "im", **said},
                {"type": "user_change", "user": {"id": user, "profile": {"real_name": text}}},
                {"type": "channel_rename", "channel": {"id": channel, "name": text}},
                {"type": "tokens_revoked", "tokens": {"bot": ["U404"], "oauth": []}},
                {"type": "member_joined_channel", "user": user, "channel": channel},
                {"type": "app_home_opened", "user": user, "channel": channel, "tab": "home"},
            )
        )
        made: tuple[Callable[[], tuple[str, Json]], ...] = (
            lambda: ("event", event_callback(TEAM, happened | {"event_ts": "9.1"}, f"Ev{number}")),
            lambda: (
                "command",
                slash_command(
                    TEAM,
                    command=self.random.choice(("/whoowns", "/ownership")),
                    text=text,
                    user_id=user,
                    channel_id=channel,
                    **around,
                ),
            ),
            lambda: ("action", self._interaction("block_actions", user, actions=[button])),
            lambda: ("action", self._interaction("block_actions", user, actions=[line])),
            lambda: (
                "action",
                self._interaction("block_actions", user, actions=[line], view={"type": "home"}),
            ),
            lambda: ("action", self._interaction("view_submission", user, view=_view(number))),
            lambda: (
                "action",
                self._interaction(
                    "block_suggestion",
                    user,
                    view=_view(number),
                    value=text,
                    action_id="value",
                    block_id="team",
                ),
            ),
            lambda: (
                "action",
                self._interaction(
                    "message_action", user, callback_id="who_owns_this", message={"text": text}
                ),
            ),
        )
        return self.random.choice(made)()

    def _interaction(self, kind: str, user: str, **fields: Any) -> Json:
        around = {"trigger_id": f"{self._numbers}.x", "response_url": NOBODY}
        return interactive(TEAM, kind, user, channel={"id": "C1"}, **around | fields)

    def _changed(self, payload: Json) -> Json:
        """The payload with one part of it taken away, or something else in its place."""
        made = copy.deepcopy(payload)
        paths = _paths(made)
        if not paths:
            return made
        *way, last = self.random.choice(paths)
        place: Any = made
        for step in way:
            place = place[step]
        if self.random.random() < 0.3:
            del place[last]
        elif self.random.random() < 0.1:
            place[last] = self._deep()
        else:
            place[last] = self.random.choice(JUNK)
        return made

    def _deep(self) -> Any:
        value: Any = "x"
        for _ in range(self.random.randint(1, 400)):
            value = [value] if self.random.random() < 0.5 else {"text": value}
        return value

    def _written(self, kind: str, payload: Json) -> bytes:
        if kind == "event":
            return json.dumps(payload).encode()
        if kind == "command":
            return urlencode(payload, errors="replace").encode()
        return urlencode({"payload": json.dumps(payload)}).encode()

    def _cut(self, raw: bytes) -> bytes:
        return raw[: self.random.randrange(len(raw) + 1)]

    def _flipped(self, raw: bytes) -> bytes:
        made = bytearray(raw)
        for _ in range(self.random.randint(1, 8)):
            if made:
                made[self.random.randrange(len(made))] = self.random.randrange(256)
        return bytes(made)

    def _noise(self, _raw: bytes) -> bytes:
        return self.random.randbytes(self.random.randrange(2000))

    def _headers(self, raw: bytes, kind: str) -> dict[str, str]:
        stamp = str(int(time.time()))
        signed = signature(SIGNING_SECRET, stamp, raw)
        headers = dict(zip(HEADERS, (signed, stamp, kind), strict=True))
        if self.random.random() < 0.15:
            name = self.random.choice(HEADERS)
            other = ("", "0", "v0=", "v0=" + "0" * 64, "é", JSON, FORM, "9" * 40, stamp + ".0")
            headers[name] = self.random.choice(other)
        if self.random.random() < 0.05:
            headers |= {"X-Slack-Bolt-Lazy-Only": "1", "X-Slack-Retry-Num": "nan"}
        return headers


def hostile(engines: Engines, root: Path, seed: int) -> Hostile:
    """Somebody hostile to the product as it runs, with a workspace in it."""
    ledger, now = Ledger(engines), datetime.now(UTC)
    finders = Finders(
        config.load_vocabulary(root), config.load_matching(root), config.load_learned(root)
    )
    with ledger.open(TEAM.id, now) as books:
        wiring.make_ready(books, root, name=TEAM.name, example=True)
        found = Installation(TEAM.id, None, TEAM.bot_user, TEAM.bot_id, None, [], now)
        books.roster.set_installation(replace(found, installer="U9", app=TEAM.app_id))
        books.roster.set_token(Seals([KEY]).seal("xoxb-1", TEAM.id))
        books.roster.save_members([Member(one, one, team=TEAM.id) for one in ("U1", "U9")])
        books.roster.save_channels([Channel("C1", "general", shared=False, ours=True)])
    much = Limit(burst=100_000, per_minute=100_000)
    limits = Limits(person=much, channel=much, workspace=much)
    operations = config.load_operations(root).model_copy(update={"limits": limits})
    desk, options = wiring.desk(root, finders), config.load_slack(root)
    parts = Parts(ledger, finders, desk, options, operations, lambda: datetime.now(UTC))
    tokens = Tokens(None, None, NOBODY, Seals([KEY]))
    connection = Connection(parts, tokens, lambda *_: None, lambda: None, "web")
    edge = HttpEdge(SecretStr(SIGNING_SECRET), connection.edge.receive, time.time)
    health = Health(ledger, lambda: "http", lambda: None)
    app = make_app(None, health, SlackRoutes(edge.answer))
    return Hostile(app.test_client(), random.Random(seed))  # noqa: S311 to be had again


def _same(raw: bytes) -> bytes:
    return raw


def _view(number: int) -> Json:
    state = {"value": {"type": "plain_text_input", "value": "churn"}}
    told = {"verb": "team rename", "version": 1, "place": "C1"}
    return {
        "id": f"V{number}",
        "hash": f"{number}.x",
        "type": "modal",
        "callback_id": "ownership",
        "private_metadata": json.dumps(told),
        "state": {"values": {"team": state, "name": state}},
        "app_installed_team_id": TEAM.id,
    }


def _paths(value: Any, here: Path_ = ()) -> list[Path_]:
    if isinstance(value, dict):
        inside = list(value.items())
    else:
        inside = list(enumerate(value)) if isinstance(value, list) else []
    found = [(*here, key) for key, _ in inside]
    return found + [
        path for key, each in inside if len(here) < 8 for path in _paths(each, (*here, key))
    ]
