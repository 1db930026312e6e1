"""Tick a line of a handoff's checklist."""

from bot.domain.checklist import ticked
from bot.domain.ownership.checklists import Going, day, running
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb


def run(scene: Scene, given: Given) -> Deed:
    """Ticks the line, if it is the actor's."""
    going = running(scene, given)
    line = going.line(given.one("line", int))
    going.check_turn(line, " to tick")
    if line.state != "open":
        who = going.person(line.word.by).called if line.word else "somebody"
        when = f" on {day(line.word.on)}" if line.word else ""
        how = "was ticked" if line.state == "done" else "was said not to apply"
        raise Objection(
            f"Line {line.number} {how} by {who}{when} already, and stays so; it can be opened "
            "again.",
            field="line",
            offers=[going.show],
        )
    now = ticked(going.now, line.number, going.word)
    left = Going(scene, going.number, now).standing()
    text = f"Line {line.number} of {going.called} is ticked. {left}."
    return going.becomes(now, text)


VERB = Verb(
    name="handoff tick",
    title="Tick a line of a handoff",
    help="Ticks a line of a checklist; each side ticks its own.",
    who="own or lead",
    run=run,
    arguments=(
        Argument("number", "number", "Number of the handoff"),
        Argument("line", "number", "Line", after="line"),
    ),
    examples=("handoff tick 4 line 2", "handoff tick 4 2"),
    shows="handoff show",
)
