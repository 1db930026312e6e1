"""Dismiss a question: it is for nobody here, and no channel hears of it any more."""

from bot.domain.answer import notice
from bot.domain.dismissal import Dismissal, dismissal
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.steps import put
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.value import as_name
from bot.domain.wording import short
from bot.search.clean import clean


def run(scene: Scene, given: Given) -> Deed:
    """Leaves the question, and those like it, out of what channels are told from now on."""
    words = as_name(clean(given.one("words", str)).strip("?!. "), "")
    if not words or not scene.search.says(words):
        raise Objection(
            "That doesn't tell what the question is about; use the words that do.", field="words"
        )
    subject = dismissal(words)
    if scene.past.fact(subject) is not None:
        raise Objection(f"“{short(words)}” was set aside already.", field="words")
    body = Dismissal(words=words, by=scene.actor.person.key).model_dump(mode="json")
    says = notice(f"“{short(words)}” is for nobody here; no channel hears of it from now on.")
    return Deed(says, (put(scene, subject, body),))


VERB = Verb(
    name="question dismiss",
    title="Set a question aside",
    help="Says that a question is for nobody here, so that no channel hears of it any more.",
    who="steward",
    run=run,
    arguments=(Argument("words", "text", "What was asked about"),),
    examples=("question dismiss the coffee machine",),
)
