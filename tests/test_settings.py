"""The environment as settings, and what is said of a variable that can't be used."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.errors import RolecallError
from bot.settings import ROOT, Settings, read_settings

VARIABLES = (
    "DATABASE_URL",
    "HOST",
    "PORT",
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_API_URL",
)
BOT, APP = "xoxb-1-hunter2", "xapp-1-hunter2"


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
    assert settings.slack_bot_token is settings.slack_app_token is None
    assert settings.slack_api_url == "https://slack.com/api/"


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


def test_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said of a token in the wrong place begins with the matter, not with its kind."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xapp-1-secret")
    said = r"^SLACK_BOT_TOKEN can't be used: a token that begins with xapp- belongs into the other"
    with pytest.raises(RolecallError, match=said):
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


def test_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tokens of the environment are there for whoever needs them, and nowhere shown."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", BOT)
    monkeypatch.setenv("SLACK_APP_TOKEN", APP)
    settings = read_settings()
    assert settings.slack_bot_token == SecretStr(BOT)
    assert settings.slack_app_token == SecretStr(APP)
    assert settings.slack_bot_token.get_secret_value() == BOT
    for shown in (repr(settings), str(settings), str(settings.model_dump()), f"{settings!s}"):
        assert "hunter2" not in shown
    assert "hunter2" not in settings.model_dump_json()


@pytest.mark.parametrize(
    ("name", "token", "begins"),
    [("SLACK_BOT_TOKEN", APP, "xapp-"), ("SLACK_APP_TOKEN", BOT, "xoxb-")],
)
def test_swapped_tokens(
    name: str, token: str, begins: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token in the other one's variable is told in one sentence that doesn't show it."""
    monkeypatch.setenv(name, token)
    with pytest.raises(RolecallError) as refused:
        read_settings()
    sentence = str(refused.value)
    assert sentence.startswith(f"{name} can't be used: ")
    assert f"begins with {begins} belongs into the other variable" in sentence
    assert "hunter2" not in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("url", "used"),
    [
        ("https://slack.com/api/", "https://slack.com/api/"),
        ("https://slack.com/api", "https://slack.com/api/"),
        ("http://127.0.0.1:4567/api//", "http://127.0.0.1:4567/api/"),
    ],
)
def test_api_url(url: str, used: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Slack's API is ends with one slash, however it was written."""
    monkeypatch.setenv("SLACK_API_URL", url)
    assert read_settings().slack_api_url == used


@pytest.mark.parametrize(
    "url",
    [
        "slack.com/api/",
        "ftp://slack.com/api/",
        "file:///etc/passwd",
        "wss://slack.com",
        "/api/",
        "https://",
        "http:///api/",
    ],
)
def test_bad_api_url(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no address of the web is refused in one sentence that names the variable."""
    monkeypatch.setenv("SLACK_API_URL", url)
    with pytest.raises(RolecallError, match=r"^SLACK_API_URL can't be used: [^\n]+\.$"):
        read_settings()
