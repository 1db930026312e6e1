"""The command line: what each command prints, and the code it leaves with."""

import io
import json
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot import cli, wiring
from bot.cli import main
from bot.domain.edition import Edition
from bot.domain.fact import HERE, Change, Subject
from bot.domain.member import Member
from bot.domain.rhythm import Days, Rhythm
from bot.domain.subscription import Subscription
from bot.settings import Settings
from bot.store.installations import Installation
from tests.tuning import bakery

FIGURES = ["n_in", "n_off", "top1", "top3", "asked_back", "refused_in", "confident_wrong"]
FIGURES += ["refused_off", "p50_ms", "p99_ms"]
ACME = """\
organisation: Acme
people:
  - {key: ana, name: Ana, email: ana@acme.example, slack: U1}
  - {key: bo, name: Bo, active: false}
stewards: [ana]
teams:
  - key: base
    name: Base
    kind: platform
    leads: [ana]
  - key: shop
    name: Shop
    platform: base
    structure: hybrid
    channel: "#shop"
    assignments:
      - {role: role:ml-engineer, person: ana, standing: backup, since: 2026-01-05}
      - {role: role:data-engineer, person: bo, state: pending, until: 2027-01-01}
    overrides:
      - {activity: activity:track-experiments, roles: [], because: there are none}
    waived:
      - {role: role:devops-engineer, because: the landlord does it}
"""
SMALL = """\
catalog: Bakery
caveat: Bakeries differ.
roles:
  - {ref: role:baker, name: Baker, column: B, summary: Bakes, description: Bakes what is sold.}
activities:
  - {ref: activity:bake-bread, name: Bake bread, description: Early., responsible: [role:baker]}
"""


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The output's lines, each of them JSON."""
        return [json.loads(line) for line in self.out.splitlines()]


Rolecall = Callable[..., Ran]


def _url(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def with_example(migrated_file: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the example organisation, to be copied."""
    path = tmp_path_factory.mktemp("example") / "rolecall.db"
    shutil.copy(migrated_file, path)
    with wiring.build(Settings(database_url=_url(path)), root) as product:
        wiring.workspace(product, None)
    return path


@pytest.fixture
def database(with_example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with the example organisation; the commands work on it."""
    path = tmp_path / "rolecall.db"
    shutil.copy(with_example, path)
    monkeypatch.setenv("DATABASE_URL", _url(path))
    monkeypatch.setenv("HOST", "127.0.0.1")
    monkeypatch.setenv("PORT", "0")
    for token in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
        monkeypatch.delenv(token, raising=False)
    return path


@pytest.fixture
def rolecall(
    database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Rolecall:
    """Runs a command in this process, against the database."""
    assert database.exists()

    def run(*words: str | Path, stdin: bytes | io.RawIOBase = b"") -> Ran:
        monkeypatch.setattr(sys, "argv", ["rolecall", *map(str, words)])
        raw = io.BytesIO(stdin) if isinstance(stdin, bytes) else io.BufferedReader(stdin)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(raw, encoding="utf-8"))
        with pytest.raises(SystemExit) as left:
            main()
        assert isinstance(left.value.code, int)
        return Ran(left.value.code, *capsys.readouterr())

    return run


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _sentence(ran: Ran) -> str:
    """What a fault says: one line on standard error, nothing else, and no traceback."""
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("rolecall: ")
    assert ran.err.endswith("\n")
    assert "Traceback" not in ran.err
    [line] = ran.err.splitlines()
    return line


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--version"], 0),
        (["--help"], 0),
        (["-h"], 0),
        (["ask", "--help"], 0),
        ([], 2),
        (["asks"], 2),
        (["--nonsense"], 2),
        (["ask", "x", "--nonsense"], 2),
        (["ask"], 2),
        (["ask", "a question", "--batch", "-"], 2),
        (["ask", "a question", "and another"], 2),
        (["eval"], 2),
        (["eval", "x.jsonl", "--by", "weather"], 2),
        (["import"], 2),
        (["import", "acme.txt"], 2),
        (["import", "acme.yaml", "--format", "papyrus"], 2),
        (["export", "--format", "papyrus"], 2),
        (["migrate", "now"], 2),
        (["run", "--team", "x"], 2),
    ],
)
def test_usage(words: list[str], code: int, rolecall: Rolecall) -> None:
    """Help leaves with 0 and bad usage with 2, and bad usage is said on standard error."""
    ran = rolecall(*words)
    assert ran.code == code
    assert (ran.err if code else ran.out).strip()
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("outcome", "code", "words"),
    [
        ("answered", 0, ["who deploys models?"]),
        ("answered", 0, ["who deploys models?", "--team", "Search"]),
        ("answered", 0, ["what does an MLOps engineer do?"]),
        ("choose", 0, ["who builds data pipelines and who deploys models?"]),
        ("unfilled", 0, ["who builds data pipelines in the Fraud team?"]),
        ("unfilled", 0, ["who builds applications?", "--team", "churn"]),
        ("nobody", 0, ["who tracks experiments?", "--team", "search"]),
        ("nobody", 0, ["who defines requirements?", "--team", "#fraud"]),
        ("left", 0, ["who builds data pipelines?", "--team", "churn"]),
        ("unknown", 1, ["what's for lunch?"]),
        ("unknown", 1, [""]),
        ("unknown", 1, ["🎉🎉🎉"]),
        ("unknown", 1, ["\u202e\x07 \t"]),
        ("unknown", 1, ["<!channel>"]),
    ],
)
def test_six_outcomes(outcome: str, code: int, words: list[str], rolecall: Rolecall) -> None:
    """The example shows each of the six outcomes; only what isn't known leaves with 1."""
    ran = rolecall("ask", *words, "--json")
    reply = json.loads(ran.out)
    assert (reply["outcome"], ran.code, ran.err) == (outcome, code, "")
    assert bool(reply["matches"]) == (outcome != "unknown")
    assert reply["next"]
    plain = rolecall("ask", *words)
    assert (plain.out, plain.code) == (reply["text"] + "\n", code)


