"""Skip: a line of a handoff's checklist doesn't apply, and why."""

from bot.domain.checklist import dropped
from bot.domain.ownership.checklists import running
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.reason import because, reason
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb


def run(scene: Scene, given: Given) -> Deed:
    """Marks the line as not applicable."""
    going = running(scene, given)
    line = going.line(given.one("line", int))
    going.check_turn(line, " to see to")
    why = reason(scene, given)
    if why is None:
        raise Objection(
            f"Say why line {line.number} doesn't apply: add “because …”.", field="because"
        )
    if line.state == "done":
        raise Objection(
            f"Line {line.number} is ticked; open it again with "
            f"`/ownership handoff untick {going.number} line {line.number}` first.",
            field="line",
        )
    if line.because == why:
        raise Objection(f"Line {line.number} is marked so already.", field="because")
    now = dropped(going.now, line.number, going.word, why)
    text = f"Line {line.number} of {going.called} doesn't apply{because(why)}."
    return going.becomes(now, text, because=why)


VERB = Verb(
    name="handoff skip",
    title="A line doesn't apply",
    help="Says that a line of a checklist doesn't apply this time, and why.",
    who="own or lead",
    run=run,
    arguments=(
        Argument("number", "number", "Number of the handoff"),
        Argument("line", "number", "Line", after="line"),
        Argument("because", "text", "Because", after="because"),
    ),
    examples=("handoff skip 4 line 3 because there is no SLA for it",),
)
