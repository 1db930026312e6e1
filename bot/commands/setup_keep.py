"""Keep the catalog that is here: the first of the first steps is done with that."""

from bot.domain.answer import notice
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.setting_up import SETUP
from bot.domain.ownership.verb import Given, Verb


def run(scene: Scene, _: Given) -> Deed:
    """Writes down that this catalog is the one to work with."""
    catalog = scene.catalog
    if not (catalog.roles or catalog.activities):
        raise Objection(
            "The catalog is empty, so there is nothing to keep; `/ownership history` tells what "
            "became of it."
        )
    text = (
        f"You keep the catalog “{catalog.catalog}”. Change it as you go: add other words for "
        "something with `/ownership alias add`, or an activity with `/ownership activity add`."
    )
    return Deed(notice(text), step=("catalog", True))


VERB = Verb(
    name="setup keep",
    title="Keep the catalog",
    help="Keeps the catalog that is here, as the first step of setting Rolecall up.",
    who="steward",
    run=run,
    examples=("setup keep",),
    shows=SETUP,
)
