"""Remove a digest: its channel doesn't hear it any more."""

from bot.domain.answer import notice
from bot.domain.ownership.deed import Deed
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.subscriptions import about, called, named, numbered, removed
from bot.domain.ownership.verb import Argument, Given, Verb


def run(scene: Scene, given: Given) -> Deed:
    """Removes the subscription with this number."""
    key = given.one("number", int)
    told = numbered(scene, key)
    text = f"{called(scene, told.channel)} doesn't hear of {named(scene, told)} any more."
    return about(scene, told, notice(text), removed(scene, str(key)))


VERB = Verb(
    name="digest remove",
    title="Remove what a channel hears",
    help="Ends that a channel hears something regularly.",
    who="own or lead",
    run=run,
    arguments=(Argument("number", "number", "Number"),),
    examples=("digest remove 3",),
)
