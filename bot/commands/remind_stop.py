"""Stop a reminder: whoever it is for doesn't want to hear of that matter any more."""

from bot.domain.ownership.deed import Deed
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.snooze import FOR_EVER
from bot.domain.ownership.snoozes import meant, quiet
from bot.domain.ownership.verb import Argument, Given, Verb


def run(scene: Scene, given: Given) -> Deed:
    """The actor isn't reminded of a matter any more; the matter stays as it is."""
    return quiet(scene, meant(scene, VERB.name, given.one("matter", str)), FOR_EVER)


VERB = Verb(
    name="remind stop",
    title="Stop a reminder",
    help="Ends that I remind you of a matter; `remind again` has it back.",
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
    examples=("remind stop 2", "remind stop MLOps Engineer in Churn"),
)
