"""`rolecall backup` and `rolecall restore`, and that answers are the same afterwards."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner, Result

from bot import wiring
from bot.cli import ask
from bot.cli.backup import backup, restore
from bot.errors import RolecallError
from bot.settings import Settings
from bot.store.backup import DUMP, LOAD
from bot.store.engine import Engines
from bot.store.schema import revert
from tests.store.dumping import plain_url, run_documented

if TYPE_CHECKING:
    from tests.conftest import Postgres

SQLITE = pytest.mark.parametrize("dialect", ["sqlite"])
POSTGRESQL = pytest.mark.parametrize("dialect", ["postgresql"])
QUESTIONS = (
    "who deploys models in Churn?",
    "who owns the feature store?",
    "who is the data scientist in Churn?",
    "what's for lunch?",
)


@pytest.fixture
def filled(engines: Engines, monkeypatch: pytest.MonkeyPatch, root: Path) -> Engines:
    """A database with the example organisation, on which the commands work."""
    _use(monkeypatch, engines)
    with wiring.build(Settings(), root) as product:
        wiring.workspace(product, None)
    return engines


def _use(monkeypatch: pytest.MonkeyPatch, engines: Engines) -> None:
    url = engines.url if engines.one_writer else plain_url(engines)
    monkeypatch.setenv("DATABASE_URL", url)
    for token in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
        monkeypatch.delenv(token, raising=False)


def _ran(command: click.Command, *words: object) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words], standalone_mode=False)


def _answers() -> list[object]:
    ran = [_ran(ask, question, "--json") for question in QUESTIONS]
    assert [one.return_value for one in ran] == [0, 0, 0, 1]
    return [json.loads(one.stdout) for one in ran]


@SQLITE
def test_answers_come_back(filled: Engines, tmp_path: Path) -> None:
    """Restored from a backup, Rolecall answers as it did, and says where the rest is kept."""
    before = _answers()
    copy = tmp_path / "copy.db"
    ran = _ran(backup, copy)
    assert (ran.return_value, ran.stdout) == (0, f"The database was copied to {copy}.\n")
    revert(filled, filled.root)

    ran = _ran(restore, copy)
    kept = tmp_path / "rolecall.db.before-restore"
    assert ran.return_value == 0
    assert ran.stdout.splitlines() == [
        f"The database is what it was in {copy}.",
        f"What was there before is in {kept}.",
    ]
    assert _answers() == before


@SQLITE
def test_restoring_where_nothing_is(filled: Engines, tmp_path: Path) -> None:
    """On a new machine nothing is kept, and nothing is said of it."""
    _ran(backup, tmp_path / "copy.db")
    filled.close()
    (tmp_path / "rolecall.db").unlink()
    ran = _ran(restore, tmp_path / "copy.db")
    assert ran.stdout.splitlines() == [f"The database is what it was in {tmp_path / 'copy.db'}."]


@SQLITE
def test_older_backup_has_to_be_migrated(filled: Engines, tmp_path: Path) -> None:
    """Whoever restores what an older version made is told the next step."""
    revert(filled, filled.root, "0001")
    _ran(backup, tmp_path / "copy.db")
    ran = _ran(restore, tmp_path / "copy.db")
    assert ran.stdout.splitlines()[-1] == "It comes from an older version: run `rolecall migrate`."


@SQLITE
@pytest.mark.usefixtures("filled")
def test_refusals_are_sentences(tmp_path: Path) -> None:
    """What can't be backed up or restored is one sentence, as from every other command."""
    (tmp_path / "mine").write_text("mine")
    for command in (backup, restore):
        error = _ran(command, tmp_path / "mine").exception
        assert isinstance(error, RolecallError)
        assert "\n" not in str(error)


@POSTGRESQL
def test_answers_come_back_on_postgresql(
    filled: Engines,
    postgres: "Postgres",
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After the documented commands, a new database gives the same answers."""
    before = _answers()
    run_documented(DUMP, filled, plain_url(filled), tmp_path)
    url = postgres.fresh("template0")
    run_documented(LOAD, filled, url, tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    assert _answers() == before
    postgres.drop(url)
