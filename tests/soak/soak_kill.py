"""Replicas are killed for minutes while people ask and assign; nothing is lost or doubled."""

import itertools
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import StoreUnavailable
from bot.store.audit import verified
from tests.acceptance.running import PATIENCE, Running, rolecall
from tests.acceptance.test_digest_killed import CHANNEL, subscribed
from tests.conftest import Postgres
from tests.fake_slack import Posted
from tests.fake_slack.envelopes import Envelope
from tests.faults.conftest import on_postgresql
from tests.faults.replicas import Scene
from tests.faults.tally import Tally
from tests.soak.replica import LEASE
from tests.talk.bot import until

SECONDS = float(os.environ.get("SOAK_SECONDS") or 600)
KINDS = ("web", "web", "worker", "worker")
KILL_EVERY = 3.0
"""Seconds between the last replica's being ready again and the next one's end."""

DIGEST_EVERY = min(60.0, SECONDS / 6)
STEP = 0.15
"""Seconds between two things that people do."""

AGAIN = (0.5, 5.0, 30.0)
"""Seconds until Slack sends an event again, which itself waits for a minute and five."""

LEADS = ("U1", "U2", "U3")
ASKED = "who deploys models in Alder?"
TEAMS = ("Alder", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Larch", "Maple", "Oak", "Pine")
ROLES = {
    "MLOps Engineer": "mlops-engineer",
    "Data Scientist": "data-scientist",
    "Data Engineer": "data-engineer",
}
PEOPLE = tuple(f"UP{number}" for number in range(60))
CHANNELS = tuple(f"C0ASK{number}" for number in range(10))
SENDING = "SELECT count(*) FROM deliveries WHERE state = 'sending'"
OPEN = "SELECT count(*) FROM deliveries WHERE state IN ('waiting', 'sending')"
STATES = "SELECT id, kind, state, address FROM deliveries"
EDITIONS = "SELECT what, state FROM editions WHERE what LIKE 'digest %'"
MADE = "SELECT count(*) FROM editions WHERE what LIKE 'digest %'"
ASSIGNED = "SELECT key FROM changes WHERE kind = 'assignment' AND source = 'slack'"
VERDICTS = "SELECT question FROM verdicts"

SORRY = "nothing was changed, so please try again"
"""What people are told where the database was busy for too long."""

Subject = tuple[str, str, str]
"""A team's key, a role's reference, and a person's key."""


def _organisation() -> str:
    """Teams, each led by one of the leads."""
    people = [f"  - {{key: {one.lower()}, name: Lead {one}, slack: {one}}}" for one in LEADS]
    teams = [
        f"  - {{key: {name.lower()}, name: {name}, kind: product, platform: platform,"
        f" structure: embedded, leads: [{lead.lower()}]}}"
        for name, lead in zip(TEAMS, itertools.cycle(LEADS), strict=False)
    ]
    platform = "  - {key: platform, name: ML Platform, kind: platform}"
    lines = ["organisation: Harbour Goods", "people:", *people, "teams:", platform, *teams]
    return "\n".join(lines)


@dataclass
class People:
    """What people do, one thing after the other, and what is to come of it."""

    scene: Scene
    asked: dict[str, Envelope] = field(default_factory=dict)
    commands: list[Envelope] = field(default_factory=list)
    assigned: dict[Subject, Envelope] = field(default_factory=dict)
    clicked: dict[str, Envelope] = field(default_factory=dict)
    digests: int = 0
    _seen: int = 0

    def live(self, over: threading.Event) -> None:
        """Does something every moment until it is over."""
        deeds = itertools.cycle((self.mentions, self.writes, self.commands_, self.assigns))
        wanted = iter(list(itertools.product(PEOPLE, ROLES, TEAMS)))
        began = time.monotonic()
        while not over.wait(STEP):
            next(deeds)(wanted)
            self.clicks()
            if time.monotonic() - began >= DIGEST_EVERY * self.digests:
                self.digests += 1
                self.subscribes(str(self.digests))

    def subscribes(self, key: str) -> None:
        """Another digest; while the processes hold the workspace's row, we wait as long as that."""

        def written() -> bool:
            with suppress(StoreUnavailable):
                subscribed(self.scene.ledger, self.scene.slack.team.id, key)
                return True
            return False

        until(written, "No digest could be subscribed", PATIENCE)

    def mentions(self, _: object) -> None:
        """Somebody asks in a channel; the answer comes in the thread."""
        channel = CHANNELS[len(self.asked) % len(CHANNELS)]
        sent = self.scene.slack.mention(ASKED, channel=channel)
        self.asked[f"{channel} {sent.payload['event']['ts']}"] = sent

    def writes(self, _: object) -> None:
        """Somebody asks in a direct message, each in their own."""
        channel = f"D0ASK{len(self.asked)}"
        self.asked[channel] = self.scene.slack.dm(ASKED, channel=channel)

    def commands_(self, _: object) -> None:
        """Somebody asks with the command."""
        self.commands.append(self.scene.slack.command(ASKED, user=LEADS[len(self.commands) % 3]))

    def assigns(self, wanted: Iterator[tuple[str, str, str]]) -> None:
        """A lead assigns somebody to a role in which nobody has been before."""
        person, role, team = next(wanted)
        lead = LEADS[TEAMS.index(team) % len(LEADS)]
        words = f"assign <@{person}> as {role} in {team}"
        sent = self.scene.slack.command(words, command="/ownership", user=lead)
        self.assigned[team.lower(), f"role:{ROLES[role]}", person] = sent

    def clicks(self) -> None:
        """Somebody says of each new answer to a direct message that it is right."""
        new = self.scene.slack.messages[self._seen :]
        self._seen += len(new)
        for posted in new:
            if posted.kind == "post" and posted.channel.startswith("D0ASK"):
                [button] = [one for one in posted.elements if one["action_id"] == "right"]
                sent = self.scene.slack.click(button, message=posted, channel=posted.channel)
                self.clicked[button["value"]] = sent

    def failures(self) -> dict[str, str]:
        """What failed before its sender's eyes, by its id, and how: in Slack's words, or in ours.

        What comes of a click is told in its conversation, in which nobody else clicks.
        """
        told = {one.channel for one in self.scene.slack.messages if SORRY in one.text}
        clicks = [one for one in self.clicked.values() if _where(one) in told]
        commands = [one for one in (*self.commands, *self.assigned.values()) if _is_sorry(one)]
        ours = {one.id: SORRY for one in (*clicks, *commands)}
        return ours | {one.id: one.failure for one in self.all() if one.failure}

    def all(self) -> list[Envelope]:
        """All that was sent to Rolecall."""
        told = (self.asked, self.assigned, self.clicked)
        return [*self.commands, *(one for each in told for one in each.values())]


@dataclass
class Killer:
    """Kills a replica after another, each once all are ready."""

    scene: Scene
    chance: random.Random = field(default_factory=lambda: random.Random(8))  # noqa: S311
    running: list[tuple[str, Running, str]] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0

    def begin(self) -> None:
        """All replicas, ready."""
        begun = [(kind, self._start(kind)) for kind in KINDS]
        for kind, one in begun:
            self._join(kind, one)

    def work(self, over: threading.Event) -> None:
        """Kills until it is over; all are ready at the end."""
        while not over.wait(KILL_EVERY):
            with suppress(AssertionError):
                until(lambda: self.scene.rows(SENDING), "Nothing is being sent")
            kind, victim, url = self.running.pop(self.chance.randrange(len(self.running)))
            began = time.monotonic()
            victim.process.send_signal(signal.SIGKILL)
            victim.process.wait(PATIENCE)
            if kind == "web":
                self.scene.slack.urls.remove(url)
            self._join(kind, self._start(kind))
            self.kills[kind] += 1
            self.longest = max(self.longest, time.monotonic() - began)

    def _start(self, kind: str) -> Running:
        return self.scene.replicas.run("tests.soak.replica", "--only", kind)

    def _join(self, kind: str, one: Running) -> None:
        url = one.url()
        self.running.append((kind, one, url))
        if kind == "web":
            self.scene.slack.urls.append(url)


@pytest.fixture
def scene(postgres: Postgres, root: Path, tmp_path: Path) -> Iterator[Scene]:
    """An organisation on PostgreSQL, in which many can be assigned, and no process yet."""
    with on_postgresql(postgres, root, tmp_path) as scene:
        slack = scene.slack
        slack.retry_after = AGAIN
        for person in ("U3", *PEOPLE):
            slack.add_user(person, f"Person {person}")
        for channel in CHANNELS:
            slack.add_channel(channel, channel.lower())
        file = tmp_path / "harbour.yaml"
        file.write_text(_organisation(), encoding="utf-8")
        done = rolecall(dict(scene.replicas.env), "import", str(file))
        assert done.returncode == 0, done.stderr
        yield scene
        assert slack.violations == []


def test_nothing_lost(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    """Every command is answered or fails before its sender; all else arrives exactly once."""
    people, killer = People(scene), Killer(scene)
    killer.begin()
    until(lambda: _synced(scene), "Members and channels were not read", PATIENCE)
    _for_a_while(people, killer)
    for sent in people.all():
        sent.wait_over(sum(AGAIN) + PATIENCE)
    until(lambda: scene.rows(MADE) >= people.digests, "A digest wasn't made", PATIENCE)
    until(lambda: not scene.rows(OPEN), "Something isn't settled", LEASE.total_seconds() + PATIENCE)

    counts = {
        "questions": _questions(scene, people),
        "deliveries": _deliveries(scene),
        "digests": _digests(scene, people),
        "changes": _changes(scene, people),
        "clicks": _clicks(scene, people),
    }
    with capsys.disabled():
        sys.stdout.write("\n".join(_lines(people, killer, counts)) + "\n")
    assert all((one.lost, one.doubled) == (0, 0) for _, one in counts.values())
    assert not [name for name, (count, _) in counts.items() if not count]
    assert sum(killer.kills.values()) > 0
    _check_answers(people)
    _check_chain(scene)


def _where(click: Envelope) -> str:
    return str(click.payload["channel"]["id"])


def _is_sorry(command: Envelope) -> bool:
    return not command.failure and SORRY in command.answer()["text"]


def _lines(people: People, killer: Killer, counts: dict[str, tuple[int, Tally]]) -> Iterator[str]:
    """What happened, to be read."""
    sent, failures = people.all(), people.failures()
    yield f"\n{dict(killer.kills)} killed; the slowest was replaced in {killer.longest:.1f} s"
    yield f"{len(sent)} sent, of which {len(failures)} failed before their senders' eyes:"
    told = ((one.kind, failures[one.id]) for one in sent if one.id in failures)
    yield str(dict(Counter(f"{kind}: {why}" for kind, why in told)))
    for name, (count, tally) in counts.items():
        yield f"{count} {name}: {tally.lost} lost, {tally.doubled} doubled, {tally.unknown} unknown"


def _for_a_while(people: People, killer: Killer) -> None:
    over = threading.Event()
    timer = threading.Timer(SECONDS, over.set)
    killing = threading.Thread(target=killer.work, args=(over,))
    timer.start()
    killing.start()
    try:
        people.live(over)
    finally:
        over.set()
        timer.cancel()
        killing.join()


def _synced(scene: Scene) -> bool:
    with scene.ledger.read(scene.slack.team.id) as books:
        here = books.roster.installation()
    return here is not None and here.synced_at is not None


def _rows(scene: Scene, sql: str) -> list[tuple[object, ...]]:
    with scene.engines.read.connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]


def _posts(scene: Scene) -> list[Posted]:
    return [one for one in scene.slack.messages if one.kind == "post"]


def _place(channel: object, thread: object) -> str:
    return f"{channel} {thread}" if thread else str(channel)


def _questions(scene: Scene, people: People) -> tuple[int, Tally]:
    """Every question in a channel or a direct message is answered once where it was asked."""
    tally = Tally()
    told = [_place(one.channel, one.thread_ts) for one in _posts(scene)]
    unknown = [
        _place(address["channel"], address.get("thread_ts"))
        for _, _, state, address in _rows(scene, STATES)
        if isinstance(address, dict) and state == "unknown" and "channel" in address
    ]
    here = [place for place in told if place in people.asked]
    tally.compare(people.asked, here, [one for one in unknown if one in people.asked])
    return len(people.asked), tally


def _deliveries(scene: Scene) -> tuple[int, Tally]:
    """Every delivery of a new message is in Slack once; of the unknown ones none is there twice."""
    tally = Tally()
    rows = [(str(key), state) for key, kind, state, _ in _rows(scene, STATES) if kind == "post"]
    told = [one.body["metadata"]["event_payload"]["id"] for one in _posts(scene)]
    tally.compare(dict(rows), told, [key for key, state in rows if state == "unknown"])
    assert {state for _, state in rows} <= {"sent", "unknown"}
    return len(rows), tally


def _digests(scene: Scene, people: People) -> tuple[int, Tally]:
    """Every digest is in its channel once, and nothing of it is unknown."""
    tally = Tally()
    editions = {str(row[0]): row[1] for row in _rows(scene, EDITIONS)}
    wanted = [f"digest {number + 1}" for number in range(people.digests)]
    told = [one for one in _posts(scene) if one.channel == CHANNEL and not one.thread_ts]
    tally.lost = max(0, len(wanted) - len(told))
    tally.doubled = max(0, len(told) - len(wanted))
    assert editions == dict.fromkeys(wanted, "sent")
    return len(told), tally


def _changes(scene: Scene, people: People) -> tuple[int, Tally]:
    """Every change that was said to be made is in the history once; no other twice."""
    tally = Tally()
    made = [" ".join(key) for (key,) in _rows(scene, ASSIGNED) if isinstance(key, list)]
    failures = people.failures()
    said = [" ".join(what) for what, sent in people.assigned.items() if sent.id not in failures]
    tally.compare(said, made)
    return len(said), tally


def _clicks(scene: Scene, people: People) -> tuple[int, Tally]:
    """What was said of an answer, and taken, is stored."""
    tally = Tally()
    stored = [str(question) for (question,) in _rows(scene, VERDICTS)]
    failures = people.failures()
    taken = [question for question, sent in people.clicked.items() if sent.id not in failures]
    tally.compare(taken, stored)
    return len(taken), tally


def _check_answers(people: People) -> None:
    """What was taken is answered, and says what is to be said."""
    failures = people.failures()
    answered = [one for one in people.commands if one.id not in failures]
    said: Sequence[str] = [one.answer()["text"] for one in answered]
    assert all("Deploy models" in words for words in said)
    assigned = [one for one in people.assigned.values() if one.id not in failures]
    made = [one.answer()["text"] for one in assigned]
    assert all(words.startswith("I asked ") for words in made)


def _check_chain(scene: Scene) -> None:
    """The audit's seals hold."""
    assert verified(scene.ledger, scene.slack.team.id).broken is None
