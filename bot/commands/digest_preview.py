"""Preview a digest: what its channel would hear now, shown to whoever asks alone."""

from bot.domain.ownership.deed import Deed
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.subscriptions import about, numbered
from bot.domain.ownership.verb import Argument, Given, Verb


def run(scene: Scene, given: Given) -> Deed:
    """Shows what would be posted; nothing is, and what is news stays news."""
    key = given.one("number", int)
    told = numbered(scene, key)
    return about(scene, told, scene.rounds.preview(told, str(key)))


VERB = Verb(
    name="digest preview",
    title="Preview what a channel hears",
    help="Shows you alone what a channel would hear now.",
    who="own or lead",
    run=run,
    arguments=(Argument("number", "number", "Number"),),
    writes=False,
    examples=("digest preview 3",),
)
