"""The environment as settings, and what is said of a variable that can't be used."""

import subprocess
import sys
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.errors import RolecallError
from bot.settings import ROOT, Settings, kept_key, read_settings

VARIABLES = (
    "DATABASE_URL",
    "HOST",
    "PORT",
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_API_URL",
    "SLACK_SIGNING_SECRET",
    "SLACK_CLIENT_ID",
    "SLACK_CLIENT_SECRET",
    "SLACK_AUTHORIZE_URL",
    "ROLECALL_SECRET_KEY",
    "ROLECALL_PUBLIC_URL",
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
    assert "sesame" not in repr(Settings(database_url="postgresql://u:sesame@h/d"))


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


SLACK = {
    "slack_bot_token": "xoxb-hunter2",
    "slack_app_token": "xapp-hunter2",
    "slack_signing_secret": "signing-hunter2",
    "slack_client_id": "1.2",
    "slack_client_secret": "client-hunter2",
}
SOCKET = {"slack_bot_token", "slack_app_token"}
HTTP = {"slack_bot_token", "slack_signing_secret"}
MANY = {"slack_signing_secret", "slack_client_id", "slack_client_secret"}


def _with(names: Iterable[str]) -> Settings:
    return Settings.model_validate({name: SLACK[name] for name in names})


@pytest.mark.parametrize(
    ("names", "way"), [(set(), None), (SOCKET, "socket"), (HTTP, "http"), (MANY, "many")]
)
def test_ways(names: set[str], way: str | None) -> None:
    """What is set of Slack says how it is connected; where nothing is, it isn't."""
    assert _with(names).way == way


UNFIT = [
    names
    for size in range(1, len(SLACK) + 1)
    for names in combinations(SLACK, size)
    if set(names) not in (SOCKET, HTTP, MANY)
]


@pytest.mark.parametrize("names", UNFIT)
def test_what_doesnt_go_together(names: tuple[str, ...]) -> None:
    """Whatever else is set is refused, and what the sentence names leads to one of the ways."""
    with pytest.raises(RolecallError) as refused:
        _ = _with(names).way
    said = str(refused.value)
    told, _, ways = said.partition(", and Slack is connected in one of three ways: ")
    assert "hunter2" not in said
    assert all(name.upper() in ways for name in SLACK)
    named = {name for name in SLACK if name.upper() in told.split()}
    if told.endswith("isn't set"):
        assert not named & set(names)
        assert any(way <= named | set(names) for way in (SOCKET, HTTP, MANY))
    else:
        assert told.endswith("is set")
        assert set(names) - named in (SOCKET, HTTP, MANY)


@pytest.mark.parametrize("name", [name for name in SLACK if name != "slack_client_id"])
def test_blank_secrets(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret of blanks proves nothing, so it is refused at the start."""
    monkeypatch.setenv(name.upper(), "  ")
    with pytest.raises(RolecallError, match=f"^{name.upper()} can't be used: it holds nothing"):
        read_settings()


def test_secrets_are_not_shown() -> None:
    """Printing the settings prints none of Slack's secrets, and not our own key."""
    settings = Settings.model_validate({**SLACK, "rolecall_secret_key": "key-hunter2"})
    for shown in (repr(settings), str(settings.model_dump()), settings.model_dump_json()):
        assert "hunter2" not in shown


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ({}, "http://127.0.0.1:8080"),
        ({"host": "::1", "port": 80}, "http://[::1]:80"),
        ({"rolecall_public_url": "https://rolecall.example"}, "https://rolecall.example"),
        ({"rolecall_public_url": "https://rolecall.example/a//"}, "https://rolecall.example/a"),
    ],
)
def test_public_url(given: dict[str, object], url: str) -> None:
    """How people reach the pages is what is said of it, else where we listen."""
    assert Settings.model_validate(given).public_url == url


@pytest.mark.parametrize("name", ["SLACK_AUTHORIZE_URL", "ROLECALL_PUBLIC_URL"])
def test_bad_page(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page's address that is none is refused in one sentence that names the variable."""
    monkeypatch.setenv(name, "javascript:alert(1)")
    with pytest.raises(RolecallError, match=rf"^{name} can't be used: [^\n]+\.$"):
        read_settings()


def test_kept_key(tmp_path: Path) -> None:
    """A local run's key is made once, is long enough, and is for its owner's eyes."""
    path = tmp_path / "var" / "secret.key"
    key = kept_key(path)
    assert len(key) == 64
    assert kept_key(path) == key
    assert path.stat().st_mode & 0o077 == 0
    assert [one.name for one in path.parent.iterdir()] == ["secret.key"]


def test_key_made_at_once(tmp_path: Path) -> None:
    """All processes that want it at once get the same."""
    make = "import sys; from bot.settings import *; sys.stdout.write(kept_key(Path(sys.argv[1])))"
    command = [sys.executable, "-c", make, str(tmp_path / "secret.key")]
    making = [subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) for _ in range(4)]  # noqa: S603
    assert len({one.communicate()[0] for one in making}) == 1
    assert [one.name for one in tmp_path.iterdir()] == ["secret.key"]


def test_key_that_cant_be_made(tmp_path: Path) -> None:
    """Where it can't be kept, the sentence says what to set."""
    (tmp_path / "var").write_text("no folder", encoding="utf-8")
    with pytest.raises(RolecallError, match="set ROLECALL_SECRET_KEY"):
        kept_key(tmp_path / "var" / "secret.key")


@pytest.mark.parametrize(
    ("url", "passwords"),
    [
        ("postgresql://bo:p%40ss@db/rolecall", {"p%40ss", "p@ss"}),
        ("postgresql://bo@db/rolecall", set()),
        ("postgresql://bo:bo@db/rolecall", set()),
        ("sqlite:///var/rolecall.db", set()),
        ("postgresql://[", set()),
    ],
)
def test_secrets(url: str, passwords: set[str]) -> None:
    """All that is secret is told to whoever keeps it out of the log: each key, each password."""
    settings = Settings(
        database_url=url,
        slack_bot_token=SecretStr("xoxb-1"),
        rolecall_secret_key=SecretStr("new, old"),
        slack_client_id="1.2",
    )
    assert set(settings.secrets) == {"xoxb-1", "new, old", "new", "old"} | passwords


def test_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log is text or JSON, and nothing else."""
    assert read_settings().rolecall_log == "text"
    monkeypatch.setenv("ROLECALL_LOG", "json")
    assert read_settings().rolecall_log == "json"
    monkeypatch.setenv("ROLECALL_LOG", "xml")
    with pytest.raises(RolecallError, match=r"^ROLECALL_LOG can't be used: "):
        read_settings()
