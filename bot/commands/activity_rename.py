"""Rename an activity: it stays the same one, with all that is said of it."""

from bot.domain.catalog import Activity
from bot.domain.ownership.deed import Deed
from bot.domain.ownership.renaming import renamed
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.ownership.wordings import ANYWAY


def run(scene: Scene, given: Given) -> Deed:
    """Gives an activity another name."""
    return renamed(scene, given, VERB.name, given.one("activity", Activity))


VERB = Verb(
    name="activity rename",
    title="Rename an activity",
    help="Gives an activity another name; everything else about it stays.",
    who="lead",
    run=run,
    arguments=(
        Argument("activity", "activity", "Activity"),
        Argument("name", "name", "New name", after="to"),
        ANYWAY,
    ),
    examples=("activity rename Deploy models to Ship models",),
)
