"""A Slack that refuses, breaks, drops, hangs or takes long; faults 1 to 5."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from tests.acceptance.running import PATIENCE
from tests.acceptance.test_digest_killed import CHANNEL, subscribed
from tests.fake_slack import FakeSlacks, FakeTeam, Fault
from tests.fake_slack.browser import Browser
from tests.fake_slack.traffic import EVERY, Json
from tests.faults.conftest import AGAIN, on_sqlite
from tests.faults.replicas import ASK, POST, Replicas, Scene, channels
from tests.faults.tally import Tally, rounds
from tests.talk.bot import until

IMPATIENT = ("tests.faults.impatient", "1")
PATIENT = ("tests.acceptance.ahead", "0")
PUBLIC = "http://rolecall.example"
TIDE = FakeTeam("T0TIDE", "Tide", "https://tide.slack.com/", "tide", "U0TIDE", "B0TIDE")
PAUSE = 1.0
BROKEN = (
    Fault(status=500),
    Fault(status=502, html=True),
    Fault(status=503),
    Fault(status=504, html=True),
)
DROPPED = (Fault(drop=True), Fault(refuse=True), Fault(half=True))
MANY = 50
FORM = "assign"


@pytest.fixture(scope="module")
def scene(
    migrated_file: Path, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """One process on a file, which waits for Slack a second and no longer."""
    with on_sqlite(migrated_file, root, tmp_path_factory.mktemp("trouble")) as scene:
        scene.slack.urls.append(scene.replicas.run(*IMPATIENT).url())
        yield scene
        assert scene.slack.violations == []


@pytest.fixture
def two(migrated_file: Path, root: Path, tmp_path: Path) -> Iterator[tuple[Scene, Scene]]:
    """One process on a file, and two workspaces that have installed the app."""
    with FakeSlacks(retry_after=AGAIN) as slacks, on_sqlite(migrated_file, root, tmp_path) as bare:
        slack, other = slacks.add(FakeTeam(), installed=False), slacks.add(TIDE, installed=False)
        env = {name: word for name, word in bare.replicas.env.items() if name != "SLACK_BOT_TOKEN"}
        env |= {
            "SLACK_API_URL": slacks.api_url,
            "SLACK_AUTHORIZE_URL": slacks.authorize_url,
            "SLACK_CLIENT_ID": slacks.app.client_id,
            "SLACK_CLIENT_SECRET": slacks.app.client_secret,
            "ROLECALL_PUBLIC_URL": PUBLIC,
            "ROLECALL_SECRET_KEY": "k" * 64,
        }
        with Replicas(env, root, tmp_path) as replicas:
            here = replicas.run(*IMPATIENT).url()
            slacks.urls.append(here)
            for team in slacks.workspaces:
                browser = Browser()
                back = browser.begins(f"{here}/slack/install", team)
                assert browser.get(back.replace(PUBLIC, here)).status == 200
            scene = Scene(slack, replicas, bare.engines, bare.ledger)
            yield scene, replace(scene, slack=other)


@pytest.mark.fault(1, "429 with Retry-After in two conversations of one workspace")
def test_limited(two: tuple[Scene, Scene], tally: Tally) -> None:
    """They wait and then hear all in order; others, and other workspaces, don't wait at all."""
    scene, other = two
    for here in rounds():
        limited, free = channels("LIMITED", 2, here), channels("FREE", 4, here)
        fault = Fault(status=429, retry_after=PAUSE)
        scene.slack.always(POST, fault, where=_to(limited))
        with tally.recovery():
            for _ in range(2):
                for channel in limited:
                    scene.slack.dm(ASK, channel=channel).answer()
            scene.slack.wait(partial(_all_refused, scene, limited))
            for each in two:
                each.asked(free)
            states = [each.settle(free) for each in (other, scene)]
            assert scene.heard(limited) == []
            tried = [one.at for one in scene.slack.calls_of(POST) if _to(limited[:1])(one.args)]
            scene.slack.clear(POST)
            until(partial(_all_sent, scene, limited), "Not all was sent", PATIENCE)
        for each in two:
            tally.compare(free, each.heard(free))
        tally.compare(_put(scene, limited), _came(scene, limited))
        assert [set(one.values()) for one in states] == [{"sent"}, {"sent"}]
        assert all(later - sooner >= PAUSE for sooner, later in pairwise(tried))
        for channel in limited:
            assert _came(scene, [channel]) == sorted(_put(scene, [channel]))


