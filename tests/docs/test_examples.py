"""What the pages show in a terminal is what happens there."""

import shutil
import sys
from pathlib import Path

import pytest

from bot import wiring
from bot.cli import main
from bot.settings import Settings
from tests.docs.examples import PAGES, ROOT, Command, File, alike, steps, stray

SHOWN = [page for page in PAGES if any(isinstance(one, Command) for one in steps(page))]


@pytest.fixture(scope="session")
def example(migrated_file: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the example organisation, to be copied."""
    path = tmp_path_factory.mktemp("docs") / "rolecall.db"
    shutil.copy(migrated_file, path)
    with wiring.build(Settings(database_url=f"sqlite:///{path}"), root) as product:
        wiring.workspace(product, None)
    return path


@pytest.fixture
def folder(example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a page is followed: with its own database, `ours.yaml` and the labelled messages."""
    shutil.copy(example, tmp_path / "rolecall.db")
    shutil.copy(ROOT / "config" / "example.yaml", tmp_path / "ours.yaml")
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    (tmp_path / "config").symlink_to(ROOT / "config")
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'rolecall.db'}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: str(page.relative_to(ROOT)))
def test_examples(
    page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every command that a page shows works, in its order, and prints what stands below it."""
    for step in steps(page):
        if isinstance(step, File):
            (folder / step.path).parent.mkdir(parents=True, exist_ok=True)
            (folder / step.path).write_text(step.text, encoding="utf-8")
            continue
        monkeypatch.setattr(sys, "argv", ["rolecall", *step.words])
        with pytest.raises(SystemExit) as left:
            main()
        printed, complaints = capsys.readouterr()
        where = f"{page.name}, line {step.line}"
        # An honest “I don't know” leaves with 1, and is shown.
        assert left.value.code in ((0, 1) if step.prints else (0,)), f"{where}: {complaints}"
        if step.prints:
            assert alike(step.prints, printed), f"{where} prints:\n{printed}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_example_is_missed(page: Path) -> None:
    """A page shows commands in blocks of the kind `console` alone, so each of them is run."""
    assert stray(page) == []


def test_what_is_left_out() -> None:
    """Three dots stand for anything, a number of days for any other, and all else for itself."""
    assert alike(("a", "…", "d"), "a\nb\nc\nd\n")
    assert alike(("set 7 days ago",), "set 12 days ago\n")
    assert alike(("set yesterday",), "set today\n")
    assert not alike(("a",), "a\nb\n")
    assert not alike(("a.c",), "abc\n")
