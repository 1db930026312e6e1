"""Hostile input over HTTP; fault 19."""

import csv
import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.acceptance.running import Running, rolecall
from tests.fake_slack import HttpSlack
from tests.fake_slack.envelopes import event_callback, said, slash_command
from tests.fake_slack.over_http import FORM, JSON, Untaken
from tests.faults.conftest import on_sqlite
from tests.faults.replicas import ASK, Scene, channels
from tests.faults.tally import Tally, rounds
from tests.talk.test_bad_input import TEXTS

HUGE = 100_000
WORDS = TEXTS | {
    "huge": "who deploys models? " * (HUGE // 20),
    "huge word": "x" * HUGE,
    "formula": "=cmd|' /C calc'!A0",
    "YAML": "&a [*a, *a, *a]",
    "path": "../../etc/passwd",
}
COUNTED = (
    "SELECT (SELECT count(*) FROM questions) + (SELECT count(*) FROM deliveries)"
    " + (SELECT count(*) FROM changes) + (SELECT count(*) FROM claims)"
)
BOMB = "\n".join(
    ["a0: &a0 [lol]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9))]
)
FORMULAS = """
organisation: Acme
people: [{key: ana, name: "=cmd()"}]
teams: [{key: shop, name: "@SUM(A1)", assignments: [{role: role:mlops-engineer, person: ana}]}]
"""
CUT = 0
PROCESSOR = 0.1
"""Seconds of a processor that one message may cost."""


@pytest.fixture(scope="module")
def scene(
    migrated_file: Path, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """One process on a file, in which nobody was notified and of which Slack refused nothing."""
    with on_sqlite(migrated_file, root, tmp_path_factory.mktemp("hostile")) as scene:
        scene.slack.urls.append(scene.replicas.start().url())
        yield scene
        assert scene.slack.violations == []
        assert scene.slack.pings == []


@pytest.mark.fault(19, "Hostile words in commands and messages")
def test_words(scene: Scene, tally: Tally) -> None:
    """Each is answered, and the answer notifies nobody."""
    for here in rounds():
        wanted = dict(zip(channels("HOSTILE", len(WORDS), here), WORDS.values(), strict=True))
        # Half a character can stand in JSON, and in no form.
        typed = [text for text in WORDS.values() if _is_whole(text)]
        users = [f"U{here}W{number}" for number in range(len(typed))]
        with tally.recovery():
            told = [scene.slack.dm(text, channel=channel) for channel, text in wanted.items()]
            commands = zip(users, typed, strict=True)
            sent = {user: scene.slack.command(text, user=user) for user, text in commands}
            for one in (*told, *sent.values()):
                one.wait_over()
            scene.settle(wanted)
        tally.compare(users, (user for user, one in sent.items() if not one.failure))
        tally.compare(wanted, scene.heard(wanted))


@pytest.mark.fault(19, "Forged, old, huge, broken and too deep requests")
def test_requests(scene: Scene, tally: Tally) -> None:
    """Each is refused for what is wrong with it, leaves nothing, and keeps nobody waiting."""
    for _ in rounds():
        before = scene.rows(COUNTED)
        with tally.recovery():
            answered = {name: _status(scene.slack, *one) for name, one in _bad(scene.slack).items()}
            assert scene.slack.command(ASK).answer()["text"]
        # What is too much may be refused while it is still being sent.
        too_much = answered.pop("huge")
        assert too_much in (413, CUT)
        assert answered == EXPECTED
        # The one command was counted by its question and its claim.
        tally.doubled += scene.rows(COUNTED) - before - 2


@pytest.mark.long
@pytest.mark.fault(19, "A YAML file that grows without end, and names that are formulas")
def test_files(scene: Scene, tally: Tally, tmp_path: Path) -> None:
    """The first is refused in a sentence; the other is written out such that nobody runs it."""
    bomb, names = tmp_path / "bomb.yaml", tmp_path / "organisation.yaml"
    bomb.write_text(BOMB, encoding="utf-8")
    names.write_text(FORMULAS, encoding="utf-8")
    env = dict(scene.replicas.env) | {"PYTHONPATH": str(scene.replicas.root)}
    for _ in rounds():
        with tally.recovery():
            refused = rolecall(env, "import", str(bomb))
            assert rolecall(env, "import", str(names)).returncode == 0
            exported = rolecall(env, "export", "--format", "csv")
        assert refused.returncode != 0
        assert len(refused.stderr.splitlines()) == 1
        assert "'=cmd()" in exported.stdout
        assert not any(
            cell.startswith(("=", "@")) for row in _rows(exported.stdout) for cell in row
        )
        assert scene.slack.command(ASK).answer()["text"]


@pytest.mark.long
@pytest.mark.fault(19, "What hostile words cost")
def test_cost(scene: Scene, tally: Tally) -> None:
    """No words cost much of a processor."""
    [process] = scene.replicas.running
    for here in rounds():
        for name, text in WORDS.items():
            if not _is_whole(text):
                continue
            before = _spent(process)
            with tally.recovery():
                scene.slack.command(text, user=f"U{here}COST").answer()
            assert _spent(process) - before <= PROCESSOR, name


def _rows(text: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines()))


def _is_whole(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _spent(running: Running) -> float:
    """Seconds of a processor that a process has used."""
    fields = Path(f"/proc/{running.process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def _bad(slack: HttpSlack) -> Mapping[str, tuple[bytes, dict[str, str]]]:
    """Bodies and headers of requests in which something is wrong."""
    message = said(slack.team, ASK, user="U1", channel="DBAD", ts=slack.next_ts())
    event = event_callback(slack.team, message | {"type": "message"}, "EvBad")
    raw = json.dumps(event).encode()
    good = slack.signed(raw, JSON)
    forged = good | {"X-Slack-Signature": "v0=" + "0" * 64}
    deep = b'{"type": "event_callback", "event": ' + b"[" * 5000 + b"]" * 5000 + b"}"
    nothing = json.dumps(slash_command(slack.team, command="/whoowns", text=ASK)).encode()
    return {
        "forged": (raw, forged),
        "changed": (raw.replace(b"U1", b"U9"), good),
        "unsigned": (raw, {"Content-Type": JSON}),
        "old": (raw, slack.signed(raw, JSON, at=time.time() - 301)),
        "early": (raw, slack.signed(raw, JSON, at=time.time() + 360)),
        "huge": _signed(slack, b'"' + b"x" * 2 * 1024 * 1024 + b'"', JSON),
        "deep": _signed(slack, deep, JSON),
        "broken": _signed(slack, raw[:-1], JSON),
        "NaN": _signed(slack, b'{"type": NaN}', JSON),
        "no UTF-8": _signed(slack, b'{"type": "\xff"}', JSON),
        "no object": _signed(slack, b"[]", JSON),
        "a field twice": _signed(slack, b"command=/whoowns&command=/ownership", FORM),
        "neither": _signed(slack, b"text=hello", FORM),
        "many fields": _signed(slack, b"&".join(b"f%d=1" % n for n in range(1000)), FORM),
        "XML": _signed(slack, b"<!DOCTYPE a>", "text/xml"),
        "nobody's command": _signed(slack, nothing, JSON),
        "other workspace": _signed(slack, raw.replace(b"T0HARBOUR", b"T0NOBODY"), JSON),
    }


EXPECTED = {
    "forged": 401,
    "changed": 401,
    "unsigned": 401,
    "old": 401,
    "early": 401,
    "deep": 400,
    "broken": 400,
    "NaN": 400,
    "no UTF-8": 400,
    "no object": 400,
    "a field twice": 400,
    "neither": 400,
    "many fields": 400,
    "XML": 415,
    "nobody's command": 200,
    "other workspace": 200,
}


def _status(slack: HttpSlack, raw: bytes, headers: dict[str, str]) -> int:
    try:
        return slack.post(raw, headers).status
    except Untaken:
        return CUT


def _signed(slack: HttpSlack, raw: bytes, kind: str) -> tuple[bytes, dict[str, str]]:
    return raw, slack.signed(raw, kind)
