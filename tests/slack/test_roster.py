"""Members and channels as Slack's objects and events tell of them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations, product
from typing import Any

import pytest

from bot.domain.member import Channel, Member
from bot.slack import roster
from bot.slack.roster import News, channel_of, member_of, note
from bot.store.ledger import Ledger
from tests.slack.conftest import HERE, TEAM, DirectSlack

Json = dict[str, Any]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def _members(ledger: Ledger) -> dict[str, Member]:
    with ledger.read(HERE) as books:
        return {member.id: member for member in books.roster.members()}


def _channel(ledger: Ledger, channel_id: str = "C1") -> Channel | None:
    with ledger.read(HERE) as books:
        return books.roster.channel(channel_id)


def _note(ledger: Ledger, event: object) -> None:
    with ledger.open(HERE, NOW) as books:
        note({"event": event}, HERE, books.roster)


def test_members_events(installed: Ledger, slack: DirectSlack) -> None:
    """Somebody who joins, changes or is deactivated is known so from their event on."""
    user = slack.add_user("U3", "Gus", updated=100)
    _note(installed, {"type": "team_join", "user": user, "event_ts": "100.1"})
    assert _members(installed)["U3"].name == "Gus"
    renamed = user | {"updated": 200, "profile": {"real_name": "Gustav"}}
    _note(installed, {"type": "user_change", "user": renamed, "event_ts": "200.1"})
    left = user | {"updated": 300, "deleted": True}
    for _ in range(2):
        _note(installed, {"type": "user_change", "user": left, "event_ts": "300.1"})
    _note(installed, {"type": "user_change", "user": renamed, "event_ts": "200.1"})
    gus = _members(installed)["U3"]
    assert (gus.deleted, gus.as_of) == (True, 300)


GENERAL = Channel("C1", "general", False, False, 100.0, 100.0, 100.0)  # noqa: FBT003
NAMED: Json = {"id": "C1", "name": "renamed", "created": 1}


EVENTS: tuple[tuple[Json, Json], ...] = (
    ({"type": "channel_rename", "channel": NAMED}, {"name": "renamed", "as_of": 200.5}),
    ({"type": "channel_archive", "channel": "C1", "user": "U1"}, {"gone": True}),
    ({"type": "channel_deleted", "channel": "C1"}, {"gone": True}),
    ({"type": "channel_unarchive", "channel": "C1", "user": "U1"}, {"gone": False}),
    ({"type": "channel_shared", "channel": "C1", "connected_team_id": "T2"}, {"shared": True}),
    ({"type": "channel_unshared", "channel": "C1", "is_ext_shared": False}, {"shared": False}),
    ({"type": "channel_unshared", "channel": "C1", "is_ext_shared": True}, {"shared": True}),
    ({"type": "channel_unshared", "channel": "C1"}, {"shared": True}),
)


def test_channel_events(installed: Ledger) -> None:
    """Each event changes and stamps the one thing it tells, twice the same; an older one none."""
    before = (GENERAL, replace(GENERAL, shared=True), replace(GENERAL, gone=True))
    for (event, after), known in product(EVENTS, before):
        stamped = after | {f"{name}_as_of": 200.5 for name in ("shared", "gone") if name in after}
        with installed.open(HERE, NOW, rehearse=True) as books:
            books.roster.save_channels([known])
            note({"event": event | {"event_ts": "99.9"}}, HERE, books.roster)
            assert books.roster.channel("C1") == known
            for _ in range(2):
                note({"event": event | {"event_ts": "200.5"}}, HERE, books.roster)
            assert books.roster.channel("C1") == replace(known, **stamped)


OURS = replace(GENERAL, ours=True, ours_as_of=100.0)
US, THEM = TEAM.bot_user, "U2"


def _moves(kind: str, user: str | None = None) -> Json:
    told: Json = {"type": kind, "channel": "C1", "event_ts": "200.5"}
    return told if user is None else told | {"user": user, "channel_type": "C", "team": HERE}


MOVES: tuple[tuple[Json, Channel], ...] = (
    (_moves("member_joined_channel", US), replace(OURS, ours_as_of=200.5, gone_as_of=200.5)),
    (_moves("member_left_channel", US), replace(OURS, ours=False, ours_as_of=200.5)),
    (_moves("channel_left"), replace(OURS, ours=False, ours_as_of=200.5)),
    (_moves("group_left"), replace(OURS, ours=False, ours_as_of=200.5)),
    (_moves("member_joined_channel", THEM), OURS),
    (_moves("member_left_channel", THEM), OURS),
)


def test_where_we_are(installed: Ledger) -> None:
    """We are in a channel from when we join until we leave; others and older words say nothing."""
    for event, after in MOVES:
        with installed.open(HERE, NOW, rehearse=True) as books:
            books.roster.save_channels([OURS])
            note({"event": event | {"event_ts": "99.9"}}, HERE, books.roster)
            assert books.roster.channel("C1") == OURS
            for _ in range(2):
                news = note({"event": event}, HERE, books.roster)
            assert books.roster.channel("C1") == after
            assert news.closed == (not after.ours)


def test_where_we_are_in_any_order(installed: Ledger) -> None:
    """Whichever order they come in, the last of joining and leaving counts."""
    told = [
        _moves("channel_left") | {"event_ts": "201.0"},
        _moves("member_left_channel", US) | {"event_ts": "201.1"},
        _moves("member_joined_channel", US) | {"event_ts": "202.0"},
    ]
    again = _moves("group_left") | {"event_ts": "203.0"}
    for events, ours in ((told, True), ([*told, again], False)):
        for order in permutations(events):
            with installed.open(HERE, NOW, rehearse=True) as books:
                books.roster.save_channels([OURS])
                for event in order:
                    note({"event": event}, HERE, books.roster)
                found = books.roster.channel("C1")
            assert found is not None
            assert found.ours == ours


def test_joined_one_that_was_gone(installed: Ledger) -> None:
    """A channel that we join is there, also where no list named it any more."""
    with installed.open(HERE, NOW, rehearse=True) as books:
        books.roster.save_channels([replace(GENERAL, gone=True)])
        note({"event": _moves("member_joined_channel", US)}, HERE, books.roster)
        found = books.roster.channel("C1")
    assert found is not None
    assert (found.gone, found.writable) == (False, True)


def test_joined_one_that_is_not_known(installed: Ledger) -> None:
    """A channel that we join and don't know is to be asked for; nothing is stored of it by then."""
    with installed.open(HERE, NOW, rehearse=True) as books:
        for event, _ in MOVES:
            told = note({"event": event}, HERE, books.roster)
            ours = (event["type"], event.get("user")) == ("member_joined_channel", US)
            entered = ("C1", event["event_ts"]) if ours else None
            assert told == News(joined="C1" if ours else None, entered=entered)
        assert books.roster.channel("C1") is None


