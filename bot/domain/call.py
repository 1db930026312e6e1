"""What one person asked, once."""

from datetime import date

from bot.domain.value import Value


class Call(Value):
    """A question with all that its answer depends on; `asker` and `team` are keys.

    `ref` is what the asker chose when asked back.
    """

    text: str
    today: date
    surface: str
    asker: str | None = None
    team: str | None = None
    ref: str | None = None