def test_json(rolecall: Rolecall) -> None:
    """An answer as JSON has the contract's fields, in the contract's form."""
    reply = json.loads(rolecall("ask", "who deploys models?", "--team", "search", "--json").out)
    fields = ["outcome", "matches", "roles", "people", "next", "channel", "why", "text"]
    assert list(reply) == fields
    best = reply["matches"][0]
    assert len(reply["matches"]) <= 3
    assert 0 < best.pop("score") <= 1
    assert best == {"ref": "activity:deploy-models", "kind": "activity", "name": "Deploy models"}
    scores = [match["score"] for match in reply["matches"][1:]]
    assert scores == sorted(scores, reverse=True)
    engineer = {"ref": "role:ml-engineer", "name": "Machine Learning Engineer"}
    assert reply["roles"][0] == engineer | {"part": "responsible"}
    assert reply["people"][0] == {
        "team": "Search",
        "role": "role:ml-engineer",
        "user": None,
        "name": "Priya Raman",
        "standing": "covering",
        "state": "accepted",
    }
    assert set(reply["next"]) == {"user", "name", "because"}
    assert reply["channel"] == "#ml-platform"
    assert reply["why"] == "“deploys” and “models” speak for the activity Deploy models"
    assert reply["text"].startswith("Deploy models is shared by ")


def test_explain(rolecall: Rolecall) -> None:
    """Asked to, it says after the answer which words it comes from, and how each is known."""
    plain = rolecall("ask", "who deploys mdoels?").out
    ran = rolecall("ask", "who deploys mdoels?", "--explain")
    assert ran.out.startswith(plain)
    first, *clues = ran.out.removeprefix(plain).splitlines()
    assert re.fullmatch(
        r"- activity Deploy models, \d+% likely; nearest: its name “Deploy models”", first
    )
    assert any("“mdoels”, read as “models”: the entry says so itself" in clue for clue in clues)
    shaped = json.loads(rolecall("ask", "who deploys mdoels?", "--explain", "--json").out)
    assert [f"- {reason}" for reason in shaped["because"]] == [first, *clues]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("what's for lunch?", "- refused: it is too unlikely that anything in the catalog is"),
        ("who is Omar?", "- by how it asks it is about the person Omar Haddad"),
    ],
)
def test_explain_without_words(text: str, last: str, rolecall: Rolecall) -> None:
    """What is refused, or answered by how it asks, is explained as that."""
    assert rolecall("ask", text, "--explain").out.splitlines()[-1].startswith(last)


def test_explain_is_for_one_question(rolecall: Rolecall, tmp_path: Path) -> None:
    """A batch isn't explained, and the usage says so."""
    file = _written(tmp_path / "batch.jsonl", '{"id": 1, "text": "who?"}')
    ran = rolecall("ask", "--batch", file, "--explain")
    assert (ran.code, ran.out) == (2, "")
    assert "--explain is for one question" in ran.err


def test_pending_and_left_are_named(rolecall: Rolecall) -> None:
    """Whoever was asked and hasn't accepted, and whoever left, is named as that."""
    pending = json.loads(rolecall("ask", "who builds apps?", "--team", "churn", "--json").out)
    left = json.loads(rolecall("ask", "who builds ETL?", "--team", "churn", "--json").out)
    assert [(p["name"], p["state"]) for p in pending["people"]] == [("Noor Rahimi", "pending")]
    assert [(p["name"], p["state"]) for p in left["people"]] == [("Dana Kowalski", "left")]


@pytest.mark.parametrize("team", ["Churn", "churn", "#churn", "team:churn", " CHURN "])
def test_team(team: str, rolecall: Rolecall) -> None:
    """A team is meant by its name, key, ref or channel, in any case."""
    reply = json.loads(rolecall("ask", "who monitors models?", "--team", team, "--json").out)
    assert {person["team"] for person in reply["people"]} == {"Churn"}


@pytest.mark.parametrize("team", ["Payments", "", "#nowhere"])
def test_unknown_team(team: str, rolecall: Rolecall) -> None:
    """A team that isn't there is bad usage, and the ones that are there are named."""
    ran = rolecall("ask", "who deploys models?", "--team", team)
    assert (ran.code, ran.out) == (2, "")
    known = "the teams are: ML Platform, Churn, Search, Fraud."
    assert f"There is no team “{team}”; {known}" in ran.err


def test_huge_question(rolecall: Rolecall) -> None:
    """A question of 100 kB is answered like any that isn't known."""
    assert rolecall("ask", "lorem ipsum " * 8_500).code == 1


