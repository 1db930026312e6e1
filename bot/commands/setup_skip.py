"""Skip one of the first steps; it can still be done at any time."""

from bot.domain.answer import notice
from bot.domain.first_steps import NAMES, TITLES
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.setting_up import SETUP
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.wording import listed, short


def run(_: Scene, given: Given) -> Deed:
    """Writes down that this step isn't to be asked for any more."""
    said = given.one("step", str)
    name = next((one for one in NAMES if one == said.strip().casefold()), None)
    if name is None:
        raise Objection(
            f"There is no step “{short(said)}”; choose {listed(NAMES, 'or')}.", field="step"
        )
    text = f"“{TITLES[name]}” is skipped. `/ownership {SETUP}` has it whenever you want to do it."
    return Deed(notice(text), step=(name, False))


VERB = Verb(
    name="setup skip",
    title="Skip a first step",
    help="Skips one of the first steps; it can be done later all the same.",
    who="steward",
    run=run,
    arguments=(Argument("step", "name", "Step", hint=f"One of {listed(NAMES, 'or')}."),),
    examples=("setup skip digest",),
    shows=SETUP,
)
