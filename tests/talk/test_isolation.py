"""Two workspaces in one database: nobody in one sees or changes anything of the other.

All that the other one calls something holds a word that nobody here ever says, and its ids, which
anybody may guess, don't.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot import config, wiring
from bot.commands.take_in import apply, planned
from bot.desk.desk import Desk
from bot.domain.member import Channel, Member
from bot.domain.operations import Limit, Limits
from bot.domain.organisation import Organisation
from bot.errors import NotKnown
from bot.search.finders import Finders
from bot.slack.connection import Connection, Tokens
from bot.slack.edge import Edge
from bot.slack.home_view import view
from bot.slack.message import Directory
from bot.slack.parts import Parts
from bot.store.deliveries import Sent
from bot.store.engine import Engines
from bot.store.installations import Installation
from bot.store.ledger import Ledger
from bot.store.sealing import Seals
from bot.store.tables import Tables
from tests.fake_slack import FakeTeam
from tests.fake_slack.envelopes import event_callback, interactive, slash_command
from tests.store.contents import contents
from tests.web.sites import local_site

Json = dict[str, Any]
HERE = FakeTeam()
OTHER = FakeTeam("T0TIDE", "Zanzibar", "https://tide.slack.com/", "tide", "U0TIDE", "B0TIDE")
SECRET = "zanzibar"  # noqa: S105
KEY = "k" * 32
NOBODY = "http://127.0.0.1:9/respond"
STEWARD = "U9"
NUMBERS = ("1", "3")
SURELY_THERE = 3
"""So many words more the other workspace has learned."""

SET_UP = (
    "activity add Zanzibar balancing to Data Engineer anyway",
    "activity add Second zanzibar to Data Engineer anyway",
    "role add Zanzibar keeper anyway",
    "title add Zanzibar officer for Data Scientist anyway",
    "alias add zanzibarring for Deploy models anyway",
    "team add Zanzibar growth as Embedded led by <@UB1>",
    "handoff start model “zanzibar v3” from <@UB1> to <@U1> in <#CB1|zanzibar>",
    "digest add unfilled, questions for all in <#CB1|zanzibar> every day at 09:00 UTC",
    "digest add changes for all in <#CB1|zanzibar> every Monday at 09:00 UTC",
    "digest add unconfirmed for all in <#CB1|zanzibar> every Friday at 09:00 UTC",
)


class Both:
    """Two workspaces with all that there can be in them, and somebody in each who may do all."""

    def __init__(self, engines: Engines, root: Path) -> None:
        self.engines = engines
        self.root = root
        self.ledger = Ledger(engines)
        self.finders = Finders(
            config.load_vocabulary(root), config.load_matching(root), config.load_learned(root)
        )
        self.desk: Desk = wiring.desk(root, self.finders)
        self.views: list[Json] = []
        parts = Parts(
            self.ledger,
            self.finders,
            self.desk,
            config.load_slack(root),
            config.load_operations(root).model_copy(update={"limits": _unlimited()}),
            self.now,
        )
        tokens = Tokens(None, None, "http://127.0.0.1:9/", Seals([KEY]))
        self.connection = Connection(parts, tokens, lambda *_: None, lambda: None, "web")
        self._numbers = count(1)
        for team, mark in ((HERE, "here"), (OTHER, SECRET)):
            self._fill(team, mark)

    @property
    def edge(self) -> Edge:
        """Where both come in."""
        return self.connection.edge

    def now(self) -> datetime:
        """The time."""
        return datetime.now(UTC)

    def command(self, text: str, team: FakeTeam = HERE, **fields: Any) -> str:
        """What a steward is told who uses a command."""
        given = {"command": "/ownership", "text": text, "user_id": STEWARD, "channel_id": "C1"}
        around = {"trigger_id": self._trigger(), "response_url": NOBODY}
        return self._told(slash_command(team, **given | around | fields))

    def event(self, happened: Json, **around: Any) -> str:
        """What is acknowledged to something that happened here."""
        name = f"Ev{next(self._numbers)}"
        return self._told(event_callback(HERE, happened, name) | around)

    def acts(self, kind: str, **fields: Any) -> str:
        """What a steward is told at once who clicks, submits, looks something up or asks."""
        around = {"trigger_id": self._trigger(), "response_url": NOBODY}
        return self._told(interactive(HERE, kind, STEWARD) | around | fields)

    def stored(self, team: FakeTeam) -> Any:
        """All rows of a workspace."""
        return contents(self.engines, team.id)

    def _told(self, body: Json) -> str:
        told = self.edge.receive(body)
        assert told is not None, body
        said = json.dumps(told.payload, ensure_ascii=False)
        assert "broke" not in said, body
        return said

    def _trigger(self) -> str:
        return f"{next(self._numbers)}.x"

    def _fill(self, team: FakeTeam, mark: str) -> None:
        now = self.now()
        ours = team == HERE
        with self.ledger.open(team.id, now) as books:
            wiring.make_ready(books, self.root, name=team.name, example=False)
            found = Installation(team.id, None, team.bot_user, team.bot_id, None, [], now, app=None)
            books.roster.set_installation(replace(found, installer=STEWARD, synced_at=now))
            books.roster.set_token(Seals([KEY]).seal(f"xoxb-{mark}", team.id))
            people = [(STEWARD, "steward"), ("U1", "one")] + ([] if ours else [("UB1", "two")])
            books.roster.save_members(
                [Member(user, f"{mark} {name}", team=team.id) for user, name in people]
            )
            channels = ["C1"] if ours else ["C1", "CB1"]
            books.roster.save_channels(
                [Channel(one, f"{mark}-{one.lower()}", shared=False, ours=True) for one in channels]
            )
            apply(books, planned(books, _organisation(mark, ours=ours), "file"), STEWARD)
        if ours:
            return
        for text in SET_UP:
            told = self.command(text, team)
            assert "Change #" in told or "digest" in told or "#" in told, (text, told)
        for number in range(SURELY_THERE):
            self.command(f"alias add zanzibar{number} for Deploy models anyway", team)
        asked = {"command": "/whoowns", "channel_id": "CB1"}
        self.command("who does the zanzibar balancing?", team, **asked)
        self.command("who feeds the zanzibar?", team, **asked)


def _unlimited() -> Limits:
    much = Limit(burst=100_000, per_minute=100_000)
    return Limits(person=much, channel=much, workspace=much)


def _organisation(mark: str, *, ours: bool) -> Organisation:
    team = {"kind": "product", "structure": "embedded", "platform": "platform", "leads": ["one"]}
    held = [{"role": "role:ml-engineer", "person": "one"}]
    more = [] if ours else [{**team, "key": "onlyb", "name": f"{mark} team", "assignments": held}]
    people = [] if ours else [{"key": "pb1", "name": f"{mark} two", "slack": "UB1"}]
    churn = {**team, "key": "churn", "name": f"{mark} churn", "assignments": held}
    return Organisation.model_validate(
        {
            "organisation": mark,
            "people": [{"key": "one", "name": f"{mark} one", "slack": "U1"}, *people],
            "teams": [
                {"key": "platform", "name": f"{mark} platform", "kind": "platform"},
                churn,
                *more,
            ],
        }
    )


@pytest.fixture
def two(engines: Engines, root: Path) -> Both:
    """Two workspaces."""
    return Both(engines, root)


@pytest.fixture
def both(two: Both) -> Iterator[Both]:
    """Two workspaces, of which the other is as it was at the end, and was seen by nobody."""
    before = two.stored(OTHER)
    assert SECRET in repr(before).casefold()
    assert not _shows(two.stored(HERE))
    yield two
    # What is tried is done where it is one's own.
    assert "Change #" in two.command("alias add marmalade for Deploy models anyway")
    assert not _shows(two.stored(HERE))
    assert two.stored(OTHER) == before


def _shows(told: object) -> bool:
    return SECRET in repr(told).casefold()


def _ids(both: Both) -> list[str]:
    """Ids of all kinds that stand in the other workspace; there its numbers go beyond ours."""
    found = {*NUMBERS, "UB1", "CB1", "pb1", "onlyb", "team:onlyb", "person:pb1", OTHER.id}
    with both.ledger.read(OTHER.id) as books:
        found |= {books.deliveries(1)[0].id, books.questions()[0].id}
        found.add(str(books.workspace.last_change))
        found |= {one.ref for one in books.catalog().activities[-2:]}
        found |= {one.ref for one in books.catalog().roles[-1:]}
    # A name made of the word would be our own echo; whoever guesses a ref says what stands in it.
    return sorted(one for one in found if SECRET not in one.casefold())


def test_every_command(both: Both) -> None:
    """Whatever verb is used with whatever id of theirs, in words, changes and shows nothing."""
    for verb in both.desk.verbs.values():
        for one in _ids(both):
            for words in (one, f"<@{one}> as ml-engineer in {one}"):
                told = both.command(f"{verb.name} {words}")
                assert not _shows(told), (verb.name, words, told)
    for text in ("", "help", "history 100", "gaps", "show", "digest list", "handoff list"):
        assert not _shows(both.command(text)), text


def test_every_button(both: Both) -> None:
    """Whatever verb a button claims to be for, and whatever it carries, it is the same."""
    for verb in both.desk.verbs.values():
        names = [argument.name for argument in verb.arguments]
        for one in _ids(both):
            given = {"verb": verb.name, "given": {name: [one] for name in names}}
            told = both.acts(
                "block_actions",
                actions=[_button("line_1", json.dumps(given | {"form": one == "onlyb"}))],
                container={"type": "message", "message_ts": "1.2", "channel_id": "CB1"},
                channel={"id": "CB1"},
            )
            assert not _shows(told), (verb.name, one, told)


def test_every_form(both: Both) -> None:
    """Whatever form is submitted, with their ids in its fields and in what it carries."""
    for verb in [*both.desk.verbs, "find_owner"]:
        arguments = both.desk.verbs[verb].arguments if verb in both.desk.verbs else ()
        names = [argument.name for argument in arguments] or ["question", "team"]
        for one in _ids(both):
            told = both.acts("view_submission", view=_view(verb, names, one, version=SURELY_THERE))
            assert not _shows(told), (verb, one, told)


def test_every_look_up(both: Both) -> None:
    """Whatever somebody types into whatever field of whatever form, only their own is offered."""
    for verb in [*both.desk.verbs.values(), None]:
        arguments = verb.arguments if verb else ()
        for name in [argument.name for argument in arguments] or ["team"]:
            for typed in ("", "zan", "Zanzib", "onlyb", "UB1"):
                view = _view(verb.name if verb else "find_owner", [name], "x", version=1)
                told = both.acts(
                    "block_suggestion", view=view, action_id="value", block_id=name, value=typed
                )
                assert not _shows(told), (name, typed, told)


def test_every_home(both: Both) -> None:
    """The Home tab of whoever opens it shows what is ours, and its buttons do nothing of theirs."""
    for user in (STEWARD, "U1", "UB1"):
        opened = {"type": "app_home_opened", "tab": "home", "user": user, "channel": "CB1"}
        assert not _shows(both.event(opened))
        with both.ledger.read(HERE.id) as books:
            made = view(both.desk.rounds.homes.of(books, user, both.now()), Directory())
        assert not _shows(made), user
    for verb in both.desk.verbs.values():
        names = [argument.name for argument in verb.arguments]
        for one in _ids(both):
            given = {"verb": verb.name, "given": {name: [one] for name in names}}
            told = both.acts(
                "block_actions",
                actions=[_button("line_1", json.dumps(given))],
                container={"type": "view", "view_id": one},
                view={"type": "home", "id": one},
            )
            assert not _shows(told), (verb.name, one, told)
    assert not _shows([one.body for one in _sent(both)])


def _sent(both: Both) -> Iterable[Sent]:
    with both.ledger.read(HERE.id) as books:
        return books.deliveries(10_000)


ACTIONS = ("right", "wrong", "share", "notify", "pick_1", "pick_2", "pick_3", "pick_team")


def test_every_answers_button(both: Both) -> None:
    """The buttons of their answers do nothing for us, whichever of their ids they carry."""
    for action in ACTIONS:
        for one in _ids(both):
            for value in (one, "team:onlyb", "activity:deploy-models"):
                told = both.acts(
                    "block_actions",
                    actions=[_button(action, value, block_id=f"reply:{one}")],
                    container={"type": "message", "message_ts": one, "channel_id": "CB1"},
                    channel={"id": "CB1"},
                )
                assert not _shows(told), (action, one, told)


@pytest.mark.parametrize("asked", ["who deploys models?", "what does onlyb own?", "who is UB1?"])
def test_every_question(asked: str, both: Both) -> None:
    """Whatever is asked, wherever, is answered from our own."""
    told = [both.command(asked, command="/whoowns", channel_id=where) for where in ("C1", "CB1")]
    told += [both.command(f"who owns {one}?", command="/whoowns") for one in _ids(both)]
    said = {"user": STEWARD, "text": asked, "channel": "CB1", "ts": "1.2", "event_ts": "1.2"}
    told.append(both.event({"type": "app_mention", **said}))
    told.append(both.event({"type": "message", "channel_type": "im", **said, "ts": "1.3"}))
    for kind in ("who_owns_this", "start_handoff"):
        message = {"user": "UB1", "text": asked, "ts": "1.4"}
        told.append(
            both.acts("message_action", callback_id=kind, message=message, channel={"id": "CB1"})
        )
    told.append(both.acts("shortcut", callback_id="find_owner"))
    assert not _shows(told)


def test_every_event(both: Both) -> None:
    """What Slack tells us of accounts and channels with their ids is stored as ours, or not."""
    about: tuple[Json, ...] = (
        {"type": "user_change", "user": {"id": "UB1", "deleted": True, "profile": {}}},
        {"type": "team_join", "user": {"id": "UB1", "deleted": False, "profile": {}}},
        {"type": "channel_archive", "channel": "CB1"},
        {"type": "channel_deleted", "channel": "CB1"},
        {"type": "channel_rename", "channel": {"id": "CB1", "name": "mine"}},
        {"type": "channel_shared", "channel": "CB1"},
        {"type": "channel_left", "channel": "CB1"},
        {"type": "member_left_channel", "channel": "CB1", "user": OTHER.bot_user},
        {"type": "tokens_revoked", "tokens": {"bot": [OTHER.bot_user]}},
        {"type": "message", "channel": "CB1", "user": "UB1", "text": "x", "ts": "1.2"},
    )
    for one in about:
        assert not _shows(both.event(one | {"event_ts": "9999999999.1"}))
    with both.ledger.read(OTHER.id) as books:
        assert books.roster.installation() is not None


def test_forged_homes(both: Both) -> None:
    """An account of theirs is a stranger here, whatever the payload says of its home."""
    before = both.stored(HERE)
    user = {"id": "UB1", "team_id": OTHER.id}
    button = _button("do_1", json.dumps({"verb": "show", "given": {}}))
    for told in (
        both.acts("block_actions", user=user, actions=[button]),
        both.acts("view_submission", user=user, view=_view("show", ["thing"], "churn", version=1)),
        both.acts("shortcut", user=user, callback_id="find_owner"),
    ):
        assert told in ("null", "{}")
    after = both.stored(HERE)
    changed = {name for name, found in after.items() if found != before[name]}
    assert changed <= {"refusals", "claims"}


def test_every_page(both: Both) -> None:
    """A page shows the workspace that it is for, whatever the address says."""
    from bot.web.app import make_app  # noqa: PLC0415
    from bot.web.health import Health  # noqa: PLC0415

    site = local_site(both.ledger, both.finders, lambda: HERE.id, both.now)
    health = Health(both.ledger, lambda: "http", lambda: None)
    client = make_app(site, health).test_client()
    for one in [*_ids(both), "ref=activity:deploy-models"]:
        for path in (f"/?q={one}&team={one}", f"/?q=x&ref={one}", *_pages(one)):
            answer = client.get(f"{path}{'&' if '?' in path else '?'}workspace={OTHER.id}")
            assert not _shows(answer.text), path


def _pages(one: str) -> Iterator[str]:
    """Every page that is asked for something, with this as that."""
    for page in ("activity", "role", "team", "person", "handoff", "checklist"):
        yield f"/{page}/{one}"
    for page in ("matrix", "gaps", "structures", "questions"):
        yield f"/{page}?team={one}"
    yield f"/audit?who={one}"
    yield f"/audit?what={one}"
    yield "/audit?show=refused"


def test_every_export(both: Both) -> None:
    """What is written of a workspace holds that workspace alone, in every format."""
    for name, made in wiring.formats().items():
        if made.write is None:
            continue
        for team in (HERE, OTHER):
            with both.ledger.read(team.id) as books:
                text = made.write(books.organisation()) + made.write(books.catalog())
            assert _shows(text) is (team == OTHER), name


ACROSS = {
    "deliveries": "whose turn it is, whose lease ran out, and what is old, in all workspaces",
    "claims": "what is old",
    "editions": "what is old",
    "due": "in which workspaces something is due",
    "installations": "where we are, and whose people are to be read",
}
_TABLES = {table.name for table in Tables.metadata.sorted_tables if "workspace_id" in table.c}
_READS = re.compile(r"\b(?:FROM|JOIN|UPDATE|INTO)\s+([a-z_]+)(?:\s+(?:AS\s+)?([a-z]\w*))?")


@contextmanager
def _noted() -> Iterator[list[str]]:
    """All statements that run meanwhile."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _unbound(statement: str) -> Iterable[str]:
    """The tables of workspaces of which a statement doesn't say whose rows it is about."""
    flat = " ".join(statement.replace('"', "").split())
    for name, alias in _READS.findall(flat):
        if name not in _TABLES:
            continue
        if flat.startswith("INSERT") and re.search(rf"INTO {name} \([^)]*workspace_id", flat):
            continue
        called = alias or name
        if not re.search(rf"(?:\b{called}\.|\bWHERE |\bAND |\()workspace_id\b", flat):
            yield name


