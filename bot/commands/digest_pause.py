"""Pause a digest: its channel hears nothing until it is resumed."""

from bot.domain.answer import notice
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.subscriptions import about, called, number, numbered, stored
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.reply import Action


def run(scene: Scene, given: Given) -> Deed:
    """Pauses the subscription with this number."""
    key = given.one("number", int)
    told = numbered(scene, key)
    if told.paused is not None:
        raise Objection(f"Digest {key} is paused already: {told.paused}.", field="number")
    why = f"{scene.actor.person.called} paused it"
    after = told.model_copy(update={"paused": why})
    text = f"{called(scene, told.channel)} hears nothing of digest {key} until it is resumed."
    resume = Action(label="Resume", verb="digest resume", given=number(str(key)))
    says = notice(text).model_copy(update={"actions": (resume,)})
    return about(scene, told, says, stored(scene, str(key), after))


VERB = Verb(
    name="digest pause",
    title="Pause what a channel hears",
    help="Keeps a channel from hearing something until it is resumed.",
    who="own or lead",
    run=run,
    arguments=(Argument("number", "number", "Number"),),
    examples=("digest pause 3",),
)
