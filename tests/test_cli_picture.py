"""`rolecall picture`: what it writes, and what it says where it can't."""

import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from bot import pictures
from bot.cli.picture import picture
from bot.errors import NotKnown, RolecallError
from bot.pictures import KINDS
from tests.pictures.looking import read


@pytest.fixture(autouse=True)
def _database(monkeypatch: pytest.MonkeyPatch, migrated_file: Path, tmp_path: Path) -> None:
    """A migrated, empty database that the environment leads to."""
    path = shutil.copy(migrated_file, tmp_path / "rolecall.db")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")


def _ran(*words: str) -> Result:
    ran = CliRunner().invoke(picture, words, standalone_mode=False)
    if ran.exception is not None:
        raise ran.exception
    return ran


@pytest.mark.parametrize("kind", KINDS)
def test_writes(kind: str, tmp_path: Path) -> None:
    """Each kind is written, and nothing is left beside it."""
    out = tmp_path / "pictures" / "out.SVG"
    out.parent.mkdir()
    ran = _ran(kind, "--out", str(out))
    assert ran.return_value == 0
    assert ran.stdout == f"The picture is in {out}.\n"
    assert "Harbour Goods" in read(out.read_bytes()).texts[0]
    assert list(out.parent.iterdir()) == [out]


def test_of_a_team(tmp_path: Path) -> None:
    """A team is found by its channel too, and the whole picture is of it."""
    out = tmp_path / "out.svg"
    _ran("matrix", "--team", "#churn", "--out", str(out), "--dark")
    assert read(out.read_bytes()).texts[0] == "Who does what in Churn"
    assert b"#12181f" in out.read_bytes()


def test_days(tmp_path: Path) -> None:
    """Coverage goes back as far as is asked for."""
    out = tmp_path / "out.svg"
    _ran("coverage", "--days", "1", "--out", str(out))
    once = read(out.read_bytes()).texts
    _ran("coverage", "--out", str(out))
    assert "Nothing was recorded" not in " ".join(once)
    assert "Nothing was recorded" in " ".join(read(out.read_bytes()).texts)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("matrix", "--out", "a.pdf"), "--out can't be a.pdf: its name has to end in .png or .svg"),
        (("matrix", "--out", "png"), "--out can't be png"),
        (("matrix", "--out", "a.png", "--team", "Nope"), "There is no team “Nope”; the teams are"),
        (("poem", "--out", "a.png"), "'poem' is not one of"),
        (("matrix",), "Missing option '--out'"),
        (("coverage", "--out", "a.png", "--days", "0"), "0 is not in the range"),
    ],
)
def test_bad_usage(words: tuple[str, ...], said: str) -> None:
    """What can't be meant is said in a sentence, with exit code 2."""
    with pytest.raises(click.UsageError) as refused:
        _ran(*words)
    assert said in refused.value.format_message()
    assert refused.value.exit_code == 2


def test_unknown_workspace(tmp_path: Path) -> None:
    """A workspace that isn't there is told of, and nothing is written."""
    with pytest.raises(NotKnown, match="There is no workspace “T1”"):
        _ran("matrix", "--workspace", "T1", "--out", str(tmp_path / "a.png"))
    assert not (tmp_path / "a.png").exists()


def test_nowhere_to_write(tmp_path: Path) -> None:
    """Where it can't be written it says so."""
    with pytest.raises(RolecallError, match="can't be written: no such file or directory"):
        _ran("matrix", "--out", str(tmp_path / "nowhere" / "a.png"))


def test_without_what_draws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without the extra it says what installs it, before anything else is done."""
    monkeypatch.setattr(pictures, "find_spec", lambda _: None)
    with pytest.raises(RolecallError, match="Pictures need Matplotlib"):
        _ran("matrix", "--out", str(tmp_path / "a.png"))