def test_ask_records_nothing(rolecall: Rolecall, database: Path, root: Path) -> None:
    """Questions from a terminal leave no trace."""
    rolecall("ask", "who deploys models?")
    rolecall("ask", "--batch", "-", stdin=b'{"id": 1, "text": "who deploys models?"}\n')
    with (
        wiring.build(Settings(database_url=_url(database)), root) as product,
        product.ledger.read(wiring.LOCAL) as books,
    ):
        assert books.questions() == ()


@pytest.mark.parametrize(
    "words",
    [
        ["ask", "who deploys models?"],
        ["ask", "--batch", "-"],
        ["export"],
    ],
)
def test_unknown_workspace(words: list[str], rolecall: Rolecall) -> None:
    """A workspace that isn't there is a fault in one sentence that names it."""
    assert "no workspace “T999”" in _sentence(rolecall(*words, "--workspace", "T999"))


def test_known_workspace(rolecall: Rolecall) -> None:
    """The local workspace may be named."""
    assert rolecall("ask", "who deploys models?", "--workspace", "local").code == 0


@pytest.fixture
def two_of_slacks(database: Path, root: Path) -> None:
    """The database knows two workspaces of Slack's beside the local one."""
    with wiring.build(Settings(database_url=_url(database)), root) as product:
        for name in ("T1", "T2"):
            with product.ledger.open(name, wiring.now()) as books:
                wiring.make_ready(books, root, name=f"Acme {name}", example=name == "T2")
                found = Installation(name, None, "U0", None, None, [], wiring.now())
                books.roster.set_installation(found)
                books.roster.save_members([Member(id="U9", name="Sam", primary_owner=True)])


def test_digests(rolecall: Rolecall, database: Path, root: Path) -> None:
    """What channels hear next and heard is listed, and one is told at once by its number."""
    assert rolecall("digest", "due").out.startswith("Nothing is due: ")
    assert rolecall("digest", "history").out == "No channel was told anything yet.\n"
    assert "There is no digest 1: `rolecall digest due` lists" in _sentence(
        rolecall("digest", "send", "1")
    )
    rhythm = Rhythm(days=Days(every="day"), at=time(9), zone="Asia/Tokyo")
    told = Subscription(channel="C1", digests=("unfilled",), rhythm=rhythm, by="U1")
    step = Change(Subject("digest", ("1",)), None, told.model_dump(mode="json"))
    with (
        wiring.build(Settings(database_url=_url(database)), root) as product,
        product.ledger.open(wiring.LOCAL, wiring.now()) as books,
    ):
        books.record([step], actor="U1", source=HERE)
        for hour in ("09", "10"):
            slot = f"2026-11-23T{hour}:00"
            books.claim_edition(Edition("digest 1", slot, wiring.now(), "quiet", "C1"))
    due = rolecall("digest", "due")
    assert (due.code, due.err) == (0, "")
    assert re.fullmatch(
        r"\S+ 00:00 UTC  digest 1  C1  unfilled  \(\S+ 09:00 Asia/Tokyo\)\n", due.out
    )
    assert len(rolecall("digest", "history").out.splitlines()) == 2
    shown = rolecall("digest", "history", "--limit", "1").out
    assert shown.endswith("  digest 1  for 2026-11-23 10:00  C1  nothing new, nothing posted\n")
    assert rolecall("digest", "send", "1") == Ran(0, "Digest 1 is on its way to C1.\n", "")
    assert rolecall("digest", "due").out == due.out
    assert rolecall("digest", "send", "0").code == 2


@pytest.mark.usefixtures("two_of_slacks")
def test_which_workspace(rolecall: Rolecall, tmp_path: Path) -> None:
    """With several workspaces of Slack's one has to be named, and is then the one that answers."""
    file = _written(tmp_path / "acme.yaml", ACME)
    for words in (["ask", "who deploys models?"], ["export"], ["import", str(file)]):
        assert "Say which workspace with --workspace: T1 or T2." in _sentence(rolecall(*words))
    asked = ["ask", "who monitors models?", "--json", "--workspace"]
    people = {name: json.loads(rolecall(*asked, name).out)["people"] for name in ("T1", "T2")}
    assert people["T1"] == []
    assert people["T2"]
    assert "+ team shop" in rolecall("import", file, "--workspace", "T1").out.splitlines()
    assert "shop" not in rolecall("export", "--workspace", "T2").out


@pytest.mark.usefixtures("two_of_slacks")
def test_export_is_what_was_told(rolecall: Rolecall, tmp_path: Path) -> None:
    """What Slack alone knows is not written out, so taking it in again changes nothing."""
    rolecall("import", _written(tmp_path / "acme.yaml", ACME), "--workspace", "T1")
    exported = rolecall("export", "--workspace", "T1").out
    assert "U9" not in exported
    out = _written(tmp_path / "out.yaml", exported)
    assert rolecall("import", out, "--workspace", "T1").out == "0 added, 0 changed, 0 retired\n"


