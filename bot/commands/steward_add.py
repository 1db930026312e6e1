"""Add a steward: somebody who looks after the whole workspace's ownership."""

from bot.domain.answer import notice
from bot.domain.fact import Subject
from bot.domain.organisation import Person
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.steps import put
from bot.domain.ownership.stewards import named, unnamed
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.ownership.who import entering, fit
from bot.domain.wording import listed


def run(scene: Scene, given: Given) -> Deed:
    """Names a steward; whoever was one without being named is named too, so that they stay it."""
    person = fit(scene, given.one("person", Person), "person")
    called = person.called
    if person.key in named(scene):
        raise Objection(f"{called} looks after ownership here already.", field="person")
    if person.slack is None:
        raise Objection(
            f"{called} has no Slack account, and stewards act in Slack; "
            "choose somebody with @person.",
            field="person",
        )
    before = [one for one in unnamed(scene) if one.key != person.key]
    stewards = (person, *before)
    changes = [
        *entering(scene, *stewards),
        *(put(scene, Subject("steward", (one.key,)), {}) for one in stewards),
    ]
    text = f"{called} looks after ownership here from now on."
    if before:
        names = listed(one.called for one in before)
        text += f" {names}, whom nobody had named so far, {_goes_on(before)} and can be removed."
    return Deed(notice(text), tuple(changes))


def _goes_on(people: list[Person]) -> str:
    return "goes on doing so" if len(people) == 1 else "go on doing so"


VERB = Verb(
    name="steward add",
    title="Add a steward",
    help="Lets somebody look after the ownership of every team.",
    who="steward",
    run=run,
    arguments=(Argument("person", "person", "Person"),),
    examples=("steward add @ada",),
)
