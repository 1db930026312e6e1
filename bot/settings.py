"""The environment, read once and frozen; `.env` in the project fills what it leaves out."""

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import RolecallError

ROOT = Path(__file__).resolve().parents[1]
"""The project: where `config/`, `migrations/` and `.env` stand."""


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

    @field_validator("slack_api_url")
    @classmethod
    def _address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("https", "http") or not parts.hostname:
            raise ValueError("it must be an address that begins with https:// or http://")
        return value.rstrip("/") + "/"

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _right_kind(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        other = "xapp-" if info.field_name == "slack_bot_token" else "xoxb-"
        if value is not None and value.get_secret_value().startswith(other):
            raise ValueError(f"a token that begins with {other} belongs into the other variable")
        return value


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
