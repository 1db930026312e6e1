"""Add a line to a handoff's checklist, on either side."""

from pydantic import TypeAdapter, ValidationError

from bot.domain.checklist import MOST_LINES, SIDES, Side, added
from bot.domain.ownership.checklists import Going, running
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.value import Name

_NAMES: TypeAdapter[tuple[str, ...]] = TypeAdapter(tuple[Name, ...])
_MARKS = "-–•*☐□✓ \t"


def run(scene: Scene, given: Given) -> Deed:
    """Adds what each side is to tick besides."""
    going = running(scene, given)
    going.check("Adding a line", (going.now.giver, going.now.receiver))
    said = {side: text for side in SIDES if (text := given.maybe(side, str))}
    if not said:
        raise Objection(
            "Say on which side, and what: add “gives …” or “receives …”.", field="gives"
        )
    now = going.now
    for side, text in said.items():
        lines = _lines(text, side)
        count = len(now.lines) + len(lines)
        if count > MOST_LINES:
            raise Objection(
                f"That would be {count} lines, and nobody ticks more than {MOST_LINES} in one "
                "handoff; nothing was added. Start another handoff for the rest.",
                field=side,
            )
        now = added(now, side, lines)
    return going.becomes(now, _says(going, len(now.lines) - len(going.now.lines)))


def _says(going: Going, more: int) -> str:
    first = max((one.number for one in going.now.lines), default=0) + 1
    which = f"Line {first} is" if more == 1 else f"Lines {first} to {first + more - 1} are"
    again = " Both sides accept anew once all is ticked." if going.now.accepted else ""
    return f"{which} added to {going.called}.{again}"


def _lines(text: str, side: Side) -> tuple[str, ...]:
    """One line each; on a single line there are semicolons between them."""
    split = text.splitlines() if len(text.strip().splitlines()) > 1 else text.split(";")
    parts = (" ".join(part.strip(_MARKS).split()) for part in split)
    lines = tuple(dict.fromkeys(part for part in parts if part))
    if not lines:
        raise Objection("It needs a line to tick.", field=side)
    try:
        return _NAMES.validate_python(lines)
    except ValidationError:
        raise Objection(
            "A line has at most 200 characters, and none that nobody sees or that notify people; "
            "write it in fewer words.",
            field=side,
        ) from None


_HINT = "One line each, or semicolons between them."

VERB = Verb(
    name="handoff line",
    title="Add a line to a handoff",
    help="Adds lines to a checklist that is going on, for the giving or the receiving side.",
    who="own or lead",
    run=run,
    arguments=(
        Argument("number", "number", "Number of the handoff"),
        Argument("gives", "text", "For the giver", after="gives", optional=True, hint=_HINT),
        Argument(
            "receives", "text", "For the receiver", after="receives", optional=True, hint=_HINT
        ),
    ),
    examples=("handoff line 4 gives The model card is written",),
)
