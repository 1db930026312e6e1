"""Send a digest: its channel hears it at once, out of turn."""

from dataclasses import replace

from bot.domain.answer import notice
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.subscriptions import about, called, check_channel, numbered
from bot.domain.ownership.verb import Argument, Given, Verb


def run(scene: Scene, given: Given) -> Deed:
    """Posts it in a moment; its own times stay as they are."""
    key = given.one("number", int)
    told = numbered(scene, key)
    if told.paused is not None:
        raise Objection(
            f"Digest {key} is paused ({told.paused}); resume it with "
            f"`/ownership digest resume {key}` first.",
            field="number",
        )
    channel = scene.rounds.channel(told.channel)
    if channel is not None:
        check_channel(channel)
    says = notice(f"On its way to {called(scene, told.channel)}.")
    return replace(about(scene, told, says), soon=(f"send {key}",))


VERB = Verb(
    name="digest send",
    title="Tell a channel now",
    help="Posts in a channel at once what it hears regularly.",
    who="own or lead",
    run=run,
    arguments=(Argument("number", "number", "Number"),),
    examples=("digest send 3",),
)
