"""What one person asked, once."""

from datetime import date

from bot.domain.value import Value


class Call(Value):
    """A question with all that its answer depends on; `asker` and the teams are keys.

    `team` is the one that the question's place or an option names, `remembered` the one that the
    asker chose last when asked; `ref` is what they chose when asked back.
    """

    text: str
    today: date
    surface: str
    asker: str | None = None
    team: str | None = None
    remembered: str | None = None
    ref: str | None = None