@pytest.mark.fault(2, "500, 502, 503 and 504, with HTML or without")
def test_broken(scene: Scene, tally: Tally) -> None:
    """All is sent again until it arrives, and nobody who asks meanwhile waits for it."""
    for here in rounds():
        wanted = channels("BROKEN", len(BROKEN), here)
        _wrong(scene, wanted, BROKEN)
        with tally.recovery():
            scene.asked(wanted)
            scene.slack.wait(partial(_all_faulty, scene, wanted))
            asked = [scene.slack.command(ASK) for _ in wanted]
            for one in asked:
                assert one.answer()["text"]
            scene.settle(wanted)
        tally.compare(wanted, scene.heard(wanted))


@pytest.mark.fault(3, "Accepted, then dropped: an answer in a conversation with somebody")
def test_dropped_answers(scene: Scene, tally: Tally) -> None:
    """What can't be looked for is said to be unknown, and isn't posted again."""
    for here in rounds():
        _answers(scene, tally, channels("DROPPED", 5, here), DROPPED)


@pytest.mark.fault(3, "Accepted, then dropped: a digest in a channel")
def test_dropped_digest(scene: Scene, tally: Tally) -> None:
    """It is looked for in the channel: posted again where it isn't there, and only there."""
    for here in rounds():
        _digest(scene, tally, f"3{here}", DROPPED[here % len(DROPPED)])


@pytest.mark.fault(4, "Slack hangs: an answer in a conversation with somebody")
def test_hung_answers(scene: Scene, tally: Tally) -> None:
    """It is waited for no longer than our timeout, then said to be unknown; all others arrive."""
    for here in rounds():
        hang = threading.Event()
        _answers(scene, tally, channels("HUNG", 5, here), _hanging(hang))
        hang.set()


@pytest.mark.fault(4, "Slack hangs: a digest in a channel")
def test_hung_digest(scene: Scene, tally: Tally) -> None:
    """It is looked for in the channel: posted again where it isn't there, and only there."""
    for here in rounds():
        hang = threading.Event()
        _digest(scene, tally, f"4{here}", _hanging(hang)[here % 2])
        hang.set()


@pytest.mark.fault(5, "All of Slack hangs while 50 commands and 10 messages come")
def test_hangs_during_commands(scene: Scene, tally: Tally) -> None:
    """None waits for Slack to be acknowledged; a form that doesn't open is said at once."""
    for here in rounds():
        hang = threading.Event()
        scene.slack.always(EVERY, Fault(hold=hang))
        wanted = channels("MEANWHILE", 10, here)
        users = [f"U{here}H{number}" for number in range(MANY)]
        with tally.recovery():
            told = [scene.slack.dm(ASK, channel=channel) for channel in wanted]
            sent = {user: scene.slack.command(ASK, user=user) for user in users}
            form = scene.slack.command(FORM, command="/ownership", user="U9")
            for one in (*told, *sent.values(), form):
                one.wait_over()
            states = scene.settle(wanted)
        scene.slack.clear(EVERY)
        hang.set()
        tally.compare(users, (user for user, one in sent.items() if not one.failure))
        unknown = [channel for channel, state in states.items() if state == "unknown"]
        tally.compare(wanted, scene.heard(wanted), unknown)
        assert [one.failure for one in told] == [None] * len(told)
        assert form.answer()["text"].startswith("Slack didn't open the form")


@pytest.mark.long
@pytest.mark.fault(5, "All of Slack takes 4 s while 50 commands and 10 messages come")
def test_slow_during_commands(
    migrated_file: Path, root: Path, tmp_path: Path, tally: Tally
) -> None:
    """Each command is acknowledged within Slack's three seconds, and each message answered."""
    with on_sqlite(migrated_file, root, tmp_path) as scene:
        scene.slack.urls.append(scene.replicas.run(*PATIENT).url())
        scene.slack.always(EVERY, Fault(delay=4))
        for here in rounds():
            wanted = channels("SLOW", 10, here)
            users = [f"U{here}S{number}" for number in range(MANY)]
            with tally.recovery():
                scene.asked(wanted)
                sent = {user: scene.slack.command(ASK, user=user) for user in users}
                for one in sent.values():
                    one.wait_over()
                scene.settle(wanted)
            in_time = [user for user, one in sent.items() if not one.failure and one.in_time]
            tally.compare(users, in_time)
            tally.compare(wanted, scene.heard(wanted))