@pytest.mark.parametrize(
    ("tokens", "said"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-hunter2"}, "SLACK_APP_TOKEN isn't set"),
        ({"SLACK_APP_TOKEN": "xapp-hunter2"}, "SLACK_BOT_TOKEN isn't set"),
        ({"SLACK_BOT_TOKEN": "xapp-hunter2"}, "SLACK_BOT_TOKEN can't be used"),
        ({"SLACK_API_URL": "slack.com"}, "SLACK_API_URL can't be used"),
    ],
)
def test_tokens_that_cannot_be_used(
    tokens: dict[str, str], said: str, rolecall: Rolecall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One token alone, or one in the other's place, is a fault that shows none of it."""
    for name, token in tokens.items():
        monkeypatch.setenv(name, token)
    sentence = _sentence(rolecall("run"))
    assert said in sentence
    assert "hunter2" not in sentence


BATCH = b"""\
{"id": "b", "text": "who deploys models?"}
{"id": 7, "text": "what's for lunch?"}

{"id": {"any": ["thing"]}, "text": "who tracks experiments in search?"}
"""


def test_batch(rolecall: Rolecall, tmp_path: Path) -> None:
    """A batch is answered in its order under its ids, from a file and from standard input."""
    file = tmp_path / "batch.jsonl"
    file.write_bytes(BATCH)
    ran = rolecall("ask", "--batch", file)
    assert (ran.code, ran.err) == (0, "")
    assert [row["id"] for row in ran.rows] == ["b", 7, {"any": ["thing"]}]
    assert [row["outcome"] for row in ran.rows] == ["answered", "unknown", "nobody"]
    one = json.loads(rolecall("ask", "who deploys models?", "--json").out)
    assert ran.rows[0] == {"id": "b"} | one
    assert rolecall("ask", "--batch", "-", stdin=BATCH) == ran


def test_batch_for_a_team(rolecall: Rolecall) -> None:
    """A batch is answered for the team that is named beside it."""
    line = b'{"id": 1, "text": "who builds data pipelines?"}'
    ran = rolecall("ask", "--batch", "-", "--team", "fraud", stdin=line)
    assert [row["outcome"] for row in ran.rows] == ["unfilled"]


@pytest.mark.parametrize(
    ("line", "known_id"),
    [
        (b"no JSON", None),
        (b'{"id": 4, "text": "cut off', None),
        (b'{"id": 4}', 4),
        (b'{"id": "x", "text": null}', "x"),
        (b'{"id": "x", "text": ["who?"]}', "x"),
        (b'{"id": NaN, "text": "who?"}', None),
        (b"[" * 100_000, None),
        (b'{"text": "who?"}', None),
        (b'["who?"]', None),
        (b"null", None),
        (b'"\xff\xfe"', None),
        (b'{"id": 4, "text": "\\ud800"}', 4),
    ],
)
def test_bad_line(line: bytes, known_id: object, rolecall: Rolecall) -> None:
    """A bad line gets its id and an error in its place, the rest is answered, the end is 3."""
    good = b'{"id": "good", "text": "who deploys models?"}'
    ran = rolecall("ask", "--batch", "-", stdin=b"\n".join((good, line, good)))
    assert (ran.code, ran.err) == (3, "")
    first, bad, last = ran.rows
    assert list(bad) == ["id", "error"]
    assert bad["id"] == known_id
    assert bad["error"]
    assert first == last
    assert first["outcome"] == "answered"


@pytest.mark.parametrize("stdin", [b"", b"\n\n"])
def test_empty_batch(stdin: bytes, rolecall: Rolecall) -> None:
    """A batch without a line is answered with none."""
    assert rolecall("ask", "--batch", "-", stdin=stdin) == Ran(0, "", "")


def test_batch_that_cannot_be_read(rolecall: Rolecall, tmp_path: Path) -> None:
    """A file that isn't there, or is a folder, is a fault in one sentence."""
    missing = _sentence(rolecall("ask", "--batch", tmp_path / "none.jsonl"))
    assert "none.jsonl can't be read: no such file" in missing
    assert "can't be read: is a directory" in _sentence(rolecall("ask", "--batch", tmp_path))


LABELLED = """\
{"id": "1", "text": "who deploys models?", "expected": ["activity:deploy-models"], "kind": "a"}
{"id": "2", "text": "who monitors models?", "expected": ["activity:deploy-models"], "kind": "a"}
{"id": "3", "text": "who explores data and deploys models?", "expected": ["activity:explore-data"]}
{"id": "4", "text": "what's for lunch?", "expected": ["activity:explore-data"], "kind": "b"}

{"id": "5", "text": "what's for dinner?", "expected": [], "kind": "b"}
{"id": "6", "text": "who tracks experiments?", "expected": [], "kind": "b"}
"""


def test_eval(rolecall: Rolecall, tmp_path: Path) -> None:
    """The figures on a file are the contract's: shares of the questions in scope and off it."""
    file = _written(tmp_path / "labelled.jsonl", LABELLED)
    ran = rolecall("eval", file, "--json")
    [figures] = ran.rows
    assert ran.code == 0
    assert list(figures) == FIGURES
    assert figures.pop("p50_ms") <= figures.pop("p99_ms")
    assert figures == {
        "n_in": 4,
        "n_off": 2,
        "top1": 0.5,
        "top3": 0.5,
        "asked_back": 0.25,
        "refused_in": 0.25,
        "confident_wrong": 0.25,
        "refused_off": 0.5,
    }


def test_eval_by_field(rolecall: Rolecall, tmp_path: Path) -> None:
    """Figures can be grouped by a field; lines without it are a group of their own."""
    file = _written(tmp_path / "labelled.jsonl", LABELLED)
    [figures] = rolecall("eval", file, "--json", "--by", "kind").rows
    counts = {name: (one["n_in"], one["n_off"]) for name, one in figures["by"].items()}
    assert counts == {"(none)": (1, 0), "a": (2, 0), "b": (1, 2)}
    assert figures["n_in"] == 4
    assert figures["by"]["a"]["refused_off"] is None


def test_eval_as_text(rolecall: Rolecall, tmp_path: Path) -> None:
    """A person reads the figures first, then the groups asked for, then what went wrong."""
    file = _written(tmp_path / "labelled.jsonl", LABELLED)
    ran = rolecall("eval", file, "--by", "kind")
    lines = ran.out.splitlines()
    assert ran.code == 0
    assert [line.split()[0] for line in lines[: len(FIGURES)]] == FIGURES
    assert lines[2].split() == ["top1", "0.500"]
    assert ["a", "2", "0", "0.500", "0.500", "0.500", "-"] in [line.split() for line in lines]
    assert "activity:deploy-models → activity:monitor-models      1" in lines
    assert "       matched activity:track-experiments, expected nothing" in lines
    assert lines[-1] == "Refused, so of unknown probability: 2"


def test_eval_of_nothing(rolecall: Rolecall, tmp_path: Path) -> None:
    """An empty file has no shares, and is no fault."""
    file = _written(tmp_path / "empty.jsonl", "")
    [figures] = rolecall("eval", file, "--json").rows
    assert set(figures.values()) == {0, None}
    plain = rolecall("eval", file, "--by", "writer")
    assert (plain.code, len(plain.out.splitlines())) == (0, len(FIGURES))


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("no JSON", ""),
        ('{"text": "who?"}', "expected"),
        ('{"id": "1", "text": 5, "expected": []}', "text"),
        ('{"text": "who?", "expected": "activity:deploy-models"}', "expected"),
    ],
)
def test_eval_of_a_bad_line(line: str, field: str, rolecall: Rolecall, tmp_path: Path) -> None:
    """A bad line is a fault that names file, line and field."""
    good = '{"text": "who?", "expected": []}'
    file = _written(tmp_path / "bad.jsonl", f"{good}\n\n{line}\n{good}\n")
    assert f"{file}:3: found {field}" in _sentence(rolecall("eval", file))


