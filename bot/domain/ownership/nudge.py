"""What one person is told of one matter that they should see to."""

from dataclasses import dataclass

from bot.domain.reply import Action, Span

Spans = tuple[Span, ...]


@dataclass(frozen=True)
class Nudge:
    """What one person is told of one matter, at most once in so many days, by their user id.

    `matter` is what it is written down as, `about` what it is about in a few words.
    """

    user: str
    matter: str
    about: str
    every_days: int
    line: Spans
    actions: tuple[Action, ...]

    @property
    def text(self) -> str:
        """The line in plain words."""
        return "".join(span.text for span in self.line)

    @property
    def quieting(self) -> tuple[Action, ...]:
        """The buttons with which they don't hear of it for a while, or any more."""
        given = {"matter": (self.matter,)}
        return (
            Action(label="Snooze", verb="snooze", given=given),
            Action(label="Stop reminding me of this", verb="remind stop", given=given),
        )
