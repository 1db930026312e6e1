"""Handoffs that should have been done by now: who still has to act, and what they are told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.checklist import SIDES
from bot.domain.organisation import Person
from bot.domain.ownership.checklists import Going, every
from bot.domain.ownership.nudge import Spans
from bot.domain.ownership.scene import Scene
from bot.domain.reminders import Reminder
from bot.domain.reply import Action, Span
from bot.domain.wording import short


@dataclass(frozen=True)
class Overdue:
    """A checklist whose day has passed."""

    rule: Reminder
    going: Going

    @property
    def matter(self) -> str:
        """What it is called where it is written down who was reminded."""
        return f"checklist {self.going.number}"

    @property
    def that(self) -> str:
        """“handoff 4 “fraud v3””."""
        return self.going.called

    @property
    def day(self) -> date | None:
        """The day on which it should have been done."""
        return self.going.now.due

    @property
    def acting(self) -> Sequence[Person]:
        """Whoever has a line left; where none is, whoever hasn't accepted the whole yet."""
        going = self.going
        keys = [going.now.whose(line) for line in going.now.left]
        if going.now.complete:
            keys = [going.now.person[side] for side in SIDES if side not in going.now.accepted]
        return [going.person(key) for key in dict.fromkeys(keys)]


def overdue(rule: Reminder, scene: Scene) -> Iterator[Overdue]:
    """The checklists whose day passed long enough ago."""
    for number, now in every(scene).items():
        if now.overdue(scene.today) >= rule.begins:
            yield Overdue(rule, Going(scene, number, now))


def told_of(one: Overdue, reader: Person) -> tuple[Spans, tuple[Action, ...]]:
    """What somebody reads: their own lines, or for those in charge how it stands."""
    going = one.going
    called = f"{going.called} ({going.kind})"
    was_due = f"was due on {one.day.day} {one.day:%B %Y}" if one.day else "was due"
    if reader.key not in [person.key for person in one.acting]:
        text = f"{called[:1].upper()}{called[1:]} {was_due}: {going.standing()}."
        return (Span(text=text),), (going.show,)
    if going.now.complete:
        text = f"All of {called} is ticked; it {was_due} and waits for you to accept it."
        return (Span(text=text),), (going.accept, going.show)
    mine = [line for line in going.now.left if going.now.whose(line) == reader.key]
    more = f" and {len(mine) - 1} more" if len(mine) > 1 else ""
    text = f"Your part in {called} {was_due}: “{short(mine[0].text)}”{more} to tick."
    return (Span(text=text),), (going.show,)
