"""Cancel a handoff: it is over before it was done, and why; its record is kept."""

from bot.domain.checklist import cancelled
from bot.domain.ownership.checklists import Going, running
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.reason import because, reason
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.reply import Action


def run(scene: Scene, given: Given) -> Deed:
    """Ends it; both sides are told."""
    going = running(scene, given)
    now = going.now
    going.check(f"Cancelling {going.called}", (now.giver, now.receiver, now.started.by))
    why = reason(scene, given)
    if why is None:
        raise Objection("Say why it is cancelled: add “because …”.", field="because")
    after = Going(scene, going.number, cancelled(now, going.word, why))
    actor = scene.actor.person.called
    told = after.both(f"{actor} cancelled {going.called}{because(why)}.")
    reopen = Action(label="Reopen it", verb="handoff reopen", given=going.code)
    text = f"{going.called} is cancelled{because(why)}; what was ticked is kept."
    return going.becomes(after.now, text, tells=told, because=why, actions=(reopen,))


VERB = Verb(
    name="handoff cancel",
    title="Cancel a handoff",
    help="Ends a handoff before it is done, and says why; its record is kept.",
    who="own or lead",
    run=run,
    arguments=(
        Argument("number", "number", "Number of the handoff"),
        Argument("because", "text", "Because", after="because"),
    ),
    examples=("handoff cancel 4 because the model is retired",),
)