def test_every_statement(two: Both) -> None:
    """Each statement that all of this runs says whose rows it is about."""
    with _noted() as seen:
        for verb in two.desk.verbs.values():
            two.command(f"{verb.name} onlyb")
            names = [argument.name for argument in verb.arguments]
            two.acts("view_submission", view=_view(verb.name, names, "team:churn", version=1))
        two.command("who deploys models?", command="/whoowns")
        two.event({"type": "app_home_opened", "tab": "home", "user": "U1"})
        two.command("alias add marmalade for Deploy models anyway")
        two.connection.look()
    assert len(set(seen)) > 50
    loose = {(name, one) for one in set(seen) for name in _unbound(one)}
    assert {name for name, _ in loose} <= ACROSS.keys(), loose


def test_no_token_for_the_other(both: Both) -> None:
    """A token is given for its own workspace, and for none that doesn't exist."""
    tokens = both.connection._access  # noqa: SLF001
    assert tokens.token(HERE.id).get_secret_value() == "xoxb-here"
    assert tokens.token(OTHER.id).get_secret_value() == f"xoxb-{SECRET}"
    for name in ("", "%", "T0%", "T0HARBOUR ", "t0harbour", "T0HARBOUR' OR '1'='1"):
        with pytest.raises(NotKnown):
            tokens.token(name)


def _button(action: str, value: str, block_id: str = "b") -> Json:
    return {"type": "button", "action_id": action, "block_id": block_id, "value": value}


def _view(verb: str, names: list[str], code: str, *, version: int) -> Json:
    told = {"verb": verb, "version": version, "place": "CB1", "workspace": OTHER.id}
    state = {"value": {"type": "static_select", "selected_option": {"value": code}}}
    return {
        "id": f"V{verb}{code}",
        "hash": f"{version}",
        "type": "modal",
        "callback_id": "find_owner" if verb == "find_owner" else "ownership",
        "private_metadata": json.dumps(told),
        "state": {"values": dict.fromkeys(names, state)},
        "app_installed_team_id": HERE.id,
    }
