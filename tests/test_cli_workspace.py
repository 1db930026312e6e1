"""`rolecall workspace`: listing, writing out, erasing, and checking the audit; on each database."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from bot import wiring
from bot.cli.workspace import workspace
from bot.errors import NotKnown
from bot.settings import Settings
from bot.store.engine import Engines
from bot.store.installations import Installation
from bot.store.ledger import Ledger
from bot.store.questions import Question
from bot.store.tables import ChangeRow, WorkspaceRow
from tests.store.dumping import plain_url
from tests.store.rows import AT
from tests.store.sample import FACTS, take_in

HERE = Installation("T1", None, "U0", None, None, [], AT)
ASKED = Question(None, "page", "who?", None, None, "unknown", None)


@pytest.fixture
def filled(engines: Engines, monkeypatch: pytest.MonkeyPatch, root: Path) -> Ledger:
    """The local workspace with the example, and one of Slack's that has a token."""
    url = engines.url if engines.one_writer else plain_url(engines)
    monkeypatch.setenv("DATABASE_URL", url)
    with wiring.build(Settings(), root) as product:
        wiring.workspace(product, wiring.LOCAL)
    ledger = Ledger(engines)
    take_in(ledger, FACTS, "T1")
    with ledger.open("T1", wiring.now()) as books:
        books.roster.set_installation(HERE)
        books.roster.set_token("v1.secret")
        books.note_question(ASKED)
    return ledger


def _ran(*words: str) -> Result:
    return CliRunner().invoke(workspace, words, standalone_mode=False)


@pytest.mark.usefixtures("filled")
def test_list() -> None:
    """Each workspace has a line with when it came and what was asked; JSON says the same."""
    ran = _ran("list")
    assert ran.return_value == 0
    one, two = ran.stdout.splitlines()
    assert one.startswith("T1  ")
    assert one.endswith("connected on 2026-03-01  1 question in 30 days")
    assert two.startswith("local  This machine  here since ")
    [first, second] = json.loads(_ran("list", "--json").stdout)
    assert (first["id"], first["questions"], first["removed"]) == ("T1", 1, None)
    assert first["installed"] == AT.isoformat()
    assert (second["id"], second["installed"]) == ("local", None)


def test_list_of_one_that_left(filled: Ledger) -> None:
    """A workspace that removed the app is listed with when it did."""
    with filled.open("T1", AT) as books:
        books.end()
    assert "removed the app on 2026-03-01" in _ran("list").stdout


@pytest.mark.usefixtures("engines")
def test_list_of_none(engines: Engines, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is nothing yet, it says so."""
    url = engines.url if engines.one_writer else plain_url(engines)
    monkeypatch.setenv("DATABASE_URL", url)
    assert _ran("list").stdout == "No workspace is stored here yet.\n"


@pytest.mark.usefixtures("filled")
def test_export() -> None:
    """Every row comes out as a line of JSON, the token doesn't, nor another workspace's rows."""
    ran = _ran("export", "T1")
    assert ran.return_value == 0
    assert "v1.secret" not in ran.stdout
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert lines[0]["table"] == "workspaces"
    assert {line["row"].get("workspace_id", "T1") for line in lines} == {"T1"}
    changes = [line["row"]["number"] for line in lines if line["table"] == "changes"]
    assert changes == list(range(1, len(FACTS) + 1))
    assert [line["row"]["text"] for line in lines if line["table"] == "questions"] == ["who?"]


def test_erase(filled: Ledger) -> None:
    """Without --yes it only says what would go; with it all of it goes, and nobody else's."""
    before = _ran("export", "local").stdout
    asked = _ran("erase", "T1")
    assert asked.return_value == 0
    assert asked.stdout.startswith("This would go: ")
    assert "2 people" in asked.stdout
    assert filled.workspaces() == ("T1", "local")
    done = _ran("erase", "T1", "--yes")
    assert (done.return_value, done.stdout[:27]) == (0, "Everything of T1 was erased")
    assert filled.workspaces() == ("local",)
    assert _ran("export", "local").stdout == before


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("command", ["export", "erase", "verify"])
def test_unknown(command: str) -> None:
    """A workspace that isn't there is a sentence that says what to do."""
    error = _ran(command, "T9").exception
    assert isinstance(error, NotKnown)
    assert "rolecall workspace list" in str(error)


def test_verify(filled: Ledger, engines: Engines) -> None:
    """The audit holds until somebody alters it; then the exit code says so, and the change."""
    with filled.read("T1") as books:
        seal = (books.workspace.seal or "").partition(".")[2]
    ran = _ran("verify", "T1")
    assert ran.return_value == 0
    assert ran.stdout.splitlines() == [
        f"The audit of T1 holds: {len(FACTS)} sealed changes.",
        f"The last seal is {seal}.",
    ]
    with engines.write.begin() as connection:
        connection.execute(update(ChangeRow).where(ChangeRow.number == 3).values(actor="U99"))
    broken = _ran("verify", "T1")
    assert (broken.return_value, broken.stdout) == (
        1,
        "The audit of T1 doesn't hold: change 3 was altered.\n",
    )


@pytest.mark.usefixtures("filled")
def test_verify_what_an_older_version_wrote(engines: Engines) -> None:
    """What nothing vouches for is said to be so."""
    with engines.write.begin() as connection:
        connection.execute(update(ChangeRow).values(seal=None))
        connection.execute(update(WorkspaceRow).values(seal=None))
    ran = _ran("verify", "T1")
    assert ran.return_value == 0
    assert "nothing that is sealed" in ran.stdout
    assert f"{len(FACTS)} are from before changes were sealed" in ran.stdout