def test_when_we_come(installed: Ledger) -> None:
    """Joining tells which time it is by the event's id; where outsiders are, nothing is told."""
    joins = _moves("member_joined_channel", US)
    for body, entered in (
        ({"event": joins, "event_id": "Ev1"}, ("C1", "Ev1")),
        ({"event": joins}, ("C1", "200.5")),
        ({"event": joins, "event_id": "Ev1", "is_ext_shared_channel": True}, None),
        ({"event": joins | {"channel": None}, "event_id": "Ev1"}, None),
        ({"event": _moves("member_joined_channel", THEM), "event_id": "Ev1"}, None),
        ({"event": _moves("member_left_channel", US), "event_id": "Ev1"}, None),
    ):
        with installed.open(HERE, NOW, rehearse=True) as books:
            books.roster.save_channels([OURS])
            assert note(body, HERE, books.roster).entered == entered


def test_private_channels(installed: Ledger) -> None:
    """What Slack tells of a private channel counts as for a public one."""
    named = NAMED | {"is_mpim": False, "is_channel": False}
    events: tuple[tuple[Json, Channel], ...] = (
        ({"type": "group_rename", "channel": named}, replace(OURS, name="renamed", as_of=200.5)),
        ({"type": "group_archive", "channel": "C1"}, replace(OURS, gone=True, gone_as_of=200.5)),
        ({"type": "group_unarchive", "channel": "C1"}, replace(OURS, gone_as_of=200.5)),
        ({"type": "group_deleted", "channel": "C1"}, replace(OURS, gone=True, gone_as_of=200.5)),
    )
    for event, after in events:
        with installed.open(HERE, NOW, rehearse=True) as books:
            books.roster.save_channels([OURS])
            news = note({"event": event | {"event_ts": "200.5"}}, HERE, books.roster)
            assert books.roster.channel("C1") == after
            assert news.closed == after.gone


