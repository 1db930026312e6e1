"""Members and channels are read whole, page by page, and channels that were asked in."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.member import Channel, Member
from bot.slack.roster import note
from bot.slack.sync import EVERY, LOOK_UP_EVERY, SKEW, Sync, is_due
from bot.slack.web_api import Refused, Unavailable, Undecided, WebApi
from bot.store.due import CHANNELS as DUE_CHANNELS
from bot.store.installations import Installation
from bot.store.ledger import Ledger
from tests.fake_slack import Fault
from tests.fake_slack.methods import METHODS, Method
from tests.slack.conftest import HERE, DirectSlack, Seconds, install

Json = dict[str, Any]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STAMP = (NOW - SKEW).timestamp()
USERS, CHANNELS, CHANNEL = "users.list", "conversations.list", "conversations.info"


class Pauses(threading.Event):
    """An event that nobody has to wait for; `ends` is whether it is set in the first pause."""

    def __init__(self, *, ends: bool = False) -> None:
        super().__init__()
        self.seconds: list[float | None] = []
        self._ends = ends

    def wait(self, timeout: float | None = None) -> bool:
        """Notes the pause, which is over at once."""
        self.seconds.append(timeout)
        if self._ends:
            self.set()
        return self.is_set()


def _listed(channel_id: str, name: str, *, shared: bool = False) -> Channel:
    """A channel as it is stored once a list, or Slack's word on it alone, has told of it."""
    known = Channel(channel_id, name, shared=shared, ours=True)
    stamps = dict.fromkeys(("as_of", "shared_as_of", "gone_as_of", "ours_as_of"), STAMP)
    return replace(known, **stamps)  # type: ignore[arg-type]


def _there(ledger: Ledger) -> list[str]:
    """Which of the fake's first channels are known and not gone."""
    found = [_channel(ledger, key) for key in ("C1", "C2")]
    return [channel.id for channel in found if channel is not None and not channel.gone]


def _sync(ledger: Ledger, api: WebApi, now: datetime = NOW) -> Sync:
    return Sync(ledger, lambda _: api, lambda: now, lambda: None)


def _run(ledger: Ledger, api: WebApi, now: datetime = NOW) -> bool:
    return _sync(ledger, api, now).run(HERE, threading.Event())


def _members(ledger: Ledger) -> dict[str, Member]:
    with ledger.read(HERE) as books:
        return {member.id: member for member in books.roster.members()}


def _channel(ledger: Ledger, channel_id: str = "C1") -> Channel | None:
    with ledger.read(HERE) as books:
        return books.roster.channel(channel_id)


def _here(ledger: Ledger) -> Installation:
    with ledger.read(HERE) as books:
        found = books.roster.installation()
    assert found is not None
    return found


def test_everybody_is_read(installed: Ledger, slack: DirectSlack, api: WebApi) -> None:
    """All members and public channels are read over several pages, with all we need of them."""
    slack.page_size = 2
    slack.add_user("U3", "Gus", is_ultra_restricted=True, tz="Asia/Tokyo")
    slack.add_user("U4", "Robo", is_bot=True)
    slack.add_user("U5", "Lena", deleted=True)
    slack.add_user("U6", "Olaf", team_id="T0ELSE", email="olaf@else.example")
    slack.add_channel("C3", "payload-team", is_ext_shared=True)
    slack.add_channel("C4", "old", is_archived=True)
    slack.add_channel("C5", "hidden", is_private=True)
    slack.add_channel("C6", "soon", is_pending_ext_shared=True)
    assert _run(installed, api)
    known = _members(installed)
    assert sorted(known) == ["U1", "U2", "U3", "U4", "U5", "U6", "U9"]
    ana, ines = known["U1"], known["U9"]
    assert (ana.name, ana.team, ana.email) == ("Ana", HERE, "ana@harbour.example")
    assert (ana.zone, ana.admin, ana.guest) == ("Europe/Berlin", False, False)
    assert (ines.admin, ines.primary_owner) == (True, True)
    assert (known["U3"].guest, known["U3"].zone) == (True, "Asia/Tokyo")
    assert (known["U4"].bot, known["U5"].deleted, known["U6"].team) == (True, True, "T0ELSE")
    assert _channel(installed) == _listed("C1", "general")
    shared = [_channel(installed, key) for key in ("C3", "C6")]
    assert [channel.shared for channel in shared if channel] == [True, True]
    gone = _channel(installed, "C4")
    assert gone is not None
    assert gone.gone
    assert _channel(installed, "C5") is None
    assert _here(installed).synced_at == NOW
    assert (len(slack.calls_of(USERS)), len(slack.calls_of(CHANNELS))) == (4, 3)


