"""`config/slack.yaml`: what people tune about Rolecall in Slack."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bot.domain.value import Name


class Pace(BaseModel):
    """How fast messages may follow each other: so many at once, then so many a second."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    burst: int = Field(ge=1, le=100)
    """So many at once."""
    per_second: Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)]
    """So many a second from then on."""


class Options(BaseModel):
    """Who may ask, who the first stewards are, and the pace of messages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    guests_ask: bool
    """Whether guests may ask; they never change anything."""
    stewards: tuple[Name, ...]
    """The first stewards, Slack user ids or e-mail addresses; with none it is the workspace's
    primary owner.
    """
    follow_up_minutes: int = Field(ge=0, le=24 * 60)
    """How long “and in Churn?” in a direct message refers to the question before it."""
    channel: Pace
    """The pace of messages in one channel."""
    workspace: Pace
    """The pace of all messages in a workspace together."""