def test_closed(installed: Ledger) -> None:
    """It is told at once that a channel isn't there any more, or others read along."""
    closing = ("channel_archive", "channel_deleted", "channel_shared")
    for kind in (*closing, "channel_unarchive", "channel_created", "channel_rename"):
        told = NAMED if kind in ("channel_created", "channel_rename") else "C1"
        event = {"type": kind, "channel": told, "event_ts": "200.5"}
        with installed.open(HERE, NOW, rehearse=True) as books:
            books.roster.save_channels([OURS])
            assert note({"event": event}, HERE, books.roster).closed == (kind in closing)


def test_time_of_the_envelope(installed: Ledger) -> None:
    """An event without a stamp of its own has that of the payload around it."""
    event = {"type": "channel_archive", "channel": "C1"}
    with installed.open(HERE, NOW) as books:
        books.roster.save_channels([GENERAL])
        note({"event": event, "event_time": 300}, HERE, books.roster)
    assert _channel(installed) == replace(GENERAL, gone=True, gone_as_of=300.0)


def test_created(installed: Ledger) -> None:
    """A new channel is known from its event on; an event on another thing makes none known."""
    for kind in roster.CHANNELS_CHANGE:
        for told in (NAMED, "C1"):
            if kind not in ("channel_created", "channel_shared"):
                _note(installed, {"type": kind, "channel": told, "event_ts": "1.0"})
    assert _channel(installed) is None
    _note(installed, {"type": "channel_created", "channel": NAMED, "event_ts": "1.0"})
    assert _channel(installed) == Channel("C1", "renamed", False, False, 1.0, 1.0, 1.0)  # noqa: FBT003


def test_shared_before_it_is_known(installed: Ledger) -> None:
    """A channel of which we hear first that it is shared stays so whatever older word names it."""
    _note(installed, {"type": "channel_shared", "channel": "C1", "event_ts": "200.0"})
    assert _channel(installed) == Channel("C1", "C1", shared=True, shared_as_of=200.0)
    with installed.open(HERE, NOW) as books:
        books.roster.save_channels([GENERAL])
    assert _channel(installed) == replace(GENERAL, shared=True, shared_as_of=200.0)


def _after(ledger: Ledger, events: Iterable[Json]) -> tuple[str, bool, bool]:
    with ledger.open(HERE, NOW, rehearse=True) as books:
        books.roster.save_channels([GENERAL])
        for event in events:
            note({"event": event}, HERE, books.roster)
        found = books.roster.channel("C1")
    assert found is not None
    return found.name, found.shared, found.gone


SHARED: Json = {"type": "channel_shared", "channel": "C1", "event_ts": "200.0"}
ARCHIVED: Json = {"type": "channel_archive", "channel": "C1", "event_ts": "201.0"}
RENAMED: Json = {"type": "channel_rename", "channel": NAMED, "event_ts": "202.0"}
UNSHARED: Json = SHARED | {
    "type": "channel_unshared",
    "is_ext_shared": False,
    "event_ts": "203.0",
}


def test_any_order(installed: Ledger) -> None:
    """Events of one channel lead to the same, in whichever order they come."""
    for order in permutations((SHARED, ARCHIVED, RENAMED, UNSHARED)):
        assert _after(installed, order) == ("renamed", False, True)
    for order in permutations((SHARED, ARCHIVED, RENAMED)):
        assert _after(installed, order) == ("renamed", True, True)


JUNK: tuple[Any, ...] = (
    *(None, 7, True, "", "C1", [], ["C1"], {}),
    *({"id": 7}, {"id": "C1"}, {"name": "x"}, {"id": ""}),
)
STAMPS: tuple[Any, ...] = (None, "x", [], "1e400", "nan", True)


