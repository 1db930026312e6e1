"""`rolecall person`: all that is stored of somebody written out, and erased; on each database."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import wiring
from bot.cli.person import person
from bot.cli.workspace import workspace
from bot.settings import Settings
from bot.store.engine import Engines
from bot.store.ledger import Ledger
from tests.store.dumping import plain_url
from tests.store.sample import FACTS, take_in

IN = ("--workspace", "W1")


@pytest.fixture
def filled(engines: Engines, monkeypatch: pytest.MonkeyPatch, root: Path) -> Ledger:
    """A workspace beside the local one, in which somebody is known."""
    url = engines.url if engines.one_writer else plain_url(engines)
    monkeypatch.setenv("DATABASE_URL", url)
    with wiring.build(Settings(), root) as product:
        wiring.workspace(product, wiring.LOCAL)
    ledger = Ledger(engines)
    take_in(ledger, FACTS)
    return ledger


def _ran(*words: str) -> Result:
    return CliRunner().invoke(person, words, standalone_mode=False)


@pytest.mark.usefixtures("filled")
def test_export() -> None:
    """All that names somebody comes out as JSON Lines; of a stranger nothing does."""
    ran = _ran("export", "U1", *IN)
    assert ran.return_value == 0
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert {line["table"] for line in lines} == {"people", "leads", "assignments", "changes"}
    assert "zoe@example.org" in ran.stdout
    assert "adam" not in {line["row"].get("person") for line in lines}
    stranger = _ran("export", "U77", *IN)
    assert (stranger.return_value, stranger.stdout) == (1, "")
    assert stranger.stderr == "Nothing is stored of U77 in W1.\n"


@pytest.mark.usefixtures("filled")
def test_erase() -> None:
    """Without --yes it only says what names somebody; with it nothing does any more."""
    before = _ran("export", "U1", *IN).stdout
    asked = _ran("erase", "U1", *IN)
    assert asked.return_value == 0
    assert asked.stdout.startswith("These name U1: ")
    assert _ran("export", "U1", *IN).stdout == before
    done = _ran("erase", "U1", *IN, "--yes")
    assert done.return_value == 0
    assert "in the audit they are somebody-" in done.stdout
    assert _ran("export", "U1", *IN).return_value == 1
    again = _ran("erase", "U1", *IN, "--yes")
    assert (again.return_value, again.stderr) == (1, "Nothing is stored of U1 in W1.\n")
    verify = CliRunner().invoke(workspace, ["verify", "W1"], standalone_mode=False)
    assert verify.return_value == 0
    assert "no longer say whom they were about" in verify.stdout