def test_unknown_workspace(ledger: Ledger, slack: DirectSlack, api: WebApi) -> None:
    """Where Rolecall isn't installed nothing is asked, and there is nothing to wait for."""
    sync = _sync(ledger, api)
    assert not sync.run(HERE, threading.Event())
    assert slack.calls == []
    assert sync.channels_known.is_set()


def test_private_channels(ledger: Ledger, slack: DirectSlack, api: WebApi) -> None:
    """Private channels are asked for with the scope that allows it, and only then."""
    slack.add_channel("C5", "hidden", is_private=True)
    with ledger.open(HERE, NOW) as books:
        install(books, "channels:read", "groups:read")
    assert _run(ledger, api)
    assert slack.calls_of(CHANNELS)[0].args["types"] == "public_channel,private_channel"
    hidden = _channel(ledger, "C5")
    assert hidden is not None
    assert hidden.name == "hidden"
    with ledger.open(HERE, NOW) as books:
        install(books, "channels:read")
    _run(ledger, api, NOW + timedelta(days=2))
    assert slack.calls_of(CHANNELS)[-1].args["types"] == "public_channel"


def test_without_addresses(installed: Ledger, slack: DirectSlack, api: WebApi) -> None:
    """Without the scope for them there are no e-mail addresses, and everything else is there."""
    slack.scopes.remove("users:read.email")
    assert _run(installed, api)
    assert {member.email for member in _members(installed).values()} == {None}


def test_a_pause_in_the_middle(installed: Ledger, slack: DirectSlack, api: WebApi) -> None:
    """Where Slack wants a pause between two pages it gets it, and nothing is left out or twice."""
    slack.page_size = 1
    slack.script(CHANNELS, Fault(status=429, retry_after=1))
    slack.script(USERS, Fault(), Fault(status=429, retry_after=7), Fault(status=429))
    pauses = Pauses()
    assert _sync(installed, api).run(HERE, pauses)
    assert pauses.seconds == [1, 7, 30]
    assert sorted(_members(installed)) == ["U1", "U2", "U9"]
    assert (len(slack.calls_of(USERS)), len(slack.calls_of(CHANNELS))) == (5, 3)


def test_stopped_in_a_pause(installed: Ledger, slack: DirectSlack, api: WebApi) -> None:
    """Who is stopped while Slack wants a pause asks no more, and isn't done."""
    slack.page_size = 1
    slack.script(CHANNELS, Fault(), Fault(status=429, retry_after=30))
    sync = _sync(installed, api)
    assert not sync.run(HERE, Pauses(ends=True))
    assert len(slack.calls) == 2
    assert _channel(installed) is not None
    assert _here(installed).synced_at is None
    assert not sync.channels_known.is_set()


def test_stopped_before(installed: Ledger, slack: DirectSlack, api: WebApi) -> None:
    """Who is stopped already asks nothing."""
    stopped = threading.Event()
    stopped.set()
    assert not _sync(installed, api).run(HERE, stopped)
    assert slack.calls == []
    assert _here(installed).synced_at is None


@pytest.mark.parametrize(
    ("method", "fault", "trouble"),
    [
        (USERS, Fault(status=500), Unavailable),
        (USERS, Fault(html=True), Undecided),
        (USERS, Fault(drop=True), Undecided),
        (CHANNELS, Fault(status=503), Unavailable),
        (CHANNELS, Fault(error="missing_scope"), Refused),
    ],
)
def test_slack_fails_midway(
    method: str,
    fault: Fault,
    trouble: type[Exception],
    installed: Ledger,
    slack: DirectSlack,
    api: WebApi,
) -> None:
    """What was read before Slack failed is kept; next time all is read again, and is complete."""
    slack.page_size = 1
    slack.script(method, Fault(), fault)
    sync = _sync(installed, api)
    with pytest.raises(trouble):
        sync.run(HERE, threading.Event())
    assert sync.channels_known.is_set() == (method == USERS)
    assert _channel(installed) is not None
    assert sorted(_members(installed)) == (["U1"] if method == USERS else [])
    assert _here(installed).synced_at is None
    assert _run(installed, api)
    assert sorted(_members(installed)) == ["U1", "U2", "U9"]
    assert _channel(installed, "C2") is not None