def test_eval_of_no_file(rolecall: Rolecall, tmp_path: Path) -> None:
    """A file that isn't there is a fault that names it."""
    assert "none.jsonl: found no such file" in _sentence(rolecall("eval", tmp_path / "none.jsonl"))


def test_import_and_export(rolecall: Rolecall, tmp_path: Path) -> None:
    """What is imported is exported again, takes the example's place, and is nothing new twice."""
    file = _written(tmp_path / "acme.yaml", ACME)
    first = rolecall("import", file)
    assert first.code == 0
    assert "+ person ana" in first.out.splitlines()
    assert "- person dana" in first.out.splitlines()
    out = _written(tmp_path / "out.yml", rolecall("export").out)
    assert "Harbour" not in out.read_text(encoding="utf-8")
    for again in (out, file):
        assert rolecall("import", again).out == "0 added, 0 changed, 0 retired\n"
    assert rolecall("export").out == out.read_text(encoding="utf-8")


def test_export_of_the_example(rolecall: Rolecall, tmp_path: Path) -> None:
    """The example organisation and the catalog come back from their exports unchanged."""
    organisation = _written(tmp_path / "organisation.yaml", rolecall("export").out)
    assert rolecall("import", organisation).out == "0 added, 0 changed, 0 retired\n"
    catalog = _written(tmp_path / "catalog.yaml", rolecall("export", "--catalog").out)
    assert rolecall("import", catalog).out == "0 added, 0 changed, 0 retired\n"
    assert rolecall("export", "--catalog").out == catalog.read_text(encoding="utf-8")


def test_dry_run(rolecall: Rolecall, tmp_path: Path) -> None:
    """A dry run shows the plan that the import then carries out, and changes nothing."""
    file = _written(tmp_path / "acme.yaml", ACME)
    before = rolecall("export").out
    shown = rolecall("import", file, "--dry-run")
    assert shown.code == 0
    assert rolecall("export").out == before
    done = rolecall("import", file, "--format", "yaml")
    assert shown.out == done.out.rstrip("\n") + " (dry run: nothing was written)\n"
    assert rolecall("export").out != before