def test_malformed_events(installed: Ledger) -> None:
    """An event with nonsense in it stores nothing that it doesn't tell, and never fails."""
    kinds: tuple[Any, ...] = (*roster.EVENTS, None, [], {})
    with installed.open(HERE, NOW) as books:
        for kind, junk, stamp in product(kinds, JUNK, STAMPS):
            event = {"type": kind, "user": junk, "channel": junk, "event_ts": stamp}
            note({"event": event, "event_time": stamp}, HERE, books.roster)
        for junk in JUNK:
            note({"event": junk}, HERE, books.roster)
        note({}, HERE, books.roster)
        # A channel's id is no nonsense where an event names its channel so.
        told = {"shared": True, "gone": True}
        stamps = dict.fromkeys(("shared_as_of", "gone_as_of", "ours_as_of"), 1.0)
        assert books.roster.channel("C1") == Channel("C1", "C1", **told, **stamps)  # type: ignore[arg-type]
        assert {member.name for member in books.roster.members()} == {"C1"}


@pytest.mark.parametrize("junk", [None, 7, True, [], ["x"], {}, {"a": 1}])
@pytest.mark.parametrize(
    "field",
    [
        *("team_id", "name", "real_name", "tz", "is_admin", "is_restricted", "is_bot"),
        *("deleted", "updated", "profile", "is_primary_owner", "is_owner", "enterprise_user"),
    ],
)
def test_malformed_members(field: str, junk: object) -> None:
    """A member with nonsense in one field is a member still, with a name to be read."""
    told = {"id": "U1", "name": "ana", "profile": {"email": junk}, field: junk}
    found = member_of(told, HERE, 5.0)
    assert found is not None
    assert found.id == "U1"
    assert found.name in ("ana", "U1")
    assert found.email is None
    assert isinstance(found.as_of, float)


@pytest.mark.parametrize(
    ("user", "name"),
    [
        ({"profile": {"real_name": "Ana Lind", "display_name": "ana"}}, "Ana Lind"),
        ({"real_name": "Ana Lind", "profile": {"display_name": "ana"}}, "Ana Lind"),
        ({"profile": {"real_name": "", "display_name": "ana"}}, "ana"),
        ({"name": "ana.lind"}, "ana.lind"),
        ({}, "U1"),
        ({"real_name": "<!channel>"}, "!channel>"),
        ({"real_name": "a\u202eb\nc"}, "ab c"),
        ({"real_name": "\u200b"}, "U1"),
    ],
)
def test_names(user: Json, name: str) -> None:
    """A member is called by the best name there is, made fit to be shown."""
    found = member_of({"id": "U1", **user}, HERE)
    assert found is not None
    assert found.name == name


def test_slackbot() -> None:
    """Slack's own bot is one, though Slack says otherwise."""
    found = member_of({"id": "USLACKBOT", "is_bot": False}, HERE)
    assert found is not None
    assert found.bot


@pytest.mark.parametrize(
    ("team", "teams", "expected"),
    [
        (HERE, None, HERE),
        ("T0OTHER", None, "T0OTHER"),
        ("T0OTHER", [], "T0OTHER"),
        ("T0OTHER", ["T0OTHER", HERE], HERE),
        ("T0OTHER", ["T0OTHER", "T0MORE"], "T0OTHER"),
        (None, [HERE], HERE),
        (None, None, None),
    ],
)
def test_teams(team: str | None, teams: list[str] | None, expected: str | None) -> None:
    """An account belongs here if its own team is this one, or it is listed as in this one."""
    user: Json = {"id": "U1", "team_id": team}
    found = member_of(user if teams is None else user | {"enterprise_user": {"teams": teams}}, HERE)
    assert found is not None
    assert found.team == expected


@pytest.mark.parametrize(
    "found", [{}, {"id": "C1"}, {"name": "x"}, {"id": 1, "name": "x"}, {"id": "C1", "name": None}]
)
def test_no_channel(found: Json) -> None:
    """What has no id or no name is no channel."""
    assert channel_of(found, 1.0) is None


def test_shared_within_the_organisation() -> None:
    """A channel that only other workspaces of the same organisation see isn't shared outside."""
    told = {"id": "C1", "name": "x", "is_shared": True, "is_org_shared": True}
    found = channel_of(told, 1.0)
    assert found is not None
    assert not found.shared
