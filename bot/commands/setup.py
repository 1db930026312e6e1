"""Setup: the first steps as they stand, to go on with."""

from bot.domain.ownership.deed import Deed
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.setting_up import SETUP, card, steps_of
from bot.domain.ownership.verb import Given, Verb


def run(scene: Scene, _: Given) -> Deed:
    """Shows each step, with what does it as long as it isn't done."""
    return Deed(card(steps_of(scene.past, scene.catalog, scene.organisation)))


VERB = Verb(
    name=SETUP,
    title="Set Rolecall up",
    help="Shows the first steps: a catalog, teams and their leads, a channel that hears regularly.",
    who="steward",
    run=run,
    writes=False,
    examples=("setup",),
)