def test_channels_that_vanish(installed: Ledger, slack: DirectSlack, api: WebApi) -> None:
    """A channel that no complete list names any more is gone, and is back when one names it."""
    assert _run(installed, api)
    lost = slack.channels.pop()
    assert lost["id"] == "C2"
    slack.script(CHANNELS, Fault(status=500))
    with pytest.raises(Unavailable):
        _run(installed, api, NOW + timedelta(days=2))
    known = _channel(installed, "C2")
    assert known is not None
    assert not known.gone
    assert _run(installed, api, NOW + timedelta(days=2))
    known, other = _channel(installed, "C2"), _channel(installed)
    assert known is not None
    assert other is not None
    assert (known.gone, other.gone) == (True, False)
    slack.channels.append(lost)
    assert _run(installed, api, NOW + timedelta(days=4))
    known = _channel(installed, "C2")
    assert known is not None
    assert not known.gone


NO_LIST: tuple[Json, ...] = (
    {},
    {"channels": None, "members": None},
    {"channels": {}, "members": {}, "response_metadata": []},
    {"channels": "C1", "members": "U1"},
)


@pytest.mark.parametrize("method", [USERS, CHANNELS])
def test_no_list(
    method: str, installed: Ledger, slack: DirectSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer without a list decides nothing: nobody looks gone, and it is read again."""
    api = WebApi(slack.api_url, slack.bot_token)
    assert _run(installed, api)
    for answer in NO_LIST:
        with monkeypatch.context() as patched:
            patched.setitem(METHODS, method, _answering(answer))
            with pytest.raises(Undecided):
                _run(installed, api, NOW + timedelta(days=2))
        assert _here(installed).synced_at == NOW
        assert _there(installed) == ["C1", "C2"]
    assert _run(installed, api, NOW + timedelta(days=2))


@pytest.mark.parametrize(("method", "field"), [(USERS, "members"), (CHANNELS, "channels")])
def test_lists_without_end(
    method: str, field: str, installed: Ledger, slack: DirectSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list whose cursors lead back is read once round, and decides nothing."""
    api = WebApi(slack.api_url, slack.bot_token)
    assert _run(installed, api)
    turns = iter(["a", "b", "a", "b", "a"])

    def again(_slack: object, _args: Json) -> Json:
        return {field: [], "response_metadata": {"next_cursor": next(turns)}}

    monkeypatch.setitem(METHODS, method, again)
    before = len(slack.calls_of(method))
    with pytest.raises(Undecided):
        _run(installed, api, NOW + timedelta(days=2))
    assert len(slack.calls_of(method)) == before + 3
    assert _there(installed) == ["C1", "C2"]


NONSENSE: tuple[Json, ...] = (
    {"members": [None, 7, "U1", [], {}, {"id": 7}, {"id": ""}, {"id": "U" * 31}]},
    {"members": [], "response_metadata": None},
    {"members": [], "response_metadata": []},
    {"members": [], "response_metadata": {"next_cursor": 7}},
)


def _answering(answer: Json) -> Method:
    return lambda _slack, _args: answer


def test_lists_of_nonsense(installed: Ledger, api: WebApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no member in Slack's list is passed over, and the rest is read."""
    for number, answer in enumerate(NONSENSE):
        monkeypatch.setitem(METHODS, USERS, _answering(answer))
        assert _run(installed, api, NOW + timedelta(days=2 * number))
    assert _members(installed) == {}
    assert _channel(installed) is not None


def test_read_once(installed: Ledger, slack: DirectSlack, api: WebApi) -> None:
    """What was read a moment ago isn't read again, even if something was missed since."""
    assert _run(installed, api)
    before = len(slack.calls)
    with installed.open(HERE, NOW + timedelta(minutes=5)) as books:
        books.roster.mark_missed()
    again = _sync(installed, api, NOW + timedelta(minutes=59))
    assert not again.run(HERE, threading.Event())
    assert again.channels_known.is_set()
    assert len(slack.calls) == before
    assert _run(installed, api, NOW + timedelta(minutes=61))


@pytest.mark.parametrize(
    ("synced", "missed", "due"),
    [
        (None, None, True),
        (None, timedelta(0), True),
        (timedelta(0), None, False),
        (timedelta(minutes=59), timedelta(minutes=30), False),
        (timedelta(minutes=61), timedelta(minutes=30), True),
        (timedelta(minutes=61), timedelta(minutes=62), False),
        (timedelta(hours=23), None, False),
        (timedelta(hours=25), None, True),
        (timedelta(hours=25), timedelta(hours=30), True),
    ],
)
def test_due(synced: timedelta | None, missed: timedelta | None, *, due: bool) -> None:
    """Lists are read at first, daily, and after a gap; after a gap at most hourly."""
    here = Installation(
        workspace_id=HERE,
        url=None,
        bot_user="U0BOT",
        bot_id=None,
        enterprise=None,
        scopes=[],
        connected_at=NOW,
        synced_at=None if synced is None else NOW - synced,
        missed_at=None if missed is None else NOW - missed,
    )
    assert is_due(here, NOW) == due


def test_an_old_list_changes_nothing(installed: Ledger, slack: DirectSlack, api: WebApi) -> None:
    """What events told isn't undone by a list made before, though our clock be a minute ahead."""
    ahead = NOW.timestamp() - 60
    slack.add_user("U3", "Gus", updated=int(ahead) - 100)
    slack.add_channel("C3", "lab", is_ext_shared=True)
    lost = slack.channels.pop(1)
    events: tuple[Json, ...] = (
        {"type": "user_change", "user": {"id": "U3", "deleted": True, "updated": int(ahead)}},
        {"type": "channel_created", "channel": {"id": "C1", "name": "newer"}},
        {"type": "channel_created", "channel": {"id": lost["id"], "name": "made just now"}},
        {"type": "channel_created", "channel": {"id": "C3", "name": "lab"}},
        {"type": "channel_unshared", "channel": "C3", "is_ext_shared": False},
    )
    with installed.open(HERE, NOW) as books:
        for event in events:
            note({"event": event | {"event_ts": str(ahead)}}, HERE, books.roster)
    assert _run(installed, api)
    assert _members(installed)["U3"].deleted
    found = {key: _channel(installed, key) for key in ("C1", "C2", "C3")}
    assert [one.name for one in found.values() if one] == ["newer", "made just now", "lab"]
    assert {(one.shared, one.gone) for one in found.values() if one} == {(False, False)}


def test_failures_are_spaced(
    installed: Ledger, slack: DirectSlack, api: WebApi, seconds: Seconds
) -> None:
    """While Slack fails it is asked less and less often; after a success as often as at first."""
    slack.always(CHANNELS, Fault(status=500))
    sync = Sync(installed, lambda _: api, lambda: NOW, lambda: None, seconds)

    def asked(looks: int) -> list[int]:
        """At which of so many looks, one a minute, Slack was asked."""
        found = []
        for look in range(looks):
            before = len(slack.calls_of(CHANNELS))
            sync.look(HERE, threading.Event())
            found += [look] if len(slack.calls_of(CHANNELS)) > before else []
            seconds.now += EVERY
        return found

    assert asked(192) == [0, 1, 3, 7, 15, 31, 63, 127, 191]
    slack.clear(CHANNELS)
    assert asked(64) == [63]
    assert _here(installed).synced_at == NOW
    with installed.open(HERE, NOW - timedelta(days=2)) as books:
        books.roster.mark_synced(began=NOW - timedelta(days=2))
    slack.always(CHANNELS, Fault(status=500))
    assert asked(4) == [0, 1, 3]


def test_channels_asked_in(
    installed: Ledger, slack: DirectSlack, api: WebApi, seconds: Seconds
) -> None:
    """A channel that somebody asked in is known after the next look, though no list is due."""
    assert _run(installed, api)
    slack.add_channel("C7", "new")
    slack.add_channel("C8", "partners", is_ext_shared=True, is_private=True)
    lists = len(slack.calls)
    sync = Sync(installed, lambda _: api, lambda: NOW, lambda: None, seconds)
    for key in ("C7", "C404", "C8"):
        sync.want(HERE, key)
    sync.look(HERE, threading.Event())
    sync.look(HERE, threading.Event())
    assert _channel(installed, "C7") == _listed("C7", "new")
    assert _channel(installed, "C8") == _listed("C8", "partners", shared=True)
    assert _channel(installed, "C404") is None
    assert len(slack.calls) == lists + 3


def test_a_channel_nobody_tells_of(
    installed: Ledger, slack: DirectSlack, api: WebApi, seconds: Seconds
) -> None:
    """A channel that Slack doesn't tell of is asked for once an hour, however often we want it."""
    assert _run(installed, api)
    sync = Sync(installed, lambda _: api, lambda: NOW, lambda: None, seconds)

    def want() -> int:
        for _ in range(3):
            sync.want(HERE, "C7")
        sync.look(HERE, threading.Event())
        return len(slack.calls_of(CHANNEL))

    assert (want(), want()) == (1, 1)
    seconds.now += LOOK_UP_EVERY - 1
    assert want() == 1
    slack.add_channel("C7", "told now")
    seconds.now += 1
    assert want() == 2
    assert _channel(installed, "C7") is not None


def test_a_channel_that_we_joined(
    installed: Ledger, slack: DirectSlack, api: WebApi, seconds: Seconds
) -> None:
    """One that we were asked into is read though it wasn't told of lately, and tried until then."""
    assert _run(installed, api)
    sync = Sync(installed, lambda _: api, lambda: NOW, lambda: None, seconds)
    sync.want(HERE, "C7")
    sync.look(HERE, threading.Event())
    slack.add_channel("C7", "secret", is_private=True)
    slack.script(CHANNEL, Fault(status=500))
    sync.joined(HERE, "C7")
    sync.look(HERE, threading.Event())
    assert _channel(installed, "C7") is None
    sync.look(HERE, threading.Event())
    assert _channel(installed, "C7") == _listed("C7", "secret")
    sync.look(HERE, threading.Event())
    assert len(slack.calls_of(CHANNEL)) == 3


def test_where_we_are(installed: Ledger, slack: DirectSlack, api: WebApi) -> None:
    """Lists tell which channels we are in; of an archived one they tell nothing of that."""
    slack.add_channel("C3", "elsewhere", is_member=False)
    slack.add_channel("C4", "old", is_member=False, is_archived=True)
    assert _run(installed, api)
    found = {key: _channel(installed, key) for key in ("C1", "C3", "C4")}
    told = {key: (one.ours, one.ours_as_of) for key, one in found.items() if one}
    assert told == {"C1": (True, STAMP), "C3": (False, STAMP), "C4": (False, 0.0)}
    assert [key for key, one in found.items() if one and one.writable] == ["C1"]


def test_channels_are_looked_at_after_reading(
    installed: Ledger, slack: DirectSlack, api: WebApi
) -> None:
    """After all channels were read, or a closed one, what they hear is to be looked at."""
    assert _run(installed, api)
    assert _looked_at(installed)
    slack.add_channel("C7", "new")
    slack.add_channel("C8", "partners", is_ext_shared=True)
    sync = _sync(installed, api)
    for key, closed in (("C7", False), ("C8", True)):
        sync.want(HERE, key)
        sync.look(HERE, threading.Event())
        assert _looked_at(installed) == closed


def _looked_at(ledger: Ledger) -> bool:
    """Whether channels are due to be looked at, which they aren't any more."""
    with ledger.open(HERE, NOW) as books:
        found = any(one.what == DUE_CHANNELS for one in books.due())
        books.drop_due(DUE_CHANNELS)
    return found


def test_a_channel_that_cannot_be_read(installed: Ledger, slack: DirectSlack, api: WebApi) -> None:
    """Where one channel can't be read the others are, and so are the lists."""
    faults = (Fault(status=500), Fault(status=429), Fault(html=True), Fault(error="missing_scope"))
    slack.script(CHANNEL, *faults)
    slack.add_channel("C8", "hidden", is_private=True)
    sync = _sync(installed, api)
    for key in ("C70", "C71", "C72", "C73", "C8"):
        sync.want(HERE, key)
    sync.look(HERE, threading.Event())
    assert _channel(installed, "C8") is not None
    assert _here(installed).synced_at == NOW