@pytest.mark.long
@pytest.mark.fault(4, "Slack hangs for as long as we really wait")
def test_hangs_for_long(migrated_file: Path, root: Path, tmp_path: Path, tally: Tally) -> None:
    """Though all who send are kept waiting, commands are answered, and then the rest arrives."""
    with on_sqlite(migrated_file, root, tmp_path) as scene:
        scene.slack.urls.append(scene.replicas.run(*PATIENT).url())
        for here in rounds():
            _answers(scene, tally, channels("KEPT", 12, here), [Fault(hold=threading.Event())] * 8)


def _answers(scene: Scene, tally: Tally, wanted: Sequence[str], faults: Sequence[Fault]) -> None:
    """Something goes wrong with the first of these conversations' answers."""
    _wrong(scene, wanted, faults)
    with tally.recovery():
        scene.asked(wanted)
        scene.slack.wait(lambda: len(_called(scene, wanted)) >= len(faults))
        assert scene.slack.command(ASK).answer()["text"]
        states = scene.settle(wanted)
    unknown = [channel for channel, state in states.items() if state == "unknown"]
    tally.compare(wanted, scene.heard(wanted), unknown)
    assert sorted(unknown) == sorted(wanted[: len(faults)])
    assert {states[one] for one in wanted[len(faults) :]} == {"sent"}


def _digest(scene: Scene, tally: Tally, key: str, fault: Fault) -> None:
    """Something goes wrong when a channel is to hear something."""
    scene.slack.script(POST, fault, where=_to([CHANNEL]))
    before = set(_put(scene, [CHANNEL]))
    with tally.recovery():
        subscribed(scene.ledger, scene.slack.team.id, key)
        until(lambda: set(_put(scene, [CHANNEL])) - before, "Nothing was written", PATIENCE)
        until(lambda: _all_sent(scene, [CHANNEL]), "It was not sent", PATIENCE)
    new = set(_put(scene, [CHANNEL])) - before
    tally.compare(new, (one for one in _came(scene, [CHANNEL]) if one in new))
    assert len(new) == 1


def _hanging(hang: threading.Event) -> tuple[Fault, Fault]:
    """Slack hangs once it has done what it was asked, or without doing it."""
    return Fault(hold=hang), Fault(hold=hang, refuse=True)


def _wrong(scene: Scene, wanted: Sequence[str], faults: Sequence[Fault]) -> None:
    for channel, fault in zip(wanted, faults, strict=False):
        scene.slack.script(POST, fault, where=_to([channel]))


def _to(wanted: Sequence[str]) -> Callable[[Json], bool]:
    return lambda args: args.get("channel") in wanted


def _called(scene: Scene, wanted: Sequence[str]) -> list[str]:
    return [one.args["channel"] for one in scene.slack.calls_of(POST) if _to(wanted)(one.args)]


def _all_faulty(scene: Scene, wanted: Sequence[str]) -> bool:
    """Whether something has gone wrong with all of these."""
    calls = scene.slack.calls_of(POST)
    broken = {one.args["channel"] for one in calls if (one.status or 0) >= 500}
    return broken >= set(wanted)


def _all_refused(scene: Scene, wanted: Sequence[str]) -> bool:
    """Whether Slack has wanted a pause in all of these."""
    calls = scene.slack.calls_of(POST)
    return {one.args["channel"] for one in calls if one.status == 429} >= set(wanted)


def _put(scene: Scene, wanted: Sequence[str]) -> list[str]:
    """The ids of all that these conversations are to hear."""
    return [key for key, _ in _deliveries(scene, wanted)]


def _all_sent(scene: Scene, wanted: Sequence[str]) -> bool:
    return {state for _, state in _deliveries(scene, wanted)} == {"sent"}


def _deliveries(scene: Scene, wanted: Sequence[str]) -> list[tuple[str, str]]:
    with scene.ledger.read(scene.slack.team.id) as books:
        found = books.deliveries(500)
    return [(one.id, one.state) for one in found if one.address.get("channel") in wanted]


def _came(scene: Scene, wanted: Sequence[str]) -> list[str]:
    """The ids of what these conversations have heard, in order."""
    heard = [one for one in list(scene.slack.messages) if one.channel in wanted]
    posts = [one.body for one in heard if one.kind == "post"]
    return [body["metadata"]["event_payload"]["id"] for body in posts]
