"""Untick: a line of a handoff's checklist is open again."""

from bot.domain.checklist import opened
from bot.domain.ownership.checklists import running
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb


def run(scene: Scene, given: Given) -> Deed:
    """Opens the line again; what was accepted with it isn't any more."""
    going = running(scene, given)
    line = going.line(given.one("line", int))
    going.check_turn(line, " to open again")
    if line.state == "open":
        raise Objection(
            f"Line {line.number} of {going.called} is open already.",
            field="line",
            offers=[going.show],
        )
    again = " Both sides accept anew once all is ticked." if going.now.accepted else ""
    text = f"Line {line.number} of {going.called} is open again.{again}"
    return going.becomes(opened(going.now, line.number), text)


VERB = Verb(
    name="handoff untick",
    title="Open a line again",
    help="Opens a line of a checklist again that was ticked, or said not to apply.",
    who="own or lead",
    run=run,
    arguments=(
        Argument("number", "number", "Number of the handoff"),
        Argument("line", "number", "Line", after="line"),
    ),
    examples=("handoff untick 4 line 2",),
    shows="handoff show",
)