def test_gone_from_the_file(rolecall: Rolecall, tmp_path: Path) -> None:
    """Whoever a newer file no longer has is retired; a change says what it was and is."""
    rolecall("import", _written(tmp_path / "acme.yaml", ACME))
    newer = ACME.replace("  - {key: bo, name: Bo, active: false}\n", "")
    newer = newer.replace("name: Shop", "name: Store")
    newer = "\n".join(line for line in newer.splitlines() if "person: bo" not in line)
    ran = rolecall("import", _written(tmp_path / "acme.yaml", newer))
    assert ran.out.splitlines() == [
        "- assignment shop role:data-engineer bo",
        "- person bo",
        "~ team shop: name Shop → Store",
        "0 added, 1 changed, 2 retired",
    ]
    assert "bo" not in rolecall("export").out.split()


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("person: ana", "person: zoe", 17, "teams[2].assignments[1].person: found “zoe”"),
        ("role:ml-engineer", "role:ml-wizard", 17, "teams[2].assignments[1].role: found"),
        ("structure: hybrid", "structure: flat", 14, "teams[2].structure: found “flat”"),
        ("since: 2026-01-05", "since: 05.01.2026", 17, "teams[2].assignments[1].since: found"),
        ("key: bo", "key: ana", 3, "people[1].key: found “ana” more than once"),
        ("    kind: platform", "    kind: castle", 9, "teams[1].kind: found “castle”"),
        ("    leads: [ana]", "    boss: ana", 10, "teams[1].boss: found the field “boss”"),
        ("because: there are none", "because: '<!channel>'", 20, "overrides[1].because: found"),
        ("stewards: [ana]", "stewards: [ana", 6, "found"),
        ("stewards: [ana]", "people: []", 5, "found “people” a second time"),
        ("organisation: Acme", "company: Acme", 1, "neither “organisation:” nor “catalog:”"),
    ],
)
def test_broken_file(
    old: str, new: str, line: int, said: str, rolecall: Rolecall, tmp_path: Path
) -> None:
    """A broken file is a fault that names file, line and field, and changes nothing."""
    before = rolecall("export").out
    file = _written(tmp_path / "acme.yaml", ACME.replace(old, new, 1))
    ran = rolecall("import", file)
    assert (ran.code, ran.out) == (3, "")
    first = ran.err.splitlines()[0]
    assert first.startswith(f"rolecall: {file}:{line}: ")
    assert said in first
    assert "Traceback" not in ran.err
    assert rolecall("export").out == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "found no such file"),
        (b"", "found neither"),
        (b"- a\n- b\n", "found neither"),
        (b"organisation: A\xff\n", "found bytes that are no UTF-8"),
        (b"organisation: &a Acme\nteams: *a\n", "found the anchor &a"),
        (b"organisation: " + b"[" * 50, "found deeper nesting"),
    ],
)
def test_no_organisation(
    content: bytes | None, said: str, rolecall: Rolecall, tmp_path: Path
) -> None:
    """A file that is missing or no organisation at all is a fault that names it."""
    file = tmp_path / "acme.yaml"
    if content is not None:
        file.write_bytes(content)
    sentence = _sentence(rolecall("import", file))
    assert str(file) in sentence
    assert said in sentence


def test_import_of_a_folder(rolecall: Rolecall, tmp_path: Path) -> None:
    """A folder is no file, however it is called."""
    folder = tmp_path / "acme.yaml"
    folder.mkdir()
    assert "found is a directory" in _sentence(rolecall("import", folder))


def test_import_of_a_catalog(rolecall: Rolecall, tmp_path: Path) -> None:
    """Another catalog replaces the base, and the example that spoke of the old one leaves."""
    ran = rolecall("import", _written(tmp_path / "bakery.yaml", SMALL))
    lines = ran.out.splitlines()
    assert ran.code == 0
    assert "+ entry base activity:bake-bread" in lines
    assert "- entry base activity:deploy-models" in lines
    assert "- team churn" in lines
    assert json.loads(rolecall("ask", "who bakes bread?", "--json").out)["roles"] == [
        {"ref": "role:baker", "name": "Baker", "part": "responsible"}
    ]
    assert rolecall("ask", "who deploys models?").code == 1


def test_sheets(rolecall: Rolecall, tmp_path: Path) -> None:
    """A sheet with a row that means nobody is refused by its line; what is exported is no news."""
    rows = ["team,role,person", "Shop,Data Engineer,Ana", '"Sh\nop",Pilot,Bo', "Shop,DS,<@U1>"]
    file = _written(tmp_path / "who.csv", "\n".join(rows))
    refused = rolecall("import", file)
    assert (refused.code, refused.out) == (3, "")
    first, second = refused.err.splitlines()
    assert first.startswith(f"rolecall: {file}:3: rows[2].role: found “Pilot”, expected a role")
    assert second.startswith(f"{file}:5: rows[3].person: found “<@U1>”, expected text without")
    _written(file, "\n".join(rows[:2]))
    assert "+ assignment shop role:data-engineer ana" in rolecall("import", file).out
    for words in ([], ["--catalog"]):
        written = rolecall("export", "--format", "csv", *words).out
        again = _written(tmp_path / "again.csv", written)
        assert rolecall("import", again).out == "0 added, 0 changed, 0 retired\n"


def test_sheets_of_the_example(rolecall: Rolecall, tmp_path: Path) -> None:
    """The example and the shipped catalog come back as sheets without a difference."""
    for words in ([], ["--catalog"]):
        written = rolecall("export", "--format", "csv", *words).out
        file = _written(tmp_path / "example.csv", written)
        assert rolecall("import", file).out == "0 added, 0 changed, 0 retired\n"
    assert rolecall("export").out.startswith("organisation: Harbour Goods\n")


