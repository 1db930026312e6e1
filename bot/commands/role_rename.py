"""Rename a role: it stays the same one, and whoever fills it goes on."""

from bot.domain.catalog import Role
from bot.domain.ownership.deed import Deed
from bot.domain.ownership.renaming import renamed
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.ownership.wordings import ANYWAY


def run(scene: Scene, given: Given) -> Deed:
    """Gives a role another name."""
    return renamed(scene, given, VERB.name, given.one("role", Role))


VERB = Verb(
    name="role rename",
    title="Rename a role",
    help="Gives a role another name; whoever fills it goes on, and everything else stays.",
    who="steward",
    run=run,
    arguments=(
        Argument("role", "role", "Role"),
        Argument("name", "name", "New name", after="to"),
        ANYWAY,
    ),
    examples=("role rename MLOps Engineer to Model Engineer",),
)
