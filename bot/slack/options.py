"""`config/slack.yaml`: what people tune about Rolecall in Slack."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bot.domain.value import Name


class Pace(BaseModel):
    """How fast messages may follow each other: so many at once, then so many a second."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    burst: int = Field(ge=1, le=100)
    per_second: Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)]


class Options(BaseModel):
    """Who may ask, who the first stewards are, and the pace of messages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    guests_ask: bool
    stewards: tuple[Name, ...]
    follow_up_minutes: int = Field(ge=0, le=24 * 60)
    channel: Pace
    workspace: Pace
