"""The environment, read once and frozen; `.env` in the project fills what it leaves out."""

import os
import secrets
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import RolecallError

ROOT = Path(__file__).resolve().parents[1]
"""The project: where `config/`, `migrations/` and `.env` stand."""


Way = Literal["socket", "http", "many"]
"""One workspace over Socket Mode, one over HTTP, or many that install the app by OAuth."""

_WAYS: Mapping[Way, tuple[str, ...]] = {
    "socket": ("slack_bot_token", "slack_app_token"),
    "http": ("slack_bot_token", "slack_signing_secret"),
    "many": ("slack_signing_secret", "slack_client_id", "slack_client_secret"),
}
_OF_SLACK = tuple(dict.fromkeys(name for wanted in _WAYS.values() for name in wanted))


class Settings(BaseSettings):
    """What a deployment decides; what people tune is in `config/*.yaml`."""

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    database_url: str = Field("sqlite:///var/rolecall.db", repr=False)
    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    slack_signing_secret: SecretStr | None = None
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    slack_authorize_url: str = "https://slack.com/oauth/v2/authorize"
    rolecall_secret_key: SecretStr | None = None
    rolecall_public_url: str | None = None
    rolecall_metrics_token: SecretStr | None = None
    rolecall_log: Literal["text", "json"] = "text"

    @property
    def way(self) -> Way | None:
        """How Slack is connected; None where nothing of it is set.

        Raises RolecallError where what is set doesn't go together, naming what to change.
        """
        given = {name for name in _OF_SLACK if getattr(self, name) is not None}
        for way, wanted in _WAYS.items():
            if given == set(wanted):
                return way
        if not given:
            return None
        raise RolecallError(_unfit(given))

    @property
    def secrets(self) -> tuple[str, ...]:
        """All that is secret in them, to be kept out of the log."""
        values = (getattr(self, name) for name in type(self).model_fields)
        found = [one.get_secret_value() for one in values if isinstance(one, SecretStr)]
        keys = [key.strip() for text in found for key in text.split(",")]
        return (*found, *keys, *_password_in(self.database_url))

    @property
    def public_url(self) -> str:
        """How people and Slack reach the web pages, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.rolecall_public_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def is_https(self) -> bool:
        """Whether people reach the web pages over https."""
        return urlsplit(self.public_url).scheme == "https"

    @property
    def linked(self) -> bool:
        """Whether Slack can give people links into the pages: where they are, and what signs.

        A key makes itself only beside SQLite: several processes need the same. Raises
        RolecallError where what is set of Slack doesn't go together.
        """
        signed = self.rolecall_secret_key is not None or self.database_url.startswith("sqlite")
        return self.way is not None and self.rolecall_public_url is not None and signed

    @field_validator("slack_authorize_url", "rolecall_public_url")
    @classmethod
    def _page(cls, value: str | None) -> str | None:
        return None if value is None else cls._address(value).rstrip("/")

    @field_validator("slack_api_url")
    @classmethod
    def _address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("https", "http") or not parts.hostname:
            raise ValueError("it must be an address that begins with https:// or http://")
        return value.rstrip("/") + "/"

    @field_validator(
        "slack_bot_token", "slack_app_token", "slack_signing_secret", "slack_client_secret"
    )
    @classmethod
    def _said(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().strip():
            raise ValueError("it holds nothing but blanks")
        return value

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _right_kind(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        other = "xapp-" if info.field_name == "slack_bot_token" else "xoxb-"
        if value is not None and value.get_secret_value().startswith(other):
            raise ValueError(f"a token that begins with {other} belongs into the other variable")
        return value


def _password_in(url: str) -> tuple[str, ...]:
    """The password of a database, as it is written in its address and as it is meant."""
    try:
        parts = urlsplit(url)
        password = parts.password
    except ValueError:
        return ()
    if not password or password == parts.username:
        return ()
    return (password, unquote(password))


def _unfit(given: AbstractSet[str]) -> str:
    """Why what is set of Slack doesn't go together: what is missing, or what is too much."""
    nearest = max(_WAYS.values(), key=lambda wanted: 2 * len(given & set(wanted)) - len(wanted))
    missing = [name.upper() for name in nearest if name not in given]
    surplus = sorted(name.upper() for name in given if name not in nearest)
    wrong = f"{' and '.join(missing)} isn't set" if missing else f"{' and '.join(surplus)} is set"
    ways = "; ".join(" + ".join(map(str.upper, wanted)) for wanted in _WAYS.values())
    return (
        f"{wrong}, and Slack is connected in one of three ways: {ways}. Set just those of one "
        "way, or none of them to serve the web page alone."
    )


def kept_key(path: Path) -> str:
    """The key in this file, which is made where there is none; only its owner can read it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            fresh = path.with_name(f"{path.name}.{os.getpid()}")
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                file.write(secrets.token_hex(32))
            # Of two processes that make one at once, both get the first one's, and all of it.
            with suppress(FileExistsError):
                path.hardlink_to(fresh)
            fresh.unlink()
        return path.read_text("utf-8").strip()
    except OSError as error:
        raise RolecallError(
            f"The key in {path} can't be read or made ({error.strerror}): set ROLECALL_SECRET_KEY."
        ) from error


def read_settings() -> Settings:
    """The settings. Raises RolecallError naming the variable that can't be used."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]).upper()
        wrong = first["msg"].removeprefix("Value error, ")
        raise RolecallError(f"{name} can't be used: {wrong[:1].lower()}{wrong[1:]}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise RolecallError(f"{ROOT / '.env'} can't be read: {error}.") from None
