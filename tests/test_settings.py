"""The environment as settings, and what is said of a variable that can't be used."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.errors import RolecallError
from bot.settings import ROOT, Settings, read_settings

VARIABLES = ("DATABASE_URL", "HOST", "PORT")


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing set outside decides a test."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setitem(Settings.model_config, "env_file", None)


def test_defaults() -> None:
    """Without any variable it is the embedded database at port 8080 of this machine."""
    settings = read_settings()
    assert settings.database_url == "sqlite:///var/rolecall.db"
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)


def test_root_is_the_project(root: Path) -> None:
    """The root that paths start from is the project's."""
    assert root == ROOT
    assert (ROOT / "config").is_dir()


def test_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each variable of the environment becomes its setting."""
    monkeypatch.setenv("DATABASE_URL", "sqlite:///other.db")
    monkeypatch.setenv("HOST", "::1")
    monkeypatch.setenv("PORT", "0")
    settings = read_settings()
    assert (settings.database_url, settings.host, settings.port) == ("sqlite:///other.db", "::1", 0)


@pytest.mark.parametrize("name", VARIABLES)
def test_empty_is_unset(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that is set to nothing is as good as not set."""
    monkeypatch.setenv(name, "")
    assert read_settings() == Settings()


@pytest.mark.parametrize("port", ["http", "-1", "65536", "80.5", "8080 8081"])
def test_bad_port(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A port that is none is refused in one sentence that names the variable."""
    monkeypatch.setenv("PORT", port)
    with pytest.raises(RolecallError, match=r"^PORT can't be used: [^\n]+\.$"):
        read_settings()


def test_env_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The file fills what the environment leaves out, and the environment wins."""
    file = tmp_path / ".env"
    file.write_text("HOST=0.0.0.0\nPORT=9000\nSOMETHING_ELSE=1\n", encoding="utf-8")
    monkeypatch.setitem(Settings.model_config, "env_file", file)
    monkeypatch.setenv("PORT", "9001")
    settings = read_settings()
    assert (settings.host, settings.port) == ("0.0.0.0", 9001)  # noqa: S104


def test_unreadable_env_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file that is no UTF-8 is refused in one sentence."""
    file = tmp_path / ".env"
    file.write_bytes(b"HOST=\xff\n")
    monkeypatch.setitem(Settings.model_config, "env_file", file)
    with pytest.raises(RolecallError, match=r"\.env can't be read"):
        read_settings()


def test_frozen() -> None:
    """Settings don't change once they are read."""
    settings = read_settings()
    with pytest.raises(ValidationError):
        settings.port = 1  # type: ignore[misc]


def test_password_is_not_shown() -> None:
    """Printing the settings doesn't print the password of the database."""
    assert "secret" not in repr(Settings(database_url="postgresql://u:secret@h/d"))