def test_how_far_it_has_come(
    rolecall: Rolecall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long file tells its steps on standard error, and a short one tells none."""
    file = _written(tmp_path / "who.csv", "team,role,person\nShop,DS,Ana\nShop,DS,Bo\n")
    assert rolecall("import", file, "--dry-run").err == ""
    monkeypatch.setattr(cli, "MANY", 1)
    read, writing = rolecall("import", file).err.splitlines()
    assert read == "Read 2 entries; comparing them with what is here …"
    assert writing.startswith("Writing ")


def test_catalog_that_lacks_something(rolecall: Rolecall, tmp_path: Path) -> None:
    """A catalog without what the organisation uses is refused, and nothing changes."""
    rolecall("import", _written(tmp_path / "acme.yaml", ACME))
    before = rolecall("export", "--catalog").out
    sentence = _sentence(rolecall("import", _written(tmp_path / "bakery.yaml", SMALL)))
    assert "“role:ml-engineer”" in sentence
    assert "which this catalog lacks" in sentence
    assert rolecall("export", "--catalog").out == before


def test_migrate(
    rolecall: Rolecall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    """A new database is brought to the newest revision in a folder of its own, once and again."""
    monkeypatch.setenv("DATABASE_URL", _url(tmp_path / "new" / "deep" / "rolecall.db"))
    newest = max(path.stem.partition("_")[0] for path in (root / "migrations/versions").glob("0*"))
    for _ in range(2):
        assert rolecall("migrate") == Ran(0, f"The database is at revision {newest}.\n", "")


FILES = "catalog.yaml, example.yaml, vocabulary.yaml, matching.yaml, slack.yaml, ownership.yaml"
GOOD = f"""\
{FILES}, reminders.yaml, following.yaml, operations.yaml, examples, learned.npz: good.
config/catalog.yaml: nothing that is worth a change.
"""
ODD = """\
catalog: Bakery
caveat: Bakeries differ.
roles:
  - {ref: role:baker, name: Baker, column: B, summary: Bakes, description: Bakes what is sold.}
  - {ref: role:clerk, name: Clerk, column: C, summary: Sells, description: Sells what is baked.}
activities:
  - ref: activity:release
    name: Release
    description: Early.
    responsible: [role:baker]
    accountable: [role:baker, role:clerk]
  - {ref: activity:team, name: Release Team, description: Late., responsible: [role:clerk]}
"""


def test_check(rolecall: Rolecall) -> None:
    """The shipped config is good, every part of it is named, and so is the workspace's catalog."""
    assert rolecall("check") == Ran(0, f"{GOOD}Workspace local: the same catalog.\n", "")
    assert rolecall("check", "--workspace", "local") == rolecall("check")


def test_check_without_a_database(
    rolecall: Rolecall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a database config is checked alone, and none is made."""
    path = tmp_path / "none.db"
    monkeypatch.setenv("DATABASE_URL", _url(path))
    ran = rolecall("check")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{GOOD}No workspace's catalog was looked at. There is no database")
    assert "`rolecall migrate`" in ran.out
    assert "There is no database" in _sentence(rolecall("check", "--workspace", "local"))
    assert not path.exists()


def test_check_of_a_workspace(rolecall: Rolecall, tmp_path: Path) -> None:
    """What is worth a change in a workspace's catalog is told sort by sort; it is no failure."""
    rolecall("import", _written(tmp_path / "acme.yaml", "organisation: Acme\n"))
    assert rolecall("import", _written(tmp_path / "bakery.yaml", ODD)).code == 0
    ran = rolecall("check")
    assert (ran.code, ran.err) == (0, "")
    assert (
        ran.out.removeprefix(GOOD)
        == """\
Workspace local: worth a change:
Several are accountable:
- “Baker” and “Clerk” are accountable for “Release”: \
leave it to one of them, and make the others responsible, consulted or informed.
Nobody is accountable:
- Nobody is accountable for “Release Team”, as somebody is for other activities: \
say which one role is.
Entries that nobody could ask for:
- “Release Team” (activity:team) leads to “Release” (activity:release): \
add an alias with a word that “Release” lacks.
"""
    )


def test_check_of_many_things(rolecall: Rolecall, tmp_path: Path) -> None:
    """Twenty findings of a sort are listed, and how many more there are."""
    rolecall("import", _written(tmp_path / "acme.yaml", "organisation: Acme\n"))
    more = "".join(
        f"  - {{ref: activity:x{n}, name: Bread {n}, description: B., responsible: [role:baker]}}\n"
        for n in range(24)
    )
    rolecall("import", _written(tmp_path / "bakery.yaml", ODD + more))
    lines = rolecall("check").out.splitlines()
    accountable = lines[lines.index("Nobody is accountable:") + 1 :][:21]
    assert accountable[19].startswith("- Nobody is accountable for “Bread 18”")
    assert accountable[20] == "- … and 5 more"


@pytest.mark.usefixtures("two_of_slacks")
def test_check_of_several_workspaces(rolecall: Rolecall) -> None:
    """Where there are several, check says so and looks at none; one that isn't there is a fault."""
    ran = rolecall("check")
    assert (ran.code, ran.err) == (0, "")
    assert "No workspace's catalog was looked at. Say which workspace with --workspace" in ran.out
    assert "There is no workspace “nowhere”" in _sentence(
        rolecall("check", "--workspace", "nowhere")
    )


def test_check_of_a_broken_file(rolecall: Rolecall, in_the_bakery: Path) -> None:
    """A config file that makes no sense is a fault, and nothing else is said."""
    rules = in_the_bakery / "ownership.yaml"
    _written(rules, rules.read_text("utf-8").replace("most_percent: 60", "most_percent: 101"))
    assert "most_percent: found “101”" in _sentence(rolecall("check"))


@pytest.fixture
def in_the_bakery(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The config/ of a bakery with examples; checking and tuning work there."""
    migrations = root / "migrations"
    root = bakery.furnished(tmp_path / "bakery")
    (root / "migrations").symlink_to(migrations)
    monkeypatch.setattr(cli, "ROOT", root)
    monkeypatch.setattr(wiring, "tune", partial(wiring.tune, root=root))
    return root / "config"


def test_tune(rolecall: Rolecall, in_the_bakery: Path, tmp_path: Path) -> None:
    """Tuning writes what it learned and when to answer, and says what comes of it."""
    further = _written(
        tmp_path / "further.jsonl",
        '{"text": "scones are flat", "expected": ["activity:bake-bread"]}',
    )
    before = (in_the_bakery / "matching.yaml").read_bytes()
    ran = rolecall("tune", further)
    assert ran.code == 0
    assert f"{len(bakery.messages()) + 1} messages by 6 writers" in ran.out
    assert "Traceback" not in ran.err
    assert (in_the_bakery / "matching.yaml").read_bytes() != before
    assert rolecall("check").code == 0
    one = in_the_bakery / "examples" / "ann.jsonl"
    _written(one, one.read_text("utf-8") + '{"text": "more snow", "expected": []}\n')
    assert "run `rolecall tune`" in _sentence(rolecall("check"))


def test_tune_without_examples(rolecall: Rolecall, in_the_bakery: Path) -> None:
    """Without a message to learn from, that is said, and where to put some."""
    for path in (in_the_bakery / "examples").iterdir():
        _written(path, '{"text": "it rains", "expected": []}\n')
    ran = rolecall("tune")
    assert ran.code == 3
    assert "There are no examples to learn from" in ran.err
    assert str(in_the_bakery / "examples") in ran.err
    assert "Traceback" not in ran.err
    assert not (in_the_bakery / "learned.npz").exists()


@pytest.mark.parametrize("where", ["examples/ann.jsonl", "further.jsonl"])
def test_tune_on_a_broken_line(where: str, rolecall: Rolecall, in_the_bakery: Path) -> None:
    """A line that is no labelled message is named by path and number, and nothing is written."""
    before = (in_the_bakery / "matching.yaml").read_bytes()
    broken = _written(in_the_bakery / where, '{"text": "rain", "expected": []}\n{"text": 5}\n')
    ran = rolecall("tune", *([broken] if where == "further.jsonl" else []))
    assert (ran.code, ran.out) == (3, "")
    assert f"rolecall: {broken}:2: found " in ran.err
    assert (in_the_bakery / "matching.yaml").read_bytes() == before


def test_check_of_broken_weights(rolecall: Rolecall, in_the_bakery: Path) -> None:
    """Weights that can't be read are a fault that says what writes them again."""
    _written(in_the_bakery / "learned.npz", "nonsense")
    sentence = _sentence(rolecall("check"))
    assert str(in_the_bakery / "learned.npz") in sentence
    assert sentence.endswith("run `rolecall tune` to write it again.")


@pytest.mark.parametrize(
    "words",
    [
        ["ask", "who deploys models?"],
        ["ask", "--batch", "-"],
        ["export"],
        ["eval", "empty.jsonl"],
        ["import", "acme.yaml"],
        ["run"],
    ],
)
def test_unmigrated(
    words: list[str], rolecall: Rolecall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that wasn't migrated is a fault that says what to run."""
    monkeypatch.chdir(tmp_path)
    _written(tmp_path / "acme.yaml", ACME)
    _written(tmp_path / "empty.jsonl", "")
    monkeypatch.setenv("DATABASE_URL", _url(tmp_path / "bare.db"))
    assert _sentence(rolecall(*words)).endswith("run `rolecall migrate`.")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "DATABASE_URL must be sqlite:///"),
        ("mysql://u:hunter2@h/d", "not mysql://"),
        ("postgresql://u:hunter2@h:port/d", "DATABASE_URL must be sqlite:///"),
        ("sqlite://", "SQLite needs a plain path to a file"),
        ("sqlite:///:memory:", "SQLite needs a plain path to a file"),
        ("postgresql://u:hunter2@127.0.0.1:1/d", "Can't open the database at postgresql"),
        ("sqlite:///{here}", "Can't open the database at sqlite"),
        ("sqlite:///{here}/text.db", "file is not a database"),
        ("sqlite:///{here}/text.db/below.db", "Can't make the folder for the database"),
    ],
)
@pytest.mark.parametrize("words", [["ask", "who deploys models?"], ["migrate"]])
def test_bad_database(
    words: list[str],
    url: str,
    said: str,
    rolecall: Rolecall,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A database that can't be opened is a fault in one sentence, which shows no password."""
    _written(tmp_path / "text.db", "This is a text and no database at all." * 9)
    monkeypatch.setenv("DATABASE_URL", url.format(here=tmp_path))
    sentence = _sentence(rolecall(*words))
    assert said in sentence
    assert "hunter2" not in sentence


@pytest.mark.parametrize("port", ["http", "-1", "99999"])
def test_bad_port(port: str, rolecall: Rolecall, monkeypatch: pytest.MonkeyPatch) -> None:
    """A port that is none is a fault that names the variable."""
    monkeypatch.setenv("PORT", port)
    assert _sentence(rolecall("run")).startswith("rolecall: PORT can't be used: ")


class _Interrupted(io.RawIOBase):
    """Standard input at which a person presses Control-C."""

    def readable(self) -> bool:
        return True

    def readinto(self, _buffer: object) -> int:
        raise KeyboardInterrupt


def test_interrupted(rolecall: Rolecall) -> None:
    """Control-C while a batch waits for its next line leaves with a fault and no traceback."""
    assert rolecall("ask", "--batch", "-", stdin=_Interrupted()) == Ran(3, "", "\n")
