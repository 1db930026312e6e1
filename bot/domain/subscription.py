"""What a channel hears on which days: which digests, of which team."""

from pydantic import Field

from bot.domain.rhythm import Rhythm
from bot.domain.value import Key, Name, Value


class Subscription(Value):
    """A channel hears these digests, together in one message.

    `channel` is its id, `team` the key of the only team it is about. `well` asks for a message
    also where there is nothing to tell. `by` is the user id of whoever set it up; `paused` says why
    it isn't told for now.
    """

    channel: Name
    digests: tuple[Name, ...] = Field(min_length=1)
    rhythm: Rhythm
    by: Name
    team: Key | None = None
    well: bool = False
    paused: Name | None = None
