"""Show a handoff's checklist as it stands, or one line of it in full."""

from bot.domain.answer import notice
from bot.domain.ownership.checklist_card import card, evidence, line_actions, told
from bot.domain.ownership.checklists import numbered
from bot.domain.ownership.deed import Deed
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb


def run(scene: Scene, given: Given) -> Deed:
    """Says how it stands."""
    going = numbered(scene, given)
    if given.flag("links"):
        return Deed(evidence(going))
    number = given.maybe("line", int)
    if number is None:
        return Deed(card(going))
    line = going.line(number)
    who = going.whose(line).called
    text = f"{going.title}, for {who}: {told(going, line)}"
    return Deed(notice(text).model_copy(update={"actions": line_actions(going, line)}))


VERB = Verb(
    name="handoff show",
    title="Show a handoff",
    help="Shows a handoff's checklist as it stands, or one of its lines in full.",
    who="everybody",
    run=run,
    arguments=(
        Argument("number", "number", "Number of the handoff"),
        Argument("line", "number", "Line", after="line", optional=True),
        Argument("links", "flag", "Only its links", after="links", optional=True),
    ),
    writes=False,
    examples=("handoff show 4", "handoff show 4 line 2"),
)
