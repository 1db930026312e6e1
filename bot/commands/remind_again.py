"""Remind again: what somebody snoozed, or didn't want to hear of any more, comes again."""

from bot.domain.answer import notice
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.snoozes import meant, mine, snoozed
from bot.domain.ownership.steps import drop
from bot.domain.ownership.verb import Argument, Given, Verb


def run(scene: Scene, given: Given) -> Deed:
    """The actor is reminded of a matter again, as long as it isn't settled."""
    nudge = meant(scene, VERB.name, given.one("matter", str))
    held = mine(scene).get(nudge.matter)
    if held is None or not held.holds(scene.today):
        raise Objection("I remind you of that as it is.", field="matter")
    change = drop(scene, snoozed(scene.actor.user, nudge.matter))
    says = notice(f"I remind you of this again: {nudge.text}")
    return Deed(says, (change,), own=scene.actor.person.key, silent=True)


VERB = Verb(
    name="remind again",
    title="Have a reminder again",
    help="Reminds you again of what you snoozed or stopped.",
    who="members",
    run=run,
    arguments=(
        Argument(
            "matter",
            "text",
            "What of",
            hint="Its number in `/ownership remind list`, or words of its line.",
        ),
    ),
    examples=("remind again 2", "remind again MLOps Engineer in Churn"),
)
