"""The environment, read once and frozen; `.env` in the project fills what it leaves out."""

from pathlib import Path

from pydantic import Field, ValidationError
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


def read_settings() -> Settings:
    """The settings. Raises RolecallError naming the variable that can't be used."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]).upper()
        raise RolecallError(f"{name} can't be used: {first['msg'].lower()}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise RolecallError(f"{ROOT / '.env'} can't be read: {error}.") from None
