"""Resume a digest: its channel hears it again from the next time on, and nothing of the past."""

from bot.domain.answer import notice
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.subscriptions import (
    about,
    called,
    check_channel,
    numbered,
    stored,
    when,
)
from bot.domain.ownership.verb import Argument, Given, Verb


def run(scene: Scene, given: Given) -> Deed:
    """Resumes the subscription with this number."""
    key = given.one("number", int)
    told = numbered(scene, key)
    if told.paused is None:
        raise Objection(f"Digest {key} isn't paused.", field="number")
    channel = scene.rounds.channel(told.channel)
    if channel is not None:
        check_channel(channel)
    if told.team is not None and told.team not in scene.organisation.team:
        raise Objection(
            f"The team that digest {key} is about is gone; remove it, or restore the team with "
            "`/ownership restore`.",
            field="number",
        )
    after = told.model_copy(update={"paused": None})
    text = (
        f"{called(scene, told.channel)} hears digest {key} again; the next time is "
        f"{when(after, scene.now)}."
    )
    return about(scene, told, notice(text), stored(scene, str(key), after))


VERB = Verb(
    name="digest resume",
    title="Resume what a channel hears",
    help="Lets a channel hear again what was paused, from the next time on.",
    who="own or lead",
    run=run,
    arguments=(Argument("number", "number", "Number"),),
    examples=("digest resume 3",),
)
