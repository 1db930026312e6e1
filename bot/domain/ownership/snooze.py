"""That somebody, or a channel, doesn't want to hear of a matter for a while, or ever again."""

from datetime import date

from bot.domain.value import Day, Value

FOR_EVER = date.max


class Snooze(Value):
    """Nothing is said of a matter before this day."""

    until: Day

    def holds(self, today: date) -> bool:
        """Whether it is so on this day."""
        return self.until > today

    @property
    def stops(self) -> bool:
        """Whether it never ends by itself."""
        return self.until == FOR_EVER
